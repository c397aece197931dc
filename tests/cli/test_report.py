"""`penombre report`: a period is printed, written and sent; subscriptions are kept; errors say what to do."""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from typer.testing import CliRunner, Result

from penombre.cli.report import report_app
from penombre.cli.sites import site_app
from penombre.collect.live.row import EventRow, line
from penombre.store.event_store import EventStore
from tests.dispatch.mail_server import mail_server
from tests.report.bulletin.test_brand import SVG

PARIS = ZoneInfo("Europe/Paris")
MARCH = ["--site", "gazette", "--from", "2026-03-01", "--to", "2026-03-31"]


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small site that asked nobody, with a page whose name would do harm."""
    data = tmp_path_factory.mktemp("data")
    CliRunner().invoke(
        site_app, ["add", "gazette", "--host", "www.example.org", "--tz", "Europe/Paris", "--data", str(data)]
    )
    store = EventStore(data / "store")
    rows = [
        EventRow(
            site=1,
            at=int(datetime(2026, 3 if number % 3 else 2, 2 + number % 25, 8 + number % 12, tzinfo=PARIS).timestamp()),
            kind="view",
            id=f"{number:032x}",
            page="/<script>alert(1)</script>" if number % 2 else "/#panic()",
            rung="unattributed" if number % 4 else "attributed",
            channel="none" if number % 4 else "search",
            device="phone",
            browser="Chrome Mobile",
        )
        for number in range(240)
    ]
    store.load(1, events=b"".join(map(line, rows)))
    store.close()
    return data


@pytest.fixture
def data(stored: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("PENOMBRE_DATA", str(stored))
    yield stored
    (stored / "penombre.toml").unlink(missing_ok=True)


def report(*arguments: str) -> Result:
    return CliRunner().invoke(report_app, arguments)


def test_it_is_printed_in_words(data: Path) -> None:
    said = report(*MARCH, "--lang", "fr")
    assert said.exit_code == 0, said.stderr
    assert "Le dark social sur gazette" in said.stdout
    assert "des 160 arrivées" in said.stdout
    assert "{" not in said.stdout


def test_it_is_written_as_pdf_and_as_page_with_the_brand(data: Path, tmp_path: Path) -> None:
    (data / "logo.svg").write_bytes(SVG)
    (data / "penombre.toml").write_text('[brand]\nname = "Atelier"\nlogo = "logo.svg"\ncolour = "#00ff00"\n')
    for name, start in (("a.pdf", b"%PDF"), ("a.html", b"<!DOCTYPE")):
        result = report(*MARCH, "--out", str(tmp_path / name), "--colour", "#c2410c")
        assert result.exit_code == 0, result.stderr
        assert (tmp_path / name).read_bytes().startswith(start)
    page = (tmp_path / "a.html").read_text()
    assert "--band: #c2410c" in page
    assert 'alt="Atelier"' in page
    assert "<script" not in page


def test_it_is_sent_to_every_address(data: Path, tmp_path: Path) -> None:
    with mail_server(tmp_path) as (inbox, mail):
        (data / "penombre.toml").write_text(
            f'[mail]\nhost = "{mail.host}"\nport = {mail.port}\ntls = "none"\nsender = "reports@example.org"\n'
        )
        result = report(*MARCH, "--to", "a@example.com", "--to", "b@example.com")
    assert result.exit_code == 0, result.stderr
    assert [to for to, _ in inbox.received] == [["a@example.com"], ["b@example.com"]]
    assert inbox.received[0][1]["Subject"] == "Dark social on gazette: 1\u00a0March 2026 to 31\u00a0March 2026"


@pytest.mark.parametrize(
    ("arguments", "advice"),
    [
        (["--site", "other"], "Known: gazette"),
        (["--site", "gazette", "--from", "2127-01-01", "--to", "2127-01-03"], "2127-01-01..2127-01-03 is not over yet"),
        (["--site", "gazette", "--from", "2127-01-01"], "is not over yet"),
        (["--site", "gazette", "--from", "2026-03-01", "--to", "2127-01-03"], "is not over yet"),
        ([*MARCH, "--out", "report.doc"], ".pdf or .html"),
        ([*MARCH, "--colour", "red"], "#2f4b8f"),
        ([*MARCH, "--logo", "no.png"], "PNG or SVG"),
        ([*MARCH, "--to", "a@example.com"], "give host and sender under [mail]"),
        ([*MARCH, "--to", "a@b@c"], "is not a mail address"),
        (["unsubscribe", "--site", "gazette", "--to", "x@example.com"], "penombre report list"),
        (["subscribe", "--site", "gazette", "--to", "nobody"], "is not a mail address"),
    ],
)
def test_what_cannot_be_is_told_on_one_line(data: Path, arguments: list[str], advice: str) -> None:
    result = report(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("penombre: ")
    assert result.stderr.count("\n") == 1
    assert advice in result.stderr


@pytest.mark.parametrize(
    ("arguments", "advice"),
    [
        (["--period", "month"], "--site"),
        (["--site", "gazette", "--to", "2026-03-31"], "--from"),
        (["--site", "gazette", "--from", "2026-03-31", "--to", "2026-03-01"], "before it begins"),
        ([*MARCH, "--to", "2026-04-01"], "one last day"),
        (["--site", "gazette", "--to", "yesterday"], "neither a day"),
    ],
)
def test_arguments_that_cannot_be_are_named(data: Path, arguments: list[str], advice: str) -> None:
    result = report(*arguments)
    assert result.exit_code == 2
    assert advice in result.stderr


def test_subscriptions_come_change_and_go(data: Path) -> None:
    both = ["--site", "gazette", "--to", "a@example.com", "--to", "b@example.com"]
    assert (
        report("subscribe", *both, "--lang", "fr").stdout
        == "gazette\u00a0: a@example.com\ngazette\u00a0: b@example.com\n"
    )
    report("subscribe", "--site", "gazette", "--to", "b@example.com", "--period", "week", "--no-alerts")
    kept = [
        {name: each[name] for name in ("address", "period", "lang", "alerts", "last")}
        for each in json.loads(report("list", "--json").stdout)
    ]
    assert kept == [
        {"address": "a@example.com", "period": "month", "lang": "fr", "alerts": True, "last": ""},
        {"address": "b@example.com", "period": "week", "lang": "en", "alerts": False, "last": ""},
    ]
    assert "b@example.com" in report("list").stdout
    report("unsubscribe", *both)
    assert json.loads(report("list", "--json").stdout) == []
