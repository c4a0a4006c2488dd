"""The balance sheet, with its lease lines as the story wants them shown."""

from collections.abc import Mapping, Sequence
from dataclasses import fields

from examples.blocks import Grid, Row, When
from examples.books import Balance
from examples.frame import Frame
from examples.lines import (
    ASSETS,
    EQUITY,
    LEASES,
    LIABILITIES,
    LONG_ASSETS,
    LONG_LIABILITIES,
    Spec,
    concept,
)

Column = tuple[Mapping[str, int], When]
"""A balance sheet by line, as shown, and its context."""


def balance_grid(
    frame: Frame, balances: Sequence[tuple[Balance, When]], heads: tuple[str, ...]
) -> Grid:
    """Assets, liabilities and equity, a column a date."""
    columns = [(_shown(frame, balance), when) for balance, when in balances]
    return Grid(heads, tuple(_rows(frame, columns)), f"(In {frame.unit}, except share data)")


def _shown(frame: Frame, balance: Balance) -> Mapping[str, int]:
    """The lines as the filer shows them: leases on their own or within other lines."""
    lines = {line.name: int(getattr(balance, line.name)) for line in fields(balance)}
    current = balance.operating_current + balance.finance_current
    long = balance.operating + balance.finance
    lines |= {"leases_current": current, "leases_long": long}
    if frame.story.wording.balance == "within":
        lines["accrued"] += current
        lines["other_liabilities"] += long
    return lines


def _rows(frame: Frame, columns: Sequence[Column]) -> list[Row]:
    current_assets = _section(frame, columns, ASSETS, money=True)
    current, long = (_with_leases(frame, n) for n in (0, 1))
    totals = _Totals(frame, columns)
    commitments = frame.story.note_of("commitments")
    return [
        Row("ASSETS"),
        Row("Current assets:"),
        *current_assets,
        totals.row("Total current assets", ASSETS, "AssetsCurrent"),
        *_section(frame, columns, LONG_ASSETS, indent=0),
        totals.row("Total assets", ASSETS + LONG_ASSETS, "Assets", money=True),
        Row("LIABILITIES AND STOCKHOLDERS’ EQUITY"),
        Row("Current liabilities:"),
        *_section(frame, columns, current, money=True),
        totals.row("Total current liabilities", current, "LiabilitiesCurrent"),
        *_section(frame, columns, long, indent=0),
        totals.row("Total liabilities", current + long, "Liabilities"),
        Row(f"Commitments and contingencies (Note {commitments})"),
        Row("Stockholders’ equity:"),
        *_section(frame, columns, EQUITY),
        totals.row("Total stockholders’ equity", EQUITY, "StockholdersEquity"),
        totals.row(
            "Total liabilities and stockholders’ equity",
            current + long + EQUITY,
            "LiabilitiesAndStockholdersEquity",
            money=True,
        ),
    ]


def _with_leases(frame: Frame, half: int) -> tuple[Spec, ...]:
    """Current (0) or long-term (1) liabilities with the lease lines and the way to their note."""
    shown = frame.story.wording.balance
    reference = frame.chain.reference
    leases = tuple((f"{label}{reference}", name, tag) for label, name, tag in LEASES[shown][half])
    own = (LIABILITIES, LONG_LIABILITIES)[half]
    if shown == "within":
        *first, (label, name, tag) = own
        if half == 0:
            first, (label, name, tag) = [own[0], own[1], own[3]], own[2]
        return (*first, (f"{label}{reference}", name, tag))
    return (*own[:1], *leases, *own[1:])


def _section(
    frame: Frame,
    columns: Sequence[Column],
    specs: Sequence[Spec],
    *,
    money: bool = False,
    indent: int = 1,
) -> list[Row]:
    """A row a line; lines that are nothing at every date are left out."""
    kept = [spec for spec in specs if any(lines[spec[1]] for lines, _ in columns)]
    return [
        Row(
            label,
            tuple(frame.money(lines[name], concept(tag), when) for lines, when in columns),
            money=money and n == 0,
            indent=indent,
        )
        for n, (label, name, tag) in enumerate(kept)
    ]


class _Totals:
    """Sums of lines over the columns."""

    def __init__(self, frame: Frame, columns: Sequence[Column]) -> None:
        self.frame, self.columns = frame, columns

    def row(self, label: str, specs: Sequence[Spec], tag: str, *, money: bool = False) -> Row:
        """A total row."""
        cells = tuple(
            self.frame.money(sum(lines[name] for _, name, _ in specs), concept(tag), when)
            for lines, when in self.columns
        )
        return Row(label, cells, money=money, total=True)
