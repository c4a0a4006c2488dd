"""See Note 12, which sends the reader on to a schedule: the chain is walked to its end."""

from datetime import date
from pathlib import Path

import pytest

from agent.answer import Answer
from tests.agent.offline.reports import Report, income, stand

PROSE = """<p><b>NOTES TO CONSOLIDATED FINANCIAL STATEMENTS</b></p>
{before}
<p><b>Note 12. Leases</b></p>
<p>Obligations under leases of plants and offices were ${plants} billion at December 31, 2024. This
amount excludes leases of vessels, which are listed in {named}.</p>
<p><b>Note 13. Segments</b></p><p>There is one segment.</p>
<p><b>Item 15. Exhibits and Financial Statement Schedules</b></p>
<p><b>Schedule V. Leases of vessels</b></p>
<p>Obligations under leases of vessels were ${vessels} billion at December 31, 2024.</p>
<p><b>SIGNATURES</b></p>"""

SUBJECTS = (
    *("Basis", "Revenue", "Costs", "Inventories", "Goodwill", "Taxes", "Pensions", "Equity"),
    *("Dividends", "Debt", "Receivables"),
)
BEFORE = "".join(
    f"<p><b>Note {number}. {title}</b></p><p>Nothing of {title.lower()} is unusual.</p>"
    for number, title in enumerate(SUBJECTS, start=1)
)


def owed(folder: Path, named: str, plants: str = "3.0", vessels: str = "1.4") -> Answer:
    report = Report(
        "Tolvane Marine, Inc.",
        date(2024, 12, 31),
        income([9000, 8000]),
        balance={
            "Total assets": [9100, 8800],
            "Lease obligations (see Note 12)": [int(1000 * float(plants)), 2900],
            "Total liabilities": [5200, 5000],
        },
        prose=PROSE.format(before=BEFORE, named=named, plants=plants, vessels=vessels),
    )
    return stand(folder, report).ask("What does Tolvane Marine really owe on leases?")


@pytest.mark.parametrize(
    ("plants", "vessels", "sum_"), [("3.0", "1.4", "4400"), ("2.6", "0.9", "3500")]
)
def test_note_12_leads_on_to_a_schedule(
    tmp_path: Path, plants: str, vessels: str, sum_: str
) -> None:
    answer = owed(tmp_path, "Schedule V", plants, vessels)
    assert (answer.status, answer.value) == ("answered", f"{sum_}000000"), answer.answer
    led = [hop.words for hop in answer.chain]
    assert any("Note 12" in words for words in led)
    assert any("Schedule V" in words for words in led)
    assert [f.text for f in answer.figures if not f.expression] == [
        f"${plants} billion",
        f"${vessels} billion",
    ]


def test_a_schedule_that_is_not_there_leaves_the_answer_open(tmp_path: Path) -> None:
    answer = owed(tmp_path, "Schedule IV")
    assert answer.status == "partial"
    assert any("Schedule IV" in thread for thread in answer.open_threads)
