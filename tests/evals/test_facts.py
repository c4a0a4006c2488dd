"""Facts against tags, on a filing small enough to count by hand."""

from pathlib import Path

import pytest

from evals.facts import bare_cells, tied, to_tables

PAGE = """<html xmlns:ix="http://www.xbrl.org/2013/inlineXBRL"><body><div style="display:none">
<ix:header><ix:hidden><ix:nonNumeric name="dei:DocumentType" contextRef="y">10-K</ix:nonNumeric>
</ix:hidden><ix:resources>
<xbrli:context id="y"><xbrli:period><xbrli:startDate>2023-01-01</xbrli:startDate>
<xbrli:endDate>2023-12-31</xbrli:endDate></xbrli:period></xbrli:context>
<xbrli:context id="i"><xbrli:period><xbrli:instant>2023-12-31</xbrli:instant></xbrli:period>
</xbrli:context>
<xbrli:context id="b"><xbrli:period><xbrli:instant>2022-12-31</xbrli:instant></xbrli:period>
</xbrli:context>
<xbrli:unit id="usd"><xbrli:measure>iso4217:USD</xbrli:measure></xbrli:unit>
</ix:resources></ix:header></div>
<p>FORM 10-K</p><p>For the fiscal year ended December 31, 2023</p>
<p>CONSOLIDATED STATEMENTS OF CASH FLOWS</p><p>(in millions of dollars)</p>
<table><tr><td></td><td>2023</td></tr>%s</table></body></html>"""
CASH = "NetCashProvidedByUsedIn"
ROWS = (
    ("Net income", "NetIncomeLoss", "y", "50"),
    ("Depreciation", "Depreciation", "y", "9"),
    ("Net cash provided by operating activities", f"{CASH}OperatingActivities", "y", "59"),
    ("Capital expenditures", "PaymentsToAcquireProductiveAssets", "y", "(20)"),
    ("Net cash used in investing activities", f"{CASH}InvestingActivities", "y", "(20)"),
    ("Dividends", "PaymentsOfDividends", "y", "(10)"),
    ("Net cash used in financing activities", f"{CASH}FinancingActivities", "y", "(10)"),
    ("Cash at beginning of year", "Cash", "b", "7"),
    ("Cash at end of year", "Cash", "i", "36"),
)


@pytest.fixture
def filing(tmp_path: Path) -> Path:
    cell = (
        '<tr><td>{0}</td><td><ix:nonFraction id="{1}-{2}" name="us-gaap:{1}" contextRef="{2}" '
        'unitRef="usd" decimals="-6" scale="6" format="ixt:num-dot-decimal">{3}</ix:nonFraction>'
        "</td></tr>"
    )
    path = tmp_path / "filing.htm"
    path.write_text(PAGE % "".join(cell.format(*row) for row in ROWS))
    return path


def test_every_fact_in_a_cell_is_tied_to_it(filing: Path) -> None:
    found = tied(filing, "filing.htm")
    assert (found.in_cells, found.to_cell, found.lost) == (9, 9, [])
    assert found.printed == {"equal": 5, "sign only": 4}


def test_a_statement_without_its_tags_says_the_same(filing: Path) -> None:
    cells = list(bare_cells(filing, "filing.htm"))
    assert len(cells) == 9
    assert {cell.kind for cell in cells} == {"cash_flow"}
    assert [cell.told for cell in cells if not cell.whole] == []


def test_a_wrong_tag_is_told(filing: Path) -> None:
    text = filing.read_text()
    filing.write_text(
        text.replace(">59<", ">58<").replace(
            'scale="6" format="ixt:num-dot-decimal">9<', 'scale="3">9<'
        )
    )
    (read,) = [cell for cell in bare_cells(filing, "filing.htm") if not cell.value]
    assert "'Depreciation'" in read.told


def test_the_tables_carry_the_figures(filing: Path) -> None:
    tables = list(to_tables([tied(filing, "filing.htm")], bare_cells(filing, "filing.htm")))
    assert [table.name for table in tables] == ["facts tied", "facts printed", "facts read"]
    assert tables[0].figures["tied"] == tables[1].figures["equal"] == 100.0
    assert tables[2].figures["whole"] == 100.0
