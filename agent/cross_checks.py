"""Cross checks: figures that hold on their lines, held against each other and the rest of a filing.

The period that was asked for; sums that count an amount twice; the table against the tag and
against the other places of the same fact; totals that do not foot, and balance sheets that do
not balance, where they touch a figure of the answer.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from agent.amounts import agree, decimal, last_digit
from agent.answer import Check, Draft
from agent.evidence import Evidence, Printed
from agent.ledger import Entry, Ledger
from agent.periods import day_said, years_said
from agent.tie_out import how_well, told
from ingest.document import Period, Table
from store.tables import StoredFact
from tools.calculate import plain

SUM = re.compile(r"\s*\w+(?:\s*\+\s*\w+)+\s*|\s*sum\(\s*\w+(?:\s*,\s*\w+)+\s*\)\s*")
FILED = re.compile(r"(?i)\b(?:filed|dated|published|released)\s+(?:on|in)\b[^,.;?]*")
ASSETS = re.compile(r"(?i)^\s*total assets\s*$")
CLAIMS = re.compile(
    r"(?i)^\s*total liabilities[,]? .*\b(?:equity|deficit|capital|stockholders|shareholders)\b"
)


def cross_checks(evidence: Evidence, draft: Draft, ledger: Ledger) -> list[Check]:
    """The checks that more than one place takes part in; only those that apply."""
    entries = [ledger.entries[f.id] for f in draft.figures if f.id in ledger.entries]
    found: list[Check | None] = [_sums(evidence, ledger, entries)]
    for entry in entries:
        found += [_three_way(evidence, entry), _footing(entry), _balance(entry)]
    checks = [check for check in found if check is not None]
    return list({(check.name, check.sentence): check for check in checks}.values())


def asked_period(draft: Draft, ledger: Ledger, question: str) -> Check | None:
    """Whether the headline is of a period the question names.

    It fails only where each line it rests on has another figure in a column that the asked
    period fits better.
    """
    rests = [entry for entry in _headline_inputs(draft, ledger) if entry.spot and entry.printed]
    asked = _beside_labels(FILED.sub(" ", question), rests)
    years = sorted(years_said(asked))
    if not years or not rests:
        return None
    names = [asked] if len(years) == 1 else [str(year) for year in years]
    passed_over = [_better(names, entry) for entry in rests]
    if not all(passed_over):
        return Check("period", "passed", "The figures are of a period that was asked for.")
    entry, better = rests[0], passed_over[0]
    assert better is not None
    sentence = (
        f"{entry.id} is of {told(entry.period)}, but the question asks for "
        f"{', '.join(map(str, years))}, and its line has that under “{better.header}”."
    )
    return Check("period", "failed", sentence)


def _beside_labels(question: str, rests: Sequence[Entry]) -> str:
    """The question without the labels of rows that it quotes, where it names a year beside them.

    "Receivables, net of allowances of $9 and $8 in 2019 and 2018" names the row, not a column.
    """
    beside = question
    for label in {entry.spot.label.strip() for entry in rests if entry.spot and entry.spot.table}:
        beside = re.sub(re.escape(label), " ", beside, flags=re.I) if label else beside
    return beside if years_said(beside) else question


def _better(names: Sequence[str], entry: Entry) -> Printed | None:
    """A figure of the same line, worth something else, that an asked period fits better."""
    where, printed = entry.spot, entry.printed
    if where is None or printed is None or _is_named_so(entry.period, names):
        return None
    if printed.cell is None:
        return None  # in the words of a label: it stands in no column
    fit = max(how_well(name, printed, where) for name in names)
    others = [each for each in where.cells() if each.value != entry.value]
    fitting = [each for each in others if max(how_well(n, each, where) for n in names) > fit]
    return fitting[0] if fitting else None


def _is_named_so(period: Period, names: Sequence[str]) -> bool:
    """Whether a year that ends in winter, as retailers' do, goes by one of the years asked for."""
    if period.end is None or period.end.month > 2 or any(map(day_said, names)):
        return False
    years = {year for name in names for year in years_said(name)}
    return bool(years & {period.end.year, period.end.year - 1})


def _headline_inputs(draft: Draft, ledger: Ledger) -> list[Entry]:
    """The printed entries that the headline value is, or is computed from."""
    value = decimal(draft.value)
    if value is None:
        return []
    for figure in draft.figures:
        entry = ledger.entries.get(figure.id)
        if entry is not None and agree(value, entry.value, last_digit(value)):
            return _roots(ledger, entry)
    return []


def _roots(ledger: Ledger, entry: Entry) -> list[Entry]:
    """The printed entries under an entry, itself if it is one."""
    if entry.expression is None:
        return [entry]
    return [root for each in ledger.inputs(entry.id) for root in _roots(ledger, each)]


def _sums(evidence: Evidence, ledger: Ledger, entries: Sequence[Entry]) -> Check | None:
    """Whether the amounts of a plain sum are different ones, none of them part of another."""
    sums = [entry for entry in entries if entry.expression and SUM.fullmatch(entry.expression)]
    for entry in sums:
        inputs = ledger.inputs(entry.id)
        for at, one in enumerate(inputs):
            for other in inputs[at + 1 :]:
                if told_twice := _overlap(evidence, one, other):
                    return Check("sum", "failed", f"{entry.id}: {told_twice}")
    if not sums:
        return None
    names = ", ".join(entry.id for entry in sums)
    sentence = f"Added up in {names}: different lines, none of them a total of another."
    return Check("sum", "passed", sentence)


def _overlap(evidence: Evidence, one: Entry, other: Entry) -> str:
    """Why two amounts must not be added; "" when nothing speaks against it."""
    if one.unit and other.unit and one.unit != other.unit:
        return f"{one.id} is in {one.unit} and {other.id} in {other.unit}."
    if one.place and one.place == other.place and one.text == other.text:
        return f"{one.id} and {other.id} are the same figure, counted twice."
    for whole, part in ((one, other), (other, one)):
        if _contains(evidence, whole, part):
            return f"{part.id} is contained in {whole.id}, a total of the same table."
    return ""


def _contains(evidence: Evidence, whole: Entry, part: Entry) -> bool:
    """Whether a total row is the sum of a run of rows above it that holds the part."""
    if not (whole.spot and part.spot and whole.spot.stored and part.spot.stored):
        return False
    if (whole.spot.stored.document, whole.spot.stored.id) != (
        part.spot.stored.document,
        part.spot.stored.id,
    ):
        return False
    column = _column_of(whole)
    if column is None or column != _column_of(part) or part.spot.row >= whole.spot.row:
        return False
    return part.spot.row >= _first_of_total(
        evidence.grid(whole.spot.stored), whole.spot.row, column
    )


def _column_of(entry: Entry) -> int | None:
    return entry.printed.cell.column if entry.printed and entry.printed.cell else None


def _first_of_total(table: Table, row: int, column: int) -> int:
    """The first of the rows directly above that add up to the row; the row itself if none do."""
    wanted, total = _value(table, row, column), Decimal(0)
    if not wanted:
        return row
    for at in range(row - 1, -1, -1):
        total += _value(table, at, column)
        if total == wanted and row - at >= 2:
            return at
    return row


def _value(table: Table, row: int, column: int) -> Decimal:
    cells = (cell for cell in table.rows[row].cells if cell.column == column)
    return next((cell.value for cell in cells if cell.value is not None), Decimal(0))


def _three_way(evidence: Evidence, entry: Entry) -> Check | None:
    """Whether table, tag and the other places of the same fact say the same."""
    if entry.spot is None or entry.printed is None or not entry.printed.tags:
        return None
    tag = entry.printed.tags[0]
    if not tag.tagged or tag.value is None:
        return None
    name = f"tag {entry.id}"
    printed, step = abs(entry.printed.value), entry.printed.step
    if not any(agree(abs(each), printed, step) for each in entry.printed.tagged_values()):
        sentence = f"{entry.id} is printed as {entry.text}, but tagged as {tag.value}."
        return Check(name, "failed", sentence)
    others = list(_same_fact(evidence, tag))
    for other in others:
        if (tag.table or other.table) and not _agree_as_rounded(tag, other):
            return Check(
                name,
                "failed",
                f"{entry.id} is tagged as {tag.value} here, and as {other.value} on line "
                f"{other.line}.",
            )
    lines = sorted({other.line for other in others if other.line})
    where = f" and lines {', '.join(map(str, lines[:6]))}" if lines else ""
    return Check(name, "passed", f"{entry.id} agrees with its tag {tag.concept}{where}.")


def _same_fact(evidence: Evidence, tag: StoredFact) -> Iterator[StoredFact]:
    """Where else the document displays the fact."""
    for other in evidence.facts(tag.document):
        same = (other.concept, other.start, other.end, other.unit, other.dimensions) == (
            tag.concept,
            tag.start,
            tag.end,
            tag.unit,
            tag.dimensions,
        )
        if same and other.line and other.line != tag.line and other.value is not None:
            yield other


def _agree_as_rounded(one: StoredFact, other: StoredFact) -> bool:
    known = [each.decimals for each in (one, other) if each.decimals is not None]
    step = Decimal(1).scaleb(-min(known)) if known else Decimal(0)
    return agree(Decimal(one.value or 0), Decimal(other.value or 0), step * 2)


def _footing(entry: Entry) -> Check | None:
    """Whether the total that the figure is, or is under, foots."""
    if entry.spot is None or entry.spot.stored is None or entry.printed is None:
        return None
    for total in entry.spot.stored.unfooted:
        if total.get("row") == entry.spot.row and total.get("column") == _column_of(entry):
            sentence = (
                f"{entry.id} is a total that does not foot: {total.get('printed')} is printed, the "
                f"rows above it make {total.get('computed')}."
            )
            return Check(f"footing {entry.id}", "failed", sentence)
    return None


def _balance(entry: Entry) -> Check | None:
    """Whether the balance sheet that the figure stands in balances in its column."""
    column = _column_of(entry)
    if entry.spot is None or entry.spot.table is None or entry.spot.stored is None:
        return None
    table = entry.spot.table
    rows = {
        name: [at for at, row in enumerate(table.rows) if pattern.search(row.label)]
        for name, pattern in (("assets", ASSETS), ("claims", CLAIMS))
    }
    if column is None or not rows["assets"] or not rows["claims"]:
        return None
    assets = _value(table, rows["assets"][0], column)
    claims = _value(table, rows["claims"][-1], column)
    if not assets or not claims:
        return None
    where = f"table {entry.spot.stored.id} of {entry.spot.document.id}"
    if assets == claims:
        return Check("balance", "passed", f"Assets are liabilities and equity in {where}.")
    sentence = (
        f"The balance sheet, {where}, does not balance: assets {plain(assets)}, liabilities and "
        f"equity {plain(claims)}."
    )
    return Check("balance", "failed", sentence)
