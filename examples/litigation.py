"""What the example company may owe on claims: five amounts in five places, among decoys.

No place names the others' amounts, none is called exposure, and one does not say "litigation" at
all. The truth is 0.5 + 0.7 + 1.0 + 0.8 + 2.0 = $5.0 billion.
"""

from decimal import Decimal
from typing import Final, Literal

from examples.blocks import Figure, Line, plain
from examples.frame import Frame
from examples.story import Hop
from examples.voice import tell, words

CLAIMS: Final[dict[str, tuple[Literal["item", "note"], str, str, int, str]]] = {
    "proceedings": (
        "item",
        "3",
        "Legal Proceedings",
        500,
        "In October 2023 the attorneys general of eleven states filed a complaint in the United "
        "States District Court for the Northern District of Ohio, alleging that {our} pharmacies "
        "dispensed controlled substances without adequate review. The complaint seeks civil "
        "penalties and abatement cost of {amount}. Trial is set for September 2025, and {we} "
        "intend to defend the case vigorously.",
    ),
    "contingencies": (
        "note",
        "18",
        "Commitments and Contingencies",
        700,
        "Other pending claims, none of which is material individually, seek {amount} in the "
        "aggregate. They include some 1,900 premises and employment claims and several disputes "
        "with contractors.",
    ),
    "class_action": (
        "note",
        "24",
        "Subsequent Events",
        1000,
        "On March 11, 2025, a putative class action was filed against {us} in the Superior Court "
        "of the State of California on behalf of members of {our} loyalty program. The complaint "
        "alleges that personal information was shared with advertisers without consent and seeks "
        "statutory damages of {amount}. {We} are unable to predict its outcome at this stage.",
    ),
    "indemnification": (
        "note",
        "19",
        "Indemnification Obligations",
        800,
        "When {we} sold {our} convenience store business in fiscal 2018, {we} agreed to indemnify "
        "the buyer for environmental and tax claims relating to the years before the sale. The "
        "buyer has given notice of claims under this indemnity in the amount of {amount}.",
    ),
    "probable": (
        "note",
        "9",
        "Accrued and Other Liabilities",
        2000,
        "At {date} the accrual for probable losses amounted to {amount}, of which the part "
        "expected to be paid within one year is included in the first table above and the "
        "remainder in the second.",
    ),
}
"""By name: kind, number and title of the section, amount in millions, template."""


def claim(frame: Frame, name: str) -> Line:
    """The sentences of one claim, as printed."""
    amount = words(Decimal(CLAIMS[name][3]).scaleb(6), "", frame.at())
    return tell(CLAIMS[name][4], frame.slots | {"amount": amount})


def exposure(frame: Frame) -> tuple[Hop, ...]:
    """The truth: the five places and what each adds."""
    hops = []
    for name, (kind, number, title, millions, _) in CLAIMS.items():
        line = claim(frame, name)
        amount = Decimal(millions * 10**6)
        printed = tuple(part.digits for part in line if isinstance(part, Figure))
        hops.append(Hop(kind, number, title, (amount,), 1, plain(line), printed))
    return tuple(hops)
