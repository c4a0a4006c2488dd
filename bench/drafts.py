"""How often a guess from the prompt is right, and what it saves, where an answer quotes its source.

    python -m bench.drafts TEXT_FILE [--threads 1]

A random model has nothing to say, so what it says is given: a mask allows one token at each place.
Its steps cost what they cost with any text. The prompt is the first part of the file; the answer
takes its sentences in turn from the prompt and from the rest of the file, so many of a hundred from
the former. Tokens are those of a byte-level tokenizer trained on the file itself.
"""

import argparse
import re
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from bench.engine import LARGE
from engine.config import EngineConfig
from engine.engine import Engine
from engine.request import Sampling
from engine.testing import tiny_model

VOCABULARY = 8_000
PROMPT, ANSWER = 1_500, 160
REPEAT = 3
SHARES = (0, 25, 50, 75, 100)


@dataclass(frozen=True, slots=True)
class Saved:
    """One share of quotations, with and without drafts."""

    quoted: int
    drafted: int
    accepted: int
    steps: int
    tokens: int
    seconds: tuple[float, float]
    """Of the processor, with drafts and without: medians."""

    def row(self) -> str:
        """A row of the table."""
        right = self.accepted / self.drafted if self.drafted else 0.0
        faster = self.seconds[1] / self.seconds[0]
        steps = f"{self.tokens / self.steps:.2f}"
        return f"| {self.quoted} % | {self.drafted} | {right:.0%} | {steps} | {faster:.2f} |"


def sentences(text: str) -> list[str]:
    """Roughly."""
    found = re.split(r"(?<=[.;:])\s+", text)
    return [each for each in found if len(each.split()) > 5]


def answer(prompt: str, rest: str, quoted: int) -> str:
    """Sentences of which so many of a hundred stand in the prompt."""
    inside, outside = sentences(prompt), sentences(rest)
    chosen, owed = [], 0
    for number in range(min(len(inside), len(outside))):
        owed += quoted
        chosen.append((inside if owed >= 100 else outside)[number])
        owed %= 100
    return " ".join(chosen)


def measured(model: Any, prompt: Sequence[int], said: Sequence[int], quoted: int) -> Saved:
    """Generate the answer with drafts and without, by turns."""
    runs = [[run(model, prompt, said, drafts) for drafts in (8, 0)] for _ in range(REPEAT)]
    fast, slow = (median(each[kind][1] for each in runs) for kind in (0, 1))
    stats = runs[0][0][0]
    return Saved(
        quoted, stats.drafted_tokens, stats.accepted_tokens, stats.steps, len(said), (fast, slow)
    )


def run(model: Any, prompt: Sequence[int], said: Sequence[int], drafts: int) -> tuple[Any, float]:
    """The engine's figures, and the seconds of the processor after the first token."""
    engine = Engine(model, EngineConfig(pages=64, drafts=drafts))
    engine.add(prompt, Sampling(max_tokens=len(said), mask=only(said)), id="answer")
    found = [token.id for token in engine.step()]
    start = time.process_time()
    while not engine.idle():
        found += [token.id for token in engine.step()]
    took = time.process_time() - start
    if found != list(said):
        raise AssertionError("The model did not say what it was to say.")
    return engine.stats(), took


def only(said: Sequence[int]) -> Callable[[Sequence[int]], Any]:
    """The mask that allows one answer."""
    import torch

    identity = torch.arange(VOCABULARY)
    return lambda tokens: identity == said[len(tokens)]


def rows(text: str, folder: Path, changes: dict[str, Any]) -> Iterator[Saved]:
    """One for each share of quotations."""
    from tokenizers import ByteLevelBPETokenizer

    tokenizer = ByteLevelBPETokenizer()
    tokenizer.train_from_iterator([text], vocab_size=VOCABULARY, show_progress=False)
    tiny_model(folder, vocabulary=VOCABULARY, **changes)
    model = Engine.load(folder, EngineConfig(pages=64)).model
    prompt = tokenizer.encode(text).ids[:PROMPT]
    first = tokenizer.decode(prompt)
    for quoted in SHARES:
        said = tokenizer.encode(answer(first, text[len(first) :], quoted)).ids[:ANSWER]
        yield measured(model, prompt, said, quoted)


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("text", type=Path)
    parser.add_argument("--threads", type=int, default=0, help="0 for as many as torch takes")
    chosen = parser.parse_args()
    import torch

    if chosen.threads:
        torch.set_num_threads(chosen.threads)
    print("| quoted | guessed | right | tokens a step | faster |")
    print("| --- | --- | --- | --- | --- |", flush=True)
    with tempfile.TemporaryDirectory() as name:
        for row in rows(chosen.text.read_text(encoding="utf-8"), Path(name), LARGE):
            print(row.row(), flush=True)


if __name__ == "__main__":
    main()
