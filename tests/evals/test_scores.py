"""Search, answers, structure, metadata and words: what is counted, and how it adds up."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from evals import answers, metadata, searching, structure, words
from evals.gold import Question, among, same, to_question, with_twins
from evals.tables import Tallies
from store.tables import StoredDocument


def question(**known: object) -> Question:
    row = {
        "id": "1",
        "question": "How much?",
        "answer": "$12",
        "doc": "a.pdf",
        "kind": "set/table",
        "source": "people",
        "evidence": [{"doc": "a.pdf", "page": 7}, {"doc": "a.pdf", "page": None}],
    }
    return to_question({**row, **known})


def test_a_source_and_a_path_are_the_same_when_one_ends_in_the_other() -> None:
    assert same("2023/a.pdf", "filings/2023/a.pdf")
    assert same("a.txt#main.htm", "x/a.txt")
    assert not same("ba.pdf", "a.pdf")
    assert not same(None, "a.pdf")


def test_another_format_of_the_filing_answers_as_well() -> None:
    index = [
        {"path": "a.pdf", "same_filing_group": "g"},
        {"path": "a.htm", "same_filing_group": "g"},
        {"path": "b.htm", "same_filing_group": ""},
    ]
    (one,) = with_twins([question()], index)
    assert one.documents == ("a.htm", "a.pdf")
    assert one.named == ("a.pdf",)
    assert among("x/a.htm", one.documents)


def test_search_counts_distinct_documents_and_pages() -> None:
    tallies: Tallies = {}
    places = [("b.pdf", 1), ("b.pdf", 1), ("b.pdf", 2), ("a.pdf", 9), ("a.pdf", 7)]
    searching.score(question(), places, tallies)
    searching.score(question(evidence=[]), [("a.pdf", 1)], tallies)
    table = searching.to_table("search", "Search", tallies)
    assert {row[0] for row in table.rows} == {"people", searching.half(question()), "all"}
    assert table.figures == {
        "n": 2,
        "doc@1": 50.0,
        "doc@5": 100.0,
        "page@1": 0.0,
        "page@5": 100.0,
        "page@10": 100.0,
        "page@20": 100.0,
        "other_year": 0.0,
    }


def test_a_question_is_always_in_the_same_half_and_halves_are_about_even() -> None:
    halves = [searching.half(question(id=str(at))) for at in range(400)]
    assert halves == [searching.half(question(id=str(at))) for at in range(400)]
    assert 160 < halves.count(searching.HALVES[0]) < 240


def test_the_right_companys_filing_of_another_year_is_counted() -> None:
    held = [document(source="a.pdf"), document(source="b.pdf", fiscal_year=2022)]
    assert searching.is_other_year("b.pdf", question(), held)
    assert not searching.is_other_year("a.pdf", question(), held)
    other = document(source="b.pdf", fiscal_year=2022, form="10-Q")
    assert not searching.is_other_year("b.pdf", question(), [held[0], other])


def test_answers_count_figures_and_the_first_citations() -> None:
    tallies: Tallies = {}
    right = {"source": "x/a.pdf", "page": 7}
    other = {"source": "b.pdf", "page": 7}
    answers.score(question(), {"value": "12", "citations": [other, right]}, tallies)
    answers.score(question(), {"value": "13", "citations": [*[other] * 5, right]}, tallies)
    answers.score(question(), {"status": "failed"}, tallies)
    table = answers.to_table("Answers", tallies)
    assert table.rows[-1][0] == "all"
    assert table.figures["numeric"] == 3
    assert table.figures["correct"] == table.figures["wrong"] == 33.333
    assert table.figures["cites_page"] == 33.333
    assert table.figures["failed"] == 1


def test_items_are_compared_as_the_outline_names_them() -> None:
    labels: list[dict[str, object]] = [
        {
            "doc": "q.htm",
            "form": "10-Q",
            "source": "s x",
            "items": [
                {"identifier": "part1item2", "character_count": 10},
                {"identifier": "part2item1a", "character_count": 10},
                {"identifier": "part2item3", "character_count": 0},
            ],
        },
        {
            "doc": "k.htm",
            "form": "10-K",
            "source": "s y",
            "checks": [{"type": "expected_set_complete", "items": ["1", "7a"]}, {"type": "other"}],
        },
        {"doc": "none.htm", "form": "8-K", "source": "t", "items": [{"item": "2.02"}]},
    ]
    outlines: list[dict[str, object]] = [
        {"source": "q.htm", "sections": [item("I.2"), item("II.1A"), item("II.3")]},
        {"source": "k.htm", "sections": [item("1"), item("8"), {"kind": "note", "item": None}]},
    ]
    tallies: Tallies = {}
    structure.score(labels, outlines, tallies)
    assert tallies["10-Q s"]["exact"] == 1
    assert tallies["8-K t"]["missing"] == 1
    figures = structure.to_table(tallies).figures
    assert figures == {"filings": 3, "recall": 60.0, "precision": 75.0, "exact": 33.333}


def item(name: str) -> dict[str, object]:
    return {"kind": "item", "item": name}


def document(**known: object) -> StoredDocument:
    said = {
        "id": "x",
        "source": "x.htm",
        "order": 1,
        "content": "",
        "reader": "1",
        "pages": 1,
        "page_lines": [1],
        "lines": 1,
        "words": 1,
        "sections": 0,
        "tables": 0,
        "facts": 0,
        "references": 0,
        "health": "green",
        "warnings": [],
        "added": datetime.now(UTC),
        "form": "10-K",
        "company": "THE HARROW & VALE MILLS CO",
        "cik": "0000012345",
        "fiscal_year": 2023,
        "period_end": date(2023, 12, 31),
    }
    return StoredDocument.model_validate({**said, **known})


ROW = {
    "path": "x.htm",
    "form": "10-K405",
    "company": "Harrow and Vale Mills Company",
    "cik": "12345",
    "period": "2023-12-31",
}


def test_metadata_agree_when_they_mean_the_same() -> None:
    assert set(metadata.compare(ROW, document()).values()) == {True}


def test_a_cik_that_is_not_printed_cannot_be_read() -> None:
    unknown = [("x.htm", document(cik=None))]
    for stated, known in ((True, 1), (False, 0)):
        tallies = metadata.score([ROW], unknown, lambda *_, stated=stated: stated)
        assert tallies["10-K"]["cik"] == {"known": 1, "right": 0}
        assert tallies["10-K"]["cik where stated"]["known"] == known


@pytest.mark.parametrize(
    ("field", "other"),
    [
        ("form", {"form": "10-Q"}),
        ("company", {"company": "Vale Foundries"}),
        ("cik", {"cik": None}),
        ("fiscal year", {"fiscal_year": 2024}),
        ("period end", {"period_end": date(2022, 12, 31)}),
    ],
)
def test_each_field_of_metadata_is_judged_for_itself(field: str, other: dict[str, object]) -> None:
    judged = metadata.compare(ROW, document(**other))
    assert [name for name, right in judged.items() if not right] == [field]


@pytest.mark.parametrize(
    ("year", "form", "period", "fits"),
    [
        (2022, "10-K", "2023-02-03", True),
        (2023, "10-K", "2023-02-03", True),
        (2022, "10-K", "2023-12-31", False),
        (2024, "10-Q", "2023-09-30", True),
        (2022, "10-Q", "2023-09-30", False),
        (2023, "10-K", "2023", True),
        (2022, "10-K", "2023", False),
        (None, "10-K", "2023", False),
    ],
)
def test_a_fiscal_year_fits_its_period(
    year: int | None, form: str, period: str, *, fits: bool
) -> None:
    assert metadata.fiscal_year_fits(year, form, period) is fits


def test_filings_can_be_given_names_that_say_nothing(tmp_path: Path) -> None:
    for name, text in {"10-K.htm": "a", "copy.htm": "a", "8-K.pdf": "b"}.items():
        (tmp_path / name).write_text(text)
    into = tmp_path / "into"
    into.mkdir()
    names = metadata.nameless(tmp_path, ["10-K.htm", "copy.htm", "8-K.pdf"], into)
    assert sorted(names.values()) == ["10-K.htm", "8-K.pdf"]
    assert sorted(path.name for path in into.iterdir()) == sorted(names)
    assert not any("10-K" in name or "8-K" in name for name in names)


def test_a_number_is_the_same_with_and_without_a_comma_behind_it() -> None:
    said = ["2016", "cash", "1,204.50", "and", "more"]
    assert words.words("In 2016 , cash of 1,204.50, and more.") == said


def test_lost_words_are_found(tmp_path: Path) -> None:
    page = tmp_path / "page.htm"
    page.write_text(
        "<html><head><title>not seen</title></head><body><p>Net sa<b>les</b> rose to 1,204</p>"
        "<div style='display: none'>hidden</div><td>cash</td><td>debt</td></p><br/>R&amp;D costs"
    )
    kept = words.compare("page.htm", page, "Net sales rose to\n1,204 cash debt")
    assert (kept.words, kept.lost) == (7, 1)
    assert words.to_table([kept]).figures["kept"] == pytest.approx(85.714)


def test_words_of_plain_text_are_counted_as_they_stand(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text("AT&amp;T owed $5.2 million; co\u00adoperate")
    assert words.original_words(page) == words.words("owed 5.2 million cooperate")


def test_words_added_and_runs_out_of_order_are_counted(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text("one two three four five six seven")
    kept = words.compare("page.txt", page, "[page 1]\none two three four five seven six eight")
    assert (kept.lost, kept.added) == (0, 1)
    assert (kept.runs, kept.kept_runs) == (3, 1)


def test_parts_of_a_submission_count_but_for_pictures_and_data(tmp_path: Path) -> None:
    part = "<DOCUMENT>\n<TYPE>{}\n<TEXT>\n{}\n</TEXT>\n</DOCUMENT>\n"
    parts = (("10-K", "<html><p>Net sales"), ("GRAPHIC", "begin 644 a.jpg"), ("EX-99", "rose"))
    page = tmp_path / "page.txt"
    page.write_text("<SEC-HEADER>\n" + "".join(part.format(*each) for each in parts))
    assert words.original_words(page) == ["net", "sales", "rose"]


def test_the_half_and_the_slowest_are_told() -> None:
    times = [float(second) for second in range(1, 21)]
    assert (answers.percentile(times, 0.5), answers.percentile(times, 0.95)) == (10.0, 19.0)
    assert answers.percentile([], 0.5) is None
