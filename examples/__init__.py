"""Filings of companies that do not exist, and the generator that writes them."""
