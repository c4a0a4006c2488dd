"""Whose filing it is, where its cover prints no CIK: learnt from its name and from other filings.

EDGAR's list of companies knows most registrants by their whole name (`ingest.edgar_companies`).
And a cover prints two numbers of the registrant's own: that of its employer's account with the
IRS, and that of its file at the Commission. Where filings whose CIK is known bear such a number,
and all of them have the same CIK, a filing with that number is by the same registrant, also under
an earlier name. Where name and numbers lead to two registrants, nothing is derived.

Derived afresh at the end of every ingest, from what is in the library then, so that the order in
which filings came does not matter.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import update
from sqlmodel import col

from ingest.edgar_companies import listed_cik
from store.library import Library
from store.tables import StoredDocument

DERIVED = (
    "the CIK is not stated here: it is that of other filings in the library whose covers bear the "
    "same IRS or Commission file number"
)
LISTED = "the CIK is not stated here: it is the one under this name in EDGAR's list of companies"
COVER = 150  # lines of the reading copy
EMPLOYER = re.compile(r"(?<![\d-])\d{2}-\d{7}(?!\d)")
FILE = re.compile(r"commission\s+file\s+n\S*[\s:|.]*(\d{1,3})-(\d{4,6})(?![\d-])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Bearer:
    """A document, the CIK it states itself, the numbers on its cover, and the CIK of its name."""

    document: str
    cik: str | None
    numbers: tuple[str, ...]
    listed: str | None = None


def settle(library: Library) -> None:
    """Give every document without a CIK of its own the one that can be derived, or none.

    The catalogue gets it with a warning that says so, document.json under "derived".
    """
    documents = library.documents()
    if all(map(_stated, documents)):
        return
    bearers = {document.id: _bearer(library, document) for document in documents}
    ciks = derived(bearers.values())
    changed = [
        each for each in documents if _stated(each) is None and each.cik != ciks.get(each.id)
    ]
    for document in changed:
        _note(library, document.id, ciks.get(document.id))
    with library.writing() as connection:
        for document in changed:
            cik = ciks.get(document.id)
            told = [warning for warning in document.warnings if warning not in (DERIVED, LISTED)]
            why = LISTED if cik == bearers[document.id].listed else DERIVED
            row = {"cik": cik, "warnings": [*told, why] if cik else told}
            connection.execute(
                update(StoredDocument).where(col(StoredDocument.id) == document.id).values(row)
            )


def derived(bearers: Iterable[Bearer]) -> dict[str, str]:
    """The CIK of each document that states none and whose name and numbers lead to exactly one."""
    every = list(bearers)
    owners: defaultdict[str, set[str]] = defaultdict(set)
    for bearer in every:
        known = bearer.cik or bearer.listed
        for number in bearer.numbers if known else ():
            owners[number].add(known or "")
    found = {bearer.document: _owners(bearer, owners) for bearer in every if not bearer.cik}
    return {document: ciks.pop() for document, ciks in found.items() if len(ciks) == 1}


def cover_numbers(lines: Iterable[str]) -> tuple[str, ...]:
    """The IRS and the Commission file number of a cover, each if it prints just one."""
    cover = "\n".join(islice(lines, COVER))
    files = [f"{int(act)}-{int(number)}" for act, number in FILE.findall(cover)]  # 001-04321
    kinds: tuple[Sequence[str], ...] = (EMPLOYER.findall(cover), files)
    return tuple(numbers[0] for numbers in kinds if len(set(numbers)) == 1)


def _owners(bearer: Bearer, owners: Mapping[str, set[str]]) -> set[str]:
    named = {bearer.listed} if bearer.listed else set[str]()
    return named.union(*(owners.get(number, set()) for number in bearer.numbers))


def _bearer(library: Library, document: StoredDocument) -> Bearer:
    stated, listed = _stated(document), None
    if stated is None and document.company and document.period_end:
        listed = listed_cik(document.company, document.period_end)
    numbers = cover_numbers(_cover(library, document.id))
    return Bearer(document.id, stated, numbers, listed)


def _cover(library: Library, document: str) -> Iterator[str]:
    """The first lines, without keeping the reading copy in memory."""
    with library.folders.reading_copy(document).open(encoding="utf-8") as file:
        yield from islice(file, COVER)


def _stated(document: StoredDocument) -> str | None:
    derived_before = DERIVED in document.warnings or LISTED in document.warnings
    return None if derived_before else document.cik


def _note(library: Library, document: str, cik: str | None) -> None:
    """Write what is derived into document.json, in one step."""
    path = library.folders.sidecar(document)
    about = json.loads(path.read_text(encoding="utf-8"))
    about["derived"] = {"cik": cik} if cik else {}
    aside = path.with_suffix(".new")
    aside.write_text(json.dumps(about, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
    aside.replace(path)
