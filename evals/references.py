"""References: does each lead where a reader says it does?

A line of `references.jsonl` quotes a reference and says where it leads:

    content   the first digits of the sha256 of the file, or `doc`, its path
    quote     the words around it as the reading copy has them; a line break is one, "…" stands for
              words left out, "Tidewater" for a name
    words     the reference itself: "Note 12", or a heading as quoted
    target    what it leads to, any of a list: "Note 12", "Item II.1A", "Exhibit 10.4", "p62" (a
              physical page), a heading, or "table:", "line:" and "near:" with words to be found
              at the line it opens
    outside   words of the other document it names
    nowhere   why it leads nowhere: another document's words, the form's own, no such heading
    half      "tune" for the lines the rules were made with first; "held", "blind", "fresh",
              "last", "final", "audit", "second" for those measured once before they were looked
              into, in this order

It is *right* when a target or document that is named is reached, and nothing else; *wrong* when it
leads anywhere else; else *missed*.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Literal

from evals.gold import Row, same
from evals.reference_spans import Span, spans
from evals.tables import Figures, Table, Tallies, count, in_order, percent, share
from ingest.items import letters
from store.library import Library
from store.tables import StoredReference, StoredSection, StoredTable

Verdict = Literal["right", "wrong", "missed", "not found"]
NAME = "Tidewater"
BELOW = 12  # lines from a table's first that may say what it is


@dataclass(frozen=True)
class Filing:
    """A document as its references are judged."""

    lines: Sequence[str]
    page_lines: Sequence[int]
    sections: Sequence[StoredSection]
    references: Sequence[StoredReference]
    tables: Sequence[StoredTable]

    @cached_property
    def by_id(self) -> dict[str, StoredSection]:
        """The sections by their ids."""
        return {section.id: section for section in self.sections}

    @cached_property
    def text(self) -> str:
        """The lines without page marks, that a quotation may run over them."""
        return "\n".join("" if line.startswith("[page ") else line for line in self.lines)

    @cached_property
    def starts(self) -> list[int]:
        """Where each line begins in `text`."""
        lengths = (0 if line.startswith("[page ") else len(line) for line in self.lines)
        return [0, *accumulate(length + 1 for length in lengths)]

    def lines_at(self, span: Span) -> range:
        """The lines (from 1) that a part of `text` runs over."""
        return range(bisect_right(self.starts, span[0]), bisect_left(self.starts, span[1]) + 1)

    def referring(self, line: int) -> list[tuple[StoredReference, tuple[Span, ...]]]:
        """The references of a line, and where in `text` each may stand."""
        said = [each for each in self.references if each.line == line]
        start = self.starts[line - 1]
        around = self.text[start : self.starts[min(line + 3, len(self.lines))]]
        found = spans(around, [each.words for each in said])
        return [
            (each, tuple((start + first, start + last) for first, last in places))
            for each, places in zip(said, found, strict=True)
        ]


def score(labels: Iterable[Row], library: Library, tallies: Tallies) -> None:
    """Judge every label whose filing the library holds."""
    opened: dict[str, Filing] = {}
    documents = library.documents()
    for row in labels:
        names = [each.id for each in documents if _is_of(each.content, each.source, row)]
        for name in names:
            if name not in opened:
                opened[name] = open_filing(library, name)
        if names:
            verdict = judged_in(row, [opened[name] for name in names])
            tally(row, verdict, tallies)


def tally(row: Row, verdict: Verdict, tallies: Tallies) -> None:
    """Count one label, by where it leads and by its half."""
    kind = "in the filing" if "target" in row else "elsewhere" if "outside" in row else "nowhere"
    half = str(row.get("half", "labelled"))
    added = {"labels": 1, verdict: 1}
    count(tallies, (f"leads {kind}", f"half: {half}", "all"), **added)


def open_filing(library: Library, document: str) -> Filing:
    """What is judged of a document."""
    return Filing(
        library.lines(document),
        library.document(document).page_lines,
        library.sections(document),
        library.references(document),
        library.tables(document),
    )


def judged_in(row: Row, filings: Sequence[Filing]) -> Verdict:
    """The verdict in the part of a submission that holds the quotation."""
    for filing in filings:
        verdict = judge(row, filing)
        if verdict != "not found":
            return verdict
    return "not found"


def judge(row: Row, filing: Filing) -> Verdict:
    """Whether the reference that `row` labels leads where it should."""
    at = _places(row, filing)
    if not at:
        return "not found"
    verdicts = {_judge_at(row, filing, span) for span in at}
    order: tuple[Verdict, ...] = ("right", "wrong", "missed")
    return next(verdict for verdict in order if verdict in verdicts)


def _judge_at(row: Row, filing: Filing, quoted: Span) -> Verdict:
    words = tokens(str(row["words"]))
    lines = filing.lines_at(quoted)
    standing = _standing(str(row["words"]), filing, quoted)
    meant = [
        each
        for line in lines
        for each, at in filing.referring(line)
        if (_overlap(words, tokens(each.words)) and _meet(at, standing))
        or _holds(tokens(each.outside), words)
    ]
    reached = [_is_right(row, each, filing) for each in meant if each.target or each.outside]
    if not all(reached):
        return "wrong"
    return "right" if reached or "nowhere" in row else "missed"


def _standing(words: str, filing: Filing, quoted: Span) -> Span:
    """Where the words stand in the quotation; all of it where the words are not found as such."""
    found = _pattern(words, re.IGNORECASE).search(filing.text, *quoted)
    return found.span() if found else quoted


def _meet(places: Sequence[Span], standing: Span) -> bool:
    """Whether one place meets another; a reference whose place is not known may stand anywhere."""
    return not places or any(start < standing[1] and standing[0] < stop for start, stop in places)


def _is_right(row: Row, reference: StoredReference, filing: Filing) -> bool:
    if reference.target is None:
        named = tokens(str(row.get("outside", "")))
        return bool(named) and _holds(tokens(reference.outside), named)
    wanted = row.get("target", [])
    assert isinstance(wanted, list)
    return any(leads_to(str(each), reference, filing) for each in wanted)


def leads_to(wanted: str, reference: StoredReference, filing: Filing) -> bool:
    """Whether a reference with a target leads to what a label names."""
    section = filing.by_id[str(reference.target)]
    line = reference.target_line or section.first_line
    kind, _, rest = wanted.partition(":")
    if re.fullmatch(r"p\d+", wanted):
        return _page(filing, line) == int(wanted[1:])
    if kind == "line":
        return letters(filing.lines[line - 1]).startswith(letters(rest))
    if kind == "near":
        return letters(rest) in letters(" ".join(filing.lines[line - 1 : line + BELOW]))
    if kind == "table":
        near = " ".join(filing.lines[max(0, line - 4) : line + BELOW])
        at_table = any(table.first_line == line for table in filing.tables)
        return at_table and letters(rest) in letters(near)
    kind, _, number = wanted.partition(" ")
    if kind in ("Note", "Item", "Schedule", "Exhibit", "Part") and len(number) < 8:
        return _is_named(section, kind.lower(), number) or (
            kind == "Exhibit" and _heads(filing.lines[line - 1], number)
        )
    return any(
        letters(title).startswith(letters(wanted)[:60])
        for title in (section.title, filing.lines[line - 1])
    )


def _is_named(section: StoredSection, kind: str, number: str) -> bool:
    name = section.item or section.number or section.id.removeprefix("item-").upper()
    return section.kind == kind and name.upper() == number.upper()


def _heads(line: str, number: str) -> bool:
    """Whether a line is the row of an exhibit in an index of exhibits."""
    row = re.sub(r"^[#|\s(*]*(?:exhibit\s+)?", "", line, flags=re.I)
    return bool(re.match(rf"{re.escape(number)}(?!\d)(?!\.\d)", row))


def _page(filing: Filing, line: int) -> int:
    return sum(first <= line for first in filing.page_lines)


def _places(row: Row, filing: Filing) -> list[Span]:
    """Where the quotation stands, wherever it is quoted from."""
    return [match.span() for match in _pattern(str(row["quote"])).finditer(filing.text)]


def _pattern(quote: str, flags: int = 0) -> re.Pattern[str]:
    text = r"\s+".join(re.escape(word) for word in quote.split())
    text = text.replace(re.escape(NAME), r"[\w.,&’'\- ]{1,60}?")
    return re.compile(text.replace(r"\s+…\s+", r"\s.{0,600}?\s"), re.S | flags)


def tokens(text: str) -> list[str]:
    """Words and numbers, lower case."""
    return re.findall(r"[a-z0-9]+(?:\.\d+)*", text.lower())


def _overlap(one: Sequence[str], other: Sequence[str]) -> bool:
    return _holds(one, other) or _holds(other, one)


def _holds(whole: Sequence[str], part: Sequence[str]) -> bool:
    """Whether `part` is a run of `whole`; of "Note 12" "Note 1" is none."""
    size = len(part)
    return size > 0 and any(whole[at : at + size] == part for at in range(len(whole) - size + 1))


def _is_of(content: str, source: str, row: Row) -> bool:
    if "content" in row:
        return content.startswith(str(row["content"]))
    return same(source.split("#")[0], row.get("doc"))


def to_table(tallies: Tallies) -> Table:
    """The table of the references."""
    rows = tuple(
        (
            name,
            str(tally["labels"]),
            share(tally["right"], tally["labels"]),
            share(tally["wrong"], tally["labels"]),
            share(tally["missed"] + tally["not found"], tally["labels"]),
        )
        for name, tally in in_order(tallies)
    )
    heads = ("references", "labels", "right", "wrong", "missed")
    return Table("references", "References", heads, rows, figures(tallies))


def figures(tallies: Tallies) -> Figures:
    """The last row for programs."""
    tally = tallies.get("all")
    if tally is None:
        return {"labels": 0}
    return {
        "labels": tally["labels"],
        "right": percent(tally["right"], tally["labels"]),
        "wrong": percent(tally["wrong"], tally["labels"]),
        "missed": percent(tally["missed"] + tally["not found"], tally["labels"]),
    }
