"""`penombre import events`: puts exported events back, each once however often it is done."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from penombre.cli.data_folder import DATA, DataFolder, told_errors
from penombre.cli.serve import own_store
from penombre.collect.journal.archive import Archive
from penombre.collect.journal.handing_in import hand_in
from penombre.collect.journal.loader import Loader
from penombre.collect.journal.segment import Frame, Kind
from penombre.collect.live.row import EventRow, line
from penombre.collect.machine import SystemDisk
from penombre.collect.sites import Sites
from penombre.foreign import retold
from penombre.sentences import say
from penombre.serve.place import Place
from penombre.store.database import open_database
from penombre.store.engine import StoreError

import_app = typer.Typer(name="import", no_args_is_help=True, help="Put exported data back.")

TOGETHER = 20_000
"""Events handed in as one."""


@import_app.command()
def events(
    file: Annotated[Path, typer.Argument(help="What `penombre export events` wrote; - for standard input.")],
    site: Annotated[str, typer.Option(help="The site that gets them, by name.")],
    data: DataFolder = DATA,
) -> None:
    """Put exported events back into a site; one that is there already is not counted twice."""
    with told_errors():
        place = Place(data)
        number = Sites(open_database(place.database)).named(site).number
        with sys.stdin.buffer if str(file) == "-" else file.open("rb") as stream:
            rows = list(_rows(stream, number))  # all are read before one is handed in
        disk, left = SystemDisk(), iter(rows)
        while lot := list(islice(left, TOGETHER)):
            hand_in(place.journal, disk, Frame(Kind.EVENTS, len(lot), b"".join(lot)), time.time())
        with own_store(place) as store:
            if store is not None:
                Loader(place.journal, disk=disk, store=store, archive=Archive(place.archive)).drain()
        typer.echo(say("{site}: {events} {events:event|events} handed in", site=site, events=len(rows)))


def _rows(stream: Iterable[bytes], site: int) -> Iterator[bytes]:
    """The lines as the journal has them. Raises StoreError for one that is no exported event."""
    for number, text in enumerate(stream, 1):
        try:
            told: dict[str, Any] = msgspec.json.decode(text, type=dict[str, Any])
            at = datetime.fromisoformat(str(told["at"])).replace(tzinfo=UTC)
            changed = {"site": site, "at": int(at.timestamp()), "value": str(told.get("value", 0))}
            row = msgspec.convert(told | changed, EventRow, strict=False)
        except KeyError as error:
            raise _not_an_event(number, say("it has no field {name}", name=str(error.args[0]))) from None
        except (msgspec.MsgspecError, ValueError) as error:
            raise _not_an_event(number, retold(error)) from None
        yield line(row)


def _not_an_event(number: int, why: str) -> StoreError:
    return StoreError(say("line {line}: not an exported event: {error}", line=number, error=why))
