"""What comes in wrong is refused with a sentence, and costs nobody else anything."""

import io
import re
import select
import socket
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import httpx2
import pytest
from starlette.testclient import TestClient

from store.locks import hold
from store.settings import Settings
from tests.filing_maker import ANNUAL as PAGE
from tests.web.models import named
from tests.web.serving import served
from tests.web.test_documents import finished
from web.app import create_app
from web.config import Config

ASK = {"question": "What were total assets?", "model": "test/scripted"}


def told(client: TestClient, status: int, method: str, path: str, **sent: object) -> str:
    """The sentence of a problem with this status."""
    said = client.request(method, path, **sent)  # type: ignore[arg-type]
    assert said.status_code == status, said.text
    assert said.headers["content-type"] == "application/problem+json"
    problem = said.json()
    assert problem["request_id"] == said.headers["x-request-id"]
    return str(problem["detail"])


def test_every_kind_of_refusal_is_a_problem_with_a_request_id(client: TestClient) -> None:
    told(client, 404, "GET", "/v1/nowhere")
    told(client, 405, "DELETE", "/v1/ask")
    told(client, 422, "POST", "/v1/ask", json={})
    told(client, 422, "POST", "/v1/ask", json={"question": "x", "unknown": 1})
    told(client, 422, "POST", "/v1/ask", content=b"{", headers={"content-type": "application/json"})
    told(client, 422, "POST", "/v1/ask", json={"question": "a\x00b"})
    told(client, 413, "POST", "/v1/ask", json={"question": "x" * 2_000_000})
    told(client, 415, "POST", "/v1/documents", json={})
    told(client, 404, "POST", "/v1/ask", json={**ASK, "documents": ["nobody"]})
    told(client, 422, "POST", "/v1/ask", json={"question": "x", "model": "scripted:/etc/passwd"})
    told(client, 422, "POST", "/v1/documents", files={"note": (None, "no file")})


def small(folder: Path, **limits: int) -> Config:
    config = Config(Settings(library=folder, workers=1), hosts=("testserver",))
    return replace(config, **limits)  # type: ignore[arg-type]


def test_a_file_that_is_too_long_is_refused_and_leaves_nothing(folder: Path) -> None:
    with TestClient(create_app(small(folder, most_upload=1000), named=named)) as client:
        files = [("file", ("a.htm", b"x" * 900)), ("file", ("b.htm", b"x" * 1001))]
        assert "b.htm is longer" in told(client, 413, "POST", "/v1/documents", files=files)
        huge = {"content-length": str(2 << 30), "content-type": "multipart/form-data; boundary=x"}
        told(client, 413, "POST", "/v1/documents", content=b"", headers=huge)
        assert client.get("/v1/jobs").json()["items"] == []
    assert not list((folder / "uploads").iterdir())


def test_five_hundred_files_at_once_are_taken_and_one_more_is_not(client: TestClient) -> None:
    files = [("file", (f"{n}.zip", b"PK\x03\x04" + str(n).encode())) for n in range(501)]
    assert "At most 500" in told(client, 413, "POST", "/v1/documents", files=files)
    job = finished(client, client.post("/v1/documents", files=files[:500]).json()["id"])
    assert len(job["result"]) == 500  # type: ignore[arg-type]


def test_an_archive_is_no_filing_and_is_said_so(client: TestClient) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.htm", PAGE)
    sent = client.post("/v1/documents", files={"file": ("a.zip", packed.getvalue())})
    job = finished(client, sent.json()["id"])
    row = job["result"][0]  # type: ignore[index]
    assert row["status"] == "skipped"
    assert row["warnings"]


def test_a_form_that_breaks_off_is_refused(client: TestClient) -> None:
    body = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.htm"\r\n\r\nabc'
    kind = {"content-type": "multipart/form-data; boundary=x"}
    said = client.post("/v1/documents", content=body, headers=kind)
    assert said.status_code == 400
    assert client.get("/v1/jobs").json()["items"] == []


def test_a_model_that_goes_down_loses_no_prompt_and_the_next_try_answers(
    client: TestClient,
) -> None:
    chat = client.post("/v1/chats", json={"model": "test/down"}).json()["id"]
    headers = {"accept": "text/event-stream"}
    path = f"/v1/chats/{chat}/messages"
    client.post(path, json={"question": "What were total assets?"}, headers=headers)
    first = client.get(f"/v1/chats/{chat}").json()["messages"][0]
    assert first["question"] == "What were total assets?"
    assert "Check its address" in first["answer"]["answer"]
    client.patch(f"/v1/chats/{chat}", json={"model": "test/scripted"})
    again = {"question": first["question"], "replaces": first["id"]}
    client.post(path, json=again, headers=headers)
    assert client.get(f"/v1/chats/{chat}").json()["messages"][1]["answer"]["value"] == "9120000000"


def test_while_another_writes_everybody_waits_and_nothing_is_lost(
    client: TestClient, folder: Path
) -> None:
    with ThreadPoolExecutor(4) as pool:
        with hold(folder / "write.lock", wait=True):
            asked = [pool.submit(client.post, "/v1/ask", json=ASK) for _ in range(4)]
            time.sleep(0.5)
            assert client.get("/v1/runs").status_code == 200  # reading goes on
        assert [each.result().json()["value"] for each in asked] == ["9120000000"] * 4


def test_the_same_key_fifty_times_at_once_makes_one_run(client: TestClient) -> None:
    def begin(_: int) -> str:
        said = client.post("/v1/runs", json=ASK, headers={"idempotency-key": "same"})
        assert said.status_code == 202, said.text
        return str(said.json()["id"])

    with ThreadPoolExecutor(25) as pool:
        assert len(set(pool.map(begin, range(50)))) == 1


def test_too_many_requests_are_told_when_to_come_again(folder: Path) -> None:
    with TestClient(create_app(small(folder, requests_a_minute=10), named=named)) as client:
        said = [client.get("/v1/runs") for _ in range(15)]
        refused = [each for each in said if each.status_code == 429]
        assert len(refused) >= 3
        assert 1 <= int(refused[0].headers["retry-after"]) <= 6
        assert client.get("/health").status_code == 200


def test_a_reader_that_breaks_off_costs_the_run_nothing(folder: Path) -> None:
    with served(Config(Settings(library=folder))) as url, socket.create_connection(
        ("127.0.0.1", int(url.rpartition(":")[2]))
    ) as broken:  # fmt: skip
        body = b'{"question": "What were total assets?", "model": "test/scripted"}'
        head = (
            b"POST /v1/ask HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n"
            b"Content-Type: application/json\r\nContent-Length: " + str(len(body)).encode()
        )
        broken.sendall(head + b"\r\n\r\n" + body)
        assert broken.recv(1)
        broken.close()
        until = time.monotonic() + 10
        while time.monotonic() < until:
            runs = httpx2.get(f"{url}/v1/runs").json()["items"]
            if runs and runs[0]["state"] == "ended":
                break
            time.sleep(0.05)
        assert runs[0]["answer"]["value"] == "9120000000"


@pytest.mark.parametrize("path", ["/v1/documents", "/v1/batches/upload", "/v1/ask"])
def test_two_gigabytes_that_never_end_are_refused_early_and_held_by_nobody(
    folder: Path, path: str
) -> None:
    with served(Config(Settings(library=folder), most_upload=8 << 20)) as url:
        before = resident_mb()
        said, sent = poured(int(url.rpartition(":")[2]), path, 2 << 30)
        assert said == b"closed" or b" 413 " in said
        assert sent < 200 << 20, "long before the end"
        assert resident_mb() - before < 150
        assert httpx2.get(f"{url}/v1/runs").json()["items"] == []
    uploads = folder / "uploads"
    assert not uploads.exists() or not list(uploads.iterdir())


def poured(port: int, path: str, most: int) -> tuple[bytes, int]:
    """Send a form whose file does not end; what comes back, and how much was taken till then."""
    piece, sent = b"x" * (1 << 16), 0
    with socket.create_connection(("127.0.0.1", port)) as endless:
        endless.sendall(
            b"POST " + path.encode() + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            b"Content-Type: multipart/form-data; boundary=x\r\nTransfer-Encoding: chunked\r\n\r\n"
        )
        part = b'--x\r\nContent-Disposition: form-data; name="f"; filename="a"\r\n\r\n'
        try:
            while sent < most:
                endless.sendall(b"%x\r\n%s\r\n" % (len(part), part))
                sent += len(part)
                part = piece
                if select.select([endless], [], [], 0)[0]:
                    return endless.recv(100) or b"closed", sent
        except (BrokenPipeError, ConnectionResetError):
            return b"closed", sent
        return endless.recv(100), sent


def resident_mb() -> int:
    """What this process holds, the server in it."""
    status = Path("/proc/self/status").read_text()
    return int(re.findall(r"VmRSS:\s+(\d+) kB", status)[0]) // 1024
