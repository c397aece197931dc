"""Short links of a running server: where they lead, what is recorded, who counts as what."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from penombre.collect.links.repository import Links
from tests.serve.server import Server

IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1"


@pytest.fixture(scope="module")
def links(server: Server) -> Links:
    for code in ("spring", "variants", "unfurled", "asked", "prefetched", "objected"):
        server.links.create(f"https://www.example.org/{code}", code=code, site="demo")
    server.links.create(
        "https://www.example.org/own",
        code="own",
        site="demo",
        title='A "title" <b>',
        image="https://www.example.org/i.png",
    )
    time.sleep(1.5)
    return server.links


def clicks(server: Server, code: str) -> list[dict[str, Any]]:
    return [event for event in server.events() if event["kind"] == "click" and event["page"] == f"/{code}"]


def test_a_link_leads_to_its_target(server: Server, links: Links) -> None:
    status, body, headers = server.ask("GET", "/spring", headers={"User-Agent": IPHONE, "Sec-Fetch-Site": "cross-site"})
    assert (status, body, headers["location"]) == (302, b"", "https://www.example.org/spring")
    assert "no-store" in headers["cache-control"]
    (click,) = clicks(server, "spring")
    assert (click["agent"], click["device"], click["rung"], click["fetch_site"]) == (
        "human",
        "phone",
        "unattributed",
        "cross-site",
    )


def test_the_suffix_names_the_channel(server: Server, links: Links) -> None:
    for suffix in ("~w", "~e", "~s", "~w2", "~!", ""):
        assert server.get(f"/variants{suffix}")[0] == (404 if suffix == "~!" else 302)
    found = {(click["tag"], click["channel"], click["app"], click["rung"]) for click in clicks(server, "variants")}
    assert ("w", "messenger", "WhatsApp", "proven") in found
    assert ("e", "email", "", "proven") in found
    assert ("s", "workchat", "Slack", "proven") in found
    assert ("", "none", "", "unattributed") in found


@pytest.mark.parametrize(
    ("agent", "app"),
    [
        ("WhatsApp/2.24.21.79 A", "WhatsApp"),
        ("Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)", "Slack"),
        ("TelegramBot (like TwitterBot)", "Telegram"),
    ],
)
def test_unfurlers_are_redirected_and_never_counted_as_clicks(
    server: Server, links: Links, agent: str, app: str
) -> None:
    assert server.get("/unfurled~w", {"User-Agent": agent})[0] == 302
    assert any((click["agent"], click["app"]) == ("unfurl", app) for click in clicks(server, "unfurled"))
    assert not [click for click in clicks(server, "unfurled") if click["agent"] == "human"]


def test_a_link_with_a_title_of_its_own_shows_it_in_previews(server: Server, links: Links) -> None:
    status, body, headers = server.ask("GET", "/own", headers={"User-Agent": "WhatsApp/2.24.21.79 A"})
    assert status == 200
    assert "A &quot;title&quot; &lt;b&gt;" in body.decode()
    assert '<meta property="og:image" content="https://www.example.org/i.png">' in body.decode()
    assert "default-src 'none'" in headers["content-security-policy"]
    assert server.get("/own")[0] == 302


def test_heads_prefetches_and_robots_are_what_they_are(server: Server, links: Links) -> None:
    assert server.ask("HEAD", "/asked")[:2] == (302, b"")
    assert server.get("/asked", {"User-Agent": ""})[0] == 302
    assert (
        server.get(
            "/asked", {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"}
        )[0]
        == 302
    )
    assert server.get("/prefetched", {"Sec-Purpose": "prefetch;prerender"})[0] == 302
    assert sorted(click["agent"] for click in clicks(server, "asked")) == ["bot", "bot", "scanner"]
    assert [click["agent"] for click in clicks(server, "prefetched")] == ["prefetch"]


def test_p03_who_objects_is_redirected_and_not_recorded(server: Server, links: Links) -> None:
    assert server.get("/objected", {"Sec-GPC": "1"})[0] == 302
    assert not clicks(server, "objected")


def test_s02_s03_nothing_in_a_request_decides_where_it_leads(server: Server, links: Links) -> None:
    for path in ("/spring?url=https://evil.example", "/spring?next=//evil.example", "/spring~w?u=evil"):
        _, _, headers = server.ask("GET", path, headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"})
        assert headers["location"] == "https://www.example.org/spring"
    for path in ("/r/?u=https://evil.example", "//evil.example", "/%0d%0aLocation:%20https://evil.example"):
        status, _, headers = server.ask("GET", path)
        assert status == 404
        assert "location" not in headers


def test_a_browser_is_told_in_words_that_there_is_nothing_and_a_program_in_json(server: Server) -> None:
    browser = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "Accept-Language": "fr-FR,fr;q=0.9"}
    for path in ("/nope", "/nope+", "/nope~w"):
        status, page, headers = server.ask("GET", path, headers=browser)
        assert (status, headers["content-type"]) == (404, "text/html; charset=utf-8")
        assert "Il n’y a rien à cette adresse" in page.decode()
        status, told, headers = server.ask("GET", path, headers={"Accept": "*/*"})
        assert (status, headers["content-type"]) == (404, "application/json")
        assert told == b'{"error":"there is nothing at this address"}'


def test_a_link_works_the_moment_it_is_made(stopped: Server) -> None:
    stopped.start()
    for number in range(3):
        time.sleep(0.25)
        address = stopped.command("link", "add", "https://www.example.org/new", "--site", "demo").strip()
        base, _, code = address.rpartition("/")
        assert base == f"http://127.0.0.1:{stopped.port}", number
        assert stopped.get(f"/{code}")[0] == 302


def test_s17_a_paused_link_stops_within_five_seconds(server: Server, links: Links) -> None:
    links.create("https://www.example.org/bad", code="bad-one", site="demo")
    _until(lambda: server.get("/bad-one")[0] == 302)
    links.pause("bad-one")
    _until(lambda: server.get("/bad-one")[0] == 404)


def _until(so: Any) -> None:
    end = time.monotonic() + 5
    while not so():
        assert time.monotonic() < end
        time.sleep(0.1)


def test_s07_scanning_for_codes_is_answered_with_429(stopped: Server) -> None:
    stopped.links.create("https://www.example.org/gone", code="gone", site="demo")
    stopped.links.delete("gone")
    stopped.links.create("https://www.example.org/there", code="there", site="demo")
    stopped.start()
    assert stopped.get("/gone")[1] == stopped.get("/never")[1]
    # one after the other they would wait for each other's looks: a scanner asks for many at once
    with ThreadPoolExecutor(16) as pool:
        statuses = list(pool.map(lambda number: stopped.get(f"/guess{number}")[0], range(80)))
    assert set(statuses) == {404, 429}
    assert 58 <= statuses.count(404) <= 65
    # who knows a link still follows it
    assert stopped.get("/there")[0] == 302
