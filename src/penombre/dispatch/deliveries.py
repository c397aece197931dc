"""What became of each mail: recorded before it is handed over and after, so that none goes out twice."""

from __future__ import annotations

from typing import Literal

from sqlalchemy import Engine

from penombre.collect.sites import site_number
from penombre.sentences import sentence
from penombre.store.database import reading, writing
from penombre.store.tables import deliveries

State = Literal["begun", "sent", "waiting", "failed", "unknown"]

MINUTE, HOUR, DAY = 60.0, 3600.0, 86_400.0
PAUSES = (5 * MINUTE, 15 * MINUTE, HOUR, 4 * HOUR, 12 * HOUR, DAY)
"""Before each next try; after the last one the mail is given up."""
KEPT = 400 * DAY
CUT_SHORT = sentence("the program ended while it was sent; whether it arrived is not known")


class Deliveries:
    """The mails in a database, each by site, address and matter (a period's name, an alert)."""

    def __init__(self, database: Engine) -> None:
        """Use a database that `open_database` opened, or one that will be prepared."""
        self._database = database

    def open(self, site: str, address: str, matter: str, now: float) -> bool:
        """Whether this mail is to be sent now: it never was, or the pause after a failure is over."""
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

    def end(self, site: str, address: str, matter: str, now: float, state: State, said: str = "") -> State:
        """Record what became of it; one that waits for the next try is given up after the last."""
        with writing(self._database) as connection:
            there = _is(site_number(connection, site), address, matter)
            attempts = connection.execute(deliveries.select().where(there)).one().attempts
            if state == "waiting" and attempts > len(PAUSES):
                state = "failed"
            again_at = now + PAUSES[attempts - 1] if state == "waiting" else 0.0
            values = {"state": state, "at": now, "again_at": again_at, "said": said}
            connection.execute(deliveries.update().where(there).values(**values))
        return state

    def recover(self, now: float) -> int:
        """After a start: what was being sent when the program ended is not sent again; how many those are."""
        with writing(self._database) as connection:
            connection.execute(deliveries.delete().where(deliveries.c.at < now - KEPT))
            lost = deliveries.update().where(deliveries.c.state == "begun").values(state="unknown", said=CUT_SHORT)
            return connection.execute(lost).rowcount


def _is(site: int, address: str, matter: str):  # type: ignore[no-untyped-def]
    return (deliveries.c.site == site) & (deliveries.c.address == address) & (deliveries.c.matter == matter)
