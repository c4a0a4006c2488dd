"""The vocabulary of a library: the reviewed one, and what its owner's metrics.toml adds or changes.

An entry with the id of a reviewed one takes its place; a name that the owner gives to an entry is
taken from every other. What is wrong with the file is said with the entry it stands in.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TypeVar, get_args

from agent.offline.formula import NotUnderstood, parse
from agent.offline.metrics import Metric, Ratio, RatioUnit, Statement, Vocabulary, words
from store.errors import TieoutError

FILE = "metrics.toml"
REVIEWED = Path(__file__).with_name(FILE)
STATEMENTS: dict[str, Statement] = {each: each for each in get_args(Statement)}
UNITS: dict[str, RatioUnit] = {each: each for each in get_args(RatioUnit)}
METRIC_KEYS = frozenset(("id", "names", "concepts", "statement", "period", "sign"))
RATIO_KEYS = frozenset(("id", "names", "formula", "unit"))

Entry = Mapping[str, object]
Named = TypeVar("Named", Metric, Ratio)


class BadMetrics(TieoutError):
    """A metrics.toml that cannot be used; the message says which entry and why."""


def load_vocabulary(library: Path | None = None) -> Vocabulary:
    """The vocabulary for the library in that folder. Raises BadMetrics."""
    reviewed = _read(REVIEWED, REVIEWED.stat().st_mtime_ns)
    own = library / FILE if library else None
    if own is None or not own.is_file():
        return reviewed
    added = _read(own, own.stat().st_mtime_ns)
    every: tuple[Metric | Ratio, ...] = (*added.metrics, *added.ratios)
    ids = {each.id for each in every}
    taken = {words(name) for each in every for name in each.names}
    joined = Vocabulary(
        (*added.metrics, *_left(reviewed.metrics, ids, taken)),
        (*added.ratios, *_left(reviewed.ratios, ids, taken)),
    )
    for ratio in added.ratios:
        try:
            parse(ratio.formula, joined)
        except NotUnderstood as error:
            raise BadMetrics(
                f"{own}: the formula of “{ratio.id}” is not understood: {error}. Use names of line "
                "items, numbers, + - * / and parentheses."
            ) from error
    return joined


def _left(entries: Iterable[Named], ids: set[str], taken: set[tuple[str, ...]]) -> list[Named]:
    """The reviewed entries that are not replaced, without the names that were taken."""
    kept = []
    for each in entries:
        names = tuple(name for name in each.names if words(name) not in taken)
        if each.id not in ids and names:
            kept.append(each if names == each.names else replace(each, names=names))
    return kept


@lru_cache(maxsize=8)
def _read(path: Path, changed: int) -> Vocabulary:
    """The entries of a file as it was at `changed`."""
    del changed
    try:
        said = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise BadMetrics(f"{path} cannot be read as TOML: {error}.") from error
    if unknown := sorted(set(said) - {"metric", "ratio"}):
        raise BadMetrics(f"{path}: there is no [[{unknown[0]}]]; write [[metric]] and [[ratio]].")
    metrics = tuple(_metric(path, entry) for entry in _tables(path, said, "metric"))
    ratios = tuple(_ratio(path, entry) for entry in _tables(path, said, "ratio"))
    return Vocabulary(metrics, ratios)


def _tables(path: Path, said: Entry, kind: str) -> list[Entry]:
    tables = said.get(kind, [])
    if not isinstance(tables, list) or not all(isinstance(each, dict) for each in tables):
        raise BadMetrics(f"{path}: write each entry under its own [[{kind}]].")
    return tables


def _metric(path: Path, entry: Entry) -> Metric:
    _check(path, entry, METRIC_KEYS, ("id", "names", "period"))
    statement = entry.get("statement")
    return Metric(
        id=str(entry["id"]),
        names=_texts(path, entry, "names"),
        concepts=_texts(path, entry, "concepts") if "concepts" in entry else (),
        statement=STATEMENTS[_one_of(path, entry, "statement", STATEMENTS)] if statement else None,
        instant=_one_of(path, entry, "period", ("instant", "duration")) == "instant",
        outflow="sign" in entry and bool(_one_of(path, entry, "sign", ("outflow",))),
    )


def _ratio(path: Path, entry: Entry) -> Ratio:
    _check(path, entry, RATIO_KEYS, ("id", "names", "formula", "unit"))
    return Ratio(
        id=str(entry["id"]),
        names=_texts(path, entry, "names"),
        formula=str(entry["formula"]),
        unit=UNITS[_one_of(path, entry, "unit", UNITS)],
    )


def _check(path: Path, entry: Entry, known: frozenset[str], needed: Iterable[str]) -> None:
    who = f"the entry “{entry.get('id', '?')}”"
    if missing := [key for key in needed if key not in entry]:
        raise BadMetrics(f"{path}: {who} has no {missing[0]}.")
    if unknown := sorted(set(entry) - known):
        raise BadMetrics(f"{path}: {who} has {unknown[0]}, which is none of {sorted(known)}.")


def _texts(path: Path, entry: Entry, key: str) -> tuple[str, ...]:
    found = entry[key]
    if isinstance(found, list) and found and all(isinstance(e, str) and words(e) for e in found):
        return tuple(found)
    raise BadMetrics(f"{path}: {key} of “{entry['id']}” must be a list of words in quotes.")


def _one_of(path: Path, entry: Entry, key: str, choices: Iterable[str]) -> str:
    said = str(entry[key])
    if said in choices:
        return said
    raise BadMetrics(
        f"{path}: {key} of “{entry['id']}” is “{said}”; it must be one of {', '.join(choices)}."
    )
