"""EDGAR full submissions: one text file with a header and every part of the filing in it.

The header says who filed what and when; each `<DOCUMENT>` is a part with its own type, name and
bytes, which the reader of its kind takes from here. What a person cannot read (pictures, archives,
XBRL data) is left out with a sentence each.
"""

import re
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from ingest.detect import decode

PART = re.compile(rb"^[ \t]*<DOCUMENT>[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
PART_END = re.compile(rb"^[ \t]*</DOCUMENT>", re.IGNORECASE | re.MULTILINE)
TEXT = re.compile(rb"<TEXT>[ \t]*\r?\n?", re.IGNORECASE)
TEXT_END = re.compile(rb"</TEXT>", re.IGNORECASE)
WRAPPER = re.compile(
    rb"\A\s*<(XBRL|PDF|XML)>[ \t]*\r?\n?(.*?)\s*(?:</\1>\s*)?\Z", re.IGNORECASE | re.DOTALL
)
UUENCODED = re.compile(rb"\A\s*(?:<\w+>\s*)?begin [0-7]{3} ")
FIELD = re.compile(r"^[ \t]*([A-Z][A-Z0-9 /()'&.-]*?):[ \t]+(\S.*?)[ \t]*$")
DATA_NAMES = {
    ".xml",
    ".xsd",
    ".json",
    ".zip",
    ".jpg",
    ".jpeg",
    ".gif",
    ".png",
    ".css",
    ".js",
    ".xlsx",
    ".xls",
}
DATA_TYPES = ("EX-101", "EX-100", "GRAPHIC", "XML", "ZIP", "JSON", "EXCEL", "COVER", "CORRESP.XML")
HEADER_BYTES = 200_000


@dataclass(frozen=True, slots=True)
class Part:
    """One document of a submission: its bytes as they stand between the marks."""

    name: str
    """Its FILENAME, or one made of type and sequence: "10-K-1.txt"."""
    type: str
    sequence: int
    description: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class Submission:
    """A submission taken apart: the main document first, then the others as they come."""

    header: dict[str, str]
    """Field names in lower case: "conformed submission type"; of the first filer where several."""
    parts: tuple[Part, ...]
    filers: tuple[dict[str, str], ...] = ()
    """The fields of each filer, in order."""
    skipped: tuple[str, ...] = field(default=())
    """A sentence for each part that is left out."""


def split(raw: bytes) -> Submission | None:
    """Take a submission apart; None when `raw` holds no `<DOCUMENT>`."""
    starts = [match.end() for match in PART.finditer(raw)]
    if not starts:
        return None
    head, _ = decode(raw[: min(PART.search(raw).start(), HEADER_BYTES)])  # type: ignore[union-attr]
    header, filers = header_fields(head)
    parts: list[Part] = []
    skipped: list[str] = []
    for number, start in enumerate(starts, start=1):
        stop = starts[number] if number < len(starts) else len(raw)
        part = _part(raw[start:stop], number)
        reason = _unwanted(part)
        if reason:
            skipped.append(f"{part.name} was left out: {reason}")
        else:
            parts.append(part)
    parts.sort(key=lambda part: part.sequence != 1)
    return Submission(header, tuple(parts), filers, tuple(skipped))


def header_fields(text: str) -> tuple[dict[str, str], tuple[dict[str, str], ...]]:
    """The "NAME:  value" lines of a submission header: the filing's own, and each filer's."""
    filing: dict[str, str] = {}
    filers: list[dict[str, str]] = []
    for line in text.splitlines():
        match = FIELD.match(line)
        if not match:
            continue
        name, value = match[1].lower(), match[2]
        if name == "company conformed name":
            filers.append({})
        (filers[-1] if filers else filing).setdefault(name, value)
    first = filers[0] if filers else {}
    return {**first, **filing}, tuple(filers)


def _part(raw: bytes, number: int) -> Part:
    end = PART_END.search(raw)
    raw = raw[: end.start()] if end else raw
    opened = TEXT.search(raw)
    head = raw[: opened.start()] if opened else raw[:2000]
    body = raw[opened.end() :] if opened else b""
    closed = list(TEXT_END.finditer(body))
    body = body[: closed[-1].start()] if closed else body
    wrapped = WRAPPER.match(body)
    kind = _tag(head, "TYPE")
    sequence = _tag(head, "SEQUENCE")
    place = int(sequence) if sequence.isdigit() else number
    name = _tag(head, "FILENAME") or f"{kind.replace('/', '-') or 'part'}-{place}.txt"
    return Part(name, kind, place, _tag(head, "DESCRIPTION"), wrapped[2] if wrapped else body)


def _tag(head: bytes, name: str) -> str:
    match = re.search(rb"<" + name.encode() + rb">[ \t]*([^\r\n<]*)", head, re.IGNORECASE)
    return decode(match[1])[0].strip() if match else ""


def _unwanted(part: Part) -> str:
    """Why a part is no text to read; "" when it is."""
    suffix = PurePosixPath(part.name.lower()).suffix
    if not part.raw.strip():
        return "it is empty"
    if UUENCODED.match(part.raw[:200]):
        return "it is a uuencoded file"
    if part.type.upper().startswith(DATA_TYPES) or suffix in DATA_NAMES:
        return f"{part.type or suffix} holds data or a picture, not text"
    return ""
