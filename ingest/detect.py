"""What kind of filing a file holds: told by its content first, by its name where that is silent.

Also how bytes become text, since both readers of text and the sniffing need the same answer.
"""

import re
from pathlib import PurePosixPath
from typing import Literal

from store.errors import TieoutError

Kind = Literal["html", "pdf", "text", "submission"]

FILING_NAMES = {".htm", ".html", ".xhtml", ".pdf", ".txt", ".text", ".sgml", ".nc"}
HTML_NAMES = {".htm", ".html", ".xhtml"}
TEXT_NAMES = {"", ".txt", ".text", ".asc", ".nc"}

# What begins a file of another kind, and what to call it.
FOREIGN = (
    (b"PK\x03\x04", "a ZIP archive or an Office document"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\x1f\x8b", "gzip-compressed data"),
    (b"\xfd7zXZ", "xz-compressed data"),
    (b"BZh", "bzip2-compressed data"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
)

# The header of a full submission, or the mail armour that stood before it until 2001.
ENVELOPE = re.compile(
    r"(?:-----BEGIN PRIVACY-ENHANCED MESSAGE-----[\s\S]{0,4000}?)?"
    r"^[ \t]*<(?:SEC|IMS)-(?:DOCUMENT|HEADER)>|^[ \t]*<SUBMISSION>",
    re.IGNORECASE | re.MULTILINE,
)
PART = re.compile(r"^[ \t]*<DOCUMENT>[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
FIRST_PART = 1 << 16  # characters in which the first part of a submission without a header begins
HTML_START = re.compile(
    r"<(?:!doctype\s+html|html|head|body|title|div|p|font|center|table|span|br|hr|a|b)\b",
    re.IGNORECASE,
)
HTML_ROW = re.compile(r"<t[rd]\b", re.IGNORECASE)
HTML_CLOSE = re.compile(r"</(?:div|span|p|font|td|tr|a|b)>", re.IGNORECASE)
CLOSED = 8  # end tags that no typewritten filing has
HTML_INSIDE = re.compile(r"<(?:\w+:)?(?:html|body)\b", re.IGNORECASE)
DATA_START = ("{", "[{", "<xbrl", "<xs:", "<xsd:", "<link:")


class Unreadable(TieoutError):
    """A file that should be a filing and cannot be read. The sentence leaves its name out."""


def detect(path_name: str, head: bytes) -> Kind | None:
    """Which reader takes a file that begins with `head` (64 KB is plenty; all of it is best).

    None is for files of other kinds (spreadsheets, pictures, archives, data). A file that is
    named like a filing but cannot be one raises `Unreadable`.
    """
    suffix = PurePosixPath(path_name.lower()).suffix
    reason = _not_text(head, suffix)
    if b"%PDF-" in head[:1024]:
        return "pdf"
    kind = None if reason else _text_kind(head, suffix)
    if kind is None and suffix == ".pdf":
        reason = reason or "it is named .pdf but is no PDF"
    if reason and suffix in FILING_NAMES:
        raise Unreadable(reason)
    return kind


def decode(raw: bytes) -> tuple[str, str | None]:
    """The text of `raw` and, where bytes had to be guessed at, a sentence about it.

    UTF-8 and UTF-16 by byte order mark, then UTF-8, then windows-1252, as browsers read it.
    Mixed files keep every valid UTF-8 character; only the stray bytes are read as windows-1252.
    """
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", errors="replace").lstrip("\ufeff"), None
    body = raw.removeprefix(b"\xef\xbb\xbf")
    utf16 = _bare_utf16(body)
    if utf16:
        return body.decode(utf16, errors="replace"), None
    try:
        return body.decode("utf-8"), None
    except UnicodeDecodeError as error:
        offset = error.start
    if _mostly_utf8(body):
        return _mend(
            body
        ), f"invalid UTF-8 at byte {offset}: the stray bytes were read as windows-1252"
    return _mend(body, whole=True), None


def _not_text(head: bytes, suffix: str) -> str:
    """Why `head` begins no text, "" if it does."""
    if not head.strip(b"\0 \t\r\n\f\v\xef\xbb\xbf"):
        return "the file is empty"
    if not _is_binary(head):
        return ""
    foreign = next((what for magic, what in FOREIGN if head.startswith(magic)), None)
    return f"it is named {suffix or 'like text'} but holds {foreign or 'binary data'}"


def _is_binary(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or _bare_utf16(head):
        return False
    # Typewriter filings hold tabs, line ends, form feeds and the odd ^Z; nothing else below 32.
    control = len(head) - len(
        head.translate(None, bytes(range(8)) + bytes(range(14, 26)) + bytes(range(28, 32)))
    )
    return control > len(head) // 100


def _bare_utf16(head: bytes) -> str | None:
    """UTF-16 without a mark: every other byte of Latin text is zero."""
    sample = head[:2048]
    half = len(sample) // 2
    if half < 8 or sample.count(0) < half * 0.7:
        return None
    if sample[1::2].count(0) > half * 0.9 and sample[0::2].count(0) < half * 0.1:
        return "utf-16-le"
    if sample[0::2].count(0) > half * 0.9 and sample[1::2].count(0) < half * 0.1:
        return "utf-16-be"
    return None


def _text_kind(head: bytes, suffix: str) -> Kind | None:
    text, _ = decode(head)
    start = text.lstrip("\ufeff\0 \t\r\n\f\v")
    # One part by itself, with its SGML marks, is what that part is; several are a submission.
    first = PART.search(start, 0, FIRST_PART)
    if ENVELOPE.match(start) or (first and PART.search(start, first.end())):
        return "submission"
    if start.startswith("<?xml") or suffix == ".xml":
        return "html" if HTML_INSIDE.search(start) else None
    if suffix in HTML_NAMES or HTML_INSIDE.search(start):
        return "html"
    if (begun := HTML_START.match(start)) and not _is_typewritten(begun[0], start):
        return "html"
    if len(HTML_CLOSE.findall(start, 0, FIRST_PART)) >= CLOSED:  # a page without its beginning
        return "html"
    if suffix in TEXT_NAMES and not start.startswith(DATA_START):
        return "text"
    return None


def _is_typewritten(tag: str, start: str) -> bool:
    """Whether a text that begins with <TABLE> has columns by EDGAR's <S> and <C>, not by cells."""
    return tag.lower() == "<table" and HTML_ROW.search(start, 0, FIRST_PART) is None


def _mostly_utf8(body: bytes) -> bool:
    """Whether the bytes above 127 are, more often than not, parts of UTF-8 characters."""
    high = sum(byte > 127 for byte in body) if len(body) < 1 << 16 else _high(body)
    kept = body.decode("utf-8", errors="ignore")
    multi = sum(len(match.group().encode()) for match in re.finditer(r"[^\x00-\x7f]+", kept))
    return multi * 2 > high


def _high(body: bytes) -> int:
    return len(body.translate(None, bytes(range(128))))


def _mend(body: bytes, *, whole: bool = False) -> str:
    """windows-1252 for what is not UTF-8 (or for all); its five holes fall back to Latin-1."""

    def latin(raw: bytes) -> str:
        try:
            return raw.decode("cp1252")
        except UnicodeDecodeError:
            return "".join(
                bytes([byte]).decode("cp1252", errors="ignore") or chr(byte) for byte in raw
            )

    if whole:
        return latin(body)
    parts: list[str] = []
    at = 0
    while at < len(body):
        try:
            parts.append(body[at:].decode("utf-8"))
            break
        except UnicodeDecodeError as error:
            parts.append(body[at : at + error.start].decode("utf-8"))
            parts.append(latin(body[at + error.start : at + error.end]))
            at += error.end
    return "".join(parts)
