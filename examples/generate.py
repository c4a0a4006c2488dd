"""Write the example filings: `python -m examples.generate [FOLDER]`."""

import sys
from pathlib import Path

from examples.annual import annual_report
from examples.press import RELEASE, current_report
from examples.quarterly import quarterly_report
from examples.wexcombe import example

FILINGS = Path(__file__).parent / "filings"


def filings() -> dict[str, bytes]:
    """Every example filing by its name; the same bytes each time."""
    story = example()
    stem = story.company.ticker.lower()
    return {
        f"{stem}-{story.year}-10-k.htm": annual_report(story).encode(),
        f"{stem}-{story.year + 1}-q1-10-q.htm": quarterly_report(story).encode(),
        f"{stem}-{story.year_end + RELEASE:%Y-%m-%d}-8-k.pdf": current_report(story),
    }


def write(folder: Path = FILINGS) -> list[Path]:
    """Write them and say where."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, content in filings().items():
        paths.append(folder / name)
        paths[-1].write_bytes(content)
    return paths


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else FILINGS)
