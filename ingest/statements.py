"""Tables in the light of the whole filing: what each shows, and the days its columns mean."""

from collections.abc import Sequence
from dataclasses import replace

from ingest.document import Block, Metadata, Section, Table
from ingest.table_kinds import kind_of, titles_over
from ingest.table_periods import calendar, dated


def settle_tables(
    blocks: Sequence[Block], sections: Sequence[Section], about: Metadata
) -> tuple[Block, ...]:
    """The blocks with the kind of each table known, and its periods as far as they are certain."""
    known = calendar((block for block in blocks if isinstance(block, Table)), about)
    return tuple(
        dated(replace(block, kind=kind_of(block, titles)), known)
        if isinstance(block, Table)
        else block
        for block, titles in zip(blocks, titles_over(len(blocks), sections), strict=True)
    )
