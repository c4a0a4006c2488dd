"""How the books of a story come about: a business of a size that fits its leases, year by year."""

from dataclasses import replace
from random import Random

from examples.books import Balance, Books, Period, Plan, close, names
from examples.story import Story


def keep(story: Story) -> Books:
    """The books of a story: its lease amounts, and a business of a size that fits them."""
    rng = Random(f"{story.seed}:books")
    lease = story.pieces[0]
    held = story.piece("discontinued")
    entity = story.piece("entity")
    size = 6 * lease.amount + 3 * (held.amount if held else 0)
    jitter = [1 + 0.08 * (rng.random() - 0.5) for _ in range(12)]
    leases = (lease.amount, lease.prior, _shade(lease.prior, 1.03), _shade(lease.prior, 1.05))
    discontinued = (
        (held.amount, held.prior, _shade(held.prior, 1.02), _shade(held.prior, 1.04))
        if held
        else (0, 0, 0, 0)
    )
    first = _first(size, leases[3], discontinued[3], entity.amount * 13 // 10 if entity else 0)
    shares = 3000 + rng.randrange(3000)
    balance, years = first, []
    for back in (2, 1, 0):
        sales = _shade(size, (0.93, 0.965, 1.0)[2 - back] * jitter[back])
        plan = _plan(sales, leases[back], back, held is not None, rng)
        target = _target(sales, leases[back], discontinued[back], bool(held), back, rng)
        period = close(balance, plan, target, shares - 60 * (2 - back))
        balance = period.closing
        years.append(period)
    ended = sum(p.amount for p in story.pieces if p.event and p.sign < 0)
    started = sum(p.amount for p in story.pieces if p.event and p.sign > 0)
    going = _shade(leases[0], 0.986) + started
    after = (
        (going, discontinued[0] - ended)
        if discontinued[0] > ended
        else (going - ended, discontinued[0])
    )
    quarter = _quarter(years[2], after[0], after[1], held is not None, rng)
    before = _quarter(years[1], leases[1], discontinued[1], held is not None, rng)
    return Books((years[2], years[1], years[0]), quarter, before)


def _shade(amount: int, factor: float) -> int:
    return round(amount * factor)


def split_leases(total: int) -> dict[str, int]:
    """Lease obligations by kind and term: about a tenth is due within a year."""
    finance = total // 10
    operating = total - finance
    return {
        "operating_current": operating // 8,
        "operating": operating - operating // 8,
        "finance_current": finance // 7,
        "finance": finance - finance // 7,
    }


def held_liabilities(leases: int) -> int:
    """Liabilities of the discontinued business: its leases and as much again in others."""
    return leases + leases * 2 // 5


def _first(size: int, leases: int, held: int, entity: int) -> Balance:
    """The balance sheet before the oldest year; retained earnings make it balance."""
    lines = dict.fromkeys(names(), 0)
    lines |= split_leases(leases)
    lines |= {
        "cash": size // 22,
        "receivables": size // 40,
        "inventories": size // 9,
        "prepaid": size // 90,
        "discontinued_assets": _shade(held, 1.7),
        "premises": size // 3,
        "operating_rou": lines["operating"] + lines["operating_current"] - leases // 30,
        "goodwill": size // 16,
        "intangibles": size // 30,
        "other_assets": size // 45,
        "entity_assets": entity,
        "payables": size // 12,
        "accrued": size // 11,
        "debt_current": size // 120,
        "discontinued_liabilities": held_liabilities(held),
        "debt": size // 6,
        "deferred_tax": size // 60,
        "other_liabilities": size // 24,
        "entity_liabilities": entity * 10 // 13,
        "common": max(size // 9000, 1),
        "paid_in": size // 14,
        "aoci": -(size // 90),
        "treasury": -(size // 12),
    }
    balance = Balance(**lines)
    return replace(balance, retained=balance.assets - balance.liabilities - balance.equity)


def _plan(sales: int, leases: int, back: int, held: bool, rng: Random, part: int = 1) -> Plan:
    """A year, or with `part` 4 a quarter."""

    def about(share: float, spread: float = 0.12) -> int:
        return _shade(sales, share * (1 + spread * (rng.random() - 0.5)))

    cost, selling, depreciation = about(0.664, 0.006), about(0.242, 0.01), about(0.026, 0.02)
    special = about((0.011, 0.005, 0.002)[back])
    interest, other = about(0.0105), about(0.0008)
    amortization = about(0.0016)
    before_tax = sales - cost - selling - depreciation - amortization - special - interest - other
    tax = _shade(before_tax, 0.236 + 0.01 * rng.random())
    return Plan(
        sales=sales,
        cost=cost,
        selling=selling,
        depreciation=depreciation,
        amortization=amortization,
        special=special,
        special_cash=special // 3,
        interest=interest,
        other_expense=other,
        tax=tax,
        deferred=-tax // 14,
        discontinued=-about((0.009, 0.004, 0.001)[back]) if held else 0,
        discontinued_capex=about(0.0012) if held else 0,
        share_pay=about(0.0031),
        capex=about(0.031),
        disposals=about(0.0009, 0.5),
        acquired_goodwill=about(0.012) if back == 0 and part == 1 else 0,
        acquired_intangibles=about(0.006) if back == 0 and part == 1 else 0,
        borrowed=about((0.046, 0.021, 0.019)[back]),
        repaid=about((0.022, 0.017, 0.018)[back]),
        dividends=about(0.0092),
        buyback=about((0.014, 0.008, 0.011)[back]),
        stock_plans=about(0.001, 0.4),
        oci=about(0.0009, 0.5) * (1 if back % 2 else -1),
        rou_amortization=_shade(leases, 0.117 / part),
        operating_additions=_shade(leases, (0.112 + 0.02 * rng.random()) / part),
        finance_additions=_shade(leases, 0.019 / part),
    )


def _target(
    sales: int, leases: int, held: int, discontinued: bool, back: int, rng: Random
) -> dict[str, int]:
    """Where working capital, leases and the discontinued business stand at the end."""

    def about(share: float) -> int:
        return _shade(sales, share * (1 + 0.05 * (rng.random() - 0.5)))

    return split_leases(leases) | {
        "receivables": about(0.0251),
        "inventories": about(0.112),
        "prepaid": about(0.0113),
        "other_assets": about(0.0224),
        "payables": about(0.084),
        "accrued": about(0.096 + 0.004 * (2 - back)),
        "other_liabilities": about(0.044),
        "debt_current": about((0.019, 0.009, 0.008)[back]),
        "discontinued_assets": _shade(held, (1.46, 1.58, 1.66)[back]) if discontinued else 0,
        "discontinued_liabilities": held_liabilities(held),
    }


def _quarter(year: Period, leases: int, held: int, discontinued: bool, rng: Random) -> Period:
    """The thirteen weeks after a year."""
    sales = _shade(year.plan.sales, 0.246 + 0.006 * rng.random())
    plan = _plan(sales, leases, 1, discontinued, rng, part=4)
    target = _target(4 * sales, leases, held, discontinued, 0, rng)
    return close(year.closing, plan, target, year.shares - 20)
