"""Case P06: what is exported can be put back, what is erased is nowhere any more, and the ledger says so."""

import json
import time
import uuid
from pathlib import Path
from typing import Any

import pytest

from penombre.collect.journal.archive import Archive
from penombre.collect.journal.segment import Kind, read_segment
from penombre.collect.sites import Sites
from penombre.store.event_store import EventStore
from tests.serve.server import Server

OTHER = "other"


def view_of(site: str, host: str, page: str, **more: Any) -> dict[str, Any]:
    usual = {"id": uuid.uuid4().hex, "site": site, "kind": "view", "url": f"https://{host}{page}", "referrer": None}
    return usual | more


@pytest.fixture
def two_sites(stopped: Server) -> Server:
    Sites(stopped.database).add(OTHER, ["other.example.org"], mode="counting")
    stopped.start()
    mine = [view_of("demo", "www.example.org", f"/secret-{number % 7}") for number in range(40)]
    others = [view_of(OTHER, "other.example.org", f"/kept-{number % 3}") for number in range(30)]
    assert stopped.post(mine[:20] + others)[0] == 202
    stopped.drained()
    assert stopped.post(mine[20:])[0] == 202
    return stopped


def everywhere(data: Path) -> bytes:
    """All that the data folder holds of events outside the store: journal and archive, unpacked."""
    pieces = [path.read_bytes() for path in (data / "journal").iterdir() if path.is_file()]
    archived = Archive(data / "archive").numbers().values()
    return b"".join(pieces + [read_segment(Archive.read(path)).lines(Kind.EVENTS) for path in archived])


def test_p06_a_site_is_exported_erased_and_put_back(two_sites: Server, tmp_path: Path) -> None:
    exported = two_sites.command("export", "events", "--site", "demo") if two_sites.drained() else ""
    assert len(exported.splitlines()) == 40
    # what has come this very moment is erased, too
    assert two_sites.post(view_of("demo", "www.example.org", "/secret-9"))[0] == 202
    assert "41 events" in two_sites.command("erase", "--site", "demo", "--yes")
    assert two_sites.events(1) == []
    assert len(two_sites.events(2)) == 30
    assert b"secret" not in everywhere(two_sites.data)
    assert b"kept" in everywhere(two_sites.data)
    ledger = two_sites.ledger()
    assert (ledger["holds"], ledger["erased"], ledger["lost"]) == (True, 41, 0)
    # looking for damage puts nothing back
    two_sites.stop()
    two_sites.start()
    time.sleep(1)
    assert two_sites.events(1) == []
    assert two_sites.ledger()["lost"] == 0
    for _ in range(2):
        (tmp_path / "events.jsonl").write_text(exported)
        assert "40 events" in two_sites.command("import", "events", str(tmp_path / "events.jsonl"), "--site", "demo")
    again = two_sites.events(1)
    assert sorted(map(json.dumps, again)) == sorted(json.dumps(json.loads(line)) for line in exported.splitlines())
    assert two_sites.ledger()["holds"]


def test_p06_days_are_erased_without_a_server_and_the_rest_stays(two_sites: Server) -> None:
    two_sites.drained()
    two_sites.stop()
    assert "0 events" in two_sites.command("erase", "--site", "demo", "--to", "2026-01-01", "--yes")
    assert "40 events" in two_sites.command("erase", "--site", "demo", "--from", "2026-01-01", "--yes")
    assert b"secret" not in everywhere(two_sites.data)
    store = EventStore(two_sites.place.store)
    try:
        assert store.ledger().stored == 70  # what was received was received
        assert store.tallies()["erased"] == 40
        assert [store.numbers("events/any_views", site=site)["views"] > 0 for site in (1, 2)] == [False, True]
    finally:
        store.close()


def test_p06_one_share_token_is_erased_and_forgotten_by_those_it_led_to(tmp_path: Path) -> None:
    server = Server(tmp_path / "data", mode="consent")
    server.start()
    try:
        token, child = uuid.uuid4().hex[:16], uuid.uuid4().hex[:16]
        share = {"kind": "share", "via": "button", "app": "WhatsApp"}
        page = ("demo", "www.example.org", "/a")
        events = [
            view_of(*page, **share, token=token),
            view_of(*page, token=token),
            view_of(*page, **share, token=child, parent=token),
            view_of(*page),
        ]
        assert server.post(events)[0] == 202
        before = server.events()
        assert sum(event["token"] == token for event in before) == 2
        server.command("erase", "--site", "demo", "--token", token, "--yes")
        after = server.events()
        assert len(after) == 2
        assert token.encode() not in everywhere(server.data)
        assert {event["token"] for event in after} == {"", child}
        assert {event["parent"] for event in after} == {""}
    finally:
        server.stop()
