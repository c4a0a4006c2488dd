"""A batch knows which rows it has and what it has spent; its cells are found by their place."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

FILL = """
UPDATE batch SET
  settled_micro = COALESCE((SELECT SUM(spent_micro) FROM batch_charge
    WHERE batch_charge.batch = batch.id AND spent_micro IS NOT NULL), 0),
  reserved_micro = COALESCE((SELECT SUM(reserved_micro) FROM batch_charge
    WHERE batch_charge.batch = batch.id AND spent_micro IS NULL AND NOT lost), 0),
  lost_micro = COALESCE((SELECT SUM(reserved_micro) FROM batch_charge
    WHERE batch_charge.batch = batch.id AND spent_micro IS NULL AND lost), 0)
"""


def upgrade() -> None:
    """Add them, and sum up the charges that are there."""
    there = {each["name"] for each in sa.inspect(op.get_bind()).get_columns("batch")}
    if "scope" in there:
        return
    op.add_column("batch", sa.Column("scope", sa.JSON(), nullable=False, server_default="{}"))
    for name in ("settled_micro", "reserved_micro", "lost_micro"):
        column = sa.Column(name, sa.BigInteger(), nullable=False, server_default="0")
        op.add_column("batch", column)
    op.execute(FILL)
    op.create_index("batch_cell_by_position", "batch_cell", ["batch", "position"])
