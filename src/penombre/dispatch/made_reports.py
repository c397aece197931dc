"""Reports that programs ask for: ordered, made one after another, kept to be fetched."""

from __future__ import annotations

from typing import Any, Literal

import msgspec
from sqlalchemy import Connection, delete, func, select

from penombre.collect.sites import site_number
from penombre.dispatch.subscriptions import Lang
from penombre.sentences import say
from penombre.store.tables import made_reports, sites

State = Literal["waiting", "ready", "failed"]
MOST_WAITING = 5  # of a site: each costs a minute of arithmetic
MOST_KEPT = 100
ATTEMPTS = 3
"""A report at which the program ended so often is given up."""


class ReportError(Exception):
    """What cannot be done with a report: why, and what to do."""


class TooManyOrdersError(ReportError):
    """So many wait already that nobody would be served by one more."""


class UnknownReportError(ReportError):
    """The site has no report of this number."""


class NotReadyError(ReportError):
    """A report that waits, or could not be made."""


class MadeReport(msgspec.Struct, frozen=True):
    """A report that was ordered; `period` by its name, times in seconds since 1970, `said` why it was not made."""

    number: int
    site: str
    period: str
    lang: Lang
    state: State
    asked_at: float
    made_at: float | None
    said: str


def order_report(connection: Connection, site: str, period: str, lang: Lang, now: float) -> MadeReport:
    """Order one; the order that waits where there is one such. Raises ReportError, UnknownSiteError."""
    place = site_number(connection, site)
    waiting = _all().where(made_reports.c.site == place, made_reports.c.state == "waiting")
    rows = connection.execute(waiting).all()
    for row in rows:
        if (row.period, row.lang) == (period, lang):
            return _report(row)
    if len(rows) >= MOST_WAITING:
        raise TooManyOrdersError(
            say("{count} reports of {site} wait already: fetch those first", count=len(rows), site=site)
        )
    _forget_oldest(connection, place)
    fields = {"site": place, "period": period, "lang": lang, "state": "waiting", "attempts": 0, "asked_at": now}
    added = made_reports.insert().values(said="", **fields).returning(made_reports.c.number)
    return _named(connection, connection.execute(added).scalar_one())


def reports_of(connection: Connection, site: str) -> list[MadeReport]:
    """Those of a site, the newest first."""
    found = _all().where(sites.c.name == site).order_by(made_reports.c.number.desc())
    return [_report(row) for row in connection.execute(found)]


def report_numbered(connection: Connection, number: int) -> MadeReport:
    """The one of this number. Raises UnknownReportError."""
    row = connection.execute(_all().where(made_reports.c.number == number)).first()
    if row is None:
        raise UnknownReportError(say("there is no report {number}", number=str(number)))
    return _report(row)


def content_of(connection: Connection, number: int, form: Literal["html", "pdf"]) -> bytes:
    """What was made. Raises NotReadyError."""
    column = made_reports.c.page if form == "html" else made_reports.c.pdf
    found: bytes | None = connection.execute(select(column).where(made_reports.c.number == number)).scalar()
    if found is None:
        raise NotReadyError(say("report {number} is not ready", number=str(number)))
    return found


def made_since(connection: Connection, since: float) -> list[MadeReport]:
    """Those of all sites that were made, or given up, since then."""
    return [_report(row) for row in connection.execute(_all().where(made_reports.c.made_at >= since))]


def anything_waits(connection: Connection) -> bool:
    """Whether any order waits: looked at every few seconds, without taking the writers' turn."""
    return (
        connection.execute(select(made_reports.c.number).where(made_reports.c.state == "waiting").limit(1)).first()
        is not None
    )


def take_next(connection: Connection, now: float) -> MadeReport | None:
    """The oldest order that waits, its attempt counted; None where none does."""
    tired = (made_reports.c.state == "waiting") & (made_reports.c.attempts >= ATTEMPTS)
    why = say("the program ended {times} times while it was made", times=ATTEMPTS)
    connection.execute(made_reports.update().where(tired).values(state="failed", made_at=now, said=why))
    oldest = select(func.min(made_reports.c.number)).where(made_reports.c.state == "waiting")
    number: int | None = connection.execute(oldest).scalar()
    if number is None:
        return None
    _update(connection, number, attempts=made_reports.c.attempts + 1)
    return _named(connection, number)


def keep_report(connection: Connection, number: int, page: bytes, pdf: bytes, now: float) -> None:
    """It is made."""
    _update(connection, number, state="ready", made_at=now, page=page, pdf=pdf)


def give_up(connection: Connection, number: int, why: str, now: float) -> None:
    """It could not be made."""
    _update(connection, number, state="failed", made_at=now, said=why)


def _forget_oldest(connection: Connection, place: int) -> None:
    newest = (
        select(made_reports.c.number)
        .where(made_reports.c.site == place)
        .order_by(made_reports.c.number.desc())
        .limit(MOST_KEPT - 1)
    )
    connection.execute(
        delete(made_reports).where(made_reports.c.site == place, made_reports.c.number.not_in(newest.scalar_subquery()))
    )


def _update(connection: Connection, number: int, **values: Any) -> None:
    connection.execute(made_reports.update().where(made_reports.c.number == number).values(**values))


def _named(connection: Connection, number: int) -> MadeReport:
    return _report(connection.execute(_all().where(made_reports.c.number == number)).one())


def _all() -> Any:
    columns = [column for column in made_reports.c if column.name not in {"page", "pdf"}]  # they are large
    return select(*columns, sites.c.name).join(sites)


def _report(row: Any) -> MadeReport:
    return MadeReport(row.number, row.name, row.period, row.lang, row.state, row.asked_at, row.made_at, row.said)
