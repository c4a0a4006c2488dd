"""The index itself: what is committed is found, what is removed is gone, what fails changes nothing."""  # noqa: E501

from dataclasses import replace
from pathlib import Path

import pytest

from index.bm25 import Bm25, Ranked, Words
from index.entry import Entry, Link, from_stored, to_stored


def entry(document: str, position: int, text: str, *path: str) -> Entry:
    return Entry(document, position, 1, 1, 1, 1, None, path, None, text)


def words(*terms: str) -> Words:
    made = Bm25(None).analyser
    return Words(tuple((tuple(made.words(term)),) for term in terms))


@pytest.fixture
def index(tmp_path: Path) -> Bm25:
    made = Bm25(tmp_path / "bm25")
    with made.writing() as writer:
        writer.add(
            [
                entry("a", 0, "Revenue recognition: revenue is recognised under ASC 606."),
                entry("a", 1, "Revenue growth was 12% and EBITDA rose.", "Results"),
                entry("b", 0, "Note 1. Leases run for 12 months. See note 5."),
                entry("b", 1, "Note 12. The lease liability is $1,234.5.", "Note 12"),
            ]
        )
    return made


def found(index: Bm25, *terms: str, documents: list[str] | None = None) -> list[tuple[str, int]]:
    return [one.place for one in ranked(index, words(*terms), documents)]


def ranked(index: Bm25, sought: Words, documents: list[str] | None = None) -> list[Ranked]:
    return index.reader().search(sought, documents=documents)


def test_revenue_recognition_and_revenue_growth_find_their_own(index: Bm25) -> None:
    assert found(index, "revenue", "recognition")[0] == ("a", 0)
    assert found(index, "revenue", "growth")[0] == ("a", 1)


def test_a_phrase_is_not_beaten_by_its_scattered_words(index: Bm25) -> None:
    assert found(index, "note 12") == [("b", 1)]


@pytest.mark.parametrize("term", ["ASC 606", "EBITDA", "12%", "1,234.5"])
def test_exact_terms_are_found(index: Bm25, term: str) -> None:
    assert len(found(index, term)) == 1


def test_documents_limit_the_search(index: Bm25) -> None:
    assert found(index, "revenue", documents=["b"]) == []
    assert found(index, "note", documents=["b"]) != []


def test_everything_given_comes_back(index: Bm25) -> None:
    reader = index.reader()
    (hit,) = reader.search(words("liability"))
    (held,) = reader.entries([hit])
    assert held == entry("b", 1, "Note 12. The lease liability is $1,234.5.", "Note 12")
    assert [one.place for one in reader.at([("b", 1), ("b", 9)])] == [("b", 1)]


def test_an_open_reader_sees_the_last_commit(index: Bm25, tmp_path: Path) -> None:
    other = Bm25(tmp_path / "bm25")
    with index.writing() as writer:
        writer.remove("a")
        writer.add([entry("c", 0, "Revenue of C.")])
    assert found(other, "revenue") == [("c", 0)]
    assert len(other) == 3


def test_what_fails_changes_nothing(index: Bm25) -> None:
    def interrupted() -> None:
        with index.writing() as writer:
            writer.remove("a")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert len(index) == 4


def test_a_statement_scores_without_words(index: Bm25) -> None:
    with index.writing() as writer:
        writer.add([Entry("d", 0, 1, 1, 1, 1, None, (), None, "x", statements=("balance sheet",))])
    named = ranked(index, Words((), (), (("balance sheet", 2.0),)))
    assert [(one.place[0], one.score) for one in named] == [("d", 2.0)]


def test_numbers_are_found_by_their_canonical_form_and_tags_limit(index: Bm25) -> None:
    with index.writing() as writer:
        for at, tag in enumerate(("note", "item")):
            writer.add([replace(entry("e", at, "Rent | 45.2"), numbers=("45200000",), tags=(tag,))])
    rent = Words(((),), numbers=(("45200000",),))
    assert {one.place for one in ranked(index, rent)} == {("e", 0), ("e", 1)}
    assert [one.place for one in ranked(index, replace(rent, tags=(("note",),)))] == [("e", 0)]
    reader = index.reader()
    assert reader.bearing([("e", 0), ("e", 1), ("a", 0)], [("item",)]) == {("e", 1)}


def test_a_reader_keeps_its_commit(index: Bm25) -> None:
    before = index.reader()
    with index.writing() as writer:
        writer.remove("a")
    assert len(before) == 4
    assert len(index.reader()) == 2
    assert len(list(before.entries(before.search(words("revenue"))))) == 2


def test_an_entry_survives_being_stored() -> None:
    held = Entry(
        *("d", 3, 10, 12, 1, 2, "s1", ("Item 8", "Note 1"), "t4", 'a "b"\n| c |', ".a b\n|c"),
        path_words=("item", "8"),
        statements=("balance sheet",),
        links=(Link("footnote", (13, 13), 2),),
    )
    assert from_stored(to_stored(held)) == held
