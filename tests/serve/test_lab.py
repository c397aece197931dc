"""The page behind a lab link, on a running server."""

from __future__ import annotations

import re
import sqlite3

import pytest

from penombre.collect.lab.experiment import Lab, Tally
from tests.serve.server import CHROME, Server

ANDROID = "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36"


def words(body: bytes) -> str:
    return " ".join(re.sub("<[^>]*>", " ", body.decode()).split())


def test_a_link_is_opened_and_the_page_says_what_arrived(server: Server) -> None:
    lab = Lab(server.database)
    [link] = lab.start("demo", ["Slack"], ["android"])
    asked = {
        "dark": {"User-Agent": ANDROID, "Sec-Fetch-Site": "cross-site"},
        "lit": {"User-Agent": ANDROID, "Referer": "android-app://com.slack/", "Accept-Language": "fr"},
        "elsewhere": {"User-Agent": CHROME},
        "preview": {"User-Agent": "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)"},
        "objects": {"User-Agent": ANDROID, "Sec-GPC": "1"},
    }
    told = {}
    for name, headers in asked.items():
        status, body, sent = server.ask("GET", f"/lab/{link.code}", headers=headers)
        assert status == 200
        assert "set-cookie" not in sent
        told[name] = words(body)
    assert "It arrived without a trace" in told["dark"]
    assert "Sec-Fetch-Site cross-site" in told["dark"]
    assert "Arrivé avec une trace" in told["lit"]
    assert "Application reconnue Slack" in told["lit"]
    assert "another system: Android" in told["elsewhere"]
    assert "Not counted" in told["preview"]
    assert "Not counted" in told["objects"]
    assert lab.tallies("demo") == [Tally(link.code, "Slack", "android", dark=1, lit=1, elsewhere=1)]


def test_nothing_is_kept_that_names_a_visitor(server: Server) -> None:
    with sqlite3.connect(server.data / "penombre.db") as connection:
        columns = [row[1] for row in connection.execute("PRAGMA table_info(lab_visits)")]
        kept = str(connection.execute("SELECT * FROM lab_visits").fetchall())
    connection.close()
    assert columns == ["number", "link", "at", "system", "browser", "referrer", "marker", "channel", "fetch_site"]
    assert "127.0.0.1" not in kept
    assert "Mozilla" not in kept
    assert "android-app" not in kept


@pytest.mark.parametrize("path", ["/lab/unknown", "/lab/", "/lab", "/lab/a/b"])
def test_what_is_not_there(server: Server, path: str) -> None:
    assert server.get(path)[0] == 404
