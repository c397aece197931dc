"""`penombre lab`: links are made, what arrived is shown, rates are kept."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from penombre.cli.lab import lab_app
from penombre.collect.lab.arrival import Arrival
from penombre.collect.lab.experiment import Lab
from penombre.collect.sites import Sites
from penombre.store.database import database_url, open_database

DARK = Arrival("android", "Chrome Mobile", referrer=False, marker="", channel="none", fetch_site="cross-site")


@pytest.fixture(autouse=True)
def lab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lab:
    monkeypatch.setenv("PENOMBRE_DATA", str(tmp_path))
    monkeypatch.setenv("PENOMBRE_URL", "https://go.example.org")
    database = open_database(database_url(tmp_path))
    Sites(database).add("paper", ["www.example.org"])
    return Lab(database)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(lab_app, arguments)


@pytest.mark.parametrize(
    ("lang", "told", "head"), [("en", "five times or more", "app"), ("fr", "cinq fois", "système")]
)
def test_start_prints_what_to_do_and_what_to_open(lab: Lab, lang: str, told: str, head: str) -> None:
    printed = run("start", "--site", "paper", "--app", "slack", "--system", "ios", "--lang", lang).stdout
    [link] = lab.start("paper", ["Slack"], ["ios"])
    assert told in printed
    assert head in printed
    assert f"https://go.example.org/lab/{link.code}" in printed
    assert "penombre lab show --site paper" in printed


def test_show_and_keep(lab: Lab) -> None:
    slack, _ = lab.start("paper", ["Slack", "Signal"], ["android"])
    for _ in range(3):
        lab.record(slack.code, DARK)
    opened, untouched = json.loads(run("show", "--site", "paper", "--json").stdout)
    rate = opened.pop("rate")
    assert opened == {
        "app": "Slack",
        "system": "android",
        "link": f"https://go.example.org/lab/{slack.code}",
        "dark": 3,
        "lit": 0,
        "elsewhere": 0,
    }
    assert rate["low"] < rate["estimate"] < rate["high"] <= 1
    assert untouched["rate"] is None
    table = run("show", "--site", "paper", "--lang", "fr").stdout
    assert "99\u00a0%" in table  # fifteen published clicks and three of one's own, all dark
    assert run("keep", "--site", "paper").stdout == "paper goes by 1 rates from now on.\n"
    [kept] = lab.kept("paper")
    assert (kept.app, kept.system, kept.dark, kept.lit, kept.a, kept.b) == ("Slack", "android", 3, 0, 18.5, 0.5)


def test_without_links_it_says_how_to_begin() -> None:
    assert "penombre lab start --site paper" in run("show", "--site", "paper").stdout
    assert json.loads(run("show", "--site", "paper", "--json").stdout) == []


@pytest.mark.parametrize(
    ("arguments", "advice"),
    [
        (["keep", "--site", "paper"], "no rate to keep"),
        (["start", "--site", "nosuch"], "Known: paper"),
        (["start", "--site", "paper", "--app", "pigeon"], "no app of the catalogue"),
    ],
)
def test_what_cannot_be_is_told_on_one_line(arguments: list[str], advice: str) -> None:
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("penombre: ")
    assert result.stderr.count("\n") == 1
    assert advice in result.stderr
