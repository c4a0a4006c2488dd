"""What a table shows: a balance sheet, an income statement, maturities, ..., by its own words.

The rows that every statement of a kind must have decide first, then the words above the table,
then the section that holds it. What nothing speaks for is `other`.
"""

import re
from collections import deque
from collections.abc import Iterator, Sequence

from ingest.document import Row, Section, Table, TableKind

PRIMARY: frozenset[TableKind] = frozenset(
    ("balance_sheet", "income", "comprehensive_income", "cash_flow", "equity")
)
FLOWS: frozenset[TableKind] = frozenset(("income", "comprehensive_income", "cash_flow"))


def kind_of(table: Table, titles: Sequence[str] = ()) -> TableKind:
    """The kind of a table in sections of these titles, outermost first."""
    labels = [tidy(row.label) for row in table.rows if not row.header]
    figures = sum(cell.value is not None for row in table.rows for cell in row.cells)
    if figures < 2:
        return "other"
    heads = " ".join(row_text(row) for row in table.rows[:4] if row.header)
    heads = heads[: 4 * LONGEST]
    if sum(LISTED.match(label) is not None for label in labels) >= 3:
        return "other"  # a contents table names the notes of every kind
    above = " ".join((table.caption[-2 * LONGEST :], heads, *labels[:2]))
    if not EXTRACT.search(table.caption) and not any(EXTRACT.search(title) for title in titles):
        statement = statement_of(labels, f"{' '.join(titles[-1:])} {above}", heads)
        if statement == "income" and any(SEGMENT.search(title) for title in titles[-1:]):
            return "segment"
        if statement is not None:
            return statement
    return supplementary(labels, heads, table.caption[-2 * LONGEST :], titles)


def statement_of(labels: Sequence[str], above: str, heads: str) -> TableKind | None:
    """The primary statement that has these rows, None for any other table."""
    if PARENTHETICAL.search(above):
        return None

    def has(pattern: re.Pattern[str]) -> bool:
        return any(pattern.match(label) for label in labels)

    if has(OPERATING_CASH) and (has(INVESTING_CASH) or has(FINANCING_CASH)):
        return "cash_flow" if len(labels) >= 8 else None
    weak = has(ASSETS) and (has(CURRENT_ASSETS) or has(LIABILITIES))
    if has(ALL_CLAIMS) or (weak and not MEASURED.search(heads)):
        return "balance_sheet" if len(labels) >= 6 else None
    named = NAMED.findall(above)
    words = " ".join(named).lower()
    if is_equity(labels, words, heads):
        return "equity"
    earned = has(NET_INCOME)
    if has(COMPREHENSIVE) and (earned or "comprehensive" in words) and not has(BEFORE_TAX):
        return "comprehensive_income" if named or earned else None
    costs = has(REVENUE) + has(COSTS) + has(BEFORE_TAX) + has(TAXES) + has(PER_SHARE) + has(AVERAGE)
    if earned and (costs >= 4 or (INCOME_NAMED.search(words) and costs >= 2)):
        return None if ROLES.search(heads) or PERCENT_OF.search(above) else "income"
    return None


def is_equity(labels: Sequence[str], words: str, heads: str) -> bool:
    """Whether rows run from balance to balance and columns, rows or title are parts of equity."""
    balances = sum(BALANCE.search(label) is not None for label in labels)
    if balances < 2 or len(labels) < 5:
        return False
    parts = {match.lower() for match in EQUITY_PARTS.findall(heads)}
    listed = {match.lower() for label in labels for match in EQUITY_PARTS.findall(label)}
    titled = EQUITY_NAMED.search(words) is not None
    moves = any(NET_INCOME.match(label) or EQUITY_MOVES.search(label) for label in labels)
    return moves and (len(parts) >= 2 or (titled and (len(listed) >= 2 or bool(parts))))


def supplementary(
    labels: Sequence[str], heads: str, caption: str, titles: Sequence[str]
) -> TableKind:
    """The kind of a table of a note or of the discussion."""
    inside = titles[-1] if titles else ""
    words = f"{caption} {heads}"
    body = " | ".join(labels)
    if is_maturity(labels, words):
        return "maturity"
    if SEGMENT.search(inside):
        return "segment"
    for kind, near, rows in SUPPLEMENTS:
        said = (
            len(near.findall(words)) + len(near.findall(inside)) + (near.search(body) is not None)
        )
        shown = len({match.lower() for match in rows.findall(body)})
        if (near.search(words) and shown) or (near.search(inside) and shown) or shown >= 3:
            return kind
        if said >= 3:
            return kind
    return "other"


def is_maturity(labels: Sequence[str], words: str) -> bool:
    """Whether rows, or columns, are the years in which something falls due."""
    years = sum(YEAR_ROW.match(label) is not None for label in labels)
    later = any(LATER.match(label) for label in labels)
    across = len(SPANS.findall(words)) >= 2
    return (later and years >= 2) or (across and MATURE.search(words) is not None)


def titles_over(blocks: int, sections: Sequence[Section]) -> Iterator[list[str]]:
    """For each block the titles of the sections that hold it, outermost first."""
    waiting = deque(sections)
    within: list[Section] = []
    for at in range(blocks):
        while within and within[-1].stop <= at:
            within.pop()
        while waiting and waiting[0].start <= at:
            within.append(waiting.popleft())
        yield [section.title[:LONGEST] for section in within[-DEEPEST:]]


def tidy(label: str) -> str:
    """A label as the patterns expect it: straight quotes, single spaces, not without an end."""
    return " ".join(label[:LONGEST].replace("’", "'").replace("‘", "'").split())


def row_text(row: Row) -> str:
    """All words of a row."""
    return " ".join(cell.text for cell in row.cells)


SEGMENT = re.compile(r"(?i)\bsegments?\b(?! to\b)")
LISTED = re.compile(r"(?i)(?:note|item|part) (?:\d|[ivx]+\b)")
MEASURED = re.compile(r"(?i)\bfair values?\b|\blevel [123]\b|\binvestees?\b|\bequity method\b")
LONGEST = 300  # characters of a label or title that are looked at
DEEPEST = 8
EQUITY = r"(?:(?:share|stock)(?:holders?|owners?)'?s?'?|members'?|partners'?|owners'?)"
CASH = (
    r"(?i)(?:total |net )?(?:net )?cash (?:flows? )?"
    r"(?:\(?(?:provided|generated|used|from|required|for)\b.{0,60}?)?"
)
OPERATING_CASH = re.compile(
    rf"{CASH}(?:operating activities|\boperations\b|\boperating\b)|total operating activities"
)
INVESTING_CASH = re.compile(rf"{CASH}(?:investing|investments?)\b|total investing")
FINANCING_CASH = re.compile(rf"{CASH}financing\b|total financing")
ASSETS = re.compile(r"(?i)total assets\b")
CURRENT_ASSETS = re.compile(
    r"(?i)total current assets\b|cash and (?:cash equivalents|due from banks)"
)
LIABILITIES = re.compile(
    rf"(?i)total (?:current )?liabilities\b|total {EQUITY}.*equity|total deposits"
)
ALL_CLAIMS = re.compile(
    rf"(?i)total liabilities,?.*\b(?:and|&)\b.*\b(?:equity|deficit|deficiency|capital|investment)"
    rf"|liabilities and {EQUITY} (?:equity|deficit)$|total equity and liabilities"
)
NET_INCOME = re.compile(
    r"(?i)(?:consolidated )?net (?:\(?(?:income|loss|earnings)\)?)\b|net profit\b"
    r"|profit for the (?:year|period)"
    r"|income \(loss\)$|\(?loss\)? for the (?:year|period)"
)
COMPREHENSIVE = re.compile(r"(?i)(?:total )?comprehensive (?:\(?(?:income|loss|earnings)\)?)\b")
BEFORE_TAX = re.compile(
    r"(?i)(?:\(?(?:income|loss|earnings|profit)\)?\b.*)\bbefore\b.*(?:tax|equity|minority"
    r"|cumulative|extraordinary|non)"
)
TAXES = re.compile(
    r"(?i)(?:less:? )?(?:total )?(?:\(?(?:provision|benefit|credit)\)?\b.*"
    r"|deferred )?(?:income )?tax(?:es)?\b(?! (?:payable|assets?))"
    r"|provision for (?:federal |income )"
)
REVENUE = re.compile(
    r"(?i)(?:total |net )?(?:operating )?(?:revenues?|sales)\b"
    r"|(?:total )?interest (?:and dividend )?income"
    r"|premiums\b|net (?:revenues?|sales)\b"
)
COSTS = re.compile(
    r"(?i)(?:total )?costs?\b|(?:total )?(?:operating |other )?expenses\b|selling,"
    r"|research and dev"
    r"|gross (?:profit|margin)|(?:total )?interest expense|general and admin"
    r"|operating (?:income|loss|profit)"
)
PER_SHARE = re.compile(
    r"(?i).*\bper\b.{0,40}\b(?:share|unit)|(?:-\s*)?(?:basic|diluted)\b|primary\b|fully diluted"
)
AVERAGE = re.compile(r"(?i).*(?:weighted|average)\b.*\b(?:shares|units)|(?:shares|units) used")
BALANCE = re.compile(
    r"(?i)^(?:ending |beginning |opening |closing )?balances?\b|\bbalances? (?:at|as of)\b"
    r"|^(?:at )?(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov"
    r"|dec)[a-z]*\.? \d{1,2}, (?:19|20)\d\d$"
)
EQUITY_PARTS = re.compile(
    r"(?i)additional paid|paid-in|retained (?:earnings|deficit)|accumulated (?:deficit|other)"
    r"|treasury"
    r"|common (?:stock|shares)|preferred (?:stock|shares)|noncontrolling|reinvested"
    r"|capital surplus|aoci"
)
EQUITY_MOVES = re.compile(r"(?i)dividends|repurchase|issuance|stock[- ]based|net earnings|exercise")
EQUITY_NAMED = re.compile(r"(?i)equity|deficit|capital|shareholders|stockholders")
NAMED = re.compile(
    r"(?i)statements? of (?:consolidated |condensed |the )*(?:changes in "
    r"|other )?[\w'’,() &-]{4,90}"
    r"|(?:income|earnings|equity|cash flows?) statements?|operations statements?"
    r"|statements?[- ](?:operations|income)"
    r"|(?:consolidated|condensed) (?:results of operations|income|operations|earnings)"
)
INCOME_NAMED = re.compile(r"(?i)operations|income|earnings|loss|results")
EXTRACT = re.compile(
    r"(?i)selected (?:\w+ ){0,4}(?:data|information)|five[- ]year|ten[- ]year"
    r"|quarterly (?:\w+ ){0,3}(?:data|results|information)"
    r"|pro[- ]forma|reconciliation|non-gaap|supplement(?:al|ary) (?:quarterly|oil|financial data)"
    r"|percent(?:age)? of (?:\w+ )?(?:revenues?|sales)|summary (?:\w+ )?(?:of|financial) "
)
PARENTHETICAL = re.compile(r"(?i)parenthetical")
PERCENT_OF = re.compile(
    r"(?i)percent(?:age)?s? of|as a % of|% of (?:net |total )?(?:revenue|sales)|\bchange\b"
)
ROLES = re.compile(
    r"(?i)% change|\$ change|percent(?:age)? change|increase|variance"
    r"|first quarter.*second quarter|as reported"
    r"|\bsegment|consolidated total|eliminations|adjust"
)
YEAR_ROW = re.compile(
    r"(?i)(?:fiscal(?: year)?(?: ending)? |year ending .{0,20}|years? |fy )?(?:20\d\d"
    r"|19\d\d)\b\W*(?:\(.{0,60}\))?$"
    r"|remainder of|remaining|(?:less than|within) (?:one|1) year|(?:one|two|three|four"
    r"|[1-5]) to (?:two|three|four|five|[2-9]) years"
)
LATER = re.compile(
    r"(?i)(?:and )?there ?after|after (?:\w+ )?(?:20|19)\d\d|later|(?:20"
    r"|19)\d\d (?:and (?:beyond|there ?after|later)|[-–] ?(?:20|19)?\d\d|through)"
    r"|(?:more than|over|after) (?:five|5|ten|10|three) years|beyond|years? (?:six|6)"
)
SPANS = re.compile(
    r"(?i)(?:less than|within) (?:one|1) year|[1-4][-– ]*(?:to)?[-– ]*[3-5] years|more than"
    r"|there ?after|after 5|over 5"
)
MATURE = re.compile(
    r"(?i)payments? due|contractual|obligations|maturit|commitment|due by|expir|total"
)
SUPPLEMENTS: tuple[tuple[TableKind, re.Pattern[str], re.Pattern[str]], ...] = (
    (
        "segment",
        re.compile(r"(?i)\bsegments?\b|geographic|business units?|disaggregat|product lines?"),
        re.compile(
            r"(?i)segment|eliminations?|corporate|unallocated|intersegment|united states"
            r"|americas|europe"
            r"|asia|international|north america|emea|products?|services?|other countries"
            r"|domestic|foreign"
        ),
    ),
    (
        "tax",
        re.compile(r"(?i)\b(?:income )?tax(?:es)?\b"),
        re.compile(
            r"(?i)\bfederal\b|statutory|valuation allowance|deferred tax|unrecognized"
            r"|state(?: and local|,)? (?:income )?tax"
            r"|effective (?:income )?tax|net operating loss|tax positions|tax credits?"
            r"|\bcurrent\b|\bforeign\b"
        ),
    ),
    (
        "lease",
        re.compile(r"(?i)\bleases?\b|right-of-use"),
        re.compile(
            r"(?i)lease (?:cost|expense|liabilit|payments|assets|obligations|term)"
            r"|right-of-use|rou assets"
            r"|(?:operating|finance|capital) leases?|rent(?:al)? expense|sublease"
            r"|imputed interest|discount rate"
        ),
    ),
    (
        "debt",
        re.compile(
            r"(?i)\b(?:long-term |short-term )?debt\b|borrowings?|notes payable"
            r"|credit (?:facilit|agreement)|indebtedness"
        ),
        re.compile(
            r"(?i)(?:senior|convertible|subordinated|secured|unsecured"
            r"|medium-term) (?:\w+ )?notes?|notes due|term loan"
            r"|commercial paper|revolv|debentures?|total (?:long-term |short-term )?debt"
            r"|current (?:portion|maturities)"
            r"|(?:\d\.\d+ ?%).{0,30}(?:notes?|due)|mortgage|bonds|credit facilit"
        ),
    ),
)
