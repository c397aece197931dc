"""`penombre link`: the short link and nothing else on standard output; one line on standard error where it cannot be."""

import json
import re
import sqlite3
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from penombre.cli.data_folder import short_base
from penombre.cli.links import link_app
from penombre.cli.sites import site_app
from penombre.collect.links import preview
from penombre.settings import SettingsError

BASE = "http://127.0.0.1:8321"


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("PENOMBRE_URL", raising=False)
    monkeypatch.setenv("PENOMBRE_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


def link(*arguments: str) -> Result:
    return CliRunner().invoke(link_app, arguments)


def refused(result: Result) -> str:
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith("penombre: ")
    assert result.stderr.count("\n") == 1
    return result.stderr


def add(*arguments: str) -> str:
    result = link("add", *arguments)
    assert result.exit_code == 0, result.output
    assert result.stderr == ""
    return result.stdout


def listed(*arguments: str) -> list[dict[str, object]]:
    result = link("list", "--json", *arguments)
    assert result.exit_code == 0
    found: list[dict[str, object]] = json.loads(result.stdout)
    return found


def test_add_prints_the_short_link_only(monkeypatch: pytest.MonkeyPatch) -> None:
    assert re.fullmatch(rf"{BASE}/[1-9A-HJ-NP-Za-km-z]{{10}}\n", add("https://example.org"))
    assert add("https://example.org", "--code", "spring") == f"{BASE}/spring\n"
    monkeypatch.setenv("PENOMBRE_URL", "https://go.Example.org/")
    assert add("https://example.org", "--code", "autumn") == "https://go.example.org/autumn\n"


def test_a_link_with_everything(data: Path) -> None:
    CliRunner().invoke(site_app, ["add", "paper", "--host", "example.org", "--tz", "Europe/Paris"])
    add(
        "https://example.org/a", "--code", "spring", "--site", "paper", "--title", "L'été", "--image", "https://example.org/i.png",
        "--tag", "News", "--tag", "a b", "--expires", "2099-12-31", "--utm-source", "letter", "--data", str(data),
    )  # fmt: skip
    (found,) = listed()
    assert found == {
        "link": f"{BASE}/spring", "number": 1, "code": "spring", "target": "https://example.org/a?utm_source=letter",
        "site": "paper", "title": "L'été", "image": "https://example.org/i.png", "tags": ["news", "a b"],
        "created_at": found["created_at"], "expires_at": "2099-12-31T23:00:00Z", "paused": False, "revision": 1,
        "state": "active",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "advice"),
    [
        (["javascript:alert(1)"], "http:// and https:// addresses only"),
        (["https://example.org/\r\nX: y"], "has a blank inside"),
        (["https://example.org", "--code", "health"], "choose another code"),
        (["https://example.org", "--site", "paper"], "penombre site add paper"),
        (["https://example.org", "--expires", "soon"], "write 2026-12-31"),
        (["https://example.org", "--expires", "2020-01-01"], "is over"),
        (["https://example.org", "--tag", "a,b"], "no comma"),
        (["https://example.org", "--utm-campaign", "x"], "without utm_source"),
        ([f"{BASE}/abc"], "circle"),
    ],
)
def test_links_that_cannot_be(arguments: list[str], advice: str) -> None:
    assert advice in refused(link("add", *arguments))
    assert listed() == []


def test_a_code_is_given_once() -> None:
    add("https://example.org", "--code", "spring")
    assert link("delete", "spring").exit_code == 0
    assert "never given twice" in refused(link("add", "https://example.org", "--code", "spring"))


def test_hosts_of_the_block_list_are_refused(data: Path) -> None:
    add("https://example.org")
    (data / "blocked-hosts.txt").write_text("evil.example\n")
    assert "blocked-hosts.txt" in refused(link("add", "https://login.evil.example/"))


def test_pause_resume_set_and_list() -> None:
    add("https://example.org", "--code", "spring", "--title", "[red]Sale[/red]", "--expires", "30d")
    assert link("pause", "spring").stdout == f"{BASE}/spring\n"
    assert [found["code"] for found in listed("--state", "paused")] == ["spring"]
    assert link("resume", "spring").exit_code == 0
    assert link("set", "spring", "--target", "https://example.org/b", "--tag", "x", "--expires", "never").exit_code == 0
    (found,) = listed("--find", "/B", "--tag", "x", "--state", "active")
    assert (found["target"], found["title"], found["expires_at"]) == ("https://example.org/b", "[red]Sale[/red]", None)
    assert link("set", "spring", "--tag", "", "--site", "", "--expires", "now").exit_code == 0
    (found,) = listed("--state", "expired")
    assert found["tags"] == []
    table = link("list").stdout
    assert f"{BASE}/spring" in table
    assert "[red]Sale[/red]" in table
    assert "expired" in table
    for command in ("pause", "resume", "delete", "set"):
        assert "link list" in refused(link(command, "nothing"))


def test_import_makes_all_or_none_unless_told(tmp_path: Path) -> None:
    table = tmp_path / "links.csv"
    table.write_text("\ufefftarget;code\nhttps://example.org/1;one\nftp://example.org;two\n", encoding="utf-8")
    result = link("import", str(table))
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "links.csv, line 3: " in result.stderr
    assert "--keep-good" in result.stderr
    assert listed() == []
    result = link("import", str(table), "--keep-good")
    assert (result.exit_code, result.stdout) == (0, f"{BASE}/one\n")
    assert "line 3" in result.stderr
    assert "No such file" in refused(link("import", str(tmp_path / "none.csv")))


def test_qr_codes_are_written(tmp_path: Path) -> None:
    add("https://example.org", "--code", "spring")
    for name, start in (("a.svg", b"<?xml"), ("a.PNG", b"\x89PNG")):
        out = tmp_path / name
        assert link("qr", "spring", "--out", str(out), "--channel", "w").stdout == f"{out}\n"
        assert out.read_bytes().startswith(start)
    assert ".svg or .png" in refused(link("qr", "spring", "--out", str(tmp_path / "a.gif")))
    assert "w WhatsApp" in refused(link("qr", "spring", "--out", str(tmp_path / "b.svg"), "--channel", "q"))
    assert "no link" in refused(link("qr", "nothing", "--out", str(tmp_path / "b.svg")))
    assert not (tmp_path / "b.svg").exists()


def test_a_page_is_asked_only_on_demand(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def answer(target: str) -> preview.Preview:
        asked.append(target)
        if "down" in target:
            raise preview.PreviewError
        return preview.Preview("Theirs", "", "https://example.org/i.png")

    monkeypatch.setattr(preview, "fetch_preview", answer)
    add("https://example.org/1")
    assert asked == []
    add("https://example.org/2", "--preview", "--title", "Ours")
    assert (listed()[0]["title"], listed()[0]["image"]) == ("Ours", "https://example.org/i.png")
    result = link("add", "https://down.example.org", "--preview")
    assert result.exit_code == 0
    assert result.stdout.startswith(BASE)
    assert "gave no preview" in result.stderr


def test_a_folder_given_wrong_is_told_and_not_made(tmp_path: Path) -> None:
    folder = tmp_path / "elsewhere"
    assert "--data" in refused(link("list", "--data", str(folder)))
    assert "--data" in refused(link("pause", "spring", "--data", str(folder)))
    assert not folder.exists()


def test_a_database_that_cannot_be_used_is_told(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add("https://example.org", "--code", "spring")
    monkeypatch.setattr("penombre.store.database.PATIENCE", 0.05)
    connection = sqlite3.connect(data / "penombre.db", isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    assert "locked" in refused(link("pause", "spring"))
    connection.close()
    (data / "penombre.db").write_bytes(b"something else " * 1000)
    assert "not a database" in refused(link("list"))


@pytest.mark.parametrize(
    "base", ["go.example.org", "https://go.example.org/x", "ftp://go.example.org", "https://go.example.org/?a"]
)
def test_a_base_that_cannot_be_is_told(base: str, monkeypatch: pytest.MonkeyPatch, data: Path) -> None:
    monkeypatch.setenv("PENOMBRE_URL", base)
    with pytest.raises(SettingsError, match="PENOMBRE_URL"):
        short_base(data)
    assert "PENOMBRE_URL" in refused(link("add", "https://example.org"))
