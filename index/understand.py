"""What a question asks for, without a model: companies, forms, periods and what is left of it.

The words of the trade stand in vocabulary.toml, names come from the catalogue. `candidates` turns
an understanding into the documents that fit, best first. Who has many questions makes a
`catalogue.Catalogue` once and asks it.
"""

from collections.abc import Sequence

from index.catalogue import Catalogue
from index.understanding import Kind, Sought, Understanding
from store.tables import StoredDocument

__all__ = ["Kind", "Sought", "Understanding", "candidates", "understand"]


def understand(query: str, catalogue: Sequence[StoredDocument]) -> Understanding:
    """Take `query` apart against the documents of a library; see `Catalogue` for many questions."""
    return Catalogue(catalogue).understand(query)


def candidates(
    understanding: Understanding, catalogue: Sequence[StoredDocument]
) -> list[StoredDocument]:
    """The documents that can answer, best first."""
    return [document for document, _ in Catalogue(catalogue).candidates(understanding)]
