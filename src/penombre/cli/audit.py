"""`penombre audit` and `penombre demo`: logs in, a summary on the screen, and the files asked for."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from penombre.cli.problem import problem
from penombre.collect.logs.errors import LogError
from penombre.collect.logs.reader import Progress as Reading
from penombre.collect.logs.reader import Watch
from penombre.report.csv_files import write_csv
from penombre.report.document import Audit, to_json
from penombre.report.press import Press, PressError
from penombre.report.terminal import print_audit
from penombre.report.texts import text
from penombre.sentences import say, speaking
from penombre.store.engine import StoreError

STANDARD_OUTPUT = "-"


class Language(StrEnum):
    """The languages of the report."""

    fr = "fr"
    en = "en"


Lang = Annotated[Language | None, typer.Option(help="Language of what is printed; the environment's when left out.")]


def audit(
    paths: Annotated[list[str], typer.Argument(help="Access logs: files, folders, globs, or - for standard input.")],
    format_name: Annotated[
        str | None,
        typer.Option("--format", help="Format name or LogFormat string; found out by looking when left out."),
    ] = None,
    site: Annotated[str, typer.Option(help="The site's host name, where the log holds several or does not say.")] = "",
    json: Annotated[str, typer.Option(metavar="FILE|-", help="Write the figures as JSON.")] = "",
    html: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the report, one self-contained page.")
    ] = None,
    csv: Annotated[Path | None, typer.Option(metavar="DIR", help="Write the tables as CSV files.")] = None,
    lang: Annotated[
        Language | None,
        typer.Option(help="Language of the summary and the report; the environment's when left out."),
    ] = None,
    tz: Annotated[str, typer.Option(metavar="NAME", help="Time zone of days and hours, such as Europe/Paris.")] = "UTC",
) -> None:
    """Read access logs and say how much of the traffic is dark social, with the evidence and the interval."""
    from penombre.audit.run import run_audit  # noqa: PLC0415  (a second of arithmetic that no other command needs)

    with speaking(lang) as chosen, _told_errors(), Press([chosen] if html else []) as press:
        with _bar(chosen) as watch:
            documents = run_audit(
                paths, format_name=format_name, site=site, timezone=tz, languages=[chosen], watch=watch
            )
        found = documents[chosen]
        _write(found, json=json, csv=csv)
        if html:
            _replace(html, press.page(found, chosen))
        if json != STANDARD_OUTPUT:
            print_audit(found, chosen, Console())
            for place in (json, html, csv):
                if place:
                    typer.echo(str(place))


def demo(
    out: Annotated[Path, typer.Option(help="Folder for the report.")] = Path("out"),
    log: Annotated[str, typer.Option(help="The log to audit; a sample is made on the spot when left out.")] = "",
    site: Annotated[str, typer.Option(help="The site's host name.")] = "",
    lang: Annotated[
        Language | None, typer.Option(help="Language of the summary on the screen; the environment's when left out.")
    ] = None,
    tz: Annotated[str, typer.Option(metavar="NAME", help="Time zone of days and hours.")] = "UTC",
) -> None:
    """Audit one log, or a sample, and write the report in both languages beside its figures."""
    from penombre.audit.run import run_audit  # noqa: PLC0415  (as above)

    with speaking(lang) as chosen, _told_errors(), Press(Language) as press:
        out.mkdir(parents=True, exist_ok=True)
        if not log:
            log = str(out / "sample-access.log")
            from penombre.simulate.sample import write_sample  # noqa: PLC0415  (only who has no log needs it)

            write_sample(Path(log))
            tz = "Europe/Paris" if tz == "UTC" else tz
        with _bar(chosen) as watch:
            documents = run_audit([log], site=site, timezone=tz, languages=list(Language), watch=watch)
        _write(documents[chosen], json=str(out / "audit.json"), csv=out / "csv")
        for each in Language:
            _replace(out / f"report-{each}.html", press.page(documents[each], each))
        print_audit(documents[chosen], chosen, Console())
        typer.echo(text("cli.report_lies", chosen, html=str(out / f"report-{chosen}.html"), folder=str(out)))


def _write(found: Audit, *, json: str, csv: Path | None) -> None:
    if json == STANDARD_OUTPUT:
        sys.stdout.buffer.write(to_json(found) + b"\n")
    elif json:
        _replace(Path(json), to_json(found) + b"\n")
    if csv:
        write_csv(found, csv)


def _replace(path: Path, content: bytes) -> None:
    """Write beside and rename: nobody ever reads half a report."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}", delete=False) as file:
        file.write(content)
    Path(file.name).chmod(0o644)
    Path(file.name).replace(path)


@contextmanager
def _bar(lang: str) -> Iterator[Watch]:
    """A progress bar on standard error with rate and time left, where somebody watches."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda _: None
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task(text("cli.reading", lang), total=None, rate="")

        def watch(reading: Reading) -> None:
            elapsed = progress.tasks[0].elapsed or 0.0
            rate = say("{rate:.0f} MB/s", rate=reading.done / elapsed / 1e6) if elapsed else ""
            done = bool(reading.total) and reading.done >= (reading.total or 0)
            description = text("cli.analysing" if done else "cli.reading", lang)
            progress.update(task, total=reading.total, completed=reading.done, rate=rate, description=description)

        yield watch


@contextmanager
def _told_errors() -> Iterator[None]:
    """Errors a person can act on, on standard error, with exit code 2."""
    try:
        yield
    except (LogError, StoreError, PressError, OSError) as error:
        typer.echo(problem(error), err=True)
        raise typer.Exit(2) from None
