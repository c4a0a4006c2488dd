"""Which financial statement a passage is, by the lines that every filer's statement has.

Titles are missing or elsewhere on many pages; "total assets" over "total liabilities" is not.
"""

from index.vocabulary import Statement, Vocabulary

FACE = "face"
"""Added to the name of a statement that also bears its title: not a summary or a note's extract."""
TITLE_REACH = 400
"""Characters of a passage in which its own title stands."""
DIGITS = 36
"""A passage with fewer, a dozen figures, only talks about a statement."""


def statements_of(text: str, words: Vocabulary) -> tuple[str, ...]:
    """The names of the statements that `text` is, each once; with " face" where titled so."""
    raw = text.encode()
    if len(raw) - len(raw.translate(None, b"0123456789")) < DIGITS:
        return ()
    lower = text.lower().replace("’", "'")
    found: list[str] = []
    for statement in words.statements:
        if statement.marks and _is(lower, statement):
            found.append(statement.name)
            if _titled(lower, statement):
                found.append(f"{statement.name} {FACE}")
    return tuple(found)


def _is(lower: str, statement: Statement) -> bool:
    """Whether enough marks are there; gives up as soon as too many are missing."""
    spare = len(statement.marks) - statement.need
    for mark in statement.marks:
        if not any(words in lower for words in mark):
            spare -= 1
            if spare < 0:
                return False
    return True


def _titled(lower: str, statement: Statement) -> bool:
    return statement.title is not None and statement.title.search(lower[:TITLE_REACH]) is not None
