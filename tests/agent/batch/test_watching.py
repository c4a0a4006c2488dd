"""A watched folder: whole files are read, and the rows that they concern are asked again."""

from collections.abc import Iterator
from pathlib import Path

from agent.batch.grid import Scope, gridded
from agent.batch.ledger import Ledger
from agent.batch.run import run_batch
from agent.batch.teams import Processes
from agent.batch.watching import Renewed, watch
from agent.batch.work import OpenWork
from agent.questions import Asked
from ingest.pipeline import Outcome
from store.library import Library
from store.settings import Settings
from tests.filing_maker import ANNUAL

OTHER = ANNUAL.replace("HARROW FREIGHT, INC.", "MARLOW FREIGHT, INC.").replace("9,120", "7,040")


class Enough(Exception):
    """The test has seen enough."""


def looks(*between: object) -> Iterator[None]:
    """What happens between looks; then it is enough."""
    for happen in between:
        if callable(happen):
            happen()
        yield
    raise Enough


def seen(folder: Path, library: Library, settings: Settings, *between: object) -> list[object]:
    pauses, said = looks(*between), list[object]()
    try:
        for each in watch(folder, library, settings, pause=lambda: next(pauses)):
            said.append(each)
    except Enough:
        return said
    raise AssertionError("it ended by itself")


def test_a_replaced_filing_renews_its_row_alone_and_the_file_of_answers(tmp_path: Path) -> None:
    folder, out = tmp_path / "in", tmp_path / "grid.csv"
    folder.mkdir()
    settings = Settings(library=tmp_path / "library", workers=1)
    library = Library(settings.library)
    library.create()

    def put(name: str, text: str) -> None:
        (folder / name).write_text(text, encoding="utf-8")

    put("a.htm", ANNUAL)
    put("b.htm", OTHER)
    first = seen(folder, library, settings, None, None)
    assert [each.status for each in first if isinstance(each, Outcome)] == ["added", "added"]
    ledger = Ledger(library)
    questions = [Asked("assets", "What were total assets?", type="amount"), Asked("who", "CEO?")]
    plan = gridded(questions, library, "offline", Scope("filing"))
    batch = ledger.open(str(out), plan, "offline")
    list(run_batch(ledger, batch, Processes(1), OpenWork(settings, "offline", batch, False)))
    before = {cell.id: (cell.attempts, cell.answer) for cell in ledger.cells(batch)}

    half, whole = ANNUAL[: len(ANNUAL) // 2], ANNUAL.replace("9,120", "9,333")
    said = seen(
        folder, library, settings, None, None,
        lambda: put("a.htm", half), lambda: put("a.htm", whole), None, None, None,
    )  # fmt: skip
    read = [(each.source, each.status) for each in said if isinstance(each, Outcome)]
    assert read == [("a.htm", "replaced")], "a file that is half there is not read"
    (renewed,) = (each for each in said if isinstance(each, Renewed))
    assert renewed.cells == 2
    after = {cell.id: (cell.attempts, cell.answer) for cell in ledger.cells(batch)}
    changed = {id for id in after if after[id] != before.get(id)}
    assert {id.rpartition("/")[2] for id in changed} == {"assets", "who"}
    assert len({id.rpartition("/")[0] for id in changed}) == 1
    assert len(out.read_text().splitlines()) == 1 + len(after)
    (place,) = {id.rpartition("/")[0] for id in changed}
    assert any("9,333" in line for line in library.lines(place))
    library.close()
