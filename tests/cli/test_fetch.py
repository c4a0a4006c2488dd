"""`tieout fetch` against a server on loopback that answers as EDGAR documents."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.cli.ran import Tieout

AGENT = ("--agent", "Ann Analyst ann@example.com")
LISTED = {
    "form": ["10-K", "10-Q", "10-K", "10-K"],
    "reportDate": ["2024-12-31", "2024-09-30", "2023-12-31", "2019-12-31"],
    "filingDate": ["2025-02-01", "2024-11-01", "2024-02-01", "2020-02-01"],
    "accessionNumber": ["0000-25-1", "0000-24-9", "0000-24-1", "0000-20-1"],
    "primaryDocument": ["a.htm", "q.htm", "b.htm", "old.htm"],
}
OLDER = {name: values[-1:] for name, values in LISTED.items()} | {"reportDate": ["2020-12-31"]}
PAGES: dict[str, bytes] = {
    "/files/company_tickers.json": json.dumps(
        {"0": {"cik_str": 77, "ticker": "HRRW", "title": "Harrow"}}
    ).encode(),
    "/submissions/CIK0000000077.json": json.dumps(
        {"filings": {"recent": LISTED, "files": [{"name": "CIK77-001.json"}]}}
    ).encode(),
    "/submissions/CIK77-001.json": json.dumps(OLDER).encode(),
    "/Archives/edgar/data/77/0000251/a.htm": b"<html>2024</html>",
    "/Archives/edgar/data/77/0000241/b.htm": b"<html>2023</html>",
    "/Archives/edgar/data/77/0000201/old.htm": b"<html>2020</html>",
}


class Edgar(BaseHTTPRequestHandler):
    """Answers from PAGES; the first request of all is told to wait."""

    seen: list[tuple[str, str]]

    def do_GET(self) -> None:
        self.seen.append((self.path, self.headers["user-agent"]))
        busy = len(self.seen) == 1
        body = PAGES.get(self.path)
        self.send_response(429 if busy else 200 if body else 404)
        if busy:
            self.send_header("retry-after", "0")
        self.end_headers()
        if not busy:
            self.wfile.write(body or b"")

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def edgar() -> Iterator[tuple[str, list[tuple[str, str]]]]:
    seen: list[tuple[str, str]] = []
    kind = type("Seen", (Edgar,), {"seen": seen})
    with ThreadingHTTPServer(("127.0.0.1", 0), kind) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", seen
        server.shutdown()
        thread.join()


def test_filings_of_the_form_and_years_are_fetched_once_by_a_declared_agent(
    tieout: Tieout, edgar: tuple[str, list[tuple[str, str]]], tmp_path: Path
) -> None:
    url, seen = edgar
    asked = ("fetch", "hrrw", "--years", "2020-2024", "--to", tmp_path, "--server", url, *AGENT)
    ran = tieout(*asked, "--json")
    assert (ran.status, [row["period"] for row in ran.rows]) == (
        0,
        ["2024-12-31", "2023-12-31", "2020-12-31"],
    )
    assert sorted(each.read_bytes() for each in tmp_path.iterdir()) == [
        b"<html>2020</html>", b"<html>2023</html>", b"<html>2024</html>"]  # fmt: skip
    assert {agent for _, agent in seen} == {"Ann Analyst ann@example.com"}
    before = len(seen)
    again = tieout(*asked, "--json")
    assert {row["status"] for row in again.rows} == {"there"}
    assert not [path for path, _ in seen[before:] if path.startswith("/Archives")]


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        (("hrrw", "--agent", "nobody"), 2, "mail address"),
        (("hrrw", "--years", "24", *AGENT), 2, "span of years"),
        (("none", *AGENT), 1, "no company with the ticker"),
        (("78", *AGENT), 1, "answered 404"),
        (("77", "--form", "20-F", *AGENT), 1, "lists no 20-F"),
    ],
)
def test_what_cannot_be_fetched_is_said(
    tieout: Tieout,
    edgar: tuple[str, list[tuple[str, str]]],
    tmp_path: Path,
    arguments: tuple[str, ...],
    status: int,
    says: str,
) -> None:
    ran = tieout("fetch", *arguments, "--to", tmp_path, "--server", edgar[0])
    assert ran.status == status
    assert says in " ".join(ran.err.replace("│", " ").split())
