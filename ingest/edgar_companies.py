"""The CIK of a registrant by its name, where its filing prints none.

From EDGAR's own list of the companies whose securities trade now
(`https://www.sec.gov/files/company_tickers_exchange.json`, a work of the United States, as of 2025;
kept as edgar_companies.tsv: CIK, name). It is renewed from a newer copy of that file by

    python -m ingest.edgar_companies company_tickers_exchange.json

A name is no number: others bore it before. So the whole name has to be equal, legal form included,
of one company alone, and its CIK must have been given out when the filing's period ended.
"""

import json
import re
import sys
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

LIST = "edgar_companies.tsv"
ASSIGNED = (
    (1994, 915_000),
    (1996, 1_005_000),
    (2000, 1_103_000),
    (2005, 1_313_000),
    (2010, 1_480_000),
    (2015, 1_629_000),
    (2020, 1_799_000),
    (2025, 2_049_000),
)
"""The first CIK given out in a year, about: EDGAR counts up."""
SPARE_YEARS = 1  # the table above is rounded, and a registrant has its CIK before it reports


def listed_cik(company: str, period_end: date) -> str | None:
    """The ten digits of the one company of that name that can have reported then, or None."""
    cik = companies().get(plain_name(company))
    if cik is None or assigned(int(cik)) > period_end.year + SPARE_YEARS:
        return None
    return cik


@cache
def companies() -> Mapping[str, str]:
    """CIKs by plain name; a name that several bear leads nowhere."""
    found: dict[str, str | None] = {}
    for line in files("ingest").joinpath(LIST).read_text(encoding="utf-8").splitlines():
        cik, name = line.split("\t")
        plain = plain_name(name)
        found[plain] = cik if found.get(plain, cik) == cik else None
    return {name: cik for name, cik in found.items() if cik}


FORMS = {
    "inc": "incorporated",
    "corp": "corporation",
    "co": "company",
    "ltd": "limited",
    "cos": "companies",
    "and": "&",
}
STATE = re.compile(r"\s*[\\/]\s*[a-z]{2,3}\s*[\\/]?\s*$")  # "MOVING PARTS INC /DE/"


def plain_name(name: str) -> str:
    """In one spelling: "The Marlow & Co., Inc." and "MARLOW & COMPANY INC /DE/" are one name.

    Without spaces: a cover set in small capitals reads "M ARLOW" out of a PDF.
    """
    bare = STATE.sub("", name.lower().replace("’", "'"))
    words = re.findall(r"[a-z0-9]+|&", re.sub(r"(?<=\w)['.](?=\w)|['.]", "", bare))
    return "".join(FORMS.get(word, word) for word in words[words[:1] == ["the"] :])


def assigned(cik: int) -> float:
    """About the year in which a CIK was given out; the first of the table for older ones."""
    place = bisect_right([first for _, first in ASSIGNED], cik)
    if place in (0, len(ASSIGNED)):
        return float(ASSIGNED[max(0, place - 1)][0])
    (year, low), (later, high) = list(pairwise(ASSIGNED))[place - 1]
    return year + (later - year) * (cik - low) / (high - low)


def lines(published: Mapping[str, object]) -> Iterable[str]:
    """The list as EDGAR publishes it (columns in "fields", rows in "data") as lines of ours."""
    fields, rows = published["fields"], published["data"]
    if not isinstance(fields, list) or not isinstance(rows, list):
        raise TypeError("This is not EDGAR's company_tickers_exchange.json.")
    cik, name = fields.index("cik"), fields.index("name")
    pairs = {(int(row[cik]), " ".join(str(row[name]).split())) for row in rows}
    return (f"{cik:010}\t{name}" for cik, name in sorted(pairs))


def main(published: Path) -> None:
    """Write the list anew beside this file."""
    newer = "\n".join(lines(json.loads(published.read_text(encoding="utf-8")))) + "\n"
    Path(__file__).with_name(LIST).write_text(newer, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
