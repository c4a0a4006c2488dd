"""Every tag says what is printed, once and for all of the filing."""

import re
from collections import defaultdict
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest

from examples.blocks import Figure, Grid, Heading, NewPage, Para, Row, When, fill, plain, say
from examples.ixbrl import Filing, render
from examples.pages import paginate
from tests.examples.markup import IX, Markup, look

WHEN = When(date(2024, 12, 31))


@pytest.fixture(params=["ten_k", "ten_q"])
def markup(request: pytest.FixtureRequest) -> Markup:
    made: Markup = request.getfixturevalue(request.param)
    return made


def test_every_tag_has_its_context_and_unit(markup: Markup) -> None:
    ids = {element.get("id") for element in markup.tree.iter() if element.get("id")}
    tags = markup.tags()
    assert len(tags) > 100
    for tag in tags:
        assert {tag.context, tag.unit} <= ids


def test_decimals_say_how_far_the_figure_is_printed(markup: Markup) -> None:
    for tag in markup.tags():
        printed = len(tag.text.partition(".")[2])
        assert tag.decimals == printed - tag.scale


def test_a_concept_has_one_value_in_a_context_wherever_it_is_tagged(markup: Markup) -> None:
    said: defaultdict[tuple[str, str], set[Decimal]] = defaultdict(set)
    for tag in markup.tags():
        said[tag.concept, tag.context].add(tag.value)
    assert {key: values for key, values in said.items() if len(values) > 1} == {}


def test_ids_are_used_once(markup: Markup) -> None:
    ids = [element.get("id") for element in markup.tree.iter() if element.get("id")]
    assert len(set(ids)) == len(ids)


def test_the_balance_sheet_balances_in_its_tags(markup: Markup) -> None:
    said = {(tag.concept, tag.context): tag.value for tag in markup.tags()}
    dates = [context for concept, context in said if concept == "us-gaap:Assets"]
    assert len(dates) == 2
    for context in dates:
        both = said["us-gaap:LiabilitiesAndStockholdersEquity", context]
        assert said["us-gaap:Assets", context] == both
        owed = said["us-gaap:Liabilities", context]
        assert owed + said["us-gaap:StockholdersEquity", context] == both


def test_cash_flows_explain_the_change_in_cash(markup: Markup) -> None:
    said = {(tag.concept, tag.context): tag.value for tag in markup.tags()}
    name = "us-gaap:NetCashProvidedByUsedIn{}Activities"
    periods = [c for concept, c in said if concept == name.format("Operating")]
    assert periods
    change = (
        "us-gaap:CashCashEquivalentsRestrictedCashAndRestrictedCashEquivalents"
        "PeriodIncreaseDecreaseIncludingExchangeRateEffect"
    )
    for context in periods:
        parts = [said[name.format(p), context] for p in ("Operating", "Investing", "Financing")]
        assert sum(parts) == said[change, context]


def _page(*blocks: Para | Grid | Heading) -> Markup:
    filing = Filing("t", "head", "tst", "0000000001", WHEN.end, (), WHEN)
    return look(render(filing, blocks))


def test_an_outflow_is_printed_in_parentheses_and_tagged_positive() -> None:
    paid = Figure(1_234, "us-gaap:PaymentsOfDividends", WHEN, negated=True)
    markup = _page(Grid(("2024",), (Row("Dividends paid", (paid,)),)))
    assert "Dividends paid (1,234 )" in markup.text
    assert [tag.value for tag in markup.tags()] == [Decimal(1_234_000_000)]


def test_a_loss_is_printed_in_parentheses_and_tagged_negative() -> None:
    loss = Figure(-329, "us-gaap:NetIncomeLoss", WHEN)
    markup = _page(Grid(("2024",), (Row("Net loss", (loss,), money=True),)))
    assert "Net loss $ (329 )" in markup.text
    assert [tag.value for tag in markup.tags()] == [Decimal(-329_000_000)]


def test_nothing_is_a_dash() -> None:
    markup = _page(Grid(("2024",), (Row("Acquisitions", (Figure(0, "us-gaap:X", WHEN),)),)))
    assert "Acquisitions —" in markup.text
    tag = next(markup.tree.iter(f"{IX}nonFraction"))
    assert tag.get("format") == "ixt:fixed-zero"


def test_a_figure_without_concept_is_printed_without_a_tag() -> None:
    markup = _page(Para(fill("{a} stores", {"a": Figure(742, scale=0)})))
    assert "742 stores" in markup.text
    assert markup.tags() == []


def test_a_heading_goes_with_what_it_heads() -> None:
    long = [Para(say("word " * 120)) for _ in range(20)]
    blocks = [b for para in long for b in (Heading("Title", 3), para)]
    pages = list(paginate([*blocks, NewPage(), *blocks]))
    assert [b for page in pages for b in page] == blocks * 2
    assert not any(isinstance(page[-1], Heading) for page in pages)


def test_filling_a_template_keeps_words_together() -> None:
    line = fill("owed {n} at {date}", {"n": Figure(5, scale=9, places=1), "date": "May 3"})
    assert plain(line) == "owed 5.0 at May 3"
    assert not any(isinstance(a, str) and isinstance(b, str) for a, b in pairwise(line))


def test_xml_signs_in_names_survive() -> None:
    assert "Home & Garden" in _page(Para(say("Home & Garden"))).text
    assert not re.search("&amp;", _page(Heading("A & B", 3)).text)
