"""What the commands on a data folder share: the option that names it, its database, errors and tables."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text
from sqlalchemy import Engine

from penombre.cli.help import DAY, DAY_WRITTEN
from penombre.cli.problem import problem
from penombre.collect.journal.writer import AlreadyOpenError
from penombre.collect.lab.experiment import LabError
from penombre.collect.links.errors import LinkError
from penombre.collect.sites import SiteError
from penombre.dispatch.smtp import MailError
from penombre.dispatch.subscriptions import UnknownSubscriptionError
from penombre.report.bulletin.errors import BulletinError
from penombre.sentences import one_line, say
from penombre.serve.place import Place
from penombre.serve.port import PortTakenError
from penombre.settings import SettingsError, read_settings
from penombre.store.database import FILE, DatabaseError, database_url, open_database
from penombre.store.engine import StoreError
from penombre.web.accounts.errors import AccountError

DATA = Path("data")
TOLD = (
    AccountError,
    LinkError,
    SiteError,
    LabError,
    DatabaseError,
    SettingsError,
    StoreError,
    AlreadyOpenError,
    PortTakenError,
    BulletinError,
    MailError,
    UnknownSubscriptionError,
    OSError,
)
WIDE = 200  # characters, where no terminal says how wide it is

DataFolder = Annotated[
    Path, typer.Option("--data", envvar="PENOMBRE_DATA", metavar="DIR", help="The data folder of this installation.")
]

FirstDay = Annotated[datetime | None, typer.Option("--from", formats=[DAY], metavar=DAY_WRITTEN, help="First day.")]
LastDay = Annotated[datetime | None, typer.Option("--to", formats=[DAY], metavar=DAY_WRITTEN, help="Last day.")]


@contextmanager
def told_errors() -> Iterator[None]:
    """Errors a person can act on, one line on standard error, with exit code 2."""
    try:
        yield
    except TOLD as error:
        typer.echo(one_line(problem(error)), err=True)
        raise typer.Exit(2) from None


def short_base(data: Path) -> str:
    """What stands before the slash and the code, without the slash. Raises SettingsError."""
    settings = read_settings(data)
    served = Place(data).address
    if not settings.url and served.exists():
        return served.read_text(encoding="utf-8").strip()
    return settings.base_url


def open_data(data: Path, *, create: bool = False) -> Engine:
    """The database in a data folder, made only where `create` says so: a folder given wrong is told."""
    if not create and not (data / FILE).exists():
        raise DatabaseError(
            say("{file} is not there. Say where it is with --data, or make it: penombre site add", file=data / FILE)
        )
    return open_database(database_url(data))


def print_json(found: Any) -> None:
    """Print JSON for a program to read."""
    sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(found)) + b"\n")
    sys.stdout.flush()


def print_table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table for a person to read; the cells are text and nothing else."""
    console = Console()
    if not console.is_terminal:
        console = Console(width=WIDE)
    table = Table(box=None, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    console.print(table)
