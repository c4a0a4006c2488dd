"""Where a library keeps its files. Knows names and places, opens nothing."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Folders:
    """The layout of a library on disk (DESIGN: a contract that others script against)."""

    library: Path

    @property
    def database(self) -> Path:
        """The SQLite catalogue."""
        return self.library / "tieout.db"

    @property
    def filings(self) -> Path:
        """One folder a document: original.*, text.md, document.json."""
        return self.library / "filings"

    @property
    def index(self) -> Path:
        """Caches with a manifest: rebuilt, never trusted."""
        return self.library / "index"

    @property
    def incoming(self) -> Path:
        """Half-made documents; swept at the start of an ingest, never read by anyone else."""
        return self.library / "incoming"

    def document(self, document: str) -> Path:
        """The folder of one document."""
        return self.filings / document

    def reading_copy(self, document: str) -> Path:
        """The Markdown that ripgrep searches and citations point into."""
        return self.filings / document / "text.md"

    def sidecar(self, document: str) -> Path:
        """Who, what, when, outline, line map, health."""
        return self.filings / document / "document.json"
