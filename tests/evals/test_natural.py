"""Natural questions: made of tags or by hand, put with tags and without, counted as they are."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import islice
from pathlib import Path

import pytest

from evals.gold import Question
from evals.natural import verdict
from evals.natural_made import generated, half, report_of
from evals.natural_words import said
from examples.annual import annual_report
from examples.variants import variants
from store.tables import StoredDocument, StoredFact
from tests.cli.ran import Tieout

END = date(2023, 12, 31)
BY_HAND = Path(__file__).parent / "natural.jsonl"


@pytest.mark.parametrize(
    ("concept", "words"),
    [
        ("PaymentsToAcquireBusinessesNetOfCashAcquired",
         "cash paid for businesses net of cash acquired"),
        ("DeferredIncomeTaxExpenseBenefit", "deferred income tax expense"),
        ("OperatingLeaseLiabilityCurrent", "current operating lease liability"),
        ("DebtInstrumentFaceAmount", "face amount of debt instrument"),
        ("Goodwill", ""),  # one word would name a line item that everybody knows
    ],
)  # fmt: skip
def test_concepts_are_said_as_people_say_them(concept: str, words: str) -> None:
    assert said(f"us-gaap:{concept}") == words


def document(name: str, cik: str) -> StoredDocument:
    return StoredDocument(
        id=name, source=f"{name}.htm", order=0, content="", reader="", form="10-K", company=name,
        cik=cik, fiscal_year=2023, fiscal_period="FY", period_end=END, pages=1, page_lines=[1],
        lines=1, words=1, sections=0, tables=0, facts=1, references=0, health="green",
        warnings=[], added=datetime(2024, 1, 1),
    )  # fmt: skip


def fact(concept: str, label: str, value: str, *, table: bool = True) -> StoredFact:
    return StoredFact(
        document="d", id=concept + value, concept=f"us-gaap:{concept}", label=label, value=value,
        text=value, unit="USD", start=date(2023, 1, 1), end=END, dimensions=[], line=3,
        table="t1" if table else None,
    )  # fmt: skip


def asked(*whose: Sequence[StoredFact]) -> list[Question]:
    reports = [report_of(document(f"C{at}", str(at)), facts) for at, facts in enumerate(whose)]
    return list(generated(reports, frozenset(["us-gaap:Revenues"])))


def test_a_fact_is_asked_for_in_the_words_of_another_filer() -> None:
    ours = fact("PaymentsForTowage", "Towage", "5")
    theirs = [fact("PaymentsForTowage", "Towage paid", "6")]
    made = asked([ours], theirs, theirs, theirs)
    others = [each for each in made if each.kind.startswith("another's words/")]
    assert [each.answer for each in others if each.id.startswith("C0")] == ["5"]
    assert "towage paid" in next(each.text for each in others if each.id.startswith("C0"))


def test_what_has_two_values_or_is_a_known_line_item_is_not_asked() -> None:
    twice = [fact("PaymentsForTowage", "Towage", "5"), fact("PaymentsForTowage", "Towage", "7")]
    assert asked(twice) == []
    assert asked([fact("Revenues", "Revenue", "5")]) == []


def test_companies_are_in_one_half_always() -> None:
    assert {half(str(cik)) for cik in range(50)} == {"seen", "held"}
    assert half("12") == half("12")


def test_a_figure_where_none_is_disclosed_is_another() -> None:
    question = Question("q", "?", "5", (), (), frozenset(), "", "", {"answer_num": "5", "unit": ""})
    none = replace(question, row={})
    assert verdict(question, {"status": "answered", "value": "5"}) == "right"
    assert verdict(question, {"status": "answered", "value": "5000"}) == "other"
    assert verdict(question, {"status": "partial", "value": None}) == "none"
    assert verdict(none, {"status": "partial", "value": None}) == "right"
    assert verdict(none, {"status": "answered", "value": "5"}) == "other"


def test_questions_by_hand_name_no_company() -> None:
    rows = [json.loads(line) for line in BY_HAND.read_text("utf-8").splitlines()]
    assert len(rows) >= 60
    assert all(set(row) == {"content", "question", "value", "unit", "quote"} for row in rows)
    assert all("{company}" in row["question"] and len(row["quote"]) < 120 for row in rows)
    assert {row["value"] is None for row in rows} == {True, False}


def test_every_question_is_put_with_tags_and_without(tieout: Tieout, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    for each in islice(variants(7), 3):
        (folder / f"{each.name}.htm").write_text(annual_report(each.story, small=True), "utf-8")
    ran = tieout(
        "eval", folder, "--only", "natural", "--limit", "2", "--workers", "1", "--json"
    )  # fmt: skip
    (table,) = (row for row in ran.rows if row["measure"] == "natural")
    names = [row["natural questions"] for row in table["rows"]]
    assert any("as tagged" in name for name in names)
    assert any("tags hidden" in name for name in names)
    assert table["seconds_p50"] > 0
