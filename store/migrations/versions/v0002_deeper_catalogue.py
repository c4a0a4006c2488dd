"""Footnotes, kinds of tables, totals that do not foot, periods and links of passages."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add what was not kept before; it is empty until a filing is read anew."""
    op.create_table(
        "footnote",
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("table", sa.String(), nullable=True),
        sa.Column("targets", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["document"], ["document.id"]),
        sa.PrimaryKeyConstraint("document", "position"),
    )
    op.add_column("document", sa.Column("fiscal_year_end", sa.String(), nullable=True))
    op.add_column(
        "fact", sa.Column("tagged", sa.Boolean(), nullable=False, server_default=sa.true())
    )
    op.add_column("passage", sa.Column("periods", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("passage", sa.Column("links", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column("reference", sa.Column("target_line", sa.Integer(), nullable=True))
    op.add_column("table_", sa.Column("kind", sa.String(), nullable=False, server_default="other"))
    op.add_column("table_", sa.Column("unfooted", sa.JSON(), nullable=False, server_default="[]"))
