"""How a filer speaks: its own words in the slots of a template, amounts and dates in prose."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from examples.blocks import Figure, Line, Slot, When, fill
from examples.story import Story


def tell(template: str, slots: Mapping[str, Slot]) -> Line:
    """Fill a template, whose verbs follow "we", in the filer's voice."""
    if slots["we"] != "we":
        template = re.sub(r"\{([Ww]e)\} (\w+)", _third_person, template)
    return fill(template, slots)


def _third_person(found: re.Match[str]) -> str:
    verb = found[2]
    changed = THIRD.get(verb, f"{verb}s" if verb in REGULAR else verb)
    return f"{{{found[1]}}} {changed}"


THIRD: Final = {"are": "is", "have": "has", "do": "does", "were": "was", "indemnify": "indemnifies"}
REGULAR: Final = frozenset(
    {"remain", "take", "manage", "monitor", "consider", "look", "lease", "determine", "sublease"}
    | {"intend", "consolidate", "direct", "repurchase", "contribute", "expect", "believe"}
)


def voice(story: Story) -> dict[str, Slot]:
    """The slots that any sentence of the filing may use."""
    company = story.company
    ours: dict[str, Slot] = {"We": "We", "we": "we", "Our": "Our", "our": "our", "us": "us"}
    if company.voice != "we":
        name = company.voice
        ours = {"We": "The Company", "we": name, "Our": "The Company’s"}
        ours |= {"our": f"{name}’s", "us": name}
    return ours | {
        "company": company.name,
        "short": company.short,
        "business": company.sold,
        "places": company.places,
        "date": long_date(story.year_end),
        "before": long_date(story.prior_end),
        "year": str(story.year),
        "last": str(story.year - 1),
        "next": str(story.year + 1),
    }


def long_date(day: date) -> str:
    """As filings print a date: "February 1, 2025"."""
    return f"{day:%B} {day.day}, {day.year}"


def words(amount: Decimal, concept: str, when: When) -> Line:
    """An amount in prose, exact: "$2.0 billion", "$500 million", "$1,234.5 million"."""
    billions, millions = amount / 10**9, amount / 10**6
    for places in (1, 2):
        if billions >= 1 and billions == round(billions, places):
            figure = Figure(billions, concept, when, scale=9, places=places)
            return ("$", figure, " billion")
    places = 0 if millions == millions.to_integral_value() else 1
    return ("$", Figure(millions, concept, when, scale=6, places=places), " million")
