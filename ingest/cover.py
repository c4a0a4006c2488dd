"""The cover page of a filing, read from its first blocks: form, name, period, symbol."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from ingest.document import Block, PageBreak, Paragraph

COVER_BLOCKS = 150  # past this a first page has ended, even one of one word a line


@dataclass(frozen=True, slots=True)
class Cover:
    """What a cover page prints; None for what it does not."""

    form: str | None = None
    company: str | None = None
    ticker: str | None = None
    period_end: date | None = None
    months: int | None = None
    """The longest interim period the document speaks of: 3, 6 or 9 months."""
    header: Mapping[str, str] = field(default_factory=dict)
    """SGML header fields that stand as plain lines in the text."""


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
_DATE = re.compile(
    rf"(?P<month>{_MONTH})\s*(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s*,?\s*(?P<year>(?:19|20)\s?\d{{2}})"
    rf"|(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<month2>{_MONTH})\s*,?\s*(?P<year2>(?:19|20)\d{{2}})"
    r"|(?P<iso>(?<!\d)(?:19|20)\d{2}-?[01]\d-?[0-3]\d(?!\d))"
    r"|(?P<slash>(?<!\d)\d{1,2}/\d{1,2}/(?:19|20)\d{2})",
    re.IGNORECASE,
)
_FORM = re.compile(
    r"\bform\s*(10\s?[-–—]\s?k(?:sb|405|t)?|10\s?[-–—]\s?q|8\s?[-–—]\s?k|20\s?[-–—]\s?f|6\s?[-–—]\s?k|40\s?[-–—]\s?f)"
    r"\s?(/\s?a)?\b",
    re.IGNORECASE,
)
_ENDED = re.compile(
    r"(?:for\s+the\s+)?(?:annual|quarterly|transition|fiscal|calendar)?\s*"
    r"(?:fiscal\s+)?(?:year|quarter|period)(?:ly\s+period)?\s+end(?:ed|ing)[\s:_|]*",
    re.IGNORECASE,
)
_REPORTED = re.compile(
    r"date\s+of\s+(?:earliest\s+event|report)[^:\d]{0,80}[\s:)_|]*", re.IGNORECASE
)
_EXACT = re.compile(r"\(?\s*exact\s+name\s+of\s+(?:the\s+)?(?:registrant|company)", re.IGNORECASE)
_NO_NAME = re.compile(
    r"commission\s+file|file\s+n(?:o|umber)|form\s+\d|^\W*(?:or|and)?\W*$|for the transition|^\(?mark one"
    r"|to\s*_+|^\d[\d-]+$|washington|section\s+1[35]|date of report|^n/?a$|\bperiod (?:from|ended)|year ended",
    re.IGNORECASE,
)
_SYMBOL = re.compile(r"(?:trading|ticker)\s+symbols?", re.IGNORECASE)


def read_cover(blocks: Sequence[Block]) -> Cover:
    """Read the first blocks; says only what is printed there."""
    lines = list(_lines(blocks))
    text = "\n".join(lines)
    form = _FORM.search(text)
    name = re.sub(r"\s", "", form[1]) + ("/A" if form[2] else "") if form else None
    return Cover(
        form=name,
        company=_company(lines),
        ticker=None,
        period_end=_period_end(text, name or ""),
        months=_months(blocks),
        header=_header(text),
    )


def read_date(text: str) -> date | None:
    """The first date in `text`: "December 31, 2022", "31 December 2022", 2022-12-31, 12/31/2022."""
    for match in _DATE.finditer(text):
        if found := _date(match):
            return found
    return None


def _date(match: re.Match[str]) -> date | None:
    if match["iso"]:
        digits = match["iso"].replace("-", "")
        year, month, day = int(digits[:4]), int(digits[4:6]), int(digits[6:])
    elif match["slash"]:
        month, day, year = (int(part) for part in match["slash"].split("/"))
    else:
        word = match["month"] or match["month2"]
        month = _MONTHS.index(word[:3].lower()) + 1
        day = int(match["day"] or match["day2"])
        year = int(re.sub(r"\s", "", match["year"] or match["year2"]))
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _lines(blocks: Sequence[Block]) -> Iterator[str]:
    for block in blocks[:COVER_BLOCKS]:
        if isinstance(block, Paragraph):
            yield block.text
        elif isinstance(block, PageBreak):
            yield from block.furniture
        else:
            for row in block.rows:
                yield " | ".join(cell.text for cell in row.cells if cell.text.strip())


def _company(lines: Sequence[str]) -> str | None:
    for place, line in enumerate(lines):
        match = _EXACT.search(line)
        if match is None:
            continue
        before = [line[: match.start()], *reversed(lines[max(0, place - 8) : place])]
        for text in before:
            name = text.strip(" _|*-–—\t")
            if len(name) > 1 and not _NO_NAME.search(name):
                return name
    return None


def _period_end(text: str, form: str) -> date | None:
    pattern = _REPORTED if form.upper().startswith("8") else _ENDED
    for match in pattern.finditer(text):
        found = _DATE.search(text, match.end())
        if found and found.start() - match.end() < 60 and (end := _date(found)):
            return end
    return None


def _months(blocks: Sequence[Block]) -> int | None:
    """The longest of "three", "six" and "nine months ended" in captions and tables."""
    words = {"three": 3, "six": 6, "nine": 9}
    longest = 0
    for block in blocks:
        texts = [block.text] if isinstance(block, Paragraph) else _cells(block)
        for text in texts:
            for match in re.finditer(r"\b(three|six|nine)\s+months\s+ended", text, re.IGNORECASE):
                longest = max(longest, words[match[1].lower()])
    return longest or None


def _cells(block: Block) -> Iterator[str]:
    if not isinstance(block, Paragraph | PageBreak):
        for row in block.rows:
            yield from (cell.text for cell in row.cells)


_HEADER = re.compile(
    r"^[\s>]*(conformed submission type|conformed period of report|filed as of date|company conformed name"
    r"|central index key|standard industrial classification|fiscal year end)\s*:\s*(.+?)\s*$",
    re.IGNORECASE | re.MULTILINE,
)


def _header(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for match in _HEADER.finditer(text):
        found.setdefault(match[1].lower(), match[2])
    return found
