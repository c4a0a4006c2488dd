"""Total debt where no line gives it: the lines of the balance sheet that are debt, added up."""

import re
from collections.abc import Sequence

from agent.offline.changes import Balance
from agent.offline.drafts import Source, column_words
from agent.offline.metrics import Metric
from agent.offline.periods import Asked
from agent.offline.plan import Ask, Look, look_all
from agent.offline.rows import Place, cell_for, is_statement
from store.tables import StoredDocument
from tools.table import Tables, TableShown

SUMMED = ", the sum of the lines of its balance sheet that are debt"
"""What an answer says of such a total."""
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


def summed(
    filing: StoredDocument, metric: Metric, times: Sequence[Asked]
) -> Look[tuple[Balance, Balance] | None]:
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
