"""`tieout doctor`: what is installed, what the library holds, and what is wrong with either."""


def doctor() -> None:
    """Check the installation and the library, and say what to do about what is wrong."""
