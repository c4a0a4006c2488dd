"""Words kept: what a reader of the original sees, against what the reading copy holds.

The original is read here once more, by a plain scan that shares nothing with the readers: what
they lose, it finds. Words are runs of three letters or more, and numbers. Also counted: words
that the copy has and the original has not, and runs of five words that are in their order still.
"""

import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

from evals.tables import Table, percent, share

WORD = re.compile(r"[a-z]{3,}|\d+(?:[.,]\d+)*")
MARKUP = re.compile(r"<html|<document>|<body", re.IGNORECASE)
HEAD = 20_000  # characters in which a file shows whether it is HTML
SOFT_HYPHEN = "\u00ad"
WORST = 10  # filings named in the table
RUN = 5  # words
PAGE_MARK = re.compile(r"^\[page \d+\]", re.MULTILINE)
PART = re.compile(r"^<DOCUMENT>(.*?)^</DOCUMENT>", re.IGNORECASE | re.MULTILINE | re.DOTALL)
# EDGAR's marks in typewriter text: where a table, a page, a column begins. No reader sees them.
TYPEWRITER_MARK = re.compile(r"</?(?:table|caption|page|s|c|fn)>", re.IGNORECASE)
PART_TYPE = re.compile(r"^<TYPE>[ \t]*(\S+)", re.IGNORECASE | re.MULTILINE)
PART_TEXT = re.compile(r"<TEXT>(.*)</TEXT>", re.IGNORECASE | re.DOTALL)
UNSEEN_PART = re.compile(r"\s*(?:<(?:PDF|XBRL|XML|JSON)>|begin \d{3} )", re.IGNORECASE)
UNSEEN_TYPE = re.compile(r"(?:GRAPHIC|ZIP|EXCEL|XML|JSON|EX-10[01]\b)", re.IGNORECASE)
"""Parts of a submission that hold pictures or data."""

VOID = frozenset({"br", "img", "hr", "meta", "link", "input", "col", "area", "base", "wbr"})
DARK = frozenset({"script", "style", "head", "title", "ix:header", "noscript"})
INLINE = frozenset({"font", "b", "i", "u", "em", "strong", "span", "a", "sup", "sub", "small"})
INLINE |= {"big", "ix:nonfraction", "ix:nonnumeric", "ix:continuation"}
"""Elements that do not part words."""


@dataclass(frozen=True, slots=True)
class Kept:
    """How many words an original has, and how many of them its reading copy lacks."""

    source: str
    words: int
    lost: int
    added: int = 0
    runs: int = 0
    """Runs of five words in the original."""
    kept_runs: int = 0

    @property
    def loss(self) -> float:
        """The share that is lost."""
        return self.lost / max(1, self.words)


def compare(source: str, original: Path, copy: str) -> Kept:
    """Count the words of a file that its reading copy lacks, and those that it adds."""
    before, after = original_words(original), words(PAGE_MARK.sub("", copy))
    had, has = Counter(before), Counter(after)
    runs, kept_runs = Counter(_runs(before)), Counter(_runs(after))
    return Kept(
        source,
        len(before),
        (had - has).total(),
        (has - had).total(),
        runs.total(),
        (runs & kept_runs).total(),
    )


def words(text: str) -> list[str]:
    """The words of a text, in their order."""
    return WORD.findall(text.lower().replace(SOFT_HYPHEN, ""))


def original_words(path: Path) -> list[str]:
    """The words of a file as published; of a submission, those of every part that is text."""
    if path.suffix.lower() == ".pdf":
        return words(pdf_text(path))
    raw = path.read_text(encoding="utf-8", errors="replace")
    parts = PART.findall(raw)
    texts = _texts_of_parts(parts) if parts else [raw]
    return [word for text in texts for word in words(_as_seen(text))]


def _texts_of_parts(parts: Sequence[str]) -> Iterator[str]:
    for part in parts:
        kind, text = PART_TYPE.search(part), PART_TEXT.search(part)
        seen = not (kind and UNSEEN_TYPE.match(kind[1]))
        if seen and text and not UNSEEN_PART.match(text[1]):
            yield text[1]


def _as_seen(text: str) -> str:
    if MARKUP.search(text[:HEAD]):
        return visible(text)
    return html.unescape(TYPEWRITER_MARK.sub(" ", text))


def _runs(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    return zip(*(words[at:] for at in range(RUN)), strict=False)


def pdf_text(path: Path) -> str:
    """All text of a PDF."""
    import pymupdf

    with pymupdf.open(path) as pdf:
        return "\n".join(page.get_text() for page in pdf)


def visible(raw: str) -> str:
    """The text of an HTML file that a browser would show."""
    scanner = _Scanner()
    scanner.feed(raw)
    return "".join(scanner.text)


class _Scanner(HTMLParser):
    """Collects text outside elements that are not shown."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text: list[str] = []
        self.open: list[tuple[str, bool]] = []
        self.dark = 0  # open elements that are not shown

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._part(tag)
        if tag not in VOID:
            style = (dict(attrs).get("style") or "").replace(" ", "").lower()
            dark = tag in DARK or "display:none" in style
            self.open.append((tag, dark))
            self.dark += dark

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del tag, attrs
        self.text.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self._part(tag)
        if not any(tag == name for name, _ in self.open):
            return  # closes what was never opened
        while self.open:
            name, dark = self.open.pop()
            self.dark -= dark
            if name == tag:
                return

    def handle_data(self, data: str) -> None:
        if not self.dark:
            self.text.append(data)

    def _part(self, tag: str) -> None:
        if tag not in INLINE:
            self.text.append(" ")


def to_table(kept: Iterable[Kept]) -> Table:
    """All filings in one line, and those that lost most."""
    every = list(kept)
    worst = sorted((k for k in every if k.lost), key=lambda k: -k.loss)[:WORST]
    together = total(f"all {len(every)} filings", every)
    figures = {
        "filings": len(every),
        "words": together.words,
        "kept": percent(together.words - together.lost, together.words),
        "added": percent(together.added, together.words),
        "in_order": percent(together.kept_runs, together.runs),
        "worst_loss": round(100 * max((k.loss for k in every), default=0.0), 2),
    }
    heads = ("filing", "words", "lost", "kept", "added", "runs of five kept")
    return Table("words", "Words kept", heads, tuple(map(_row, (*worst, together))), figures)


def total(name: str, kept: Iterable[Kept]) -> Kept:
    """Several filings as one."""
    sums = [0] * 5
    for each in kept:
        counts = (each.words, each.lost, each.added, each.runs, each.kept_runs)
        sums = [so_far + count for so_far, count in zip(sums, counts, strict=True)]
    return Kept(name, *sums)


def _row(kept: Kept) -> tuple[str, ...]:
    return (
        kept.source,
        str(kept.words),
        str(kept.lost),
        f"{percent(kept.words - kept.lost, kept.words) or 0:.3f} %",
        share(kept.added, kept.words),
        share(kept.kept_runs, kept.runs),
    )
