"""How people name documents: by id, by source, by the end of a path, or by a glob over sources."""

import re
from collections.abc import Sequence
from difflib import get_close_matches
from fnmatch import fnmatchcase

from store.tables import StoredDocument

GLOB = re.compile(r"[*?\[]")
"""What makes a name a glob; without it, it fits what it is and nothing else."""


def is_named(document: StoredDocument, name: str) -> bool:
    """Whether `name` means the document; a submission's own path means all of its parts."""
    container = document.source.partition("#")[0]
    names = (document.id, document.source, container)
    if name in names or any(each.endswith(f"/{name}") for each in names):
        return True
    return bool(GLOB.search(name)) and any(fnmatchcase(each, name) for each in names)


def nothing_named(name: str, every: Sequence[StoredDocument]) -> str:
    """What to tell a person whose name fits none of these, with what comes near."""
    names = [text for each in every for text in (each.id, each.source)]
    near = get_close_matches(name, names, n=3, cutoff=0.4)
    hint = f" Near it: {', '.join(near)}." if near else " `tieout list` shows all."
    return f"No document of the library is named {name!r}.{hint}"
