from datetime import date
from decimal import Decimal

import pytest

from ingest.document import Fact, Paragraph, Source, Table
from ingest.from_html import read_html
from ingest.from_ixbrl import transformed, words_to_number

RESOURCES = """
<ix:header><ix:hidden>
<ix:nonNumeric contextRef="fy" name="dei:EntityCentralIndexKey" id="cik">0000123456</ix:nonNumeric>
</ix:hidden><ix:resources>
<xbrli:context id="fy"><xbrli:entity><xbrli:identifier scheme="s">0000123456</xbrli:identifier>
</xbrli:entity><xbrli:period><xbrli:startDate>2023-01-01</xbrli:startDate>
<xbrli:endDate>2023-12-31</xbrli:endDate></xbrli:period></xbrli:context>
<xbrli:context id="end"><xbrli:entity><xbrli:identifier scheme="s">1</xbrli:identifier>
</xbrli:entity><xbrli:period><xbrli:instant>2023-12-31</xbrli:instant></xbrli:period></xbrli:context>
<xbrli:context id="north"><xbrli:entity><xbrli:identifier scheme="s">1</xbrli:identifier>
<xbrli:segment><xbrldi:typedMember dimension="lamp:LoanAxis"><lamp:Loan>Loan B</lamp:Loan>
</xbrldi:typedMember><xbrldi:explicitMember dimension="lamp:AreaAxis">lamp:NorthMember
</xbrldi:explicitMember></xbrli:segment></xbrli:entity>
<xbrli:period><xbrli:instant>2023-12-31T00:00:00</xbrli:instant></xbrli:period></xbrli:context>
<xbrli:unit id="usd"><xbrli:measure>iso4217:USD</xbrli:measure></xbrli:unit>
<xbrli:unit id="pure"><xbrli:measure>xbrli:pure</xbrli:measure></xbrli:unit>
<xbrli:unit id="shares"><xbrli:measure>xbrli:shares</xbrli:measure></xbrli:unit>
<xbrli:unit id="stores"><xbrli:measure>lamp:Store</xbrli:measure></xbrli:unit>
<xbrli:unit id="eps"><xbrli:divide><xbrli:unitNumerator><xbrli:measure>iso4217:USD</xbrli:measure>
</xbrli:unitNumerator><xbrli:unitDenominator><xbrli:measure>xbrli:shares</xbrli:measure>
</xbrli:unitDenominator></xbrli:divide></xbrli:unit>
</ix:resources></ix:header>"""


def read(body: str, resources: str = RESOURCES) -> Source:
    page = f"<html><body><div style='display:none'>{resources}</div>{body}</body></html>"
    return read_html(page.encode())


def tag(
    text: str, *, unit: str = "usd", context: str = "fy", id: str = "f1", more: str = ""
) -> str:
    return (
        f'<ix:nonFraction contextRef="{context}" unitRef="{unit}" name="us-gaap:X" id="{id}"'
        f" {more}>{text}</ix:nonFraction>"
    )


def fact(source: Source, id: str = "f1") -> Fact:
    return next(fact for fact in source.facts if fact.id == id)


def test_scale_and_sign_make_an_exact_value() -> None:
    source = read(
        "<p>Loss of ($" + tag("1,234.5", more='scale="6" sign="-" decimals="-5"') + ")</p>"
    )
    found = fact(source)
    assert found.value == Decimal(-1_234_500_000)
    assert (found.text, found.unit, found.decimals) == ("1,234.5", "USD", -5)
    assert (found.start, found.end) == (date(2023, 1, 1), date(2023, 12, 31))
    assert (found.concept, found.dimensions) == ("us-gaap:X", ())
    assert source.format == "ixbrl"


@pytest.mark.parametrize(
    ("text", "form", "value"),
    [
        ("1,234.56", "ixt:num-dot-decimal", "1234.56"),
        ("1.234,56", "ixt:numcommadecimal", "1234.56"),
        ("1.234,56", "ixt4:num-comma-decimal", "1234.56"),
        ("—", "ixt:zerodash", "0"),
        ("—", "ixt:fixed-zero", "0"),
        ("no", "ixt-sec:numwordsen", "0"),
        ("twenty-five", "ixt-sec:numwordsen", "25"),
        ("three hundred thousand", "ixt-sec:numwordsen", "300000"),
        ("5 dollars 7", "ixt:numunitdecimal", "5.07"),
        ("1 234", "", "1234"),
        ("-", "", "0"),
    ],
)
def test_printed_forms_become_numbers(text: str, form: str, value: str) -> None:
    assert transformed(text, form.rpartition(":")[2]) == Decimal(value)


@pytest.mark.parametrize("text", ["about five apples", "", "lots"])
def test_words_that_are_no_number_are_none(text: str) -> None:
    assert words_to_number(text) is None


def test_nil_has_no_value_and_no_complaint() -> None:
    source = read("<p>Debt " + tag("", more='xsi:nil="true"') + "none</p>")
    assert fact(source).value is None
    assert not any("no number" in warning for warning in source.warnings)


def test_a_number_that_cannot_be_read_is_told() -> None:
    source = read("<p>Debt " + tag("lots") + "</p>")
    assert fact(source).value is None
    assert any("no number" in warning for warning in source.warnings)


def test_a_figure_without_its_context_is_left_out_and_told() -> None:
    source = read("<p>Debt " + tag("5", context="gone") + "</p>")
    assert [found.id for found in source.facts] == ["cik"]
    assert any("context" in warning for warning in source.warnings)


def test_nested_figures_both_have_their_value() -> None:
    inner = tag("5", id="inner", more='scale="6"')
    source = read("<p>$" + tag(inner, id="outer", more='scale="6"') + " million</p>")
    assert [fact(source, id).value for id in ("outer", "inner")] == [5_000_000, 5_000_000]
    paragraph = next(block for block in source.blocks if isinstance(block, Paragraph))
    assert paragraph.text == "$5 million"
    assert paragraph.facts == ("outer", "inner")


@pytest.mark.parametrize(
    ("unit", "name"),
    [
        ("usd", "USD"),
        ("eps", "USD/share"),
        ("shares", "shares"),
        ("pure", "ratio"),
        ("stores", "store"),
    ],
)
def test_units_have_the_names_that_cells_have(unit: str, name: str) -> None:
    assert fact(read("<p>x " + tag("5", unit=unit) + "</p>")).unit == name


def test_members_are_sorted_and_a_midnight_is_the_day_before() -> None:
    found = fact(read("<p>x " + tag("5", context="north") + "</p>"))
    assert found.dimensions == (("lamp:AreaAxis", "lamp:NorthMember"), ("lamp:LoanAxis", "Loan B"))
    assert (found.start, found.end) == (None, date(2023, 12, 30))


def test_hidden_dei_facts_are_facts_and_no_text() -> None:
    source = read("<p>words</p>")
    assert fact(source, "cik").text == "0000123456"
    assert "0000123456" not in "".join(b.text for b in source.blocks if isinstance(b, Paragraph))


def test_a_continued_dei_text_is_put_together() -> None:
    source = read(
        '<p><ix:nonNumeric contextRef="fy" name="dei:EntityRegistrantName" id="n" continuedAt="c1">'
        "Lamp <ix:exclude>page 1</ix:exclude></ix:nonNumeric></p>"
        '<p><ix:continuation id="c1">Company</ix:continuation></p>'
    )
    assert fact(source, "n").text == "Lamp Company"
    assert next(b for b in source.blocks if isinstance(b, Paragraph)).facts == ("n",)


def test_other_tagged_texts_are_only_text() -> None:
    source = read(
        '<ix:nonNumeric contextRef="fy" name="us-gaap:Policy" id="p">'
        "<p>Our policy</p></ix:nonNumeric>"
    )
    assert [found.id for found in source.facts] == ["cik"]


def test_a_figure_without_an_id_gets_one() -> None:
    source = read("<p>x " + tag("5").replace('id="f1"', "") + "</p>")
    assert fact(source, "fx-2").value == 5
    assert next(b for b in source.blocks if isinstance(b, Paragraph)).facts == ("fx-2",)


def test_each_tag_in_a_table_reaches_its_cell() -> None:
    source = read(
        "<table><tr><td>Net loss</td><td>$</td><td>(" + tag("12", more='scale="3" sign="-"')
        + "</td><td>)</td></tr><tr><td>Rate</td><td colspan=2>"
        + tag("4.5", unit="pure", id="f2", more='scale="-2"') + "</td><td>%</td></tr></table>"
    )  # fmt: skip
    table = next(block for block in source.blocks if isinstance(block, Table))
    loss, rate = table.rows[0].cells[1], table.rows[1].cells[1]
    assert (loss.text, loss.value, loss.unit) == ("$(12)", Decimal(-12_000), "USD")
    assert (loss.facts, rate.facts) == (("f1",), ("f2",))
    assert (rate.text, rate.value, rate.unit) == ("4.5%", Decimal("4.5"), "percent")
    assert fact(source, "f2").value == Decimal("0.045")
    assert table.scale == 1_000


def test_resources_behind_the_figures_serve_as_well() -> None:
    page = (
        f"<html><body><p>x {tag('5')}</p><div style='display:none'>{RESOURCES}</div></body></html>"
    )
    assert fact(read_html(page.encode())).unit == "USD"


def test_lower_case_tags_and_another_prefix_are_understood() -> None:
    body = "<p>x " + tag("5").replace("ix:nonFraction", "ix:nonfraction") + "</p>"
    assert fact(read(body)).value == 5
    page = (
        "<html xmlns:inl='http://www.xbrl.org/2013/inlineXBRL'><body>"
        f"{RESOURCES}<p>seen {tag('5')}</p></body></html>"
    ).replace("ix:", "inl:")
    source = read_html(page.encode())
    assert fact(source).value == 5
    assert [b.text for b in source.blocks if isinstance(b, Paragraph)] == ["seen 5"]


def test_a_circle_of_continuations_ends() -> None:
    source = read(
        '<p><ix:nonNumeric contextRef="fy" name="dei:EntityRegistrantName" id="n" continuedAt="a">'
        "Lamp"
        '</ix:nonNumeric> <ix:continuation id="a" continuedAt="a">Co</ix:continuation></p>'
    )
    assert fact(source, "n").text == "LampCo"
