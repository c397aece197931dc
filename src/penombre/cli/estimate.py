"""`penombre estimate`: what the collected events of a site tell, every figure with its interval."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

import msgspec
import typer
from rich.console import Console

from penombre.cli.audit import Lang
from penombre.cli.data_folder import DATA, WIDE, DataFolder, FirstDay, LastDay, told_errors
from penombre.cli.serve import from_server, own_store
from penombre.collect.sites import Sites
from penombre.sentences import say, speaking
from penombre.serve.place import Place
from penombre.store.database import open_database


def estimate(
    site: Annotated[str, typer.Option(help="The site, by name.")],
    days: Annotated[int, typer.Option(help="Days up to now, where --from does not say it.", min=1, max=400)] = 30,
    first: FirstDay = None,
    last: LastDay = None,
    lang: Lang = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    data: DataFolder = DATA,
) -> None:
    """Estimate the dark share of a site, its channels, pages and cascades, and say what the other modes would buy."""
    # a second and 100 MB of arithmetic that no other command needs
    from penombre.estimate.run import estimate_site, strip_of  # noqa: PLC0415
    from penombre.report.estimate_terminal import print_estimate  # noqa: PLC0415
    from penombre.report.site_estimate import SiteEstimate  # noqa: PLC0415

    with speaking(lang) as chosen, told_errors():
        place = Place(data)
        database = open_database(place.database)
        named = Sites(database).named(site)
        zone = ZoneInfo(named.timezone)
        end = last.replace(tzinfo=zone) + timedelta(days=1) if last else datetime.now(UTC).replace(microsecond=0)
        start = first.replace(tzinfo=zone) if first else end - timedelta(days=days)
        if start >= end:
            raise typer.BadParameter(say("the period ends before it begins"), param_hint="--from")
        with own_store(place) as store:
            if store is not None:
                found = estimate_site(store.engine, named, start, end, strip_of(database, site))
            else:
                query = f"start={start.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}&end={end.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
                answer = b"".join(from_server(place, f"/internal/estimate/{site}?{query}"))
                found = msgspec.json.decode(answer, type=SiteEstimate)
        if json:
            sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(found)) + b"\n")
            return
        console = Console()
        print_estimate(found, chosen, console if console.is_terminal else Console(width=WIDE))
