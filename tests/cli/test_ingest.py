"""ingest, index and doctor."""

from importlib.metadata import version
from pathlib import Path

import pytest

from cli import checks
from tests.cli.ran import Tieout


def test_ingest_tells_each_file_and_what_it_found(
    tieout: Tieout, folder: Path, tmp_path: Path
) -> None:
    ran = tieout("ingest", folder, "--library", tmp_path / "library", "--json")
    by_source = {row["source"]: row for row in ran.rows}
    assert ran.status == 0
    assert by_source["photo.gif"]["status"] == "skipped"
    added = by_source["2023/tidw.htm"]
    assert (added["status"], added["form"], added["health"]) == ("added", "10-K", added["health"])
    assert {"document", "cik", "pages", "references", "warnings", "error"} <= added.keys()


def test_a_second_ingest_changes_nothing(tieout: Tieout, folder: Path, tmp_path: Path) -> None:
    tieout("ingest", folder, "--library", tmp_path / "library")
    again = tieout("ingest", folder, "--library", tmp_path / "library", "--json")
    assert [row["status"] for row in again.rows if row["document"]] == ["unchanged"]


def test_people_read_a_line_a_file_and_a_sum(tieout: Tieout, folder: Path, tmp_path: Path) -> None:
    ran = tieout("ingest", folder, "--library", tmp_path / "library")
    assert "Tidewater Kettle Corp, 10-K, 2023-12-31" in ran.err
    assert ran.out.startswith("1 added, 1 skipped.")


def test_a_file_that_fails_is_named_and_the_rest_goes_on(
    tieout: Tieout, folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "empty.htm").write_bytes(b"")
    ran = tieout("ingest", folder, tmp_path / "empty.htm", "--library", tmp_path / "library")
    assert ran.status == 1
    assert "failed    empty.htm: " in ran.err
    assert "1 added" in ran.out


def test_a_path_that_is_not_there_fails_in_a_sentence(tieout: Tieout, tmp_path: Path) -> None:
    ran = tieout("ingest", tmp_path / "nowhere", "--library", tmp_path / "library", "--json")
    assert ran.status == 1
    assert ran.rows[0]["status"] == "failed"
    assert ran.rows[0]["error"]


def test_doctor_finds_a_sound_library(tieout: Tieout, library: Path) -> None:
    ran = tieout("doctor", "--words", "--passages", "--library", library, "--json")
    found = {row["about"]: row for row in ran.rows}
    assert ran.status == 0, [row for row in ran.rows if row["status"] == "wrong"]
    assert found["library"]["sentence"].endswith("1 documents, 4 pages")
    assert found["word index"]["status"] == "ok"
    assert found["vectors"]["status"] == "note"
    assert found["words kept"]["sentence"].startswith("100.000 %")
    assert found["tables split"]["sentence"].startswith("0 of ")
    assert found["sentences broken"]["sentence"].startswith("0 of ")


def test_doctor_finds_missing_files_and_a_stale_index(
    tieout: Tieout, folder: Path, tmp_path: Path
) -> None:
    tieout("ingest", folder, "--library", tmp_path / "library")
    next((tmp_path / "library" / "filings").glob("*/original.*")).unlink()
    next((tmp_path / "library" / "index").rglob("manifest.json")).write_text("{}")
    ran = tieout("doctor", "--library", tmp_path / "library")
    assert ran.status == 1
    assert "WRONG  2023/tidw.htm: files are missing" in ran.out
    assert "WRONG  word index: " in ran.out


def test_doctor_needs_no_library(tieout: Tieout, tmp_path: Path) -> None:
    ran = tieout("doctor", "--library", tmp_path / "none")
    assert ran.status == 0
    assert "There is no library" in ran.out


def test_one_build_of_faiss_is_installed_and_two_are_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert checks.faiss().status == "ok"
    monkeypatch.setattr(checks, "installed", lambda name: "1.15.1")
    assert checks.faiss().status == "wrong"
    monkeypatch.setattr(checks, "installed", lambda name: None)
    assert "tieout[cpu]" in checks.faiss().sentence


def test_releases_known_to_be_bad_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert all(finding.status == "ok" for finding in checks.packages())
    monkeypatch.setattr(checks, "installed", lambda name: "1.107.3")
    assert [f.about for f in checks.packages() if f.status == "wrong"] == ["litellm"]
    assert not version("litellm").startswith(checks.REFUSED["litellm"])
