"""Which of a sentence's amounts are of the asked period, by the years and days that it names."""

import re
from collections.abc import Sequence
from datetime import date, timedelta

from agent.amounts import Amount
from agent.offline.periods import Asked, asked_periods, near
from agent.offline.rows import fiscal_end
from store.tables import StoredDocument

YEAR = re.compile(r"\b(?:19|20)\d\d\b")
COVER = timedelta(days=120)
"""After its period a report is written; its cover is of a day by then."""
LATE = 0.1
"""What it counts against a sentence that it is of such a day where none was asked for."""
SAME = 3
"""Days by which the asked day and the one that is said may differ."""


def lateness(text: str, asked: Asked | None, filing: StoredDocument) -> float | None:
    """What its days count against a sentence; None where they are not the asked ones.

    Asked for a year, or for nothing, the day a report's cover is of will do: how many holders of
    record there are is said of no other.
    """
    days = [each.period.end for each in asked_periods(text) if each.period.end]
    if not days:
        return 0.0
    if asked is not None and asked.period.end:
        return 0.0 if any(near(day, asked.period.end, SAME) for day in days) else None
    end = fiscal_end(asked, filing) if asked is not None else None
    end = end or filing.period_end
    if end is None or any(near(day, end) for day in days):
        return 0.0
    own = end == filing.period_end and all(end < day <= end + COVER for day in days)
    return LATE if own and len(set(days)) == 1 else 0.0


def of_year(
    found: Sequence[Amount], text: str, asked: Asked | None, filing: StoredDocument
) -> Sequence[Amount]:
    """The amounts of the asked year; all of them where the sentence tells no years apart."""
    wanted = _year(asked) or filing.fiscal_year
    apart = list(dict.fromkeys(int(year) for year in YEAR.findall(text)))
    if not apart:
        own = filing.period_end.year if filing.period_end else filing.fiscal_year
        return found if wanted in (filing.fiscal_year, own) else []
    if wanted not in apart:
        return []
    if len(apart) == 1:
        return found
    if "respectively" in text:
        return [found[apart.index(wanted)]] if len(apart) == len(found) else []
    bound = [(each, _bound_year(each, found, text)) for each in found]
    return [each for each, year in bound if year in (None, wanted)]


def _bound_year(amount: Amount, every: Sequence[Amount], text: str) -> int | None:
    """The year that stands between an amount and the next one."""
    stop = min((e.start for e in every if e.start > amount.start), default=len(text))
    match = YEAR.search(text[amount.stop : stop])
    return int(match[0]) if match else None


def _year(asked: Asked | None) -> int | None:
    if asked is None:
        return None
    return asked.period.end.year if asked.period.end else asked.period.year


def covers(filing: StoredDocument, day: date) -> bool:
    """Whether a day is one that the cover of a report may be of."""
    return filing.period_end is not None and filing.period_end < day <= filing.period_end + COVER
