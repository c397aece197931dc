"""What the server would have recorded of a simulated world."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec

from penombre.collect.live.minimise import event_row
from penombre.collect.live.row import line
from penombre.collect.live.sent import SentEvent
from penombre.collect.sites import Site
from penombre.select.question import APPS

APPS_OF_THE_WORLD = {
    "Mail program": "E-mail",
    "Webmail": "E-mail",
    "Gmail": "E-mail",
    "iMessage": "SMS",
    "Messages by Google": "SMS",
}


def collected(folder: Path, host: str) -> list[bytes]:
    """What the server would have recorded of a world's files."""
    site = Site(number=1, name="demo", hosts=(host,), mode="counting", timezone="UTC")
    rows: list[bytes] = []
    views: dict[int, Any] = {}
    for text in (folder / "beacon.ndjson").read_text().splitlines():
        said = json.loads(text)
        event = msgspec.convert(said["event"] | {"site": "demo"}, SentEvent)
        row = event_row(event, site, said["headers"]["User-Agent"], said["at"])
        row.fetch_site = said["headers"].get("Sec-Fetch-Site", "")
        rows.append(line(row))
        views[said["landing"]] = row
    for number, text in enumerate((folder / "survey.ndjson").read_text().splitlines()):
        asked = json.loads(text)
        row = views[asked["landing"]]
        row = msgspec.structs.replace(row, id=f"{number:032x}", kind="ask", design=asked["design"])
        rows.append(line(row))
        if asked["answer"]:
            app = APPS_OF_THE_WORLD.get(asked.get("app") or "", asked.get("app") or "")
            row = msgspec.structs.replace(
                row, id=f"{number + 10**9:032x}", kind="answer", name=asked["answer"], app=app if app in APPS else "",
                audience=asked.get("audience") or "",
            )  # fmt: skip
            rows.append(line(row))
    return rows
