"""Small filings of made-up companies, with statements of any years and prose of any words."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
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

FIRST = ("Harrow", "Vellum", "Corvane", "Ostrick", "Pallory", "Quendle", "Marrick", "Tolvane")
LAST = ("Freight", "Foods", "Paper", "Optics", "Tools", "Marine", "Glass", "Mills")
LENGTHS = {
    12: "Years ended",
    9: "Nine months ended",
    6: "Six months ended",
    3: "Three months ended",
}

Lines = Mapping[str, Sequence[int]]


@dataclass(frozen=True)
class Report:
    """A filing: its cover, a statement of income and a balance sheet, in millions, and prose."""

    company: str
    end: date
    income: Lines
    """Figures of this period and of the same one a year, two years ... before."""
    form: str = "10-K"
    balance: Lines = field(default_factory=dict)
    """Figures at `end` and at the end of each fiscal year before."""
    year_to_date: Lines = field(default_factory=dict)
    prose: str = ""

    @property
    def months(self) -> int:
        """The length of the period reported on."""
        return 3 if self.form.startswith("10-Q") else 12

    def name(self) -> str:
        """A file name."""
        return (
            f"{self.company.split()[0].lower()}-{self.form.replace('/', '').lower()}-{self.end}.htm"
        )

    def html(self) -> str:
        """The filing as a filer would write it."""
        return "".join((self._cover(), self._statements(), self.prose, "</body></html>"))

    def _cover(self) -> str:
        kind = "quarterly" if self.months == 3 else "fiscal year"
        report = "QUARTERLY" if self.months == 3 else "ANNUAL"
        period = f"quarterly period ended {_said(self.end)}" if self.months == 3 else ""
        amended = "<p>Amendment No. 1</p>" if self.form.endswith("/A") else ""
        return (
            "<!DOCTYPE html><html><body><p><b>UNITED STATES SECURITIES AND EXCHANGE COMMISSION</b>"
            f"</p><p><b>FORM {self.form}</b></p>{amended}<p>{report} REPORT PURSUANT TO SECTION 13 "
            "OR 15(d) OF THE SECURITIES EXCHANGE ACT OF 1934</p>"
            f"<p>For the {period or f'{kind} ended {_said(self.end)}'}</p>"
            f"<p><b>{self.company.upper()}</b></p><p>(Exact name of registrant as specified in its "
            'charter)</p><hr style="page-break-after:always"/>'
        )

    def _statements(self) -> str:
        head = "<p><b>{}</b></p><p><b>CONSOLIDATED {}</b></p><p>(in millions)</p>"
        item = (
            "Item 1. Financial Statements" if self.months == 3 else "Item 8. Financial Statements"
        )
        ends = [_back(self.end, each) for each in range(3)]
        columns = [f"{LENGTHS[self.months]} {_said(day)}" for day in ends]
        text = head.format(item, "STATEMENTS OF INCOME") + _table(columns, self.income)
        if self.year_to_date:
            months = 3 * _quarter(self.end)
            columns = [f"{LENGTHS[months]} {_said(day)}" for day in ends]
            text += "<p>Year to date (in millions)</p>" + _table(columns, self.year_to_date)
        if self.balance:
            last = _back(self.end, 1) if self.months == 12 else date(self.end.year - 1, 12, 31)
            text += head.format("", "BALANCE SHEETS") + _table(
                [_said(self.end), _said(last)], self.balance
            )
        return text


def _quarter(end: date) -> int:
    return (end.month + 2) // 3


def _back(end: date, years: int) -> date:
    return end.replace(year=end.year - years)


def _said(day: date) -> str:
    return f"{day:%B} {day.day}, {day.year}"


def _table(columns: Sequence[str], lines: Lines) -> str:
    """A table with as many columns as its longest line has figures."""
    width = max(len(figures) for figures in lines.values())
    head = "".join(f"<td><b>{column}</b></td>" for column in columns[:width])
    rows = "".join(
        f"<tr><td>{label}</td>{''.join(f'<td>{_printed(each)}</td>' for each in figures)}</tr>"
        for label, figures in lines.items()
    )
    return f"<table><tr><td></td>{head}</tr>{rows}</table>"


def _printed(figure: int) -> str:
    return f"({-figure:,})" if figure < 0 else f"{figure:,}"


def income(revenue: Sequence[int], top: str = "Revenue") -> dict[str, list[int]]:
    """A statement of income whose lines follow from its first."""
    shares = {
        top: 100,
        "Cost of revenue": 70,
        "Income before income taxes": 15,
        "Income taxes": 4,
        "Net income": 11,
    }
    return {label: [each * share // 100 for each in revenue] for label, share in shares.items()}


def companies(seed: int, count: int) -> list[str]:
    """Names of made-up companies, each another."""
    rng = random.Random(seed)
    names = [f"{first} {last}, Inc." for first, last in zip(FIRST, LAST, strict=True)]
    return rng.sample(names, count)


@dataclass(frozen=True)
class Stand:
    """A library of such filings."""

    library: Library

    def ask(self, question: str, *documents: str) -> Answer:
        """The offline model's answer, over the documents named or all of them."""
        desk = Desk(self.library, Searcher(self.library))
        return ask(desk, OfflineModel(), Question(question, documents))


def stand(folder: Path, *reports: Report, html: Mapping[str, str] | None = None) -> Stand:
    """Write the filings, some perhaps in other words (`html`, by name), and ingest them."""
    filings = folder / "filings"
    filings.mkdir(parents=True)
    for report in reports:
        text = (html or {}).get(report.name()) or report.html()
        (filings / report.name()).write_text(text, encoding="utf-8")
    library = Library(folder / "library")
    settings = Settings(library=library.folders.library, workers=1)
    assert {each.status for each in ingest([filings], library, settings)} == {"added"}
    update_bm25(library)
    return Stand(library)
