"""Names in the place of a company are noticed; the words of the trade are not."""

import pytest

from agent.offline.subjects import subjects


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("What is the FY2018 capex (in USD millions) for 9T? Use the cash flow statement.", ["9T"]),
        ("What was Fathom Tools's net income in FY2020?", ["Fathom Tools"]),
        ("Did Fathom pay dividends in Q2 of FY2022?", ["Fathom"]),
        ("Which Best Harbor product sold best in the US?", ["Best Harbor"]),
        ("Was there any drop in Cash & Cash equivalents between FY 2023 and Q2 of FY2024?", []),
        ("What drove the change in SG&A as a percent of net sales?", []),
        ("What is the EBITDA margin for FY2020?", []),
    ],
)
def test_who_is_asked_about(question: str, names: list[str]) -> None:
    assert list(dict.fromkeys(subjects(question))) == names
