"""The dial of a site: its three steps, and who turned it last."""

from __future__ import annotations

from typing import Literal, get_args

import msgspec
from sqlalchemy import Connection, select

from penombre.store.tables import mode_changes, next_change, sites, users

Mode = Literal["strict", "counting", "consent"]
MODES: tuple[Mode, ...] = get_args(Mode)
"""From the one that collects least."""


class Turn(msgspec.Struct, frozen=True):
    """The dial was turned."""

    at: float
    before: Mode
    mode: Mode
    who: str | None  # None: at the server's terminal, by a program, or by somebody whose account is gone


def turn(connection: Connection, site: int, mode: Mode, now: float, who: int | None = None) -> bool:
    """Turn the dial of a site, by its number; whether that changed anything. To be done first in a transaction."""
    next_change(connection, "sites")
    before = connection.execute(select(sites.c.mode).where(sites.c.number == site)).scalar_one()
    if before == mode:
        return False
    connection.execute(sites.update().where(sites.c.number == site).values(mode=mode))
    fields = {"site": site, "before": before, "mode": mode, "at": now, "user": who}
    connection.execute(mode_changes.insert().values(**fields))
    return True


def last_turn(connection: Connection, site: int) -> Turn | None:
    """The last time the dial of a site was turned; None where it stands as it did when the site was added."""
    asked = (
        select(mode_changes.c.at, mode_changes.c.before, mode_changes.c.mode, users.c.name)
        .join(users, users.c.number == mode_changes.c.user, isouter=True)
        .where(mode_changes.c.site == site)
        .order_by(mode_changes.c.number.desc())
        .limit(1)
    )
    row = connection.execute(asked).first()
    return Turn(row.at, row.before, row.mode, row.name) if row else None
