"""A fictional potter's annual report: tables and sentences in every form that rules must read."""

from pathlib import Path

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


COVER = (
    "<p><b>FORM 10-K</b></p><p>For the fiscal year ended December 31, 2015</p>"
    "<p>Hollowmere Pottery, Inc.</p>"
    "<p>(Exact name of registrant as specified in its charter)</p>"
    "<p><b>Item 5. Market for Registrant’s Common Equity</b></p>"
    "<p>The graph compares the cumulative total return of our stock with an index.</p>"
)
BODY = "".join(
    (
        COVER,
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
        "<p>Indexed return on a wheel fund bought with 100, in run-together heads.</p>",
        table(
            ("", "2011 2012 2013 2014 2015", "", "", "", ""),
            ("Tile Makers Index", "$ 100", "90", "95", "110", "140"),
            ("Wheel Fund", "$ 100", "104", "120", "133", "150"),
        ),
        "<p>Future commitments to buy clay, by year (in millions):</p>",
        table(
            ("", "Amount"),
            ("2016", "$ 40"),
            ("2017", "30"),
            ("2018", "20"),
            ("Thereafter", "10"),
        ),
        "<p>Scheduled repayments of kiln loans are as follows (in millions):</p>",
        table(
            ("", "2016", "$ 12", "2017", "9", "2018", "6"),
            ("Thereafter", "3", "", "", "", "", ""),
            ("Total", "$ 30", "", "", "", "", ""),
        ),
        "<p>Activity in the breakage allowance (in millions):</p>",
        table(
            ("", "2015", "2014"),
            ("Beginning balance", "$ 20", "$ 16"),
            ("Charged to expense", "9", "7"),
            ("Broken", "(4)", "(3)"),
            ("Ending balance", "$ 25", "$ 20"),
        ),
        "<p>Five years of clay bought (in thousands of dollars):</p>",
        table(
            ("", "2015", "2014", "2013", "2012", "2011"),
            ("Clay bought", "$ 50", "40", "70", "20", "10"),
            ("Staff at period-end", "36", "34", "30", "20", "12"),
        ),
        "<p>Clay and what was paid for firing it (in thousands of dollars):</p>",
        table(
            ("", "2015", "2014"),
            ("Clay bought", "$ 50", "40"),
            ("Firing fees", "25", "16"),
        ),
        "<p>Cash flows of the years, without a total (in thousands of dollars):</p>",
        table(
            ("", "2015", "2014", "2013"),
            ("Changes in operating assets and liabilities:", "", "", ""),
            ("Brick stock", "(7)", "(2)", "3"),
        ),
        "<p>What is kept (in thousands of dollars):</p>",
        table(("", "2015", "2014"), ("Brick stock", "$ 30", "20"), ("Sand", "5", "4")),
        "<p>Our workshops by region were as follows:</p>",
        table(
            ("", "Owned", "Rented"),
            ("United States", "6", "2"),
            ("Norway", "9", "—"),
            ("Rest of world", "1", "2"),
        ),
        "<p>Storage rent under our depot contracts, net of sublets, was $7 million, $5 million and "
        "$3 million in 2015, 2014 and 2013, respectively. Glazing patents cost $4 million in 2015 "
        "and $1 million in 2014. As of December 31, 2015 and December 31, 2014, $900 million and "
        "$600 million, respectively, of the vault deposits were held abroad. As of December 31, "
        "2015, the gallery pledges were $5.0 billion, of which $3.5 billion related to museums."
        "</p>",
        "<p>Fair value of awards, plan A:</p>",
        table(("", "2015", "2014"), ("Fair value per award", "$ 6.10", "$ 5.00")),
        "<p>Fair value of awards, plan B:</p>",
        table(("", "2015", "2014"), ("Fair value per award", "$ 60.00", "$ 40.00")),
    )
)


def opened(folder: Path, body: str) -> Desk:
    """A library with one filing."""
    (folder / "hollowmere.htm").write_text(f"<html><body>{body}</body></html>", "utf-8")
    library = Library(folder / "library")
    settings = Settings(library=library.folders.library, workers=1)
    (outcome,) = ingest([folder / "hollowmere.htm"], library, settings)
    assert outcome.status == "added"
    update_bm25(library)
    return Desk(library, Searcher(library))


def answered(desk: Desk, question: str) -> Answer:
    """What the offline model answers from the first filing."""
    return ask(desk, OfflineModel(), Question(question, (desk.library.documents()[0].id,)))


def assert_computed(desk: Desk, question: str, value: str, unit: str | None) -> None:
    """That an answer is worth so much, by an expression over figures, all of which hold."""
    answer = answered(desk, question)
    assert answer.status == "answered", answer.answer
    assert answer.value is not None
    assert float(answer.value) == float(value)
    assert answer.unit == unit
    assert answer.figures[-1].expression is not None
    assert [check.sentence for check in answer.checks if check.status == "failed"] == []
