"""The trail: who did what, on what, when. A year of it; no address is kept, nor any secret."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

import msgspec
from sqlalchemy import Connection, delete, or_, select

from penombre.store.tables import trail, users, workspaces

KEPT = 365 * 86_400.0
MOST_SHOWN = 500
What = Literal[
    "owner_made",
    "signed_in",
    "signed_out_everywhere",
    "name_changed",
    "password_changed",
    "password_reset",
    "reset_made",
    "second_step_on",
    "second_step_off",
    "recovery_code_used",
    "invited",
    "invitation_taken_back",
    "joined",
    "role_changed",
    "member_removed",
    "workspace_made",
    "site_added",
    "mode_changed",
    "controller_changed",
    "brand_changed",
    "data_erased",
    "link_shared",
    "shared_link_revoked",
    "key_made",
    "key_revoked",
    "webhook_made",
    "webhook_changed",
    "webhook_secret_drawn",
    "webhook_removed",
    "passkey_added",
    "passkey_removed",
    "signed_on",
    "identity_linked",
    "view_saved",
    "view_renamed",
    "view_deleted",
    "annotation_added",
    "annotation_changed",
    "annotation_deleted",
]


class Deed(msgspec.Struct, frozen=True):
    """Something that was done."""

    at: float
    who: str | None  # None: somebody at the server's terminal, or whose account is gone
    what: str
    subject: str
    workspace: str


def record(
    connection: Connection, what: What, now: float, *, who: int | None, subject: str = "", workspace: int | None = None
) -> None:
    """Write down what is done, in the transaction that does it."""
    fields = {"at": now, "user": who, "what": what, "subject": subject, "workspace": workspace}
    connection.execute(trail.insert().values(**fields))


def trail_of(connection: Connection, person: int, owned: Collection[int]) -> list[Deed]:
    """What somebody may read, the newest first: what they did, and all that was done in workspaces they own."""
    asked = (
        select(trail.c.at, trail.c.what, trail.c.subject, users.c.name, workspaces.c.name.label("workspace"))
        .join(users, users.c.number == trail.c.user, isouter=True)
        .join(workspaces, workspaces.c.number == trail.c.workspace, isouter=True)
        .where(or_(trail.c.user == person, trail.c.workspace.in_(sorted(owned))))
        .order_by(trail.c.number.desc())
        .limit(MOST_SHOWN)
    )
    return [Deed(row.at, row.name, row.what, row.subject, row.workspace or "") for row in connection.execute(asked)]


def forget_trail(connection: Connection, now: float) -> int:
    """Remove what is older than a year; how much."""
    return connection.execute(delete(trail).where(trail.c.at < now - KEPT)).rowcount
