"""The measurement of drafts: what an answer is made of, and that it is what is generated."""

from pathlib import Path

import pytest
import torch

from bench import drafts

SOURCE = [f"The note number {n} says that rent of {n * 7} million is due in the year {2000 + n}."
          for n in range(60)]  # fmt: skip
OTHER = [f"Our people in office {n} wrote these other {n * 11} words about something else."
         for n in range(60)]  # fmt: skip


def test_an_answer_quotes_as_much_as_it_is_told_to() -> None:
    for quoted in (0, 25, 50, 100):
        said = drafts.answer(" ".join(SOURCE), " ".join(OTHER), quoted)
        found = sum(sentence in said for sentence in SOURCE)
        assert abs(found - 60 * quoted / 100) <= 1


def test_drafts_are_right_where_the_prompt_is_quoted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    torch.set_num_threads(1)
    for name, value in {"PROMPT": 400, "ANSWER": 40, "REPEAT": 1, "SHARES": (0, 100)}.items():
        monkeypatch.setattr(drafts, name, value)
    text = " ".join(SOURCE + OTHER)
    none, all_ = drafts.rows(text, tmp_path, {"num_hidden_layers": 1})
    assert none.tokens == all_.tokens == 40
    assert all_.steps < none.steps <= 40
    assert all_.accepted > all_.drafted / 2
    assert all_.row().startswith("| 100 % |")
