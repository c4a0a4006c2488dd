"""What is owed on leases is what the balance sheet bears, among all that such a note prints."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from agent.answer import Answer
from agent.offline.claims import Claim, amounts, claims
from agent.offline.sentences import Sentence
from agent.offline.trail import Trail
from store.tables import StoredSection
from tests.agent.offline.reports import Report, Stand, income, stand
from tests.agent.offline.test_rows import ANNUAL

END = date(2023, 12, 31)
QUESTION = "What does this company really owe on leases?"
LEASES = frozenset({"lease"})
NOTE = (
    "<p><b>NOTES TO CONSOLIDATED FINANCIAL STATEMENTS</b></p><p><b>Note 1. Policies</b></p>"
    "<p>We prepare our statements with care.</p><p><b>Note 2. {title}</b></p>"
    "<p>We lease offices and mills. Cash paid for amounts included in the measurement of operating "
    "lease liabilities was $389 million. Leases that have not yet commenced oblige us to payments "
    "of $34 billion. For additional information on leases, see Note 3.</p>"
)
LAST = (
    "<p><b>Note 3. Debt</b></p><p>Debt is as follows (in millions):</p><table><tr><td></td>"
    "<td>December 31, 2023</td></tr><tr><td>Finance lease liabilities</td><td>40</td></tr>"
    "<tr><td>Notes</td><td>500</td></tr></table>"
)


def maturities(*rows: tuple[str, str], heads: tuple[str, ...] = ("December 31, 2023",)) -> str:
    """A table of maturities, in millions; each row's figures are parted by blanks."""
    head = "".join(f"<td>{each}</td>" for each in heads)
    lines = "".join(
        f"<tr><td>{label}</td>{''.join(f'<td>{each}</td>' for each in figures.split())}</tr>"
        for label, figures in rows
    )
    return (
        "<p>Maturities of lease liabilities are as follows (in millions):</p>"
        f"<table><tr><td></td>{head}</tr>{lines}</table>"
    )


def asked(folder: Path, table: str, title: str = "Leases", **lines: tuple[int, int]) -> Answer:
    """The answer of a filing with such a note and such lines in its balance sheet."""
    return stand(folder, filed(table, title, **lines)).ask(QUESTION)


def filed(table: str, title: str = "Leases", **lines: tuple[int, int]) -> Report:
    """Such a filing."""
    balance = {
        "Cash": (900, 800),
        "Total assets": (5000, 4900),
        **{label.replace("_", " "): figures for label, figures in lines.items()},
        "Total liabilities": (3000, 2900),
        "Total equity": (2000, 2000),
        "Total liabilities and equity": (5000, 4900),
    }
    prose = NOTE.format(title=title) + table + LAST
    return Report("Harrow Mills, Inc.", END, income((9000, 8000)), balance=balance, prose=prose)


def test_it_is_what_payments_less_interest_leave(tmp_path: Path) -> None:
    table = maturities(
        ("2024", "85"),
        ("Thereafter", "378"),
        ("Total lease liabilities", "463"),
        ("Less: Imputed interest", "(35)"),
        ("Present value of lease liabilities", "428"),
    )
    answer = asked(tmp_path, table)
    assert (answer.status, answer.value) == ("answered", "428000000")
    assert [figure.text for figure in answer.figures] == ["428"]


def test_an_allowance_is_taken_away_as_interest_is(tmp_path: Path) -> None:
    table = maturities(
        ("Total future minimum lease payments", "90"),
        ("Less: Tenant improvement allowance", "(3)"),
        ("Less: Imputed interest", "(28)"),
        ("Total operating lease liabilities", "59"),
    )
    assert asked(tmp_path, table).value == "59000000"


def test_each_kind_that_has_a_column_counts(tmp_path: Path) -> None:
    table = maturities(
        ("Total lease payments", "3,296 708"),
        ("Less: Imputed interest", "(337) (30)"),
        ("Total", "2,959 678"),
        heads=("Operating leases", "Finance leases"),
    )
    answer = asked(tmp_path, table)
    assert (answer.status, answer.value) == ("answered", "3637000000")


def test_a_column_of_the_total_is_taken_once(tmp_path: Path) -> None:
    table = maturities(
        ("Total lease payments", "3,296 708 4,004"),
        ("Less: Imputed interest", "337 30 367"),
        ("Present value of lease liabilities", "2,959 678 3,637"),
        heads=("Operating leases", "Finance leases", "Total"),
    )
    answer = asked(tmp_path, table)
    assert (answer.status, answer.value) == ("answered", "3637000000")
    assert [figure.text for figure in answer.figures] == ["3,637"]


def test_the_table_is_found_in_a_note_of_another_title(tmp_path: Path) -> None:
    table = maturities(
        ("Total operating lease payments", "889"),
        ("Less: Interest", "(129)"),
        ("Present value of operating lease liabilities", "760"),
    )
    assert asked(tmp_path, table, "Property and Equipment").value == "760000000"


def test_lines_of_the_balance_sheet_are_added_where_the_note_says_other(tmp_path: Path) -> None:
    answer = asked(
        tmp_path,
        "<p>Lease obligations were $17 million in one country.</p>",
        Current_portion_of_operating_lease_liabilities=(12, 11),
        Operating_lease_liabilities_net_of_current_portion=(80, 85),
    )
    assert (answer.status, answer.value) == ("partial", "92000000")
    assert any("balance sheet" in thread for thread in answer.open_threads)


def test_nothing_is_said_where_the_note_and_one_line_of_the_balance_sheet_differ(
    tmp_path: Path,
) -> None:
    note = (
        "<p>Lease obligations were $3.5 billion, excluding those of discontinued operations "
        "(Note 3).</p>"
    )
    answer = asked(tmp_path, note, Operating_lease_liabilities_noncurrent=(900, 850))
    assert answer.value is None


TAGS = (
    '<html xmlns:ix="http://www.xbrl.org/2013/inlineXBRL" '
    'xmlns:us-gaap="http://fasb.org/us-gaap/2023" '
    'xmlns:xbrli="http://www.xbrl.org/2003/instance" '
    'xmlns:iso4217="http://www.xbrl.org/2003/iso4217">'
    '<body><div style="display:none"><ix:header><ix:resources><xbrli:context id="c"><xbrli:entity>'
    '<xbrli:identifier scheme="http://www.sec.gov/CIK">0000000017</xbrli:identifier></xbrli:entity>'
    "<xbrli:period><xbrli:instant>2023-12-31</xbrli:instant></xbrli:period></xbrli:context>"
    '<xbrli:unit id="usd"><xbrli:measure>iso4217:USD</xbrli:measure></xbrli:unit></ix:resources>'
    "</ix:header></div>"
)
CURRENT = "us-gaap:OperatingLeaseLiabilityCurrent"


def test_one_tagged_part_of_two_is_not_taken_for_the_whole(tmp_path: Path) -> None:
    table = maturities(
        ("Total lease payments", "100"),
        ("Less: Imputed interest", "(8)"),
        ("Present value of lease liabilities", "92"),
    )
    report = filed(table, Operating_lease_liabilities_current=(12, 11))
    fact = (
        f'<ix:nonFraction unitRef="usd" contextRef="c" name="{CURRENT}" decimals="-6" scale="6" '
        'id="f1">12</ix:nonFraction>'
    )
    html = report.html().replace("<html><body>", TAGS).replace("<td>12</td>", f"<td>{fact}</td>")
    made: Stand = stand(tmp_path, report, html={report.name(): html})
    (document,) = made.library.documents()
    assert document.facts == 1
    assert made.ask(QUESTION).value == "92000000"


def claim(value: int) -> Claim:
    """An amount on a line of the only section."""
    text = str(value)
    return Claim(text, Decimal(value), Sentence(text, text, 5), 3.0, quote=text)


def section() -> StoredSection:
    """The only one."""
    return StoredSection(
        document="a", id="s1", position=0, level=1, kind="note", title="Leases",
        first_line=1, last_line=9, first_page=1, last_page=1,
    )  # fmt: skip


def test_two_equal_parts_of_one_sum_both_count_and_a_repeated_amount_does_not() -> None:
    trail = Trail()
    trail.add_claims([claim(5), claim(5)], ANNUAL, section())
    trail.add_claims([claim(5), claim(7)], ANNUAL, section())
    assert [int(part.claim.value) for part in trail.parts] == [5, 5, 7]


def test_nothing_is_said_where_only_flows_and_plans_are_printed(tmp_path: Path) -> None:
    assert asked(tmp_path, "").value is None


@pytest.mark.parametrize(
    "said",
    [
        "Cash paid for amounts in lease liabilities was $14 million.",
        "Lease liabilities due are $13 million in 2024 and $12 million in 2025.",
        "Assets obtained in exchange for lease liabilities were $2 million.",
        "We have lease obligations of $216.",
    ],
)
def test_what_flows_falls_due_or_has_no_scale_is_not_owed(said: str) -> None:
    assert claims(Sentence(said, said, 1), LEASES, END) == []


def test_an_amount_with_its_scale_or_all_its_digits_counts() -> None:
    said = "We owe $2.0 billion, $450,000 and $216."
    assert [text for text, *_ in amounts(said)] == ["$2.0 billion", "$450,000"]


@pytest.mark.parametrize(
    "said", ["A fine of €798 million", "It seeks R$2.3 billion", "some 300 million euros"]
)
def test_an_amount_in_another_currency_is_none_of_dollars(said: str) -> None:
    assert list(amounts(said)) == []


def test_a_dollar_amount_behind_a_single_letter_is_one_of_dollars() -> None:
    assert [text for text, *_ in amounts("A $5 million claim")] == ["$5 million"]
