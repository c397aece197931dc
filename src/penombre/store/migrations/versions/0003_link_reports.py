"""What visitors reported of short links: how often, first and last."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the reports, and the number of the last one."""
    op.create_table(
        "link_reports",
        sa.Column("link", sa.Integer, sa.ForeignKey("links.number"), primary_key=True),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("first_at", sa.Float, nullable=False),
        sa.Column("last_at", sa.Float, nullable=False),
    )
    op.execute("INSERT INTO changes (kind, number) VALUES ('reports', 0)")
