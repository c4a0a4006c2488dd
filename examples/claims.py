"""Small 10-K with five amounts of claims in five places among fifty decoys, worded by a seed.

The places never name each other's amounts. The decoys: warnings, cases settled long ago, safe
harbour sentences, second descriptions of the first case, and generalities.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random

PROCEEDINGS = (
    "The attorneys general of nine states filed a complaint against us in federal court over "
    "{thing}. The complaint seeks civil penalties of {amount}.",
    "We are a defendant in a suit over {thing} brought by a group of municipalities. The "
    "plaintiffs demand damages of {amount}, which we dispute.",
    "A former distributor sued us in 2023 over {thing}. Its claim amounts to {amount}; trial is "
    "set for next year.",
    "In an arbitration over {thing}, the claimant asserts losses of {amount}.",
)
CONTINGENCIES = (
    "Other pending claims, none of which is material individually, seek {amount} in the aggregate.",
    "We are also party to many smaller lawsuits. Together the plaintiffs seek {amount}.",
    "Individually immaterial claims total {amount} in the aggregate.",
    "In addition, claimants in routine matters have demanded a combined {amount}.",
)
EVENTS = (
    "On {day}, a putative class action was filed against us that seeks statutory damages "
    "of {amount}.",
    "Subsequent to year end, shareholders filed a suit alleging misstatements and demanding "
    "{amount}.",
    "After the balance sheet date we were served with a complaint claiming damages of {amount}.",
)
INDEMNITIES = (
    "The buyer of our former {thing} business has given notice of claims under our indemnity in "
    "the amount of {amount}.",
    "Under the sale agreement we must indemnify the purchaser; indemnification claims received so "
    "far total {amount}.",
    "We have agreed to indemnify the buyer for tax and environmental claims of {amount}.",
)
PROBABLE = (
    "At year end the accrual for probable losses amounted to {amount}.",
    "Accrued liabilities include {amount} for losses that are considered probable.",
    "We recorded a liability of {amount} for loss contingencies that are probable and estimable.",
)
THINGS = ("adhesive recalls", "kiln emissions", "pricing of valves", "turbine blades")
DECOYS = (
    "We may face litigation whose outcome cannot be predicted, and defending claims is costly.",
    "A suit over {thing} that sought $90 million was settled in 2019 for $12 million.",
    "Statements about litigation are forward-looking within the meaning of the Litigation "
    "Reform Act.",
    "As described in Item 3, a complaint was filed against us over {thing}.",
    "Insurance covers claims above a retention of $5 million for each occurrence.",
)
EACH = 10


@dataclass(frozen=True, slots=True)
class Claims:
    """A filing and the amounts it states, in the order of the places."""

    html: str
    amounts: tuple[Decimal, ...]

    @property
    def total(self) -> Decimal:
        """What all of them come to."""
        return sum(self.amounts, Decimal(0))


def claims_report(seed: int) -> Claims:
    """The filing of a seed; the same seed, the same filing."""
    chance = Random(seed)
    things = chance.sample(THINGS, 2)
    millions = chance.sample(range(60, 3000, 10), 5)
    told = [
        chance.choice(wordings).format(thing=things[0], amount=printed(amount), day="March 3, 2024")
        for wordings, amount in zip(
            (PROCEEDINGS, PROBABLE, CONTINGENCIES, INDEMNITIES, EVENTS), millions, strict=True
        )
    ]
    decoys = [decoy.format(thing=things[1]) for decoy in DECOYS for _ in range(EACH)]
    chance.shuffle(decoys)
    return Claims(_html(told, decoys), tuple(Decimal(each * 10**6) for each in millions))


def printed(millions: int) -> str:
    """An amount in words: "$2.5 billion", "$640 million"."""
    if millions >= 1000:
        return f"${Decimal(millions) / 1000:g} billion"
    return f"${millions} million"


def _html(told: Sequence[str], decoys: Sequence[str]) -> str:
    places = (
        ("Item 3. Legal Proceedings", told[0]),
        ("Item 8. Financial Statements and Supplementary Data", ""),
        ("Note 1. Accounting Policies", "Amounts are stated in millions of dollars."),
        ("Note 2. Accrued Liabilities", told[1]),
        ("Note 3. Commitments and Contingencies", told[2]),
        ("Note 4. Guarantees", told[3]),
        ("Note 5. Subsequent Events", told[4]),
    )
    share = -(-len(decoys) // (len(places) + 1))
    body = ["<p>FORM 10-K</p><p>For the fiscal year ended December 31, 2023</p>"]
    body += ["<p>Dunmore Valve Company</p><p>(Exact name of registrant)</p>"]
    body += ["<p><b>Item 1A. Risk Factors</b></p>", *_paragraphs(decoys[:share])]
    for at, (title, text) in enumerate(places, 1):
        body.append(f"<p><b>{title}</b></p>")
        body += _paragraphs([text] if text else [])
        body += _paragraphs(decoys[at * share : (at + 1) * share])
    return f"<html><body>{''.join(body)}</body></html>"


def _paragraphs(texts: Sequence[str]) -> list[str]:
    return [f"<p>{text}</p>" for text in texts]
