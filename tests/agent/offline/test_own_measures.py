"""A measure of a filer's own is found under the name the filer gives it, and under no other."""

import random
from datetime import date

import pytest

from tests.agent.offline.reports import Report, Stand, companies, income, stand

NAMES = ("Adjusted EBITDA", "Operating Income Before Special Items")
PROSE = """<p><b>Item 7. Management’s Discussion and Analysis</b></p>
<p>Measures that are not defined by GAAP (in millions)</p><table>
<tr><td></td><td><b>Year ended December 31, 2024</b></td>
<td><b>Year ended December 31, 2023</b></td></tr>
<tr><td>Operating income</td><td>{operating}</td><td>140</td></tr>
<tr><td>{between}</td><td>{added}</td><td>50</td></tr>
<tr><td>{name}</td><td>{adjusted}</td><td>190</td></tr></table>"""


@pytest.fixture(scope="module", params=[11, 12])
def two(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Stand, dict[str, tuple[str, int, int]]]:
    """Two companies: the name each gives its measure, the measure, and operating income."""
    rng = random.Random(request.param)
    truth, reports = {}, []
    for name, company in zip(rng.sample(NAMES, 2), companies(request.param, 2), strict=True):
        operating, added = rng.randrange(100, 200), rng.randrange(20, 90)
        truth[company] = (name, operating + added, operating)
        said = PROSE.format(
            operating=operating,
            between="Depreciation and other",
            added=added,
            name=name,
            adjusted=operating + added,
        )
        lines = {**income((1000, 900)), "Operating income": (operating, 140)}
        reports.append(Report(company, date(2024, 12, 31), lines, prose=said))
    return stand(tmp_path_factory.mktemp("two"), *reports), truth


def test_each_measure_is_found_under_its_name(
    two: tuple[Stand, dict[str, tuple[str, int, int]]],
) -> None:
    shelf, truth = two
    for company, (name, adjusted, _) in truth.items():
        for asked in (name, name.lower() if "EBITDA" not in name else name):
            answer = shelf.ask(f"What was {company}'s {asked} in 2024?")
            assert (answer.status, answer.value) == ("answered", f"{adjusted}000000"), asked


def test_plain_operating_income_is_not_taken_for_it(
    two: tuple[Stand, dict[str, tuple[str, int, int]]],
) -> None:
    shelf, truth = two
    for company, (name, _, operating) in truth.items():
        plain = shelf.ask(f"What was {company}'s operating income in 2024?")
        assert plain.value == f"{operating}000000"
        other = next(each for each in NAMES if each != name)
        assert shelf.ask(f"What was {company}'s {other} in 2024?").value is None


def test_last_years_measure_is_not_this_years(
    two: tuple[Stand, dict[str, tuple[str, int, int]]],
) -> None:
    shelf, truth = two
    for company, (name, _, _) in truth.items():
        assert shelf.ask(f"What was {company}'s {name} in 2023?").value == "190000000"
        assert shelf.ask(f"What was {company}'s {name} in 2021?").value is None
