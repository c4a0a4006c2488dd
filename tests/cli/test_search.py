"""search: one query, or a file of questions."""

import json
from pathlib import Path

from tests.cli.ran import Tieout

FIELDS = {"id", "query", "kind", "weights", "applied", "hits"}
HIT = {
    "rank",
    "document",
    "source",
    "page",
    "pages",
    "lines",
    "section",
    "table",
    "score",
    "text",
    "explain",
    "also",
    "linked",
}


def test_a_search_gives_pages_best_first(tieout: Tieout, library: Path) -> None:
    (found,) = tieout("search", "lease cost", "--library", library, "--json").rows
    assert found.keys() == FIELDS
    assert found["hits"][0].keys() == HIT
    assert [hit["rank"] for hit in found["hits"]] == list(range(1, len(found["hits"]) + 1))
    assert found["hits"][0]["source"] == "2023/tidw.htm"


def test_k_counts_pages(tieout: Tieout, library: Path) -> None:
    (found,) = tieout(
        "search", "kettles leases cash", "-k", "2", "--library", library, "--json"
    ).rows
    assert len({hit["page"] for hit in found["hits"]}) == len(found["hits"]) == 2


def test_hits_can_be_explained(tieout: Tieout, library: Path) -> None:
    out = tieout("search", "lease cost", "--library", library, "--explain").out
    assert "bm25_rank 1" in out
    assert "signs" in out


def test_people_read_where_each_hit_stands(tieout: Tieout, library: Path) -> None:
    out = tieout("search", "copper prices", "--library", library).out
    assert out.startswith("1. 2023/tidw.htm, p. ")
    assert "Copper prices move" in out


def test_a_file_of_questions_gives_a_line_each_in_its_order(
    tieout: Tieout, library: Path, tmp_path: Path
) -> None:
    questions = tmp_path / "questions.jsonl"
    asked = [
        {"id": "b", "question": "lease cost"},
        {"id": "a", "question": "copper prices", "documents": ["2023/*.htm"]},
        {"id": "c", "question": "copper prices", "documents": ["1999/none.htm"]},
    ]
    questions.write_text("\n".join(map(json.dumps, asked)))
    ran = tieout("search", "--from", questions, "-k", "5", "--library", library, "--json")
    assert [row["id"] for row in ran.rows] == ["b", "a", "c"]
    assert ran.rows[2]["hits"] == []
    assert "1999/none.htm" in ran.err
    assert ran.status == 0


def test_search_takes_a_query_or_a_file_but_not_both(
    tieout: Tieout, library: Path, tmp_path: Path
) -> None:
    ran = tieout("search", "x", "--from", tmp_path / "q.jsonl", "--library", library)
    assert ran.status == 2
