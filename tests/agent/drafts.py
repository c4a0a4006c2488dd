"""Drafts over the made-up 10-K, right ones, to be spoiled by the tests."""

from dataclasses import replace

from agent.answer import Draft, DraftCitation, DraftFigure
from tests.filing_maker import annual, line_with
from tools.desk import Desk


def figure(desk: Desk, words: str, text: str, value: str, period: str | None = None) -> DraftFigure:
    filing = annual(desk)
    line = line_with(desk, filing, words)
    return DraftFigure("f1", text, value, "USD", period, None, filing, line)


def assets(desk: Desk) -> Draft:
    """Total assets at the end of 2024: right in every respect."""
    filing = annual(desk)
    line = line_with(desk, filing, "Total assets")
    return Draft(
        "answered",
        "Total assets were $9,120 million at December 31, 2024.",
        "9120000000",
        "USD",
        (figure(desk, "Total assets", "$9,120", "9120000000", "December 31, 2024"),),
        (DraftCitation(filing, (line, line), "| Total assets | $9,120 |"),),
    )


def leases(desk: Desk) -> Draft:
    """$5.0 billion and $2.0 billion make $7.0 billion."""
    five = figure(desk, "excluding discontinued", "$5.0 billion", "5000000000")
    two = replace(figure(desk, "amount to", "$2.0 billion", "2000000000"), id="f2")
    total = DraftFigure("f3", "$7.0 billion", "7000000000", "USD", expression="f1 + f2")
    sentence = "Operating lease liabilities come to $7.0 billion: $5.0 billion and $2.0 billion."
    return Draft("answered", sentence, "7000000000", "USD", (total, five, two))
