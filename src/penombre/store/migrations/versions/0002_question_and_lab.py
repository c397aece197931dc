"""How often a site asks its visitors; the lab: links that are opened on purpose, what arrived, and the rates learnt."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the site's rate of asking, and the lab's tables."""
    op.add_column("sites", sa.Column("ask", sa.Float, nullable=False, server_default="0"))
    op.create_table(
        "lab_links",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("code", sa.String(64), nullable=False, unique=True),
        sa.Column("site", sa.Integer, sa.ForeignKey("sites.number", ondelete="CASCADE"), nullable=False),
        sa.Column("app", sa.String(64), nullable=False),
        sa.Column("system", sa.String(16), nullable=False),
        sa.Column("created_at", sa.Float, nullable=False),
        sa.UniqueConstraint("site", "app", "system", name="lab_links_once"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "lab_visits",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("link", sa.Integer, sa.ForeignKey("lab_links.number", ondelete="CASCADE"), nullable=False),
        sa.Column("at", sa.Float, nullable=False),
        sa.Column("system", sa.String(16), nullable=False),
        sa.Column("browser", sa.String(64), nullable=False),
        sa.Column("referrer", sa.Boolean, nullable=False),
        sa.Column("marker", sa.String(64), nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("fetch_site", sa.String(16), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("lab_visits_by_link", "lab_visits", ["link"])
    op.create_table(
        "strip_rates",
        sa.Column("site", sa.Integer, sa.ForeignKey("sites.number", ondelete="CASCADE"), primary_key=True),
        sa.Column("app", sa.String(64), primary_key=True),
        sa.Column("system", sa.String(16), primary_key=True),
        sa.Column("dark", sa.Integer, nullable=False),
        sa.Column("lit", sa.Integer, nullable=False),
        sa.Column("a", sa.Float, nullable=False),
        sa.Column("b", sa.Float, nullable=False),
        sa.Column("kept_at", sa.Float, nullable=False),
    )
