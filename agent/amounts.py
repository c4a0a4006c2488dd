"""Amounts in running text: what is printed, what it is worth, and whether two agree."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from ingest.numbers import TYPOGRAPHY, Number, parse_number

AMOUNT = re.compile(
    r"""
    (?<![\w.,])
    (?:[-(]\s?)? (?:[A-Z]{1,3}\$|[A-Z]{3}\s(?=\d)|[$€£¥₹₩])?\s?[-(]?
    (?:\d{1,3}(?:,\d{3})+|\d+)? (?:\.\d+|(?<=\d))
    (?:\s?\)|(?![\w]|,\d|\.\d)|(?=[KMBkmbx]\b))
    (?:\s?%\)?|[KMB]\b|\s(?:percent|per\scent|thousand|million|billion|trillion|mm|mn|bn)\b)?
    """,
    re.VERBOSE,
)
JOINED = re.compile(r"[\s,]*(?:and|or|to|through|-)?[\s,]*")
DIGITS = re.compile(r"\d[\d,]*(?:\.\d+)?|\.\d+")


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount where it stands: `text[start:stop]`."""

    start: int
    stop: int
    text: str
    number: Number

    @property
    def digits(self) -> str:
        """The digits alone, without thousands commas."""
        found = DIGITS.search(self.text)
        return found[0].replace(",", "") if found else ""


def tidy(text: str) -> str:
    """Typographic dashes and spaces as plain ones; positions may shift."""
    return text.translate(TYPOGRAPHY)


def amounts(text: str) -> list[Amount]:
    """All amounts of `text` in order. In "$45.2, $40.1 and $38 million" all three are millions."""
    plain = tidy(text)
    found = [amount for match in AMOUNT.finditer(plain) for amount in _amount(match)]
    for at in range(len(found) - 2, -1, -1):
        found[at] = _scaled_like(plain, found[at], found[at + 1])
    return found


def _amount(match: re.Match[str]) -> Iterator[Amount]:
    text = match[0].strip()
    number = parse_number(text)
    if number is None and (number := parse_number(text.rstrip(")"))) is not None:
        text = text.rstrip(")")
    if number is not None:
        yield Amount(match.start(), match.end(), text, number)


def _scaled_like(text: str, amount: Amount, following: Amount) -> Amount:
    """`amount` with the scale (or the percent) of the one it is joined to, if it has none."""
    bare = amount.number.scale == 1 and not amount.number.percent
    if not bare or not JOINED.fullmatch(text[amount.stop : following.start]):
        return amount
    if following.number.scale == 1 and not following.number.percent:
        return amount
    number = replace(
        amount.number,
        value=amount.number.value * following.number.scale,
        scale=following.number.scale,
        percent=following.number.percent,
    )
    return replace(amount, number=number)


def stands_in(text: str, line: str) -> bool:
    """Whether `text` stands in `line` as a whole token: "2.0" does not stand in "12.0"."""
    return bool(_whole(_spaced(text), _spaced(line)))


def places(text: str, line: str) -> list[tuple[int, int]]:
    """Where `text` stands in `line`, both after `tidy`, as whole tokens."""
    return [match.span() for match in _whole(tidy(text).strip(), tidy(line))]


def _whole(text: str, line: str) -> list[re.Match[str]]:
    if not text:
        return []
    before = r"(?<![\w])(?<!\d[.,])" if text[0].isalnum() or text[0] == "." else ""
    after = r"(?!\w)(?![.,]\d)" if text[-1].isalnum() else ""
    return list(re.finditer(before + re.escape(text) + after, line))


def _spaced(text: str) -> str:
    """One space between words; quotes, dashes and the bars of table rows set alike."""
    alike = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"'})
    return re.sub(r"[\s|\\]+", " ", tidy(text).translate(alike)).strip()


def decimal(text: str | None) -> Decimal | None:
    """A decimal string as a number; None if it is none."""
    try:
        value = Decimal((text or "").replace(",", "").strip())
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def last_digit(value: Decimal) -> Decimal:
    """What one unit of the last written digit stands for: 0.01 of 30.83, 1 of 1577000000."""
    exponent = value.as_tuple().exponent
    return Decimal(1).scaleb(min(exponent, 0) if isinstance(exponent, int) else 0)


def agree(one: Decimal, other: Decimal, step: Decimal) -> bool:
    """Whether both are the same amount, within half of `step`."""
    return abs(one - other) <= step / 2


def belongs(said: Amount, values: Sequence[Decimal], texts: Sequence[str]) -> bool:
    """Whether an amount said in an answer is one of the `values`, or is printed in `texts`.

    A bare number may be the digits of a text; one with a scale or a percent sign has to be worth
    the same there, so that 9,120 (in millions) does not become $9,120 billion.
    """
    size = abs(said.number.value)
    if any(agree(size, abs(value), said.number.step) for value in values):
        return True
    if said.number.scale == 1 and not said.number.percent:
        return any(stands_in(said.digits, text.replace(",", "")) for text in texts)
    return any(
        abs(amount.number.value) == size and amount.number.percent == said.number.percent
        for text in texts
        for amount in amounts(text)
    )
