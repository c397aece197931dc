"""Sites, their hosts, and short links."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the first tables."""
    changes = op.create_table(
        "changes",
        sa.Column("kind", sa.String(16), primary_key=True),
        sa.Column("number", sa.BigInteger, nullable=False),
    )
    op.bulk_insert(
        changes,
        [
            {"kind": "links", "number": 0},
            {"kind": "sites", "number": 0},
            {"kind": "origin", "number": secrets.randbits(62)},
        ],
    )
    op.create_table(
        "sites",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(64), nullable=False, unique=True),
        sa.Column("mode", sa.String(16), nullable=False),
        sa.Column("timezone", sa.String(64), nullable=False),
        sa.Column("created_at", sa.Float, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "site_hosts",
        sa.Column("host", sa.String(261), primary_key=True),
        sa.Column("site", sa.Integer, sa.ForeignKey("sites.number", ondelete="CASCADE"), nullable=False),
        sa.Column("rank", sa.Integer, nullable=False),
    )
    op.create_table(
        "links",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("code", sa.String(64), nullable=False, unique=True),
        sa.Column("target", sa.Text, nullable=False),
        sa.Column("site", sa.Integer, sa.ForeignKey("sites.number"), nullable=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("image", sa.Text, nullable=False),
        sa.Column("tags", sa.Text, nullable=False),
        sa.Column("created_at", sa.Float, nullable=False),
        sa.Column("expires_at", sa.Float, nullable=True),
        sa.Column("paused", sa.Boolean, nullable=False),
        sa.Column("deleted", sa.Boolean, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("links_by_revision", "links", ["revision"])
