"""Drafts out of a request's own text: what followed its last tokens when they stood there before.

An answer that quotes its source repeats it token by token, so a run of tokens can be guessed and
verified in one step (prompt lookup decoding). A wrong guess costs time, never another token.
"""

from array import array
from itertools import count

GRAM = 3  # shorter ones recur by chance, longer ones begin to help later


class Drafter:
    """Guesses how a text goes on, and how far its guesses are worth verifying."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.worth = min(2, most)
        """How many tokens the next draft may have."""
        self.follows: dict[int, int] = {}
        """By the hash of a gram, where it was last followed by something. Should two grams have
        one hash, a guess is wrong."""
        self.read = 0
        """The grams that begin before it are in `follows`."""

    def draft(self, tokens: "array[int]", most: int) -> "array[int]":
        """At most `most` tokens that may come after `tokens`; none if nothing speaks for any.

        A text that repeats itself is continued round and round.
        """
        self._read(tokens)
        most = min(most, self.worth)
        start = self.follows.get(hash(tuple(tokens[-GRAM:])))
        if start is None or most < 1:
            return array("i")
        found = tokens[start : start + most]
        return (found * most)[:most]

    def learn(self, drafted: int, right: int) -> None:
        """Of `drafted` tokens the first `right` were right: the next draft is made to fit."""
        if drafted:
            self.worth = min(self.most, 2 * right + 1)

    def _read(self, tokens: "array[int]") -> None:
        """Take in what was added since the last time."""
        new = tokens[self.read : len(tokens) - 1]
        grams = map(hash, zip(*(new[skip:] for skip in range(GRAM)), strict=False))
        self.follows.update(zip(grams, count(self.read + GRAM)))
        self.read = max(self.read, len(tokens) - GRAM)
