"""`penombre lab`: links are sent by one app each and opened on purpose; what arrives gives the strip rates."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from penombre.analyze.interval import Interval
from penombre.cli.audit import Lang
from penombre.cli.data_folder import DATA, DataFolder, open_data, print_json, print_table, short_base, told_errors
from penombre.cli.problem import problem
from penombre.collect.lab.experiment import ROOT, Lab, StripRate, Tally, checked_apps, usual_apps
from penombre.report.document import Range
from penombre.report.texts import percent, percent_span
from penombre.sentences import speaking
from penombre.signals.strip import strip_prior
from penombre.web.texts import name_of, text

lab_app = typer.Typer(name="lab", no_args_is_help=True, help="How often a link arrives without a trace, app by app.")

SiteName = Annotated[str, typer.Option("--site", help="The site, by name.")]


class On(StrEnum):
    """What a link is opened on."""

    android = "android"
    ios = "ios"
    desktop = "desktop"


@lab_app.command()
def start(
    site: SiteName,
    app: Annotated[list[str] | None, typer.Option(help="An app to try, as the catalogue names it; repeatable.")] = None,
    system: Annotated[list[On] | None, typer.Option(help="A system to try it on; repeatable.")] = None,
    lang: Lang = None,
    data: DataFolder = DATA,
) -> None:
    """Make a link for each app and system, and say what to do with them. Links that are there already stay."""
    with speaking(lang) as chosen, told_errors():
        apps = checked_apps(app) if app else usual_apps()
        links = Lab(open_data(data)).start(site, apps, [each.value for each in system or On])
        base = short_base(data)
        typer.echo(text("lab_command.how", chosen, site=site, base=base))
        print_table(
            _heads(("app", "system", "link"), chosen),
            [(link.app, name_of("system", link.system, chosen), f"{base}{ROOT}/{link.code}") for link in links],
        )


@lab_app.command()
def show(
    site: SiteName,
    json: Annotated[bool, typer.Option("--json", help="One JSON array instead of a table.")] = False,
    lang: Lang = None,
    data: DataFolder = DATA,
) -> None:
    """Show what arrived with each link, and how often such a link arrives without a trace."""
    with speaking(lang) as chosen, told_errors():
        tallies = Lab(open_data(data)).tallies(site)
        base = short_base(data)
        if json:
            print_json([_described(tally, base) for tally in tallies])
        elif not tallies:
            typer.echo(text("lab_command.none", chosen, site=site))
        else:
            print_table(
                _heads(("app", "system", "dark", "lit", "elsewhere", "rate", "range", "link"), chosen),
                [_cells(tally, base, chosen) for tally in tallies],
            )


@lab_app.command()
def keep(site: SiteName, lang: Lang = None, data: DataFolder = DATA) -> None:
    """Let the site go by what was learnt so far, instead of what it went by before."""
    with speaking(lang) as chosen, told_errors():
        lab = Lab(open_data(data))
        rates = [_learnt(tally)[0] for tally in lab.tallies(site) if _opened(tally)]
        if not rates:
            typer.echo(problem(text("lab_command.nothing", chosen, site=site)), err=True)
            raise typer.Exit(2)
        lab.keep(site, rates)
        typer.echo(text("lab_command.kept", chosen, site=site, count=str(len(rates))))


def _learnt(tally: Tally) -> tuple[StripRate, Interval]:
    from penombre.analyze.channels.lab import strip_posterior  # noqa: PLC0415  (scipy: no other command needs it)

    before_a, before_b = strip_prior(tally.app)
    a, b, interval = strip_posterior(before_a, before_b, tally.dark, tally.lit)
    return StripRate(tally.app, tally.system, tally.dark, tally.lit, a, b), interval


def _opened(tally: Tally) -> bool:
    return tally.dark + tally.lit > 0


def _described(tally: Tally, base: str) -> dict[str, object]:
    rate = None
    if _opened(tally):
        _, interval = _learnt(tally)
        rate = {"estimate": interval.estimate, "low": interval.low, "high": interval.high}
    return {
        "app": tally.app,
        "system": tally.system,
        "link": f"{base}{ROOT}/{tally.code}",
        "dark": tally.dark,
        "lit": tally.lit,
        "elsewhere": tally.elsewhere,
        "rate": rate,
    }


def _cells(tally: Tally, base: str, lang: str) -> tuple[str, ...]:
    estimate = span = "–"
    if _opened(tally):
        _, interval = _learnt(tally)
        estimate = percent(interval.estimate, lang)
        span = percent_span(Range(interval.estimate, interval.low, interval.high), lang)
    counts = (str(tally.dark), str(tally.lit), str(tally.elsewhere))
    return (
        tally.app, name_of("system", tally.system, lang), *counts, estimate, span, f"{base}{ROOT}/{tally.code}",
    )  # fmt: skip


def _heads(names: tuple[str, ...], lang: str) -> tuple[str, ...]:
    return tuple(text(f"lab_command.{name}", lang) for name in names)
