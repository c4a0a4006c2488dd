"""The cover page of a filing, read from its first blocks: form, name, symbol, period.

An annual report to shareholders may carry its 10-K behind pages of its own; the cover is where
the Commission is named. A press release has no cover: its headline and first sentences serve.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from ingest.document import Block, PageBreak, Paragraph, Table

COVER_LINES = 150  # past this a first page has ended, even one of one word a line
DEEPEST_COVER = 3000  # lines of a glossy report that may stand before the cover


@dataclass(frozen=True, slots=True)
class Cover:
    """What a cover page prints; None for what it does not."""

    form: str | None = None
    company: str | None = None
    ticker: str | None = None
    period_end: date | None = None
    fiscal_year: int | None = None
    """As a headline says it: "Second Quarter 2022"."""
    fiscal_period: str | None = None
    year_end: tuple[int, int] | None = None
    """Month and day the fiscal year ends on, as the text of a 10-Q says most often."""
    months: int | None = None
    """The longest interim period a 10-Q speaks of: 3, 6 or 9 months."""
    header: Mapping[str, str] = field(default_factory=dict)
    """SGML header fields that stand as plain lines in the text."""


def read_cover(blocks: Sequence[Block]) -> Cover:
    """Read the cover; says only what is printed there."""
    lines = _cover_lines(blocks)
    text = "\n".join(lines)
    form = _form(lines)
    released = form is None or form.startswith("EX")
    quarterly = (form or "").startswith("10-Q")
    year, period = _quarter_named(lines[:30]) if released else (None, None)
    return Cover(
        form=form,
        company=_company(lines) or (_announcer(lines) if released else _below_file_number(lines)),
        ticker=_ticker(blocks) or _listed(text),
        period_end=_period_end(text, form or ""),
        fiscal_year=year,
        fiscal_period=period,
        year_end=_year_end(blocks) if quarterly else None,
        months=_months(blocks) if quarterly else None,
        header=_header(text),
    )


# Dates

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
_YEAR = r"(?:19|20)\s?\d\s?\d"
_DATE = re.compile(
    rf"(?P<month>{_MONTH})[\s_]*(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s_]*,?[\s_]*(?P<year>{_YEAR})"
    rf"|(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<month2>{_MONTH})\s*,?\s*(?P<year2>{_YEAR})"
    r"|(?P<iso>(?<!\d)(?:19|20)\d{2}-?[01]\d-?[0-3]\d(?!\d))"
    r"|(?P<slash>(?<!\d)\d{1,2}/\d{1,2}/(?:19|20)\d{2})",
    re.IGNORECASE,
)


def read_date(text: str) -> date | None:
    """The first date in `text`: "December 31, 2022", "31 December 2022", 2022-12-31, 12/31/2022."""
    return next(iter(_dates(text)), None)


def _dates(text: str) -> list[date]:
    return [day for match in _DATE.finditer(text) if (day := _date(match))]


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


# Lines

_COMMISSION = re.compile(r"securities\s+and\s+exchange\s+commission", re.IGNORECASE)


def _cover_lines(blocks: Sequence[Block]) -> list[str]:
    """The lines of the cover: from the Commission's name on where a form is named beside it."""
    lines: list[str] = []
    for text in _lines(blocks):
        lines.append(text)
        if len(lines) >= DEEPEST_COVER:
            break
    for place, line in enumerate(lines):
        if _COMMISSION.search(line) and _FORM.search(
            "\n".join(lines[max(0, place - 6) : place + 12])
        ):
            start = max(0, place - 6) if place > COVER_LINES else 0
            return lines[start : max(place, start) + COVER_LINES]
    return lines[:COVER_LINES]


def _lines(blocks: Sequence[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block.text
        elif isinstance(block, PageBreak):
            yield from block.furniture
        else:
            for row in block.rows:
                yield " | ".join(cell.text for cell in row.cells if cell.text.strip())


# Form

_DASH = r"\s?[-–—‑]\s?"
_FORM = re.compile(
    rf"\bform[\s|]*(10{_DASH}?k(?:sb|405|t)?|10{_DASH}?q(?:sb)?|8{_DASH}?k|20{_DASH}?f|6{_DASH}?k"
    rf"|40{_DASH}?f)(?:40)?\s?(/\s?a)?\b",
    re.IGNORECASE,
)
_BARE_FORM = re.compile(rf"\W*(10{_DASH}k|10{_DASH}q|8{_DASH}k|20{_DASH}f)\s?(/\s?a)?\W*$", re.I)
_EXHIBIT = re.compile(r"\W*ex(?:hibit)?[\s-]*(?:no\.?\s*)?(\d{1,3}(?:\.\d{1,2})?)\b.{0,40}$", re.I)
_PROXY = re.compile(
    r"proxy\s+statement\s+pursuant\s+to\s+section\s+14\(a\)|^schedule\s+14a", re.I | re.M
)


def _form(lines: Sequence[str]) -> str | None:
    for line in lines[:8]:
        if _FORM.search(line) or _COMMISSION.search(line):
            break
        if match := _EXHIBIT.match(line):
            return f"EX-{match[1]}"
    text = "\n".join(lines)
    if _PROXY.search(text):
        return "DEF 14A"
    if not any(_COMMISSION.search(line) and len(line) < 120 for line in lines):
        lines = [line for line in lines if len(line) < 60]  # elsewhere "Form 10-K" is a mention
        text = "\n".join(line for line in lines if _FORM.match(line.strip()))
    match = _FORM.search(text) or next((m for line in lines if (m := _BARE_FORM.match(line))), None)
    if match is None:
        return None
    amended = match[2] or re.search(r"\bamendment\s+no\b", text[:3000], re.IGNORECASE)
    return re.sub(r"[\s–—‑]", lambda m: "" if m[0].isspace() else "-", match[1]) + (
        "/A" if amended else ""
    )


# Company

_EXACT = re.compile(
    r"\(?\s*exact\s+name\s+(?:of\s+(?:the\s+)?)?(?:registrant|company|issuer)", re.I
)
_NO_NAME = re.compile(
    r"""commission\s+file | file\s+n(?:o\b|umber) | \bform\s+\d | ^\W*(?:or|and)?\W*$
    | ^\(?mark\ one
    | \btransition\b | to\s*_+ | ^[\d\s|-]+$ | washington | section\s+1[35] | date\s+of\s+report
    | ^n/?a$ | \bperiod\ (?:from|ended) | year\ ended | ^logo | ^\W*amendment\ no | ^☒|^☐|^\[
    | earliest\s+event | securities\s+(?:and\s+exchange|registered) | united\s+states
    | exact\s+name | ^\(?state\ of | ^(?:annual|quarterly|current)\ report
    | ^(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)[a-z]*\.?\s+\d""",
    re.IGNORECASE | re.VERBOSE,
)
_ENTITY = (
    r"(?:inc|incorporated|corp|corporation|company|co|plc|ltd|limited|llc|l\.?p|n\.?v|s\.?a"
    r"|group|trust)"
)
_RELEASE = re.compile(
    rf"(?P<name>[A-Z][^.:;()]{{1,60}}?(?:,?\s{_ENTITY}\b\.?)?)(?:\s*\([^)]{{3,60}}\))?,?\s+(?:today\s+)?"
    r"(?:announces|announced|reports|reported|delivers|posts)\b",
    re.IGNORECASE,
)
_DATELINE = re.compile(r".*?(?:[-–—]{1,2}|\([A-Z ]+\)|/)\s+(?=[A-Z])")


def _company(lines: Sequence[str]) -> str | None:
    """The line above, or the words before, "(Exact name of registrant as specified ...)"."""
    for place, line in enumerate(lines):
        match = _EXACT.search(line)
        if match is None:
            continue
        for text in (line[: match.start()], *reversed(lines[max(0, place - 8) : place])):
            name = re.sub(r"\s+", " ", text).strip(" _|*-–—\t")
            if len(name) > 1 and not _NO_NAME.search(name):
                return name
    return None


def _below_file_number(lines: Sequence[str]) -> str | None:
    """A name that no label explains stands below "Commission file number"."""
    for place, line in enumerate(lines):
        if re.search(r"commission\s+file", line, re.IGNORECASE):
            for name, below in pairwise(lines[place + 1 : place + 5]):
                state = re.match(r"\(?state\s+o[rf]\s[^:]*$", below, re.IGNORECASE)
                if len(name) > 80 or state or _NO_NAME.search(name) or re.search(r"\d{3}", name):
                    continue
                return re.sub(r"\s+", " ", name).strip(" _|*")
    return None


def _announcer(lines: Sequence[str]) -> str | None:
    """Who reports in a press release: the subject of its headline or of its first sentence."""
    for line in lines[:40]:
        if match := _RELEASE.match(_DATELINE.sub("", line, count=1) if len(line) > 150 else line):
            return match["name"].strip(" ,")
    return None


# Ticker

_SYMBOL = re.compile(r"(?:trading|ticker)\s*symbol", re.IGNORECASE)
_TICKER = re.compile(r"[A-Z]{1,5}(?:[./-][A-Z]{1,2})?")
_LISTED = re.compile(r"\b(?:NASDAQ|NYSE)[^:()]{0,20}:\s*([A-Z]{1,5}(?:\.[A-Z])?)\b")


def _ticker(blocks: Sequence[Block]) -> str | None:
    """The first symbol below "Trading Symbol(s)" in the cover's table of securities."""
    for block in blocks[:COVER_LINES]:
        if not isinstance(block, Table):
            continue
        columns: set[int] = set()
        for row in block.rows:
            for cell in row.cells:
                if _SYMBOL.search(cell.text):
                    columns.add(cell.column)
                elif cell.column in columns and _TICKER.fullmatch(cell.text.strip()):
                    return cell.text.strip()
    return None


def _listed(text: str) -> str | None:
    match = _LISTED.search(text[:5000])
    return match[1] if match else None


# Period

_ENDED = re.compile(
    r"\b(?:years?|quarters?|quarterly\s+period|period|weeks?|months)\s+end(?:ed|ing)\b",
    re.IGNORECASE,
)
_TRANSITION = re.compile(r"transition\s+period\s+from\b.{4,40}?\bto\b", re.IGNORECASE | re.DOTALL)
_EARLIEST = re.compile(r"earliest\s+event\s+reported", re.IGNORECASE)
_REPORTED = re.compile(r"date\s+of\s+(?:the\s+)?(?:earliest\s+event|report)", re.IGNORECASE)
_QUARTER = re.compile(
    rf"\b(?:(first|second|third|fourth)[\s-]+quarter|q([1-4]))\b[^.]{{0,30}}?\b({_YEAR})\b"
    rf"|\b(?:fiscal|full)?[\s-]*({_YEAR})\s+(first|second|third|fourth)[\s-]+quarter",
    re.IGNORECASE,
)
_INTERIM = re.compile(r"\b(three|six|nine)\s+months\s+ended", re.IGNORECASE)
_FISCAL_YEAR = re.compile(r"(10-K\s.{0,40})?\b(?:fiscal\s+)?year\s+ended\b", re.IGNORECASE)
_ORDINALS = ("first", "second", "third", "fourth")


def _period_end(text: str, form: str) -> date | None:
    """The date after "... ended", or of an 8-K's earliest event; else the one before the words."""
    current = form.upper().startswith(("8", "6"))
    for labels in (_EARLIEST, _REPORTED) if current else (_ENDED,):
        places = [(match.start(), match.end()) for match in labels.finditer(text)]
        after = (_dates(text[end : end + 90]) for _, end in places)
        before = (_dates(text[max(0, start - 60) : start])[-1:] for start, _ in places)
        if dates := next((dates for dates in (*after, *before) if dates), None):
            return dates[0]
    if transition := _TRANSITION.search(text):
        return read_date(text[transition.end() : transition.end() + 60])
    alone = (line for line in text.split("\n") if current and len(line) < 25)
    return next((day for line in alone if (day := read_date(line))), None)


def _quarter_named(lines: Sequence[str]) -> tuple[int | None, str | None]:
    """The quarter a headline names, "FY" for the fourth: its release covers the year."""
    for line in lines:
        if match := _QUARTER.search(line):
            word = (match[1] or match[5] or "").lower()
            number = int(match[2]) if match[2] else _ORDINALS.index(word) + 1
            year = int(re.sub(r"\s", "", match[3] or match[4]))
            return year, f"Q{number}" if number < 4 else "FY"
    return None, None


def _months(blocks: Sequence[Block]) -> int | None:
    """The longest of "three", "six" and "nine months ended" that is more than a stray mention."""
    counts = Counter(
        match[1].lower() for text in _lines(blocks) for match in _INTERIM.finditer(text)
    )
    words = {"nine": 9, "six": 6, "three": 3}
    return next((n for word, n in words.items() if counts[word] > 0.2 * counts["three"]), None)


def _year_end(blocks: Sequence[Block]) -> tuple[int, int] | None:
    """The day of "10-K for the year ended December 31", or of "year ended" alone, said most."""
    days: Counter[tuple[int, int]] = Counter()
    for text in _lines(blocks):
        for match in _FISCAL_YEAR.finditer(text):
            if day := read_date(text[match.end() : match.end() + 25]):
                days[day.month, day.day] += 10 if match[1] else 1
    return days.most_common(1)[0][0] if days else None


# The header of a submission, as plain lines

_HEADER = re.compile(
    r"^[\s>]*(conformed\ submission\ type|conformed\ period\ of\ report|filed\ as\ of\ date"
    r"|company\ conformed\ name|central\ index\ key|standard\ industrial\ classification"
    r"|fiscal\ year\ end)\s*:[\s|]*(.+?)\s*$",
    re.IGNORECASE | re.MULTILINE,
)


def _header(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for match in _HEADER.finditer(text):
        found.setdefault(match[1].lower(), match[2])
    return found
