"""F11, S17: the copy equals the database after each refresh, and outlives it."""

import sqlite3
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import Engine

from penombre.collect.links.block_list import FILE, BlockList
from penombre.collect.links.errors import LinkError
from penombre.collect.links.repository import Links
from penombre.collect.links.snapshot import LinkSnapshot
from penombre.collect.sites import SiteError, Sites
from penombre.store.database import database_at, database_url, open_database

NOW = float(int(time.time()))
Undo = Callable[[], object]
CODES = st.sampled_from([f"code{number}" for number in range(6)])
TARGETS = st.sampled_from([f"https://example.org/{number}" for number in range(4)])
ENDS = st.none() | st.sampled_from([datetime.fromtimestamp(NOW, UTC) + timedelta(days=days) for days in (1, 2)])


class SnapshotMachine(RuleBasedStateMachine):
    """Whatever is done to links and sites, whenever it is refreshed."""

    @initialize()
    def open(self) -> None:
        self.folder = TemporaryDirectory()
        database = open_database(database_url(Path(self.folder.name)))
        self.links = Links(database)
        self.sites = Sites(database)
        self.snapshot = LinkSnapshot(database)
        self.fresh = self.snapshot.refresh()

    def teardown(self) -> None:
        self.folder.cleanup()

    def _try(self, act: Callable[[], object]) -> None:
        try:
            act()
        except (LinkError, SiteError):
            return
        self.fresh = False

    @rule(code=CODES, page=TARGETS, ends=ENDS)
    def create(self, code: str, page: str, ends: datetime | None) -> None:
        self._try(lambda: self.links.create(page, code, expires_at=ends, title=code))

    @rule(code=CODES, page=TARGETS, ends=ENDS)
    def update(self, code: str, page: str, ends: datetime | None) -> None:
        self._try(lambda: self.links.update(code, target=page, expires_at=ends))

    @rule(code=CODES, act=st.sampled_from(["pause", "resume", "expire", "delete"]))
    def act(self, code: str, act: str) -> None:
        self._try(lambda: getattr(self.links, act)(code))

    @rule(number=st.integers(0, 2), mode=st.sampled_from(["strict", "consent"]))
    def site(self, number: int, mode: str) -> None:
        self._try(lambda: self.sites.add(f"s{number}", [f"s{number}.example.org"], mode=mode))
        self._try(lambda: self.sites.change_mode(f"s{number}", mode))

    @rule()
    def refresh(self) -> None:
        self.fresh = self.snapshot.refresh()
        assert self.fresh

    @invariant()
    def a_fresh_copy_equals_the_database(self) -> None:
        if not self.fresh:
            return
        kept = {link.code: link for link in self.links.all()}
        for now in (NOW, NOW + 1.5 * 86_400):
            for code in (f"code{number}" for number in range(6)):
                link, target = kept.get(code), self.snapshot.find(code, now)
                leads = link and not link.paused and (link.expires_at is None or link.expires_at.timestamp() > now)
                assert bool(leads) == (target is not None)
                if link and target:
                    assert (target.url, target.number, target.title) == (link.target, link.number, link.title)
        assert self.snapshot.sites_by_name == {site.name: site for site in self.sites.all()}


SnapshotMachine.TestCase.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)
TestSnapshot = SnapshotMachine.TestCase


@pytest.fixture
def snapshot(database: Engine, links: Links, sites: Sites) -> LinkSnapshot:
    sites.add("paper", ["www.example.org", "localhost:8321", "[::1]"])
    links.create("https://example.org/a", "spring", "paper", title="Spring", image="https://example.org/a.png")
    snapshot = LinkSnapshot(database, clock=lambda: 1000.0)
    assert snapshot.refresh()
    return snapshot


def test_what_a_redirect_needs_is_there(snapshot: LinkSnapshot) -> None:
    target = snapshot.find("spring", NOW)
    assert target is not None
    assert (target.url, target.site, target.title) == ("https://example.org/a", 1, "Spring")
    assert target.image == "https://example.org/a.png"
    assert len(snapshot) == 1
    for code in ("", "Spring", "spring~w", "spring ", "nothing"):
        assert snapshot.find(code, NOW) is None


def test_a_link_ends_without_a_refresh(database: Engine, links: Links) -> None:
    links.create("https://example.org", "spring", expires_at=datetime.fromtimestamp(NOW + 86_400, UTC))
    snapshot = LinkSnapshot(database)
    snapshot.refresh()
    assert snapshot.find("spring", NOW + 86_399.9) is not None
    assert snapshot.find("spring", NOW + 86_400) is None


@pytest.mark.parametrize(
    ("host", "found"),
    [
        ("www.example.org", True),
        ("WWW.Example.org:8443", True),
        ("www.example.org.", True),
        ("localhost:8321", True),
        ("[::1]:80", True),
        ("[::1]", True),
        ("localhost", False),
        ("localhost:80", False),
        ("example.org", False),
        ("", False),
        (":", False),
        ("www.example.org:80:80", False),
    ],
)
def test_the_site_of_a_host(snapshot: LinkSnapshot, host: str, found: bool) -> None:
    assert (snapshot.site_of_host(host) is snapshot.sites_by_name["paper"]) == found
    assert found or snapshot.site_of_host(host) is None


def test_the_kill_switch_is_seen_at_the_next_refresh(snapshot: LinkSnapshot, links: Links) -> None:
    links.pause("spring")
    assert snapshot.find("spring", NOW) is not None
    assert snapshot.refresh()
    assert snapshot.find("spring", NOW) is None
    links.resume("spring")
    assert snapshot.refresh()
    assert snapshot.find("spring", NOW) is not None


def _lock(data: Path) -> Undo:
    connection = sqlite3.connect(data / "penombre.db", isolation_level=None)
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.execute("BEGIN EXCLUSIVE")

    def undo() -> None:
        connection.execute("ROLLBACK")
        connection.close()

    return undo


def _move_away(data: Path) -> Undo:
    (data / "penombre.db").rename(data / "elsewhere")
    return lambda: (data / "elsewhere").rename(data / "penombre.db")


def _break(data: Path) -> Undo:
    content = (data / "penombre.db").read_bytes()
    (data / "penombre.db").write_bytes(b"\xff" * len(content))
    return lambda: (data / "penombre.db").write_bytes(content)


def _empty(data: Path) -> Undo:
    content = (data / "penombre.db").read_bytes()
    (data / "penombre.db").write_bytes(b"")
    return lambda: (data / "penombre.db").write_bytes(content)


def _forbid(data: Path) -> Undo:
    folder = data.rename(data.with_name("away"))
    return lambda: folder.rename(data)


@pytest.mark.parametrize("harm", [_lock, _move_away, _break, _empty, _forbid])
def test_redirects_go_on_while_the_database_is_harmed_and_heal_with_it(
    snapshot: LinkSnapshot, links: Links, tmp_path: Path, harm: Callable[[Path], Undo]
) -> None:
    with sqlite3.connect(tmp_path / "penombre.db") as connection:  # all in one file, none in the log beside
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    undo = harm(tmp_path)
    for _ in range(2):
        began = time.monotonic()
        assert not snapshot.refresh()
        assert time.monotonic() - began < 1
        assert snapshot.stale_since == 1000.0
        assert "penombre.db" in snapshot.problem
        assert snapshot.find("spring", NOW) is not None
        assert snapshot.site_of_host("www.example.org") is not None
    undo()
    assert snapshot.refresh()
    assert snapshot.stale_since is None
    assert snapshot.problem == ""
    links.pause("spring")
    assert snapshot.refresh()
    assert snapshot.find("spring", NOW) is None


def test_an_empty_database_is_not_made_one_behind_everybodys_back(snapshot: LinkSnapshot, tmp_path: Path) -> None:
    undo = _empty(tmp_path)
    fresh = LinkSnapshot(database_at(database_url(tmp_path)))
    assert not fresh.refresh()
    assert not snapshot.refresh()
    assert (tmp_path / "penombre.db").read_bytes() == b""
    undo()
    assert fresh.refresh()
    assert fresh.find("spring", NOW) is not None


def test_f11_a_copy_on_disk_serves_until_the_database_is_back(
    snapshot: LinkSnapshot, links: Links, tmp_path: Path
) -> None:
    links.create("https://example.org/b", "ended", expires_at=datetime.fromtimestamp(NOW + 86_400, UTC))
    snapshot.refresh()
    assert snapshot.keep(tmp_path / "kept")
    assert not snapshot.keep(tmp_path / "kept")  # nothing is new
    links.pause("spring")
    undo = _lock(tmp_path)
    cold = LinkSnapshot(database_at(database_url(tmp_path)))
    assert not cold.refresh()
    assert cold.find("spring", NOW) is None
    assert cold.recall(tmp_path / "kept")
    assert not cold.keep(tmp_path / "kept")  # it is no newer
    found, before = cold.find("spring", NOW), snapshot.find("spring", NOW)
    assert found is not None
    assert before is not None
    assert [getattr(found, name) for name in ("url", "number", "site", "title", "image")] == [
        getattr(before, name) for name in ("url", "number", "site", "title", "image")
    ]
    assert cold.find("ended", NOW + 86_400) is None
    assert cold.sites_by_name == snapshot.sites_by_name
    assert cold.site_of_host("www.example.org") is not None
    assert cold.stale_since is not None
    undo()
    assert cold.refresh()
    assert cold.find("spring", NOW) is None
    assert cold.stale_since is None
    assert cold.keep(tmp_path / "kept")


def test_a_damaged_copy_is_as_good_as_none(database: Engine, tmp_path: Path) -> None:
    (tmp_path / "kept").write_bytes(b"PENLINK1 and then something else")
    cold = LinkSnapshot(database)
    assert not cold.recall(tmp_path / "kept")
    assert not cold.recall(tmp_path / "nothing")
    assert len(cold) == 0


def test_s17_older_links_are_judged_again_when_the_block_list_changes(
    database: Engine, links: Links, tmp_path: Path
) -> None:
    links.create("https://login.evil.example:8443/a", "before")
    links.create("https://good.example/", "good")
    snapshot = LinkSnapshot(database, block_list=BlockList(tmp_path))
    snapshot.refresh()

    def blocked() -> list[str]:
        found = {code: snapshot.find(code, NOW) for code in ("before", "good", "after")}
        return [code for code, target in found.items() if target and target.host.blocked]

    assert blocked() == []
    (tmp_path / FILE).write_text("evil.example\n")
    links.create("https://evil.example/", "after")
    snapshot.refresh()
    snapshot.refresh()
    assert blocked() == ["before", "after"]
    assert snapshot.blocked_hosts == 2
    at_start = LinkSnapshot(database, block_list=BlockList(tmp_path))
    at_start.refresh()
    assert at_start.blocked_hosts == 2
    (tmp_path / FILE).write_text("# none\n")
    snapshot.refresh()
    snapshot.refresh()
    assert blocked() == []
    assert snapshot.blocked_hosts == 0


def test_s17_the_block_list_holds_although_the_database_is_away(snapshot: LinkSnapshot, tmp_path: Path) -> None:
    listed = LinkSnapshot(snapshot._database, block_list=BlockList(tmp_path))
    listed.refresh()
    undo = _move_away(tmp_path)
    (tmp_path / FILE).write_text("example.org\n")
    assert not listed.refresh()
    assert not listed.refresh()
    target = listed.find("spring", NOW)
    assert target is not None
    assert target.host.blocked
    undo()


def test_a_writer_does_not_keep_the_copy_from_refreshing(snapshot: LinkSnapshot, tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "penombre.db", isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    assert snapshot.refresh()
    connection.close()


def test_another_database_in_its_place_is_read_anew(snapshot: LinkSnapshot, tmp_path: Path) -> None:
    other = open_database(database_url(tmp_path / "other"))
    Links(other).create("https://example.org/b", "autumn")
    Links(other).create("https://example.org/c", "winter")
    with sqlite3.connect(tmp_path / "other" / "penombre.db") as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    for file in tmp_path.glob("penombre.db-*"):
        file.unlink()
    (tmp_path / "other" / "penombre.db").replace(tmp_path / "penombre.db")
    assert snapshot.refresh()
    assert snapshot.find("spring", NOW) is None
    assert snapshot.find("winter", NOW) is not None
    assert snapshot.sites_by_name == {}


def test_a_refresh_reads_what_changed_and_no_more(database: Engine, links: Links) -> None:
    links.create_all([links.check(f"https://example.org/{number}", f"code{number}") for number in range(20_000)])
    snapshot = LinkSnapshot(database)
    assert snapshot.refresh()
    links.update("code7", target="https://example.org/new")
    kept = snapshot.find("code8", NOW)
    assert snapshot.refresh()
    assert snapshot.find("code8", NOW) is kept
    found = snapshot.find("code7", NOW)
    assert found is not None
    assert found.url == "https://example.org/new"
