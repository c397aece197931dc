"""A simulated site, collected as the server would have, is estimated; its truth lies within what is printed."""

import re
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import msgspec
import numpy as np
import pytest
from rich.console import Console
from threadpoolctl import threadpool_info, threadpool_limits

from penombre.analyze.cascades.estimate import CascadeEstimate
from penombre.analyze.channels.estimate import ChannelEstimate
from penombre.analyze.direct import alarms
from penombre.collect.lab.experiment import Lab, StripRate
from penombre.collect.live.row import EventRow, line
from penombre.collect.sites import Site, Sites
from penombre.estimate.run import estimate_site, strip_of
from penombre.report.estimate_terminal import print_estimate
from penombre.report.site_estimate import SiteEstimate
from penombre.report.texts import sentences
from penombre.signals.strip import strip_prior
from penombre.simulate import draw_world, write_files
from penombre.store.database import database_url, open_database
from penombre.store.event_store import EventStore
from tests.estimate.collected import collected
from tests.estimate.events import END, SITE, START, Written, plain


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> tuple[SiteEstimate, float]:
    folder = tmp_path_factory.mktemp("world")
    drawn = msgspec.structs.replace(draw_world(41, "baseline_news"), landings=30_000, days=30, dark_share=0.25)
    truth = write_files(drawn, folder)
    store = EventStore(folder / "store")
    try:
        store.load(1, events=b"".join(collected(folder, drawn.host)))
        site = Site(number=1, name="demo", hosts=(drawn.host,), mode="counting", timezone="Europe/Paris")
        start = datetime.fromtimestamp(drawn.start, UTC)
        found = estimate_site(store.engine, site, start, datetime.fromtimestamp(drawn.start + 30 * 86_400, UTC), {})
    finally:
        store.close()
    return found, truth.dark_share_of_unattributed


def test_the_truth_lies_within_the_interval_and_the_bounds(world: tuple[SiteEstimate, float]) -> None:
    found, truth = world
    assert found.dark.answers >= 30
    assert found.dark.share is not None
    assert found.dark.share.low <= truth <= found.dark.share.high
    assert found.dark.low <= truth <= found.dark.high


def test_channels_and_pages_are_told(world: tuple[SiteEstimate, float]) -> None:
    found, _ = world
    assert found.channels
    # what went by another app than those named is told as known of no channel
    assert 0.95 < sum(channel.share.estimate for channel in found.channels) <= 1 + 1e-9
    assert "other" not in {channel.name for channel in found.channels}
    assert all(page.unattributed >= 10 for page in found.pages)
    assert [step.mode for step in found.dial] == ["strict", "counting", "consent"]


def test_numerical_libraries_keep_to_one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    class Looked(Exception):  # noqa: N818
        pass

    def look(*_: object) -> None:
        raise Looked([library["num_threads"] for library in threadpool_info()])

    monkeypatch.setattr("penombre.estimate.run.read", look)
    with threadpool_limits(limits=2), pytest.raises(Looked) as looked:
        estimate_site(None, SITE, START, END, {})  # type: ignore[arg-type]
    [threads] = looked.value.args
    assert threads
    assert set(threads) == {1}


def test_it_says_when_the_data_begin(tmp_path: Path) -> None:
    store = EventStore(tmp_path)
    moments = [datetime(2026, 2, 27, 22, tzinfo=UTC), datetime(2026, 2, 27, 9, tzinfo=UTC), START]
    rows = [
        EventRow(site=1, at=int(each.timestamp()), kind="view", id=f"{at:032x}", rung="unattributed")
        for at, each in enumerate(moments)
    ]
    rows.append(EventRow(site=2, at=int(moments[1].timestamp()) - 9, kind="view", id=f"{9:032x}"))
    try:
        store.load(1, events=b"".join(map(line, rows)))
        found = estimate_site(store.engine, SITE, START, END, {})
    finally:
        store.close()
    assert (found.landings, found.began) == (1, moments[1])


def test_what_may_be_private_is_not_taken_for_private_nor_for_public(tmp_path: Path) -> None:
    store = EventStore(tmp_path)
    sorts = [
        ("proven", "yes"), ("proven", "mixed"), ("observed", "yes"), ("attributed", "mixed"), ("attributed", "no"),
        ("unattributed", "no"), ("internal", "no"),
    ]  # fmt: skip
    rows = [
        EventRow(site=1, at=int(START.timestamp()), kind="view", id=f"{at:032x}", rung=rung, private=private)
        for at, (rung, private) in enumerate(sorts)
    ]
    try:
        store.load(1, events=b"".join(map(line, rows)))
        found = estimate_site(store.engine, SITE, START, END, {})
    finally:
        store.close()
    assert (found.landings, found.unattributed) == (6, 1)
    assert (found.proven, found.observed, found.either) == (1, 1, 2)


def test_it_travels_as_json(world: tuple[SiteEstimate, float]) -> None:
    found, _ = world
    assert msgspec.json.decode(msgspec.json.encode(found), type=SiteEstimate) == found
    assert plain(found)["schema"] == "penombre/estimate@1"


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_it_is_said_in_both_languages(world: tuple[SiteEstimate, float], lang: str) -> None:
    found, _ = world
    console = Console(file=StringIO(), width=120)
    print_estimate(found, lang, console)
    said = console.file.getvalue()  # type: ignore[attr-defined]
    assert sentences(lang)["estimate.channels"] in said
    assert sentences(lang)["estimate.dial"] in said
    assert "{" not in said


def test_a_site_without_answers_gets_bounds_and_what_to_do(tmp_path: Path) -> None:
    store = EventStore(tmp_path)
    site = Site(number=1, name="demo", hosts=("www.example.org",), mode="strict", timezone="UTC")
    try:
        nothing = estimate_site(
            store.engine, site, datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 8, tzinfo=UTC), {}
        )
    finally:
        store.close()
    assert nothing.dark.share is None
    assert nothing.began is None
    assert nothing.cascades is None
    console = Console(file=StringIO(), width=120)
    print_estimate(nothing, "en", console)
    assert "No landing" in console.file.getvalue()  # type: ignore[attr-defined]


def test_every_alarm_has_its_sentence() -> None:
    codes = {value for name, value in vars(alarms).items() if name.isupper() and isinstance(value, str)}
    # the others name theirs where they say what each means
    for told in (CascadeEstimate.__doc__, ChannelEstimate.__doc__):
        assert told is not None
        codes |= set(re.findall(r"^ {8}([a-z_]+) {2,}", told, re.MULTILINE)) | set(re.findall(r'"([a-z_]+)"', told))
    assert len(codes) > 20
    assert {f"alarm.{code}" for code in codes - {"too_few_answers"}} <= sentences("en").keys()
    assert sentences("en").keys() == sentences("fr").keys()


def _estimated(folder: Path, written: Written) -> SiteEstimate:
    store = EventStore(folder)
    try:
        store.load(1, events=b"".join(written.lines))
        return estimate_site(store.engine, SITE, START, END, {})
    finally:
        store.close()


def test_answers_too_few_for_the_share_of_all_name_no_app_either(tmp_path: Path) -> None:
    written = Written()
    for hour in range(150):
        written.add("view", hour, times=2)
    written.add("ask", 3, times=40, family="unattributed", design=0.2)
    written.add("ask", 3, times=25, family="search", design=0.2, rung="attributed", channel="search")
    written.add("answer", 3, times=20, family="unattributed", design=0.2, name="typed")
    found = _estimated(tmp_path, written)
    assert found.dark.share is None
    assert (found.dark.answers, found.dark.asked) == (20, 40)
    assert found.channels is None
    assert found.unallocated is None


def test_a_site_that_was_silent_before_it_was_measured_has_no_change(tmp_path: Path) -> None:
    written = Written()
    for hour in range(40 * 24, 90 * 24, 3):
        written.add("view", hour, times=3)
    store = EventStore(tmp_path)
    try:
        store.load(1, events=b"".join(written.lines))
        assert estimate_site(store.engine, SITE, START, START + timedelta(days=90), {}).changes == []
    finally:
        store.close()


@pytest.mark.parametrize("seed", [0, 1])
def test_a_site_that_nobody_visits_at_weekends_has_not_broken(tmp_path: Path, seed: int) -> None:
    written, random, saturday = Written(), np.random.default_rng(seed), START - timedelta(days=2)
    for day in range(90):
        if day % 7 < 2:
            continue
        for channel, often in (("none", 12), ("search", 8), ("social", 4)):
            rung = "unattributed" if channel == "none" else "attributed"
            for hour in random.uniform(0, 24, random.poisson(often)):
                written.add("view", (day - 2) * 24 + hour, rung=rung, channel=channel)
    store = EventStore(tmp_path)
    try:
        store.load(1, events=b"".join(written.lines))
        found = estimate_site(store.engine, SITE, saturday, saturday + timedelta(days=90), {})
    finally:
        store.close()
    assert [change.type for change in found.changes if change.type == "breakage"] == []


def test_what_was_published_weighs_once_however_many_systems_the_lab_tried(tmp_path: Path) -> None:
    database = open_database(database_url(tmp_path))
    Sites(database).add("paper", ["www.example.org"])
    a, b = strip_prior("Slack")
    Lab(database).keep(
        "paper", [StripRate("Slack", system, 0, 10, a, b + 10) for system in ("ios", "android", "desktop")]
    )
    assert strip_of(database, "paper") == {"Slack": (a, b + 30)}


@pytest.mark.parametrize("followed", [True, False])
def test_landings_after_previews_are_corroborated_and_chance_is_not(tmp_path: Path, followed: bool) -> None:
    written = Written()
    for hour in range(168):
        written.add("view", hour + 0.2, times=4)
    for hour in (10, 37, 64, 95, 130):
        written.add("click", hour, agent="unfurl", app="WhatsApp", private="yes", channel="messenger", rung="internal")
        written.add("view", hour + 0.5, times=30 if followed else 0)
    found = _estimated(tmp_path, written).corroborated
    if followed:
        assert found
        assert found.low <= 5 * 30 <= found.high
        assert found.n == 5
    else:
        assert found is None
