"""The year of a column is its own, or that of its place in a row of years that ran together."""

from dataclasses import replace
from decimal import Decimal

from agent.column_years import spread, years_of_columns
from ingest.document import Cell, Column, Place, Row, Table


def table(headers: tuple[str, ...], figures: int) -> Table:
    """A table of one row under those headers."""
    cells = [Cell(at, str(10 + at), value=Decimal(10 + at)) for at in range(1, figures + 1)]
    row = Row((Cell(0, "Shares"), *cells))
    return Table((row,), tuple(Column(each) for each in headers), Place(1))


def test_each_column_has_the_year_of_its_header() -> None:
    shown = table(("", "December 31, 2015", "2014"), 2)
    assert years_of_columns(shown) == {1: 2015, 2: 2014}
    assert spread(shown) == {}


def test_years_in_one_header_are_of_as_many_columns() -> None:
    shown = table(("", "2013 2014 2015", "", ""), 3)
    assert years_of_columns(shown) == {1: 2013, 2: 2014, 3: 2015}


def test_more_columns_than_years_tell_nothing() -> None:
    assert spread(table(("", "2014 2015", "", ""), 3)) == {}


def test_a_row_of_years_with_a_label_heads_the_columns() -> None:
    years = Row((Cell(0, "Clay, as follows:"), Cell(1, "2015"), Cell(2, "2014")))
    figures = table(("", "", ""), 2)
    assert spread(replace(figures, rows=(years, *figures.rows))) == {1: 2015, 2: 2014}


def test_two_rows_of_other_years_tell_nothing() -> None:
    rows = [Row((Cell(1, str(year)), Cell(2, str(year - 1)))) for year in (2015, 2013)]
    figures = table(("", "", ""), 2)
    assert spread(replace(figures, rows=(*rows, *figures.rows))) == {}
