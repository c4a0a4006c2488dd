"""Filings from EDGAR: which a company has filed, and their main documents, politely.

By EDGAR's own documented addresses, with the declared agent and under the rate that it asks for.
The libraries for it were judged: docs/architecture.md says why it is done here.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from store.errors import TieoutError

ARCHIVE = "https://www.sec.gov"
DATA = "https://data.sec.gov"
PER_SECOND = 8.0  # EDGAR allows ten
TIMEOUT_S = 60.0
ATTEMPTS = 4
BUSY = {403, 429, 500, 502, 503, 504}  # 403 is how EDGAR says that somebody was too fast


class NotFetched(TieoutError):
    """EDGAR did not give what was asked for."""


@dataclass(frozen=True, slots=True)
class Filed:
    """A filing as EDGAR lists it."""

    cik: int
    form: str
    period: str
    """The day its period ends, or that it was filed, where it has none."""
    accession: str
    document: str

    @property
    def path(self) -> str:
        """Of its main document."""
        number = self.accession.replace("-", "")
        return f"/Archives/edgar/data/{self.cik}/{number}/{self.document}"

    def name(self, company: str) -> str:
        """Of the file that it becomes."""
        form = self.form.replace("/", "").replace(" ", "-")
        return (
            f"{company}-{form}-{self.period}-{self.accession}{Path(self.document).suffix}".lower()
        )


@dataclass(slots=True)
class Edgar:
    """EDGAR, asked no faster than it allows."""

    agent: str
    """Who asks, with an address: "Jane Doe jane@example.com"."""
    archive: str = ARCHIVE
    data: str = DATA
    sleep: Callable[[float], None] = time.sleep
    _next: float = field(default=0.0, init=False)

    def company(self, name: str) -> int:
        """The CIK of a ticker, or of what is one already."""
        if name.isdigit():
            return int(name)
        listed = self._json(f"{self.archive}/files/company_tickers.json")
        for each in listed.values():
            if str(each["ticker"]).upper() == name.upper():
                return int(each["cik_str"])
        raise NotFetched(f"EDGAR lists no company with the ticker {name}. Name its CIK.")

    def filed(self, cik: int, form: str, years: range) -> Iterator[Filed]:
        """The filings of that form whose period ends in those years, the newest first."""
        head = self._json(f"{self.data}/submissions/CIK{cik:010}.json")["filings"]
        pages = (self._json(f"{self.data}/submissions/{each['name']}") for each in head["files"])
        for listed in (head["recent"], *pages):
            yield from fitting(cik, listed, form, years)

    def fetch(self, filing: Filed, to: Path) -> bool:
        """Write its main document to `to`, whole; False if it is there already."""
        if to.exists():
            return False
        part = to.with_name(f".{to.name}.part")
        try:
            part.write_bytes(self._get(self.archive + filing.path))
            part.replace(to)
        finally:
            part.unlink(missing_ok=True)
        return True

    def _json(self, url: str) -> Any:
        import json

        try:
            return json.loads(self._get(url))
        except json.JSONDecodeError as error:
            raise NotFetched(f"{url} is not what EDGAR documents: {error}.") from error

    def _get(self, url: str) -> bytes:
        """The bytes at an address: the one place that asks, and that waits."""
        import httpx2

        headers = {"user-agent": self.agent, "accept-encoding": "gzip, deflate"}
        why = ""
        for attempt in range(ATTEMPTS):
            self._wait()
            try:
                said = httpx2.get(url, headers=headers, timeout=TIMEOUT_S, follow_redirects=True)
            except httpx2.TransportError as error:
                why = f"cannot be reached ({error})"
            else:
                if said.status_code == 200:
                    return bytes(said.content)
                why = f"answered {said.status_code}"
                if said.status_code not in BUSY:
                    break
                self.sleep(patience(said.headers, attempt))
        raise NotFetched(f"{url} {why}. What was fetched is kept; run the same command again.")

    def _wait(self) -> None:
        """Until it is this request's turn."""
        now = time.monotonic()
        self.sleep(max(0.0, self._next - now))
        self._next = max(now, self._next) + 1 / PER_SECOND


def patience(headers: Mapping[str, str], attempt: int) -> float:
    """Seconds before the next attempt."""
    said = headers.get("retry-after", "")
    return min(60.0, float(said)) if said.isdigit() else 2.0**attempt


def fitting(
    cik: int, listed: Mapping[str, Sequence[str]], form: str, years: range
) -> Iterator[Filed]:
    """Rows of a listing that are of the form and years; EDGAR gives them column by column."""
    names = ("form", "reportDate", "filingDate", "accessionNumber", "primaryDocument")
    for kind, ends, day, number, document in zip(*(listed[name] for name in names), strict=True):
        period = ends or day
        if kind.upper() == form.upper() and document and int(period[:4]) in years:
            yield Filed(cik, kind, period, number, document.rpartition("/")[2])
