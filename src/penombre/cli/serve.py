"""`penombre serve`, `ledger` and `export`: the running system from the command line."""

from __future__ import annotations

import logging
import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import httpx
import msgspec
import typer
from rich.console import Console
from rich.table import Table

from penombre.cli.data_folder import DATA, DataFolder, told_errors
from penombre.collect.journal.loader import Ledger, Loader
from penombre.collect.journal.writer import AlreadyOpenError, lock_folder
from penombre.collect.machine import SystemDisk
from penombre.collect.sites import Site, Sites
from penombre.sentences import number, say, sentence, translated
from penombre.serve.place import Place
from penombre.serve.port import health, refuse_taken_port
from penombre.settings import PREFIX, Settings, read_settings
from penombre.store.database import DatabaseError, SchemaTooNewError, database_at, open_database, prepare, writing
from penombre.store.engine import StoreError
from penombre.store.event_store import EventStore
from penombre.store.opening import open_event_store
from penombre.web.accounts.one_time_links import make_welcome_link
from penombre.web.demo.setup import NAME, make_demo, pages_base

SERVER_WITHIN = 15.0
RETRY_EVERY = 0.1
READY_WITHIN = 60.0

COUNTED = (
    *(sentence("received"), sentence("stored"), sentence("duplicate"), sentence("quarantined"), sentence("pending")),
    *(sentence("refused"), sentence("dropped by signal"), sentence("erased"), sentence("unrecorded redirects")),
    *(sentence("lost"), sentence("pending segments")),
)
"""The lines of the ledger, as they are called on the screen."""

export_app = typer.Typer(name="export", no_args_is_help=True, help="Take the data out.")


def serve(
    data: DataFolder = DATA,
    port: Annotated[int | None, typer.Option(help="The port to listen on (8321 when left out).")] = None,
    host: Annotated[str | None, typer.Option(help="The address to listen on (127.0.0.1 when left out).")] = None,
    demo: Annotated[
        bool, typer.Option("--demo", help="Serve a demo site, too, and simulated visitors for it.")
    ] = False,
) -> None:
    """Collect: serve the script, the share bar and the short links, and store what comes."""
    logging.basicConfig(format="penombre: %(message)s", level=logging.WARNING)
    for name, value in (("PORT", port), ("HOST", host), ("DEMO", "true" if demo else None)):
        if value is not None:
            os.environ[PREFIX + name] = str(value)
    with told_errors():
        from penombre.serve.supervisor import Supervisor  # noqa: PLC0415  (only who serves needs it)

        settings = read_settings(data)
        refuse_taken_port(settings.host, settings.port)
        place = Place(data)
        place.make()
        sites = _sites(place, settings)
        welcome = _welcome(place, settings) if sites is not None else ""
        typer.echo(_greeting(settings, sites, data))
        if welcome and not settings.demo:
            typer.echo(say("First account: {link}", link=welcome))
        sys.stdout.flush()
        if settings.demo:
            threading.Thread(target=_invite, args=[settings, welcome], daemon=True).start()
        Supervisor(data, settings.base_url).run()


def _sites(place: Place, settings: Settings) -> list[Site] | None:
    """The sites in the database, which is made where this folder never had one; None where it is away (case F11).

    Serving goes on without it. Raises SchemaTooNewError, and DatabaseError for the demo, which begins with writing.
    """
    database = database_at(place.database)
    try:
        prepare(database, create=not place.links.exists())
        if settings.demo:
            make_demo(database, settings)
        return Sites(database).all()
    except DatabaseError as error:
        if settings.demo or isinstance(error, SchemaTooNewError):
            raise
        logging.getLogger(__name__).error(
            say(
                "{error}\nCollecting all the same, with the links and sites of the last copy, if there is one: {copy}",
                error=error,
                copy=place.links,
            )
        )
        return None


def _welcome(place: Place, settings: Settings) -> str:
    """The link that makes the first account, new at every start; empty where there is an account."""
    try:
        with writing(database_at(place.database)) as connection:
            token = make_welcome_link(connection)
    except DatabaseError as error:
        # collecting does not wait for accounts (case F11)
        logging.getLogger(__name__).error("%s", error)
        return ""
    return f"{pages_base(settings)}/welcome/{token}" if token else ""


def _greeting(settings: Settings, sites: list[Site] | None, data: Path) -> str:
    """What to do next, for whoever started the server."""
    lines = [say("Penombre collects at {url} (data in {folder}, Ctrl-C stops it)", url=settings.base_url, folder=data)]
    if sites is None:
        return lines[0]
    lines += [] if sites else [say("No site yet. Add one: penombre site add NAME --host www.example.org")]
    lines += [
        f'  {each.name}: <script defer src="{settings.base_url}/p.js?site={each.name}"></script>' for each in sites
    ]
    return "\n".join(lines)


def _invite(settings: Settings, welcome: str) -> None:
    """Say where to look, once there is something to see."""
    until = time.monotonic() + READY_WITHIN
    while (health(settings.host, settings.port) or {}).get("store") != "up" and time.monotonic() < until:
        time.sleep(RETRY_EVERY)
    base = pages_base(settings)
    places = [(say("Dashboard"), f"{base}/sites/{NAME}"), (say("Demo site"), f"{base}/demo/")]
    places += [(say("First account"), welcome)] if welcome else []
    width = max(len(name) for name, _ in places)
    typer.echo("\n" + "\n".join(f"  {name:<{width}}  {address}" for name, address in places) + "\n")
    sys.stdout.flush()


def ledger(
    data: DataFolder = DATA, json: Annotated[bool, typer.Option("--json", help="As JSON, for programs.")] = False
) -> None:
    """Say where every record is that was ever received: stored, duplicate, quarantined or pending."""
    with told_errors():
        found = _asked_ledger(Place(data))
        if json:
            answer = msgspec.structs.asdict(found) | {"holds": found.holds}
            typer.echo(msgspec.json.encode(answer).decode())
            return
        table = Table(show_header=False, box=None)
        for name, value in msgspec.structs.asdict(found).items():
            table.add_row(translated(name.replace("_", " ")), number(value))
        Console().print(table)
        typer.echo(
            say("received = stored + duplicate + quarantined + pending: it holds")
            if found.holds
            else say("received = stored + duplicate + quarantined + pending: IT DOES NOT HOLD")
        )
    if not found.holds:
        raise typer.Exit(1)


@export_app.command()
def events(
    site: Annotated[str, typer.Option(help="The site, by name.")],
    form: Annotated[str, typer.Option("--format", help="jsonl: a line of JSON an event.")] = "jsonl",
    data: DataFolder = DATA,
) -> None:
    """Write the stored events of a site on standard output, each with its id."""
    with told_errors():
        if form != "jsonl":
            raise typer.BadParameter(say("{form}: events are exported as jsonl", form=form), param_hint="--format")
        place = Place(data)
        number = Sites(open_database(place.database)).named(site).number
        for piece in _exported(place, number):
            sys.stdout.buffer.write(piece)
        sys.stdout.flush()


def _asked_ledger(place: Place) -> Ledger:
    """The ledger of the server that runs, or of the folder."""
    with own_store(place) as store:
        if store is not None:
            return Loader(place.journal, disk=SystemDisk(), store=store).ledger()
    return msgspec.json.decode(b"".join(from_server(place, "/internal/ledger")), type=Ledger)


def _exported(place: Place, site: int) -> Iterator[bytes]:
    with own_store(place) as store:
        if store is not None:
            yield from store.export(site)
            return
    yield from from_server(place, f"/internal/events/{site}")


def from_server(place: Place, path: str, sent: msgspec.Struct | None = None) -> Iterator[bytes]:
    """What the core of the running server answers, to what is sent if anything; one just starting is waited for."""
    until = time.monotonic() + SERVER_WITHIN
    transport = httpx.HTTPTransport(uds=str(place.socket))
    with httpx.Client(transport=transport, base_url="http://core", timeout=60.0) as core:
        begun = False
        method, content = ("GET", None) if sent is None else ("POST", msgspec.json.encode(sent))
        while True:
            try:
                with core.stream(method, path, content=content) as answer:
                    answer.raise_for_status()
                    for piece in answer.iter_bytes():
                        begun = True
                        yield piece
            except (httpx.ConnectError, httpx.ReadError, httpx.RemoteProtocolError) as error:
                if begun or time.monotonic() > until:
                    raise StoreError(
                        say("the server on {folder} stopped answering: try again", folder=place.data)
                    ) from error
                time.sleep(RETRY_EVERY)
            else:
                return


@contextmanager
def own_store(place: Place) -> Iterator[EventStore | None]:
    """The store, opened by this process; None where a server runs, which has it."""
    place.make()
    try:
        lock = lock_folder(place.lock)
    except AlreadyOpenError:
        yield None
        return
    locks = [lock]
    try:
        locks.append(lock_folder(place.store))
        store = open_event_store(place.store)
        try:
            yield store
        finally:
            store.close()
    finally:
        for each in locks:
            os.close(each)
