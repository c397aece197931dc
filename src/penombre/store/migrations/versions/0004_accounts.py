"""Accounts: people, workspaces with their sites, invitations, sessions, links, keys, and the trail of what was done."""

import time

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

FIRST = "main"


def upgrade() -> None:
    """Add the tables, and a first workspace that every site belongs to."""
    op.create_table(
        "workspaces",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(64), nullable=False, unique=True),
        sa.Column("created_at", sa.Float, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "users",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("email", sa.String(254), nullable=False, unique=True),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("password", sa.Text, nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("created_at", sa.Float, nullable=False),
        sa.Column("totp_secret", sa.String(64), nullable=True),
        sa.Column("totp_on", sa.Boolean, nullable=False),
        sa.Column("totp_used", sa.BigInteger, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "recovery_codes",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("user", sa.Integer, sa.ForeignKey("users.number", ondelete="CASCADE"), nullable=False),
    )
    op.create_table(
        "memberships",
        sa.Column("user", sa.Integer, sa.ForeignKey("users.number", ondelete="CASCADE"), primary_key=True),
        sa.Column("workspace", sa.Integer, sa.ForeignKey("workspaces.number", ondelete="CASCADE"), primary_key=True),
        sa.Column("role", sa.String(16), nullable=False),
    )
    op.create_table(
        "invitations",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("digest", sa.String(64), nullable=False, unique=True),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("workspace", sa.Integer, sa.ForeignKey("workspaces.number", ondelete="CASCADE"), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("created_at", sa.Float, nullable=False),
        sa.Column("expires_at", sa.Float, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "one_time_links",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("user", sa.Integer, sa.ForeignKey("users.number", ondelete="CASCADE"), nullable=True),
        sa.Column("expires_at", sa.Float, nullable=True),
    )
    op.create_table(
        "sessions",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("digest", sa.String(64), nullable=False, unique=True),
        sa.Column("user", sa.Integer, sa.ForeignKey("users.number", ondelete="CASCADE"), nullable=False),
        sa.Column("complete", sa.Boolean, nullable=False),
        sa.Column("created_at", sa.Float, nullable=False),
        sa.Column("seen_at", sa.Float, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "shared_links",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("digest", sa.String(64), nullable=False, unique=True),
        sa.Column("site", sa.Integer, sa.ForeignKey("sites.number", ondelete="CASCADE"), nullable=False),
        sa.Column("label", sa.String(100), nullable=False),
        sa.Column("created_at", sa.Float, nullable=False),
        sa.Column("expires_at", sa.Float, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "api_keys",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("digest", sa.String(64), nullable=False, unique=True),
        sa.Column("prefix", sa.String(16), nullable=False),
        sa.Column("user", sa.Integer, sa.ForeignKey("users.number", ondelete="CASCADE"), nullable=False),
        sa.Column("label", sa.String(100), nullable=False),
        sa.Column("scopes", sa.Text, nullable=False),
        sa.Column("created_at", sa.Float, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "trail",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("at", sa.Float, nullable=False),
        sa.Column("user", sa.Integer, sa.ForeignKey("users.number", ondelete="SET NULL"), nullable=True),
        sa.Column("what", sa.String(32), nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("workspace", sa.Integer, sa.ForeignKey("workspaces.number", ondelete="CASCADE"), nullable=True),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "secrets",
        sa.Column("name", sa.String(32), primary_key=True),
        sa.Column("value", sa.String(64), nullable=False),
    )
    op.create_index("sessions_by_user", "sessions", ["user"])
    op.create_index("trail_by_time", "trail", ["at"])
    # as text, since Alembic would add the reference apart, which SQLite cannot
    op.execute("ALTER TABLE sites ADD COLUMN workspace INTEGER REFERENCES workspaces (number)")
    first = sa.table("workspaces", sa.column("name"), sa.column("created_at"))
    op.execute(first.insert().values(name=FIRST, created_at=time.time()))
    op.execute("UPDATE sites SET workspace = (SELECT min(number) FROM workspaces)")
