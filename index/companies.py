"""Which companies of the library a question names: by name, ticker, former name, initials.

Names are compared without their legal endings, case, accents, points and apostrophes. Documents
are one company when they share a CIK, a ticker or a name; its names are all those it filed under.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from index.filenames import KEPT, read_name
from index.vocabulary import Vocabulary
from store.tables import StoredDocument

NAMESAKES = 2
"""More companies than these that begin alike are too many to be meant."""


@dataclass(frozen=True, slots=True)
class Company:
    """A filer of the library."""

    name: str
    """As most of its documents print it."""
    names: tuple[tuple[str, ...], ...]
    """Every name it filed under, in words without endings."""
    tickers: frozenset[str]
    documents: frozenset[str]


@dataclass(frozen=True, slots=True)
class Named:
    """A company that a text names, and where."""

    company: Company
    span: tuple[int, int]
    others: tuple[Company, ...] = ()
    """Companies whose name begins so too: a filer that has changed its name, or a namesake."""


@dataclass(frozen=True, slots=True)
class _Token:
    """A word of a text in every form it may be compared in: "Lowe's" is lowe and lowes."""

    text: str
    forms: frozenset[str]
    span: tuple[int, int]

    @property
    def capital(self) -> bool:
        return self.text[:1].isupper() or self.text[:1].isdigit()


@dataclass(frozen=True, slots=True)
class _Alias:
    words: tuple[str, ...]
    company: Company
    whole: bool
    """The whole name, not its beginning."""


_Test = Callable[[tuple[str, ...], "str | tuple[str, ...]"], bool]


class Companies:
    """The filers of a catalogue, ready to be recognised; made once for many questions."""

    def __init__(self, documents: Sequence[StoredDocument], words: Vocabulary) -> None:
        self._words = words
        self.all = tuple(group(documents, words))
        self._aliases: dict[str, list[_Alias]] = defaultdict(list)
        for alias in _unique(self._every_alias()):
            self._aliases[alias.words[0]].append(alias)
        for aliases in self._aliases.values():
            aliases.sort(key=lambda a: (-len(a.words), not a.whole))
        self._tickers = {t: c for c in self.all for t in c.tickers}
        self._capitals = dict(_leading_capitals(self.all))

    def named(self, text: str) -> list[Named]:
        """The companies that `text` names, in order; the longest name wins."""
        tokens = list(_tokens(text))
        found: list[Named] = []
        at = 0
        while at < len(tokens):
            match = self._at(tokens, at)
            if match is None:
                at += 1
                continue
            company, length = match
            endings = self._endings(tokens, at + length)
            others = () if endings else self._namesakes(tokens[at : at + length], company)
            length += endings
            span = (tokens[at].span[0], tokens[at + length - 1].span[1])
            found.append(Named(company, span, others))
            at += length
        return found

    def _namesakes(self, said: Sequence[_Token], company: Company) -> tuple[Company, ...]:
        """Other companies whose name begins with the very words that were said."""
        others = [
            other
            for other in self.all
            if other is not company
            and any(
                len(name) > len(said)
                and all(word in token.forms for word, token in zip(name, said, strict=False))
                for name in other.names
            )
        ]
        return tuple(others) if len(others) <= NAMESAKES else ()

    def _at(self, tokens: Sequence[_Token], at: int) -> tuple[Company, int] | None:
        token = tokens[at]
        for form in token.forms:
            for alias in self._aliases.get(form, ()):
                if self._fits(alias, tokens, at):
                    return alias.company, len(alias.words)
        return self._short(token) or self._joined(tokens, at)

    def _joined(self, tokens: Sequence[_Token], at: int) -> tuple[Company, int] | None:
        """Find "Harbor Mart" where the library has Harbormart, or a file says HARBORMART."""
        for length in (3, 2):
            some = tokens[at : at + length]
            word = "".join(token.text.lower() for token in some)
            for alias in self._aliases.get(word, ()):
                if len(some) == length and len(alias.words) == 1 and some[0].capital:
                    return alias.company, length
        return None

    def _fits(self, alias: _Alias, tokens: Sequence[_Token], at: int) -> bool:
        here = tokens[at : at + len(alias.words)]
        if len(here) < len(alias.words):
            return False
        if any(word not in token.forms for word, token in zip(alias.words, here, strict=True)):
            return False
        if len(here) > 1:
            return alias.whole or here[0].capital
        return self._single(alias, tokens, at)

    def _single(self, alias: _Alias, tokens: Sequence[_Token], at: int) -> bool:
        """One word must look like a name: a general one ("Target") most of all."""
        word, token = alias.words[0], tokens[at]
        if word in self._words.common_name_words or len(word) < 2:
            possessive = len(token.forms) > 1
            return token.capital and alias.whole and (at > 0 or possessive)
        return token.capital or (alias.whole and len(word) > 3)

    def _short(self, token: _Token) -> tuple[Company, int] | None:
        """A ticker, initials ("J&J", "JnJ"), or beginnings ("AmEx")."""
        text = re.sub(r"['’]s$", "", token.text)
        if match := re.fullmatch(r"([A-Z])(?:&|n)([A-Z])", text):
            company = self._one(_joined_by_and, match[1].lower() + match[2].lower())
            return (company, 1) if company else None
        if text.isupper() and len(text) > 1 and text.lower() not in self._words.no_tickers:
            company = (
                self._tickers.get(text)
                or self._one(_initials, text.lower())
                or self._capitals.get(text)
            )
            return (company, 1) if company else None
        parts = re.findall(r"[A-Z][a-z]+|[A-Z]", text)
        if len(parts) > 1 and "".join(parts) == text:
            company = self._one(_beginnings, tuple(part.lower() for part in parts))
            return (company, 1) if company else None
        return None

    def _one(self, test: "_Test", wanted: "str | tuple[str, ...]") -> Company | None:
        fit = [c for c in self.all if any(test(name, wanted) for name in c.names)]
        return fit[0] if len(fit) == 1 else None

    def _endings(self, tokens: Sequence[_Token], at: int) -> int:
        length = 0
        while at + length < len(tokens) and tokens[at + length].forms & self._words.name_endings:
            if tokens[at + length].text.lower() in ("and", "the", "&"):
                break
            length += 1
        return length

    def _every_alias(self) -> Iterator[_Alias]:
        for company in self.all:
            for name in company.names:
                yield _Alias(name, company, True)
                if surname := _behind_initials(name):
                    yield _Alias(surname, company, False)
                if 1 < len(name) <= 3 and len("".join(name)) > 5:
                    yield _Alias(("".join(name),), company, True)
                for length in range(1, len(name)):
                    head = name[:length]
                    if length > 1 or (
                        head[0] not in self._words.common_name_words and len(head[0]) > 2
                    ):
                        yield _Alias(head, company, False)


def _behind_initials(name: tuple[str, ...]) -> tuple[str, ...]:
    """What people call a company that bears its founder's name: Marlow, of "J. M. Marlow"."""
    first = next((at for at, word in enumerate(name) if len(word) > 1), 0)
    return name[first:] if first and len(name[first]) > 3 else ()


def group(documents: Sequence[StoredDocument], words: Vocabulary) -> Iterator[Company]:
    """The companies of `documents`: joined by CIK, ticker, or equal name, in order."""
    parent: dict[str, str] = {}

    def root(key: str) -> str:
        while parent.setdefault(key, key) != key:
            key = parent[key]
        return key

    for document in documents:
        keys = list(_keys(document, words))
        for key in keys[1:]:
            parent[root(key)] = root(keys[0])
    members: dict[str, list[StoredDocument]] = defaultdict(list)
    unnamed: dict[tuple[str, ...], list[StoredDocument]] = defaultdict(list)
    for document in documents:
        first = next(_keys(document, words), None)
        if first is not None:
            members[root(first)].append(document)
        elif name := read_name(document.source).words:
            unnamed[name].append(document)
    known = [(_company(held, words), held) for held in members.values()]
    for name, held in unnamed.items():
        of = [mine for company, mine in known if _goes_by(company, "".join(name))]
        if len(of) == 1:
            of[0].extend(held)
        else:
            yield _company(held, words, name)
    for _, held in known:
        yield _company(held, words)


def _company(
    held: Sequence[StoredDocument], words: Vocabulary, name: tuple[str, ...] = ()
) -> Company:
    """One company of `held`; `name` is what their files call it where they do not say."""
    printed = Counter(d.company for d in held if d.company)
    names = dict.fromkeys(without_endings(each, words) for each in printed)
    return Company(
        printed.most_common(1)[0][0] if printed else " ".join(name).title(),
        tuple(each for each in (*names, name) if each),
        frozenset(d.ticker.upper() for d in held if d.ticker),
        frozenset(d.id for d in held),
    )


def _goes_by(company: Company, joined: str) -> bool:
    """Whether a file may call `company` so: "jpmorgan", "johnsonjohnson", or its ticker."""
    if joined.upper() in company.tickers:
        return True
    names = {"".join(w for w in name if w != "and") for name in company.names}
    return joined in names or (len(joined) > 4 and any(n.startswith(joined) for n in names))


def _keys(document: StoredDocument, words: Vocabulary) -> Iterator[str]:
    if document.cik:
        yield f"cik {document.cik.lstrip('0')}"
    if document.company and (name := without_endings(document.company, words)):
        yield f"name {''.join(name)}"  # "R ESORTS" is how small capitals come out of a PDF
    if document.ticker:
        yield f"ticker {document.ticker.upper()}"


def without_endings(name: str, words: Vocabulary) -> tuple[str, ...]:
    """A company's name in plain words, without "The" before and "Inc." or "/DE/" behind."""
    bare = re.sub(r"[\\/][A-Za-z]{2,3}[\\/]?\s*$", "", name)
    found = [max(token.forms, key=len) for token in _tokens(bare)]
    while len(found) > 1 and found[0] == "the":
        del found[0]
    while len(found) > 1 and found[-1] in words.name_endings:
        del found[-1]
    return tuple(found)


_TOKEN = re.compile(r"&|[^\W_]+(?:['’`][^\W_]+)*(?:&[^\W_]+)*")


def _tokens(text: str) -> Iterator[_Token]:
    for match in _TOKEN.finditer(text):
        yield _Token(match.group(), _forms(match.group()), match.span())


@lru_cache(maxsize=KEPT)
def _forms(word: str) -> frozenset[str]:
    if word == "&":
        return frozenset({"and"})
    plain = unicodedata.normalize("NFKD", word).encode("ascii", "ignore").decode().lower()
    folded = re.sub(r"['’`]", "", unicodedata.normalize("NFKC", word)).lower()
    joined = re.sub(r"['`]", "", plain) if plain else folded
    if re.search(r"['’`]s$", word, re.I):
        return frozenset({folded, joined, folded.removesuffix("s")})
    return frozenset({folded, joined})


def _unique(aliases: Iterable[_Alias]) -> Iterator[_Alias]:
    """Those that lead to one company only; a whole name beats the beginning of another."""
    by_words: dict[tuple[str, ...], list[_Alias]] = defaultdict(list)
    for alias in aliases:
        by_words[alias.words].append(alias)
    for same in by_words.values():
        best = [a for a in same if a.whole] or same
        if len({id(a.company) for a in best}) == 1:
            yield best[0]


def _leading_capitals(companies: Sequence[Company]) -> Iterator[tuple[str, Company]]:
    """Like "ABC" of a name printed "ABCorp": capitals, then small letters."""
    found: dict[str, list[Company]] = defaultdict(list)
    for company in companies:
        if match := re.match(r"([A-Z]{3,})[a-z]", company.name):
            found[match[1]].append(company)
    for capitals, of in found.items():
        if len(of) == 1:
            yield capitals, of[0]


def _initials(name: tuple[str, ...], wanted: "str | tuple[str, ...]") -> bool:
    letters = [word[0] for word in name if word not in ("and", "of", "the")]
    return len(letters) > 1 and "".join(letters) == wanted


def _joined_by_and(name: tuple[str, ...], wanted: "str | tuple[str, ...]") -> bool:
    """Whether `name` is two words with "and" between, of those initials: "M&A" is no company."""
    return len(name) == 3 and name[1] == "and" and name[0][0] + name[2][0] == wanted


def _beginnings(name: tuple[str, ...], wanted: "str | tuple[str, ...]") -> bool:
    return (
        len(wanted) <= len(name)
        and all(len(part) > 1 for part in wanted)
        and all(word.startswith(part) for word, part in zip(name, wanted, strict=False))
    )
