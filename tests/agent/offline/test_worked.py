"""Questions written beside a table are worked out over its rows, or not at all."""

import pytest

from agent.answer import Answer
from agent.loop import ask
from agent.offline.model import OfflineModel
from agent.transcript import Question
from index.build import update_bm25
from index.search import Searcher
from ingest.pipeline import ingest
from store.library import Library
from store.settings import Settings
from tools.desk import Desk


def table(*rows: tuple[str, ...]) -> str:
    cells = ("".join(f"<td>{cell}</td>" for cell in row) for row in rows)
    return f"<table>{''.join(f'<tr>{each}</tr>' for each in cells)}</table>"


BODY = "".join(
    (
        "<p><b>FORM 10-K</b></p><p>For the fiscal year ended December 31, 2015</p>",
        "<p>Hollowmere Pottery, Inc.</p>",
        "<p>(Exact name of registrant as specified in its charter)</p>",
        "<p><b>Item 5. Market for Registrant’s Common Equity</b></p>",
        "<p>The graph compares the cumulative total return of our stock with an index.</p>",
        table(
            ("", "2012", "2013", "2014", "2015"),
            ("Hollowmere Pottery", "100.00", "120.00", "90.00", "175.50"),
            ("S&amp;P 500 Index", "100.00", "110.00", "130.00", "140.00"),
        ),
        "<p><b>Item 7. Management’s Discussion and Analysis</b></p>",
        "<p>Operating revenues by service (in millions):</p>",
        table(
            ("", "2015", "2014", "2013"),
            ("Kiln services", "$ 240", "200", "160"),
            ("Glaze services", "60", "50", "40"),
            ("Total operating revenues", "300", "250", "200"),
        ),
        "<p><b>Item 8. Financial Statements</b></p>",
        "<p>Future minimum rental payments under noncancelable leases (in millions):</p>",
        table(
            ("2016", "$ 30"),
            ("2017", "25"),
            ("2018", "20"),
            ("Thereafter", "125"),
            ("Total", "$ 200"),
        ),
        "<p>Changes in the kiln removal reserve (in millions):</p>",
        table(
            ("Kiln removal reserve at January 1, 2015", "$ 40"),
            ("Additions", "12"),
            ("Kiln removal reserve at December 31, 2015", "$ 52"),
        ),
        "<p>Fair value of awards, plan A:</p>",
        table(("", "2015", "2014"), ("Fair value per award", "$ 6.10", "$ 5.00")),
        "<p>Fair value of awards, plan B:</p>",
        table(("", "2015", "2014"), ("Fair value per award", "$ 60.00", "$ 40.00")),
    )
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    folder = tmp_path_factory.mktemp("worked")
    (folder / "hollowmere.htm").write_text(f"<html><body>{BODY}</body></html>", "utf-8")
    library = Library(folder / "library")
    settings = Settings(library=library.folders.library, workers=1)
    (outcome,) = ingest([folder / "hollowmere.htm"], library, settings)
    assert outcome.status == "added"
    update_bm25(library)
    return Desk(library, Searcher(library))


def answered(desk: Desk, question: str) -> Answer:
    (document,) = desk.library.documents()
    return ask(desk, OfflineModel(), Question(question, (document.id,)))


@pytest.mark.parametrize(
    ("question", "value", "unit"),
    [
        ("what portion of total operating revenues is kiln services in 2015?", "80.00", "percent"),
        ("glaze services were what percent of kiln services in 2013?", "25.00", "percent"),
        ("what was the ratio of kiln services to glaze services in 2014?", "4.00", "ratio"),
        ("what was the percentage change in glaze services from 2014 to 2015?", "20.00", "percent"),
        ("what was the increase in kiln services between 2013 and 2015?", "80000000", "USD"),
        ("what was the average glaze services from 2013 to 2015?", "50000000", "USD"),
        ("what was the highest kiln services for the three year period?", "240000000", "USD"),
        ("what was the lowest kiln services for the two year period?", "200000000", "USD"),
        (
            "what percentage of future minimum rental payments are due in 2018?",
            "10.00",
            "percent",
        ),
        (
            "what percentage of future minimum rental payments are due after 2018?",
            "62.50",
            "percent",
        ),
        ("what was the change in the kiln removal reserve during 2015?", "12000000", "USD"),
        (
            "what was the cumulative total return for Hollowmere Pottery between 2012 and 2015?",
            "75.50",
            "percent",
        ),
    ],
)
def test_an_operation_over_rows_is_computed(
    desk: Desk, question: str, value: str, unit: str
) -> None:
    answer = answered(desk, question)
    assert answer.status == "answered", answer.answer
    assert answer.value is not None
    assert float(answer.value) == float(value)
    assert answer.unit == unit
    assert answer.figures[-1].expression is not None
    assert [check.sentence for check in answer.checks if check.status == "failed"] == []


@pytest.mark.parametrize(
    "question",
    [
        "what was the percentage change in fair value per award from 2014 to 2015?",
        "what portion of total operating revenues is brick services in 2015?",
        "what was the highest wheel services for the three year period?",
        "what percentage of future minimum rental payments are due in 2024?",
    ],
)
def test_two_readings_or_none_are_no_figure(desk: Desk, question: str) -> None:
    assert answered(desk, question).value is None
