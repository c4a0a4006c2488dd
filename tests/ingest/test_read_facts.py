"""Facts of tables that nobody tagged."""

from datetime import date
from decimal import Decimal

from ingest.document import Document, Fact, Metadata, Table
from ingest.read_facts import read_facts
from ingest.statements import settle_tables
from tests.ingest.test_statements import ANNUAL, BALANCE, YEARS
from tests.ingest.test_tables import Grid, table_of


def facts_of(
    *tables: Table, tagged: tuple[Fact, ...] = (), about: Metadata = ANNUAL
) -> list[tuple[Fact, str]]:
    blocks = settle_tables(tables, (), about)
    document = Document(about, blocks, (), tagged, (), 1, "pdf")
    return [(fact, label) for fact, _, _, _, label in read_facts(document)]


GRID: Grid = [YEARS, [(0, "Current assets:")], *BALANCE]
SHEET = table_of(GRID, "Balance Sheets (in millions of dollars)")


def test_a_certain_figure_is_a_fact_with_label_unit_and_day() -> None:
    fact, label = facts_of(SHEET)[0]
    assert (label, fact.value, fact.unit) == ("Current assets > Cash", Decimal(5_000_000), "USD")
    assert (fact.start, fact.end, fact.decimals) == (None, date(2023, 12, 31), -6)
    assert (fact.concept, fact.id) == ("", "t1-2-1")


def test_flows_have_a_first_day() -> None:
    names = ("Net sales", "Cost of sales", "Gross profit", "Income before income taxes",
             "Income taxes", "Net income", "Basic")  # fmt: skip
    rows: Grid = [[(0, name), (1, "5")] for name in names]
    table = table_of([[(1, "2023")], *rows], "Statements of Income (in millions of dollars)")
    assert {(fact.start, fact.end) for fact, _ in facts_of(table)} == {
        (date(2023, 1, 1), date(2023, 12, 31))
    }


def test_without_unit_or_time_there_is_no_fact() -> None:
    assert facts_of(table_of(GRID, "Balance Sheets")) == []
    assert facts_of(SHEET, about=Metadata(form="10-K")) == []


def test_where_a_filing_tags_its_figures_only_tags_are_facts() -> None:
    tag = Fact("f1", "us-gaap:Cash", Decimal(5), "5", "USD", None, None)
    assert facts_of(SHEET, tagged=(tag,)) == []
