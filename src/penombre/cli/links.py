"""`penombre link`: short links made, listed, changed and drawn as QR codes. The database is written to directly."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer
from msgspec import UNSET
from sqlalchemy import Engine

from penombre.cli.data_folder import DATA, DataFolder, open_data, print_json, print_table, short_base, told_errors
from penombre.cli.problem import problem
from penombre.collect.links.block_list import read_block_list
from penombre.collect.links.bulk import import_table
from penombre.collect.links.campaign import with_campaign
from penombre.collect.links.code import with_channel
from penombre.collect.links.errors import LinkError
from penombre.collect.links.link import Link, read_expiry
from penombre.collect.links.reports import Reports
from penombre.collect.links.repository import Links
from penombre.collect.links.target import TargetRules
from penombre.collect.sites import Sites
from penombre.sentences import number, say, sentence, translated

FORMS = ("svg", "png")
MINUTE = "%Y-%m-%d %H:%M"

link_app = typer.Typer(name="link", no_args_is_help=True, help="Short links.")

Code = Annotated[str, typer.Argument(help="What stands after the slash of the short link.")]


class State(StrEnum):
    """Whether a link leads on."""

    active = "active"
    paused = "paused"
    expired = "expired"


@link_app.command()
def add(  # noqa: PLR0913, PLR0917  (one option a field)
    url: Annotated[str, typer.Argument(help="Where the link leads: an http:// or https:// address.")],
    code: Annotated[str, typer.Option(help="The code to use; ten characters are drawn when left out.")] = "",
    site: Annotated[str | None, typer.Option(help="The site it belongs to, by name.")] = None,
    title: Annotated[str, typer.Option(help="Its own title in previews.")] = "",
    image: Annotated[str, typer.Option(help="Address of its own image in previews.")] = "",
    tag: Annotated[list[str] | None, typer.Option(help="A tag; may be repeated.")] = None,
    expires: Annotated[str, typer.Option(metavar="DATE", help="Last day (2026-12-31), moment, or 30d from now.")] = "",
    utm_source: Annotated[str, typer.Option(help="Campaign tag added to the target.")] = "",
    utm_medium: Annotated[str, typer.Option(help="Campaign tag added to the target.")] = "",
    utm_campaign: Annotated[str, typer.Option(help="Campaign tag added to the target.")] = "",
    preview: Annotated[bool, typer.Option("--preview", help="Ask the page for its title and image.")] = False,
    data: DataFolder = DATA,
) -> None:
    """Make a short link and print it."""
    with told_errors():
        database = open_data(data, create=True)
        links = _links(database, data)
        end = read_expiry(expires, datetime.now(UTC), _timezone(database, site))
        target = with_campaign(url, utm_source, utm_medium, utm_campaign)
        new = links.check(target, code, site, title=title, image=image, tags=tag or (), expires_at=end)
        if preview and not (title and image):
            title, image = _asked(url, title, image)
            new = msgspec.structs.replace(new, title=title, image=image)
        typer.echo(_short(links.create_all([new])[0], short_base(data)))


@link_app.command(name="list")
def list_links(
    site: Annotated[str | None, typer.Option(help="Only links of this site.")] = None,
    tag: Annotated[str, typer.Option(help="Only links with this tag.")] = "",
    text: Annotated[str, typer.Option("--find", help="Only links with this in their code, target or title.")] = "",
    state: Annotated[State | None, typer.Option(help="Only links in this state.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="As many at most, newest first.")] = 100,
    json: Annotated[bool, typer.Option("--json", help="One JSON array instead of a table.")] = False,
    data: DataFolder = DATA,
) -> None:
    """List short links, newest first."""
    with told_errors():
        database = open_data(data)
        chosen = state.value if state else None
        rules = _rules(data)
        found = Links(database, rules).all(site=site, tag=tag, text=text, state=chosen, limit=limit)  # type: ignore[arg-type]
        names = {each.number: each.name for each in Sites(database).all()}
        base = short_base(data)
        if json:
            print_json([_described(link, base, names, rules) for link in found])
            return
        print_table(
            (say("link"), say("target"), say("site"), say("title"), say("tags"), say("until (UTC)"), say("state")),
            [
                (
                    _short(link, base),
                    link.target,
                    names.get(link.site or 0, ""),
                    link.title,
                    ", ".join(link.tags),
                    f"{link.expires_at:{MINUTE}}" if link.expires_at else "",
                    translated(_state(link, rules)),
                )
                for link in found
            ],
        )


@link_app.command()
def reports(
    json: Annotated[bool, typer.Option("--json", help="One JSON array instead of a table.")] = False,
    data: DataFolder = DATA,
) -> None:
    """List the links that visitors reported, most often first; nothing is known of who did."""
    with told_errors():
        database = open_data(data)
        rules = _rules(data)
        found = Reports(database).all()
        base = short_base(data)
        if json:
            names = {each.number: each.name for each in Sites(database).all()}
            print_json(
                [
                    {
                        **_described(each.link, base, names, rules),
                        "reports": each.count,
                        "first_at": each.first_at,
                        "last_at": each.last_at,
                    }
                    for each in found
                ]
            )
            return
        print_table(
            (say("link"), say("target"), say("reports"), say("first (UTC)"), say("last (UTC)"), say("state")),
            [
                (
                    _short(each.link, base),
                    each.link.target,
                    number(each.count),
                    f"{each.first_at:{MINUTE}}",
                    f"{each.last_at:{MINUTE}}",
                    translated(_state(each.link, rules)),
                )
                for each in found
            ],
        )


@link_app.command(name="import")
def import_links(
    file: Annotated[Path, typer.Argument(metavar="FILE.csv", help="Columns: target, code, site, title, tags...")],
    keep_good: Annotated[
        bool, typer.Option("--keep-good", help="Make the good rows even where others are bad.")
    ] = False,
    data: DataFolder = DATA,
) -> None:
    """Make many links from a CSV file; print one short link a row. With a bad row, none is made."""
    with told_errors():
        content = file.read_bytes()
        database = open_data(data, create=True)
        done = import_table(content, _links(database, data), Sites(database), keep_good=keep_good)
        base = short_base(data)
        for link in done.links:
            typer.echo(_short(link, base))
        for row in done.bad:
            found = say("{file}, line {line}: {reason}", file=file, line=str(row.line), reason=row.reason)
            typer.echo(problem(found), err=True)
        if done.bad and not keep_good:
            advice = say("{file}: no link was made. Correct the rows, or make the others with --keep-good.", file=file)
            typer.echo(problem(advice), err=True)
            raise typer.Exit(2)


@link_app.command(name="set")
def set_link(
    code: Code,
    target: Annotated[str | None, typer.Option(help="Where it leads from now on.")] = None,
    site: Annotated[str | None, typer.Option(help='The site it belongs to; "" for none.')] = None,
    title: Annotated[str | None, typer.Option(help='Its own title; "" for the target\'s.')] = None,
    image: Annotated[str | None, typer.Option(help='Address of its own image; "" for the target\'s.')] = None,
    tag: Annotated[list[str] | None, typer.Option(help='Its tags instead of those it has; "" for none.')] = None,
    expires: Annotated[str | None, typer.Option(metavar="DATE", help="Its end: a date, 30d, now, or never.")] = None,
    data: DataFolder = DATA,
) -> None:
    """Change a link; what is not named stays."""
    with told_errors():
        database = open_data(data)
        links = _links(database, data)
        end = None
        if expires is not None:
            names = {each.number: each.name for each in Sites(database).all()}
            belongs = site if site is not None else names.get(links.named(code).site or 0)
            end = read_expiry(expires, datetime.now(UTC), _timezone(database, belongs))
        link = links.update(
            code,
            target=UNSET if target is None else target,
            site=UNSET if site is None else site or None,
            title=UNSET if title is None else title,
            image=UNSET if image is None else image,
            tags=UNSET if tag is None else tag,
            expires_at=UNSET if expires is None else end,
        )
        typer.echo(_short(link, short_base(data)))


@link_app.command()
def pause(code: Code, data: DataFolder = DATA) -> None:
    """Stop a link at once; it can be resumed."""
    with told_errors():
        typer.echo(_short(_links(open_data(data), data).pause(code), short_base(data)))


@link_app.command()
def resume(code: Code, data: DataFolder = DATA) -> None:
    """Let a paused link lead on."""
    with told_errors():
        typer.echo(_short(_links(open_data(data), data).resume(code), short_base(data)))


@link_app.command()
def delete(code: Code, data: DataFolder = DATA) -> None:
    """Delete a link for good. Its code is never given again."""
    with told_errors():
        _links(open_data(data), data).delete(code)


@link_app.command()
def qr(
    code: Code,
    out: Annotated[Path, typer.Option(metavar="FILE.svg|FILE.png", help="The picture to write.")],
    channel: Annotated[str, typer.Option(help="Letter of a channel: w WhatsApp, e e-mail...")] = "",
    scale: Annotated[int, typer.Option(min=1, max=100, help="Pixels a module.")] = 10,
    data: DataFolder = DATA,
) -> None:
    """Draw the QR code of a link."""
    with told_errors():
        form = out.suffix.lower().removeprefix(".")
        if form not in FORMS:
            raise LinkError(say("{out}: give the picture a name that ends in .svg or .png.", out=out))
        from penombre.collect.links.qr import qr_code  # noqa: PLC0415  (only who draws needs it)

        link = _links(open_data(data), data).named(code)
        out.write_bytes(
            qr_code(_short(link, short_base(data), channel), "png" if form == "png" else "svg", scale=scale)
        )
        typer.echo(str(out))


def _links(database: Engine, data: Path) -> Links:
    return Links(database, _rules(data))


def _rules(data: Path) -> TargetRules:
    own = short_base(data).partition("://")[2]
    return TargetRules(own_hosts={own}, blocked=read_block_list(data))


def _timezone(database: Engine, site: str | None) -> str:
    return Sites(database).named(site).timezone if site else "UTC"


def _asked(url: str, title: str, image: str) -> tuple[str, str]:
    from penombre.collect.links.preview import PreviewError, fetch_preview  # noqa: PLC0415  (only who asks needs it)

    try:
        found = fetch_preview(url)
    except PreviewError as error:
        typer.echo(problem(error), err=True)
        return title, image
    return title or found.title, image or found.image


def _short(link: Link, base: str, channel: str = "") -> str:
    return f"{base}/{with_channel(link.code, channel)}"


def _state(link: Link, rules: TargetRules) -> str:
    if rules.blocks(link.target):
        return sentence("blocked")
    if link.expires_at is not None and link.expires_at <= datetime.now(UTC):
        return sentence("expired")
    return sentence("paused") if link.paused else sentence("active")


def _described(link: Link, base: str, names: dict[int, str], rules: TargetRules) -> dict[str, Any]:
    fields: dict[str, Any] = {"link": _short(link, base), **msgspec.to_builtins(link)}
    return {**fields, "site": names.get(link.site or 0), "state": _state(link, rules)}
