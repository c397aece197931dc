"""`penombre site`: sites are added, listed and put on another step of the dial."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from penombre.cli.sites import site_app


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PENOMBRE_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


def site(*arguments: str) -> Result:
    return CliRunner().invoke(site_app, arguments)


def test_sites_are_added_and_listed() -> None:
    assert site("add", "paper", "--host", "Example.org", "--host", "www.example.org").stdout == "paper\n"
    added = site("add", "shop", "--host", "shop.example.org", "--mode", "counting", "--tz", "Europe/Paris")
    assert (added.exit_code, added.stdout) == (0, "shop\n")
    assert json.loads(site("list", "--json").stdout) == [
        {
            "number": 1,
            "name": "paper",
            "hosts": ["example.org", "www.example.org"],
            "mode": "strict",
            "timezone": "UTC",
        },
        {"number": 2, "name": "shop", "hosts": ["shop.example.org"], "mode": "counting", "timezone": "Europe/Paris"},
    ]
    assert "www.example.org" in site("list").stdout


def test_another_step_of_the_dial() -> None:
    site("add", "paper", "--host", "example.org")
    assert site("mode", "paper", "consent").stdout == "paper: consent\n"
    assert json.loads(site("list", "--json").stdout)[0]["mode"] == "consent"


def test_a_site_asks_as_many_as_it_is_told_to() -> None:
    site("add", "paper", "--host", "example.org", "--ask", "0.08")
    site("add", "shop", "--host", "shop.example.org")
    assert [each.get("ask") for each in json.loads(site("list", "--json").stdout)] == [0.08, None]
    assert "0.08 of landings" in site("list").stdout
    assert site("ask", "shop", "0.5").stdout == "shop: 0.5 of landings\n"
    assert site("ask", "paper", "0").stdout == "paper: nobody is asked\n"
    assert [each.get("ask") for each in json.loads(site("list", "--json").stdout)] == [None, 0.5]


@pytest.mark.parametrize(
    ("arguments", "advice"),
    [
        (["add", "Paper", "--host", "example.org"], "a-z"),
        (["add", "paper", "--host", "https://example.org"], "host alone"),
        (["add", "paper", "--host", "example.org", "--mode", "all"], "choose strict, counting, consent"),
        (["add", "paper", "--host", "example.org", "--tz", "Paris"], "Europe/Paris"),
        (["add", "paper", "--host", "example.org", "--ask", "8"], "from 0 (nobody is asked) to 1"),
        (["ask", "first", "nan"], "from 0 (nobody is asked) to 1"),
        (["ask", "other", "0.1"], "Known: first"),
        (["add", "first", "--host", "new.example.org"], "already"),
        (["add", "paper", "--host", "first.example.org"], "belongs to the site first"),
        (["mode", "paper", "strict"], "Known: first"),
    ],
)
def test_what_cannot_be_is_told_on_one_line(arguments: list[str], advice: str) -> None:
    site("add", "first", "--host", "first.example.org")
    result = site(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("penombre: ")
    assert result.stderr.count("\n") == 1
    assert advice in result.stderr


def test_a_folder_given_wrong_is_not_made(data: Path) -> None:
    assert site("list").exit_code == 2
    assert not data.exists()
