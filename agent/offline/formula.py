"""Formulas in words: "FY2019 revenue / (average PP&E between FY2018 and FY2019)" to a tree.

Every word must be a known line item, a number, an operator or filler; a formula with a word of
substance left over is not understood, and what is not understood is not computed.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from agent.offline.metrics import Metric, Ratio, Vocabulary, words


@dataclass(frozen=True, slots=True)
class Item:
    """A line item in a year; `year` None is the year the question asks for."""

    metric: Metric
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Number:
    """A number of the formula itself."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class Across:
    """A line item over two years: their average, or the later less the earlier.

    `years` None is the year the question asks for and the one before.
    """

    kind: Literal["average", "change"]
    metric: Metric
    years: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Binary:
    """left operator right."""

    operator: Literal["+", "-", "*", "/"]
    left: "Formula"
    right: "Formula"


Formula = Item | Number | Across | Binary


class NotUnderstood(ValueError):
    """The words are no formula; the message is the first that fits nowhere."""


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a formula: kind, and what it stands for."""

    kind: Literal["item", "formula", "number", "operator", "(", ")", "across", "year", "between"]
    value: "Metric | Formula | Decimal | int | str"


SPOKEN: dict[str, str] = {
    "divided by": "/",
    "over": "/",
    "as a % of": "/",
    "as a percent of": "/",
    "as a percentage of": "/",
    "÷": "/",
    "times": "*",
    "multiplied by": "*",
    "×": "*",
    "plus": "+",
    "minus": "-",
    "less": "-",
    "−": "-",
    "–": "-",
}
IDLE = frozenset(
    words(
        "the a an of for in its from total year end fiscal and both unadjusted adjusted reported "
        "balance sheet statement income cash flow net this that period amount annual"
    )
)
YEAR = re.compile(r"(?:FY\s*'?|fiscal(?: year)? )?((?:19|20)\d\d)\b|FY\s*'?(\d\d)\b", re.I)
STATEMENT = re.compile(
    r"\b(?:from|in|on|per|of) (?:the |its )?(?:(?:consolidated )?balance sheets?|"
    r"(?:consolidated )?statements? of "
    r"(?:cash flows?|income|operations|earnings|financial position)|"
    r"(?:cash flow|income|p&l) statements?)",
    re.I,
)
"""Where a line stands is no part of a formula."""
LEXEME = re.compile(r"\d+(?:\.\d+)?|[A-Za-z][\w&’'.-]*|[()+*/×÷−–-]")


def parse(text: str, vocabulary: Vocabulary) -> Formula:
    """The tree of a formula. Raises NotUnderstood."""
    reader = _Reader(list(_tokens(text, vocabulary)))
    formula = reader.sum()
    if reader.tokens:
        raise NotUnderstood(str(reader.tokens[0].value))
    return formula


def items(formula: Formula) -> Iterator[Item | Across]:
    """The leaves that must be read, in order."""
    match formula:
        case Binary(_, left, right):
            yield from items(left)
            yield from items(right)
        case Item() | Across():
            yield formula
        case Number():
            return


def _tokens(text: str, vocabulary: Vocabulary) -> Iterator[Token]:
    """Cut a text: the longest known name first, then years, operators and numbers."""
    names = _names(vocabulary)
    text = STATEMENT.sub(" ", text)
    at = 0
    while at < len(text):
        if match := re.compile(r"[\s,;:]+").match(text, at):
            at = match.end()
        elif found := _name_at(text, at, names):
            token, at = found
            yield token
        elif match := YEAR.match(text, at):
            yield Token("year", int(match[1]) if match[1] else 2000 + int(match[2]))
            at = match.end()
        elif spoken := next((s for s in SPOKEN if _starts(text, at, s)), None):
            yield Token("operator", SPOKEN[spoken])
            at += len(spoken)
        elif match := LEXEME.match(text, at):
            if piece := _token_of(match.group()):
                yield piece
            at = match.end()
        else:
            raise NotUnderstood(text[at])


def _token_of(lexeme: str) -> Token | None:
    if lexeme in ("(", ")"):
        return Token("(" if lexeme == "(" else ")", lexeme)
    if lexeme in "+-*/":
        return Token("operator", lexeme)
    if lexeme[0].isdigit():
        return Token("number", Decimal(lexeme))
    lower = lexeme.lower()
    if lower in ("average", "change"):
        return Token("across", lower)
    if lower == "between":
        return Token("between", lower)
    if set(words(lexeme)) <= IDLE:
        return None
    raise NotUnderstood(lexeme)


def _starts(text: str, at: int, phrase: str) -> bool:
    end = at + len(phrase)
    return text[at:end].lower() == phrase and not (
        phrase[-1].isalpha() and text[end : end + 1].isalnum()
    )


def _names(vocabulary: Vocabulary) -> list[tuple[str, Metric | Ratio]]:
    """Every name with what it names, the longest first."""
    known: Sequence[Metric | Ratio] = (*vocabulary.metrics, *vocabulary.ratios)
    named = [(name, each) for each in known for name in each.names]
    named.sort(key=lambda pair: (-len(pair[0]), len(pair[1].names)))
    return named


def _name_at(
    text: str, at: int, names: Sequence[tuple[str, Metric | Ratio]]
) -> tuple[Token, int] | None:
    lower = text.lower().replace("’", "'")
    for name, known in names:
        end = at + len(name)
        if lower.startswith(name, at) and not lower[end : end + 1].isalnum():
            if isinstance(known, Metric):
                return Token("item", known), end
            without = Vocabulary(tuple(m for m in _metrics_of(names)), tuple(_others(names, known)))
            return Token("formula", parse(known.formula, without)), end
    return None


def _metrics_of(names: Sequence[tuple[str, Metric | Ratio]]) -> list[Metric]:
    return list({each.id: each for _, each in names if isinstance(each, Metric)}.values())


def _others(names: Sequence[tuple[str, Metric | Ratio]], known: Ratio) -> list[Ratio]:
    """Every ratio but `known`: a definition that names itself must not go round."""
    ratios = {each.id: each for _, each in names if isinstance(each, Ratio)}
    return [each for each in ratios.values() if each.id != known.id]


class _Reader:
    """Reads tokens by the usual precedence: products before sums."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens

    def sum(self) -> Formula:
        """Terms joined by + and -."""
        left = self.product()
        while operator := self._take("operator", "+", "-"):
            left = Binary("+" if operator.value == "+" else "-", left, self.product())
        return left

    def product(self) -> Formula:
        """Factors joined by * and /."""
        left = self.factor()
        while operator := self._take("operator", "*", "/"):
            left = Binary("*" if operator.value == "*" else "/", left, self.factor())
        return left

    def factor(self) -> Formula:
        """A number, a formula in parentheses, or a line item with its years."""
        if number := self._take("number"):
            assert isinstance(number.value, Decimal)
            return Number(number.value)
        if self._take("("):
            inside = self.sum()
            if not self._take(")"):
                raise NotUnderstood("a parenthesis is not closed")
            return inside
        return self._item()

    def _item(self) -> Formula:
        before = self._year()
        across = self._take("across")
        before = before or self._year()
        if known := self._take("formula"):
            if across or before or isinstance(known.value, str | int | Decimal | Metric):
                raise NotUnderstood("a measure in a year of its own")
            return known.value
        item = self._take("item")
        if item is None or not isinstance(item.value, Metric):
            raise NotUnderstood(str(self.tokens[0].value) if self.tokens else "the end")
        years = self._between()
        if across:
            kind: Literal["average", "change"] = (
                "average" if across.value == "average" else "change"
            )
            return Across(kind, item.value, years)
        return Item(item.value, before or self._year())

    def _between(self) -> tuple[int, int] | None:
        """The years after "between", the earlier first."""
        if not self._take("between"):
            return None
        one, other = self._year(), self._year()
        if one is None or other is None:
            raise NotUnderstood("between")
        return min(one, other), max(one, other)

    def _year(self) -> int | None:
        token = self._take("year")
        return token.value if token and isinstance(token.value, int) else None

    def _take(self, kind: str, *values: str) -> Token | None:
        """The next token, if it is of that kind and value."""
        if (
            self.tokens
            and self.tokens[0].kind == kind
            and (not values or self.tokens[0].value in values)
        ):
            return self.tokens.pop(0)
        return None
