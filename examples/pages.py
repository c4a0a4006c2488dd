"""Where pages end: by how many lines each block takes on paper."""

from collections.abc import Iterable, Sequence

from examples.blocks import Block, Contents, Grid, Heading, NewPage, Para, plain

PAGE_LINES = 35.0  # of ten-point type on letter paper
LINE_CHARACTERS = 98


def paginate(blocks: Sequence[Block]) -> Iterable[list[Block]]:
    """The blocks page by page, in order; a heading never ends a page, a cover is one page."""
    page: list[Block] = []
    used, cover = 0.0, True
    for block in blocks:
        height = _height(block)
        forced = isinstance(block, NewPage)
        small = isinstance(block, Para) and block.look == "small"
        if page and (forced or (used + height > PAGE_LINES and not small and not cover)):
            carried: list[Block] = []
            while not forced and len(page) > len(carried) and _opens(page[-1]):
                carried.insert(0, page.pop())
            if page:
                yield page
            page, used = carried, sum(map(_height, carried))
        cover = cover and not forced
        if not forced:
            page.append(block)
            used += height
    if page:
        yield page


def _height(block: Block) -> float:
    """Lines the block takes on paper."""
    match block:
        case Heading():
            return 2.2
        case Para(line):
            return len(plain(line)) // LINE_CHARACTERS + 1.7
        case Grid(rows=rows, wide=wide):
            return sum(1 + len(row.label) // 60 for row in rows) * (1.5 if wide else 1.0) + 2.5
        case Contents():
            return PAGE_LINES
        case NewPage():
            return 0


def _opens(block: Block) -> bool:
    """Whether the block heads what comes after it."""
    return isinstance(block, Heading) or (isinstance(block, Para) and block.look == "strong-center")
