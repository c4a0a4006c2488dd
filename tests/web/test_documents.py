import re
import time
from pathlib import Path

from starlette.testclient import TestClient

from tests.filing_maker import ANNUAL as PAGE
from tests.web.models import ANNUAL, ASSETS

EXAMPLE = Path(__file__).parents[2] / "examples" / "filings" / "wxcb-2025-03-03-8-k.pdf"


def finished(client: TestClient, job: str) -> dict[str, object]:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        view: dict[str, object] = client.get(f"/v1/jobs/{job}").json()
        if view["state"] not in ("queued", "running"):
            return view
        time.sleep(0.05)
    raise AssertionError("the job did not end")


def test_documents_are_listed_outlined_and_read(client: TestClient) -> None:
    listed = client.get("/v1/documents", params={"form": "10-K"}).json()["items"]
    assert [each["document"] for each in listed] == [ANNUAL]
    assert listed[0]["format"] == "html"
    outline = client.get(f"/v1/documents/{ANNUAL}/outline").json()
    assert any(section["title"].startswith("Note 2") for section in outline)
    lines = client.get(f"/v1/documents/{ANNUAL}/lines", params={"first": ASSETS, "last": ASSETS})
    assert lines.json()[0]["text"].startswith("| Total assets | $9,120")


def test_every_line_of_a_filing_is_marked_where_it_stands_in_its_own_page(
    client: TestClient,
) -> None:
    lines = client.get(f"/v1/documents/{ANNUAL}/lines", params={"last": 2000}).json()
    shown = 0
    for line in lines:
        words = re.findall(r"[a-z0-9]+", line["text"].lower().replace("[page", ""))
        if line["text"].startswith(("[page", "|---")) or not words:
            continue
        page = client.get(f"/v1/documents/{ANNUAL}/source", params={"lines": str(line["line"])})
        marked = "".join(
            re.findall(r'<mark class="passage"[^>]*>(.*?)</mark>', page.text, re.DOTALL)
        )
        assert re.findall("[a-z0-9]", marked.lower()) == re.findall("[a-z0-9]", "".join(words))
        assert page.text.count('id="passage"') == 1
        shown += 1
    assert shown > 25


def test_the_page_of_a_filing_can_do_nothing_and_load_nothing(client: TestClient) -> None:
    evil = PAGE.replace(
        "<p>The statements",
        "<script>alert(1)</script><img src=https://example.com/x onerror=alert(2)>"
        '<a href="https://example.com/">out</a><iframe src="//example.com"></iframe>'
        '<p style="background:url(https://example.com/y)" onclick="alert(3)">The statements',
    )
    sent = client.post("/v1/documents", files={"file": ("evil.htm", evil.encode())})
    row = finished(client, sent.json()["id"])["result"]
    assert isinstance(row, list)
    page = client.get(f"/v1/documents/{row[0]['document']}/source")
    for word in ("alert", "example.com", "<script", "<img", "<iframe", "onclick"):
        assert word not in page.text, word
    assert "sandbox" in page.headers["content-security-policy"]


def test_an_uploaded_pdf_is_shown_as_a_picture_with_the_passage_highlighted(
    client: TestClient,
) -> None:
    sent = client.post("/v1/documents", files={"file": ("e.pdf", EXAMPLE.read_bytes())})
    assert sent.status_code == 202, sent.text
    job = finished(client, sent.json()["id"])
    assert job["state"] == "done", job
    assert isinstance(job["result"], list)
    document = job["result"][0]["document"]
    lines = client.get(f"/v1/documents/{document}/lines").json()
    number = next(each["line"] for each in lines if len(each["text"]) > 60 and each["page"] == 1)
    plain = client.get(f"/v1/documents/{document}/pages/1")
    marked = client.get(f"/v1/documents/{document}/pages/1", params={"lines": str(number)})
    assert plain.content.startswith(b"\x89PNG")
    assert plain.content != marked.content
    assert client.get(f"/v1/documents/{document}/pages/999").status_code == 404


def test_a_deleted_document_is_gone_and_not_found_by_search(client: TestClient) -> None:
    assert client.get("/v1/search", params={"query": "total assets"}).json()["hits"]
    assert client.delete(f"/v1/documents/{ANNUAL}").status_code == 204
    hits = client.get("/v1/search", params={"query": "total assets"}).json()["hits"]
    assert all(hit["document"] != ANNUAL for hit in hits)
    assert client.get(f"/v1/documents/{ANNUAL}/lines").status_code == 404


def test_names_that_mean_another_place_are_made_plain(client: TestClient, folder: Path) -> None:
    names = ["../../up.htm", "..\\back.htm", "/etc/abs.htm", ".hidden.htm"]
    sent = client.post("/v1/documents", files=[("file", (n, PAGE.encode())) for n in names])
    job = finished(client, sent.json()["id"])
    assert isinstance(job["result"], list)
    assert sorted(row["source"] for row in job["result"]) == [
        "abs.htm", "back.htm", "hidden.htm", "up.htm"]  # fmt: skip
    assert not list(folder.parent.rglob("up.htm"))  # nothing outside, and the upload cleared away
