"""One form for every way to print a number, for the index and for questions.

"$45.2M", "$45,200,000", 45.2 in a table in millions and 45,200 in one in thousands are all
"45200000"; "(1,234)" is "-1234" and, for who asks without the sign, "1234"; "10%", "a tenth" and
"1,000 basis points" are all "10%". Scales of tables are known to the readers, who put full values
into the cells.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from ingest.numbers import SYMBOL, scale_of

BARE = "as printed "
"""Before a number of a table whose scale its text does not say."""
FEW = 10
"""A smaller number is too common to be looked for as it is printed."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A number in a text, where it stands, and the forms under which it is held."""

    span: tuple[int, int]
    value: Decimal
    """In full units, or in per cent."""
    percent: bool
    bare: bool
    """Neither sign nor scale is said: the table it is looked for in may have one."""

    @property
    def forms(self) -> tuple[str, ...]:
        """The most exact first."""
        end = "%" if self.percent else ""
        size = f"{plain(abs(self.value))}{end}"
        return (f"-{size}", size) if self.value < 0 else (size,)

    @property
    def wordings(self) -> tuple[str, ...]:
        """How filings print it, in whatever scale: for finding the line."""
        size = abs(self.value)
        if self.percent:
            return (f"{plain(size)}%", plain(size))
        said = (size / scale for scale in (1, 1_000, 1_000_000, 1_000_000_000))
        return tuple(dict.fromkeys(grouped(each) for each in said if each >= FEW))

    @property
    def sought(self) -> tuple[str, ...]:
        """Under which forms to look for it: as it is, and in a table of any scale if it is bare."""
        return (*self.forms, *(BARE + each for each in self.forms)) if self.bare else self.forms


def printed(text: str) -> Iterator[Printed]:
    """The numbers of `text` that are amounts as they stand: not years, counts, notes or items."""
    for match in _NUMBER.finditer(text):
        if match["tail"] is None and not _long(match["digits"]) and _is_plain(text, match.start()):
            continue  # most are years and numbers of notes
        before = _BEFORE.search(text, max(0, match.start() - _REACH), match.start())
        if before is not None and (found := _printed(text, match, before)):
            yield found
    if any(word in text for word in _SHARES):
        for match in _SHARE.finditer(text):
            yield Printed(match.span(), Decimal(_SHARES[match["share"].lower()]), True, False)


def _printed(text: str, match: re.Match[str], before: re.Match[str]) -> Printed | None:
    """The number of `match`, unless it may be a year, a count, the number of a note."""
    tail = (match["tail"] or "").strip().lower()
    closed = before["open"] and text[match.end() : match.end() + 1] == ")"
    negative = bool(closed or before["sign"])
    if not (tail or before["currency"] or negative or _long(match["digits"])):
        return None
    value = Decimal(match["digits"].replace(",", "")) * (-1 if negative else 1)
    span = (before.start(), match.end() + bool(closed))
    if tail in _PERCENT:
        return Printed(span, value, True, False)
    if tail.startswith(("basis", "bps")):
        return Printed(span, value / 100, True, False)
    bare = not (tail or before["currency"])
    return Printed(span, value * (scale_of(tail) if tail else 1), False, bare)


def number_words(text: str, grid: str = "") -> set[str]:
    """Every form of every number of `text`, and of the cells of a table (`StoredTable.grid`)."""
    prose = text
    found: set[str] = set()
    if grid:
        prose = "\n".join(line for line in text.split("\n") if " | " not in line)
        found = {BARE + plain(Decimal(each.replace(",", ""))) for each in _PLAIN.findall(text)}
    found.update(form for each in printed(prose) for form in each.forms)
    for value, unit in _CELL.findall(grid):
        end = "%" if unit == "percent" else ""
        bare = plain(Decimal(value.removeprefix("-")))
        found.add(bare + end)
        if value.startswith("-"):
            found.add(f"-{bare}{end}")
    return found


def plain(value: Decimal) -> str:
    """Digits without needless zeros.

    >>> plain(Decimal("45.20")), plain(Decimal("4520000")), plain(Decimal("1E+3"))
    ('45.2', '4520000', '1000')
    """
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def grouped(value: Decimal) -> str:
    """With commas between thousands: 45,200.5."""
    whole, _, fraction = plain(value).partition(".")
    return f"{int(whole):,}" + (f".{fraction}" if fraction else "")


def _is_plain(text: str, start: int) -> bool:
    """Whether neither a sign nor a currency's symbol stands before `start`."""
    before = text[max(0, start - 2) : start].rstrip()[-1:]
    return not before or before.isalnum() or before in ".,;:|/"


def _long(digits: str) -> bool:
    """Whether digits alone show an amount: grouped, with a fraction, or too many for a year."""
    return "," in digits or "." in digits or len(digits) > 4


_PERCENT = ("%", "percent", "per cent")
_SHARES = {
    "half": "50",
    "third": "33.3",
    "fourth": "25",
    "fifth": "20",
    "sixth": "16.7",
    "tenth": "10",
    "twentieth": "5",
    "hundredth": "1",
}
_NUMBER = re.compile(
    r"""(?ix)
    (?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)
    (?P<tail>\s?%|\s(?:percent|per\scent|basis\spoints?|bps)\b
      |\s?(?:thousand|million|billion|trillion)s?\b|\s?(?:mm|mn|bn|[kmb])\b)?
    (?![\w/-]|[.,]\d)
    """
)
_REACH = 8  # characters before the digits in which a sign or a currency stands
_BEFORE = re.compile(
    rf"(?i)(?<![\w.,/-])(?P<sign>[-−])?(?:(?P<currency>{SYMBOL})\s?)?(?P<open>\()?"
    rf"(?:(?<!\w)(?:{SYMBOL})\s?)?$"
)
_SHARE = re.compile(
    rf"(?i)\b(?:an?|one)[\s-](?P<share>{'|'.join(_SHARES)})\b(?!\s+(?:quarter|part(?:y|ies)))"
)
_PLAIN = re.compile(r"(?<![\w.,])\d{1,3}(?:,\d{3})+(?:\.\d+)?|(?<![\w.,])\d+\.\d+")
_CELL = re.compile(r'"value":"(-?[\d.]+(?:E\+?\d+)?)"(?:,"unit":"(percent)?)?')
