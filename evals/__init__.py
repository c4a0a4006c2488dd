"""Is it right? Measures Tieout on a folder of filings with questions."""
