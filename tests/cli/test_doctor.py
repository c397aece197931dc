"""The doctor says what is wrong and what to do; its judgement is pure, its looking is tried on real folders."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from typer.testing import CliRunner, Result

from penombre.cli.app import app
from penombre.collect.journal.writer import lock_folder
from penombre.collect.sites import Site, Sites
from penombre.serve.checkup.facts import Disk, Facts, Folder, Running, Setup, Store, Times
from penombre.serve.checkup.findings import Finding, findings
from penombre.serve.place import Place
from penombre.settings import Settings
from penombre.store.database import open_database
from penombre.store.event_store import EventStore

NOW = 1_800_000_000.0
PAPER = Site(number=1, name="paper", hosts=("www.example.org",), mode="strict", timezone="Europe/Paris")
WELL = Facts(
    folder=Folder("data"),
    settings=Settings(),
    disk=Disk(free_mb=50_000, sync_ms=0.3),
    times=Times(NOW, NOW - 60, NOW - 3600),
    running=Running(),
    store=Store(looked_at=True),
    setup=Setup((PAPER,), 3),
)


def changed(part: str, **values: object) -> Facts:
    """The facts of a healthy machine, but for one part of them."""
    return msgspec.structs.replace(WELL, **{part: msgspec.structs.replace(getattr(WELL, part), **values)})


def said(facts: Facts, check: str) -> Finding:
    """The worst that is said under a name."""
    order = ("ok", "warning", "error")
    return max((each for each in findings(facts) if each.check == check), key=lambda each: order.index(each.level))


def test_a_healthy_machine_is_told_so_without_a_remark() -> None:
    assert {each.level for each in findings(WELL)} == {"ok"}


@pytest.mark.parametrize(
    ("facts", "check", "level", "advice"),
    [
        (changed("folder", state="missing"), "data folder", "warning", "--data"),
        (changed("folder", state="not_a_folder"), "data folder", "error", "--data"),
        (changed("folder", own=False), "data folder", "error", "that user"),
        (changed("folder", writable=False), "data folder", "error", "chmod 700 data"),
        (changed("folder", mode=0o755), "data folder", "warning", "chmod 700 data"),
        (changed("disk", free_mb=100), "disk space", "error", "make room"),
        (changed("disk", free_mb=700), "disk space", "warning", "make room soon"),
        (changed("disk", sync_ms=35.0), "disk speed", "warning", "local disk"),
        (changed("disk", sync_ms=None), "disk speed", "warning", "not measured"),
        (changed("disk", memory=False), "day key", "warning", "/dev/shm"),
        (changed("times", now=86_400.0), "clock", "error", "set the clock"),
        (changed("times", newest_segment=NOW + 7200), "clock", "error", "newest event"),
        (changed("times", newest_row=NOW + 7200), "clock", "error", "newest site or link"),
        (changed("times", newest_segment=NOW + 60), "clock", "ok", "UTC"),
        (changed("times", zones_known=False), "time zones", "error", "tzdata"),
        (changed("running", port="another"), "port", "error", "PENOMBRE_PORT=8322"),
        (changed("running", port="forbidden"), "port", "error", "proxy before it"),
        (changed("running", port="not_here"), "port", "error", "PENOMBRE_HOST"),
        (changed("running", server="42"), "port", "error", "process 42"),
        (changed("running", port="penombre", status="refusing"), "port", "error", "refusing"),
        (changed("running", port="penombre", status="collecting", version="0.0.1"), "port", "warning", "restart it"),
        (changed("running", port="penombre", status="collecting", store="away"), "store", "warning", "comes back"),
        (changed("running", port="penombre", status="collecting", store="up", loading="the store refuses: X"), "journal", "warning", "refuses: X"),
        (changed("running", store_held="42"), "lock", "warning", "process 42"),
        (changed("store", aside=("01.damaged",), aside_since=NOW), "leftovers", "warning", "01.damaged first"),
        (changed("store", aside=("01.damaged",), aside_since=NOW), "leftovers", "warning", "from 2027-02-14"),
        (changed("store", damaged_parts=("events 202511_1_1_0",)), "store", "error", "events 202511_1_1_0 first"),
        (changed("store", pending=500), "journal", "warning", "start the server"),
        (changed("store", problem="broken"), "store", "error", "broken"),
        (changed("store", unknown_steps=("0099_more.sql",)), "store", "error", "newer Penombre"),
        (changed("store", waiting_steps=("0002.sql",)), "store", "ok", "next start"),
        (changed("setup", sites=()), "sites", "warning", "penombre site add"),
        (changed("setup", problem="the file is damaged"), "sites", "error", "damaged"),
        (changed("setup", sites=(msgspec.structs.replace(PAPER, hosts=()),)), "site paper", "error", "--host"),
        (changed("settings", trusted_proxies=("10.0.0.0/33",)), "proxies", "error", "10.0.0.0/8"),
        (changed("settings", trusted_proxies=("0.0.0.0/0",)), "proxies", "error", "Name your proxies"),
        (changed("settings", trusted_proxies=(), url="https://go.example.org"), "proxies", "warning", "limits"),
        (changed("settings", url="http://go.example.org"), "address", "error", "PENOMBRE_URL=https://go.example.org"),
        (changed("settings", url="http://localhost:8321"), "address", "ok", "localhost"),
        (changed("settings", host="0.0.0.0"), "address", "warning", "PENOMBRE_URL"),
        (changed("settings", url="https://go.example.org", demo=True), "address", "warning", "demo = false"),
        (changed("settings", url="https://example.org"), "links", "warning", "host of their own"),
        (changed("settings", url="https://go.example.org"), "links", "ok", "3 links"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_what_to_do(facts: Facts, check: str, level: str, advice: str) -> None:
    found = said(facts, check)
    assert (found.level, advice in found.text) == (level, True), found


def test_settings_that_cannot_be_read_are_an_error_and_the_rest_is_looked_at_still() -> None:
    found = findings(msgspec.structs.replace(WELL, settings=None, settings_problem="penombre.toml: no such thing"))
    assert [each for each in found if each.level == "error"] == [
        Finding("settings", "error", "penombre.toml: no such thing. Correct it: the server does not start")
    ]
    assert len(found) > 8


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder in which a server has run, and a port that is free."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        monkeypatch.setenv("PENOMBRE_PORT", str(probe.getsockname()[1]))
    monkeypatch.setenv("PENOMBRE_LOW_WATER_MB", "1")
    place = Place(tmp_path / "data")
    place.make()
    Sites(open_database(place.database)).add("paper", ["www.example.org"])
    EventStore(place.store).close()
    return place.data


def doctor(data: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["doctor", "--data", str(data), *arguments])


def levels(result: Result) -> dict[str, str]:
    return {each["check"]: each["level"] for each in json.loads(result.stdout)}


def test_a_real_folder_is_well_and_left_as_it_was(data: Path) -> None:
    before = sorted(path.name for path in data.rglob("*") if "store" not in path.parts)
    result = doctor(data, "--json")
    assert result.exit_code == 0, result.output
    found = levels(result)
    assert found["store"] == found["site paper"] == found["clock"] == found["data folder"] == "ok"
    assert sorted(path.name for path in data.rglob("*") if "store" not in path.parts) == before


def test_each_finding_is_one_line_for_people(data: Path) -> None:
    result = doctor(data)
    lines = result.stdout.splitlines()
    assert len(lines) == len(json.loads(doctor(data, "--json").stdout))
    assert all(line.startswith(("ok ", "warning ", "error ")) for line in lines)


@pytest.fixture
def taken(data: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A port that another program has."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        monkeypatch.setenv("PENOMBRE_PORT", str(other.getsockname()[1]))
        yield


@pytest.mark.usefixtures("taken")
def test_a_port_that_another_program_has_is_an_error_and_so_is_the_exit_code(data: Path) -> None:
    result = doctor(data, "--json")
    assert (result.exit_code, levels(result)["port"]) == (1, "error")


def test_leftovers_and_a_held_store_are_seen(data: Path) -> None:
    place = Place(data)
    (place.journal / "0000000000000001.damaged").write_bytes(b"?")
    lock_folder(place.store)
    data.chmod(0o755)
    found = levels(doctor(data, "--json"))
    assert (found["leftovers"], found["lock"], found["data folder"]) == ("warning", "warning", "warning")


def test_a_store_of_a_newer_program_is_told(data: Path) -> None:
    store = EventStore(Place(data).store)
    store.engine.insert("migrations", [{"name": "9999_of_tomorrow.sql"}])
    store.close()
    result = doctor(data, "--json")
    assert (result.exit_code, levels(result)["store"]) == (1, "error")


def test_a_folder_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    result = doctor(tmp_path / "none", "--json")
    assert (result.exit_code, levels(result)["data folder"]) == (0, "warning")
    assert not (tmp_path / "none").exists()


def test_bad_settings_are_told_in_one_line(data: Path) -> None:
    (data / "penombre.toml").write_text("port = 'no'\ncolour = 1\n")
    result = doctor(data, "--json")
    assert (result.exit_code, levels(result)["settings"]) == (1, "error")


def test_the_log_format_is_still_printed_alone() -> None:
    result = CliRunner().invoke(app, ["doctor", "--log-format", "nginx"])
    assert result.exit_code == 0
    assert "$http_sec_fetch_site" in result.stdout
    assert "data folder" not in result.stdout


def test_f07_damage_in_the_store_is_found_and_the_parts_taken_out_are_told(data: Path) -> None:
    place = Place(data)
    store = EventStore(place.store)
    event = {"site": 1, "at": 1_764_000_000, "kind": "view", "id": f"{7:032x}"}
    store.load(1, events=json.dumps(event).encode() + b"\n")
    (part,) = (part["name"] for part in store.engine.rows("sound/parts") if part["table"] == "events")
    store.close()
    (file,) = place.store.rglob(f"{part}/data.bin")
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 0xFF
    file.write_bytes(content)
    for _ in range(2):  # looking changes nothing
        result = doctor(data, "--json")
        assert (result.exit_code, levels(result)["store"], levels(result)["leftovers"]) == (1, "error", "ok")
    store = EventStore(place.store)
    store.take_out_damaged()
    store.close()
    result = doctor(data, "--json")
    assert (result.exit_code, levels(result)["store"], levels(result)["leftovers"]) == (0, "ok", "warning")
    assert f"events {part}" in result.stdout
