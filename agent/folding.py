"""Old tool results folded into notes, so that a long run fits the model's context.

A note keeps every line that carries a figure, with its number, and the first words of the others
under headings; prose without a figure goes. What is folded is decided from the beginning by the
same rule at every turn, and in large steps: between two foldings the prompt only grows, and the
provider's prefix cache holds.
"""

import re

from agent.transcript import Step, Transcript
from tools.sizes import clip, tokens

FULL = 0.8
"""Of the room: folding begins when the steps take more,"""
LEFT = 0.4
"""and goes on until they take less."""
SHORT = 600
"""Characters of a result that is left as it is."""
FIGURE = re.compile(r"\d")
NUMBERED = re.compile(r"^\s*\d+\s{2}|^\s*\d+ [> ] ")
WIDTH = 400
"""Characters of a line in a note; it is cut between words."""


def folded(transcript: Transcript, room: int) -> int:
    """How many of the first steps are folded, for steps that may take `room` tokens."""
    whole: list[int] = []
    small: list[int] = []
    folds = 0
    for step in transcript.steps:
        whole.append(_size(step, fold=False))
        small.append(_size(step, fold=True))
        if sum(small[:folds]) + sum(whole[folds:]) > FULL * room:
            # the last step is what the model is about to read
            while folds < len(whole) - 1 and sum(small[:folds]) + sum(whole[folds:]) > LEFT * room:
                folds += 1
    return folds


def note_of(text: str) -> str:
    """A result without its prose: the head, lines with figures, the next step."""
    if len(text) <= SHORT:
        return text
    lines = text.split("\n")
    kept = [line for line in lines[1:-1] if _has_figure(line)]
    gone = len(lines) - 2 - len(kept)
    told = f"(Folded: {gone} lines without figures; read them again where they matter.)"
    return "\n".join((lines[0], *(clip(line, WIDTH) for line in kept), told))


def _has_figure(line: str) -> bool:
    """Whether a line holds a digit beside its own number."""
    return FIGURE.search(NUMBERED.sub("", line)) is not None


def _size(step: Step, *, fold: bool) -> int:
    said = tokens(step.reply.text) + sum(tokens(str(call.arguments)) for call in step.reply.calls)
    return said + sum(tokens(note_of(s.text) if fold else s.text) for s in step.observations)
