"""A world's log says what its truth says, and robots change nothing of what people did."""

import re
from collections import Counter
from pathlib import Path

import msgspec
import numpy as np
import pytest

from penombre.simulate import VARIANTS, Truth, World, draw_world, write_world
from penombre.simulate.doors import CAUSES, PRIVATE_CAUSES
from penombre.simulate.writer import live

COMBINED = re.compile(
    r'(\d+\.\d+\.\d+\.\d+) - - \[(\d\d/\w{3}/\d{4}:\d\d:\d\d:\d\d \+0000)\] "(GET|HEAD|POST) (/\S*) HTTP/1\.1" (\d{3}) (\d+) '
    r'"([^"]*)" "([^"]*)"'
)
FETCH = re.compile(COMBINED.pattern + r' "(-|none|cross-site|same-origin)" "([^"]*)" "([^"]*)" "([^"]*)"')


def small(variant: str, seed: int = 5, **changed: object) -> World:
    world = draw_world(seed, variant)
    return msgspec.structs.replace(world, **{"landings": min(world.landings, 2500), **changed})


def lines(folder: Path) -> list[str]:
    return (folder / "access.log").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("variant", VARIANTS)
def test_causes_add_up_to_the_landings(variant: str, tmp_path: Path) -> None:
    truth = write_world(small(variant), tmp_path)
    assert sum(truth.causes.values()) == truth.landings == truth.attributed + truth.unattributed
    assert sum(truth.unattributed_causes.values()) == truth.unattributed
    assert set(truth.causes) == set(CAUSES)
    assert truth.causes["automation"] == 0
    assert sum(truth.causes[cause] for cause in PRIVATE_CAUSES) == truth.dark == sum(a.landings for a in truth.apps)
    assert sum(truth.unattributed_causes[cause] for cause in PRIVATE_CAUSES) == truth.dark_unattributed
    assert sum(app.sends for app in truth.apps) == truth.private_sends
    assert truth.requests == len(lines(tmp_path))
    assert 0 <= sum(truth.posts.values()) <= truth.causes["social"]
    assert msgspec.json.decode((tmp_path / "truth.json").read_bytes(), type=Truth) == truth


@pytest.mark.parametrize("fetch_headers", [True, False])
@pytest.mark.parametrize("variant", VARIANTS)
def test_every_line_is_of_the_format_and_in_order(variant: str, fetch_headers: bool, tmp_path: Path) -> None:
    world = small(variant, fetch_headers=fetch_headers)
    write_world(world, tmp_path)
    pattern = FETCH if fetch_headers else COMBINED
    found = [pattern.fullmatch(line) for line in lines(tmp_path)]
    assert all(found)
    times = [np.datetime64(_iso(match[2])) for match in found if match]
    assert times == sorted(times)
    assert times[0] >= np.datetime64(int(world.start), "s")
    assert times[-1] < np.datetime64(int(world.start + world.days * 86400), "s")


def test_the_same_world_is_written_the_same(tmp_path: Path) -> None:
    world = small("baseline_news")
    first, second = write_world(world, tmp_path / "a"), write_world(world, tmp_path / "b")
    assert first == second
    assert lines(tmp_path / "a") == lines(tmp_path / "b")


def test_a_flood_leaves_every_other_line_as_it_was(tmp_path: Path) -> None:
    world = small("baseline_news")
    quiet = write_world(world, tmp_path / "none", flood=0)
    once = write_world(world, tmp_path / "once")
    flooded = write_world(world, tmp_path / "flood", flood=10)
    without = Counter(lines(tmp_path / "none"))
    for folder, truth in (("once", once), ("flood", flooded)):
        left = Counter(lines(tmp_path / folder)) - without
        assert not without - Counter(lines(tmp_path / folder))
        assert left.total() >= truth.robot_pages
        assert truth.causes == quiet.causes
        assert truth.dark == quiet.dark
    kept = set(lines(tmp_path / "none"))
    assert [line for line in lines(tmp_path / "flood") if line in kept] == lines(tmp_path / "none")
    assert flooded.robot_pages > 5 * once.robot_pages > 0
    assert quiet.robot_pages == 0


def test_silent_channels_fetch_no_preview_of_a_private_send(tmp_path: Path) -> None:
    truth = write_world(small("silent_channels"), tmp_path)
    assert truth.private_sends > 0
    assert sum(app.previews for app in truth.apps) == 0
    assert not any('"WhatsApp/' in line or "Slackbot" in line for line in lines(tmp_path))


def test_previews_come_before_the_first_click_on_their_page() -> None:
    """WhatsApp fetches while the link is being sent: clicks of the send follow."""
    run = live(small("mostly_private"))
    fetched = sum(app for name, app in run.previews.items() if name in ("WhatsApp", "iMessage", "Signal"))
    assert fetched > 20
    words = run.texts.all
    asked = [words[agent].startswith("WhatsApp/2.") for agent in run.requests.agent.tolist()]
    senders = set(run.requests.address[np.array(asked)].tolist())
    assert len(senders) > 5  # from the senders' own addresses


def test_strip_rates_hold_and_traces_are_there() -> None:
    world = small("baseline_news", landings=20_000, dark_share=0.5, privacy_browser=0.0)
    run = live(world)
    words = run.texts.all
    referrers = Counter(words[number] for number in run.visits.referrer.tolist())
    assert referrers["https://www.google.com/"] > 0
    assert referrers["-"] > len(run.visits) * 0.3
    assert any(name.startswith("android-app://") for name in referrers) == (world.app_referrer > 0.001)
    marked = [words[number] for number in run.visits.agent.tolist()]
    assert any("FBAV/" in agent for agent in marked)
    assert not run.visits.traced[run.visits.restored].any()


def _iso(stamp: str) -> str:
    months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()  # noqa: SIM905
    day, month, rest = stamp.split("/")
    year, clock = rest[:4], rest[5:13]
    return f"{year}-{months.index(month) + 1:02d}-{day}T{clock}"
