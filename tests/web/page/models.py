"""Models for tests of the page; they know the example filings."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from agent.model import Call, Reply, Unavailable
from agent.transcript import Transcript
from store.library import Library
from tools.tool import Tool

ANNUAL = "wxcb-10-k-2025-02-01"
SALES = "| Net sales | $36,455 | $35,988 | $34,463 |"
YEARS = (
    ("$36,455", "2024-02-04 to 2025-02-01"),
    ("$35,988", "2023-01-29 to 2024-02-03"),
    ("$34,463", "2022-01-30 to 2023-01-28"),
)
TABLE = """Net sales rose.

| Fiscal year | Net sales | Note |
|---|---|---|
| 2024 | $36,455 | =1+1 |
| 2023 | $35,988 | as restated |
| 2022 | $34,463 | (first) |
"""


@dataclass(frozen=True, slots=True)
class Series:
    """Tells net sales of three years, in a table, with a figure for each."""

    library: Path
    name: str = "test/series"

    def reply(
        self, transcript: Transcript, tools: Sequence[Tool], on_text: Callable[[str], None]
    ) -> Reply:
        library = Library(self.library)
        line = library.lines(ANNUAL).index(SALES) + 1
        library.close()
        figures = [
            {
                "id": f"f{at}",
                "text": text,
                "value": f"{text.replace('$', '').replace(',', '')}000000",
                "unit": "USD",
                "period": period,
                "document": ANNUAL,
                "line": line,
            }
            for at, (text, period) in enumerate(YEARS, 1)
        ]
        draft: dict[str, object] = {"status": "answered", "answer": TABLE, "figures": figures}
        return Reply("", (Call("c1", "answer", draft),))


class Breaking:
    """Begins to speak, and cannot be reached any more."""

    name = "test/breaking"

    def reply(
        self, transcript: Transcript, tools: Sequence[Tool], on_text: Callable[[str], None]
    ) -> Reply:
        for word in ("What ", "it ", "owes "):
            on_text(word)
        raise Unavailable("The provider went away. Ask again in a moment.")
