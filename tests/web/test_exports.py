import io
import json

import openpyxl
import pymupdf
from starlette.testclient import TestClient

from tests.web.models import ANNUAL, ASSETS
from web.exports import cell, plain

ASK = {"question": "=What were total assets?", "model": "test/scripted"}
LINK = f"http://testserver/v1/documents/{ANNUAL}/source?lines={ASSETS}-{ASSETS}#passage"


def run_of(client: TestClient) -> str:
    return str(client.post("/v1/ask", json=ASK).json()["run"])


def test_an_answer_in_markdown_links_its_figures(client: TestClient) -> None:
    text = client.get(f"/v1/runs/{run_of(client)}/export").text
    assert f"]({LINK})" in text
    assert "- $9,120 (9120000000 USD, December 31, 2024)" in text


def test_an_answer_as_a_sheet_has_numbers_as_numbers_and_no_formula(client: TestClient) -> None:
    said = client.get(f"/v1/runs/{run_of(client)}/export", params={"format": "xlsx"})
    book = openpyxl.load_workbook(io.BytesIO(said.content))
    assert book["Answer"]["B1"].value == "'=What were total assets?"
    assert book["Figures"]["B2"].value == 9120000000
    assert book["Figures"]["I2"].hyperlink.target == LINK


def test_an_answer_as_pages_links_its_sources(client: TestClient) -> None:
    said = client.get(f"/v1/runs/{run_of(client)}/export", params={"format": "pdf"})
    with pymupdf.open(stream=said.content, filetype="pdf") as pdf:
        assert "9,120" in pdf[0].get_text()
        assert any(each["uri"] == LINK for page in pdf for each in page.get_links())


def test_what_a_sheet_would_run_is_text(client: TestClient) -> None:
    for text in ("=1+1", "+1+1", "-1+cmd", "@SUM(A1)", "\t=1", "=HYPERLINK(1)"):
        assert cell(text).startswith("'")
    assert cell("-577000000") == -577000000
    assert cell("30.83") == 30.83


def test_nothing_an_answer_says_is_markdown_of_its_own() -> None:
    assert plain("![x](http://e)\n<b>*") == "!\\[x\\](http://e) \\<b\\>\\*"


def test_a_chat_that_is_exported_imported_and_exported_again_is_the_same(
    client: TestClient,
) -> None:
    chat = client.post("/v1/chats", json={"title": "T", "model": "test/scripted"}).json()["id"]
    headers = {"accept": "text/event-stream"}
    ask = {"question": "What were total assets?"}
    client.post(f"/v1/chats/{chat}/messages", json=ask, headers=headers)
    first = client.get(f"/v1/chats/{chat}/export").json()
    assert first["messages"][0]["answer"]["value"] == "9120000000"
    made = client.post("/v1/chats/import", json=first).json()["id"]
    assert made != chat
    assert client.get(f"/v1/chats/{made}/export").json() == first
    assert "9,120" in client.get(f"/v1/chats/{made}/export", params={"format": "md"}).text
    assert json.dumps(first)
