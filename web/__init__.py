"""The service (a later issue)."""
