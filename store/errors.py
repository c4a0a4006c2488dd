"""The errors a person reads: one base, each a sentence that says what, why and what to do."""


class TieoutError(Exception):
    """Something a person can put right. The message is the whole explanation."""


class NoSuchDocument(TieoutError):
    """No document of the library has that id, source or pattern."""
