"""Notes: what people explained or corrected, told to later runs where it matters.

A note is a person's, a team's or everybody's; what is everybody's was looked at by an administrator
first. Every change makes a new version, so that an answer can name the version it was told.
"""

import math
import re
from collections import Counter
from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from store.service_tables import StoredNote
from web.problems import NotFound
from web.records import Who, new_id, now

BUDGET = 800  # tokens that notes may take of a run's prompt
CHARACTERS_A_TOKEN = 4
LEAST = 0.12  # share of a note's words, by weight, that the question must have
MOST = 500  # notes that are weighed
COMMON = frozenset(
    (
        *("the", "a", "an", "of", "in", "on", "for", "and", "or", "to", "at", "by", "from", "with"),
        *("is", "was", "were", "are", "be", "do", "does", "did", "it", "its", "this", "that", "as"),
        *("what", "which", "how", "much", "many", "company", "fiscal", "year"),
    )
)


def visible(who: Who) -> SelectOfScalar[StoredNote]:
    """The notes that `who` may see, newest version only."""
    return select(StoredNote).where(col(StoredNote.state) != "old", seen_by(who))


def seen_by(who: Who) -> ColumnElement[bool]:
    """The rule of scopes, in one place."""
    own = and_(col(StoredNote.team) == who.team, col(StoredNote.owner) == who.user)
    team = and_(col(StoredNote.team) == who.team, col(StoredNote.scope) == "team")
    everybody = and_(col(StoredNote.scope) == "all", col(StoredNote.state) == "active")
    return or_(own, team, everybody)


def add_note(
    session: Session,
    who: Who,
    *,
    text: str,
    scope: str,
    source: str,
    about: str = "",
    expires: str | None = None,
    feedback: str | None = None,
) -> StoredNote:
    """A new note; one for everybody waits for a review."""
    note = StoredNote(
        id=new_id("note"),
        version=1,
        team=who.team,
        owner=who.user,
        scope=scope,
        state="review" if scope == "all" else "active",
        text=text,
        about=about,
        source=source,
        feedback=feedback,
        created=now(),
        expires=expires,
    )
    session.add(note)
    session.flush()
    return note


def change_note(
    session: Session,
    who: Who,
    id: str,
    *,
    text: str | None,
    scope: str | None,
    disabled: bool | None,
    expires: str | None,
) -> StoredNote:
    """A new version of one's own note; the old ones stay, and no run is told them any more."""
    held = own_note(session, who, id)
    scope = scope or held.scope
    waits = scope == "all" and (text not in (None, held.text) or held.scope != "all")
    state = "review" if waits else held.state
    if disabled is not None:
        state = "disabled" if disabled else ("review" if scope == "all" else "active")
    fresh = StoredNote(
        **held.model_dump(exclude={"version", "scope", "state", "text", "expires", "created"}),
        version=held.version + 1,
        scope=scope,
        state=state,
        text=text or held.text,
        expires=expires or held.expires,
        created=now(),
    )
    held.state = "old"
    session.add(held)
    session.add(fresh)
    session.flush()
    return fresh


def own_note(session: Session, who: Who, id: str) -> StoredNote:
    """The newest version of a note of one's own; an administrator has the team's too."""
    query = visible(who).where(col(StoredNote.id) == id, col(StoredNote.team) == who.team)
    if "admin" not in who.scopes:
        query = query.where(col(StoredNote.owner) == who.user)
    found = session.exec(query).first()
    if found is None:
        raise NotFound(f"There is no note {id!r} of yours.")
    return found


def relevant(
    session: Session, who: Who, question: str, *, budget: int = BUDGET
) -> list[StoredNote]:
    """The notes that bear on a question, the closest first, as many as the budget holds."""
    newest = visible(who).where(
        col(StoredNote.state) == "active",
        or_(col(StoredNote.expires).is_(None), col(StoredNote.expires) > now()),
    )
    notes = session.exec(newest.order_by(col(StoredNote.id).desc()).limit(MOST)).all()
    chosen: list[StoredNote] = []
    for note in ranked(notes, question):
        cost = len(note.text) // CHARACTERS_A_TOKEN + 1
        if cost <= budget:
            budget -= cost
            chosen.append(note)
    return chosen


def ranked(notes: Sequence[StoredNote], question: str) -> list[StoredNote]:
    """Notes by the share of their words that the question has, rare words counting more."""
    words = [words_of(f"{note.about} {note.text}") for note in notes]
    common = Counter(word for each in words for word in each)
    asked = words_of(question)

    def weight(chosen: frozenset[str]) -> float:
        return sum(math.log(1 + (len(notes) + 1) / common[word]) for word in chosen)

    scores = [weight(each & asked) / weight(each) if each else 0.0 for each in words]
    order = sorted(range(len(notes)), key=lambda at: -scores[at])
    return [notes[at] for at in order if scores[at] >= LEAST]


def words_of(text: str) -> frozenset[str]:
    """The words that say something, plural and possessive forms as one."""
    words = re.findall(r"[^\W_]+", text.casefold().replace("’s", "").replace("'s", ""))
    plain = (word[:-1] if len(word) > 3 and word.endswith("s") else word for word in words)
    return frozenset(word for word in plain if word not in COMMON and len(word) > 1)
