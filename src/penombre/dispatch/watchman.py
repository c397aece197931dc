"""Looks at every site in turn, and tells what begins and what is over: in the log, and by mail to who wants it."""

from __future__ import annotations

import logging
from collections.abc import Callable

from sqlalchemy import Engine as Database

from penombre.act.alerts import Alert, Kind, news
from penombre.act.flood import flood
from penombre.act.silence import silence
from penombre.act.takeoff import takeoffs
from penombre.collect.sites import Site, Sites
from penombre.dispatch.facts import Hours, hours, page_days
from penombre.dispatch.letters import letter, said
from penombre.dispatch.matters import Matters
from penombre.dispatch.office import Mail, Office
from penombre.dispatch.subscriptions import Subscriptions
from penombre.sentences import say, spoken
from penombre.store.engine import Engine, StoreError

log = logging.getLogger(__name__)


SETTLED_HOUR = 1
"""UTC, from which on a new day is judged: its last events are in."""
NEWS_FOR = 4 * 86_400.0
"""Seconds in which a mail about a matter is still tried."""


class Watchman:
    """Watches the sites of one installation."""

    def __init__(self, database: Database, engine: Engine, office: Office, started: float) -> None:
        """`started` is when this server began to listen: of the time before it knows no silence."""
        self._database, self._engine, self._office, self._started = database, engine, office, started
        self._matters = Matters(database)
        self._taking_off: dict[int, tuple[int, list[Alert]]] = {}

    def look(self, now: float) -> int:
        """Look at every site; how many matters began or ended. Raises DatabaseError."""
        return sum(self._look_at(site, now) for site in Sites(self._database).all())

    def tell(self, now: float) -> int:
        """Send subscribers the news of late; how many mails went out. Raises MailError, DatabaseError."""
        matters = self._matters.lately(now - NEWS_FOR) if self._office.has_server else []
        if not matters:
            return 0
        sites = {site.name: site for site in Sites(self._database).all()}
        subscribers = [each for each in Subscriptions(self._database).all() if each.alerts]
        sent = 0
        for matter in matters:
            for each in subscribers:
                # who came later need not hear of the end of what they know nothing of
                if each.site != matter.site or each.since.timestamp() > matter.told_at:
                    continue
                for over in (False, True) if matter.over_at is not None else (False,):
                    mail = Mail(each.site, each.address, f"alert {matter.number}{' over' if over else ''}")
                    text = letter(sites[each.site], matter.alert, over=over, lang=each.lang)
                    sent += self._office.send(mail, text, now) == "sent"
        return sent

    def _look_at(self, site: Site, now: float) -> int:
        told = self._matters.going_on(site.name)
        flooded = any(matter.kind == "flood" for matter in told)
        going_on: list[Alert] = []
        kinds: list[Kind] = []
        looks: list[tuple[tuple[Kind, ...], Callable[[], list[Alert]]]] = [
            (("silence", "flood"), lambda: self._by_hour(site, now, flooded=flooded)),
            (("takeoff",), lambda: self._by_day(site, now)),
        ]
        for these, found in looks:
            try:
                going_on += found()
                kinds += these
            except StoreError as error:
                log.warning("%s", say("{site} cannot be watched now: {why}", site=site.name, why=error))
        fresh = news(going_on, told, kinds)
        for alert in fresh.begun:
            self._matters.begin(site.name, alert, now)
            log.warning("%s", said(site, alert, over=False, lang=spoken()))
        for matter in fresh.over:
            log.warning("%s", said(site, self._matters.end(matter.number, now), over=True, lang=spoken()))
        return len(fresh.begun) + len(fresh.over)

    def _by_hour(self, site: Site, now: float, *, flooded: bool) -> list[Alert]:
        found: Hours = hours(self._engine, site, now)
        weekday = int(found.hour_of_week[-1]) // 24
        quiet = silence(found.people, found.hour_of_week, found.newest, now, self._started)
        robots = flood(found.robots, found.people, weekday, now, going_on=flooded)
        return [alert for alert in (quiet, robots) if alert is not None]

    def _by_day(self, site: Site, now: float) -> list[Alert]:
        """Judged once a day, when its last whole day is there: it costs a second or two."""
        today = int(now // 86_400)  # any day will do to tell days apart: UTC's turns within hours of the site's
        hour = int(now // 3600)
        kept = self._taking_off.get(site.number)
        if kept is None or (kept[0] != today and hour % 24 >= SETTLED_HOUR):
            kept = (today, takeoffs(page_days(self._engine, site, now)))
            self._taking_off[site.number] = kept
        return kept[1]
