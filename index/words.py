"""How text becomes words, for the index and for everyone who compares text with a query.

One analyser, so that a query word and an indexed word can only differ where the texts do:
numbers stay whole ("1,234.5", "12%"), letters that belong together too ("AT&T", "10b5", "9T"),
the rest is lower case, without accents, stemmed.
"""

import re

import tantivy

PATTERN = (
    r"\d+[\p{L}][\p{L}\p{N}]*"  # 9T, 10b5, 10K
    r"|\d+(?:,\d{3})*(?:\.\d+)?%?"  # 1,234.5 and 12%
    r"|\p{L}+(?:&\p{L}+)+"  # AT&T, R&D
    r"|[\p{L}\p{N}]+"
)
REMEMBERED = 200_000
"""Pieces whose words are kept, about 30 MB."""
LONGEST = 64  # bytes; a longer "word" is an address of the web or a table gone wrong


def analyzer() -> tantivy.TextAnalyzer:
    """The analyser that must be registered, under one name, on every open index."""
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.regex(PATTERN))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
        .filter(tantivy.Filter.remove_long(LONGEST))
        .filter(tantivy.Filter.stemmer("english"))
        .build()
    )


class Analyser:
    """The same words as the index makes, remembered: filings repeat theirs endlessly."""

    def __init__(self) -> None:
        self._known = _Known()

    def words(self, text: str) -> list[str]:
        """The words of `text`, in order, as the index holds them.

        >>> Analyser().words("Purchases of PP&E rose 12% to $1,234.5")
        ['purchas', 'of', 'pp&e', 'rose', '12%', 'to', '1,234.5']
        """
        known = self._known
        return [word for piece in _PIECE.findall(text) for word in known[piece]]


class _Known(dict[str, tuple[str, ...]]):
    """Piece of text to its words."""

    def __init__(self) -> None:
        self._analyzer = analyzer()

    def __missing__(self, piece: str) -> tuple[str, ...]:
        if len(self) > REMEMBERED:
            self.clear()
        words = self[piece] = tuple(self._analyzer.analyze(piece))
        return words


# Pieces that the analyser cuts further: none of these signs can stand inside a word.
_PIECE = re.compile(r"[^\s|()$;:\"“”—]+")
