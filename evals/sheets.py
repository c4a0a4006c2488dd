"""Sheets: a grid of usual questions over reports, worked through, written out and read back.

Every cell should have a status and every value a place it stands at. The workbook is read by
pandas and compared with the ledger; then LibreOffice opens and saves it, and what it saved is
compared, too: values, and the formulas it computed. Without LibreOffice that column is a dash.
"""

import shutil
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from agent.batch.answer_files import write
from agent.batch.grid import Scope, gridded
from agent.batch.ledger import Ledger
from agent.batch.rows import Found, Row, file_link, first_places, found
from agent.batch.run import run_batch
from agent.batch.teams import team_for
from agent.batch.work import OpenWork
from agent.questions import Asked
from evals.tables import Table, share
from store.settings import Settings

QUESTIONS = (
    Asked("revenue", "What was total revenue?", type="amount"),
    Asked("income", "What was net income?", type="amount"),
    Asked("assets", "What were total assets?", type="amount"),
    Asked("cash", "What were cash and cash equivalents?", type="amount"),
    Asked("equity", "What was total stockholders' equity?", type="amount"),
    Asked("tax", "What was the effective tax rate?", type="percent"),
    Asked("shares", "How many shares of common stock were outstanding?"),
    Asked("auditor", "Who is the independent registered public accounting firm?", type="text"),
)
SHEETS = ("Values", "Sources", "Failed")
HEADS = ("cells", "without status", "values", "values without source", "cells a second",
         "sheet equal", "in LibreOffice")  # fmt: skip


def measure(
    ledger: Ledger,
    documents: Sequence[str],
    settings: Settings,
    model: str,
    workers: int,
    scratch: Path,
    report: Callable[[int, int], None],
) -> Table:
    """Answer the questions about every document; the batch is gone afterwards."""
    plan = gridded(QUESTIONS, ledger.library, model, Scope("filing", tuple(documents)))
    batch = ledger.open(f"measured {time.time_ns()}", plan, model)
    began = time.monotonic()
    try:
        work = OpenWork(settings, model, batch, capped=False)
        for done, _ in enumerate(
            run_batch(ledger, batch, team_for(settings, model, workers), work), 1
        ):
            report(done, len(plan.cells))
        pace = len(plan.cells) / (time.monotonic() - began)
        made = found(ledger, batch)
    finally:
        ledger.remove(batch)
    sheet = scratch / "grid.xlsx"
    write(sheet, made, partial(file_link, settings.library))
    theirs = through_office(sheet, scratch)
    differ = list(differences(sheet, made))
    office = None if theirs is None else list(changes(sheet, theirs, made))
    return to_table(len(plan.cells), made.rows, pace, differ, office)


def differences(sheet: Path, made: Found) -> Iterator[str]:
    """Cells of the sheet of values that pandas reads otherwise than the ledger has them."""
    read = frames(sheet)["Values"].astype({"row" if made.batch.columns else "id": str})
    read = read.set_index("row" if made.batch.columns else "id")
    for row in made.rows:
        if row["value"] is None:
            continue  # its words are compared by `changes`
        there = read.loc[row["row"], row["column"] or "value"]
        if float(row["value"]) != float(there):
            yield f"{row['id']}: {row['value']} reads {there}"


def changes(sheet: Path, theirs: Path, made: Found) -> Iterator[str]:
    """What another program's copy of the workbook holds otherwise; formulas by their value."""
    ours, saved = frames(sheet), frames(theirs)
    for name in SHEETS:
        plain = [each for each in ours[name].columns if each != "formula"]
        if list(ours[name].columns) != list(saved[name].columns):
            yield f"{name} has other columns"
        elif not same(ours[name][plain], saved[name][plain]):
            yield f"{name} has other cells"
    computed = [Decimal(str(each)) for each in saved["Sources"].get("formula", ()) if each == each]
    wanted = [Decimal(each) for each in expressions(made)]
    for one, other in zip(computed, wanted, strict=True):
        if abs(one - other) > abs(other) * Decimal("1e-9"):
            yield f"a formula gives {one}, not {other}"


def same(ours: Any, theirs: Any) -> bool:
    """Whether two frames hold the same, whatever the types of their columns."""
    import pandas

    try:
        pandas.testing.assert_frame_equal(ours, theirs, check_dtype=False)
    except AssertionError:
        return False
    return True


def expressions(made: Found) -> Iterator[str]:
    """The values of computed figures whose expression a sheet takes, in the order of its rows."""
    from agent.batch.workbook import formula

    for row in made.rows:
        for figure in row.get("figures", ()):
            if formula(figure["expression"], 1) and figure["value"] is not None:
                yield figure["value"]


def frames(sheet: Path) -> dict[str, Any]:
    """The sheets of a workbook by name, as pandas reads them."""
    import pandas

    read: dict[str, Any] = pandas.read_excel(sheet, sheet_name=None)
    return read


def through_office(sheet: Path, scratch: Path) -> Path | None:
    """The workbook as LibreOffice saves it; None where it is not installed."""
    office = shutil.which("soffice")
    if office is None:
        return None
    profile = f"-env:UserInstallation={(scratch / 'profile').absolute().as_uri()}"
    there = scratch / "there"
    command = [office, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(there)]
    subprocess.run([*command, str(sheet)], check=True, capture_output=True, timeout=300)
    return there / sheet.name


def to_table(
    cells: int,
    rows: Sequence[Row],
    pace: float,
    differ: Sequence[str],
    office: Sequence[str] | None,
) -> Table:
    """One row of counts, one for each status, and what was not equal."""
    statuses = Counter(row["status"] for row in rows)
    values = [row for row in rows if row["value"] is not None]
    bare = sum(not first_places(row) for row in values)
    told = ("–" if office is None else equal(office),)
    first = (str(cells), str(cells - len(rows)), str(len(values)), str(bare), f"{pace:.1f}")
    blank = ("",) * (len(HEADS) - 2)
    more = [(status, share(count, cells), *blank) for status, count in statuses.most_common()]
    wrong = [(f"wrong: {each}", "", *blank) for each in (*differ, *(office or ()))[:10]]
    figures = {
        "cells": cells,
        "without_status": cells - len(rows),
        "values": len(values),
        "without_source": bare,
        "differ": len(differ) + len(office or ()),
    }
    title = f"A grid of {len(QUESTIONS)} questions, by cells"
    lines = ((*first, equal(differ), *told), *more, *wrong)
    return Table("sheets", title, HEADS, lines, {**figures, "pace": round(pace, 2)})


def equal(differ: Sequence[str]) -> str:
    """In a word."""
    return "equal" if not differ else f"{len(differ)} differ"
