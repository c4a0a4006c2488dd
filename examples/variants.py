"""Stories: the one of the example filings, and as many others as a test wants."""

from datetime import date

from examples.chain import chain
from examples.story import Company, Piece, Story, Variant, Wording
from examples.wording import EXCLUDES, STATED

NOTES = (
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

WEXCOMBE = Company(
    name="Wexcombe Stores Corporation",
    short="Wexcombe",
    ticker="WXCB",
    cik="0009990412",
    state="Ohio",
    city="Marlow Heights",
    places="stores",
    business="operates supermarkets and neighborhood markets",
    segments=("Supermarkets", "Neighborhood Markets"),
    sold="Home & Garden",
)


def example() -> Story:
    """The story of examples/filings: 5.0 + 2.0 − 0.5 = $6.5 billion, in five steps."""
    pieces = (
        Piece("lease", 12, "Leases", 5000, 5240, STATED[0], in_table=True),
        Piece(
            "discontinued",
            23,
            "Discontinued Operations",
            2000,
            2180,
            "Liabilities of discontinued operations at {date} include lease obligations of "
            "{amount}.",
            in_table=True,
        ),
        Piece(
            "event",
            24,
            "Subsequent Events",
            500,
            0,
            "On {day}, {we} reached agreements with three landlords under which the leases of "
            "{count} former {business} {places} were terminated. The terminated leases carried "
            "lease obligations of {amount} at {date}, and {we} have no further obligations under "
            "them.",
            event="terminated",
        ),
    )
    wording = Wording(
        balance="four",
        reference=" (Note {n})",
        total="Total lease obligations",
        excludes=EXCLUDES[4],
        things={"discontinued": "leases of discontinued operations (Note {n})"},
        further="",
        heading="Note {n} – {title}",
        management="Including discontinued operations, {our} lease obligations were {amount} at "
        "{date} (see Notes {lease} and {held}). {We} look at the two together because {we} remain "
        "the tenant under the leases of the {business} business until they are assigned or "
        "terminated. The amount does not give effect to lease terminations completed after year "
        "end, which are described in Note {n}, “{title}.”",
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


def variant(name: str, story: Story) -> Variant:
    """A story with the truth about it."""
    return Variant(name, story, story.total, chain(story).hops)
