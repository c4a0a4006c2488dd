"""Statements are known by their lines; the one that bears its title is the face."""

from index.statements import statements_of
from index.vocabulary import vocabulary

BALANCE = """
Cash and cash equivalents | 1,200 | 1,100
Property, plant and equipment, net | 3,400 | 3,300
Total current assets | 2,000 | 1,900
Total assets | 9,800 | 9,500
Accounts payable | 700 | 650
Total current liabilities | 1,500 | 1,450
Total liabilities | 4,000 | 3,900
Retained earnings | 3,000 | 2,800
Total shareholders' equity | 5,800 | 5,600
"""


def test_a_balance_sheet_needs_no_title() -> None:
    assert statements_of(BALANCE, vocabulary()) == ("balance sheet",)


def test_a_titled_one_is_the_face() -> None:
    titled = f"CONSOLIDATED BALANCE SHEETS\n{BALANCE}"
    assert statements_of(titled, vocabulary()) == ("balance sheet", "balance sheet face")


def test_prose_about_a_statement_is_none() -> None:
    prose = "Total assets, total liabilities, retained earnings and payables rose; see equity."
    assert statements_of(prose, vocabulary()) == ()
