"""The workbook in LibreOffice, headless. Left out, and said by ./test, where it is not there."""

import shutil
import subprocess
from decimal import Decimal
from pathlib import Path

import pandas
import pytest

from agent.batch.answer_files import write
from agent.batch.grid import Scope, gridded
from agent.batch.ledger import Ledger
from agent.batch.rows import found
from agent.questions import Asked
from tests.agent.batch.test_answer_files import HOSTILE, answered

pytestmark = pytest.mark.office


def test_a_workbook_opens_in_libreoffice_and_reads_back_equal(
    ledger: Ledger, tmp_path: Path
) -> None:
    columns = [Asked("leases", "Leases?", type="amount")]
    columns += [Asked(f"text{at}", "Who?", type="text") for at in range(len(HOSTILE))]
    plan = gridded(columns, ledger.library, "m", Scope("filing"))
    batch = ledger.open("one", plan, "m")
    for cell in plan.cells:
        said = "" if cell.column == "leases" else HOSTILE[int(cell.column.removeprefix("text"))]
        answer = answered("7.0", "USD") if not said else answered(None, None, said)
        ledger.finish(batch, cell.id, answer)
    ours = tmp_path / "grid.xlsx"
    write(ours, found(ledger, batch), lambda stands: f"http://localhost/{stands['document']}")
    office = shutil.which("soffice")
    assert office is not None
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    there = tmp_path / "there"
    command = [office, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(there)]
    subprocess.run([*command, str(ours)], check=True, capture_output=True, timeout=120)
    for sheet in ("Values", "Sources", "Failed"):
        mine = pandas.read_excel(ours, sheet_name=sheet)
        theirs = pandas.read_excel(there / "grid.xlsx", sheet_name=sheet)
        assert list(mine.columns) == list(theirs.columns)
        plain = [name for name in mine.columns if name != "formula"]
        pandas.testing.assert_frame_equal(mine[plain], theirs[plain], check_dtype=False)
    computed = pandas.read_excel(there / "grid.xlsx", sheet_name="Sources")["formula"].dropna()
    assert {Decimal(str(each)) for each in computed} == {Decimal("7.0")}
