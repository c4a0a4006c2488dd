"""What the truth says of a variant is what its filing prints, there and only there."""

import re
from decimal import Decimal
from itertools import islice

import pytest

from examples.annual import annual_report
from examples.frame import frame
from examples.litigation import CLAIMS, exposure
from examples.notes import note_heading
from examples.story import Hop, Story, Variant
from examples.variants import variant, variants
from examples.wexcombe import example
from examples.wording import EVENTS
from tests.examples.markup import Markup, look

SEED = 2
COUNT = 60


@pytest.fixture(scope="module")
def made() -> list[tuple[Variant, Markup]]:
    chosen = islice(variants(SEED), COUNT)
    return [(each, look(annual_report(each.story, small=True))) for each in chosen]


def section(markup: Markup, story: Story, hop: Hop) -> str:
    """The text of the section a step stands in."""
    if hop.kind == "statement":
        return markup.between(
            "Consolidated Balance Sheets", "Consolidated Statements of Cash Flows"
        )
    if hop.kind == "item":
        start = next(
            n
            for n, b in enumerate(markup.blocks)
            if re.match(rf"(?i)item {hop.number}\. .*[a-z]$", b)
        )
        rest = markup.blocks[start + 1 :]
        end = next(n for n, b in enumerate(rest) if re.match(r"(?i)item \d+[ABC]?\. ", b))
        return "\n".join(rest[:end])
    made = frame(story)
    headings = [note_heading(made, n) for n in range(1, len(story.notes) + 1)]
    at = int(hop.number)
    stop = (
        headings[at]
        if at < len(headings)
        else next(b for b in markup.blocks if re.match(r"(?i)item 9\. .*[a-z]$", b))
    )
    return markup.between(headings[at - 1], stop)


def values(printed: str) -> set[Decimal]:
    """What a printed number can mean in a filing in millions or thousands."""
    number = Decimal(printed.replace(",", ""))
    return {number.scaleb(scale) for scale in (3, 6, 9)}


def test_every_variant_has_its_own_name(made: list[tuple[Variant, Markup]]) -> None:
    assert len({each.name for each, _ in made}) == COUNT


def test_the_total_is_the_sum_of_the_steps(made: list[tuple[Variant, Markup]]) -> None:
    for each, _ in made:
        parts = [hop.sign * amount for hop in each.hops for amount in hop.amounts]
        assert sum(parts, Decimal(0)) == each.total
        assert each.total > 0


def test_chains_have_two_to_six_places(made: list[tuple[Variant, Markup]]) -> None:
    assert {each.length for each, _ in made} == {2, 3, 4, 5, 6}


def test_every_step_is_printed_in_its_section(made: list[tuple[Variant, Markup]]) -> None:
    for each, markup in made:
        for hop in each.hops:
            text = section(markup, each.story, hop)
            assert hop.words in text, (each.name, hop)
            for printed in hop.printed:
                assert printed in text, (each.name, hop)


def test_every_printed_amount_means_what_the_truth_says(
    made: list[tuple[Variant, Markup]],
) -> None:
    for each, _ in made:
        for hop in each.hops:
            for printed in hop.printed:
                assert values(printed) & set(hop.amounts), (each.name, hop)


def test_a_sentence_of_the_chain_stands_nowhere_else(made: list[tuple[Variant, Markup]]) -> None:
    for each, markup in made:
        for hop in each.hops:
            if hop.words.endswith("."):
                assert markup.text.count(hop.words) == 1, (each.name, hop)


def test_each_step_names_the_next(made: list[tuple[Variant, Markup]]) -> None:
    """From the balance sheet, every note on the way is named in a section read before it."""
    for each, markup in made:
        read = ""
        for hop in each.hops:
            if hop.kind == "note":
                assert re.search(rf"Notes? [\d, and]*\b{hop.number}\b", read), (each.name, hop)
            read += section(markup, each.story, hop)


def test_all_wordings_are_met_in_two_hundred_variants() -> None:
    stories = [each.story for each in islice(variants(SEED), 200)]
    assert {story.wording.balance for story in stories} == {"four", "two", "within"}
    assert {story.scale for story in stories} == {3, 6}
    assert {p.event for story in stories for p in story.pieces if p.event} == set(EVENTS)
    assert len({story.wording.excludes for story in stories}) >= 8
    assert len({story.wording.heading for story in stories}) >= 5
    assert {story.company.voice for story in stories} == {"we", "the Company"}


def test_the_company_takes_the_verb_of_one(made: list[tuple[Variant, Markup]]) -> None:
    for each, markup in made:
        if each.story.company.voice == "the Company":
            wrong = r"[Tt]he Company (are|have|do|were|remain|lease|consider|manage|take)\b"
            assert not re.search(wrong, markup.text)


def test_the_same_seed_gives_the_same_variants() -> None:
    first, again = (list(islice(variants(5), 20)) for _ in range(2))
    assert first == again
    assert list(islice(variants(6), 20)) != first


def test_the_example_owes_six_and_a_half_billion(ten_k: Markup) -> None:
    truth = variant("example", example())
    assert truth.total == Decimal("6_500_000_000")
    assert [(hop.kind, hop.number) for hop in truth.hops] == [
        ("statement", ""),
        ("note", "12"),
        ("note", "23"),
        ("item", "7"),
        ("note", "24"),
    ]
    for hop in truth.hops:
        if hop.words.endswith("."):
            assert ten_k.text.count(hop.words) == 1


def test_the_example_has_five_claims_of_five_billion_in_five_places(ten_k: Markup) -> None:
    truth = exposure(frame(example()))
    assert len({(hop.kind, hop.number) for hop in truth}) == len(CLAIMS) == 5
    assert sum(amount for hop in truth for amount in hop.amounts) == Decimal("5_000_000_000")
    for hop in truth:
        assert ten_k.text.count(hop.words) == 1
    assert ten_k.text.count("itigation") >= 20  # decoys


def test_the_quarter_opens_with_the_leases_of_the_year(ten_q: Markup) -> None:
    assert "Total lease obligations $ 4,930 $ 5,000" in ten_q.text
    assert "lease obligations of $1.5 billion at May 3, 2025 and of $2.0 billion" in ten_q.text
