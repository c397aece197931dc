"""Who gets a site's reports and alerts, what became of each mail, and which matters were told."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add subscriptions, deliveries and alerts."""
    op.create_table(
        "subscriptions",
        sa.Column("site", sa.Integer, sa.ForeignKey("sites.number", ondelete="CASCADE"), primary_key=True),
        sa.Column("address", sa.String(254), primary_key=True),
        sa.Column("period", sa.String(8), nullable=False),
        sa.Column("lang", sa.String(2), nullable=False),
        sa.Column("alerts", sa.Boolean, nullable=False),
        sa.Column("created_at", sa.Float, nullable=False),
    )
    op.create_table(
        "deliveries",
        sa.Column("site", sa.Integer, sa.ForeignKey("sites.number", ondelete="CASCADE"), primary_key=True),
        sa.Column("address", sa.String(254), primary_key=True),
        sa.Column("matter", sa.String(64), primary_key=True),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("at", sa.Float, nullable=False),
        sa.Column("again_at", sa.Float, nullable=False),
        sa.Column("said", sa.Text, nullable=False),
    )
    op.create_table(
        "alerts",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("site", sa.Integer, sa.ForeignKey("sites.number", ondelete="CASCADE"), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("since", sa.Float, nullable=False),
        sa.Column("facts", sa.Text, nullable=False),
        sa.Column("told_at", sa.Float, nullable=False),
        sa.Column("ended_at", sa.Float, nullable=True),
        sqlite_autoincrement=True,
    )
    op.create_index("alerts_by_site", "alerts", ["site"])
