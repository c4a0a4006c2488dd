"""What a filer owes on leases as it has measured it: the present values that it reports.

A note on leases is full of amounts that are not owed: costs, cash paid, payments before
discounting, leases that have not begun. What is owed is what the balance sheet bears. A filer that
tags says which figure that is; elsewhere the table of maturities does, where payments less interest
are shown to be that figure.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from agent.offline.claims import Claim, is_about, kind_of
from agent.offline.line_item import reading_of
from agent.offline.plan import Ask, Look, look_all
from agent.offline.sentences import Sentence
from agent.offline.tagged import choose
from ingest.document import Cell, Row
from store.tables import StoredDocument, StoredFact, StoredSection
from tools.facts import Facts
from tools.table import Tables, TableShown

TOPIC = "lease"
CONCEPTS = {
    "operating": "OperatingLeaseLiability",
    "finance": "FinanceLeaseLiability",
}
"""The us-gaap concept of each kind; with "Current" and "Noncurrent" behind it, its two parts."""
INTEREST = re.compile(
    r"\binterest\b|\bdiscount(?:ing)?\b|present value (?:discount|adjustment)", re.I
)
"""The line that payments are reduced by."""
LABELS = ("less imputed interest", "less interest", "present value of lease liabilities")
"""Rows that such a table has."""
PAYMENTS = re.compile(r"payments?|total|undiscounted|minimum|rentals?", re.I)
WHOLE = re.compile(r"^\s*(?:grand )?total\b(?!.*\b(?:operating|finance|capital)\b)", re.I)
SURE = 5.0
"""Of such a claim; no sentence scores as much."""


def is_measured(topic: frozenset[str]) -> bool:
    """Whether filers measure what is owed on the topic this way."""
    return topic == frozenset({TOPIC})


# As tagged


def tagged_claims(filing: StoredDocument) -> Look[list[Claim]]:
    """What the filing tags as owed at its end: each kind in one figure, or in its two parts.

    Nothing where a part of a kind is missing, tagged or displayed: the sum would be too small.
    """
    names = [
        f"{name}{part}" for name in CONCEPTS.values() for part in ("", "Current", "Noncurrent")
    ]
    asks = [Ask("facts", {"document": filing.id, "concept": n, "limit": 200}) for n in names]
    facts: dict[str, StoredFact] = {}
    for name, found in zip(names, (yield from look_all(Facts, asks)), strict=True):
        totals = [fact for fact in (found.facts if found else ()) if not fact.dimensions]
        chosen = choose(totals, None, filing)
        if isinstance(chosen, StoredFact):
            facts[name] = chosen
    claims = []
    for kind, name in CONCEPTS.items():
        whole = _whole_or_parts(facts, name)
        if whole is None:
            return []
        for fact in whole:
            claim = yield from _claim_of(fact, kind)
            if claim is None:
                return []
            claims.append(claim)
    return claims


def _whole_or_parts(facts: dict[str, StoredFact], name: str) -> list[StoredFact] | None:
    """The facts that make up a kind, none if it is not tagged; None if one of two parts is."""
    if name in facts:
        return [facts[name]]
    parts = [facts[n] for n in (f"{name}Current", f"{name}Noncurrent") if n in facts]
    return None if len(parts) == 1 else parts


def _claim_of(fact: StoredFact, kind: str) -> Look[Claim | None]:
    reading = yield from reading_of(fact)
    if reading is None:
        return None
    source = reading.source
    sentence = Sentence(source.quote, source.quote, source.line)
    return Claim(
        source.text,
        source.value,
        sentence,
        SURE,
        quote=source.quote,
        kind=kind,
        period=source.period,
    )


# As printed


def discounted(shown: TableShown, title: str) -> list[Claim]:
    """The present values of a table of maturities: the row in which payments less interest foot.

    One figure of a total column, or else one of each kind that has a column.
    """
    found = _foot(shown)
    if not found:
        return []
    cells = _columns(shown, found)
    whole = [at for at in cells if WHOLE.match(_header(shown, at))]
    words = f"{shown.caption} {title}"
    return [
        Claim(
            at.cell.text,
            at.value,
            Sentence(at.row.label, at.row.label, shown.row_lines[at.index]),
            SURE,
            quote=at.row.label or at.cell.text,
            kind=_kind(at.row.label, _header(shown, at), words),
            period=_day(shown, at),
            scope=_header(shown, at),
        )
        for at in (whole or cells)
        if is_about(f"{at.row.label} {_header(shown, at)} {words}", frozenset({TOPIC}))
    ]


Values = dict[int, tuple[Cell, Decimal]]
"""The figures of a row by their columns."""


@dataclass(frozen=True, slots=True)
class _At:
    index: int
    row: Row
    cell: Cell
    value: Decimal


def _foot(shown: TableShown) -> list[_At]:
    """The cells of the first row, below one of interest, that is what payments leave.

    Other lines may take away, too: an allowance of the lessor's.
    """
    rows = [(index, row, _values(row)) for index, row in enumerate(shown.table.rows)]
    for place, (_, interest, less) in enumerate(rows):
        if not less or not INTEREST.search(interest.label):
            continue
        start = _payments(rows[:place])
        for end in range(place + 1, min(place + 5, len(rows))) if start is not None else ():
            index, row, values = rows[end]
            cells = [
                _At(index, row, cell, value)
                for column, (cell, value) in values.items()
                if _leaves([each[2].get(column) for each in rows[start:end]], value)
            ]
            if cells:
                return cells
    return []


def _payments(above: Sequence[tuple[int, Row, Values]]) -> int | None:
    """Where the row of all payments stands."""
    return next(
        (
            at
            for at in reversed(range(len(above)))
            if above[at][2] and PAYMENTS.search(above[at][1].label)
        ),
        None,
    )


def _leaves(amounts: Sequence[tuple[Cell, Decimal] | None], left: Decimal) -> bool:
    """Whether the first amount less the others is `left`, however what is taken away is signed."""
    if not amounts or amounts[0] is None or amounts[-1] is None:
        return False
    taken = sum((abs(each[1]) for each in amounts[1:] if each), Decimal(0))
    return abs(amounts[0][1] - taken - left) <= _step(left)


def _step(value: Decimal) -> Decimal:
    """What rounding may make of a difference: a few of the last printed digits."""
    digits = value.as_tuple().digits
    zeros = len(digits) - len("".join(map(str, digits)).rstrip("0"))
    return Decimal(2) * Decimal(10) ** zeros


def _values(row: Row) -> Values:
    return {c.column: (c, c.value) for c in row.cells if c.column > 0 and c.value is not None}


def _columns(shown: TableShown, cells: Sequence[_At]) -> list[_At]:
    """Those of the latest day, where columns are days."""
    ends = {at.cell.column: shown.table.column(at.index, at.cell.column).period.end for at in cells}
    days = [end for end in ends.values() if end is not None]
    return [at for at in cells if not days or ends[at.cell.column] in (None, max(days))]


def _header(shown: TableShown, at: _At) -> str:
    return shown.table.column(at.index, at.cell.column).header


def _day(shown: TableShown, at: _At) -> str:
    end = shown.table.column(at.index, at.cell.column).period.end
    return f"at {end}" if end else ""


def _kind(*texts: str) -> str:
    """The kind that the nearest words name."""
    return next((kind for text in texts if (kind := kind_of(f"{text} leases"))), "")


def measured_anywhere(filing: StoredDocument) -> Look[list[Claim]]:
    """The same from the whole filing: its note may bear another title, as one on property."""
    asks = [Ask("table", {"document": filing.id, "label": label, "limit": 8}) for label in LABELS]
    shown: dict[str, TableShown] = {}
    for found in (yield from look_all(Tables, asks)):
        shown |= {each.id: each for each in (found.tables if found else ())}
    return _by_kind([claim for each in shown.values() for claim in discounted(each, each.caption)])


def of_tables(tables: Sequence[TableShown], section: StoredSection) -> list[Claim]:
    """The present values of a note, each kind once; of a total and its kinds the total."""
    return _by_kind([claim for shown in tables for claim in discounted(shown, section.title)])


def _by_kind(every: Sequence[Claim]) -> list[Claim]:
    kinds: dict[str, Claim] = {}
    for claim in every:
        kinds.setdefault(claim.kind, claim)
    return list(_agreed(kinds))


def _agreed(kinds: dict[str, Claim]) -> Iterator[Claim]:
    named = [claim for kind, claim in kinds.items() if kind]
    whole = kinds.get("")
    if whole is not None and (not named or whole.value >= sum(c.value for c in named)):
        yield whole
    else:
        yield from named
