"""All tools, in the order a model is shown them."""

from functools import cache

from tools.calculate import calculate
from tools.compare import compare
from tools.facts import facts
from tools.follow import follow
from tools.glob import glob
from tools.grep import grep
from tools.outline import outline
from tools.read import read
from tools.related import related
from tools.search import search
from tools.table import table
from tools.tool import Tool


@cache  # schemas cost some 10 ms, and every run asks for the same
def toolbox() -> tuple[Tool, ...]:
    """The tools a question is investigated with; they read, and do nothing else."""
    functions = (
        *(glob, search, grep, outline, read, follow, related),
        *(table, facts, compare, calculate),
    )
    return tuple(Tool.of(function) for function in functions)
