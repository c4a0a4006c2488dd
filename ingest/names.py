"""Document ids: what a filing is called in the library."""

import re
from collections.abc import Iterator
from itertools import count
from pathlib import PurePosixPath

from ingest.document import Metadata

LONGEST = 60  # characters of a name made from a file name
MARK = 8  # hexadecimal digits of the content


def names(about: Metadata, name: str, content: str) -> Iterator[str]:
    """Ids for a document, best first and without end; the first that is free is taken.

    `aapl-10-k-2024-09-28` says what it is. Where something is unknown or another filing has that
    name already: the name of the file and the beginning of `content`, a hash of its bytes.
    """
    who = about.ticker or about.company
    if who and about.form and about.period_end:
        yield f"{slug(who)}-{slug(about.form)}-{about.period_end.isoformat()}"
    stem = slug(PurePosixPath(name).stem)[:LONGEST].strip("-") or "document"
    yield f"{stem}-{content[:MARK]}"
    yield from (f"{stem}-{content[:MARK]}-{number}" for number in count(2))


def slug(text: str) -> str:
    """`text` in lower case letters, digits and single hyphens: "Marlow & Co." is "marlow-co"."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:LONGEST]
