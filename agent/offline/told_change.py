"""A change that no row gives: as a sentence tells it, or a total debt as the sum of its lines.

"Total debt fell to $1,840 million from $2,260 million a year earlier" states both balances. Where
no sentence does, the lines of the balance sheet that are debt add up to it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from agent.offline.claims import AMOUNT, amounts
from agent.offline.drafts import (
    Source,
    citation,
    column_words,
    computed,
    draft,
    figure,
    plain,
    said,
)
from agent.offline.metrics import Metric
from agent.offline.periods import Asked, asked_periods
from agent.offline.plan import Ask, Draft, Look, look, look_all
from agent.offline.question import Wanted
from agent.offline.rows import Place, cell_for, is_statement
from agent.offline.sentences import Sentence, sentences
from store.tables import StoredDocument
from tools.calculate import Computed
from tools.grep import Matches
from tools.read import Window
from tools.table import Tables, TableShown

UP_OR_DOWN = (
    r"(?:increas|decreas|declin|gr[eo]w|rose|risen|fell|fallen|dropp|reduc|climb|went (?:up|down))"
)
WAYS = (
    re.compile(
        rf"\b{UP_OR_DOWN}\w*\b[^.$]*?(?:[^.]*?\bto) (?P<new>§)[^$§]*?\bfrom (?P<old>§)", re.I
    ),
    re.compile(rf"\b{UP_OR_DOWN}\w*\b[^.]*?\bfrom (?P<old>§)[^$§]*?\bto (?P<new>§)", re.I),
    re.compile(
        r"\b(?:was|were|stood at|total(?:l?ed)|amounted to|of) (?P<new>§)[^$§]*?"
        r"\b(?:compared (?:with|to)|versus|against|up from|down from|from) (?P<old>§)",
        re.I,
    ),
)
"""How a sentence sets two balances against each other; § stands for an amount."""
SUBJECT = (
    r"(?:^|\b(?:our|total|the|consolidated|outstanding|aggregate|overall|its)\s+|['’]s?\s+|,\s+)"
    r"{name}\b"
)
"""The thing itself in small letters, not "net" of something or the interest on it."""
MOST = 20
"""Lines that are read."""
DEBT = re.compile(
    r"\b(?:debt|borrowings?|notes? payable|loans? payable|(?:bank|term|other|bridge) loans?"
    r"|(?:senior|convertible|subordinated|secured|unsecured)\b.*\bnotes?|credit facilit\w+"
    r"|commercial paper|debentures?|overdrafts?|revolv\w+|lines? of credit|warehouse lines?"
    r"|mortgages?|notes(?! \d))\b",
    re.I,
)
NO_DEBT = re.compile(
    r"^\W*less\b|\b(?:total|trade|accounts|interest|securities|receivables?|issuance|tax\w*|leases?"
    r"|unamortized)\b",
    re.I,
)
DASH = re.compile(r"\$?\s?[-–—]+")
ASSETS_END = re.compile(r"\s*total assets\b", re.I)


@dataclass(frozen=True, slots=True)
class Balance:
    """A balance and what it is made of."""

    sources: tuple[Source, ...]

    @property
    def value(self) -> Decimal:
        """Their sum."""
        return sum((source.value for source in self.sources), Decimal(0))


Two = tuple[Balance, Balance]


def told_change(
    filing: StoredDocument, names: Sequence[str], later: Asked
) -> Look[tuple[Two, Sentence] | None]:
    """The balance at the filing's own end and the one it is compared with, later first."""
    if filing.period_end is None or not _is_own(filing, later):
        return None
    pattern = rf"(?i)\b(?:{'|'.join(map(re.escape, names))})\b.*\d"
    (found,) = yield from look_all(
        Matches, [Ask("grep", {"pattern": pattern, "document": filing.id, "limit": 200})]
    )
    prose = [each.line for each in (found.matches if found else ()) if each.text[:1] != "|"]
    reads = [Ask("read", {"document": filing.id, "start": n, "count": 1}) for n in prose[:MOST]]
    windows = yield from look_all(Window, reads)
    said = [s for w in windows if w for s in sentences(w.lines, w.first)]
    told = [(two, s) for s in said for two in two_balances(s, names, filing.period_end)]
    values = {(two[0].value, two[1].value) for two, _ in told_as(told, filing.id)}
    return told_as(told, filing.id)[0] if len(values) == 1 else None


def told_as(
    told: Sequence[tuple[tuple[str, Decimal, str, Decimal], Sentence]], document: str
) -> list[tuple[Two, Sentence]]:
    """Amounts of sentences as balances with their lines."""
    return [
        (
            (
                Balance((Source(new, value, "USD", document, s.line, s.text),)),
                Balance((Source(old, before, "USD", document, s.line, s.text),)),
            ),
            s,
        )
        for (new, value, old, before), s in told
    ]


def two_balances(
    sentence: Sentence, names: Sequence[str], end: date
) -> Iterator[tuple[str, Decimal, str, Decimal]]:
    """The two amounts of a sentence whose subject bears one of the names, the later first."""
    text = sentence.text
    values = {start: (printed, value) for printed, value, start, *_ in amounts(text)}
    begin = min((m.start() for m in AMOUNT.finditer(text)), default=0)
    subject = text[:begin].lower()
    years = {a.period.end.year if a.period.end else a.period.year for a in asked_periods(text)}
    if not any(re.search(SUBJECT.format(name=re.escape(name)), subject) for name in names):
        return
    if years - {end.year, end.year - 1, None} or (years - {None} and end.year not in years):
        return
    for new, old in _set_against(text, values):
        yield (*new, *old)


def rose_as_told(text: str) -> bool | None:
    """Whether a sentence that sets two balances against each other says that it rose."""
    values = {start: (printed, value) for printed, value, start, *_ in amounts(text)}
    two = next(_set_against(text, values), None)
    return None if two is None else two[0][1] > two[1][1]


Printed = tuple[str, Decimal]


def _set_against(text: str, values: Mapping[int, Printed]) -> Iterator[tuple[Printed, Printed]]:
    """The later and the earlier amount, by the first of the ways."""
    marked, places = _marked(text)
    for way in WAYS:
        if match := way.search(marked):
            new, old = (values.get(places[match.start(name)]) for name in ("new", "old"))
            if new and old:
                yield new, old
                return


def _marked(text: str) -> tuple[str, dict[int, int]]:
    """The text with § for each amount, and where each § stood."""
    marked, places, last = "", {}, 0
    for match in AMOUNT.finditer(text):
        marked += text[last : match.start()]
        places[len(marked)] = match.start()
        marked, last = f"{marked}§", match.end()
    return marked + text[last:], places


def _is_own(filing: StoredDocument, asked: Asked) -> bool:
    """Whether the asked time is the end of the filing's own period."""
    period = asked.period
    if period.end is not None:
        return period.end == filing.period_end
    return asked.quarter is None and period.year == filing.fiscal_year


def change_draft(
    filing: StoredDocument, wanted: Wanted, two: Two, said_in: Sentence | None
) -> Look[Draft]:
    """The difference and its share of the earlier, with the lines and what they add up to."""
    sources = [source for balance in two for source in balance.sources]
    unit = sources[0].unit
    names = [f"f{at}" for at, _ in enumerate(sources, 1)]
    new, old = _sums(names, len(two[0].sources))
    values = {name: plain(source.value) for name, source in zip(names, sources, strict=True)}
    expression = f"round(100 * ({new} - {old}) / abs({old}), 2)"
    result = yield from look(Computed, "calculate", expression=expression, values=values)
    share = result.value.quantize(Decimal("0.01"))
    moved = "rose" if share > 0 else "fell" if share < 0 else "did not change"
    figures = [figure(name, source) for name, source in zip(names, sources, strict=True)]
    if len(sources) > 2:
        for expression_of, balance in zip((new, old), two, strict=True):
            name = f"f{len(figures) + 1}"
            figures.append(computed(name, expression_of, balance.value, unit))
    moved_by = two[0].value - two[1].value
    figures.append(computed(f"f{len(figures) + 1}", f"{new} - {old}", moved_by, unit))
    figures.append(computed(f"f{len(figures) + 1}", expression, share, "percent"))
    how = "" if said_in else ", the sum of the lines of its balance sheet that are debt"
    text = (
        f"{wanted.label[:1].upper()}{wanted.label[1:]} of {filing.company or filing.source} "
        f"{moved} by {said(abs(moved_by), unit)} ({said(abs(share), 'percent')}): "
        f"from {said(two[1].value, unit)} to {said(two[0].value, unit)}{how}."
    )
    return draft(
        "answered",
        text,
        value=plain(moved_by) if wanted.amount else format(share, "f"),
        unit=unit if wanted.amount else "percent",
        figures=figures,
        citations=[
            citation(source) for source in {source.line: source for source in sources}.values()
        ],
    )


def _sums(names: Sequence[str], first: int) -> tuple[str, str]:
    """The two sums as expressions."""
    parts = (" + ".join(names[:first]), " + ".join(names[first:]))
    one, other = (f"({part})" if " " in part else part for part in parts)
    return one, other


# The sum of the lines that are debt


def summed(filing: StoredDocument, metric: Metric, times: Sequence[Asked]) -> Look[Two | None]:
    """Total debt at two times by the lines of the balance sheet, later first."""
    if metric.id != "total_debt":
        return None
    ask = Ask("table", {"document": filing.id, "label": "total liabilities", "limit": 20})
    (found,) = yield from look_all(Tables, [ask])
    sheets = [t for t in (found.tables if found else ()) if is_statement(t.table, "balance")]
    places = _debts(sheets[0]) if sheets else []
    balances = [_balance(places, asked, filing) for asked in times]
    new, old = (*balances, None, None)[:2]
    return (new, old) if new is not None and old is not None else None


def _debts(shown: TableShown) -> list[Place]:
    """The rows below the assets that are debt."""
    rows = shown.table.rows
    first = next((at for at, row in enumerate(rows) if ASSETS_END.match(row.label)), len(rows))
    return [
        Place(shown, at, 1.0)
        for at, row in enumerate(rows)
        if at > first and DEBT.search(row.label) and not NO_DEBT.search(row.label)
    ]


def _balance(places: Sequence[Place], asked: Asked, filing: StoredDocument) -> Balance | None:
    """The rows at one time; a dash is nothing, a row without a column of that time is a doubt."""
    sources = []
    for place in places:
        cell = cell_for(place, asked, filing)
        if cell is None and any(DASH.fullmatch(each.text) for each in place.row.cells):
            continue
        if cell is None or cell.value is None:
            return None
        shown = place.shown
        words = column_words(shown.table.column(place.index, cell.column))
        unit = cell.unit or shown.table.unit
        label = place.row.label
        sources.append(
            Source(cell.text, cell.value, unit, shown.document, place.line, label, words)
        )
    return Balance(tuple(sources)) if sources else None
