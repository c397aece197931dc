"""What editors keep about a site's figures, for all who see it: views to come back to, and what happened on a day."""

from __future__ import annotations

import re
from datetime import date
from typing import Any
from urllib.parse import parse_qsl

import msgspec
from sqlalchemy import ColumnElement, Connection, Select, Table, delete, func, select

from penombre.collect.sites import site_number
from penombre.dashboard.filter import Filter, read_filter
from penombre.dashboard.period import Period
from penombre.store.tables import annotations as noted
from penombre.store.tables import saved_views, sites
from penombre.web.accounts.errors import BadDayError, TooManyKeptError
from penombre.web.accounts.people import checked_label

LONGEST_NAME = 60
LONGEST_TEXT = 140
MOST = 200
"""Views, and annotations, of one site."""
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class View(msgspec.Struct, frozen=True):
    """A page of the dashboard with its days and filters, under a name."""

    number: int
    name: str
    section: str
    filter: Filter


class Annotation(msgspec.Struct, frozen=True):
    """What happened on a day of the site's own calendar."""

    number: int
    day: date
    text: str

    @property
    def told(self) -> str:
        """What the trail says of it."""
        return f"{self.day.isoformat()}: {self.text}"


def views_of(connection: Connection, site: str) -> list[View]:
    """The views of a site, by name."""
    asked = _of(saved_views, site).order_by(saved_views.c.name, saved_views.c.number)
    return [
        View(row.number, row.name, row.section, read_filter(dict(parse_qsl(row.query))))
        for row in connection.execute(asked)
    ]


def save_view(connection: Connection, site: str, name: str, section: str, chosen: Filter, now: float) -> str:
    """Keep a page with its days and filters; its name. Raises BadNameError, TooManyKeptError, UnknownSiteError."""
    called = checked_label(name, LONGEST_NAME)
    fields = {"name": called, "section": section, "query": chosen.query(), "created_at": now}
    connection.execute(saved_views.insert().values(site=_with_room(connection, saved_views, site), **fields))
    return called


def rename_view(connection: Connection, site: str, number: int, name: str) -> str | None:
    """Call a view otherwise; its new name, None where the site has none such. Raises BadNameError."""
    called = checked_label(name, LONGEST_NAME)
    changed = saved_views.update().where(*_one(connection, saved_views, site, number)).values(name=called)
    return called if connection.execute(changed).rowcount else None


def delete_view(connection: Connection, site: str, number: int) -> str | None:
    """Delete a view; what its name was, None where the site has none such."""
    gone = delete(saved_views).where(*_one(connection, saved_views, site, number)).returning(saved_views.c.name)
    name: str | None = connection.execute(gone).scalar()
    return name


def annotations_of(connection: Connection, site: str, period: Period | None = None) -> list[Annotation]:
    """What happened at a site, in a period or ever, the first day first."""
    asked = _of(noted, site).order_by(noted.c.day, noted.c.number)
    if period is not None:
        asked = asked.where(noted.c.day.between(period.first.isoformat(), period.last.isoformat()))
    return [Annotation(row.number, date.fromisoformat(row.day), row.text) for row in connection.execute(asked)]


def annotate(connection: Connection, site: str, day: str, text: str, now: float) -> Annotation:
    """Keep what happened on a day. Raises BadDayError, BadNameError, TooManyKeptError, UnknownSiteError."""
    when, told = _checked_day(day), checked_label(text, LONGEST_TEXT)
    fields = {"day": when.isoformat(), "text": told, "created_at": now}
    added = noted.insert().values(site=_with_room(connection, noted, site), **fields)
    number: int = connection.execute(added.returning(noted.c.number)).scalar_one()
    return Annotation(number, when, told)


def change_annotation(connection: Connection, site: str, number: int, day: str, text: str) -> Annotation | None:
    """Say it otherwise, or of another day; None where the site has none such. Raises BadDayError, BadNameError."""
    when, told = _checked_day(day), checked_label(text, LONGEST_TEXT)
    changed = noted.update().where(*_one(connection, noted, site, number))
    found = connection.execute(changed.values(day=when.isoformat(), text=told)).rowcount
    return Annotation(number, when, told) if found else None


def delete_annotation(connection: Connection, site: str, number: int) -> Annotation | None:
    """Delete one; what it was, None where the site has none such."""
    gone = delete(noted).where(*_one(connection, noted, site, number))
    row = connection.execute(gone.returning(noted.c.day, noted.c.text)).first()
    return Annotation(number, date.fromisoformat(row.day), row.text) if row else None


def _of(table: Table, site: str) -> Select[Any]:
    return select(table).join(sites, sites.c.number == table.c.site).where(sites.c.name == site)


def _one(connection: Connection, table: Table, site: str, number: int) -> tuple[ColumnElement[bool], ...]:
    return table.c.number == number, table.c.site == site_number(connection, site)


def _with_room(connection: Connection, table: Table, site: str) -> int:
    """The site's number, where it may have one more."""
    number = site_number(connection, site)
    count = connection.execute(select(func.count()).select_from(table).where(table.c.site == number)).scalar_one()
    if count >= MOST:
        raise TooManyKeptError(most=str(MOST))
    return number


def _checked_day(day: str) -> date:
    if not _DAY.fullmatch(day):
        raise BadDayError
    try:
        return date.fromisoformat(day)
    except ValueError:
        raise BadDayError from None
