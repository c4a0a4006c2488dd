"""Words of the calendar, as filings and questions have them: months, quarters, lengths."""

MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4}
LENGTHS = {"three": 3, "six": 6, "nine": 9, "twelve": 12}
"""Months of the periods that filers report, by the word for their number."""


def month_number(name: str) -> int | None:
    """1 to 12 for "September", "Sept." or "SEP"; None for what begins like no month."""
    short = name[:3].lower()
    known = [month[:3] for month in MONTHS]
    return known.index(short) + 1 if short in known else None
