"""Words kept: what a reader of the original sees, against what the reading copy holds.

The original is read here once more, by a plain scan that shares nothing with the readers: what
they lose, it finds. Words are runs of three letters or more, and numbers; order does not count.
"""

import html
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

from evals.tables import Table, percent, share

WORD = re.compile(r"[a-z]{3,}|\d[\d,]*\.?\d*")
MARKUP = re.compile(r"<html|<document>|<body", re.IGNORECASE)
HEAD = 20_000  # characters in which a file shows whether it is HTML
SOFT_HYPHEN = "\u00ad"
WORST = 10  # filings named in the table

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

    @property
    def loss(self) -> float:
        """The share that is lost."""
        return self.lost / max(1, self.words)


def compare(source: str, original: Path, copy: str) -> Kept:
    """Count the words of a file that its reading copy lacks."""
    before = original_words(original)
    return Kept(source, before.total(), (before - words(copy)).total())


def words(text: str) -> Counter[str]:
    """The words of a text, each as often as it stands there."""
    return Counter(WORD.findall(text.lower().replace(SOFT_HYPHEN, "")))


def original_words(path: Path) -> Counter[str]:
    """The words of a file as published."""
    if path.suffix.lower() == ".pdf":
        return words(pdf_text(path))
    raw = path.read_text(encoding="utf-8", errors="replace")
    return words(visible(raw) if MARKUP.search(raw[:HEAD]) else html.unescape(raw))


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
    total, lost = sum(k.words for k in every), sum(k.lost for k in every)
    worst = sorted((k for k in every if k.lost), key=lambda k: -k.loss)
    rows = [(k.source, str(k.words), str(k.lost), share(k.words - k.lost, k.words)) for k in worst]
    summary = (f"all {len(every)} filings", str(total), str(lost), share(total - lost, total))
    figures = {
        "filings": len(every),
        "words": total,
        "kept": percent(total - lost, total),
        "worst_loss": round(100 * max((k.loss for k in every), default=0.0), 2),
    }
    heads = ("filing", "words", "lost", "kept")
    return Table("words", "Words kept", heads, (*rows[:WORST], summary), figures)
