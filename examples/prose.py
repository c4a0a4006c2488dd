"""Prose from a stock of topics and frames: long, varied, readable, and the same each time.

A topic says what can be said about one subject (`stock/*.toml`): a title, what it is about,
causes, effects, an answer, and sentences of its own. Frames are the sentences in which filers
say such things of any subject. An essay takes frames in an order shuffled by the seed, so that no
two topics read alike.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

STOCK = Path(__file__).parent / "stock"


@dataclass(frozen=True, slots=True)
class Topic:
    """What can be said about one subject."""

    title: str
    about: str
    """A noun phrase, singular: "the price of fuel"."""
    causes: tuple[str, ...]
    """Noun phrases."""
    effects: tuple[str, ...]
    """Bare verb phrases that go after "could" or "to"."""
    answer: str
    """What the filer does about it, a verb phrase after "we"."""
    facts: tuple[str, ...]
    """Sentences that belong to this topic alone."""


def topics(name: str) -> tuple[tuple[str, tuple[Topic, ...]], ...]:
    """The groups of a stock file, in order, each with its topics."""
    raw = tomllib.loads((STOCK / f"{name}.toml").read_text(encoding="utf-8"))
    return tuple(
        (group["name"], tuple(_topic(entry) for entry in group["topic"])) for group in raw["group"]
    )


def _topic(entry: Mapping[str, str | list[str]]) -> Topic:
    def words(key: str) -> str:
        return str(entry[key])

    def several(key: str) -> tuple[str, ...]:
        return tuple(entry[key])

    return Topic(
        words("title"),
        words("about"),
        several("causes"),
        several("effects"),
        words("answer"),
        several("facts"),
    )


def frames(name: str) -> Mapping[str, tuple[str, ...]]:
    """Sentence frames by their place in a paragraph."""
    raw = tomllib.loads((STOCK / "frames.toml").read_text(encoding="utf-8"))
    return {place: tuple(lines) for place, lines in raw[name].items()}


class Decks:
    """Frames dealt without repeating one before all others have been used."""

    def __init__(self, frames: Mapping[str, Sequence[str]], rng: Random) -> None:
        self.frames, self.rng = frames, rng
        self.left: dict[str, list[str]] = {place: [] for place in frames}

    def deal(self, place: str) -> str:
        """The next frame for this place."""
        if not self.left[place]:
            self.left[place] = list(self.frames[place])
            self.rng.shuffle(self.left[place])
        return self.left[place].pop()


def essay(topic: Topic, decks: Decks, plan: Sequence[str]) -> Iterator[str]:
    """Paragraphs on a topic. `plan` has a word a paragraph, a letter a sentence:

    o opens, c causes, e effects, a answers, q qualifies, f is the topic's own next sentence.
    """
    own = iter(topic.facts)
    fill = _Filler(topic, decks.rng)
    for letters in plan:
        sentences = [
            next(own, None) if letter == "f" else fill(decks.deal(PLACES[letter]))
            for letter in letters
        ]
        yield " ".join(sentence for sentence in sentences if sentence)


PLACES = {"o": "open", "c": "cause", "e": "effect", "a": "answer", "q": "qualify"}


class _Filler:
    """Puts a topic's words into frames, each cause and effect in turn."""

    def __init__(self, topic: Topic, rng: Random) -> None:
        self.topic, self.rng = topic, rng
        self.causes, self.effects = list(topic.causes), list(topic.effects)
        rng.shuffle(self.causes)
        rng.shuffle(self.effects)

    def __call__(self, frame: str) -> str:
        text = frame.replace("<about>", self.topic.about).replace("<answer>", self.topic.answer)
        while "<cause>" in text:
            text = text.replace("<cause>", self._next(self.causes), 1)
        while "<effect>" in text:
            text = text.replace("<effect>", self._next(self.effects), 1)
        return text[0].upper() + text[1:] if not text.startswith("{") else text

    def _next(self, words: list[str]) -> str:
        words.append(words.pop(0))
        return words[-1]
