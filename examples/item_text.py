"""Items of the example filing outside the financial statements: stock text, tables, amounts."""

from collections.abc import Iterator

from examples.blocks import Block, Slot
from examples.frame import Frame, percent, ratio
from examples.item_tables import TABLES
from examples.litigation import claim
from examples.note_text import note_amounts
from examples.voice import long_date
from examples.written import written


def item_body(frame: Frame, key: str) -> Iterator[Block]:
    """An item, or another part named in stock/items.toml."""
    return written(frame, "items", key, item_amounts(frame), TABLES)


def item_amounts(frame: Frame) -> dict[str, Slot]:
    """What the prose of the items names: amounts, shares, dates."""
    now, before = frame.books.years[:2]
    said = note_amounts(frame)
    for suffix, period in (("", now), ("_last", before)):
        plan = period.plan
        margin = percent(plan.sales - plan.cost, plan.sales)
        said |= {
            f"sales{suffix}": frame.prose(plan.sales),
            f"gross_margin{suffix}": f"{margin.digits}%",
            f"selling_share{suffix}": f"{percent(plan.selling, plan.sales).digits}%",
            f"special{suffix}": frame.prose(plan.special),
            f"interest{suffix}": frame.prose(plan.interest),
            f"tax_rate{suffix}": f"{percent(plan.tax, period.before_tax).digits}%",
            f"cash{suffix}": frame.prose(period.closing.cash),
            f"discontinued{suffix}": frame.prose(-plan.discontinued),
        }
    return said | {
        "sales_growth": f"{ratio(now.plan.sales, before.plan.sales):.1f}%",
        "proceedings_words": claim(frame, "proceedings"),
        "management_words": frame.chain.management or "",
        "date_last": long_date(frame.end(1)),
        "next_calendar": str(frame.story.filed.year),
        "city": frame.story.company.city,
        "ticker": frame.story.company.ticker,
    }
