"""The items a form has: their order, the titles the rules give them, and how "Item 7A." is read.

The titles are those of Forms 10-K, 10-KSB, 10-Q, 8-K and 20-F through their revisions; each is
kept as a few letters that only it begins with, so that small capitals ("R ISK F ACTORS"),
curly quotes and filers' own endings do not matter.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

Titles = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Form:
    """The items of one form, in the order of the form."""

    items: Titles
    opening_items: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The first item of each part, the likeliest first: Part IV began at 14 until 2003."""
    ordered: bool = True
    """Whether a filing keeps to the order of the form: an 8-K need not."""
    named: bool = True
    """Whether `Section.item` carries the key: for 10-K, 10-Q and 8-K it does."""

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts: "I", "II" ..."""
        return tuple(self.opening_items)

    @property
    def by_part(self) -> bool:
        """Whether items are told apart by their part: "Item 1" of a 10-Q."""
        return "I.1" in self.items


@dataclass(frozen=True, slots=True)
class Wording:
    """What an item heading or a mention says: "Part II, Item 1A. Risk Factors", read."""

    part: str | None
    numbers: tuple[str, ...]
    """As printed: "7A", "2.02"; several in "Items 1 and 2"."""
    rest: str
    """What follows the number and its punctuation."""
    gap: str
    """The punctuation between: a comma or nothing at all makes a mention likely."""


ANNUAL: Titles = {
    "1": ("business", "descriptionofbusiness", "ourbusiness", "thebusiness", "generaldescription"),
    "1A": ("riskfactors",),
    "1B": ("unresolvedstaff",),
    "1C": ("cybersecurity",),
    "2": ("propert", "descriptionofpropert"),
    "3": ("legalproceeding", "legalmatters", "litigation"),
    "4": ("minesafety", "submissionofmatters", "reserved", "removedandreserved"),
    "4A": ("executiveofficers",),
    "5": ("market", "marketfor"),
    "6": ("selected", "reserved", "consolidatedselected", "removedandreserved"),
    "7": ("managementsdiscussion", "managementdiscussion", "discussionandanalysis"),
    "7A": ("quantitativeand", "qualitativeand", "disclosuresaboutmarketrisk", "marketrisk"),
    "8": ("financialstatements", "consolidatedfinancialstatements"),
    "9": ("changesinandd", "disagreements", "changesinaccountants", "changeinaccountants"),
    "9A": ("controlsandprocedures", "disclosurecontrols", "evaluationofdisclosure"),
    "9B": ("otherinformation",),
    "9C": ("disclosureregardingforeign",),
    "10": ("directors", "executiveofficers"),
    "11": ("executivecompensation", "executiveanddirector", "compensationof"),
    "12": ("securityownership",),
    "13": ("certainrelationship", "relatedpart", "certaintransactions"),
    "14": ("principalaccount", "exhibit", "controlsandprocedures", "independentaccountant"),
    "15": ("exhibit", "financialstatementschedule", "principalaccount"),
    "16": ("form10ksummary", "summary", "exhibit", "principalaccount"),
}

SMALL_BUSINESS: Titles = {
    "1": ("descriptionofbusiness", "business"),
    "1A": ("riskfactors",),
    "1B": ("unresolvedstaff",),
    "2": ("descriptionofpropert", "propert"),
    "3": ("legalproceeding",),
    "4": ("submissionofmatters",),
    "5": ("market",),
    "6": ("managementsdiscussion", "planofoperation", "selected"),
    "7": ("financialstatements", "managementsdiscussion"),
    "8": ("changesinandd", "disagreements", "financialstatements"),
    "8A": ("controlsandprocedures",),
    "8B": ("otherinformation",),
    "9": ("directors", "changesinandd"),
    "10": ("executivecompensation", "directors"),
    "11": ("securityownership", "executivecompensation"),
    "12": ("certainrelationship", "securityownership"),
    "13": ("exhibit", "certainrelationship"),
    "14": ("principalaccount", "controlsandprocedures", "exhibit"),
}

QUARTERLY: Titles = {
    "I.1": ("financialstatements", "consolidatedfinancialstatements", "condensed", "unaudited"),
    "I.1A": ("riskfactors",),
    "I.2": ("managementsdiscussion", "managementdiscussion", "discussionandanalysis"),
    "I.3": ("quantitativeand", "qualitativeand", "disclosuresaboutmarketrisk", "marketrisk"),
    "I.4": ("controlsandprocedures", "disclosurecontrols", "evaluationofdisclosure"),
    "II.1": ("legalproceeding", "legalmatters", "litigation"),
    "II.1A": ("riskfactors",),
    "II.2": ("unregisteredsales", "changesinsecurities", "issuerpurchases", "purchasesofequity"),
    "II.3": ("defaults",),
    "II.4": ("minesafety", "submissionofmatters", "reserved", "removedandreserved"),
    "II.5": ("otherinformation", "othermatters", "otherevents"),
    "II.6": ("exhibit",),
    "II.7": ("signature",),
}

CURRENT: Titles = {
    "1": ("changesincontrol", "changeincontrol"),
    "2": ("acquisitionordisposition",),
    "3": ("bankruptcy",),
    "4": ("changesinregistrant", "changesincertifying"),
    "5": ("otherevents",),
    "6": ("resignation",),
    "7": ("financialstatements", "exhibits"),
    "8": ("changeinfiscal",),
    "9": ("regulationfd", "salesofequity"),
    "10": ("amendmentstotheregistrant",),
    "11": ("temporarysuspension",),
    "12": ("resultsofoperations",),
    "1.01": ("entryinto",),
    "1.02": ("terminationof",),
    "1.03": ("bankruptcy",),
    "1.04": ("minesafety",),
    "1.05": ("materialcybersecurity",),
    "2.01": ("completionof",),
    "2.02": ("resultsof",),
    "2.03": ("creationof",),
    "2.04": ("triggering",),
    "2.05": ("costsassociated",),
    "2.06": ("materialimpairment",),
    "3.01": ("noticeofdelisting",),
    "3.02": ("unregistered",),
    "3.03": ("materialmodification",),
    "4.01": ("changesinregistrant",),
    "4.02": ("nonreliance",),
    "5.01": ("changesincontrol",),
    "5.02": ("departureof", "electionof", "appointmentof", "compensatory"),
    "5.03": ("amendment",),
    "5.04": ("temporarysuspension",),
    "5.05": ("amendment",),
    "5.06": ("changeinshell",),
    "5.07": ("submissionofmatters",),
    "5.08": ("shareholderdirector", "shareholdernomination"),
    "6.01": ("absinformational",),
    "6.02": ("changeofservicer",),
    "6.03": ("changeincredit",),
    "6.04": ("failuretomake",),
    "6.05": ("securitiesactupdating",),
    "7.01": ("regulationfd",),
    "8.01": ("otherevents",),
    "9.01": ("financialstatements", "exhibits"),
}

FOREIGN: Titles = {
    "1": ("identityof",),
    "2": ("offerstatistics",),
    "3": ("keyinformation",),
    "4": ("informationonthecompany", "informationabout"),
    "4A": ("unresolvedstaff",),
    "5": ("operatingandfinancial",),
    "6": ("directors",),
    "7": ("majorshareholders",),
    "8": ("financialinformation",),
    "9": ("theoffer",),
    "10": ("additionalinformation",),
    "11": ("quantitativeand",),
    "12": ("descriptionofsecurities",),
    "13": ("defaults",),
    "14": ("materialmodification",),
    "15": ("controlsandprocedures",),
    "16A": ("auditcommittee",),
    "16B": ("codeofethics",),
    "16C": ("principalaccount",),
    "16D": ("exemptions",),
    "16E": ("purchasesofequity",),
    "16F": ("changeinregistrant",),
    "16G": ("corporategovernance",),
    "16H": ("minesafety",),
    "16I": ("disclosureregardingforeign",),
    "16J": ("insidertrading",),
    "16K": ("cybersecurity",),
    "17": ("financialstatements",),
    "18": ("financialstatements",),
    "19": ("exhibit",),
}

_WORDS = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen"),
)
# "1 B" is an item only before a stop: in small capitals "Item 1 B USINESS" is Item 1.
_NUMBER = (
    r"\d{1,2}\s?\.\s?\d{2}(?!\d)"
    r"|\d{1,2}(?!\d)(?:\(?[A-K]\)?(?![A-Za-z])|\s[A-K](?=\s?[.:)\-–—]|\s*$))?"
    rf"|(?:{'|'.join(sorted(_WORDS, key=len, reverse=True))})\b"
)
_ITEM = re.compile(
    rf"""(?:p\s?art\s+(?P<part>iv|i{{1,3}}|[1-4])\b[\W_]*
         (?:(?:financial|other)\s+information[\W_]*)?)?
         i\s?tems?[\s.:#]*(?P<numbers>(?:{_NUMBER})
         (?:(?:\s*\.?\s*(?:,|&|/|\band\b|\bthrough\b)\s*)+(?:i\s?tems?\s*)?(?:{_NUMBER}))*)
         (?:\s?\(T\))?(?P<gap>[\s.:;,|)\-–—―*]*)(?P<rest>.*)""",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
_PART = re.compile(
    r"p\s?art\s+(?P<part>iv|i{1,3}|[1-4])\b[\s.:,\-–—―|]*(?P<rest>.*)", re.IGNORECASE
)
_ROMAN = {"1": "I", "2": "II", "3": "III", "4": "IV"}


def form_items(form: str | None) -> Form | None:
    """The items of `form` ("10-K405/A" is a 10-K), None for one that has none."""
    name = (form or "").upper().removesuffix("/A").replace(" ", "")
    if name.startswith("10-KSB"):
        return Form(SMALL_BUSINESS, {"I": ("1",), "II": ("5",), "III": ("9",)})
    if name.startswith("10-K"):
        return Form(ANNUAL, {"I": ("1",), "II": ("5",), "III": ("10",), "IV": ("15", "14")})
    if name.startswith("10-Q"):
        return Form(QUARTERLY, {"I": ("I.1",), "II": ("II.1",)})
    if name.startswith("8-K"):
        return Form(CURRENT, ordered=False)
    if name.startswith("20-F"):
        return Form(FOREIGN, {"I": ("1",), "II": ("13",), "III": ("17",)}, named=False)
    return None


def read_item(text: str) -> Wording | None:
    """Read a text that begins with an item's number; None if it does not.

    >>> read_item("ITEM 7A. Quantitative and Qualitative Disclosures").numbers
    ('7A',)
    >>> read_item("Items 1 and 2. Business and Properties").numbers
    ('1', '2')
    """
    match = _ITEM.match(text.lstrip(" \"'“”*•·-–—"))
    if match is None:
        return None
    part = match["part"]
    numbers = tuple(_key(number) for number in re.findall(_NUMBER, match["numbers"], re.I))
    roman = _ROMAN.get(part, part.upper()) if part else None
    return Wording(roman, numbers, match["rest"].strip(), match["gap"])


def _key(number: str) -> str:
    """A number as the tables have it: "9(A)" is "9A", "SEVEN" is "7"."""
    if number.lower() in _WORDS:
        return str(_WORDS.index(number.lower()) + 1)
    return re.sub(r"[\s()]", "", number).upper()


def letters(text: str) -> str:
    """Only the letters and digits, lower case: what titles are compared by."""
    return re.sub(r"[^a-z0-9]", "", text.lower())


def part_of(text: str) -> str | None:
    """The part a text heads ("PART II. OTHER INFORMATION" is "II"), None if it heads none."""
    match = _PART.match(text.strip())
    if match is None or len(text) > 90 or match["rest"][:1].islower():
        return None
    return _ROMAN.get(match["part"], match["part"].upper())


def has_title(form: Form, key: str, text: str) -> bool:
    """Whether `text` begins as the rules title the item `key`."""
    start = letters(text[:200]).removeprefix("the").removeprefix("our")
    return any(start.startswith(title) for title in form.items.get(key, ()))
