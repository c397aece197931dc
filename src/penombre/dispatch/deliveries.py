"""What became of each mail and each call of a webhook: recorded before it is handed over and after."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import msgspec
from sqlalchemy import Engine, func, not_, or_, select

from penombre.collect.sites import site_number
from penombre.sentences import sentence
from penombre.store.database import reading, writing
from penombre.store.tables import deliveries, sites

State = Literal["begun", "sent", "waiting", "failed", "unknown"]

MINUTE, HOUR, DAY = 60.0, 3600.0, 86_400.0
PAUSES = (5 * MINUTE, 15 * MINUTE, HOUR, 4 * HOUR, 12 * HOUR, DAY)
"""Before each next try; after the last one the mail is given up."""
KEPT = 400 * DAY
CALLED = "webhook "
"""What the address of a webhook begins with; no mail address has a space."""
OTHER_MATTERS = ("alert ", CALLED, "report ", "test ")
"""What the matter of all but a report's mail begins with; a report's is the name of its period."""
CUT_SHORT = sentence("the program ended while it was sent; whether it arrived is not known")


class Delivery(msgspec.Struct, frozen=True):
    """What became of one; `status` is the last answer to a call, `said` why it was not taken."""

    matter: str
    state: State
    attempts: int
    at: float
    again_at: float
    status: int | None
    said: str


class Deliveries:
    """Those in a database, each by site, address and matter (a period's name, an alert)."""

    def __init__(self, database: Engine, pauses: Sequence[float] = PAUSES) -> None:
        """Use a database that `open_database` opened, or one that will be prepared."""
        self._database, self._pauses = database, pauses

    def open(self, site: str, address: str, matter: str, now: float) -> bool:
        """Whether it is to be sent now: it never was, or the pause after a failure is over."""
        with reading(self._database) as connection:
            number = site_number(connection, site)
            row = connection.execute(deliveries.select().where(_is(number, address, matter))).first()
        return row is None or (row.state == "waiting" and row.again_at <= now)

    def begin(self, site: str, address: str, matter: str, now: float) -> None:
        """Record that it is being sent; to be called when `open` says so, and just before it is handed over."""
        with writing(self._database) as connection:
            number = site_number(connection, site)
            begun = {"state": "begun", "at": now, "attempts": deliveries.c.attempts + 1}
            again = deliveries.update().where(_is(number, address, matter)).values(**begun)
            if connection.execute(again).rowcount == 0:
                row = {"site": number, "address": address, "matter": matter, "again_at": 0.0, "said": ""}
                connection.execute(deliveries.insert().values(**row, **(begun | {"attempts": 1})))

    def end(
        self, site: str, address: str, matter: str, now: float, state: State, said: str = "", status: int | None = None
    ) -> State:
        """Record what became of it; one that waits for the next try is given up after the last."""
        with writing(self._database) as connection:
            there = _is(site_number(connection, site), address, matter)
            attempts = connection.execute(deliveries.select().where(there)).one().attempts
            if state == "waiting" and attempts > len(self._pauses):
                state = "failed"
            again_at = now + self._pauses[attempts - 1] if state == "waiting" else 0.0
            values = {"state": state, "at": now, "again_at": again_at, "said": said, "status": status}
            connection.execute(deliveries.update().where(there).values(**values))
        return state

    def recover(self, now: float) -> int:
        """After a start: mails that were being sent when the program ended are not sent again; how many those are.

        Webhooks are called again: a call carries an id by which its receiver knows it, a mail has nothing of the kind.
        """
        begun, is_call = deliveries.c.state == "begun", deliveries.c.address.startswith(CALLED)
        with writing(self._database) as connection:
            connection.execute(deliveries.delete().where(deliveries.c.at < now - KEPT))
            connection.execute(deliveries.update().where(begun, is_call).values(state="waiting", again_at=now))
            lost = deliveries.update().where(begun, ~is_call).values(state="unknown", said=CUT_SHORT)
            return connection.execute(lost).rowcount

    def reports_sent(self, since: float) -> list[tuple[str, str, float]]:
        """Site, period and moment of reports whose first mail was sent since then."""
        first = func.min(deliveries.c.at)
        a_report = not_(or_(*(deliveries.c.matter.startswith(each) for each in OTHER_MATTERS)))
        with reading(self._database) as connection:
            found = (
                select(sites.c.name, deliveries.c.matter, first)
                .join(sites)
                .where(deliveries.c.state == "sent", a_report)
                .group_by(sites.c.name, deliveries.c.matter)
                .having(first >= since)
            )
            return [(name, matter, at) for name, matter, at in connection.execute(found)]

    def lately(self, site: str, address: str, most: int) -> list[Delivery]:
        """The last ones to an address, the newest first."""
        with reading(self._database) as connection:
            there = (deliveries.c.site == site_number(connection, site)) & (deliveries.c.address == address)
            rows = connection.execute(deliveries.select().where(there).order_by(deliveries.c.at.desc()).limit(most))
            return [
                Delivery(row.matter, row.state, row.attempts, row.at, row.again_at, row.status, row.said)
                for row in rows
            ]


def _is(site: int, address: str, matter: str):  # type: ignore[no-untyped-def]
    return (deliveries.c.site == site) & (deliveries.c.address == address) & (deliveries.c.matter == matter)
