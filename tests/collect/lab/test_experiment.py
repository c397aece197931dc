from __future__ import annotations

from pathlib import Path

import pytest

from penombre.collect.lab import experiment
from penombre.collect.lab.arrival import Arrival
from penombre.collect.lab.experiment import Lab, LabError, StripRate, Tally, checked_apps, usual_apps
from penombre.collect.sites import Sites, UnknownSiteError
from penombre.store.database import database_url, open_database

DARK = Arrival("android", "Chrome Mobile", referrer=False, marker="", channel="none", fetch_site="cross-site")
LIT = Arrival("android", "Chrome Mobile", referrer=True, marker="Slack", channel="workchat", fetch_site="")
ON_A_DESK = Arrival("desktop", "Chrome", referrer=False, marker="", channel="none", fetch_site="none")


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    database = open_database(database_url(tmp_path))
    for name in ("paper", "shop"):
        Sites(database).add(name, [f"{name}.example.org"])
    return Lab(database)


def test_a_link_for_each_app_and_system_made_once(lab: Lab) -> None:
    first = lab.start("paper", ["WhatsApp", "Slack"])
    assert [(link.app, link.system) for link in first] == [
        (app, system) for app in ("WhatsApp", "Slack") for system in ("android", "ios", "desktop")
    ]
    more = lab.start("paper", ["Slack", "Signal"], ["android"])
    assert [(link.app, link.code) for link in more if link.app == "Slack"] == [("Slack", first[3].code)]
    assert len({link.code for link in [*first, *more, *lab.start("shop", ["Slack"])]}) == 6 + 1 + 3
    assert lab.link(first[0].code) == first[0]
    assert lab.link("unknown") is None


def test_what_arrived_is_counted_by_link_and_system(lab: Lab) -> None:
    slack, other = lab.start("paper", ["Slack", "Signal"], ["android"])
    lab.start("shop", ["Slack"])
    for arrival in (DARK, DARK, LIT, ON_A_DESK):
        assert lab.record(slack.code, arrival)
    assert lab.tallies("paper") == [
        Tally(slack.code, "Slack", "android", dark=2, lit=1, elsewhere=1),
        Tally(other.code, "Signal", "android", dark=0, lit=0, elsewhere=0),
    ]


def test_who_found_a_link_fills_no_disk(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(experiment, "MOST_VISITS", 3)
    [link] = lab.start("paper", ["Slack"], ["android"])
    assert [lab.record(link.code, DARK) for _ in range(5)] == [True, True, True, False, False]


def test_a_site_goes_by_what_was_kept_last(lab: Lab) -> None:
    first = [StripRate("Slack", "android", 9, 1, 10.5, 1.5), StripRate("Slack", "ios", 0, 5, 1.0, 6.0)]
    lab.keep("paper", first)
    assert lab.kept("paper") == first
    lab.keep("paper", first[:1])
    assert lab.kept("paper") == first[:1]
    assert lab.kept("shop") == []


def test_an_unknown_site_is_told(lab: Lab) -> None:
    for ask in (lab.tallies, lab.kept, lambda name: lab.start(name, ["Slack"])):
        with pytest.raises(UnknownSiteError, match="Known: paper, shop"):
            ask("nosuch")


def test_apps_are_those_of_the_catalogue() -> None:
    assert checked_apps(["whatsapp", "GMAIL", "SMS", "WhatsApp"]) == ("WhatsApp", "Gmail", "SMS")
    assert checked_apps(usual_apps()) == usual_apps()
    with pytest.raises(LabError, match=r"'Whatsup' is no app.*WhatsApp"):
        checked_apps(["Whatsup"])
    with pytest.raises(LabError, match="Write it as"):
        checked_apps(["§§§"])
