"""Batch research: questions over filings, a ledger that lasts, sheets that open elsewhere."""
