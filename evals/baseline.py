"""The naive baseline: chunks of 500 tokens, plain BM25, the first five; beside the agent.

Chunks are cut from the words of the reading copy wherever they come, tables laid out as text; the
page is all they know. Without a language model the baseline takes, from the best chunk that has
one, the figure of a fitting unit with most of the question's words just before it. With one, the
five chunks stand in one prompt and the first fitting figure of the reply is its value.
"""

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from agent.amounts import Amount, amounts
from agent.answering import Row
from agent.model import Model
from agent.questions import Asked
from agent.transcript import Question, Transcript
from evals.passages import NAIVE
from store.library import Library

if TYPE_CHECKING:
    import tantivy

TOP = 5
BEFORE = 200
"""Characters before a figure in which words of the question are looked for."""
HEAP = 50_000_000  # bytes that the writer of the index may hold
SHARE = re.compile(r"(?i)%|\b(?:percent\w*|margin|ratio|rate|growth|turnover)\b")
SCALE = re.compile(r"(?i)\bin (thousands|millions|billions)\b")
SCALES = {"thousands": 1_000, "millions": 1_000_000, "billions": 1_000_000_000}
YEAR = re.compile(r"(?:19|20)\d\d")
PROMPT = "Answer from these excerpts of filings alone, with one figure.\n\n{chunks}\n\n{question}"


@dataclass(frozen=True, slots=True)
class Chunk:
    """500 tokens of a document, a token being about four characters."""

    document: str
    source: str
    page: int
    """The page on which it begins."""
    text: str


def chunks(library: Library) -> list[Chunk]:
    """All documents, cut."""
    made: list[Chunk] = []
    for document in library.documents():
        lines = library.lines(document.id)
        text, line = "\n".join(lines), 1
        for start in range(0, len(text), NAIVE):
            cut = text[start : start + NAIVE]
            page = library.page(document.id, line)
            made.append(Chunk(document.id, document.source, page, cut))
            line += cut.count("\n")
    return made


class Baseline:
    """A library in chunks, indexed in memory."""

    def __init__(self, library: Library) -> None:
        import tantivy

        self.chunks = chunks(library)
        schema = tantivy.SchemaBuilder()
        schema.add_text_field("text")
        schema.add_integer_field("number", stored=True)
        self._index = tantivy.Index(schema.build())
        writer = self._index.writer(HEAP, 1)
        for number, chunk in enumerate(self.chunks):
            writer.add_document(tantivy.Document(text=chunk.text, number=number))
        writer.commit()
        self._index.reload()

    def found(self, question: str, documents: Sequence[str] = ()) -> list[Chunk]:
        """The first five of those documents, of all where none are named."""
        words = " ".join(re.findall(r"\w+", question.lower()))
        query = self._index.parse_query(words, ["text"])
        searcher = self._index.searcher()
        hits = searcher.search(query, limit=len(self.chunks) if documents else TOP).hits
        ranked = (self.chunks[self._number(searcher, address)] for _, address in hits)
        return [each for each in ranked if not documents or each.document in documents][:TOP]

    def answer(self, model: Model | None, asked: Asked) -> Row:
        """The answer as an `ask` object, as far as there is one; None: without a model."""
        began = time.monotonic()
        found = self.found(asked.question, asked.documents)
        if model is None:
            text, value = by_nearness(asked.question, found)
        else:
            text, value = by_model(model, asked.question, found)
        told = None if value is None else format(value, "f")
        return {
            "status": "not_disclosed" if told is None else "answered",
            "answer": text,
            "value": told,
            "figures": [] if told is None else [{"text": text, "value": told}],
            "citations": [
                {"document": c.document, "source": c.source, "page": c.page} for c in found
            ],
            "usage": {"seconds": time.monotonic() - began},
        }

    @staticmethod
    def _number(searcher: "tantivy.Searcher", address: "tantivy.DocAddress") -> int:
        (number,) = searcher.doc(address)["number"]
        return int(number)


def by_nearness(question: str, found: Sequence[Chunk]) -> tuple[str, Decimal | None]:
    """The figure of the best chunk that has one; its text and value."""
    asked = set(re.findall(r"[a-z]{3,}", question.lower()))
    for chunk in found:
        fitting = list(of_unit(question, amounts(chunk.text)))
        if fitting:
            best = max(fitting, key=lambda each: _words_before(chunk.text, each, asked))
            return best.text, _in_full(chunk.text, best)
    return "No figure was found.", None


def by_model(model: Model, question: str, found: Sequence[Chunk]) -> tuple[str, Decimal | None]:
    """What a language model makes of the chunks."""
    prompt = PROMPT.format(chunks="\n\n".join(chunk.text for chunk in found), question=question)
    text = model.reply(Transcript(Question(prompt)), (), lambda _: None).text
    fitting = list(of_unit(question, amounts(text)))
    return text, fitting[0].number.value if fitting else None


def of_unit(question: str, found: Sequence[Amount]) -> list[Amount]:
    """The amounts of the unit that the question is after; years are no amounts."""
    share = SHARE.search(question) is not None
    return [a for a in found if a.number.percent == share and not YEAR.fullmatch(a.text)]


def _words_before(text: str, amount: Amount, asked: set[str]) -> int:
    before = text[max(0, amount.start - BEFORE) : amount.start].lower()
    return len(asked & set(re.findall(r"[a-z]{3,}", before)))


def _in_full(text: str, amount: Amount) -> Decimal:
    """The value in the scale that the chunk says last before it, where the figure says none."""
    said = SCALE.findall(text[: amount.start])
    bare = amount.number.scale == 1 and not amount.number.percent
    return amount.number.value * (SCALES[said[-1].lower()] if said and bare else 1)
