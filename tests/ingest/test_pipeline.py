import contextlib
import hashlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from ingest.pipeline import Outcome, Progress, ingest
from store.library import Busy, DiskFull, Library
from store.settings import Settings

STATUS_FIELDS = """
source document status form company cik ticker sic fiscal_year period_end pages sections tables
facts references health warnings error
"""

SUBMISSION = """<SEC-DOCUMENT>0001999991-24-000007.txt : 20240301
<SEC-HEADER>0001999991-24-000007.hdr.sgml : 20240301
CONFORMED SUBMISSION TYPE:	10-K
CONFORMED PERIOD OF REPORT:	20231231
FILED AS OF DATE:		20240301

FILER:

	COMPANY DATA:
		COMPANY CONFORMED NAME:			TIDEWATER KETTLE CORP
		CENTRAL INDEX KEY:			0001999991
		STANDARD INDUSTRIAL CLASSIFICATION:	HOUSEHOLD APPLIANCES [3630]
</SEC-HEADER>
<DOCUMENT>
<TYPE>EX-21.1
<SEQUENCE>2
<FILENAME>tidw-ex211.htm
<TEXT>
<html><body><p>Subsidiaries of the registrant</p><p>Port Ellery Foundry LLC</p></body></html>
</TEXT>
</DOCUMENT>
<DOCUMENT>
<TYPE>10-K
<SEQUENCE>1
<FILENAME>tidw-20231231.htm
<TEXT>
<html><body><p>FORM 10-K</p><p>Item 1. Business</p><p>We make kettles.</p></body></html>
</TEXT>
</DOCUMENT>
<DOCUMENT>
<TYPE>EX-99
<SEQUENCE>3
<FILENAME>poster.htm
<TEXT>
<html><body><img src="poster.jpg"></body></html>
</TEXT>
</DOCUMENT>
<DOCUMENT>
<TYPE>GRAPHIC
<SEQUENCE>4
<FILENAME>poster.jpg
<TEXT>
begin 644 poster.jpg
M_]C_X``02D9)1@`!
end
</TEXT>
</DOCUMENT>
</SEC-DOCUMENT>
"""

Run = Callable[..., list[Outcome]]


def report(year: int, *, company: str = "Tidewater Kettle Corp", words: str = "") -> str:
    """A small annual report as typewritten text."""
    return f"""
                       UNITED STATES
             SECURITIES AND EXCHANGE COMMISSION
                         FORM 10-K

       For the fiscal year ended December 31, {year}

                  {company}
      (Exact name of registrant as specified in its charter)

Item 1. Business

We make kettles for hotels and ships. {words}

Item 2. Properties

We own one foundry.
"""


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path / "library")


@pytest.fixture
def run(library: Library) -> Run:
    def ingest_all(*paths: Path, **options: float) -> list[Outcome]:
        settings = Settings(library=library.folders.library, workers=1).model_copy(update=options)
        return list(ingest(paths, library, settings))

    return ingest_all


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "filings"
    folder.mkdir()
    return folder


def statuses(outcomes: Sequence[Outcome]) -> dict[str, str]:
    return {each.source: each.status for each in outcomes}


def test_a_filing_is_added_with_all_that_is_known_of_it(
    run: Run, library: Library, filing: str, folder: Path
) -> None:
    (folder / "tidw.htm").write_text(filing, encoding="utf-8")
    (outcome,) = run(folder)
    assert list(outcome.to_json()) == STATUS_FIELDS.split()
    assert json.dumps(outcome.to_json())
    assert outcome.status == "added"
    assert outcome.document == "tidw-10-k-2023-12-31"
    assert (outcome.form, outcome.ticker, outcome.cik) == ("10-K", "TIDW", "0001999991")
    assert (outcome.fiscal_year, outcome.period_end) == (2023, "2023-12-31")
    assert (outcome.pages, outcome.tables, outcome.facts) == (4, 1, 12)
    files = library.folders.document("tidw-10-k-2023-12-31")
    assert sorted(path.name for path in files.iterdir()) == [
        "document.json",
        "original.htm",
        "text.md",
    ]
    assert (files / "original.htm").read_bytes() == (folder / "tidw.htm").read_bytes()


def test_facts_tables_and_references_point_at_their_lines(built_library: Library) -> None:
    (document,) = built_library.documents()
    lines = built_library.lines(document.id)
    facts = {fact.id: fact for fact in built_library.facts(document.id)}
    cash = facts["f-cash-23"]
    assert cash.line
    assert lines[cash.line - 1] == "| Cash and cash equivalents | $1,204 | $1,377 |"
    assert (cash.label, cash.page, cash.table) == ("Cash and cash equivalents", 3, "t1")
    assert (cash.row, cash.column, cash.value) == (1, 1, "1204000000")
    assert facts["f-cik"].line is None
    (table,) = built_library.tables(document.id)
    assert lines[table.row_lines[2] - 1] == "| Goodwill | 318 | 318 |"
    reference = built_library.references(document.id)[0]
    assert (reference.words, reference.target) == ("Note 2", "note-2")
    assert "Note 2" in lines[reference.line - 1]
    assert any(passage.table == "t1" for passage in built_library.passages(document.id))


def test_a_second_run_changes_nothing(run: Run, library: Library, folder: Path) -> None:
    for year in (2021, 2022):
        (folder / f"{year}.txt").write_text(report(year))
    first = run(folder)
    before = [each.model_dump() for each in library.documents()]
    second = run(folder)
    assert statuses(second) == {"2021.txt": "unchanged", "2022.txt": "unchanged"}
    assert [each.document for each in second] == [each.document for each in first]
    assert [each.model_dump() for each in library.documents()] == before


def test_a_file_whose_reading_copy_was_lost_is_read_again(
    run: Run, library: Library, folder: Path
) -> None:
    (folder / "a.txt").write_text(report(2021))
    (outcome,) = run(folder)
    assert outcome.document
    library.folders.reading_copy(outcome.document).unlink()
    assert statuses(run(folder)) == {"a.txt": "replaced"}
    assert library.lines(outcome.document)


def test_a_newer_version_replaces_the_older(run: Run, library: Library, folder: Path) -> None:
    (folder / "a.txt").write_text(report(2021))
    run(folder)
    (folder / "a.txt").write_text(report(2021, words="And pots."))
    (outcome,) = run(folder)
    assert outcome.status == "replaced"
    (document,) = library.documents()
    assert any("And pots." in line for line in library.lines(document.id))


def test_a_newer_version_that_cannot_be_read_leaves_the_older(
    run: Run, library: Library, folder: Path
) -> None:
    (folder / "a.txt").write_text(report(2021))
    run(folder)
    (folder / "a.txt").write_bytes(b"")
    (outcome,) = run(folder)
    assert outcome.status == "failed"
    assert len(library.documents()) == 1


def test_the_same_bytes_are_taken_once(run: Run, library: Library, folder: Path) -> None:
    (folder / "a.txt").write_text(report(2021))
    (folder / "copy.txt").write_text(report(2021))
    first, copy = run(folder)
    assert (first.status, copy.status) == ("added", "skipped")
    assert copy.warnings == ("copy.txt: it has the same bytes as a.txt.",)
    assert statuses(run(folder)) == {"a.txt": "unchanged", "copy.txt": "skipped"}
    assert len(library.documents()) == 1


def test_bad_files_get_a_sentence_each_and_the_rest_goes_on(
    run: Run, library: Library, folder: Path
) -> None:
    (folder / "a-good.txt").write_text(report(2021))
    (folder / "b-empty.htm").write_bytes(b"")
    (folder / "c-binary.htm").write_bytes(bytes(range(256)) * 40)
    (folder / "d-broken.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n<<")
    (folder / "e-blank.txt").write_text(" \n\n \n")
    (folder / "f-data.csv").write_text("a,b\n1,2\n")
    (folder / ".hidden.txt").write_text("secret")
    (folder / "g-latin.txt").write_bytes(report(2022, words="Café").encode("latin-1"))
    (folder / "h-good.txt").write_text(report(2023))
    missing = folder / "nosuch"
    outcomes = run(folder, missing)
    assert statuses(outcomes) == {
        ".hidden.txt": "skipped",
        "a-good.txt": "added",
        "b-empty.htm": "failed",
        "c-binary.htm": "failed",
        "d-broken.pdf": "failed",
        "e-blank.txt": "failed",
        "f-data.csv": "skipped",
        "g-latin.txt": "added",
        "h-good.txt": "added",
        str(missing): "failed",
    }
    for each in outcomes:
        assert (each.error is not None) == (each.status == "failed")
        if each.error:
            assert each.error.startswith(f"{each.source}: ")
            assert each.error.endswith(".")
    (latin,) = library.find(["g-latin.txt"])
    assert any("Café" in line for line in library.lines(latin.id))


def test_a_file_that_may_not_be_read_says_so(run: Run, folder: Path) -> None:
    (folder / "loop.txt").symlink_to(folder / "loop.txt")  # root may read all files but this
    (outcome,) = run(folder)
    assert outcome.status == "failed"
    assert outcome.error
    assert "cannot be read" in outcome.error


def test_a_file_that_takes_too_long_fails_alone(run: Run, folder: Path) -> None:
    (folder / "a.txt").write_text(report(2021))
    (outcome,) = run(folder, file_seconds=0.001)
    assert outcome.error == "a.txt: reading it took longer than 0.001 seconds."
    assert statuses(run(folder)) == {"a.txt": "added"}


def test_every_part_of_a_submission_is_a_document_the_main_one_first(
    run: Run, library: Library, folder: Path
) -> None:
    (folder / "full.txt").write_text(SUBMISSION)
    outcomes = run(folder)
    assert [(each.source, each.status, each.form) for each in outcomes] == [
        ("full.txt#tidw-20231231.htm", "added", "10-K"),
        ("full.txt#tidw-ex211.htm", "added", "EX-21.1"),
        ("full.txt#poster.htm", "skipped", None),
        ("full.txt#poster.jpg", "skipped", None),
    ]
    main, exhibit = library.documents()
    assert main.id == "tidewater-kettle-corp-10-k-2023-12-31"
    assert main.content == exhibit.content
    assert main.sic == "3630"
    assert [each.source for each in library.documents()] == [each.source for each in outcomes[:2]]
    assert [each.status for each in run(folder)] == ["unchanged", "unchanged"]


def test_a_copy_is_taken_in_when_the_first_of_its_bytes_is_replaced(
    run: Run, library: Library, folder: Path
) -> None:
    (folder / "a.txt").write_text(report(2021))
    (folder / "copy.txt").write_text(report(2021))
    run(folder)
    (folder / "a.txt").write_text(report(2022))
    assert statuses(run(folder)) == {"a.txt": "replaced", "copy.txt": "added"}
    assert len(library.documents()) == 2


def test_the_same_filing_in_two_formats_gets_two_ids_whatever_worker_was_first(
    filing: str, tmp_path: Path, folder: Path
) -> None:
    (folder / "a.htm").write_text(filing.replace("<p>None.</p>", f"<p>{'None. ' * 40000}</p>"))
    (folder / "b copy.htm").write_text(filing)
    for count in (1, 3):
        library = Library(tmp_path / f"library{count}")
        settings = Settings(library=library.folders.library, workers=count)
        outcomes = list(ingest([folder], library, settings))
        mark = hashlib.sha256(filing.encode()).hexdigest()[:8]
        assert [each.document for each in outcomes] == ["tidw-10-k-2023-12-31", f"b-copy-{mark}"]


def test_a_source_is_the_path_below_the_folder_that_was_named(
    run: Run, library: Library, folder: Path
) -> None:
    (folder / "deep").mkdir()
    (folder / "deep" / "a.txt").write_text(report(2021))
    (folder / "b.txt").write_text(report(2022))
    assert list(statuses(run(folder, folder / "deep" / "a.txt"))) == [
        "b.txt",
        "deep/a.txt",
        "a.txt",
    ]
    assert [each.source for each in library.documents()] == ["b.txt", "deep/a.txt"]


def test_two_files_with_one_source_do_not_overwrite_each_other(
    run: Run, library: Library, folder: Path
) -> None:
    for name, year in (("one", 2021), ("two", 2022)):
        (folder / name).mkdir()
        (folder / name / "a.txt").write_text(report(year))
    first, second = run(folder / "one", folder / "two")
    assert (first.status, second.status) == ("added", "failed")
    assert second.error
    assert "name a folder above both" in second.error
    assert len(library.documents()) == 1


def test_a_second_ingest_at_the_same_time_is_told_that_the_library_is_busy(
    run: Run, library: Library, folder: Path
) -> None:
    (folder / "a.txt").write_text(report(2021))
    with library_in_use(library), pytest.raises(Busy, match="is busy"):
        run(folder)
    assert statuses(run(folder)) == {"a.txt": "added"}


def library_in_use(library: Library) -> contextlib.AbstractContextManager[None]:
    library.create()
    return Library(library.folders.library).changing()


def test_progress_counts_every_file_and_the_index_comes_last(
    library: Library, folder: Path
) -> None:
    for year in range(2010, 2016):
        (folder / f"{year}.txt").write_text(report(year))
    seen: list[Progress] = []
    indexed: list[int] = []
    settings = Settings(library=library.folders.library, workers=2)
    outcomes = ingest(
        [folder],
        library,
        settings,
        seen.append,
        index=lambda: indexed.append(len(library.documents())),
    )
    assert len(list(outcomes)) == 6
    assert [each.done for each in seen] == [1, 2, 3, 4, 5, 6]
    assert {each.total for each in seen} == {6}
    assert indexed == [6]


SCRIPT = """
import resource, signal, sys
from pathlib import Path
from ingest.pipeline import ingest
from store.errors import TieoutError
from store.library import Library
from store.settings import Settings

# Whoever starts tests in the background may have them ignore Ctrl-C, which is inherited.
signal.signal(signal.SIGINT, signal.default_int_handler)
folder, where, limit = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
if limit:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
library = Library(where)
try:
    for outcome in ingest([folder], library, Settings(library=where, workers=2)):
        print(outcome.status, outcome.source, flush=True)
except TieoutError as error:
    print(type(error).__name__, error, flush=True)
except KeyboardInterrupt:
    print("interrupted", flush=True)
"""


def start(folder: Path, library: Library, limit: int = 0) -> "subprocess.Popen[str]":
    path = os.pathsep.join(filter(None, sys.path))
    return subprocess.Popen(
        [sys.executable, "-c", SCRIPT, folder, library.folders.library, str(limit)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": path},
        start_new_session=True,
    )


def assert_sound(library: Library) -> None:
    """Every document of the catalogue is whole, and nothing else lies about."""
    documents = library.documents()
    for document in documents:
        assert len(library.lines(document.id)) == document.lines
        assert len(library.sections(document.id)) == document.sections
        assert library.passages(document.id)
    assert {each.name for each in library.folders.filings.iterdir()} == {d.id for d in documents}
    with library.engine.connect() as connection:
        assert connection.exec_driver_sql("pragma integrity_check").scalar_one() == "ok"


def test_an_interrupted_ingest_keeps_what_is_finished(
    run: Run, library: Library, folder: Path
) -> None:
    for year in range(1990, 2024):
        (folder / f"{year}.txt").write_text(report(year, words="Kettles boil. " * 2000))
    process = start(folder, library)
    with process:
        assert process.stdout
        assert process.stdout.readline() == "added 1990.txt\n"
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to all processes
        said = process.stdout.read()
        assert said.endswith("interrupted\n")
        assert process.stderr
        assert process.stderr.read() == ""
    kept = len(library.documents())
    assert 1 <= kept < 34
    assert_sound(library)
    again = list(statuses(run(folder)).values())
    assert again.count("unchanged") == kept
    assert again.count("added") == 34 - kept


def test_an_ingest_that_is_left_alone_keeps_what_is_finished_and_frees_the_library(
    run: Run, library: Library, folder: Path
) -> None:
    for year in range(2000, 2010):
        (folder / f"{year}.txt").write_text(report(year))
    outcomes = ingest([folder], library, Settings(library=library.folders.library, workers=2))
    assert next(outcomes).status == "added"
    outcomes.close()  # type: ignore[attr-defined]
    kept = len(library.documents())
    assert kept >= 1
    assert_sound(library)
    assert list(statuses(run(folder)).values()).count("unchanged") == kept


@pytest.mark.parametrize("limit", [20_000, 300_000, 800_000])
def test_a_full_disk_ends_an_ingest_with_a_sentence_and_loses_nothing(
    run: Run, library: Library, folder: Path, tmp_path: Path, limit: int
) -> None:
    before = tmp_path / "before"
    before.mkdir()
    (before / "first.txt").write_text(report(1989))
    run(before)
    for year in range(1990, 2005):
        (folder / f"{year}.txt").write_text(report(year, words="Kettles boil. " * 4000))
    process = start(folder, library, limit)
    said, trouble = process.communicate()
    assert trouble == ""
    *lines, last = said.splitlines()
    assert last.startswith("DiskFull")
    assert "free some space" in last
    added = [line.split()[1] for line in lines if line.startswith("added")]
    assert {document.source for document in library.documents()} == {"first.txt", *added}
    assert_sound(library)
    assert set(statuses(run(folder)).values()) <= {"added", "unchanged"}
    assert len(library.documents()) == 16


def test_a_disk_that_fills_up_is_told_by_the_file_it_filled_up_with(library: Library) -> None:
    assert "a.txt: no room is left" in str(DiskFull(library.no_room("a.txt")))
