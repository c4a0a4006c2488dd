"""What is owed on leases, asked of filings that tag it."""

from datetime import date
from decimal import Decimal
from itertools import islice
from pathlib import Path

from evals.owed import owed
from examples.annual import annual_report
from examples.variants import variants
from store.tables import StoredFact
from tests.cli.ran import Tieout

END = date(2023, 12, 31)


def fact(concept: str, value: int, end: date = END, dimensions: str = "") -> StoredFact:
    return StoredFact(
        document="a", id=concept, concept=f"us-gaap:{concept}", value=str(value), end=end,
        dimensions=[["Axis", dimensions]] if dimensions else [], text=str(value), label="",
    )  # fmt: skip


def test_each_kind_is_taken_whole_or_from_both_of_its_parts() -> None:
    whole = fact("OperatingLeaseLiability", 100)
    parts = [fact("FinanceLeaseLiabilityCurrent", 2), fact("FinanceLeaseLiabilityNoncurrent", 5)]
    assert owed([whole, *parts], END) == Decimal(107)
    assert owed([whole, parts[0]], END) == Decimal(100)  # one part alone is not the whole
    assert owed([fact("OperatingLeaseLiability", 9, dimensions="Parent")], END) is None
    assert owed([fact("OperatingLeaseLiability", 9, date(2022, 12, 31))], END) is None


def test_filings_are_asked_with_their_tags_and_without(tieout: Tieout, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    for each in islice(variants(7), 2):
        (folder / f"{each.name}.htm").write_text(annual_report(each.story, small=True), "utf-8")
    ran = tieout("eval", folder, "--only", "leases", "--workers", "1", "--json")
    (table,) = (row for row in ran.rows if row["measure"] == "leases")
    assert [row["owed on leases"] for row in table["rows"]] == ["as tagged", "tags hidden"]
    assert table["n"] >= 1
