from pathlib import Path

import pymupdf
import pytest

from evals.damage import NoCut, damage
from evals.health import Intact, Patient, patients, to_table
from ingest.document import Document, Table
from ingest.reading import read_source, to_document

FILING = Path(__file__).parents[1] / "filings" / "tidewater-10-k.htm"
WORDS = ("The old", "A second", "One more", "Another")


def read(raw: bytes) -> Document:
    return to_document(read_source("html", raw), "filing.htm")


def items(document: Document) -> set[str | None]:
    return {section.item for section in document.sections if section.kind == "item"}


def test_an_item_is_cut_out_and_the_others_stay() -> None:
    whole = read(FILING.read_bytes())
    for seed in range(4):
        damaged = damage(FILING, whole, "item", seed)
        gone = damaged.what.removeprefix("Item ")
        assert items(read(damaged.raw)) == items(whole) - {gone}


def test_any_table_of_figures_is_cut_out_and_no_other() -> None:
    whole = read(FILING.read_bytes())
    tables = sum(isinstance(block, Table) for block in whole.blocks)
    for seed in range(4):
        left = read(damage(FILING, whole, "table", seed).raw)
        assert sum(isinstance(block, Table) for block in left.blocks) == tables - 1


def test_a_half_is_a_half() -> None:
    whole = read(FILING.read_bytes())
    for seed in range(4):
        damaged = damage(FILING, whole, "half", seed)
        kept = len(read(damaged.raw).blocks) / len(whole.blocks)
        assert 0.2 < kept < 0.8


def test_the_same_seed_cuts_the_same() -> None:
    whole = read(FILING.read_bytes())
    assert damage(FILING, whole, "item", 3) == damage(FILING, whole, "item", 3)


def test_a_filing_without_the_part_cannot_lose_it(tmp_path: Path) -> None:
    path = tmp_path / "note.htm"
    path.write_text("<html><p>A short note.</p></html>")
    with pytest.raises(NoCut):
        damage(path, read(path.read_bytes()), "statement", 1)


def test_words_are_taken_off_the_pages_of_a_pdf(tmp_path: Path) -> None:
    with pymupdf.open() as pdf:
        for number in range(4):
            page = pdf.new_page()
            page.insert_text((72, 90 + 60 * number), f"{WORDS[number]} mill stands in Hale.")
        pdf.save(tmp_path / "a.pdf")
    path = tmp_path / "a.pdf"
    whole = to_document(read_source("pdf", path.read_bytes()), "a.pdf")
    damaged = damage(path, whole, "half", 1)
    left = to_document(read_source("pdf", damaged.raw), "a.pdf")
    assert left.pages == 4
    assert 0 < len(left.blocks) < len(whole.blocks)


def test_the_kinds_take_turns_and_what_was_not_noticed_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.htm").write_bytes(FILING.read_bytes())
    said: list[int] = []
    found = list(patients(tmp_path, ["a.htm"] * 4, 4, said.append))
    assert said == [1, 2, 3]  # the fourth turn would be for a statement, and its tables are small
    assert [each.kind for each in found] == ["item", "table", "half"]
    intact = [Intact("a.htm", "green"), Intact("b.htm", "amber", ("no income statement",))]
    table = to_table([*found, Patient("b.htm", "half", "the last half", "green")], intact)
    assert table.figures["intact_not_green"] == 50.0
    assert ("intact, b.htm: no income statement", "", "") in table.rows
    assert ("not noticed: b.htm: the last half", "", "") in table.rows
