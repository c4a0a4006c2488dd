"""A filer's own time: on which day its years and quarters end, by what its tables print."""

from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from ingest.document import Metadata, Period, Table

NEAR = timedelta(days=8)  # how far the ends of 52- and 53-week years lie from their usual day
YEAR_TO_DATE = {"FY": 12, "Q1": 3, "Q2": 6, "Q3": 9}


@dataclass(frozen=True, slots=True)
class Calendar:
    """What a filing says of its own time."""

    end: date
    """The last day of the period it reports."""
    months: int
    """From the beginning of the fiscal year to `end`."""
    shift: int
    """The calendar year in which a fiscal year ends, less its name: 1 where fiscal 2023 ends
    in January 2024."""
    days: Mapping[date, int]
    """Every last day that its tables print, and how often."""

    def same_day(self, year: int) -> date | None:
        """The day like `end` in another calendar year: a printed one, or an end of a month."""
        usual = month_end(year, self.end.month) if is_month_end(self.end) else None
        around = usual or date(year, self.end.month, min(self.end.day, 28))
        return self.printed(around) or usual

    def printed(self, around: date) -> date | None:
        """The day near `around` that is printed most often, if any is."""
        near = [day for day in self.days if abs(day - around) <= NEAR]
        return max(near, key=lambda day: (self.days[day], -abs(day - around)), default=None)

    def before(self, end: date, months: int) -> date | None:
        """The day that the opening balance of a duration up to `end` is of.

        Where periods end on a weekday of their own, only a printed day: 52 or 53 weeks may lie
        between.
        """
        at = end.month - 1 - months
        year, month = end.year + at // 12, at % 12 + 1
        around = date(year, month, min(end.day, monthrange(year, month)[1]))
        around = month_end(year, month) if is_month_end(end) else around
        if printed := self.printed(around):
            return printed
        later = self.printed(around + timedelta(days=365))
        alike = later or end
        if self.is_weekly(alike):
            return self.weeks_before(end) if months == 3 else None
        if not is_month_end(alike):
            return None
        return month_end(alike.year - 1, alike.month) if later else around

    def weeks_before(self, end: date) -> date | None:
        """The day 13 weeks before the end of this year's quarter, if all quarters had 13 so far."""
        opening = (
            self.before(self.end, self.months) if end == self.end and self.months > 3 else None
        )
        regular = opening is not None and (end - opening).days == 91 * self.months // 3
        return end - timedelta(days=91) if regular else None

    def is_weekly(self, day: date) -> bool:
        """Whether periods end on the weekday of `day` rather than with months."""
        month_ends = is_month_end(day) and is_month_end(self.end)
        return day.weekday() == self.end.weekday() and not month_ends


def calendar(tables: Iterable[Table], about: Metadata) -> Calendar | None:
    """The filing's time; None where its period is not known."""
    months = YEAR_TO_DATE.get(about.fiscal_period or "FY")
    if about.period_end is None or months is None or (about.form or "").startswith("8-K"):
        return None
    days = Counter(
        column.period.end
        for table in tables
        for columns in (table.columns, *(band for _, band in table.bands))
        for column in columns
        if column.period.end
    )
    days[about.period_end] += 1
    named = about.fiscal_year if months == 12 else None
    shift = about.period_end.year - named if named else 0
    return Calendar(about.period_end, months, shift, days)


def day_of_year(period: Period, known: Calendar) -> date | None:
    """The last day of a bare year over a column: of the fiscal year, or of the quarter"
    " reported.
    """
    year = period.year or 0
    if known.months == 12 and period.months in (None, 0, 12):
        return known.same_day(year + known.shift)
    if period.months in (3, known.months, *((None,) if known.months == 3 else ())) and year in (
        known.end.year,
        known.end.year - 1,
    ):
        return known.end if year == known.end.year else known.same_day(year)
    return None


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, monthrange(year, month)[1])


def is_month_end(day: date) -> bool:
    """Whether a month ends on `day`."""
    return day == month_end(day.year, day.month)
