"""Forms of filings, as people and file names call them."""

import re

_REPORT = r"(?:\s+(?:filing|report)s?)?"
FORMS = (
    ("10-K", rf"(?:form\s+)?10-?\s?-?Ks?\b{_REPORT}|annual\s+(?:report|filing)s?\b"),
    ("10-Q", rf"(?:form\s+)?10-?\s?-?Qs?\b{_REPORT}|quarterly\s+(?:report|filing)s?\b"),
    ("8-K", rf"(?:form\s+)?8-?\s?-?Ks?\b{_REPORT}|current\s+reports?\b"),
    ("EARNINGS", r"earnings\s+(?:release|report|call|announcement)s?\b|press\s+releases?\b"),
    ("20-F", rf"(?:form\s+)?20-?Fs?\b{_REPORT}"),
    ("6-K", rf"(?:form\s+)?6-?Ks?\b{_REPORT}"),
    ("DEF 14A", r"DEF\s?14A\b|proxy\s+statements?\b"),
)
_PATTERNS = tuple((form, re.compile(rf"\b(?:{words})", re.I)) for form, words in FORMS)


def take_forms(text: str) -> tuple[tuple[str, ...], str]:
    """The forms that `text` names, and the text without them.

    >>> take_forms("the FY2018 10K of Harbor Tools")
    (('10-K',), 'the FY2018   of Harbor Tools')
    """
    found = []
    for form, pattern in _PATTERNS:
        text, times = pattern.subn(" ", text)
        if times:
            found.append(form)
    return tuple(found), text


def same_form(form: str | None, asked: str) -> bool:
    """Whether `form` is the asked one or a variant of it: 10-K405, 10-KSB and 10-K/A are 10-Ks.

    >>> same_form("10-K405", "10-K"), same_form("8-K", "EARNINGS"), same_form("10-Q", "10-K")
    (True, True, False)
    """
    held = (form or "").upper()
    if asked == "EARNINGS":  # releases come as exhibits of an 8-K
        return held.startswith(("EARNINGS", "8-K", "EX-99"))
    if asked == "10-K" and held.startswith(("ANNUAL REPORT", "ARS")):
        return True
    return held.startswith(asked.upper())
