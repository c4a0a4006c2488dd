"""How filers put it: pools of templates from which a story takes one of each.

Slots: {n} a note's number, {title} its title, {date} the balance sheet date, {amount} a tagged
amount ("$2.0 billion"), {business} the discontinued business, {places} what is leased, {We},
{we}, {Our}, {our}, {us} the filer's voice. The words after a pool's name say where they stand.
"""

from typing import Final

from examples.story import EventKind, PieceKind

REFERENCES: Final = (" (Note {n})", " (see Note {n})", " – Note {n}", ", see Note {n}")

LEASE_TITLES: Final = (
    "Leases",
    "Lease Obligations",
    "Operating and Finance Leases",
    "Lease Commitments",
)

TOTALS: Final = (
    "Total lease obligations",
    "Total lease liabilities",
    "Total operating and finance lease liabilities",
    "Present value of lease liabilities",
)

# The lease note: its own total in words.
STATED: Final = (
    "Total lease obligations were {amount} as of {date}.",
    "As of {date}, the aggregate carrying amount of {our} lease liabilities was {amount}.",
    "{We} had lease obligations of {amount} at {date}, measured at the present value of the "
    "remaining lease payments.",
    "At {date}, operating and finance lease liabilities totaled {amount}.",
    "Lease obligations were {amount} at {date}, compared with {prior} a year earlier.",
    "Lease liabilities totaled {amount} and {prior} as of {date} and {before}, respectively.",
)

# The same, where the sentence itself says what is left out.
STATED_EXCLUDING: Final = (
    "Total lease obligations, excluding {which}, were {amount} as of {date}.",
    "At {date}, lease liabilities were {amount}, exclusive of {which}.",
    "Not including {which}, {our} lease obligations amounted to {amount} at {date}.",
)

# The lease note: what its total leaves out; {which} is filled from THINGS, joined. One that begins
# with "(1)" is a footnote of the total.
EXCLUDES: Final = (
    "The amounts in this note are presented excluding {which}.",
    "The foregoing amounts are exclusive of {which}.",
    "The table above does not include {which}.",
    "The balances above cover all of {our} leases other than {which}.",
    "Total lease obligations exclude {which}.",
    "Amounts presented above do not reflect {which}.",
    "The totals above are stated before {which}.",
    "Not included in the amounts above are {which}.",
    "(1) Excludes {which}.",
    "(1) Does not include {which}.",
    "Balances are shown net of {which}.",
)

# Amounts in the lease note that are easily mistaken for what is owed.
AROUND: Final = (
    "",
    "",
    "{We} expect to receive {other} of sublease income over the remaining terms, which has not "
    "been deducted from the liabilities.",
    "Payments under these leases that depend on sales are not part of the liabilities; they were "
    "{other} in fiscal {year}.",
    "{We} also act as lessor of surplus space, with future minimum lease income of {other}.",
    "In fiscal {last} {we} sold and leased back {places} for proceeds of {other}; the resulting "
    "leases are included in the amounts above.",
)

# Events after year end that change nothing about what is owed on leases.
BESIDE: Final = (
    "",
    "",
    "In addition, {we} subleased {count} {places} to third parties after {date}. {We} remain "
    "obligated under the related leases, and sublease income of {other} is expected over their "
    "terms.",
    "In the same period {we} sold {count} {places} that {we} had owned, for proceeds of {other}.",
    "After {date} {we} also issued senior notes in the principal amount of {other}.",
    "In fiscal {last} {we} had terminated other leases with obligations of {other}, which are not "
    "included in the balances of either year presented.",
)

# What is left out, with the way to it.
THINGS: Final[dict[PieceKind, tuple[str, ...]]] = {
    "discontinued": (
        "leases of discontinued operations (Note {n})",
        "lease obligations of the {business} business, which are described in Note {n}",
        "lease liabilities reclassified to liabilities of discontinued operations (see Note {n})",
        "leases of the {business} disposal group, which are discussed in Note {n}, “{title}”",
    ),
    "entity": (
        "lease obligations of {our} consolidated variable interest entities (Note {n})",
        "lease liabilities of consolidated variable interest entities, which are described in "
        "Note {n}",
    ),
    "uncommenced": (
        "obligations under leases that have been signed but have not yet commenced (Note {n})",
        "leases executed before year end whose terms have not yet begun, which are described in "
        "Note {n}",
    ),
    "guarantee": (
        "leases assigned to third parties under which {we} remained the primary obligor (Note {n})",
        "obligations under assigned leases for which {we} remain primarily liable, as described "
        "in Note {n}",
    ),
}

# A note on the way leads on to the next one.
FURTHER: Final = (
    "The amount above likewise excludes {which}.",
    "This amount is also exclusive of {which}.",
    "It does not include {which}.",
)

HEADINGS: Final = (
    "NOTE {n} – {capitals}",
    "NOTE {n}. {capitals}",
    "Note {n} – {title}",
    "NOTE {n} – {title}",
    "Note {n}. {title}",
    "Note {n}: {title}",
    "{n}. {title}",
    "({n}) {title}",
)

HELD_LABELS: Final = (
    "Lease obligations",
    "Lease liabilities",
    "Operating and finance lease liabilities",
)

DISCONTINUED_TITLES: Final[tuple[str, ...]] = (
    "Discontinued Operations",
    "Assets Held for Sale and Discontinued Operations",
    "Discontinued Operations and Disposal Group",
)

DISCONTINUED: Final[tuple[str, ...]] = (
    "Liabilities of discontinued operations at {date} include lease obligations of {amount}.",
    "Lease obligations of the {business} business, which remain {our} responsibility until the "
    "leases are assigned or terminated, were {amount} as of {date}.",
    "As of {date}, discontinued operations held lease obligations of {amount}.",
    "Included in liabilities of discontinued operations as of {date} were operating and finance "
    "lease liabilities of {amount}.",
    "Lease obligations of the disposal group were {amount} and {prior} at {date} and {before}, "
    "respectively.",
    "Lease liabilities of {amount} are associated with the {business} business and are classified "
    "as held for sale at {date}.",
)
DISCONTINUED_SPLIT: Final = (
    "Liabilities of discontinued operations at {date} include operating lease liabilities of "
    "{operating} and finance lease liabilities of {finance}.",
    "As of {date}, the {business} business had operating lease obligations of {operating} and "
    "finance lease obligations of {finance}.",
)

ENTITY_TITLES: Final[tuple[str, ...]] = (
    "Variable Interest Entities",
    "Consolidated Variable Interest Entities",
)
ENTITY: Final[tuple[str, ...]] = (
    "At {date}, lease obligations of the variable interest entities were {amount} and are "
    "presented within liabilities of consolidated variable interest entities.",
    "Liabilities of consolidated variable interest entities include lease obligations of "
    "{amount} as of {date}.",
    "The entities had lease obligations of {amount} at {date} ({prior} a year earlier).",
)

UNCOMMENCED_TITLES: Final[tuple[str, ...]] = ("Commitments", "Lease Commitments Not Yet Commenced")
UNCOMMENCED: Final[tuple[str, ...]] = (
    "As of {date}, {we} had signed leases for {places} that had not yet commenced, with lease "
    "obligations of {amount}.",
    "Leases that had been executed but had not commenced at {date} carry lease obligations of "
    "{amount}, which will be recorded when {we} take possession.",
)

GUARANTEE_TITLES: Final[tuple[str, ...]] = ("Guarantees and Assigned Leases", "Assigned Leases")
GUARANTEE: Final[tuple[str, ...]] = (
    "{We} remained the primary obligor under leases assigned to third parties; the lease "
    "obligations under these leases were {amount} as of {date}.",
    "At {date}, lease obligations of {amount} related to assigned leases for which {we} have not "
    "been released and {we} remain primarily liable.",
)

# Item 7, leading from the notes to what happened after year end.
MANAGEMENT_STATED: Final = (
    "Including discontinued operations, {our} lease obligations were {amount} at {date} (see "
    "Notes {notes}). This amount does not give effect to lease transactions completed "
    "after year end, which are described in Note {n}, “{title}.”",
    "{We} manage lease obligations on a combined basis, because {we} remain the tenant under the "
    "leases of discontinued operations until they are assigned or end. On that basis lease "
    "obligations were {amount} at {date}, before the effect of the events described in Note {n}.",
    "Combined lease obligations of continuing and discontinued operations amounted to {amount} "
    "at {date}. For changes in {our} lease portfolio since that date, see Note {n}, “{title}.”",
)
MANAGEMENT_TOGETHER: Final = (
    "Taken together, the lease obligations described in Notes {notes} were {amount} at {date}. "
    "Transactions after that date are described in Note {n}, “{title},” and are not reflected in "
    "this amount.",
    "{We} monitor all lease obligations wherever they are presented in {our} financial statements "
    "(Notes {notes}). They amounted to {amount} at {date}, without regard to the events described "
    "in Note {n}.",
)
MANAGEMENT_UNSTATED: Final = (
    "In assessing {our} leverage {we} consider all lease obligations, including those reported "
    "outside Note {lease}. The balances at {date} do not reflect lease activity after year end; "
    "refer to Note {n}.",
    "{Our} lease obligations are discussed in Note {lease}. Since {date} {our} lease portfolio "
    "has changed further; see “{title}” in Note {n}.",
)

# A note, leading to what happened after year end.
ONWARD: Final = (
    "For lease transactions after {date}, see Note {n}.",
    "These amounts do not reflect changes in {our} lease portfolio after {date}, which are "
    "described in Note {n}, “{title}.”",
    "Refer to Note {n} for leases that changed subsequent to year end.",
)

SUBSEQUENT_TITLES: Final = ("Subsequent Events", "Events After the Balance Sheet Date")

EVENTS: Final[dict[EventKind, tuple[str, ...]]] = {
    "terminated": (
        "On {day}, {we} terminated leases with obligations of {amount}.",
        "On {day}, {we} entered into agreements with landlords to terminate the leases of {count} "
        "{places}. The terminated leases carried lease obligations of {amount} as of {date}, and "
        "{we} have no further obligations under them.",
        "Subsequent to year end, {we} completed the early termination of leases for {count} "
        "{places}, which eliminated lease obligations of {amount}.",
        "In {month}, {we} exited the leases of {count} {places} by agreement with the landlords. "
        "Lease liabilities of {amount} were extinguished in exchange for payments of {price}.",
        "Leases of {count} {places} with lease obligations of {amount} ended early on {day}, when "
        "{we} exercised termination rights.",
    ),
    "bought": (
        "On {day}, {we} bought out the leases of {count} {places} from the landlords for cash of "
        "{price}. As a result, lease obligations of {amount} recorded at {date} were "
        "extinguished.",
        "In {month}, {we} purchased {count} {places} that {we} had leased, for {price}. The "
        "purchase settled the related lease obligations, which were {amount} at {date}.",
    ),
    "cancelled": (
        "Effective {day}, the leases of {count} {places} were cancelled by mutual agreement with "
        "the lessors. Lease obligations of {amount} recorded at {date} for these {places} were "
        "derecognized.",
        "On {day}, a lessor exercised its right to cancel the leases of {count} {places}, "
        "relieving {us} of lease obligations of {amount}.",
    ),
    "assigned": (
        "On {day}, {we} assigned to a buyer the leases of {count} {places}, and the landlords "
        "released {us} from the related lease obligations of {amount}.",
        "In {month}, the leases of {count} {places} were assigned to a third party, which assumed "
        "lease obligations of {amount}. {We} were released by the landlords, and {we} have no "
        "continuing obligation.",
    ),
    "new": (
        "On {day}, new leases were signed for {count} {places}, and {we} took possession on that "
        "date. The new leases add lease obligations of {amount}, none of which is included in the "
        "balance sheet at {date}.",
        "In {month}, {we} entered into leases for {count} additional {places}, which commenced "
        "immediately. {We} recognized lease obligations of {amount} in the first quarter of "
        "fiscal {next}.",
        "After {date}, {we} signed and commenced leases of {count} {places}, which increased lease "
        "liabilities by {amount}.",
    ),
    "renewed": (
        "On {day}, {we} exercised options to extend the leases of {count} {places} that had not "
        "been considered reasonably certain. The extension increased lease obligations by "
        "{amount}.",
        "In {month}, {we} renewed leases of {count} {places}, which increased {our} lease "
        "obligations by {amount} compared with the balance at {date}.",
    ),
}
