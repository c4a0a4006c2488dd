"""Verification: what a draft says is held against the lines it names, before it is an answer."""

import re
from collections.abc import Iterator

from agent.answer import Check, Draft, DraftCitation
from tools.desk import Desk
from tools.tool import ToolError


def verify(desk: Desk, draft: Draft) -> tuple[Check, ...]:
    """All checks of a draft, in order. Never raises for what a draft says."""
    return tuple(_quotes(desk, draft))


def _quotes(desk: Desk, draft: Draft) -> Iterator[Check]:
    for at, citation in enumerate(draft.citations, start=1):
        yield _quote(desk, citation, f"quote {at}")


def _quote(desk: Desk, citation: DraftCitation, name: str) -> Check:
    try:
        stored = desk.document(citation.document)
    except ToolError as error:
        return Check(name, "failed", str(error))
    lines = desk.library.lines(stored.id)
    first, last = citation.lines
    where = f"lines {first}-{last} of {stored.id}"
    if not 1 <= first <= last <= len(lines):
        return Check(name, "failed", f"There are no {where}; it has {len(lines)} lines.")
    if _words(citation.quote) in _words(" ".join(lines[first - 1 : last])):
        return Check(name, "passed", f"The quotation stands word for word on {where}.")
    return Check(name, "failed", f"The quotation does not stand on {where}: quote it as printed.")


def _words(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
