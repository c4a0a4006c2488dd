"""The single things a mention lists: 3, 4 and 5 of "Notes 3 to 5", 12 and its "b" of "12(b)"."""

import re

from ingest.mention_patterns import (
    EXHIBIT_KEY,
    ITEM_KEY,
    NOTE_KEY,
    PAGE_KEY,
    ROMAN,
    SCHEDULE_KEY,
    Kind,
)


def listed(match: re.Match[str]) -> str:
    """The keys; of "Note 15, 3" the first: behind one thing a comma alone begins something else.

    "Note 6; Note 8" says itself what goes on.
    """
    if match["keys"] is None:
        return match["before"]  # "above" of "the above table"
    keys = match["keys"]
    one = re.match(r"(?:foot)?(?:note|item|exhibit)\s", match[0], re.IGNORECASE)
    if one and not re.search(r"\b(?:and|or|to|through)\b|[&/–—-]", keys):
        return _NEXT.split(keys, maxsplit=1)[0].rstrip()
    return keys


_NEXT = re.compile(r"[,;](?!\s*(?:foot)?(?:notes?|items?|exhibits?)\s)", re.IGNORECASE)


def single_keys(kind: Kind, printed: str) -> list[tuple[str, str]]:
    """The single things of a list, and what of each; "3 through 5" is three, pages the first."""
    if kind == "table":
        return [(printed.lower(), "")]
    keys: list[tuple[str, str]] = []
    end = 0
    for match in _SINGLE[kind].finditer(printed):
        key = _unbracketed(match[0]) if kind == "exhibit" else _bare_key(match[0])
        key = key.split(".")[0] if kind == "note" else key
        spanned = keys and re.search(r"through|\bto\b|[–—-]", printed[end : match.start()])
        end = match.end()
        if spanned and (
            kind == "page" or (kind == "exhibit" and "." in keys[-1][0] and "." not in key)
        ):
            continue  # the end of "pages 12-14" and of "Exhibits 4.1-24"
        if spanned:
            keys += [(between, "") for between in _between(keys[-1][0], key)]
        elif kind == "note" and keys and _begins_a_name(key, keys[-1][0]):
            break
        keys.append((key, _sub(match[0]) if kind in ("note", "item") else ""))
    return keys


_PATTERNS: dict[Kind, str] = {
    "note": NOTE_KEY,
    "item": ITEM_KEY,
    "exhibit": EXHIBIT_KEY,
    "page": PAGE_KEY,
    "schedule": SCHEDULE_KEY,
    "part": ROMAN,
}
_SINGLE = {
    kind: re.compile(rf"(?<![A-Za-z])(?:{pattern})", re.IGNORECASE)
    for kind, pattern in _PATTERNS.items()
}


def _unbracketed(printed: str) -> str:
    """An exhibit's number: "4-10" of "(4-10)", "10(a)" as it is."""
    return re.sub(r"^\((\d{1,3}(?:-\d{1,3})?)\)", r"\1", printed)


def _begins_a_name(key: str, last: str) -> bool:
    """Whether a number and letter behind a list is a name: "Notes 4 and 15, 3X tested"."""
    numbered = re.fullmatch(r"(\d+)[A-Z]", key)
    return bool(numbered and last.isdigit() and int(numbered[1]) < int(last))


def _between(first: str, last: str) -> list[str]:
    """What a range leaves out: 4 of "3 to 5", B of "A to C"."""
    if first.isdigit() and last.isdigit():
        return [str(number) for number in range(int(first) + 1, min(int(last), int(first) + 40))]
    if len(first) == len(last) == 1 and (first + last).isalpha():
        return [chr(code) for code in range(ord(first) + 1, ord(last))]
    return []


def _sub(printed: str) -> str:
    """What of the thing: "b" of "12(b)(ii)", "A" of "5.A", "2.3" of a note so numbered."""
    if re.match(r"\d{1,2}\.\d", printed):
        return re.match(r"[\d.]+", printed)[0]  # type: ignore[index]
    match = re.match(r"\w+(?:\s?\(([a-z0-9]{1,3})\)|\.([A-K])\b)", printed, re.IGNORECASE)
    return (match[1] or match[2]) if match else ""


def _bare_key(text: str) -> str:
    if text.startswith("("):
        return text.strip("()")
    bare = re.sub(r"(?<=\d)\(([A-K])\)|\([a-z0-9]+\)|[\s()]", r"\1", text).upper()
    return re.sub(r"\.[A-K]$", "", bare)
