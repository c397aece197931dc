"""Who turned a site's dial, who answers for a site, and under which name a workspace's reports are handed over."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add mode_changes, controllers and brands."""
    op.create_table(
        "mode_changes",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("site", sa.Integer, sa.ForeignKey("sites.number", ondelete="CASCADE"), nullable=False),
        sa.Column("before", sa.String(16), nullable=False),
        sa.Column("mode", sa.String(16), nullable=False),
        sa.Column("at", sa.Float, nullable=False),
        sa.Column("user", sa.Integer, sa.ForeignKey("users.number", ondelete="SET NULL"), nullable=True),
        sqlite_autoincrement=True,
    )
    op.create_index("mode_changes_by_site", "mode_changes", ["site"])
    op.create_table(
        "controllers",
        sa.Column("site", sa.Integer, sa.ForeignKey("sites.number", ondelete="CASCADE"), primary_key=True),
        *(
            sa.Column(name, sa.Text, nullable=False)
            for name in ("name", "address", "contact", "officer", "host", "place")
        ),
        sa.Column("changed_at", sa.Float, nullable=False),
    )
    op.create_table(
        "brands",
        sa.Column("workspace", sa.Integer, sa.ForeignKey("workspaces.number", ondelete="CASCADE"), primary_key=True),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("colour", sa.String(7), nullable=False),
        sa.Column("logo", sa.LargeBinary, nullable=True),
    )
