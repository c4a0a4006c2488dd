"""Gaps among tags: what a cut leaves behind in an inline filing, and what none of ours is told."""

from ingest.reading import read_source
from ingest.tag_gaps import numbers_left_out, tag_gaps

COUNTED = [f"f-{number}" for number in range(1, 61)]


def test_a_context_that_no_tag_uses_is_missed() -> None:
    assert list(tag_gaps(("c-1", "c-2"), {"c-1", "c-2"}, ())) == []
    (said,) = tag_gaps(("c-1", "c-2", "c-3"), {"c-2", ""}, ())
    assert said.startswith("2 of 3 contexts belong to no tagged figure")


def test_numbers_left_out_are_told_where_tags_are_counted() -> None:
    cut = [*COUNTED[:30], *COUNTED[41:]]
    assert list(numbers_left_out(COUNTED)) == []
    assert list(numbers_left_out(cut)) == [(30, 42)]
    (said,) = tag_gaps((), (), cut)
    assert said.startswith("the numbers of its tags leap from 30 to 42:")


def test_ids_that_do_not_count_on_tell_nothing() -> None:
    assert list(numbers_left_out([f"f-{number}" for number in range(1, 600, 10)])) == []
    assert list(numbers_left_out(["total", "", *(f"x{n}y" for n in range(40))])) == []
    assert list(numbers_left_out(COUNTED[:10])) == []


def test_a_table_cut_out_of_a_tagged_page_is_noticed_by_its_context() -> None:
    page = (
        '<html xmlns:ix="http://www.xbrl.org/2013/inlineXBRL"><body><ix:header><ix:resources>'
        '<xbrli:context id="c-1"><xbrli:period><xbrli:instant>2023-12-31</xbrli:instant>'
        "</xbrli:period></xbrli:context>"
        '<xbrli:context id="c-2"><xbrli:period><xbrli:instant>2022-12-31</xbrli:instant>'
        "</xbrli:period></xbrli:context></ix:resources></ix:header>"
        '<p>Cash was <ix:nonFraction contextRef="c-1" name="us-gaap:Cash">5</ix:nonFraction></p>{}'
        "</body></html>"
    )
    table = (
        '<table><tr><td>Cash</td><td><ix:nonFraction contextRef="c-2" name="us-gaap:Cash">7'
        "</ix:nonFraction></td></tr></table>"
    )
    assert read_source("html", page.format(table).encode()).warnings == ()
    (said,) = read_source("html", page.format("").encode()).warnings
    assert "1 of 2 contexts" in said


def test_links_that_lead_nowhere_are_told_unless_it_is_one() -> None:
    page = "<html><body><a href='#a'>A</a> <a href='#b'>B</a> <a href='#c'>C</a>{}</body></html>"
    whole = "".join(f"<p id='{name}'>Part {name}</p>" for name in "abc")
    assert read_source("html", page.format(whole).encode()).warnings == ()
    assert read_source("html", page.format(whole[:42]).encode()).warnings == ()
    (said,) = read_source("html", page.format(whole[:21]).encode()).warnings
    assert said.startswith("2 of its own links lead to places")
