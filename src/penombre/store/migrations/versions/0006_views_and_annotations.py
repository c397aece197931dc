"""What editors keep about a site's figures: views to come back to, and what happened on a day."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add saved views and annotations."""
    op.create_table(
        "saved_views",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("site", sa.Integer, sa.ForeignKey("sites.number", ondelete="CASCADE"), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("section", sa.String(16), nullable=False),
        sa.Column("query", sa.Text, nullable=False),
        sa.Column("created_at", sa.Float, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("saved_views_by_site", "saved_views", ["site"])
    op.create_table(
        "annotations",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("site", sa.Integer, sa.ForeignKey("sites.number", ondelete="CASCADE"), nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("text", sa.String(140), nullable=False),
        sa.Column("created_at", sa.Float, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("annotations_by_day", "annotations", ["site", "day"])
