"""Webhooks, reports made for programs, passkeys, and as whom an organisation knows people."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add webhooks, made_reports, passkeys, challenges and identities."""
    op.add_column("deliveries", sa.Column("status", sa.Integer, nullable=True))
    op.create_table(
        "webhooks",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("site", sa.Integer, sa.ForeignKey("sites.number", ondelete="CASCADE"), nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("events", sa.Text, nullable=False),
        sa.Column("secret", sa.String(64), nullable=False),
        sa.Column("old_secret", sa.String(64), nullable=True),
        sa.Column("old_until", sa.Float, nullable=True),
        sa.Column("created_at", sa.Float, nullable=False),
        sa.Column("failing_since", sa.Float, nullable=True),
        sa.Column("off_at", sa.Float, nullable=True),
        sqlite_autoincrement=True,
    )
    op.create_index("webhooks_by_site", "webhooks", ["site"])
    op.create_table(
        "made_reports",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("site", sa.Integer, sa.ForeignKey("sites.number", ondelete="CASCADE"), nullable=False),
        sa.Column("period", sa.String(32), nullable=False),
        sa.Column("lang", sa.String(2), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("asked_at", sa.Float, nullable=False),
        sa.Column("made_at", sa.Float, nullable=True),
        sa.Column("said", sa.Text, nullable=False),
        sa.Column("page", sa.LargeBinary, nullable=True),
        sa.Column("pdf", sa.LargeBinary, nullable=True),
        sqlite_autoincrement=True,
    )
    op.create_index("made_reports_by_site", "made_reports", ["site"])
    op.create_table(
        "passkeys",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("user", sa.Integer, sa.ForeignKey("users.number", ondelete="CASCADE"), nullable=False),
        sa.Column("credential", sa.String(1400), nullable=False, unique=True),
        sa.Column("public_key", sa.LargeBinary, nullable=False),
        sa.Column("signed", sa.BigInteger, nullable=False),
        sa.Column("label", sa.String(100), nullable=False),
        sa.Column("created_at", sa.Float, nullable=False),
        sa.Column("used_at", sa.Float, nullable=True),
        sqlite_autoincrement=True,
    )
    op.create_index("passkeys_by_user", "passkeys", ["user"])
    op.create_table(
        "challenges",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("purpose", sa.String(16), nullable=False),
        sa.Column("user", sa.Integer, sa.ForeignKey("users.number", ondelete="CASCADE"), nullable=True),
        sa.Column("kept", sa.Text, nullable=False),
        sa.Column("expires_at", sa.Float, nullable=False),
    )
    op.create_table(
        "identities",
        sa.Column("issuer", sa.String(255), primary_key=True),
        sa.Column("subject", sa.String(255), primary_key=True),
        sa.Column("user", sa.Integer, sa.ForeignKey("users.number", ondelete="CASCADE"), nullable=False),
        sa.Column("created_at", sa.Float, nullable=False),
    )
