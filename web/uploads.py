"""Files that come in: streamed to the disk piece by piece, within limits, under safe names."""

import asyncio
import re
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import Request

from web.problems import Problem

SILENCE_S = 30.0  # a sender that says nothing for so long is let go
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Most:
    """What one upload may be."""

    files: int
    bytes_each: int
    bytes_all: int


@dataclass(slots=True)
class Incoming:
    """An upload under way: what a parser of multipart/form-data tells, file by file."""

    folder: Path
    most: Most
    names: list[str] = field(default_factory=list)
    header: str = ""
    value: str = ""
    name: str = ""
    """The file name of this part; "" for a part that is no file."""
    open: BinaryIO | None = None
    size: int = 0
    ended: bool = False

    def callbacks(self) -> dict[str, object]:
        """What the parser is to call."""
        return {
            "on_part_begin": self.begin,
            "on_header_field": self.add_header,
            "on_header_value": self.add_value,
            "on_header_end": self.end_header,
            "on_headers_finished": self.begin_file,
            "on_part_data": self.write,
            "on_part_end": self.close,
            "on_end": self.end,
        }

    def begin(self) -> None:
        """A part begins."""
        self.name = ""

    def add_header(self, data: bytes, start: int, end: int) -> None:
        """A piece of a header's name."""
        self.header += data[start:end].decode("latin-1").lower()

    def add_value(self, data: bytes, start: int, end: int) -> None:
        """A piece of a header's value."""
        self.value += data[start:end].decode("latin-1")

    def end_header(self) -> None:
        """A header is whole."""
        if self.header == "content-disposition":
            _, options = parse_options_header(self.value.encode("latin-1"))
            self.name = safe_name(options[b"filename"]) if b"filename" in options else ""
        self.header = self.value = ""

    def begin_file(self) -> None:
        """The headers of a part are whole: open its file, if it is one."""
        if not self.name:
            return
        if len(self.names) >= self.most.files:
            raise Problem(f"At most {self.most.files} files in one upload.", 413)
        path = self.folder / unused(self.name, self.names)
        self.names.append(path.name)
        self.open, self.size = path.open("wb"), 0

    def write(self, data: bytes, start: int, end: int) -> None:
        """A piece of a file."""
        if self.open is None:
            return
        self.size += end - start
        if self.size > self.most.bytes_each:
            raise Problem(
                f"{self.name} is longer than {self.most.bytes_each:,} bytes, the most that one "
                "file may have.",
                413,
            )
        self.open.write(data[start:end])

    def end(self) -> None:
        """The last boundary has come: nothing is missing."""
        self.ended = True

    def close(self) -> None:
        """The part is whole."""
        if self.open is not None:
            self.open.close()
            self.open = None


async def receive(request: Request, folder: Path, most: Most) -> list[str]:
    """Write the files of a multipart request into `folder`; their names. Nothing is left behind
    when one is refused.
    """
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    if kind != b"multipart/form-data" or not options.get(b"boundary"):
        raise Problem("Send files as multipart/form-data, as a form in a browser does.", 415)
    if int(request.headers.get("content-length", "0")) > most.bytes_all:
        raise Problem(f"An upload may have {most.bytes_all:,} bytes in all.", 413)
    incoming = Incoming(folder, most)
    parser = MultipartParser(options[b"boundary"], incoming.callbacks())  # type: ignore[arg-type]
    folder.mkdir(parents=True)
    whole = False
    try:
        total = 0
        async for piece in pieces(request):
            total += len(piece)
            if total > most.bytes_all:
                raise Problem(f"An upload may have {most.bytes_all:,} bytes in all.", 413)
            await asyncio.to_thread(parser.write, piece)
        if not incoming.ended:
            raise Problem("The form with the files breaks off. Send it again.", 400)
        if not incoming.names:
            raise Problem("There is no file in the request.", 422)
        whole = True
    except MultipartParseError as error:
        raise Problem("The form with the files is broken off or malformed.", 400) from error
    finally:
        incoming.close()
        if not whole:
            shutil.rmtree(folder, ignore_errors=True)
    return incoming.names


async def pieces(request: Request) -> AsyncIterator[bytes]:
    """The body piece by piece; 408 when nothing comes for a while."""
    stream = request.stream().__aiter__()
    while True:
        try:
            async with asyncio.timeout(SILENCE_S):
                piece = await anext(stream)
        except StopAsyncIteration:
            return
        except TimeoutError:
            raise Problem("The upload stood still for too long. Try again.", 408) from None
        yield piece


def safe_name(given: bytes) -> str:
    """The last part of a file name, without anything that could mean another place."""
    text = given.decode("utf-8", errors="replace").replace("\\", "/")
    last = PurePosixPath(text).name
    plain = re.sub(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", "", last).lstrip(". ")
    stem, dot, suffix = plain.rpartition(".")
    if len(plain.encode()) > LONGEST_NAME:
        plain = stem.encode()[: LONGEST_NAME - 20].decode(errors="ignore") + dot + suffix[:16]
    return plain or "file"


def unused(name: str, taken: list[str]) -> str:
    """A name that no file of the upload has: "a.htm", "a (2).htm"."""
    path, number = PurePosixPath(name), 1
    while name in taken:
        number += 1
        name = f"{path.stem} ({number}){path.suffix}"
    return name
