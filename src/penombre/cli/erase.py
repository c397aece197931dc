"""`penombre erase`: takes a site's data out of journal, archive and store, for good."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

import msgspec
import typer

from penombre.cli.confirm import confirm
from penombre.cli.data_folder import DATA, DataFolder, FirstDay, LastDay, told_errors
from penombre.cli.serve import from_server, own_store
from penombre.collect.journal.archive import Archive
from penombre.collect.journal.loader import Loader, StillComingError
from penombre.collect.machine import SystemDisk
from penombre.collect.sites import Site, Sites
from penombre.sentences import say
from penombre.serve.place import Place
from penombre.store.database import open_database, writing
from penombre.store.engine import StoreError
from penombre.store.erasure import Part
from penombre.web.accounts.trail import record
from penombre.web.accounts.workspaces import workspace_of_site


class _Answer(msgspec.Struct):
    erased: int
    problem: str


def erase(
    site: Annotated[str, typer.Option(help="The site, by name.")],
    first: FirstDay = None,
    last: LastDay = None,
    token: Annotated[str, typer.Option(help="Only what came with this share token (Consent mode).")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask again.")] = False,
    data: DataFolder = DATA,
) -> None:
    """Erase a site's data for good: all of it, some days, or what came with one share token. The site stays."""
    with told_errors():
        place = Place(data)
        database = open_database(place.database)
        named = Sites(database).named(site)
        part = part_of(named, first, last, token)
        if not yes:
            confirm(say("Erase data of {site} for good?", site=site))
        erased = _erased(place, part)
        with writing(database) as connection:
            where = workspace_of_site(connection, site)
            record(connection, "data_erased", time.time(), who=None, subject=site, workspace=where)
        typer.echo(say("{site}: {events} {events:event|events} erased", site=site, events=erased))


def part_of(site: Site, first: datetime | None, last: datetime | None, token: str) -> Part:
    """Days of the site's own zone as a part of its data. Raises typer.BadParameter."""
    if first and last and last < first:
        raise typer.BadParameter(say("the period ends before it begins"), param_hint="--from")
    zone, part = ZoneInfo(site.timezone), Part(site.number, token=token)
    if first:
        # what is kept by the day is kept by the day of UTC: one that is touched goes whole
        start = first.replace(tzinfo=zone).astimezone(UTC)
        part = msgspec.structs.replace(part, start=int(start.timestamp()), first=f"{start:%Y-%m-%d}")
    if last:
        end = (last + timedelta(days=1)).replace(tzinfo=zone).astimezone(UTC)
        final = f"{end - timedelta(seconds=1):%Y-%m-%d}"
        part = msgspec.structs.replace(part, end=int(end.timestamp()), last=final)
    return part


def _erased(place: Place, part: Part) -> int:
    with own_store(place) as store:
        if store is not None:
            loader = Loader(place.journal, disk=SystemDisk(), store=store, archive=Archive(place.archive))
            try:
                return loader.erase(part)
            except StillComingError as error:
                raise StoreError(str(error)) from None
    answer = msgspec.json.decode(b"".join(from_server(place, "/internal/erase", part)), type=_Answer)
    if answer.problem:
        raise StoreError(answer.problem)
    return answer.erased
