from dataclasses import replace

import pytest

from agent.answer import Draft, DraftCitation, DraftFigure
from agent.verify import Verified, verify
from tests.agent.drafts import assets, figure, leases
from tests.filing_maker import annual, line_with
from tools.desk import Desk


def failed(verified: Verified) -> list[str]:
    return [check.name for check in verified.failed]


def told(verified: Verified) -> str:
    return " ".join(check.sentence for check in verified.failed)


def of(desk: Desk, *figures: DraftFigure) -> Verified:
    return verify(desk, Draft("answered", "So it is.", figures=figures))


def test_a_right_draft_passes(desk: Desk) -> None:
    verified = verify(desk, assets(desk))
    assert failed(verified) == []
    assert [check.name for check in verified.checks] == [
        "figure f1",
        "quote 1",
        "value",
        "numbers",
        "evidence",
    ]


def test_a_right_sum_passes(desk: Desk) -> None:
    assert failed(verify(desk, leases(desk))) == []


@pytest.mark.parametrize(
    ("text", "value", "period", "sentence"),
    [
        ("$9,120", "9120", None, "not 9120"),  # wrong scale
        ("$9,120", "9120000", None, "not 9120000"),
        ("$9,120", "9121000000", None, "not 9121000000"),
        ("$9,120", "-9120000000", None, "the sign is wrong"),
        ("$9,120", "nine", None, "no decimal number"),
        ("$9,130", "9130000000", None, "does not stand on line"),
        ("9,12", "9120000000", None, "does not stand on line"),
        ("Total assets", "9120000000", None, "is no number"),
        ("$8,750", "8750000000", "December 31, 2024", "not under December 31, 2024"),
        ("$9,120", "9120000000", "2023", "not under 2023"),
        ("$9,120", "9120000000", "FY2022", "not under FY2022"),
    ],
)
def test_a_wrong_figure_is_caught(
    desk: Desk, text: str, value: str, period: str | None, sentence: str
) -> None:
    verified = of(desk, figure(desk, "Total assets", text, value, period))
    assert "figure f1" in failed(verified)
    assert sentence in told(verified)
    assert verified.sound == frozenset()


@pytest.mark.parametrize(
    ("words", "text", "value", "period"),
    [
        ("Total assets", "$9,120", "9120000000", "2024"),
        ("Total assets", "9,120", "9120000000", "December 31, 2024"),
        ("Total assets", "8,750", "8750000000", "2023-12-31"),
        ("Cash and cash", "$212.0", "212000000", "FY2024"),
        ("Net income (loss)", "(61)", "-61000000", "2024"),
        ("Net income (loss)", "$(61)", "-61000000", "year ended December 31, 2024"),
        ("Purchases of property", "(577)", "-577000000", "2024"),
        ("Purchases of property", "577", "577000000", "2024"),  # copied as an amount that went out
        ("Fuel cost", "$45.2 million", "45200000", "2024"),
        ("Fuel cost", "$45.2", "45200000", None),
        ("4,100 employees", "4,100", "4100", None),
    ],
)
def test_a_right_figure_is_not_refused(
    desk: Desk, words: str, text: str, value: str, period: str | None
) -> None:
    assert told(of(desk, replace(figure(desk, words, text, value, period), unit=None))) == ""


def test_income_is_not_the_loss_it_is_printed_as(desk: Desk) -> None:
    verified = of(desk, figure(desk, "Net income (loss)", "(61)", "61000000", "2024"))
    assert "the sign is wrong" in told(verified)


def test_a_figure_is_signed_as_it_is_copied(desk: Desk) -> None:
    paid = figure(desk, "Purchases of property", "(577)", "577000000", "2024")
    assert "the sign is wrong" in told(of(desk, paid))
    turned = DraftFigure("f2", "$577 million", "577000000", "USD", expression="-f1")
    assert told(of(desk, replace(paid, value="-577000000"), turned)) == ""


def test_an_amount_that_came_in_is_not_said_to_have_gone_out(desk: Desk) -> None:
    verified = of(desk, figure(desk, "Total assets", "$9,120", "-9120000000", "2024"))
    assert "the sign is wrong" in told(verified)


def test_a_percentage_is_no_amount(desk: Desk) -> None:
    fees = figure(desk, "fees were", "12.5%", "12.5")
    assert "is a percentage, but the unit is USD" in told(of(desk, fees))
    assert failed(of(desk, replace(fees, unit="percent"))) == []


@pytest.mark.parametrize(
    ("expression", "sentence"),
    [
        ("f1 - f2", "is 3000000000, not 7000000000"),
        ("f1 + f9", "No value was given for 'f9'"),
        ("f3 + f1", "is computed from itself"),
        ("7000000000", "uses none of the figures"),
        ("f1 + f2 + 250000000", "250000000 in the expression is no figure: give it an id"),
        ("f1 * 1.37", "1.37 in the expression is no figure"),
        ("f1 / (f2 - f2)", "divides by zero"),
        ("f1 +", "is no arithmetic"),
    ],
)
def test_a_wrong_expression_is_caught(desk: Desk, expression: str, sentence: str) -> None:
    draft = leases(desk)
    total = replace(draft.figures[0], expression=expression)
    verified = verify(desk, replace(draft, figures=(total, *draft.figures[1:])))
    assert {"figure f3", "value"} <= set(failed(verified))
    assert sentence in told(verified)
    assert not verified.value


def test_an_expression_may_hold_numbers_of_the_question_and_no_others(desk: Desk) -> None:
    """What the question assumes is no figure of a filing; what nobody said is none either."""
    draft = leases(desk)
    taxed = replace(
        draft.figures[0], expression="(f1 + f2) * 1.37", value="9590000000", text="$9.59 billion"
    )
    draft = replace(
        draft, figures=(taxed, *draft.figures[1:]), value="9590000000", answer="$9.59 billion."
    )
    assert "1.37 in the expression is no figure" in told(verify(desk, draft))
    asked = verify(desk, draft, question="What if leases cost 1.37 times as much?")
    assert failed(asked) == []


def test_what_rests_on_a_wrong_figure_falls_with_it(desk: Desk) -> None:
    draft = leases(desk)
    wrong = replace(draft.figures[2], value="2500000000")
    total = replace(draft.figures[0], value="7500000000", text="$7.5 billion")
    verified = verify(
        desk, replace(draft, value="7500000000", figures=(total, wrong, draft.figures[1]))
    )
    assert "rests on f2, which does not hold" in told(verified)


@pytest.mark.parametrize(
    ("value", "text", "holds"),
    [
        ("13.68", "13.68%", True),
        ("13.7", "13.7%", True),
        ("13.69", "13.69%", False),
        ("13.6", "13.6%", False),
        ("13.681818", "13.7%", True),
    ],
)
def test_a_computed_figure_may_be_rounded_as_it_is_written(
    desk: Desk, value: str, text: str, holds: bool
) -> None:
    new = replace(figure(desk, "Revenue rose", "$1,250.5 million", "1250500000"), id="a")
    old = replace(figure(desk, "Revenue rose", "$1,100.0 million", "1100000000"), id="b")
    change = DraftFigure("c", text, value, "percent", expression="(a - b) / b * 100")
    assert (failed(of(desk, new, old, change)) == []) is holds


@pytest.mark.parametrize(
    ("quote", "stands"),
    [
        ("Revenue rose to $1,250.5 million in 2024", True),
        ("revenue  rose   to", False),  # another case is another word
        ("Revenue  rose   to", True),
        ("Fuel cost $45.2 million, excluding surcharges.", True),
        ("Fuel cost $45.3 million", False),
        ("Fuel cost $45.2 million, including surcharges", False),
        ("Revenue rose … Fuel cost", False),
        ("5.2 million", False),
        ("", False),
    ],
)
def test_a_quotation_stands_word_for_word(desk: Desk, quote: str, stands: bool) -> None:
    filing = annual(desk)
    line = line_with(desk, filing, "Fuel cost")
    cited = (DraftCitation(filing, (line, line), quote),)
    assert verify(desk, Draft("answered", "Yes.", citations=cited)).quoted == (stands,)


def test_a_quotation_may_run_over_lines(desk: Desk) -> None:
    filing = annual(desk)
    line = line_with(desk, filing, "Note 2. Leases")
    cited = (DraftCitation(filing, (line, line + 1), "Leases Operating lease liabilities were"),)
    assert verify(desk, Draft("answered", "Yes.", citations=cited)).quoted == (True,)


@pytest.mark.parametrize("lines", [(0, 1), (5, 4), (1, 10_000)])
def test_lines_that_are_not_there_are_told(desk: Desk, lines: tuple[int, int]) -> None:
    cited = (DraftCitation(annual(desk), lines, "Revenue"),)
    assert "There are no lines" in told(verify(desk, Draft("answered", "Yes.", citations=cited)))


def test_a_document_out_of_scope_is_no_evidence(desk: Desk) -> None:
    draft = assets(desk)
    other = next(entry.id for entry in desk.scope if entry.id != annual(desk))
    verified = verify(desk.narrowed([other]), draft)
    assert {"figure f1", "quote 1", "value", "evidence"} <= set(failed(verified))
    assert "No such document" in told(verified)


@pytest.mark.parametrize(
    ("sentence", "alien"),
    [
        ("Total assets were $9,120 million.", ""),
        ("Total assets were $9.12 billion.", ""),
        ("Total assets were 9,120.", ""),
        ("In FY2024 and in 2023-24 (Note 2, Item 7A, page 3, Form 10-K, Q3 2024) they grew.", ""),
        ("On December 31, 2024 and 1 March 2025, over 3 years.", ""),
        ("1. Assets\n2. More assets", ""),
        ("Total assets were $9,130 million.", "$9,130 million"),
        ("Total assets were $9,120 million, up 4.2%.", "4.2%"),
        ("They were $2024 million.", "$2024 million"),
        ("Some 77 million shares.", "77 million"),
    ],
)
def test_every_number_of_the_text_is_accounted_for(desk: Desk, sentence: str, alien: str) -> None:
    verified = verify(desk, replace(assets(desk), answer=sentence))
    assert failed(verified) == (["numbers"] if alien else [])
    assert alien in told(verified)


def test_numbers_of_the_question_may_be_repeated(desk: Desk) -> None:
    draft = replace(assets(desk), answer="They did not reach $10.5 billion.")
    assert failed(verify(desk, draft)) == ["numbers"]
    assert failed(verify(desk, draft, question="Did they reach $10.5 billion?")) == []


@pytest.mark.parametrize(
    ("value", "unit", "sentence"),
    [
        ("8750000000", "USD", "is none of the figures"),
        ("9120", "USD", "is none of the figures"),
        ("9120000000", "EUR", "in EUR, but f1 is in USD"),
        ("much", "USD", "no decimal number"),
    ],
)
def test_the_value_is_a_figure(desk: Desk, value: str, unit: str, sentence: str) -> None:
    verified = verify(desk, replace(assets(desk), value=value, unit=unit))
    assert failed(verified) == ["value"]
    assert sentence in told(verified)


def test_an_answer_without_evidence_does_not_stand(desk: Desk) -> None:
    assert failed(verify(desk, Draft("answered", "Trust me."))) == ["evidence"]
    assert failed(verify(desk, Draft("not_disclosed", "It is not disclosed."))) == []


def test_two_figures_of_one_name_are_told(desk: Desk) -> None:
    one = figure(desk, "Total assets", "$9,120", "9120000000")
    assert "Two figures are called f1" in told(of(desk, one, replace(one, period="2024")))


def test_planted_errors_are_caught_and_right_answers_are_not(desk: Desk) -> None:
    """Every number of every table, told right, and told wrong in five ways."""
    filing = annual(desk)
    for stored in desk.library.tables(filing):
        lines = desk.library.lines(filing)
        years = ("2024", "2023")
        for line in stored.row_lines[1:]:
            label, *cells = [cell.strip() for cell in lines[line - 1].strip("| ").split(" | ")]
            for at, text in enumerate(cells):
                bare = text.replace("$", "").replace(",", "").strip("()")
                value = ("-" if "(" in text else "") + str(int(float(bare) * 1_000_000))
                right = DraftFigure("f1", text, value, "USD", years[at], None, filing, line)
                assert told(of(desk, right)) == "", (label, text)
                other = cells[1 - at]
                spoiled = (
                    replace(right, period=years[1 - at]),
                    replace(right, text=other),
                    replace(right, value=value[:-3]),
                    replace(right, value=value + "000"),
                    replace(right, line=line + 1),
                    replace(right, value=value.replace("1", "7", 1).replace("8", "3", 1)),
                )
                for wrong in spoiled:
                    if wrong != right:
                        assert told(of(desk, wrong)) != "", (label, wrong)
