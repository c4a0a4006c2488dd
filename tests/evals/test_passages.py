from evals.passages import cuts_of, naive_cuts, parted, to_text, uncovered
from store.tables import StoredPassage

LINES = [
    "[page 1]",
    "# Sales",
    "Sales rose in every region. They were sold",
    "[page 2]",
    "to Hale Inc. The price was high.",
    "|  | 2023 |",
    "|---|---|",
    "| Cash | 12 |",
    "| Debt | 34 |",
]
TABLE = [6, 8, 9]


def passage(first: int, last: int, text: str = "") -> StoredPassage:
    return StoredPassage(
        document="d", position=first, first_line=first, last_line=last, first_page=1,
        last_page=1, path=[], text=text, text_hash="",
    )  # fmt: skip


def test_a_sentence_goes_over_a_page_and_does_not_end_at_an_abbreviation() -> None:
    text = to_text(LINES, [TABLE])
    whole = "".join(text.lines)
    said = [whole[start:stop].strip() for start, stop in text.sentences]
    assert said == [
        "Sales rose in every region.",
        "They were sold\nto Hale Inc. The price was high.",
    ]


def test_cuts_between_sentences_and_around_tables_part_nothing() -> None:
    text = to_text(LINES, [TABLE])
    passages = [
        passage(2, 3, "Sales\nSales rose in every region."),
        passage(3, 5, "They were sold\nto Hale Inc. The price was high."),
        passage(6, 9),
    ]
    found = parted(text, cuts_of(passages, text))
    assert (found.tables, found.sentences, found.figures) == (1, 2, 3)
    assert (found.tables_split, found.sentences_broken, found.figures_parted) == (0, 0, 0)


def test_a_cut_through_a_table_parts_the_figures_below_it_from_their_head() -> None:
    text = to_text(LINES, [TABLE])
    found = parted(text, cuts_of([passage(2, 8), passage(9, 9)], text))
    assert (found.tables_split, found.figures_parted) == (1, 1)


def test_a_cut_at_a_page_in_the_middle_of_a_sentence_breaks_it() -> None:
    text = to_text(LINES, [TABLE])
    assert parted(text, cuts_of([passage(2, 3), passage(5, 9)], text)).sentences_broken == 1


def test_lines_that_no_passage_holds_are_counted() -> None:
    assert uncovered([passage(2, 3), passage(6, 8)], to_text(LINES, [TABLE])) == 2


def test_a_naive_chunker_cuts_every_two_thousand_characters() -> None:
    assert naive_cuts(to_text(["x" * 4500], [])) == [2000, 4000]
