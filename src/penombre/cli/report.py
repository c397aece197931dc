"""`penombre report`: a period of a site as a document to hand over, and who gets it by themselves."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import msgspec
import typer

from penombre.cli.audit import Lang
from penombre.cli.data_folder import DATA, DataFolder, open_data, print_json, print_table, told_errors
from penombre.cli.help import DAY, DAY_WRITTEN
from penombre.cli.serve import from_server, own_store
from penombre.collect.sites import Site, Sites
from penombre.dispatch.smtp import addressed, checked_address, checked_settings, read_password, send
from penombre.dispatch.subscriptions import Lang as Language
from penombre.dispatch.subscriptions import Subscription, Subscriptions
from penombre.report.bulletin.brand import checked_colour, read_brand, read_logo
from penombre.report.bulletin.errors import BulletinError
from penombre.report.bulletin.kept_brand import brand_of_site
from penombre.report.bulletin.period import Period, last_complete, over
from penombre.sentences import say, sentence, speaking
from penombre.serve.place import Place
from penombre.settings import read_settings
from penombre.store.database import reading

if TYPE_CHECKING:
    from penombre.report.bulletin.press import Order
    from penombre.report.site_estimate import SiteEstimate

report_app = typer.Typer(name="report", no_args_is_help=True, invoke_without_command=True)

SiteName = Annotated[str, typer.Option("--site", help="The site, by name.")]
Addresses = Annotated[list[str], typer.Option("--to", metavar="ADDRESS", help="A mail address; repeatable.")]


class Every(StrEnum):
    """The calendar's periods."""

    month = "month"
    week = "week"


class Rhythm(StrEnum):
    """How often a subscriber gets a report."""

    month = "month"
    week = "week"
    never = "never"


RHYTHMS = {"month": sentence("month"), "week": sentence("week"), "never": sentence("never")}


@report_app.callback()
def report(  # noqa: PLR0913, PLR0917  (each is an option)
    context: typer.Context,
    site: Annotated[str, typer.Option(help="The site, by name.")] = "",
    period: Annotated[Every, typer.Option(help="The last month or week that is over.")] = Every.month,
    first: Annotated[
        datetime | None, typer.Option("--from", formats=[DAY], metavar=DAY_WRITTEN, help="First day, instead.")
    ] = None,
    to: Annotated[
        list[str] | None,
        typer.Option("--to", metavar="DAY|ADDRESS", help="Last day; or an address to send it to, repeatable."),
    ] = None,
    lang: Lang = None,
    out: Annotated[Path | None, typer.Option(help="Write it to this file, .pdf or .html.")] = None,
    logo: Annotated[Path | None, typer.Option(help="A logo, PNG or SVG; the brand's when left out.")] = None,
    colour: Annotated[str, typer.Option(help="A colour as '#2f4b8f'; the brand's when left out.")] = "",
    data: DataFolder = DATA,
) -> None:
    """Make the report of a period: print it, write it as PDF or page, or send it by mail."""
    if context.invoked_subcommand is not None:
        return
    # a second and 100 MB of arithmetic that no other command needs
    from penombre.report.bulletin.press import Order, composed  # noqa: PLC0415

    if not site:
        raise typer.BadParameter(say("which site? Known ones: penombre site list"), param_hint="--site")
    with speaking(lang) as chosen, told_errors():
        last, addresses = _told_apart(to or [])
        if out is not None and out.suffix.lower() not in (".pdf", ".html"):
            raise BulletinError(say("{file}: a report is written as .pdf or .html.", file=out))
        settings = read_settings(data)
        mail = checked_settings(settings.mail) if addresses else settings.mail
        password = read_password(mail, data) if addresses else ""
        set_logo = data / settings.brand.logo if settings.brand.logo else None
        place = Place(data)
        database = open_data(data)
        named = Sites(database).named(site)
        brand = read_brand(settings.brand.name, settings.brand.colour, set_logo)
        with reading(database) as connection:
            brand = brand_of_site(connection, named.number, brand)
        brand = msgspec.structs.replace(
            brand,
            colour=checked_colour(colour) if colour else brand.colour,
            logo=read_logo(logo) if logo else brand.logo,
        )
        days = _period(period.value, first, last, named.timezone)
        order = Order(*_estimates(place, named, days), days, chosen, brand)
        if out is not None:
            _write(order, out)
        elif not addresses:
            typer.echo(_printed(order))
        if addresses:
            now = datetime.now(UTC)
            message = composed(order)
            for address in addresses:
                name = f"{site}.{days.name}.{now:%Y%m%d%H%M%S}.{address}"
                send(addressed(message, mail, address, now, name, brand.name), mail, address, password)
                typer.echo(say("sent to {address}", address=address))


@report_app.command()
def subscribe(
    site: SiteName,
    to: Addresses,
    period: Annotated[Rhythm, typer.Option(help="How often; never: alerts only.")] = Rhythm.month,
    lang: Lang = None,
    alerts: Annotated[bool, typer.Option(help="Whether alerts are sent, too.")] = True,
    data: DataFolder = DATA,
) -> None:
    """Send a site's reports by themselves; an address that has them already gets them as said now."""
    with speaking(lang) as chosen, told_errors():
        subscriptions = Subscriptions(open_data(data))
        language: Language = "fr" if chosen == "fr" else "en"
        for address in map(checked_address, to):
            subscriptions.put(site, address, period=period.value, lang=language, alerts=alerts)
            typer.echo(say("{site}: {address}", site=site, address=address))
        if not read_settings(data).mail.host:
            typer.echo(say("Nothing is sent before [mail] in penombre.toml names a server."), err=True)


@report_app.command()
def unsubscribe(site: SiteName, to: Addresses, data: DataFolder = DATA) -> None:
    """Send nothing of a site to these addresses any more."""
    with told_errors():
        subscriptions = Subscriptions(open_data(data))
        for address in map(checked_address, to):
            subscriptions.remove(site, address)
            typer.echo(say("{site}: {address} gets nothing any more", site=site, address=address))


@report_app.command("list")
def list_(
    json: Annotated[bool, typer.Option("--json", help="One JSON array instead of a table.")] = False,
    data: DataFolder = DATA,
) -> None:
    """Show who gets what, and what became of the last mail."""
    with told_errors():
        found = Subscriptions(open_data(data)).all()
        if json:
            print_json(found)
        else:
            print_table(
                (say("site"), say("address"), say("period"), say("language"), say("alerts"), say("last mail")),
                [_cells(each) for each in found],
            )


def _cells(each: Subscription) -> tuple[str, ...]:
    alerts = say("yes") if each.alerts else say("no")
    return (each.site, each.address, say(RHYTHMS[each.period]), each.lang, alerts, each.last)


def _told_apart(values: list[str]) -> tuple[date | None, list[str]]:
    """The last day and the addresses among what stands after --to: no date has an @."""
    days = [value for value in values if "@" not in value]
    if len(days) > 1:
        raise typer.BadParameter(say("give one last day"), param_hint="--to")
    try:
        last = date.fromisoformat(days[0]) if days else None
    except ValueError:
        raise typer.BadParameter(
            say("{text!r} is neither a day (2026-03-31) nor an address (name@example.org)", text=days[0][:80]),
            param_hint="--to",
        ) from None
    return last, [checked_address(value) for value in values if "@" in value]


def _period(kind: str, first: datetime | None, last: date | None, timezone: str) -> Period:
    now = datetime.now(UTC)
    if first is None and last is None:
        return last_complete("week" if kind == "week" else "month", now, timezone)
    if first is None:
        raise typer.BadParameter(say("a last day needs a first one"), param_hint="--from")
    yesterday = now.astimezone(ZoneInfo(timezone)).date() - timedelta(days=1)
    days = Period("days", first.date(), last or max(yesterday, first.date()), timezone)
    if days.last < days.first:
        raise typer.BadParameter(say("the period ends before it begins"), param_hint="--from")
    return over(days, now)


def _estimates(place: Place, site: Site, period: Period) -> tuple[SiteEstimate, SiteEstimate | None]:
    """What is known of the period, and of the one before where there were landings."""
    now, before = _asked(place, site, [period, period.before])
    return now, before if before.landings else None


def _asked(place: Place, site: Site, periods: list[Period]) -> list[SiteEstimate]:
    """From the store, or from the server that has it."""
    from penombre.estimate.run import estimate_site, strip_of  # noqa: PLC0415
    from penombre.report.site_estimate import SiteEstimate  # noqa: PLC0415

    with own_store(place) as store:
        if store is not None:
            strip = strip_of(open_data(place.data), site.name)
            return [estimate_site(store.engine, site, each.start, each.end, strip) for each in periods]
    answers = [b"".join(from_server(place, f"/internal/estimate/{site.name}?{_query(each)}")) for each in periods]
    return [msgspec.json.decode(answer, type=SiteEstimate) for answer in answers]


def _query(period: Period) -> str:
    start, end = (each.astimezone(UTC) for each in (period.start, period.end))
    return f"start={start:%Y-%m-%dT%H:%M:%SZ}&end={end:%Y-%m-%dT%H:%M:%SZ}"


def _write(order: Order, out: Path) -> None:
    from penombre.report.bulletin.page import to_page  # noqa: PLC0415
    from penombre.report.bulletin.paper import to_pdf  # noqa: PLC0415

    pdf = out.suffix.lower() == ".pdf"
    sheet = order.sheet()
    out.write_bytes(to_pdf(sheet, order.brand) if pdf else to_page(sheet, order.brand).encode())
    typer.echo(str(out))


def _printed(order: Order) -> str:
    from penombre.report.bulletin.plain import to_plain  # noqa: PLC0415

    return to_plain(order.sheet())
