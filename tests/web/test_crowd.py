"""The simulated visitors of the demo: what they send is what a real site would get, mishaps included."""

from __future__ import annotations

import ipaddress
import json
from collections import Counter
from typing import Any

import numpy as np
import pytest

from penombre.collect.live.minimise import client_of
from penombre.collect.live.sent import decode
from penombre.collect.sites import MODES, Mode
from penombre.web.demo.live import channels_of, kinds_of
from penombre.web.demo.visitors import CROWD, NETWORKS, SECONDS, Place, Step, draw_crowd

PLACE = Place(
    "http://127.0.0.1:8321", "/demo/fr/", ("/demo/fr/a/b", "/demo/en/a/b"), (("one", "/demo/fr/"),), "counting"
)


def crowd(mode: Mode = "counting", seed: int = 1) -> list[Step]:
    return draw_crowd(Place(PLACE.base, PLACE.home, PLACE.stories, PLACE.links, mode), np.random.default_rng(seed))


def events(steps: list[Step]) -> list[dict[str, Any]]:
    return [event for step in steps if step.body for event in json.loads(step.body)]


def test_two_hundred_come_within_seconds_from_addresses_that_are_nobodys() -> None:
    steps = crowd()
    assert [step.at for step in steps] == sorted(step.at for step in steps)
    assert steps[-1].at < SECONDS + 4
    assert len({step.address for step in steps}) > CROWD / 2
    documented = [ipaddress.ip_network(f"{each}0/24") for each in NETWORKS]
    assert all(any(ipaddress.ip_address(step.address) in each for each in documented) for step in steps)


def test_the_mishaps_are_among_them() -> None:
    steps = crowd()
    ids = Counter(event["id"] for event in events(steps))
    assert max(ids.values()) == 2, "a retry brings the same id"
    assert any(step.objects for step in steps)
    broken = [each for step in steps if step.body for each in decode(step.body)[1]]
    assert len(broken) == 1
    assert broken[0].site == "demo"


def test_a_preview_is_fetched_before_somebody_follows_the_link() -> None:
    kinds = [client_of(step.agent).kind for step in crowd() if step.method == "GET"]
    assert {"unfurl", "human"} == set(kinds)
    agents = {client_of(step.agent).app for step in crowd() if client_of(step.agent).kind == "unfurl"}
    assert agents == {"WhatsApp", "Slack", "Telegram"}


@pytest.mark.parametrize("mode", MODES)
def test_they_send_what_the_script_of_the_mode_would_send(mode: Mode) -> None:
    kinds = {event["kind"] for event in events(crowd(mode))}
    assert (
        kinds
        == {
            "strict": {"view"},
            "counting": {"view", "engage", "share"},
            "consent": {"view", "engage", "share", "copy"},
        }[mode]
    )


def test_the_panel_counts_people_apart_from_machines_and_landings_apart_from_links() -> None:
    def row(kind: str, count: int, **more: str) -> dict[str, Any]:
        usual = {"agent": "human", "rung": "unattributed", "channel": "none", "app": ""}
        return usual | more | {"kind": kind, "events": count}

    rows = [
        row("view", 5),
        row("view", 3, rung="internal"),
        row("view", 2, rung="proven", channel="messenger", app="WhatsApp"),
        row("click", 4, rung="proven", channel="messenger", app="WhatsApp"),
        row("click", 7, agent="unfurl", channel="messenger", app="WhatsApp"),
        row("view", 9, agent="bot", channel="crawler"),
        row("goal", 1),
    ]
    assert [(line.name, line.count) for line in kinds_of(rows, "en")] == [
        ("Pages seen by people", 10),
        ("Short links followed", 4),
        ("Link previews fetched by apps", 7),
        ("Robots", 9),
        ("Other", 1),
    ]
    assert [(line.name, line.landings, line.clicks) for line in channels_of(rows, "en")] == [
        ("WhatsApp", 2, 4),
        ("No trace (“direct” elsewhere)", 5, 0),
    ]
