"""S17 on a running server: where a link leads without going there, reports, links to hosts that turn bad later."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser

from penombre.collect.links.block_list import FILE
from penombre.collect.links.reports import Reports
from tests.serve.server import Server

TARGET = "https://www.example.org/page?a=1"


@pytest.fixture(scope="module")
def links(server: Server) -> Server:
    for code in ("spring", "reported", "spammed", "clicked"):
        server.links.create(TARGET, code=code, site="demo")
    server.links.create("https://turns-bad.example/", code="later", site="demo")
    until(lambda: server.get("/later")[0] == 302)
    return server


def until(so: Callable[[], object]) -> None:
    """What S17 allows: five seconds."""
    end = time.monotonic() + 5
    while not so():
        assert time.monotonic() < end
        time.sleep(0.1)


def reports(server: Server) -> dict[str, int]:
    return {each.link.code: each.count for each in Reports(server.database).all()}


@pytest.mark.parametrize("path", ["/spring+", "/spring~w+", "/spring%2B", "/spring+?anything=1"])
def test_a_plus_shows_where_a_link_leads(links: Server, path: str) -> None:
    status, body, headers = links.ask("GET", path)
    assert status == 200
    assert TARGET in body.decode()
    assert "location" not in headers
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert links.ask("HEAD", path)[:2] == (200, b"")


def test_the_page_is_in_the_language_of_the_browser(links: Server) -> None:
    assert "Où mène ce lien" in links.get("/spring+", {"Accept-Language": "fr-FR,en;q=0.5"})[1].decode()
    assert "Where this link leads" in links.get("/spring+", {"Accept-Language": "de"})[1].decode()


def test_looking_at_a_link_is_no_click(links: Server) -> None:
    before = len(links.events())
    links.get("/spring+")
    assert len(links.events()) == before


@pytest.mark.parametrize("method", ["GET", "POST", "HEAD"])
def test_what_is_no_link_has_no_page(links: Server, method: str) -> None:
    for path in ("/nothing+", "/health+", "/+", "/spring++"):
        assert links.ask(method, path)[0] == 404
    assert links.ask("PUT", "/spring+")[0] == 405


def test_a_report_is_counted_and_shown_to_the_operator(links: Server) -> None:
    begun = time.time()
    status, _, headers = links.ask("POST", "/reported+", b"", {"Sec-Fetch-Site": "same-origin", "Cookie": "who=me"})
    assert (status, headers["location"]) == (303, "/reported+?reported")
    assert "was recorded" in links.get(headers["location"])[1].decode()
    (found,) = json.loads(links.command("link", "reports", "--json"))
    assert (found["code"], found["reports"], found["state"]) == ("reported", 1, "active")
    assert begun - 1 < Reports(links.database).all()[0].first_at.timestamp() < time.time() + 1
    assert f"127.0.0.1:{links.port}/reported" in links.command("link", "reports")
    until(lambda: b"\npenombre_link_reports_total 1\n" in links.get("/metrics")[1])


def test_other_sites_cannot_report_through_their_visitors(links: Server) -> None:
    before = reports(links)
    for site in ("cross-site", "same-site"):
        assert links.ask("POST", "/spring+", b"", {"Sec-Fetch-Site": site})[0] == 403
    assert reports(links) == before


def test_a_person_looks_reports_and_goes_on(links: Server, browser: Browser) -> None:
    page = browser.new_page(locale="fr-FR")
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(f"http://127.0.0.1:{links.port}/clicked+")
    assert page.locator(".leads").inner_text() == "www.example.org"
    assert page.evaluate("getComputedStyle(document.querySelector('.leads')).fontWeight") == "650", "no style"
    page.wait_for_timeout(1000)
    assert page.url.endswith("/clicked+")
    page.get_by_role("button", name="Signaler ce lien").click()
    page.wait_for_url("**/clicked+?reported")
    assert page.get_by_role("status").inner_text() == "Merci. Votre signalement a été enregistré."
    assert page.get_by_role("link", name="www.example.org").get_attribute("href") == TARGET
    page.close()
    assert complaints == []
    assert reports(links)["clicked"] == 1


def test_reports_are_limited_by_address_and_in_all(links: Server) -> None:
    def report(number: int, network: int) -> int:
        return links.ask("POST", "/spammed+", b"", {"X-Forwarded-For": f"198.51.{network}.{number}"})[0]

    one_address = [report(1, 100) for _ in range(10)]
    assert one_address == [303] * 3 + [429] * 7
    status, body, headers = links.ask("POST", "/spammed+", b"", {"X-Forwarded-For": "198.51.100.1"})
    assert (status, int(headers["retry-after"]) > 1, b"Too many reports" in body) == (429, True, True)
    # an address of the sixth version is a whole household
    sixth = [
        links.ask("POST", "/spammed+", b"", {"X-Forwarded-For": f"2001:db8:1:1::{number}"})[0] for number in range(5)
    ]
    assert sixth == [303] * 3 + [429] * 2
    many_addresses = [report(number, network) for network in (0, 1) for number in range(1, 40)]
    assert 15 < many_addresses.count(303) < 35
    assert many_addresses[-20:].count(429) >= 15
    assert reports(links)["spammed"] == 6 + many_addresses.count(303)
    # looking goes on
    assert links.get("/spammed+")[0] == 200
    assert links.get("/spammed")[0] == 302


def test_a_link_whose_host_turns_bad_is_stopped_within_five_seconds(links: Server) -> None:
    block_list = links.data / FILE
    block_list.write_text("turns-bad.example\n")
    until(lambda: links.get("/later")[0] != 302)
    for path in ("/later", "/later~w", "/later+"):
        status, body, headers = links.ask("GET", path, headers={"Accept-Language": "fr"})
        assert status == 403
        assert "location" not in headers
        assert "Ce lien a été arrêté" in body.decode()
        assert 'href="https://turns-bad.example' not in body.decode()
    assert links.ask("GET", "/later", headers={"User-Agent": "WhatsApp/2.24.21.79 A"})[0] == 403
    assert links.get("/later", {"Sec-GPC": "1"})[0] == 403
    assert links.get("/spring")[0] == 302
    assert json.loads(links.get("/health")[1])["links"]["blocked_hosts"] == 1
    (found,) = (each for each in json.loads(links.command("link", "list", "--json")) if each["code"] == "later")
    assert found["state"] == "blocked"
    # and it goes on when the list lets it
    block_list.write_text("# nothing\n")
    until(lambda: links.get("/later")[0] == 302)


def test_links_made_before_are_judged_at_the_start(stopped: Server) -> None:
    stopped.links.create("https://turns-bad.example/", code="later", site="demo")
    (stopped.data / FILE).write_text("bad.example\nturns-bad.example\nno host at all\n")
    stopped.start()
    assert stopped.get("/later")[0] == 403
    assert json.loads(stopped.get("/health")[1])["links"]["block_list"] == "with faults"
