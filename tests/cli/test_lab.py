"""`penombre lab`: links are made, what arrived is shown, rates are kept. The posterior is a stand-in of one line."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import ModuleType

import pytest
from typer.testing import CliRunner, Result

from penombre.analyze.interval import Interval
from penombre.cli.lab import lab_app
from penombre.collect.lab.arrival import Arrival
from penombre.collect.lab.experiment import Lab
from penombre.collect.sites import Sites
from penombre.store.database import database_url, open_database

DARK = Arrival("android", "Chrome Mobile", referrer=False, marker="", channel="none", fetch_site="cross-site")


def strip_posterior(prior_a: float, prior_b: float, dark: int, lit: int) -> tuple[float, float, Interval]:
    a, b = prior_a + dark, prior_b + lit
    return a, b, Interval(a / (a + b), 0.25, 0.95, dark + lit)


@pytest.fixture(autouse=True)
def stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    methods = {"penombre.analyze.channels.lab": strip_posterior, "penombre.signals.strip": lambda app: (1.0, 1.0)}
    for (name, method), called in zip(methods.items(), ("strip_posterior", "strip_prior"), strict=True):
        module = ModuleType(name)
        setattr(module, called, method)
        monkeypatch.setitem(sys.modules, name, module)


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
    assert opened == {
        "app": "Slack",
        "system": "android",
        "link": f"https://go.example.org/lab/{slack.code}",
        "dark": 3,
        "lit": 0,
        "elsewhere": 0,
        "rate": {"estimate": 0.8, "low": 0.25, "high": 0.95},
    }
    assert untouched["rate"] is None
    table = run("show", "--site", "paper", "--lang", "fr").stdout
    assert "80\u00a0%" in table
    assert "25\u00a0% à 95\u00a0%" in table
    assert run("keep", "--site", "paper").stdout == "paper goes by 1 rates from now on.\n"
    [kept] = lab.kept("paper")
    assert (kept.app, kept.system, kept.dark, kept.lit, kept.a, kept.b) == ("Slack", "android", 3, 0, 4.0, 1.0)


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
