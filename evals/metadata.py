"""Metadata: do form, company, CIK, fiscal year and period end agree with index.csv?

To be sure that nothing is read off a file's name or its folder, filings can be ingested under
names that say nothing (`nameless`).
"""

import hashlib
import os
import re
import shutil
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from evals.tables import Figures, Table, Tally, percent, share
from store.tables import StoredDocument

FIELDS = (
    "form",
    "company",
    "company where stated",
    "cik",
    "cik where stated",
    "fiscal year",
    "period end",
)
"""A PDF rarely prints its filer's CIK, and no filing the name its filer took later: what a filing
does not say, nobody can read in it."""
MEASURED = ("10-K", "10-Q")
OTHERS = "other forms"
YEAR = re.compile(r"(?:19|20)\d\d")
NOISE = re.compile(
    r"\b(the|inc|incorporated|corp|corporation|co|company|companies|ltd|limited|plc|llc|lp|holdings?"
    r"|group|de|new|com)\b"
)


def score(
    index: Iterable[Mapping[str, str]],
    documents: Iterable[tuple[str, StoredDocument]],
    states: Callable[[str, StoredDocument, str], bool],
) -> dict[str, dict[str, Tally]]:
    """By form and field: how many were known, how many agree.

    `documents` go by their path in the index; `states` says whether a text stands in a filing.
    """
    known = {row["path"]: row for row in index}
    tallies: defaultdict[str, dict[str, Tally]] = defaultdict(
        lambda: {field: Counter() for field in FIELDS}
    )
    for path, document in documents:
        row = known.get(path)
        if row:
            form = base_form(row["form"])
            checks = compare(row, document)
            for field, text in (("cik", row["cik"].lstrip("0")), ("company", row["company"])):
                if field in checks and states(path, document, text):
                    checks[f"{field} where stated"] = checks[field]
            for field, right in checks.items():
                tallies[form if form in MEASURED else OTHERS][field].update(
                    known=1, right=int(right)
                )
    return dict(tallies)


def compare(row: Mapping[str, str], document: StoredDocument) -> dict[str, bool]:
    """What the index knows of a filing, and whether the document says the same."""
    period = row["period"]
    checks: dict[str, bool] = {}
    if row["form"]:
        checks["form"] = base_form(document.form or "") == base_form(row["form"])
    if row["company"]:
        checks["company"] = same_company(document.company or "", row["company"])
    if row["cik"].strip("0"):
        checks["cik"] = (document.cik or "").lstrip("0") == row["cik"].lstrip("0")
    if re.fullmatch(r"\d{4}-\d\d-\d\d", period):
        ended = document.period_end.isoformat() if document.period_end else ""
        checks["period end"] = ended == period
    if YEAR.match(period):
        form = base_form(row["form"])
        checks["fiscal year"] = fiscal_year_fits(document.fiscal_year, form, period)
    return checks


def base_form(form: str) -> str:
    """A form without its amendment and variant marks: "10-K405/A" is a 10-K."""
    plain = form.upper().replace(" ", "").removesuffix("/A")
    return re.sub(r"^(10-K)(405|SB|T)?$", r"\1", plain)


def fiscal_year_fits(found: int | None, form: str, period: str) -> bool:
    """Whether a fiscal year goes with a period end, or with a year that is all that is known.

    A year that ends early in 2023 is called 2023 by some filers and 2022 by others; a quarter of
    2023 may belong to the year that ends in 2024.
    """
    year = int(period[:4])
    if form == "10-Q":
        return found in (year, year + 1)
    ends = re.fullmatch(r"\d{4}-(\d\d)-\d\d", period)
    if ends is None:
        return found == year
    return found in ((year, year - 1) if int(ends[1]) <= 5 else (year,))


def same_company(one: str, other: str) -> bool:
    """Whether two names mean one company: legal forms, case and punctuation aside.

    The initials of a name are that name, too: "AMD".
    """
    ours, theirs = essence(one), essence(other)
    if ours and theirs and (ours.startswith(theirs) or theirs.startswith(ours)):
        return True
    return any(
        len(short) > 2 and short == initials(long) for short, long in ((ours, other), (theirs, one))
    )


def initials(name: str) -> str:
    """The first letters of the words of a name, legal forms aside."""
    return "".join(word[0] for word in NOISE.sub(" ", name.lower()).split() if word[0].isalnum())


def essence(name: str) -> str:
    """A name without what names of companies have in common."""
    plain = re.sub(r"[^a-z0-9 ]", "", name.lower().replace("&", " and ").replace("-", " "))
    return "".join(NOISE.sub(" ", plain).split())


def to_table(tallies: Mapping[str, Mapping[str, Tally]]) -> Table:
    """The table of the agreement; "10-K and 10-Q" is the row that is measured."""
    groups = {name: tallies[name] for name in (*MEASURED, OTHERS) if name in tallies}
    both = together([tallies[name] for name in MEASURED if name in tallies])
    rows = [row(name, fields) for name, fields in groups.items()]
    heads = ("form", "filings", *FIELDS)
    measured = row("10-K and 10-Q", both)
    return Table("metadata", "Metadata", heads, (*rows, measured), figures(both))


def together(groups: Iterable[Mapping[str, Tally]]) -> dict[str, Tally]:
    """Several forms as one."""
    every = list(groups)
    return {field: sum((group[field] for group in every), Counter()) for field in FIELDS}


def row(name: str, fields: Mapping[str, Tally]) -> tuple[str, ...]:
    """A form as a row."""
    filings = max((tally["known"] for tally in fields.values()), default=0)
    return (name, str(filings), *(share(t["right"], t["known"]) for t in fields.values()))


def figures(fields: Mapping[str, Tally]) -> Figures:
    """The measured row for programs."""
    return {
        field.replace(" ", "_"): percent(tally["right"], tally["known"])
        for field, tally in fields.items()
    }


def nameless(folder: Path, paths: Iterable[str], into: Path) -> dict[str, str]:
    """Put the files under `into` by hash alone; the path of each by its new source.

    Of files with the same bytes the first is taken.
    """
    named: dict[str, str] = {}
    for path in paths:
        with (folder / path).open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()[:24]
        source = digest + Path(path).suffix.lower()
        if source not in named:
            named[source] = path
            link(folder / path, into / source)
    return named


def link(original: Path, copy: Path) -> None:
    """A second name for a file; a copy where the disk has no such thing."""
    try:
        os.link(original, copy)
    except OSError:
        shutil.copyfile(original, copy)
