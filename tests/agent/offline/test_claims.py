"""Amounts that are owed are told from costs, payments, parts and other years."""

from datetime import date

import pytest

from agent.offline.claims import already_counted, claims, happened_after, is_about, sign_of_event
from agent.offline.sentences import Sentence, sentences, split

LEASE = frozenset({"lease"})
END = date(2024, 12, 31)


def best(text: str) -> str | None:
    found = [c for s in sentences([text], 1) for c in claims(s, LEASE, END)]
    return max(found, key=lambda claim: claim.score).text if found else None


@pytest.mark.parametrize(
    ("text", "owed"),
    [
        ("Total lease obligations were $5.0 billion, compared with $4.6 billion.", "$5.0 billion"),
        ("Lease liabilities were $1,984.5 million ($2,101 million before).", "$1,984.5 million"),
        ("We paid $45 million to end leases with obligations of $500 million.", "$500 million"),
        ("Its lease obligations totaled $2.0 billion; rent was $310 million.", "$2.0 billion"),
        ("Under leases not yet commenced we owe $300 million over 15 years.", "$300 million"),
        ("Lease cost was $812 million in 2024 and $790 million in 2023.", None),
        ("As lessor we expect to receive $120 million.", None),
        ("The bank facility of $900 million is undrawn.", None),
    ],
)
def test_the_obligation_is_picked_out(text: str, owed: str | None) -> None:
    assert best(text) == owed


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("In February we terminated leases with obligations of $500 million.", -1),
        ("A buyer took over leases; lease obligations of $500 million were assigned to it.", -1),
        ("In February we signed leases under which we will owe $500 million.", 1),
        ("Lease obligations were $500 million.", 0),
    ],
)
def test_an_event_adds_or_takes_away_by_its_verb(text: str, sign: int) -> None:
    (claim,) = claims(Sentence(text, text, 1), LEASE, None)
    assert sign_of_event(claim) == sign


def test_an_amount_that_is_part_of_another_is_known_by_its_words() -> None:
    inside = "Lease obligations of $200 million are included in the amounts above."
    outside = "Lease obligations of $200 million are not included in the amounts above."
    assert already_counted(claims(Sentence(inside, inside, 1), LEASE, END)[0])
    assert not already_counted(claims(Sentence(outside, outside, 1), LEASE, END)[0])


def test_what_came_after_the_balance_sheet_date_is_seen() -> None:
    assert happened_after(Sentence("On February 12, 2025, we moved.", "", 1), END)
    assert not happened_after(Sentence("On February 12, 2024, we moved.", "", 1), END)


def test_a_topic_is_met_in_any_form_of_its_word() -> None:
    assert is_about("Leased stores", LEASE)
    assert not is_about("Released funds", LEASE)


def test_abbreviations_do_not_end_a_sentence() -> None:
    assert split("Fathom Inc. leases U.S. stores. See Note 12.") == [
        "Fathom Inc. leases U.S. stores.",
        "See Note 12.",
    ]
