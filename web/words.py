"""A step of a run in plain words: what the page shows while an answer is being found."""

from collections.abc import Mapping

from store.errors import TieoutError
from store.tables import StoredDocument
from tools.desk import Desk
from tools.outline import find_section
from tools.sizes import clip
from tools.tool import ToolError

LONGEST = 80  # characters of a query, a pattern or a title


def in_words(desk: Desk, tool: str, arguments: Mapping[str, object]) -> str:
    """A step as a person would say it: "reading Acme's Note 12 Leases (10-K 2024)"."""
    given = {name: clip(str(said), LONGEST) for name, said in arguments.items() if said is not None}
    document = _document(desk, given.get("document", ""))
    of = f" in {_named(document)}" if document else ""
    match tool:
        case "search":
            return f"searching for “{given.get('query', '')}”{of}"
        case "grep":
            return f"looking for lines with “{given.get('pattern', '')}”{of}"
        case "glob":
            return "looking which filings there are"
        case "outline":
            return f"looking at the contents of {_named(document) if document else 'a filing'}"
        case "read" | "follow":
            verb = "reading" if tool == "read" else "following the references of"
            return f"{verb} {_part(desk, document, given)}"
        case "table":
            return f"opening a table{_for(given, 'label')}{of}"
        case "facts":
            return f"looking up tagged figures{_for(given, 'concept')}{of}"
        case "calculate":
            return f"computing {given.get('expression', '')}"
        case "answer":
            return "writing the answer"
    return tool


def _for(given: Mapping[str, str], name: str) -> str:
    return f" for “{given[name]}”" if given.get(name) else ""


def _document(desk: Desk, name: str) -> StoredDocument | None:
    try:
        return desk.document(name) if name else None
    except ToolError:
        return None  # the step itself says so


def _part(desk: Desk, document: StoredDocument | None, given: Mapping[str, str]) -> str:
    """What is read: a section by its title, or the place by its line."""
    if document is None:
        return "a filing"
    title = ""
    if given.get("section"):
        try:
            title = find_section(desk, document.id, given["section"]).title
        except ToolError:
            title = given["section"]
    elif (line := given.get("start") or given.get("line") or "").isdigit():
        title = _around(desk, document, int(line))
    return f"{_named(document)}{f': {clip(title, LONGEST)}' if title else ''}"


def _around(desk: Desk, document: StoredDocument, line: int) -> str:
    """The title of the innermost section that holds the line; else the page."""
    try:
        sections = desk.library.sections(document.id)
    except TieoutError:
        return ""
    inside = [each for each in sections if each.first_line <= line <= each.last_line]
    return inside[-1].title if inside else f"line {line}"


def _named(document: StoredDocument) -> str:
    """A filing as people call it: "Acme’s 10-K 2024"."""
    kind = " ".join(filter(None, (document.form, str(document.fiscal_year or ""))))
    if document.company and kind:
        return f"{document.company.rstrip('.')}’s {kind}"
    return document.company or document.source
