"""Inline XBRL: the tagged figures of a filing, resolved to full units, periods and members.

`Facts` listens to the same events as the reader of the page. Numbers are taken exactly
(digits, scale and sign as `Decimal`); of tagged texts only the dei taxonomy's are kept.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache

from ingest.document import Fact
from ingest.tag_gaps import tag_gaps


@dataclass(slots=True)
class Tagged:
    """An ix element on its way: attributes (names lower case) and the text inside so far."""

    id: str
    attributes: Mapping[str, str]
    numeric: bool
    kept: bool = False
    """Becomes a fact."""
    text: list[str] = field(default_factory=list)
    shown: bool = False
    holds_table: bool = False


@dataclass(slots=True)
class Context:
    """Period and members of an xbrli:context."""

    start: date | None = None
    end: date | None = None
    members: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Unit:
    """Measures of an xbrli:unit, over and under the line."""

    over: list[str] = field(default_factory=list)
    under: list[str] = field(default_factory=list)


class Facts:
    """Collects facts, contexts and units; `resolved` says what they are once all was heard."""

    def __init__(self) -> None:
        self.tagged: list[Tagged] = []
        self.contexts: dict[str, Context] = {}
        self.units: dict[str, Unit] = {}
        self.continuations: dict[str, Tagged] = {}
        self.used: set[str] = set()
        self.ids: list[str] = []
        self.table_blocks: list[Tagged] = []
        self._open: list[Tagged] = []
        self._context: Context | None = None
        self._unit: Unit | None = None
        self._under = False
        self._axis: str | None = None
        self._words: list[str] | None = None
        self._left_out = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> Tagged | None:
        """An element with a prefix begins; `name` is lower case, its ix prefix "ix"."""
        if name in ("ix:nonfraction", "ix:nonnumeric"):
            return self._start_tagged(name, attributes)
        if name == "ix:continuation":
            part = Tagged("", attributes, numeric=False)
            self.continuations[attributes.get("id", "")] = part
            self._open.append(part)
        elif name == "ix:exclude":
            self._left_out += 1
        else:
            self._start_resource(name.rpartition(":")[2], attributes)
        return None

    def _start_tagged(self, name: str, attributes: Mapping[str, str]) -> Tagged:
        numeric = name == "ix:nonfraction"
        self.used.add(attributes.get("contextref", ""))
        self.ids.append(attributes.get("id", ""))
        id = attributes.get("id") or f"fx-{len(self.tagged) + 1}"
        tagged = Tagged(id, attributes, numeric)
        self._open.append(tagged)
        tagged.kept = numeric or attributes.get("name", "").lower().startswith("dei:")
        if attributes.get("name", "").endswith(TABLE_BLOCK):
            self.table_blocks.append(tagged)
        if tagged.kept:
            self.tagged.append(tagged)
        return tagged

    def _start_resource(self, local: str, attributes: Mapping[str, str]) -> None:
        if local == "context":
            self._context = self.contexts.setdefault(attributes.get("id", ""), Context())
        elif local == "unit":
            self._unit = self.units.setdefault(attributes.get("id", ""), Unit())
        elif local in ("explicitmember", "typedmember"):
            self._axis, self._words = attributes.get("dimension", ""), []
        elif local in ("startdate", "enddate", "instant", "measure"):
            self._words = []
        elif local == "unitdenominator":
            self._under = True

    def data(self, text: str) -> None:
        """Text inside whatever is open."""
        if self._words is not None:
            self._words.append(text)
        if self._left_out == 0:
            for tagged in self._open:
                tagged.text.append(text)

    def table(self) -> None:
        """A table begins inside whatever is open."""
        for tagged in self._open:
            tagged.holds_table = True

    def end(self, name: str) -> None:
        """An element with a prefix ends."""
        if name in ("ix:nonfraction", "ix:nonnumeric", "ix:continuation"):
            if self._open:
                self._open.pop()
        elif name == "ix:exclude":
            self._left_out = max(0, self._left_out - 1)
        else:
            self._end_resource(name.rpartition(":")[2])

    def _end_resource(self, local: str) -> None:
        words = "".join(self._words or ()).strip()
        if local == "context":
            self._context = None
        elif local == "unit":
            self._unit = None
        elif local == "unitdenominator":
            self._under = False
        elif local == "measure" and self._unit is not None:
            (self._unit.under if self._under else self._unit.over).append(words)
        elif local in ("explicitmember", "typedmember") and self._context is not None:
            self._context.members[self._axis or ""] = words
        elif local == "startdate" and self._context is not None:
            self._context.start = day_of(words, last=False)
        elif local in ("enddate", "instant") and self._context is not None:
            self._context.end = day_of(words, last=True)
        else:
            return
        self._words = None

    @property
    def open(self) -> list[Tagged]:
        """The tagged elements that the next text lies in, outermost first."""
        return self._open

    def resolved(self) -> tuple[list[Fact], list[str]]:
        """The facts in document order, and a sentence for each kind of trouble."""
        facts, lost, unread = [], 0, 0
        for tagged in self.tagged:
            context = self.contexts.get(tagged.attributes.get("contextref", ""))
            if context is None:
                lost += 1
                continue
            fact = self._fact(tagged, context)
            unread += tagged.numeric and fact.value is None and not is_nil_fact(tagged.attributes)
            facts.append(fact)
        warnings = []
        if lost:
            warnings.append(f"{lost} tagged figures name a context that is not there: left out")
        if unread:
            warnings.append(f"{unread} tagged figures have no number that can be read")
        bare = [
            tagged.attributes["name"]
            for tagged in self.table_blocks
            if not any(part.holds_table for part in self._parts(tagged))
        ]
        return facts, [*warnings, *tag_gaps(self.contexts, self.used, self.ids, bare)]

    def _fact(self, tagged: Tagged, context: Context) -> Fact:
        attributes = tagged.attributes
        text = " ".join("".join(self._whole(tagged)).split())
        decimals = attributes.get("decimals", "")
        return Fact(
            id=tagged.id,
            concept=attributes.get("name", ""),
            value=value_of(text, attributes) if tagged.numeric else None,
            text=text,
            unit=unit_name(self.units.get(attributes.get("unitref", ""))),
            start=context.start,
            end=context.end,
            dimensions=tuple(sorted(context.members.items())),
            decimals=int(decimals) if re.fullmatch(r"-?\d{1,4}", decimals) else None,
        )

    def _whole(self, tagged: Tagged) -> list[str]:
        """The text of an element and of its continuations, each taken once."""
        return [text for part in self._parts(tagged) for text in part.text]

    def _parts(self, tagged: Tagged) -> list[Tagged]:
        """An element and its continuations."""
        parts, seen = [tagged], set()
        following = tagged.attributes.get("continuedat")
        while following in self.continuations and following not in seen:
            seen.add(following)
            parts.append(self.continuations[following])
            following = parts[-1].attributes.get("continuedat")
        return parts


def value_of(text: str, attributes: Mapping[str, str]) -> Decimal | None:
    """The number of an ix:nonFraction in full units, signed as tagged; None for nil or none."""
    if is_nil_fact(attributes):
        return None
    number = transformed(text, attributes.get("format", "").rpartition(":")[2].lower())
    if number is None:
        return None
    scale = attributes.get("scale", "0").strip() or "0"
    if not re.fullmatch(r"[-+]?\d{1,3}", scale):
        return None
    value = shifted(number, int(scale))
    return -value if attributes.get("sign", "").strip() == "-" and value else value


def shifted(number: Decimal, places: int) -> Decimal:
    """`number` × 10^`places`, exact however many digits it has, without an exponent above zero."""
    sign, digits, exponent = number.as_tuple()
    assert isinstance(exponent, int)
    exponent += places
    if exponent > 0:
        digits, exponent = (*digits, *(0,) * exponent), 0
    return Decimal((sign, digits, exponent))


def transformed(text: str, form: str) -> Decimal | None:
    """The unsigned number that `text` is under an ixt transformation's local name."""
    plain = form.replace("-", "")
    if plain in ZERO_FORMS:
        return Decimal(0)
    if plain.startswith("numwords"):
        return words_to_number(text)
    digits = text
    if "comma" in plain and "decimal" in plain and plain.index("comma") < plain.index("decimal"):
        digits = digits.replace(".", "").replace(",", ".")
    digits = NOT_DIGITS.sub("", digits)
    if plain == "numunitdecimal" and "." not in digits:
        parts = re.findall(r"\d+", text.replace(",", ""))
        digits = ".".join((parts[0], parts[1].zfill(2))) if len(parts) == 2 else digits
    if re.fullmatch(r"\d*\.?\d+|\d+\.", digits):
        return Decimal(digits)
    return Decimal(0) if not digits and DASHES.fullmatch(text) else None


def words_to_number(text: str) -> Decimal | None:
    """What "twenty-five", "no" or "three hundred thousand" counts to; None if it is no number."""
    words = [word for word in re.split(r"[\s-]+|,", text.lower()) if word and word != "and"]
    if not words:
        return None
    if any(word in NO_NUMBERS for word in words):
        return Decimal(0)
    total = part = 0
    for word in words:
        if word.isdecimal():
            part += int(word)
        elif word in SMALL:
            part += SMALL[word]
        elif word == "hundred":
            part = max(1, part) * 100
        elif word in LARGE:
            total, part = total + max(1, part) * LARGE[word], 0
        else:
            return None
    return Decimal(total + part)


def is_nil_fact(attributes: Mapping[str, str]) -> bool:
    """Whether the element says xsi:nil."""
    return attributes.get("xsi:nil", "").strip().lower() in ("true", "1")


def unit_name(unit: Unit | None) -> str | None:
    """One of "USD", "USD/share", "shares", "ratio", or the measure's own name in lower case."""
    if unit is None or not unit.over:
        return None
    over = "*".join(measure_name(measure) for measure in unit.over)
    if not unit.under:
        return over
    under = "*".join(measure_name(measure) for measure in unit.under)
    return f"{over}/{under.removesuffix('s') if under == 'shares' else under}"


@lru_cache(maxsize=256)  # a filing has few measures
def measure_name(measure: str) -> str:
    """A measure without its prefix: iso4217:USD → "USD", xbrli:pure → "ratio"."""
    prefix, _, local = measure.strip().rpartition(":")
    if prefix.lower().startswith("iso4217"):
        return local.upper()
    return {"pure": "ratio", "shares": "shares"}.get(local, local.lower())


def day_of(text: str, *, last: bool) -> date | None:
    """An XBRL date; an end at midnight is the day before. None if it is none."""
    try:
        day = date.fromisoformat(text[:10])
    except ValueError:
        return None
    return day - timedelta(days=1) if last and text[10:].startswith("T00:00:00") else day


TABLE_BLOCK = "TableTextBlock"  # ends the name of every concept whose text is a table
NOT_DIGITS = re.compile(r"[^\d.]")
DASHES = re.compile(r"[-–—−‐‑―\s]*")
ZERO_FORMS = frozenset(("zerodash", "fixedzero", "numdash", "nocontent", "fixedempty"))
NO_NUMBERS = frozenset(("no", "none", "nil", "zero"))
SMALL = {
    word: number
    for number, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
} | {
    word: 10 * number
    for number, word in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=2
    )
}
SMALL |= {"a": 1, "an": 1}
LARGE = {"thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
