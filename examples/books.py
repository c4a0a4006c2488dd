"""The accounts of a company that does not exist: they foot, balance and roll forward.

Each period closes on the one before: `close` turns an opening balance sheet and a plan into
flows and a closing balance sheet, so that assets equal liabilities and equity by construction.
Amounts are integers in the story's unit.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace


@dataclass(frozen=True, slots=True)
class Balance:
    """A balance sheet. Leases lie in lines of their own whatever the filing shows."""

    cash: int
    receivables: int
    inventories: int
    prepaid: int
    discontinued_assets: int
    premises: int
    operating_rou: int
    goodwill: int
    intangibles: int
    other_assets: int
    entity_assets: int
    payables: int
    accrued: int
    debt_current: int
    operating_current: int
    finance_current: int
    discontinued_liabilities: int
    debt: int
    operating: int
    finance: int
    deferred_tax: int
    other_liabilities: int
    entity_liabilities: int
    common: int
    paid_in: int
    retained: int
    aoci: int
    treasury: int

    @property
    def assets(self) -> int:
        """Everything owned."""
        return sum(getattr(self, name) for name in names()[:11])

    @property
    def liabilities(self) -> int:
        """Everything owed."""
        return sum(getattr(self, name) for name in names()[11:23])

    @property
    def equity(self) -> int:
        """What is left."""
        return sum(getattr(self, name) for name in names()[23:])

    @property
    def leases(self) -> int:
        """Lease obligations of continuing operations."""
        return self.operating_current + self.finance_current + self.operating + self.finance


def names() -> tuple[str, ...]:
    """The lines of a balance sheet: 11 of assets, 12 of liabilities, 5 of equity."""
    return tuple(line.name for line in fields(Balance))


@dataclass(frozen=True, slots=True)
class Plan:
    """What happens in a period, before anything is computed."""

    sales: int
    cost: int
    selling: int
    depreciation: int
    amortization: int
    special: int
    """Impairment and restructuring; `special_cash` of it is paid."""
    special_cash: int
    interest: int
    other_expense: int
    tax: int
    deferred: int
    discontinued: int
    """Income of discontinued operations after tax, negative for a loss."""
    discontinued_capex: int
    share_pay: int
    capex: int
    disposals: int
    acquired_goodwill: int
    acquired_intangibles: int
    borrowed: int
    repaid: int
    dividends: int
    buyback: int
    stock_plans: int
    oci: int
    rou_amortization: int
    operating_additions: int
    finance_additions: int


@dataclass(frozen=True, slots=True)
class Flows:
    """The cash flow statement, each line signed as printed."""

    operating: Mapping[str, int]
    investing: Mapping[str, int]
    financing: Mapping[str, int]
    discontinued_operating: int
    discontinued_investing: int

    @property
    def change(self) -> int:
        """What cash moves by."""
        parts = (self.operating, self.investing, self.financing)
        own = sum(sum(part.values()) for part in parts)
        return own + self.discontinued_operating + self.discontinued_investing


@dataclass(frozen=True, slots=True)
class Period:
    """A year or a quarter."""

    plan: Plan
    flows: Flows
    opening: Balance
    closing: Balance
    shares: int
    """Weighted average, in tenths of a million."""
    diluted: int

    @property
    def operating_income(self) -> int:
        """Sales less every operating cost."""
        p = self.plan
        costs = p.cost + p.selling + p.depreciation + p.amortization + p.special
        return p.sales - costs

    @property
    def before_tax(self) -> int:
        """Income from continuing operations before income taxes."""
        return self.operating_income - self.plan.interest - self.plan.other_expense

    @property
    def continuing(self) -> int:
        """Income from continuing operations."""
        return self.before_tax - self.plan.tax

    @property
    def net(self) -> int:
        """Net income."""
        return self.continuing + self.plan.discontinued


@dataclass(frozen=True, slots=True)
class Books:
    """Three years, newest first, and the first quarter after them with its twin a year before."""

    years: tuple[Period, Period, Period]
    quarter: Period
    quarter_before: Period


def close(opening: Balance, plan: Plan, target: Mapping[str, int], shares: int) -> Period:
    """Close a period. `target` sets lines that the plan does not move: working capital, leases."""
    closing = replace(opening, **target)
    net = _net(plan)
    closing = replace(
        closing,
        premises=opening.premises
        + plan.capex
        + plan.finance_additions
        - plan.depreciation
        - plan.disposals
        - (plan.special - plan.special_cash),
        operating_rou=opening.operating_rou + plan.operating_additions - plan.rou_amortization,
        goodwill=opening.goodwill + plan.acquired_goodwill,
        intangibles=opening.intangibles + plan.acquired_intangibles - plan.amortization,
        deferred_tax=opening.deferred_tax + plan.deferred,
        other_liabilities=closing.other_liabilities - plan.oci,
        debt=opening.debt
        + opening.debt_current
        + plan.borrowed
        - plan.repaid
        - closing.debt_current,
        paid_in=opening.paid_in + plan.share_pay + plan.stock_plans,
        retained=opening.retained + net - plan.dividends,
        aoci=opening.aoci + plan.oci,
        treasury=opening.treasury - plan.buyback,
    )
    flows = _flows(opening, closing, plan, net)
    closing = replace(closing, cash=opening.cash + flows.change)
    return Period(plan, flows, opening, closing, shares, shares + shares // 90)


def _net(plan: Plan) -> int:
    costs = plan.cost + plan.selling + plan.depreciation + plan.amortization + plan.special
    before_tax = plan.sales - costs - plan.interest - plan.other_expense
    return before_tax - plan.tax + plan.discontinued


def _flows(opening: Balance, closing: Balance, plan: Plan, net: int) -> Flows:
    """The indirect method: every line that moved, and nothing else."""

    def grew(name: str) -> int:
        return int(getattr(closing, name)) - int(getattr(opening, name))

    finance_paid = plan.finance_additions - grew("finance_current") - grew("finance")
    operating_lines = grew("operating_current") + grew("operating")
    held = grew("discontinued_assets") - grew("discontinued_liabilities")
    operating = {
        "net": net,
        "discontinued": -plan.discontinued,
        "depreciation": plan.depreciation + plan.amortization,
        "rou": plan.rou_amortization,
        "special": plan.special - plan.special_cash,
        "share_pay": plan.share_pay,
        "deferred": plan.deferred,
        "receivables": -grew("receivables"),
        "inventories": -grew("inventories"),
        "prepaid": -grew("prepaid") - grew("other_assets"),
        "payables": grew("payables"),
        "accrued": grew("accrued") + grew("other_liabilities") + plan.oci,
        "leases": operating_lines - plan.operating_additions,
    }
    investing = {
        "capex": -plan.capex,
        "acquired": -plan.acquired_goodwill - plan.acquired_intangibles,
        "disposals": plan.disposals,
    }
    financing = {
        "borrowed": plan.borrowed,
        "repaid": -plan.repaid,
        "finance_leases": -finance_paid,
        "dividends": -plan.dividends,
        "buyback": -plan.buyback,
        "stock_plans": plan.stock_plans,
    }
    remitted = plan.discontinued - held
    return Flows(
        operating,
        investing,
        financing,
        remitted + plan.discontinued_capex,
        -plan.discontinued_capex,
    )
