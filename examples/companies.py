"""Companies that do not exist; each leases much of what it works with."""

from typing import Final

from examples.story import Company


def _company(
    names: tuple[str, str, str],
    cik: int,
    seat: tuple[str, str],
    places: str,
    business: str,
    segments: tuple[str, str],
    sold: str,
) -> Company:
    name, short, ticker = names
    state, city = seat
    return Company(name, short, ticker, f"{cik:010}", state, city, places, business, segments, sold)


WEXCOMBE: Final = _company(
    ("Wexcombe Stores Corporation", "Wexcombe", "WXCB"),
    9990412,
    ("Ohio", "Marlow Heights"),
    "stores",
    "operates supermarkets and neighborhood markets",
    ("Supermarkets", "Neighborhood Markets"),
    "Home & Garden",
)

COMPANIES: Final = (
    WEXCOMBE,
    _company(
        ("Pellam & Rowe Restaurants, Inc.", "Pellam", "PLRW"),
        9990427,
        ("Texas", "Cedar Lake"),
        "restaurants",
        "operates and franchises casual dining restaurants",
        ("Company Restaurants", "Franchise"),
        "Bakery Café",
    ),
    _company(
        ("Northquay Logistics Group, Inc.", "Northquay", "NQLG"),
        9990435,
        ("Delaware", "Port Alder"),
        "warehouses",
        "provides contract warehousing and delivery",
        ("Contract Logistics", "Last Mile"),
        "Freight Brokerage",
    ),
    _company(
        ("Ardenmoor Health Services Corp.", "Ardenmoor", "ARMH"),
        9990441,
        ("Tennessee", "Brentley"),
        "clinics",
        "operates outpatient surgery and imaging clinics",
        ("Surgery", "Imaging"),
        "Physical Therapy",
    ),
    _company(
        ("Halvorsen Fitness Holdings, Inc.", "Halvorsen", "HLVF"),
        9990456,
        ("Colorado", "Aspen Grove"),
        "clubs",
        "operates fitness clubs and sells memberships",
        ("Clubs", "Digital"),
        "Swim School",
    ),
    _company(
        ("Corriedale Theatres, Inc.", "Corriedale", "CRDT"),
        9990463,
        ("Missouri", "Overbrook"),
        "theatres",
        "operates motion picture theatres",
        ("Domestic", "International"),
        "Bowling Centers",
    ),
    _company(
        ("Tamsin Pharmacy Group, Inc.", "Tamsin", "TMSN"),
        9990478,
        ("Pennsylvania", "Kessler Mills"),
        "pharmacies",
        "operates community pharmacies",
        ("Retail Pharmacy", "Specialty Pharmacy"),
        "Optical",
    ),
    _company(
        ("Greyling Hotels & Resorts Corporation", "Greyling", "GRYL"),
        9990484,
        ("Nevada", "Lake Verity"),
        "hotels",
        "operates and manages hotels",
        ("Owned and Leased", "Managed"),
        "Timeshare",
    ),
    _company(
        ("Bexhurst Apparel Group, Inc.", "Bexhurst", "BXHA"),
        9990499,
        ("New York", "Elmsford Falls"),
        "boutiques",
        "designs and sells apparel through its own boutiques and online",
        ("North America", "Europe"),
        "Footwear",
    ),
    _company(
        ("Sallow Creek Bancshares Services, Inc.", "Sallow Creek", "SLCK"),
        9990506,
        ("Georgia", "Dunmore"),
        "branches",
        "operates consumer lending branches",
        ("Installment Lending", "Card Services"),
        "Title Lending",
    ),
)
