"""Who filed what, and for which period: the facts of a filing's cover.

Each field is taken from the best voice that speaks of it: tagged cover facts (dei), then the SGML
header of a submission, then the printed cover page, then the file name. A name that the cover
shows as a picture is taken from the signatures.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta

from ingest.cover import Cover, read_cover, read_date
from ingest.document import Block, Metadata, Source
from ingest.fiscal_names import named_year
from ingest.signatures import signer


@dataclass(frozen=True, slots=True)
class _Voice:
    """What one place says: metadata, and the end of the fiscal year as (month, day)."""

    said: Metadata
    year_end: tuple[int, int] | None = None


def metadata(source: Source, filename: str) -> Metadata:
    """Merge the four voices field by field, then derive fiscal year and period where unsaid."""
    cover = read_cover(source.blocks)
    voices = (_tagged(source), _header(source, cover), _printed(cover), _named(filename))
    merged = Metadata()
    for voice in voices:
        merged = _fill(merged, voice.said)
    if merged.company is None and (merged.form or "").startswith(SIGNED_FORMS):
        merged = replace(merged, company=signer(source.blocks))
    year_end = next((voice.year_end for voice in voices if voice.year_end), None)
    dated = replace(merged, fiscal_year_end=_fiscal_year_end(merged, year_end))
    return _with_fiscal_year(dated, year_end, cover.months, source.blocks)


SIGNED_FORMS = ("10-K", "10-Q", "8-K", "20-F")


def _fill(first: Metadata, second: Metadata) -> Metadata:
    missing = {
        field.name: getattr(second, field.name)
        for field in fields(Metadata)
        if getattr(first, field.name) is None
    }
    return replace(first, **missing)


# The voices


def _tagged(source: Source) -> _Voice:
    """Facts of the dei taxonomy; those of the whole filing before those of one registrant in it."""
    said: dict[str, str] = {}
    for fact in sorted(source.facts, key=lambda fact: len(fact.dimensions)):
        if fact.concept.startswith("dei:") and fact.text.strip():
            said.setdefault(fact.concept.removeprefix("dei:"), fact.text.strip())
    cik = said.get("EntityCentralIndexKey")
    year = said.get("DocumentFiscalYearFocus")
    return _Voice(
        Metadata(
            form=_form(said.get("DocumentType")),
            company=said.get("EntityRegistrantName"),
            cik=cik.zfill(10) if cik and cik.isdigit() else None,
            ticker=said.get("TradingSymbol"),
            fiscal_year=int(year) if year and re.fullmatch(r"\d{4}", year) else None,
            fiscal_period=said.get("DocumentFiscalPeriodFocus"),
            period_end=read_date(said.get("DocumentPeriodEndDate", "")),
        ),
        _month_day(said.get("CurrentFiscalYearEndDate", "")),
    )


def _header(source: Source, cover: Cover) -> _Voice:
    """Fields of the SGML header, given by the reader or standing as plain lines in the text."""
    said = {**cover.header, **source.header}
    sic = re.search(r"\[?(\d{4})\]?\s*$", said.get("standard industrial classification", ""))
    cik = re.sub(r"\D", "", said.get("central index key", ""))
    company = re.sub(
        r"\s*[\\/][A-Z]{2,3}[\\/]?$", "", said.get("company conformed name", "").strip()
    )
    return _Voice(
        Metadata(
            form=_form(said.get("conformed submission type")),
            company=company or None,
            cik=cik.zfill(10) if cik else None,
            sic=sic[1] if sic else None,
            period_end=read_date(said.get("conformed period of report", "")),
            filed=read_date(said.get("filed as of date", "")),
        ),
        _month_day(said.get("fiscal year end", "")),
    )


def _printed(cover: Cover) -> _Voice:
    return _Voice(
        Metadata(
            form=_form(cover.form),
            company=cover.company,
            ticker=cover.ticker,
            fiscal_year=cover.fiscal_year,
            fiscal_period=cover.fiscal_period,
            period_end=cover.period_end,
        ),
        cover.year_end,
    )


_NAMED_FORM = re.compile(
    r"(?<![a-z0-9])(10-?ksb|10-?k405|10-?k|10-?q|8-?k|20-?f)(?![a-z0-9])", re.IGNORECASE
)


def _named(filename: str) -> _Voice:
    """What the file name gives away: "cik-320193", "320193_10K_2021.htm", "abc-20240928.htm".

    An accession number (0000320193-24-000123) gives no CIK: its first ten digits are the filing
    agent's as often as the filer's.
    """
    name = filename.rsplit("/", 1)[-1]
    cik = re.search(
        r"(?:cik[-_ ]?0*(\d{4,10})(?!\d)|^0*(\d{4,10})(?=_|-(?!\d\d-\d{6})))", name, re.IGNORECASE
    )
    form = _NAMED_FORM.search(name)
    day = re.search(r"(?<!\d)(?:19|20)\d{2}-?\d{2}-?\d{2}(?!\d)", name)
    ticker = re.match(r"([a-z]{1,5})-(?:19|20)\d{6}\b", name)
    return _Voice(
        Metadata(
            form=_form(form[1]) if form else None,
            cik=(cik[1] or cik[2]).zfill(10) if cik else None,
            ticker=ticker[1].upper() if ticker else None,
            period_end=read_date(day[0]) if day else None,
        )
    )


def _form(text: str | None) -> str | None:
    if not text:
        return None
    name = re.sub(r"\s+", "", text.upper()).replace("–", "-").replace("—", "-")
    name = re.sub(r"^(10|20|8|6|40)(K|Q|F)", r"\1-\2", name)
    return {"DEF14A": "DEF 14A"}.get(name, name)


def _month_day(text: str) -> tuple[int, int] | None:
    match = re.fullmatch(r"(?:--)?(\d{2})-?(\d{2})", text.strip())
    if match:
        return int(match[1]), int(match[2])
    full = read_date(f"{text} 2000") if text else None
    return (full.month, full.day) if full else None


# Fiscal year and period


def _with_fiscal_year(
    said: Metadata,
    year_end: tuple[int, int] | None,
    months: int | None,
    blocks: Sequence[Block],
) -> Metadata:
    """Derive what was not said, for annual and quarterly reports only.

    A year that ends in the first days of January (52/53 weeks) is the year before; one that ends
    in spring has the name that the filing gives it, if it gives one. A quarter belongs to the
    fiscal year that ends next after it; without a known year end to the one its longest period
    shows ("nine months ended": the year ends three months later).
    """
    form, end = said.form or "", said.period_end
    if end is None or not form.startswith(("10-K", "10-Q")):
        return said
    if form.startswith("10-K"):
        return replace(
            said,
            fiscal_year=said.fiscal_year or named_year(blocks, end, end, "FY") or _year_of(end),
            fiscal_period=said.fiscal_period or "FY",
        )
    left = _months_left(end, year_end, months)
    closing = end + timedelta(days=round(30.44 * left)) if left is not None else end
    quarter = (
        f"Q{4 - round(left / 3)}" if left is not None and 1 <= 4 - round(left / 3) <= 3 else None
    )
    period = said.fiscal_period or quarter
    named = said.fiscal_year or named_year(blocks, end, closing, period)
    return replace(said, fiscal_year=named or _year_of(closing), fiscal_period=period)


def _fiscal_year_end(said: Metadata, year_end: tuple[int, int] | None) -> str | None:
    """An annual report's own end, which moves by days in 52/53 weeks; else the one it states."""
    annual = (said.form or "").startswith(("10-K", "20-F")) and "T" not in (said.form or "")
    if annual and said.period_end:
        return said.period_end.strftime("%m-%d")
    return f"{year_end[0]:02}-{year_end[1]:02}" if year_end else None


def _year_of(end: date) -> int:
    return (end - timedelta(days=10)).year


def _months_left(end: date, year_end: tuple[int, int] | None, months: int | None) -> int | None:
    """Months from a quarter's end to the end of its fiscal year: 3, 6 or 9 as a rule."""
    if year_end is not None:
        days = (year_end[0] - end.month) * 30.44 + year_end[1] - end.day
        return round((days % 365.25) / 91.3) * 3 % 12
    return 12 - months if months in (3, 6, 9) else None
