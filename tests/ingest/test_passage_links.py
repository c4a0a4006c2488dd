from collections.abc import Mapping, Sequence

from ingest.passage_links import Row, linked


def passage(position: int, first: int, last: int, section: str | None = "s1") -> Row:
    return {"position": position, "first_line": first, "last_line": last, "section": section}


ROWS: Mapping[str, Sequence[Row]] = {
    "passage": [
        passage(0, 1, 4),
        passage(1, 5, 9),
        passage(2, 10, 10),
        passage(3, 10, 12),
        passage(4, 13, 20, "s2"),
    ],
    "table_": [{"id": "t1", "first_line": 6}, {"id": "t2", "first_line": 14}],
    "footnote": [{"position": 0, "line": 9, "targets": [{"line": 15}]}],
    "reference": [{"position": 0, "line": 2}, {"position": 1, "line": 10}],
}


def test_a_passage_is_linked_to_the_tables_in_it_and_beside_it_in_its_section() -> None:
    assert [links.get("tables") for links in linked(ROWS)] == [["t1"], ["t1"], ["t1"], None, ["t2"]]


def test_a_footnote_belongs_to_where_it_stands_and_to_what_bears_its_mark() -> None:
    assert [links.get("footnotes") for links in linked(ROWS)] == [None, [0], None, None, [0]]


def test_a_reference_in_a_divided_paragraph_belongs_to_each_part() -> None:
    assert [links.get("references") for links in linked(ROWS)] == [[0], None, [1], [1], None]


def test_the_parts_of_a_section_are_linked_to_their_neighbours() -> None:
    assert [links.get("passages") for links in linked(ROWS)] == [[1], [0, 2], [1, 3], [2], None]
