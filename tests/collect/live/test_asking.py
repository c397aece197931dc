"""`POST /ask` and the answers that follow: who is asked, with which probability, and what stays of it."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from scipy.stats import binom

from penombre.collect.edge import Edge
from penombre.collect.journal.commit import GroupCommit
from penombre.collect.journal.segment import Kind, read_segment
from penombre.collect.journal.writer import Journal, Limits
from penombre.collect.links.reports import Reports
from penombre.collect.links.snapshot import LinkSnapshot
from penombre.collect.live.visitors import MOST_ASKED, DayKey, VisitorSketches
from penombre.collect.machine import SystemDisk, SystemRandomness
from penombre.collect.sites import Sites
from penombre.settings import Settings
from penombre.store.database import database_url, open_database

pytestmark = pytest.mark.anyio

NOON = 1_764_072_000.0
CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36"
GOOGLE = "https://www.google.com"


class Hand:
    """A clock that stands where it is put."""

    def __init__(self) -> None:
        self.at = NOON

    def now(self) -> float:
        return self.at

    def monotonic(self) -> float:
        return self.at


class Seeded:
    """The same draws every time."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def bits(self, count: int) -> int:
        return self._random.getrandbits(count)


class FullDisk(SystemDisk):
    """Nothing may be written to it any more."""

    def free(self, folder: Path) -> int:
        return 0


class Desk:
    """An edge with a real journal, and one site that asks."""

    def __init__(self, folder: Path, disk: SystemDisk | None = None) -> None:
        self.folder, self.clock = folder / "journal", Hand()
        self.folder.mkdir(exist_ok=True)
        self.database = open_database(database_url(folder))
        self.snapshot = LinkSnapshot(self.database)
        limits = Limits(low_water=1 if disk else 0)
        journal = Journal(
            self.folder, disk=disk or SystemDisk(), clock=self.clock, randomness=SystemRandomness(), limits=limits
        )
        self.commit = GroupCommit(journal, self.clock)
        self.edge = self.new_edge()

    def new_edge(self, seed: int = 1) -> Edge:
        """An edge as after a restart, on the same journal."""

        async def nothing(*_: object) -> None:
            return None

        return Edge(
            Settings(requests_per_address=0),
            commit=self.commit,
            snapshot=self.snapshot,
            reports=Reports(self.database),
            sketches=VisitorSketches(DayKey(None)),
            clock=self.clock,
            behind=nothing,
            report=nothing,
            randomness=Seeded(seed),
        )

    def site(self, rate: float, mode: str = "counting", name: str = "demo", host: str = "www.example.org") -> None:
        Sites(self.database).add(name, [host], mode=mode, ask=rate)
        self.snapshot.refresh()

    async def request(
        self, path: str, content: object, *, method: str = "POST", address: str = "192.0.2.1", **headers: str
    ) -> tuple[int, dict[str, Any]]:
        sent: list[dict[str, Any]] = []
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        given = {"user-agent": CHROME, "x-forwarded-for": address} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        scope = {
            "type": "http",
            "method": method,
            "path": path,
            "query_string": b"",
            "headers": [(name.encode(), value.encode()) for name, value in given.items()],
            "client": ("127.0.0.1", 1),
        }
        await self.edge(scope, receive, send)
        return sent[0]["status"], json.loads(sent[1]["body"])

    async def ask(self, page: str = "/a", referrer: str = "", site: str = "demo", **request: str) -> dict[str, Any]:
        landed = {"site": site, "url": f"https://www.example.org{page}", "referrer": referrer}
        status, answer = await self.request("/ask", landed, **request)
        assert status == 200, answer
        return answer

    async def answer(self, drawn: dict[str, Any], after: float = 7.0, **said: object) -> tuple[int, dict[str, Any]]:
        self.clock.at += after
        event = {"site": "demo", "kind": "answer", "url": "https://www.example.org/a", "name": "sent"}
        return await self.request("/e", event | {name: drawn[name] for name in ("id", "ticket")} | said)

    def rows(self, kind: Kind = Kind.EVENTS) -> list[dict[str, Any]]:
        found = [read_segment(path.read_bytes()).lines(kind) for path in sorted(self.folder.iterdir()) if path.suffix]
        return [json.loads(line) for line in b"".join(found).splitlines()]


@pytest.fixture
async def desk(tmp_path: Path) -> Any:
    made = Desk(tmp_path)
    yield made
    await asyncio.to_thread(made.commit.stop)


def address(number: int) -> str:
    return f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


@pytest.mark.parametrize("referrer", ["", GOOGLE], ids=["unattributed", "search"])
async def test_landings_are_asked_as_often_as_the_site_says(desk: Desk, referrer: str) -> None:
    desk.site(0.08)
    landings = 3_000
    drawn = [await desk.ask(referrer=referrer, address=f"198.51.{n >> 8}.{n & 255}") for n in range(landings)]
    asked = [each for each in drawn if each["ask"]]
    low, high = binom.interval(0.9999, landings, 0.08)
    assert low <= len(asked) <= high
    assert {each["design"] for each in asked} == {0.08}
    exposures = desk.rows()
    assert len(exposures) == len(asked), "every exposure is recorded, answered or not"
    assert {(row["kind"], row["design"]) for row in exposures} == {("ask", 0.08)}
    assert {row["family"] for row in exposures} == {"search" if referrer else "unattributed"}
    assert len({each["id"] for each in asked} | {row["id"] for row in exposures}) == 2 * len(asked), (
        "nothing joins them"
    )


async def test_nobody_is_asked_twice_a_day(desk: Desk) -> None:
    desk.site(1.0)
    assert (await desk.ask())["ask"]
    assert not (await desk.ask("/b", GOOGLE))["ask"]
    assert (await desk.ask(address="192.0.2.2"))["ask"], "another address"
    desk.clock.at += 86_400
    assert (await desk.ask())["ask"], "another day"
    assert len(desk.rows()) == 3


async def test_who_was_asked_today_never_fills_the_memory() -> None:
    sketches = VisitorSketches(DayKey(None))
    assert all(sketches.ask_once(1, str(number), "", NOON) for number in range(MOST_ASKED + 10))
    assert len(sketches._asked) <= MOST_ASKED


@pytest.mark.parametrize(
    "request_",
    [
        {"sec_gpc": "1"},
        {"dnt": "1"},
        {"cookie": "penombre_opt_out=1"},
        {"user_agent": "Googlebot/2.1 (+http://www.google.com/bot.html)"},
        {"user_agent": "WhatsApp/2.23.20.0"},
        {"user_agent": ""},
        {"sec_purpose": "prefetch;prerender"},
        {"referrer": "https://www.example.org"},
    ],
    ids=str,
)
async def test_who_is_never_asked(desk: Desk, request_: dict[str, str]) -> None:
    desk.site(1.0)
    assert await desk.ask(**request_) == {"ask": False}
    assert desk.rows() == []


async def test_a_site_asks_nobody_until_it_is_told_to(desk: Desk) -> None:
    desk.site(0.0)
    assert await desk.ask() == {"ask": False}
    Sites(desk.database).change_ask("demo", 1.0)
    desk.snapshot.refresh()
    assert (await desk.ask())["ask"]


@pytest.mark.parametrize(
    ("mode", "page", "referrer", "family", "tag"),
    [
        ("counting", "/a?s=w2", "", "token_button", "w2"),
        ("consent", "/a?s=w2", "", "token_button", "w2"),
        ("consent", "/a?s=w-0123456789abcdef", "", "token_button", "w"),
        ("counting", "/a?s=c1", "", "token_copy", "c1"),
        ("counting", "/a?utm_source=homescreen", "", "launch", ""),
        ("counting", "/a?utm_medium=email&utm_campaign=may", "", "newsletter", ""),
        ("counting", "/a", "android-app://com.slack", "android_app", ""),
        ("counting", "/a", "https://www.reddit.com", "social", ""),
        ("counting", "/a", "https://l.facebook.com", "known", ""),
        ("strict", "/a", GOOGLE, "search", ""),
        ("strict", "/a?s=w2&utm_source=homescreen", "", "unattributed", ""),
    ],
)
async def test_an_exposure_says_which_family_it_was_put_to(
    desk: Desk, mode: str, page: str, referrer: str, family: str, tag: str
) -> None:
    desk.site(1.0, mode)
    await desk.ask(page, referrer)
    [row] = desk.rows()
    assert (row["family"], row.get("tag", ""), row["page"], row["device"]) == (family, tag, "/a", "desktop")
    assert not row.get("token"), "never tied to a token (rule PR16)"


@pytest.mark.parametrize("mode", ["strict", "counting", "consent"])
async def test_an_answer_carries_its_landing_and_what_was_said(desk: Desk, mode: str) -> None:
    desk.site(0.5, mode)
    drawn = {"ask": False}
    while not drawn["ask"]:
        desk.clock.at += 1
        drawn = await desk.ask("/b/c", GOOGLE, address=address(int(desk.clock.at)))
    assert await desk.answer(drawn, app="WhatsApp", audience="small_group") == (202, {"accepted": 1, "rejected": []})
    exposure, answer = desk.rows()
    said = ("kind", "id", "at", "name", "app", "audience")
    assert [answer.pop(name) for name in said] == [
        "answer", drawn["id"], exposure["at"] + 7, "sent", "WhatsApp", "small_group",
    ]  # fmt: skip
    assert answer == {name: value for name, value in exposure.items() if name not in said}
    assert (answer["family"], answer["design"], answer["page"]) == ("search", 0.5, "/b/c")


async def test_an_answer_sent_again_is_the_same_event(desk: Desk) -> None:
    desk.site(1.0)
    drawn = await desk.ask()
    for _ in range(2):
        assert (await desk.answer(drawn))[0] == 202
    _, first, second = desk.rows()
    assert {**first, "at": 0} == {**second, "at": 0}


Spoil = Callable[[dict[str, Any]], dict[str, Any]]


@pytest.mark.parametrize(
    ("spoil", "after", "reason"),
    [
        (lambda drawn: {"id": "0" * 32}, 7.0, "bad_ticket"),
        (lambda drawn: {"ticket": drawn["ticket"][:-1]}, 7.0, "bad_ticket"),
        (lambda drawn: {"ticket": "x" + drawn["ticket"][1:]}, 7.0, "bad_ticket"),
        (lambda drawn: {"ticket": "é." + drawn["ticket"]}, 7.0, "bad_ticket"),
        (lambda drawn: {"site": "other", "url": "https://other.example.org/"}, 7.0, "bad_ticket"),
        (lambda drawn: {}, 0.5, "ticket_too_new"),
        (lambda drawn: {}, 3_700.0, "ticket_too_old"),
    ],
    ids=["another id", "cut", "forged", "no such form", "another site", "too soon", "too late"],
)
async def test_a_ticket_is_good_once_for_one_answer_here(desk: Desk, spoil: Spoil, after: float, reason: str) -> None:
    desk.site(1.0)
    desk.site(1.0, name="other", host="other.example.org")
    drawn = await desk.ask()
    status, told = await desk.answer(drawn, after, **spoil(drawn))
    assert (status, [each["reason"] for each in told["rejected"]]) == (400, [reason])
    assert [row["kind"] for row in desk.rows()] == ["ask"]


async def test_a_ticket_ends_with_the_process_that_gave_it(desk: Desk) -> None:
    desk.site(1.0)
    drawn = await desk.ask()
    desk.edge = desk.new_edge()
    assert (await desk.answer(drawn))[1]["rejected"][0]["reason"] == "bad_ticket"


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"name": "a friend of mine, Jean"}, "unknown_answer"),
        ({"name": None}, "unknown_answer"),
        ({"app": "Carrier pigeon"}, "unknown_app"),
        ({"name": "searched", "app": "WhatsApp"}, "unknown_app"),
        ({"audience": "everybody"}, "unknown_audience"),
        ({"name": "typed", "audience": "small_group"}, "unknown_audience"),
    ],
    ids=str,
)
async def test_what_nobody_could_answer_is_set_aside(desk: Desk, said: dict[str, Any], reason: str) -> None:
    desk.site(1.0)
    drawn = await desk.ask()
    status, told = await desk.answer(drawn, **said)
    assert (status, told["rejected"]) == (400, [{"index": 0, "reason": reason}])
    [kept] = desk.rows(Kind.QUARANTINE)
    assert kept["reason"] == reason
    assert "name:str" in kept["shape"] or said.get("name", "") is None
    assert "Jean" not in json.dumps(kept)
    assert [row["kind"] for row in desk.rows()] == ["ask"]


async def test_it_holds_up_none_of_the_others(desk: Desk) -> None:
    desk.site(1.0)
    good = {"site": "demo", "kind": "answer", "url": "https://www.example.org/a", "name": "typed", "id": "1" * 32}
    status, told = await desk.request("/e", [good | {"name": "?", "id": "2" * 32}, good])
    assert (status, told["accepted"], len(told["rejected"])) == (202, 1, 1)
    [row] = desk.rows()
    assert (row["name"], row.get("design", 0.0), row.get("family", "")) == ("typed", 0.0, ""), "nobody drew it"


async def test_in_strict_mode_only_who_was_asked_may_answer(desk: Desk) -> None:
    desk.site(1.0, "strict")
    event = {"id": "1" * 32, "site": "demo", "kind": "answer", "url": "https://www.example.org/a", "name": "sent"}
    assert (await desk.request("/e", event))[1]["rejected"][0]["reason"] == "not_in_this_mode"


async def test_who_objects_meanwhile_leaves_a_number(desk: Desk) -> None:
    desk.site(1.0)
    drawn = await desk.ask()
    event = {"site": "demo", "kind": "answer", "url": "https://www.example.org/a", "name": "sent"} | drawn
    desk.clock.at += 7
    assert await desk.request("/e", event, sec_gpc="1") == (202, {"accepted": 0, "rejected": []})
    assert [row["kind"] for row in desk.rows()] == ["ask"]
    assert desk.edge.counters.totals["dropped_by_signal"] == 1


@pytest.mark.parametrize(
    ("content", "more", "status", "told"),
    [
        ({"site": "unknown", "url": "https://www.example.org/a"}, {}, 400, "unknown_site"),
        ({"site": "demo", "url": "https://elsewhere.example/a"}, {}, 400, "host_not_of_this_site"),
        ({"site": "demo", "url": "//"}, {}, 400, "bad_url"),
        ({"site": "demo", "url": "https://www.example.org/a"}, {"origin": "https://evil.example"}, 400, "wrong_origin"),
        ({"site": "demo"}, {}, 400, "url"),
        (b"\xff", {}, 400, "JSON"),
        (b"{}", {"method": "GET"}, 405, "POST"),
        (b"x" * 70_000, {}, 413, "longer"),
    ],
)
async def test_what_cannot_be_asked_is_told(
    desk: Desk, content: object, more: dict[str, str], status: int, told: str
) -> None:
    desk.site(1.0)
    found, answer = await desk.request("/ask", content, **more)
    assert found == status
    assert told in answer["error"]


async def test_a_disk_that_refuses_asks_nobody(tmp_path: Path) -> None:
    desk = Desk(tmp_path, FullDisk())
    try:
        desk.site(1.0)
        assert await desk.ask() == {"ask": False}
    finally:
        await asyncio.to_thread(desk.commit.stop)
