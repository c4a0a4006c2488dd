"""The picture in the README: what `tieout ask` prints on the example filings, as an SVG."""

import io
import re
import subprocess
import sys
from pathlib import Path

from rich.console import Console
from rich.text import Text

ROOT = Path(__file__).parents[1]
QUESTION = "What does this company really owe on leases?"
WIDTH = 118


def answer_text(library: Path) -> str:
    """What a person reads, without the closing line, which tells the seconds."""
    command = [sys.executable, "-m", "cli.main"]
    place = ["--library", str(library)]
    subprocess.run(
        [*command, "ingest", str(ROOT / "examples" / "filings"), *place],
        cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    asked = subprocess.run(
        [*command, "ask", QUESTION, *place], cwd=ROOT, check=True, capture_output=True, text=True
    )
    lines = asked.stdout.rstrip().splitlines()
    return "\n".join(line.rstrip() for line in lines[:-1]).strip("\n")


def as_svg(text: str) -> str:
    """The terminal, drawn; the same text gives the same bytes."""
    console = Console(record=True, width=WIDTH, file=io.StringIO(), highlight=False)
    console.print(Text(f'$ ./run ask "{QUESTION}"', style="bold green"))
    console.print()
    for at, line in enumerate(text.splitlines()):
        head = at == 0 or line in ("In the words of the filings", "References followed", "Checks")
        console.print(Text(line, style="bold" if head else ""))
    svg = console.export_svg(title="tieout", unique_id="tieout")
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)  # nothing from elsewhere
    return "\n".join(line.rstrip() for line in svg.splitlines()) + "\n"
