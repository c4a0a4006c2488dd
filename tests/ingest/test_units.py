import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.units import (
    COLUMN_OF_SHARES,
    IN_PERCENT,
    KINDS,
    MAY_PROMISE,
    MAY_STATE,
    STATEMENT,
    Units,
    stated_units,
    unit_in,
)

THOUSANDS, MILLIONS = 1_000, 1_000_000


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("(in millions)", Units(MILLIONS, None, MILLIONS)),
        ("(Millions)", Units(MILLIONS, None, MILLIONS)),
        ("Millions, Except Per Share Amounts", Units(MILLIONS, None, MILLIONS)),
        ("(Dollars in thousands)", Units(THOUSANDS, "USD", THOUSANDS)),
        ("($000s)", Units(THOUSANDS, "USD", THOUSANDS)),
        ("(000's omitted)", Units(THOUSANDS, None, THOUSANDS)),
        ("(€ in millions)", Units(MILLIONS, "EUR", MILLIONS)),
        ("(thousands of U.S. dollars)", Units(THOUSANDS, "USD", THOUSANDS)),
        ("(In billions)", Units(1_000_000_000, None, 1_000_000_000)),
        ("(in thousands, except share and per share data)", Units(THOUSANDS, None, 1)),
        ("(in millions, except per share data)", Units(MILLIONS, None, MILLIONS)),
        ("(Dollars in millions; shares in thousands)", Units(MILLIONS, "USD", THOUSANDS)),
        (
            "(In millions, except number of shares, which are reflected in thousands,"
            " and per share amounts)",
            Units(MILLIONS, None, THOUSANDS),
        ),
        ("(in percent)", Units(percent=True)),
        ("Dollars and shares in millions", Units(MILLIONS, "USD", MILLIONS)),
    ],
)
def test_a_statement_of_units_is_understood(text: str, units: Units) -> None:
    assert stated_units(text) == units


@pytest.mark.parametrize("text", ["", "$5 million was paid", "shares (in thousands)", "in 2023"])
def test_what_states_no_scale_of_amounts_is_none(text: str) -> None:
    assert stated_units(text) is None


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("Diluted net income per share", "share"),
        ("Basic EPS", "share"),
        ("Weighted-average exercise price", "share"),
        ("Weighted average shares outstanding", "shares"),
        ("Shares used to compute diluted net income per share", "shares"),
        ("Number of options", "shares"),
        ("% of revenue", "percent"),
        ("Debt to equity ratio", "ratio"),
        ("Number of restaurants", "count"),
        ("Remaining term (years)", "count"),
        ("Cash dividends ($1.20 per share)", None),
        ("Common stock, $.01 par value; 100 shares outstanding", None),
        ("Shares withheld for taxes", None),
        ("Shares issued for stock options", None),
        ("Shares: 2023 – 832; 2022 – 835", None),
        ("Members' equity (19,873,000 units issued)", None),
        ("Income allocated to common stock for diluted EPS", None),
        ("Common shares", None),
        ("Common shares repurchased: 5,860,813", None),
        ("Allocation of ESOP shares", None),
        ("Liability to issue shares", None),
        ("(Number of shares)", "shares"),
        ("Net revenue", None),
    ],
)
def test_a_label_promises_a_kind_of_figure(label: str, kind: str | None) -> None:
    assert unit_in(label) == kind


def test_a_column_of_shares_is_known_by_its_last_word() -> None:
    assert unit_in("Treasury Stock Shares", column=True) == "shares"
    assert unit_in("Treasury Stock Amount", column=True) is None
    assert unit_in("Capital in Excess of Par Value Shares", column=True) == "shares"
    assert unit_in("Stock Incentive Awards (Temporary Equity)", column=True) is None
    assert unit_in("Awards (in thousands)", column=True) == "shares"


WORDS = (
    "average number of shares units options per share EPS exercise price % percent cent quantity "
    "term life lives periods age in years (in thousands) 000's omitted millions basic diluted ADS "
    "net # awards RSUs PSUs securities weighted grant date fair value dollars ratio"
)


@given(st.lists(st.sampled_from(WORDS.split()), max_size=7).map(" ".join))
def test_the_quick_looks_miss_nothing(words: str) -> None:
    if any(pattern.search(words) for _, pattern in KINDS) or COLUMN_OF_SHARES.search(words):
        assert MAY_PROMISE.search(words)
    if STATEMENT.search(words) or IN_PERCENT.search(words):
        assert MAY_STATE.search(words)
