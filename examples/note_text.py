"""Notes of the example filing that are not on the way: prose from the stock, tables, amounts."""

from collections.abc import Iterator

from examples.blocks import Block, Slot
from examples.books import Balance
from examples.frame import Frame
from examples.litigation import claim
from examples.note_tables import TABLES
from examples.written import written


def note_body(frame: Frame, key: str) -> Iterator[Block]:
    """Side heads, paragraphs and tables of a note, in order."""
    return written(frame, "notes", key, note_amounts(frame), TABLES)


def note_amounts(frame: Frame) -> dict[str, Slot]:
    """Amounts that the prose of the notes names."""
    year, sheet = frame.books.years[0], frame.books.years[0].closing
    before = frame.books.years[1].closing
    plan, leases = year.plan, frame.story.pieces[0].amount
    amounts = {
        "acquired": plan.acquired_goodwill + plan.acquired_intangibles,
        "amortization": plan.amortization,
        "borrowed": plan.borrowed,
        "repaid": plan.repaid,
        "debt_now": total_debt(sheet),
        "debt_last": total_debt(before),
        "debt_fair": total_debt(sheet) * 96 // 100,
        "facility": leases * 3 // 10,
        "tested": plan.special * 11 // 10,
        "unrecognized": plan.tax // 5,
        "buyback": plan.buyback,
        "authorized": plan.buyback * 2,
        "dividends": plan.dividends,
        "share_pay": plan.share_pay,
        "unvested": plan.share_pay * 3 // 2,
        "contribution": plan.share_pay * 9 // 10,
        "multiemployer": plan.share_pay * 11 // 5,
        "closed_leases": leases * 62 // 1000,
        "purchases": leases * 6 // 10,
        "letters": leases * 7 // 100,
    }
    said: dict[str, Slot] = {name: frame.prose(amount) for name, amount in amounts.items()}
    names = ("contingencies", "indemnification", "probable")
    return said | {f"{name}_words": claim(frame, name) for name in names}


def total_debt(sheet: Balance) -> int:
    """Long-term debt with its current portion."""
    return sheet.debt + sheet.debt_current
