"""Many clients, slow clients, an engine that ends: all are told, and none waits for another."""

import asyncio
import json
import socket
import threading
from pathlib import Path

import httpx
import pytest

from engine.tokenizer import Tokenizer
from tests.engine.serving import NAME, ScriptedEngine, scripted, serving, wait_until
from tests.engine.tiny_folder import write_tokenizer

ASK = {"model": NAME, "messages": [{"role": "user", "content": "What?"}], "max_tokens": 3}


@pytest.fixture(scope="module")
def tokenizer(tmp_path_factory: pytest.TempPathFactory) -> Tokenizer:
    folder: Path = write_tokenizer(tmp_path_factory.mktemp("tiny"))
    return Tokenizer.load(folder)


def raw(body: object) -> bytes:
    said = json.dumps(body).encode()
    head = f"POST /v1/chat/completions HTTP/1.1\r\nhost: localhost\r\ncontent-length: {len(said)}"
    return f"{head}\r\nconnection: close\r\n\r\n".encode() + said


def port_of(url: str) -> int:
    return int(url.split(":")[2].split("/")[0])


def test_of_a_thousand_clients_at_once_each_is_served_or_told_when(tokenizer: Tokenizer) -> None:
    engine = ScriptedEngine(gate=threading.Event())
    server = scripted(tokenizer, engine, most=100)
    assert engine.gate is not None

    async def one(port: int) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(raw(ASK))
        reply = await reader.read()
        writer.close()
        await writer.wait_closed()
        return reply

    async def all_of_them(port: int) -> list[bytes]:
        asking = [asyncio.create_task(one(port)) for _ in range(1000)]
        async with asyncio.timeout(20):
            while sum(task.done() for task in asking) < 900:
                await asyncio.sleep(0.01)
        assert engine.gate is not None
        engine.gate.set()
        return await asyncio.gather(*asking)

    with serving(server) as url:
        replies = asyncio.run(all_of_them(port_of(url)))
        assert httpx.post(f"{url}/chat/completions", json=ASK).status_code == 200
    served = [reply for reply in replies if reply.startswith(b"HTTP/1.1 200")]
    told = [reply for reply in replies if reply.startswith(b"HTTP/1.1 429")]
    assert (len(served), len(told)) == (100, 900)
    assert all(b"retry-after: " in reply.lower() and b'"rate_limit' in reply for reply in told)
    assert server.worker.open == 0


def test_a_slow_reader_holds_up_nobody_and_is_let_go(tokenizer: Tokenizer) -> None:
    """It asks for a long stream, and reads nothing of it."""
    engine = ScriptedEngine(context=30_000)
    server = scripted(tokenizer, engine)
    server.patience_s = 1.0
    with serving(server) as url:
        slow = socket.socket()
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        slow.connect(("127.0.0.1", port_of(url)))
        wordy = {"max_tokens": 20_000, "stream": True, "logprobs": True, "top_logprobs": 20}
        slow.sendall(raw(ASK | wordy))
        wait_until(lambda: len(engine.open) == 1)
        for _ in range(5):
            assert httpx.post(f"{url}/chat/completions", json=ASK).status_code == 200
        wait_until(lambda: server.worker.open == 0)
        slow.close()


def test_a_request_that_never_ends_takes_no_place_for_ever(tokenizer: Tokenizer) -> None:
    server = scripted(tokenizer, ScriptedEngine(), most=1)
    server.patience_s = 0.2
    with serving(server) as url:
        with socket.create_connection(("127.0.0.1", port_of(url))) as dripping:
            dripping.sendall(raw(ASK)[:-1])
            wait_until(lambda: server.arriving == 1)
            assert httpx.post(f"{url}/chat/completions", json=ASK).status_code == 429
            assert dripping.recv(100).startswith(b"HTTP/1.1 408")
        assert httpx.post(f"{url}/chat/completions", json=ASK).status_code == 200


def test_a_silent_stream_says_that_it_is_still_there(tokenizer: Tokenizer) -> None:
    engine = ScriptedEngine(gate=threading.Event())
    assert engine.gate is not None
    server = scripted(tokenizer, engine)
    server.beat_s = 0.02
    with (
        serving(server) as url,
        httpx.stream("POST", f"{url}/chat/completions", json=ASK | {"stream": True}) as reply,
    ):
        lines = reply.iter_lines()
        while next(lines) != ": still here":
            pass
        engine.gate.set()
        assert list(lines)[-2] == "data: [DONE]"


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_when_the_engine_ends_everyone_is_told(tokenizer: Tokenizer) -> None:
    """The error itself goes where threads' errors go; requests get a sentence."""
    engine = ScriptedEngine(replies=[[5, 5, -2]])
    with serving(scripted(tokenizer, engine)) as url:
        reply = httpx.post(f"{url}/chat/completions", json=ASK | {"max_tokens": 9})
        assert reply.status_code == 500
        assert "The engine has ended" in reply.json()["error"]["message"]
        later = httpx.post(f"{url}/chat/completions", json=ASK)
        assert (later.status_code, later.json()["error"]["code"]) == (503, "engine_error")
        assert httpx.get(url.replace("/v1", "/health")).status_code == 503


def test_a_client_that_leaves_before_the_end_costs_nothing_more(tokenizer: Tokenizer) -> None:
    engine = ScriptedEngine(context=2_000_000)
    with serving(scripted(tokenizer, engine)) as url:
        for stream in (True, False):
            with socket.create_connection(("127.0.0.1", port_of(url))) as leaving:
                leaving.sendall(raw(ASK | {"max_tokens": 1_000_000, "stream": stream}))
                wait_until(lambda: len(engine.open) == 1)
            wait_until(lambda: not engine.open)
    assert len(engine.cancelled) == 2
