"""A period goes by the name that the filing itself gives it, and by no name of another column."""

from dataclasses import replace
from pathlib import Path

import pytest

from agent.answer import Draft, DraftFigure
from agent.verify import verify
from ingest.pipeline import ingest
from store.library import Library
from store.settings import Settings
from tests.filing_maker import line_with
from tools.desk import Desk

RETAILER = """<html xmlns="http://www.w3.org/1999/xhtml"
 xmlns:ix="http://www.xbrl.org/2013/inlineXBRL" xmlns:xbrli="http://www.xbrl.org/2003/instance"
 xmlns:dei="http://xbrl.sec.gov/dei/2024"><body><div style="display:none"><ix:header>
<ix:hidden><ix:nonNumeric name="dei:DocumentFiscalYearFocus" contextRef="c1">2024</ix:nonNumeric>
</ix:hidden><ix:resources><xbrli:context id="c1"><xbrli:entity>
<xbrli:identifier scheme="http://www.sec.gov/CIK">0000000017</xbrli:identifier></xbrli:entity>
<xbrli:period><xbrli:startDate>2024-02-04</xbrli:startDate><xbrli:endDate>2025-02-01</xbrli:endDate>
</xbrli:period></xbrli:context></ix:resources></ix:header></div><p><b>FORM 10-K</b></p>
<p>For the fiscal year ended February 1, 2025</p><p>Commission file no. 1-1</p>
<p><b>MARLOWE STORES, INC.</b></p><p>(Exact name of registrant as specified in its charter)</p>
<p><b>Item 8. Financial Statements</b></p><p><b>CONSOLIDATED BALANCE SHEETS</b></p>
<p>(in millions)</p><table>
<tr><td></td><td><b>February 1, 2025</b></td><td><b>February 3, 2024</b></td></tr>
<tr><td>Inventories</td><td>310</td><td>290</td></tr>
<tr><td>Total assets</td><td>930</td><td>870</td></tr>
<tr><td>Total liabilities</td><td>530</td><td>470</td></tr></table>
<p><b>CONSOLIDATED STATEMENTS OF OPERATIONS</b></p><p>(in millions)</p><table>
<tr><td></td><td><b>2024</b></td><td><b>2023</b></td></tr>
<tr><td>Net sales</td><td>5,100</td><td>4,900</td></tr>
<tr><td>Reserve at beginning of period</td><td>44</td><td>41</td></tr>
<tr><td>Reserve at end of period</td><td>47</td><td>44</td></tr></table></body></html>"""


@pytest.fixture(scope="module")
def retailer(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    folder: Path = tmp_path_factory.mktemp("retailer")
    (folder / "marlowe.htm").write_text(RETAILER, "utf-8")
    library = Library(folder / "library")
    settings = Settings(library=library.folders.library, workers=1)
    (outcome,) = ingest([folder / "marlowe.htm"], library, settings)
    assert outcome.status == "added"
    document = library.documents()[0]
    assert (document.fiscal_year, str(document.period_end)) == (2024, "2025-02-01")
    return Desk(library)


def faults(desk: Desk, words: str, text: str, period: str, question: str = "") -> str:
    (document,) = (each.id for each in desk.scope)
    value = f"{text.replace(',', '')}000000"
    line = line_with(desk, document, words)
    figure = DraftFigure("f1", text, value, "USD", period, None, document, line)
    draft = Draft("answered", "So.", value, "USD", (replace(figure, id="f1"),))
    return " ".join(c.sentence for c in verify(desk, draft, question=question).failed)


@pytest.mark.parametrize(
    ("words", "text", "period"),
    [
        ("Inventories", "310", "fiscal 2024"),
        ("Inventories", "310", "FY2024"),
        ("Inventories", "310", "February 1, 2025"),
        ("Inventories", "290", "fiscal 2023"),
        ("Net sales", "5,100", "2024"),
        ("Net sales", "4,900", "fiscal 2023"),
        ("Reserve at beginning", "44", "2024"),
        ("Reserve at beginning", "41", "2023"),
    ],
)
def test_the_filings_own_name_of_a_year_is_right(
    retailer: Desk, words: str, text: str, period: str
) -> None:
    question = f"What was {words.lower()} in {period}?"
    assert faults(retailer, words, text, period, question) == ""


@pytest.mark.parametrize(
    ("words", "text", "period"),
    [
        ("Inventories", "290", "fiscal 2024"),
        ("Inventories", "310", "fiscal 2023"),
        ("Inventories", "310", "February 3, 2024"),
        ("Net sales", "4,900", "2024"),
        ("Net sales", "5,100", "fiscal 2023"),
        ("Reserve at beginning", "41", "2024"),
        ("Reserve at beginning", "44", "2023"),
    ],
)
def test_another_columns_year_is_wrong(retailer: Desk, words: str, text: str, period: str) -> None:
    assert faults(retailer, words, text, period)
