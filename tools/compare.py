"""compare: one line item over periods and filings, every value with its place."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.document import Period
from store.tables import StoredDocument, StoredTable
from tools.desk import Desk
from tools.glob import glob
from tools.places import Placed
from tools.sizes import counted, fit
from tools.table import likeness, load, words
from tools.tool import ToolError

MOST = 20  # filings looked through; a trend over more is asked in parts


@dataclass(frozen=True, slots=True)
class Compared:
    """The row of one filing that carries the line item, and its figures."""

    document: str
    table: str
    label: str
    figures: tuple[tuple[Placed, Period], ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """A line item over filings, the filings in the order of their periods."""

    label: str
    rows: tuple[Compared, ...]
    missing: tuple[str, ...] = ()
    """Documents without such a row."""
    left: int = 0
    """Documents that were not looked at."""

    def show(self) -> str:
        """A line a figure: its period, its value in full units, its place."""
        fitted = fit(self._lines())
        cut = f" {fitted.left} lines were cut: name fewer documents." if fitted.left else ""
        more = f" {counted(self.left, 'document')} not looked at: name them." if self.left else ""
        gone = f"\nNo such row in: {', '.join(self.missing)}." if self.missing else ""
        head = f"“{self.label}” in {counted(len(self.rows), 'document')}:"
        end = (
            f"Next: calculate with these places; read a line to see what belongs to it.{more}{cut}"
        )
        return "\n".join((head, *fitted.lines)) + f"{gone}\n{end}"

    def _lines(self) -> Iterator[str]:
        for row in self.rows:
            yield f"[{row.document}] table {row.table}: {row.label}"
            for placed, _ in row.figures:
                yield f"  {placed.header or 'no header'}: {placed.text} = {placed.show()}"
        yield from self.restated()

    def restated(self) -> list[str]:
        """Periods for which two filings print different figures."""
        found: dict[tuple[object, object], Placed] = {}
        told = []
        for row in self.rows:
            for placed, period in row.figures:
                key = period.end or period.year, period.months
                first = found.setdefault(key, placed)
                if key[0] is not None and first.value != placed.value:
                    told.append(
                        f"Differs for {placed.header}: {first.show()} and {placed.show()}; it may "
                        "have been restated, or be another measure."
                    )
        return told


def compare(
    desk: Desk,
    label: str,
    documents: tuple[str, ...] = (),
    company: str | None = None,
    form: str | None = None,
) -> Comparison:
    """Put one line item side by side over periods and filings: a trend, peers, a restatement.

    `label` is the line as a table prints it, e.g. "Net sales" or "Total current assets".

    `documents` are ids, up to 20; without them all in scope that the next two leave.

    `company` is a part of the company's name, its ticker or its CIK.

    `form` is the form, e.g. "10-K".
    """
    if not words(label):
        raise ToolError("compare needs the words of a line, such as “Net sales”.")
    chosen = _chosen(desk, documents, company, form)
    chosen = sorted(chosen, key=lambda each: (str(each.period_end or ""), each.id))
    rows = [(each.id, _row_of(desk, each, label)) for each in chosen[:MOST]]
    return Comparison(
        label,
        tuple(row for _, row in rows if row is not None),
        tuple(id for id, row in rows if row is None),
        max(0, len(chosen) - MOST),
    )


def _chosen(
    desk: Desk, documents: Sequence[str], company: str | None, form: str | None
) -> list[StoredDocument]:
    if documents:
        return [desk.document(each) for each in documents]
    return list(glob(desk, company=company, form=form).entries)


def _row_of(desk: Desk, document: StoredDocument, label: str) -> Compared | None:
    """The row most like the label; of several, the one with the most figures, the first."""
    wanted = words(label)
    best: tuple[float, int, Compared] | None = None
    for stored in desk.library.tables(document.id):
        if not any(word in stored.grid.casefold() for word in wanted):
            continue
        for row, score in _likely(stored, wanted):
            found = _compared(document.id, stored, row)
            if found.figures and (best is None or (score, len(found.figures)) > best[:2]):
                best = score, len(found.figures), found
    return best[2] if best else None


def _likely(stored: StoredTable, wanted: frozenset[str]) -> Iterator[tuple[int, float]]:
    for at, row in enumerate(load(stored).rows):
        score = likeness(wanted, words(row.label))
        if score >= 0.5:
            yield at, score


def _compared(document: str, stored: StoredTable, row: int) -> Compared:
    table = load(stored)
    figures = []
    for cell in table.rows[row].cells:
        if cell.value is not None and cell.column:
            column = table.column(row, cell.column)
            unit = cell.unit or table.unit
            placed = Placed(
                document, stored.row_lines[row], cell.text, cell.value, unit, "", column.header
            )
            figures.append((placed, column.period))
    return Compared(document, stored.id, table.rows[row].label, tuple(figures))
