"""How text becomes words, for the index and for everyone who compares text with a query.

One analyser, so that a query word and an indexed word can only differ where the texts do:
numbers stay whole ("1,234.5", "12%"), letters that belong together too ("AT&T", "10b5", "3M"),
the rest is lower case, without accents, stemmed.
"""

import re
from functools import lru_cache

import tantivy

PATTERN = (
    r"\d+[\p{L}][\p{L}\p{N}]*"  # 3M, 10b5, 10K
    r"|\d+(?:,\d{3})*(?:\.\d+)?%?"  # 1,234.5 and 12%
    r"|\p{L}+(?:&\p{L}+)+"  # AT&T, R&D
    r"|[\p{L}\p{N}]+"
)
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
    """The same words as the index makes, remembered: lines of tables repeat theirs endlessly."""

    def __init__(self) -> None:
        self._analyzer = analyzer()
        self._stem = lru_cache(maxsize=200_000)(self._one)

    def words(self, text: str) -> list[str]:
        """The words of `text`, in order, as the index holds them.

        >>> Analyser().words("Purchases of PP&E rose 12% to $1,234.5")
        ['purchas', 'of', 'pp&e', 'rose', '12%', 'to', '1,234.5']
        """
        return [word for rough in _ROUGH.findall(text) for word in self._stem(rough)]

    def _one(self, rough: str) -> tuple[str, ...]:
        return tuple(self._analyzer.analyze(rough))


# Pieces that the analyser cuts further: none of these signs can stand inside a word.
_ROUGH = re.compile(r"[^\s|()$;:\"“”—]+")
