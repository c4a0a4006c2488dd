"""Which financial statement a passage is, by the lines that every filer's statement has.

Titles are missing or elsewhere on many pages; "total assets" over "total liabilities" is not.
"""

import re

from index.vocabulary import Statement, Vocabulary

FACE = "face"
"""Added to the name of a statement that also bears its title: not a summary or a note's extract."""
TITLE_REACH = 400
"""Characters of a passage in which its own title stands."""
FIGURES = 12
"""A passage with fewer figures only talks about a statement."""

_FIGURE = re.compile(r"\d{1,3}(?:,\d{3})+|\(\d+\)|\d+\.\d\d|\b\d{2,4}\b")


def statements_of(text: str, words: Vocabulary) -> tuple[str, ...]:
    """The names of the statements that `text` is, each once; with " face" where titled so."""
    if len(_FIGURE.findall(text)) < FIGURES:
        return ()
    lower = text.lower().replace("’", "'")
    found: list[str] = []
    for statement in words.statements:
        if statement.need and _marks(lower, statement) >= statement.need:
            found.append(statement.name)
            if _titled(lower, statement):
                found.append(f"{statement.name} {FACE}")
    return tuple(found)


def _marks(lower: str, statement: Statement) -> int:
    return sum(mark.search(lower) is not None for mark in statement.marks)


def _titled(lower: str, statement: Statement) -> bool:
    return statement.title is not None and statement.title.search(lower[:TITLE_REACH]) is not None
