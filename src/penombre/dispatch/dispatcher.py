"""The core's thread that sends: what it waits for keeps nobody else waiting, and it ends with the process."""

from __future__ import annotations

import logging
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine as Database

from penombre.sentences import say
from penombre.settings import Settings
from penombre.store.engine import Engine

if TYPE_CHECKING:
    from penombre.collect.sites import Site
    from penombre.dispatch.office import Office
    from penombre.dispatch.postman import Postman
    from penombre.dispatch.watchman import Watchman
    from penombre.report.bulletin.period import Period
    from penombre.report.site_estimate import SiteEstimate

log = logging.getLogger(__name__)

FIRST_AFTER = 60.0
EVERY = 60.0
ORDERS_EVERY = 5.0
"""Seconds after which somebody who ordered a report is thought of."""
LOOK_EVERY = 300.0
PATIENCE = 5.0


class Stopped(Exception):  # noqa: N818  (nothing went wrong)
    """The server stops: no more questions to the store."""


class Dispatcher:
    """Looks, tells and sends until it is stopped. What fails is logged once and tried again at the next round."""

    def __init__(
        self, data: Path, settings: Settings, database: Database, engine: Engine, *, first_after: float = FIRST_AFTER
    ) -> None:
        """Use a database that will be prepared, and the engine that holds the events."""
        self._data, self._settings, self._database, self._engine = data, settings, database, engine
        self._first_after = first_after
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="dispatch", daemon=True)
        self._complaint = ""

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Ask nothing of the store any more; wait a little for what is being sent."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(PATIENCE)

    def _run(self) -> None:
        started = time.time()
        if self._stop.wait(self._first_after):
            return
        # arithmetic that a server which is only being tried need not load
        from penombre.dispatch.office import Office  # noqa: PLC0415
        from penombre.dispatch.postman import Postman  # noqa: PLC0415
        from penombre.dispatch.printer import Printer  # noqa: PLC0415
        from penombre.dispatch.watchman import Watchman  # noqa: PLC0415

        office = Office(self._database, self._settings, self._data, self._estimate)
        watchman = Watchman(self._database, self._engine, office, started)
        printer = Printer(self._database, office.brand, self._estimate)
        postman = Postman(self._database, self._settings)
        recovered, look_at, round_at = False, 0.0, 0.0
        while not self._stop.is_set():
            now = time.time()
            try:
                if not recovered:
                    office.recover(now)
                    recovered = True
                if now >= look_at:
                    watchman.look(now)
                    look_at = now + LOOK_EVERY
                printed = printer.print_next(now)
                if printed or now >= round_at:
                    round_at = now + EVERY
                    postman.round(now)
                    self._round(office, watchman, postman, now)
                self._complaint = ""
            except Stopped:
                return
            except Exception as error:  # noqa: BLE001  (whatever it is: it is tried again, and collecting goes on)
                self._complain(error)
            self._stop.wait(ORDERS_EVERY)

    def _round(self, office: Office, watchman: Watchman, postman: Postman, now: float) -> None:
        if not office.has_server:
            return
        watchman.tell(now)
        postman.notify(office, now)
        office.reports(now)

    def _estimate(self, site: Site, period: Period) -> SiteEstimate:
        if self._stop.is_set():
            raise Stopped
        from penombre.estimate.run import estimate_site, strip_of  # noqa: PLC0415

        strip = strip_of(self._database, site.name)
        return estimate_site(self._engine, site, period.start, period.end, strip)

    def _complain(self, error: Exception) -> None:
        said = str(error) or type(error).__name__
        if said != self._complaint and not self._stop.is_set():
            log.error("%s", say("reports and alerts wait: {why}", why=said))
        self._complaint = said
