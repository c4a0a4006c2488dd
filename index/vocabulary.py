"""The reviewed words of finance and of questions (vocabulary.toml), compiled for the analyser."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from index.words import Analyser

Wording = tuple[str, ...]
"""A few words as the analyser makes them."""


@dataclass(frozen=True, slots=True)
class Term:
    """Wordings that mean the same; `on` is the statement on whose face the line stands."""

    name: str
    wordings: tuple[Wording, ...]
    on: str | None = None
    asked: tuple[Wording, ...] = ()
    """Wordings by which a question names it, where those are others."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A financial statement: how it is called, and what shows that a passage is one."""

    name: str
    wordings: tuple[Wording, ...]
    title: re.Pattern[str] | None
    marks: tuple[tuple[str, ...], ...]
    """Each is there when one of its alternatives is, in lower case."""
    need: int
    """Marks that a passage must have; 0 when only its title tells."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure that is computed from the terms named by `parts`."""

    name: str
    wordings: tuple[Wording, ...]
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All of vocabulary.toml, in words as the analyser makes them."""

    fillers: frozenset[str]
    common_name_words: frozenset[str]
    """Unstemmed, lower case, as are `name_endings` and `no_tickers`."""
    name_endings: frozenset[str]
    no_tickers: frozenset[str]
    forms: tuple[tuple[str, tuple[Wording, ...]], ...]
    statements: tuple[Statement, ...]
    terms: tuple[Term, ...]
    measures: tuple[Measure, ...]
    metric: frozenset[str]
    conceptual: frozenset[str]
    prospects: frozenset[str]
    """Words that ask for what is to come."""

    def term(self, name: str) -> Term | None:
        """The term of that name, if it is one."""
        return next((term for term in self.terms if term.name == name), None)


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary that ships with the package; read once."""
    return compile_words(
        tomllib.loads(resources.files("index").joinpath("vocabulary.toml").read_text("utf-8"))
    )


def compile_words(raw: dict[str, Any]) -> Vocabulary:
    """`raw` as tomllib reads it, stemmed."""
    words = Analyser().words

    def wordings(each: Sequence[str]) -> tuple[Wording, ...]:
        return tuple(dict.fromkeys(tuple(words(one)) for one in each))

    return Vocabulary(
        fillers=frozenset(words(raw["fillers"])),
        common_name_words=frozenset(raw["common_name_words"].split()),
        name_endings=frozenset(raw["name_endings"].split()),
        no_tickers=frozenset(raw["no_tickers"].split()),
        forms=tuple((form, wordings(each)) for form, each in raw["forms"].items()),
        statements=tuple(
            Statement(
                s["name"],
                wordings(s["wordings"]),
                re.compile(s["title"]) if "title" in s else None,
                tuple(tuple(mark.split("|")) for mark in s.get("marks", ())),
                s.get("need", 0),
            )
            for s in raw["statements"]
        ),
        terms=tuple(
            Term(
                t["wordings"][0],
                wordings(t["wordings"]),
                t.get("on"),
                wordings(t.get("asked", ())),
            )
            for t in raw["terms"]
        ),
        measures=tuple(
            Measure(m["wordings"][0], wordings(m["wordings"]), tuple(m["parts"]))
            for m in raw["measures"]
        ),
        metric=frozenset(words(raw["kinds"]["metric"])),
        conceptual=frozenset(words(raw["kinds"]["conceptual"])),
        prospects=frozenset(words(raw["kinds"]["prospects"])),
    )
