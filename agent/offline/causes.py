"""Why a figure rose or fell, in the filing's own sentence: quoted, never inferred."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from agent.offline.metrics import words
from agent.offline.phrases import any_of
from agent.offline.plan import Ask, Draft, Look, look_all
from agent.offline.sentences import Sentence, sentences
from agent.offline.told_change import rose_as_told
from store.tables import StoredDocument
from tools.grep import Matches
from tools.read import Window

WHY = re.compile(
    r"\b(?:why|causes?|caused|reasons?|drove|driven|drivers?|driving|explain\w*|behind"
    r"|led to|how come)\b",
    re.I,
)
CAUSE = any_of(
    r"because",
    r"due (?:\w+ )?to",
    r"driven (?:\w+ )?by",
    r"caused (?:\w+ )?by",
    r"result(?:ed|ing|s)? (?:\w+ )?(?:of|from)",
    r"attribut\w+",
    r"reflect(?:s|ed|ing)",
    r"owing to",
    r"primarily",
    r"mainly",
    r"principally",
    r"offset by",
    r"following",
    r"stemm\w+ from",
    r"thanks to",
    r"on account of",
    r"as we \w+",
)
ROSE = any_of(
    r"increas\w+", r"rose", r"risen", r"grew", r"growth", r"higher", r"up", r"climb\w+", r"drew"
)
FELL = any_of(
    r"decreas\w+", r"fell", r"fallen", r"declin\w+", r"lower(?:ed)?", r"down", r"reduc\w+", r"cut"
)
DONE = any_of(
    r"to (?:pay|fund|finance|repay|buy|acquire|build)",
    r"used (?:the|these|those) proceeds",
    r"proceeds",
    r"we (?:borrowed|drew|repaid|called|redeemed|retired|issued|sold|used|bought|acquired)",
    r"fund(?:ed|ing)",
    r"financ(?:ed|ing)",
)
DIFFERENCE = any_of(r"difference", r"change", r"movement")
UNCERTAIN = re.compile(r"\b(?:may|might|could|would|if|If)\b")
"""A sentence on what may come explains nothing that was."""
MOST = 12
"""Lines that are read for a cause."""
UNSAID = "No sentence was found that says why."


def with_cause(
    found: Draft, filing: StoredDocument, label: str, names: Sequence[str] = ()
) -> Look[Draft]:
    """The draft of a change with the sentence that explains it; `partial` where none does.

    `names` are what else the line item is called: debt is borrowings too.
    """
    rose = str(found["value"] or "").startswith("-") is False
    said = yield from cause(filing, names or (label,), rose=rose)
    citations = list(found["citations"]) if isinstance(found["citations"], list) else []
    if said is None:
        return {**found, "status": "partial", "open_threads": [UNSAID]}
    quote = {"document": filing.id, "lines": [said.line, said.line], "quote": said.text}
    answer = f"{found['answer']} The filing says: “{said.text}”"
    return {**found, "answer": answer, "citations": [*citations, quote]}


def cause(filing: StoredDocument, names: Sequence[str], *, rose: bool) -> Look[Sentence | None]:
    """The sentence that best says why the line item moved so; None when none says it."""
    topics = [topic for topic in map(_topic, names) if topic]
    if not topics:
        return None
    words_last = "|".join(dict.fromkeys(re.escape(topic[-1]) for topic in topics))
    asks = [Ask("grep", {"pattern": rf"(?i){words_last}", "document": filing.id, "limit": 200})]
    (matches,) = yield from look_all(Matches, asks)
    prose = [m for m in (matches.matches if matches else ()) if not m.text.startswith("|")]
    lines = [m.line for m in sorted(prose, key=lambda m: -_score(m.text, topics, rose))][:MOST]
    reads = [Ask("read", {"document": filing.id, "start": line, "count": 1}) for line in lines]
    windows = yield from look_all(Window, reads)
    told = [s for w in windows if w for s in sentences(w.lines, w.first)]
    best = max(told, key=lambda s: _told(s, topics, rose), default=None)
    if best is not None and _told(best, topics, rose) > 0:
        return best
    return next(_told_behind(told, topics, rose), None)


def _told_behind(
    told: Sequence[Sentence], topics: Sequence[Sequence[str]], rose: bool
) -> Iterator[Sentence]:
    """Sentences that say what was done, right behind one that says how it moved."""
    for moved, said in pairwise(told):
        named = any(all(word in words(moved.text) for word in topic) for topic in topics)
        sure = not UNCERTAIN.search(moved.text) and _moves(moved.text, rose) > 0
        if named and sure and said.line == moved.line and DONE.search(said.text):
            yield said


def _topic(name: str) -> list[str]:
    return [word for word in words(name) if len(word) > 2 and word not in ("total", "net")]


def _score(text: str, topics: Sequence[Sequence[str]], rose: bool) -> int:
    found = words(text[:400])
    named = max(sum(word in found for word in topic) for topic in topics)
    return named + 2 * bool(CAUSE.search(text)) + _moves(text, rose)


def _moves(text: str, rose: bool) -> int:
    """1 when the first movement a text tells is the asked one, -1 when it is the other."""
    up, down = ROSE.search(text), FELL.search(text)
    first = up if up and (not down or up.start() < down.start()) else down
    if first is None:
        told = rose_as_told(text)
        return 0 if told is None else 1 if told == rose else -1
    return 1 if (first is up) == rose else -1


def _told(sentence: Sentence, topics: Sequence[Sequence[str]], rose: bool) -> float:
    """How surely a sentence is the explanation: above 0 only with cause, topic and movement."""
    return max(_told_of(sentence, topic, rose) for topic in topics)


def _told_of(sentence: Sentence, topic: Sequence[str], rose: bool) -> float:
    text, paragraph = sentence.text, words(sentence.paragraph)
    moves = _moves(text, rose)
    if not moves and DIFFERENCE.search(text):
        moves = 1 + min(0, 2 * _moves(sentence.paragraph, rose))
    if not CAUSE.search(text) or moves <= 0:
        return 0.0
    if not all(word in paragraph for word in topic) or UNCERTAIN.search(text):
        return 0.0
    named = all(word in words(text) for word in topic)
    figures = bool(re.search(r"\d", sentence.paragraph))
    begins = paragraph[: len(topic) + 3]
    return 1.0 + named + 2 * figures + 2 * all(word in begins for word in topic)
