"""The command as a person runs it, and a library made by it."""

import sys
from pathlib import Path

import pytest

from cli.main import main
from tests.cli.ran import Ran, Tieout


@pytest.fixture
def tieout(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Tieout:
    """Run `tieout` with these arguments, in this process."""

    def run(*arguments: str | Path) -> Ran:
        monkeypatch.setattr(sys, "argv", ["tieout", *map(str, arguments)])
        status: object = 0
        try:
            main()
        except SystemExit as end:
            status = end.code
        said = capsys.readouterr()
        return Ran(status if isinstance(status, int) else 0, said.out, said.err)

    return run


@pytest.fixture(scope="session")
def folder(filing: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one filing, and a file that is none."""
    folder = tmp_path_factory.mktemp("filings")
    (folder / "2023").mkdir()
    (folder / "2023" / "tidw.htm").write_text(filing, encoding="utf-8")
    (folder / "photo.gif").write_bytes(b"GIF89a")
    return folder


@pytest.fixture(scope="session")
def library(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with that filing, searchable by words. Read it, do not change it."""
    from index.build import update_bm25
    from ingest.pipeline import ingest
    from store.library import Library
    from store.settings import Settings

    held = Library(tmp_path_factory.mktemp("library"))
    settings = Settings(library=held.folders.library, workers=1)

    def index() -> None:
        update_bm25(held)

    list(ingest([folder], held, settings, index=index))
    return held.folders.library
