"""Other readers of filings on the same files: items found, words kept, seconds.

Each peer lives in a virtual environment of its own, VENVS/NAME, and is asked through a script that
prints a line of JSON a file. Words are those of `evals.words`, by a scan that no reader shares;
items are those that a reader names as such, each once.
"""

import json
import subprocess
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from evals.words import PAGE_MARK, original_words, words
from ingest.detect import detect
from ingest.document import Document
from ingest.reading import read_source, to_document
from ingest.to_markdown import render

HEADS = "| reader | files | seconds | items found | words kept |\n| --- | --- | --- | --- | --- |"
# What each peer makes of `raw`, a filing of form `form`: all its text, and its items.
PEERS = {
    "edgartools": """
from edgar.documents import ParserConfig, parse_html
made = parse_html(raw, ParserConfig(form=form) if form else None)
text, items = made.text(), [name for name in made.sections if "item" in name]
""",
    "sec-parser": """
import sec_parser
made = sec_parser.Edgar10QParser().parse(raw)
text = " ".join(each.text for each in made)
kinds = [getattr(each, "section_type", None) for each in made]
items = {kind.identifier for kind in kinds if kind and "item" in kind.identifier}
""",
    "unstructured": """
from unstructured.partition.html import partition_html
made = partition_html(text=raw)
text = " ".join(each.text for each in made)
titles = [each.text.lower().split() for each in made if each.category == "Title"]
items = {title[1] for title in titles if title[:1] == ["item"] and title[1:]}
""",
}
SCRIPT = """
import json, sys, time, warnings
warnings.simplefilter("ignore")
def read(raw, form):
{call}
    return text, items
for given in sys.argv[1:]:
    form, _, path = given.partition(":")
    raw = open(path, encoding="utf-8", errors="replace").read()
    began = time.process_time()
    text, items = read(raw, form)
    seconds = time.process_time() - began
    print(json.dumps({{"seconds": seconds, "items": len(set(items)), "text": text}}))
"""


@dataclass(frozen=True, slots=True)
class Made:
    """What a reader made of a file."""

    seconds: float
    items: int
    text: str


def rows(files: Sequence[Path], venvs: Path) -> Iterator[str]:
    """A row for Tieout and for each peer that is installed."""
    originals = [Counter(original_words(path)) for path in files]
    documents = {path: read(path) for path in files}
    yield row("tieout", [ours(path) for path in files], originals)
    for name, call in PEERS.items():
        python = venvs / name / "bin" / "python"
        if python.exists():
            yield from peer(name, python, call, documents, originals)


def peer(
    name: str,
    python: Path,
    call: str,
    documents: dict[Path, Document],
    originals: Sequence[Counter[str]],
) -> Iterator[str]:
    """The row of a peer, or one that says why it has none."""
    body = "".join(f"    {line}\n" for line in call.strip().splitlines())
    given = [f"{document.metadata.form or ''}:{path}" for path, document in documents.items()]
    command = [str(python), "-c", SCRIPT.format(call=body), *given]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    if said.returncode:
        yield f"| {name} | failed: {said.stderr.strip().splitlines()[-1][:120]} | | | |"
        return
    made = [Made(**json.loads(line)) for line in said.stdout.splitlines() if line.startswith("{")]
    yield row(name, made, originals)


def ours(path: Path) -> Made:
    """What Tieout makes of a file, by the same measure; the first call is counted."""
    began = time.process_time()
    document = read(path)
    text = "\n".join(render(document).lines)
    seconds = time.process_time() - began
    items = {section.item for section in document.sections if section.item}
    return Made(seconds, len(items), PAGE_MARK.sub("", text))


def read(path: Path) -> Document:
    """The file as a document."""
    raw = path.read_bytes()
    kind = detect(path.name, raw)
    assert kind in ("html", "pdf", "text"), path
    return to_document(read_source(kind, raw), path.name)


def row(name: str, made: Sequence[Made], originals: Sequence[Counter[str]]) -> str:
    """Sums over all files."""
    lost = sum(
        (had - Counter(words(each.text))).total() for had, each in zip(originals, made, strict=True)
    )
    kept = 100 * (1 - lost / max(1, sum(had.total() for had in originals)))
    seconds, items = sum(each.seconds for each in made), sum(each.items for each in made)
    return f"| {name} | {len(made)} | {seconds:.2f} | {items} | {kept:.2f} % |"
