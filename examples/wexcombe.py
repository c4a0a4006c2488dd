"""The story of the example filings: Wexcombe Stores, which owes $6.5 billion on leases."""

from datetime import date
from typing import Final

from examples.companies import WEXCOMBE
from examples.story import Piece, Story, Wording
from examples.wording import HELD_LABELS, STATED, TOTALS

NOTES: Final = (
    "business",
    "policies",
    "revenue",
    "acquisitions",
    "receivables",
    "inventories",
    "property",
    "goodwill",
    "accrued",
    "debt",
    "fair_value",
    "lease",
    "taxes",
    "equity",
    "share_pay",
    "benefits",
    "restructuring",
    "commitments",
    "indemnification",
    "per_share",
    "segments",
    "related",
    "discontinued",
    "subsequent",
)


def example() -> Story:
    """The story of examples/filings: 5.0 + 2.0 − 0.5 = $6.5 billion, in five steps."""
    held = "Liabilities of discontinued operations at {date} include lease obligations of {amount}."
    pieces = (
        Piece("lease", 12, "Leases", 5000, 5240, STATED[0], TOTALS[0]),
        Piece("discontinued", 23, "Discontinued Operations", 2000, 2180, held, HELD_LABELS[0]),
        Piece("event", 24, "Subsequent Events", 500, 0, TERMINATED, event="terminated"),
    )
    wording = Wording(
        balance="four",
        reference=" (Note {n})",
        excludes="Total lease obligations exclude {which}.",
        things={"discontinued": "leases of discontinued operations (Note {n})"},
        further="",
        heading="Note {n} – {title}",
        management=TOGETHER,
        onward="",
    )
    return Story(
        seed=2024,
        company=WEXCOMBE,
        year=2024,
        year_end=date(2025, 2, 1),
        filed=date(2025, 3, 27),
        scale=6,
        pieces=pieces,
        management=True,
        wording=wording,
        notes=NOTES,
        adjusted="Operating Income Before Special Items",
    )


TERMINATED = (
    "On {day}, {we} reached agreements with three landlords under which the leases of {count} "
    "former {business} {places} were terminated. The terminated leases carried lease obligations "
    "of {amount} at {date}, and {we} have no further obligations under them."
)
TOGETHER = (
    "Including discontinued operations, {our} lease obligations were {amount} at {date} (see Notes "
    "{notes}). {We} look at the two together because {we} remain the tenant under the leases of "
    "the {business} business until they are assigned or terminated. The amount does not give "
    "effect to lease terminations completed after year end, which are described in Note {n}, "
    "“{title}.”"
)
