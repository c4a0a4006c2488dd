"""The command tieout."""
