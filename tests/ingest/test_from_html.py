import random
import time
from decimal import Decimal

import pytest

from ingest.detect import Unreadable
from ingest.document import PageBreak, Paragraph, Source, Table
from ingest.from_html import read_html
from ingest.from_text import read_text


def read(body: str) -> Source:
    return read_html(f"<html><body>{body}</body></html>".encode())


def texts(source: Source) -> list[str]:
    """Every line of text in reading order; a table row is its cells joined by a bar."""
    lines: list[str] = []
    for block in source.blocks:
        if isinstance(block, Paragraph):
            lines.append(block.text)
        elif isinstance(block, Table):
            lines += [" | ".join(cell.text for cell in row.cells) for row in block.rows]
    return lines


def paragraph(source: Source, text: str) -> Paragraph:
    return next(b for b in source.blocks if isinstance(b, Paragraph) and b.text == text)


def table(source: Source) -> Table:
    return next(block for block in source.blocks if isinstance(block, Table))


def test_inline_elements_join_without_spaces_and_blocks_part() -> None:
    source = read("<p>Rev<b>enue</b>\n of&nbsp;<i>$5</i>.</p><div>Next<span> line</span></div>")
    assert texts(source) == ["Revenue of $5.", "Next line"]


def test_a_single_break_is_a_space_and_two_part_paragraphs() -> None:
    source = read("<p>Item 7. Management’s Discussion<br>and Analysis<br><br>We grew.</p>")
    assert texts(source) == ["Item 7. Management’s Discussion and Analysis", "We grew."]


def test_a_break_before_an_item_or_a_change_of_type_parts() -> None:
    source = read("<p>PART I<br>ITEM 1. BUSINESS</p><p><b>Overview</b><br>We make lamps.</p>")
    assert texts(source) == ["PART I", "ITEM 1. BUSINESS", "Overview", "We make lamps."]


def test_soft_hyphens_and_zero_width_marks_go_and_old_entities_are_read() -> None:
    source = read("<p>ac&shy;count&#8203;ing &#147;quoted&#148; it&#146;s &#151; done</p>")
    assert texts(source) == ["accounting “quoted” it’s — done"]


def test_what_a_reader_cannot_see_is_no_text() -> None:
    source = read(
        "<script>var a</script><style>p{}</style><div style='display: none'>hidden</div>"
        "<noscript>no</noscript><p>seen</p>"
    )
    assert texts(source) == ["seen"]


def test_the_title_is_kept_apart() -> None:
    source = read_html(
        b"<html><head><title>Lamp Co 10-K</title></head><body><p>x y</p></body></html>"
    )
    assert source.title == "Lamp Co 10-K"
    assert texts(source) == ["x y"]


def test_style_comes_from_tags_and_css_of_most_of_the_text() -> None:
    source = read(
        "<p align=center style='font-size:14pt'><b>Heading</b> <i>x</i></p>"
        "<p style='margin-left:36pt;font-weight:700;text-decoration:underline'>Deep</p>"
        "<p><font size=2>Plain</font></p>"
    )
    heading, deep, plain = (b for b in source.blocks if isinstance(b, Paragraph))
    assert (heading.style.bold, heading.style.centered, heading.style.size) == (True, True, 14.0)
    assert not heading.style.italic
    assert (deep.style.bold, deep.style.underline, deep.style.indent) == (True, True, 36.0)
    assert (plain.style.bold, plain.style.size) == (False, 10.0)


def test_raised_digits_stay_apart_from_numbers_and_words() -> None:
    source = read("<table><tr><td>Debt<sup>1</sup></td><td>1,234<sup>2</sup></td></tr>"
                  "<tr><td>Cash</td><td>5</td></tr></table>")  # fmt: skip
    assert texts(source) == ["Debt 1 | 1,234 ²", "Cash | 5"]
    assert table(source).rows[0].cells[1].value == 1234


def test_anchors_that_are_linked_and_links_are_kept() -> None:
    source = read(
        '<p><a href="#item1">Business</a></p><a name="item1"></a><div id="unused"></div>'
        "<p>Item 1. Business</p>"
    )
    assert paragraph(source, "Business").links == ("item1",)
    assert paragraph(source, "Item 1. Business").anchors == ("item1",)


def test_list_items_and_bullets_are_lists() -> None:
    source = read("<ul><li>First thing</li><li>Second</li></ul><p>• Third</p><p>Plain</p>")
    kinds = [block.kind for block in source.blocks if isinstance(block, Paragraph)]
    assert kinds == ["list", "list", "list", "paragraph"]


def test_pages_are_one_plus_the_page_breaks_before() -> None:
    source = read(
        "<p>one</p><hr style='page-break-after:always'><p>two</p>"
        "<div style='PAGE-BREAK-BEFORE: always'>three</div>"
        "<p style='break-before:page'>four</p><hr style='page-break-before: auto'><p>five</p>"
        "<p style='page-break-inside:avoid'>still five</p>"
    )
    pages = {b.text: b.place.page for b in source.blocks if isinstance(b, Paragraph)}
    assert pages == {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "still five": 5}
    assert [b.page for b in source.blocks if isinstance(b, PageBreak)] == [1, 2, 3, 4, 5]
    assert source.pages == 5


def test_a_page_break_inside_a_table_leaves_it_whole_and_rows_know_their_page() -> None:
    source = read(
        "<table><tr><td>Cash</td><td>5</td></tr>"
        "<tr style='page-break-before:always'><td>Debt</td><td>6</td></tr></table><p>after</p>"
    )
    block = table(source)
    assert [row.place.page for row in block.rows if row.place] == [1, 2]
    assert block.place.page == 1
    assert source.blocks.index(block) < source.blocks.index(PageBreak(2))
    assert paragraph(source, "after").place.page == 2


def test_running_heads_and_page_numbers_are_furniture_of_their_page() -> None:
    page = "<p>LAMP CO</p><p>Text of page {0} here.</p><p>{0}</p>"
    turn = "<hr style='page-break-after:always'>"
    source = read(turn.join(page.format(number) for number in range(1, 5)))
    assert texts(source) == [f"Text of page {number} here." for number in range(1, 5)]
    breaks = [block for block in source.blocks if isinstance(block, PageBreak)]
    assert [b.furniture for b in breaks] == [("LAMP CO", str(n)) for n in range(1, 5)]


def test_anchors_of_furniture_move_to_the_text_below() -> None:
    page = "<p id='p{0}'>LAMP CO</p><p>Text of page {0} here.</p>"
    turn = "<hr style='page-break-after:always'>"
    contents = "<p><a href='#p3'>Page three</a></p>" + turn
    source = read(contents + turn.join(page.format(number) for number in range(1, 5)))
    assert paragraph(source, "Text of page 3 here.").anchors == ("p3",)


def test_a_bullet_table_is_a_list_and_a_frame_is_nothing() -> None:
    source = read(
        "<table><tr><td>•</td><td>First risk</td></tr><tr><td>•</td><td>Second</td></tr></table>"
        "<table><tr><td><p>Framed</p><p>twice</p></td></tr></table>"
        "<table><tr><td>(1)</td><td>Includes leases.</td></tr></table>"
    )
    assert texts(source) == ["• First risk", "• Second", "Framed", "twice", "(1) Includes leases."]
    assert not any(isinstance(block, Table) for block in source.blocks)
    assert paragraph(source, "• First risk").kind == "list"


def test_a_heading_set_as_a_table_is_a_paragraph() -> None:
    source = read("<table><tr><td><b>Item 1A.</b></td><td><b>Risk Factors</b></td></tr></table>")
    assert paragraph(source, "Item 1A. Risk Factors").style.bold


def test_a_row_of_a_contents_table_stays_a_row() -> None:
    source = read(
        '<table><tr><td>Item 7.</td><td><a href="#x">Discussion</a></td><td>33</td></tr></table>'
    )
    assert texts(source) == ["Item 7. | Discussion | 33"]
    assert table(source).links == ("x",)


def test_tables_that_lay_out_tables_give_them_up() -> None:
    source = read(
        "<table><tr><td>Left words</td><td><table><tr><td>Cash</td><td>$5</td></tr></table></td>"
        "</tr></table>"
    )
    assert texts(source) == ["Left words", "Cash | $5"]


def test_row_spans_push_the_cells_below_to_the_right() -> None:
    source = read(
        "<table><tr><td rowspan=2>Both</td><td>a</td><td>1</td></tr>"
        "<tr><td>b</td><td>2</td></tr></table>"
    )
    assert [[cell.column for cell in row.cells] for row in table(source).rows] == [
        [0, 1, 2],
        [1, 2],
    ]


def test_the_words_above_a_table_give_its_caption_and_scale() -> None:
    source = read(
        "<p>Debt was as follows (in thousands):</p><table><tr><td>Notes</td><td>$</td>"
        "<td>1,500</td></tr></table>"
    )
    assert table(source).caption == "Debt was as follows (in thousands):"
    assert table(source).rows[0].cells[1].value == 1_500_000


def test_a_table_that_goes_on_after_a_page_break_keeps_its_scale() -> None:
    rows = "<tr><td>Cash</td><td>$5</td></tr>"
    source = read(
        f"<p>(in millions)</p><table>{rows}</table><hr style='page-break-after:always'>"
        f"<table>{rows}</table>"
    )
    assert [block.scale for block in source.blocks if isinstance(block, Table)] == [10**6, 10**6]


@pytest.mark.parametrize("depth", [300, 3_000])
@pytest.mark.parametrize("tag", ["div", "font", "b", "table><tr><td", "ix:nonNumeric"])
def test_no_depth_of_nesting_loses_a_word(depth: int, tag: str) -> None:
    close = "".join(f"</{name}>" for name in reversed(tag.split("><")))
    source = read(f"<p>before</p>{f'<{tag}>' * depth}deep words{close * depth}<p>behind</p>")
    assert texts(source) == ["before", "deep words", "behind"]


def test_typewriter_text_keeps_its_lines_apart_where_they_are_empty() -> None:
    source = read("<pre>ITEM 1. BUSINESS\n\nWe make lamps and\nsell them.\n</pre>")
    assert texts(source) == ["ITEM 1. BUSINESS", "We make lamps and sell them."]


COLUMNS = """
                                      Year ended December 31,
                                         1999         1998
                                      ----------   ----------
                                          (in thousands)
Net sales                             $ 12,345     $ 11,204
Cost of sales                            8,210        7,905
                                      ----------   ----------
Loss on tugs                              (310)        (295)
"""


def test_typewriter_columns_inside_html_are_a_table() -> None:
    source = read(f"<pre><b>ITEM 6. FIGURES</b>\n\nWe carry grain.\n{COLUMNS}\nRates rose.</pre>")
    read_as = table(source)
    rows = {row.label: [cell.value for cell in row.cells[1:]] for row in read_as.rows[-3:]}
    assert rows["Net sales"] == [Decimal(12_345_000), Decimal(11_204_000)]
    assert rows["Loss on tugs"] == [Decimal(-310_000), Decimal(-295_000)]
    assert read_as.columns[1].header.startswith("Year ended December 31, 1999")
    around = [block for block in source.blocks if isinstance(block, Paragraph)]
    assert [block.text for block in around] == ["ITEM 6. FIGURES", "We carry grain.", "Rates rose."]
    assert [block.style.bold for block in around] == [True, False, False]


def test_typewriter_columns_are_read_alike_in_html_and_as_text() -> None:
    within, alone = read(f"<pre>{COLUMNS}</pre>"), read_text(COLUMNS.encode())
    figures = [
        [[(cell.column, cell.text, cell.value) for cell in row.cells] for row in block.rows]
        for source in (within, alone)
        for block in source.blocks
        if isinstance(block, Table)
    ]
    assert len(figures) == 2
    assert figures[0] == figures[1]


def test_xhtml_with_a_declaration_and_namespaces_is_read() -> None:
    source = read_html(
        b'<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml">'
        b"<body><p>caf\xc3\xa9<br/>bar</p><a id='x'/><p>next</p></body></html>"
    )
    assert texts(source) == ["café bar", "next"]


def test_windows_1252_and_broken_utf_8_are_read() -> None:
    assert texts(read_html(b"<html><body><p>it\x92s \x97 caf\xe9</p></body></html>")) == [
        "it’s — café"
    ]
    mixed = read_html("<html><body><p>é é é €".encode() + b" \x92 </p></body></html>")
    assert texts(mixed) == ["é é é € ’"]
    assert mixed.warnings


def test_entities_of_the_file_are_neither_expanded_nor_fetched() -> None:
    source = read_html(
        b'<!DOCTYPE html [<!ENTITY a "lolwords"><!ENTITY f SYSTEM "file:///etc/hostname">'
        b'<!ENTITY b "&a;&a;&a;&a;">]><html><body><p>&b; &f; end</p></body></html>'
    )
    assert "lolwords" not in " ".join(texts(source))
    assert "&b; &f; end" in " ".join(texts(source))


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b" \n",
        b"<html><body></body></html>",
        b"<html><script>a</script></html>",
        bytes(range(256)) * 9,
    ],
)
def test_what_has_no_text_is_unreadable_and_says_so(raw: bytes) -> None:
    with pytest.raises(Unreadable, match=r"empty|text|binary"):
        read_html(raw)


@pytest.mark.parametrize(
    "body",
    [
        "<table><tr><td colspan=100000000>a</td></tr>"
        "<tr><td rowspan=99999999>b</td><td>5</td></tr></table>",
        "<table><tr>" + "<td>1</td>" * 3_000 + "</tr></table>",
        "<table>" + "<tr>" + "<td rowspan=60000>1,234</td>" * 20 + "</tr>" * 300 + "</table>",
        "<p>" + "word<br>" * 20_000,
        "<p>" + "<" * 50_000,
        "<td>stray</td></tr></table>" * 500,
        '<p>one</p><a href="x>two</p>' + "<p>three</p>" * 500,
        "<table><tr><td>x</td><td>" * 800 + "deep" + "</td></tr></table>" * 800,
    ],
    ids=["spans", "wide", "rowspans", "breaks", "brackets", "strays", "quote", "nested"],
)
def test_hostile_markup_is_read_in_linear_time(body: str) -> None:
    started = time.process_time()
    assert len(read(body).blocks) > 1
    assert time.process_time() - started < 5


def test_every_word_of_a_random_page_is_kept_once() -> None:
    dice = random.Random(20)
    tags = ["p", "div", "span", "b", "td", "tr", "table", "li", "font", "a", "ul", "center", "h2"]
    for _ in range(60):
        words, parts = [f"w{number}x" for number in range(60)], []
        for word in words:
            tag = dice.choice(tags)
            parts.append(dice.choice([f"<{tag}>", f"</{tag}>", "<br>", "&nbsp;"]) + f" {word} ")
        assert sorted(" ".join(texts(read("".join(parts)))).replace("|", " ").split()) == sorted(
            words
        )


def test_classes_of_a_style_sheet_style_their_elements() -> None:
    sheet = (
        "<style>/* page */ .h, p.t {font-weight: bold; page-break-before: always} "
        ".gone {display:none}</style>"
    )
    body = '<p class="x h">Note 1</p><p class="gone">hidden</p><p>Prose.</p>'
    source = read_html(f"<html><head>{sheet}</head><body>{body}</body></html>".encode())
    said = [block for block in source.blocks if isinstance(block, Paragraph)]
    assert [(each.text, each.style.bold) for each in said] == [("Note 1", True), ("Prose.", False)]
    assert source.pages == 1
