"""The documents of a catalogue, remembered as long as it does not change.

Every question looks at all of them, and reading two thousand as objects takes thirty times as long
as seeing that they are still the same.
"""

import threading
from collections.abc import Sequence

from sqlalchemy import String, select, type_coerce
from sqlmodel import Session, col

from store.tables import StoredDocument

State = Sequence[tuple[object, ...]]

# What came when, read by what; and the CIK, which alone is changed later (`ingest.registrants`).
# The time as text, since nothing is done with it but to compare it.
STATE = select(
    col(StoredDocument.id),
    type_coerce(col(StoredDocument.added), String),
    col(StoredDocument.content),
    col(StoredDocument.reader),
    col(StoredDocument.cik),
)
EVERY = select(StoredDocument).order_by(col(StoredDocument.order))


class Remembered:
    """The documents of one library; many threads may ask."""

    def __init__(self) -> None:
        self._held: tuple[State, list[StoredDocument]] | None = None
        self._lock = threading.Lock()

    def documents(self, session: Session) -> list[StoredDocument]:
        """Every document, in order. They are shared by all who ask: nobody may change one."""
        state = session.connection().execute(STATE).all()
        held = self._held
        if held is None or held[0] != state:
            held = self._read(session, state)
        return list(held[1])

    def _read(self, session: Session, state: State) -> tuple[State, list[StoredDocument]]:
        """Read by one thread, while the others wait for what it finds."""
        with self._lock:
            if self._held is None or self._held[0] != state:
                self._held = (state, list(session.scalars(EVERY)))
            return self._held
