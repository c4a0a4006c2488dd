"""One question in many words, of filings in many words: owed in all, claimed in all, up or down."""

from datetime import date
from pathlib import Path

import pytest

from agent.answer import Answer
from agent.offline.litigation import cases
from agent.offline.owing import owing
from tests.agent.offline.reports import Report, income, stand

END = date(2024, 12, 31)
BALANCE = {
    "Cash": (900, 800),
    "Total assets": (9000, 8900),
    "Operating lease liabilities, current": (300, 290),
    "Operating lease liabilities, noncurrent": (1700, 1650),
    "Short-term borrowings": (140, 160),
    "Long-term debt": (1700, 2100),
    "Total liabilities": (5000, 5100),
    "Total equity": (4000, 3800),
    "Total liabilities and equity": (9000, 8900),
}


def asked(folder: Path, question: str, *notes: tuple[str, str], item_3: str = "") -> Answer:
    """The answer of a filing with such notes, (title, text), numbered with gaps."""
    legal = f"<p><b>Item 3. Legal Proceedings</b></p><p>{item_3}</p>" if item_3 else ""
    prose = f"{legal}<p><b>NOTES TO CONSOLIDATED FINANCIAL STATEMENTS</b></p>" + "".join(
        f"<p><b>NOTE {number} — {title.upper()}</b></p><p>{text}</p>"
        for number, (title, text) in zip((4, 9, 18, 21), notes, strict=False)
    )
    filing = Report("Harrow Mills, Inc.", END, income((9000, 8000)), balance=BALANCE, prose=prose)
    html = filing.html().replace("(in millions)", "(dollars in millions)")
    return stand(folder, filing, html={filing.name(): html}).ask(question)


LEASES = (
    "Leases",
    "At December 31, 2024 lease liabilities totaled $2.3 billion (2023: $2.2 billion), made up of "
    "$2.0 billion for operating leases and $0.3 billion for finance leases, which are in other "
    "liabilities. They do not include leases of the catering business (Note 18).",
)
OTHER = ("Income taxes", "Income taxes were $12 million.")
CATERING = (
    "Discontinued operations",
    "In addition to payables of $130 million, the liabilities of the catering business, $900 "
    "million in all, include $140 million of lease obligations (December 31, 2023: $150 million) "
    "and other liabilities of $30 million.",
)
AFTER = (
    "Subsequent events",
    "On January 11, 2025 we bought the building of our Chesapeake mill, which we had leased, for "
    "$88 million. This ended a lease carried at a liability of $64 million.",
)


@pytest.mark.parametrize(
    "question",
    [
        "What does Harrow Mills really owe on leases?",
        "Harrow Mills: how big is the lease burden once everything is counted?",
        "Add up the current and noncurrent lease obligations of Harrow Mills, wherever they stand.",
    ],
)
def test_what_is_owed_on_leases_is_the_same_in_any_words(question: str, tmp_path: Path) -> None:
    answer = asked(tmp_path, question, LEASES, OTHER, CATERING, AFTER)
    assert (answer.status, answer.value) == ("answered", "2376000000"), answer.answer


@pytest.mark.parametrize(
    "question",
    [
        "What was the operating lease cost in total?",
        "What is the weighted-average remaining lease term?",
        "How much did the company pay to settle lawsuits?",
        "What were net sales in total?",
    ],
)
def test_a_cost_a_term_or_a_payment_is_not_all_that_is_owed(question: str) -> None:
    assert owing(question) is None


def test_a_case_told_twice_is_claimed_once_and_a_part_not_at_all(tmp_path: Path) -> None:
    item_3 = (
        "Calloway v. Harrow Mills is pending in the Northern District of Ohio; plaintiffs seek "
        "damages of $340 million. Owners and insurers of a dam have filed a complaint with claims "
        "of $72 million in total. A charge of $25 million, our best estimate within that total, "
        "has been recorded."
    )
    note = (
        "Commitments and contingencies",
        "The Calloway action remains the largest and asks for $340 million. We are defendant in "
        "60 lawsuits that are not individually material, and their total is $83 million. We "
        "consider it probable that we will have to pay, and have accrued, $210 million for the "
        "recall of looms. Insurers have agreed to reimburse $65 million.",
    )
    question = "How large are the legal claims against Harrow Mills in total?"
    answer = asked(tmp_path, question, note, item_3=item_3)
    assert answer.value == "705000000", answer.answer  # 340 + 72 + 83 + 210


def test_what_nobody_claims_of_the_company_is_no_exposure(tmp_path: Path) -> None:
    taxes = "We had $89 million of interest and penalties related to unrecognized tax benefits."
    ours = "We have sued Lathe Corp. in Ohio; the jury returned a verdict of $105 million."
    insured = "Two insurers with a $15 million policy limit assert claims. Operating income was "
    insured += "reduced by $13 million under an indemnification agreement."
    notes = (("Income taxes", taxes), ("Contingencies", ours), ("Segments", insured))
    item_3 = "Plaintiffs seek $40 million in Ortega v. Harrow Mills."
    question = "What is the total litigation exposure of Harrow Mills?"
    answer = asked(tmp_path, question, *notes, item_3=item_3)
    assert answer.value == "40000000", answer.answer


def test_a_list_of_suits_counts_row_by_row(tmp_path: Path) -> None:
    table = (
        "These suits are pending:</p><table><tr><td></td><td>Amount demanded</td></tr>"
        "<tr><td>Wood River actions</td><td>$42,500,000</td></tr>"
        "<tr><td>Rail car suit</td><td>7,350,000</td></tr>"
        "<tr><td>Total</td><td>$49,850,000</td></tr></table><p>We deny all."
    )
    question = "What is Harrow Mills’ litigation exposure?"
    item_3 = "Families in the Wood River actions demand $42.5 million. See Note 4."
    answer = asked(tmp_path, question, ("Commitments and contingencies", table), item_3=item_3)
    assert answer.value == "49850000", answer.answer


def test_a_case_has_the_name_before_its_kind() -> None:
    assert cases("The action is old. Ortega et al. v. Harrow and the Barlow class action") == {
        "ortega",
        "barlow",
    }


@pytest.mark.parametrize(
    ("question", "value", "unit"),
    [
        ("Is Harrow Mills’ debt rising or falling?", "-18.58", "percent"),
        ("Is Harrow Mills paying down debt?", "-18.58", "percent"),
        ("By how much did Harrow Mills’ debt change in 2024?", "-420000000", "USD"),
    ],
)
def test_debt_without_a_total_is_the_sum_of_its_lines(
    question: str, value: str, unit: str, tmp_path: Path
) -> None:
    answer = asked(tmp_path, question, OTHER)
    assert (answer.status, answer.value, answer.unit) == ("answered", value, unit), answer.answer
    assert "fell by $420 million (18.58%)" in answer.answer


def test_a_sentence_that_sets_two_balances_against_each_other_tells_the_change_and_why(
    tmp_path: Path,
) -> None:
    said = (
        "Net debt was $1.5 billion. Total debt was $1.9 billion at December 31, 2024, compared "
        "with $2.4 billion a year earlier, as we repaid notes in May 2024."
    )
    question = "Which way is the debt of Harrow Mills heading, and what is driving it?"
    answer = asked(tmp_path, question, ("Debt", said))
    assert (answer.status, answer.value) == ("answered", "-20.83"), answer.answer
    assert "as we repaid notes" in answer.answer


def test_a_cost_printed_in_brackets_is_a_cost(tmp_path: Path) -> None:
    lines = {**income((9000, 8000)), "Research and development": (-210, -200)}
    stood = stand(tmp_path, Report("Harrow Mills, Inc.", END, lines))
    answer = stood.ask("What was Harrow Mills’ research and development expense in 2024?")
    assert answer.value == "210000000", answer.answer


def test_what_is_left_out_may_be_said_in_two_sentences_and_events_in_two(tmp_path: Path) -> None:
    leases = (
        "Leases",
        "Operating lease liabilities came to $2.0 billion. The leases of the cargo business do not "
        "appear in this total. They are dealt with in Note 9.",
    )
    cargo = ("Cargo business", "Eight ships are leased; the lease liabilities were $88 million.")
    after = (
        "Subsequent events",
        "On January 9, 2025 we surrendered a terminal. The surrender released us from $38 million "
        "of lease obligations.</p><p>On January 30, 2025 the lease of a new mill began, adding $12 "
        "million to lease liabilities.",
    )
    question = "What are Harrow Mills’ operating lease liabilities in total, cargo included?"
    answer = asked(tmp_path, question, leases, cargo, after)
    assert answer.value == "2062000000", answer.answer


def test_an_event_is_no_answer_without_what_it_happened_to(tmp_path: Path) -> None:
    note = ("Leases", "We lease mills.")
    after = ("Subsequent events", "On January 9, 2025 a lease liability of $9 million ended.")
    filing = Report("Harrow Mills, Inc.", END, income((9000, 8000)), prose=(
        "<p><b>NOTES TO CONSOLIDATED FINANCIAL STATEMENTS</b></p>" + "".join(
            f"<p><b>NOTE {number} — {title}</b></p><p>{text}</p>"
            for number, (title, text) in zip((4, 9), (note, after), strict=True)
        )
    ))  # fmt: skip
    answer = stand(tmp_path, filing).ask("What does Harrow Mills really owe on leases?")
    assert answer.value is None, answer.answer


def test_what_is_owed_for_others_is_found_in_any_item_and_a_sum_behind_its_claims(
    tmp_path: Path,
) -> None:
    note = (
        "Contingencies",
        "We are defending other claims that are not individually material. Their combined amount "
        "is $3,450,000. A penalty of $700 million is probable.",
    )
    item_3 = (
        "Plaintiffs seek $40 million in Ortega v. Harrow Mills.</p><p><b>Item 13. Certain "
        "Relationships</b></p><p>Our founder has asserted a right to indemnification of "
        "$1,750,000, and the board does not dispute it."
    )
    question = "What is the total litigation exposure of Harrow Mills?"
    answer = asked(tmp_path, question, note, item_3=item_3)
    assert answer.value == "745200000", answer.answer


def test_the_cause_may_stand_behind_the_sentence_that_tells_the_change(tmp_path: Path) -> None:
    said = (
        "Total debt went up from $1.5 billion to $1.9 billion during 2024. We borrowed to pay for "
        "the new mill in Dunmore."
    )
    answer = asked(tmp_path, "Is Harrow Mills’ debt rising, and why?", ("Debt", said))
    assert (answer.status, answer.value) == ("answered", "26.67"), answer.answer
    assert "the new mill in Dunmore" in answer.answer
