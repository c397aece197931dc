"""`penombre serve --demo`: the paper in a real browser on a real server, and the data that arrive."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import Engine

from penombre.collect.links.repository import Links
from penombre.collect.sites import Sites
from penombre.serve.place import Place
from penombre.settings import Settings
from penombre.store.database import open_database
from penombre.web.demo.paper import paper
from penombre.web.demo.setup import make_demo
from tests.serve.server import CHROME, Server, free_port, view

STORY = paper("fr").path(paper("fr").stories[0])
TWIN = paper("en").path(paper("en").stories[0])
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with the demo on, as `make run` starts it."""
    server = Server(tmp_path_factory.mktemp("demo") / "data", demo=True)
    server.start()
    yield server
    server.stop()


class Watched:
    """A page, and what went wrong on it."""

    def __init__(self, browser: Browser, base: str, **how: Any) -> None:
        self.base = base
        self.page: Page = browser.new_page(user_agent=CHROME, **how)
        self.complaints: list[str] = []
        self.strangers: list[str] = []
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self._asked(request.url))

    def _asked(self, url: str) -> None:
        if not url.startswith(self.base + "/"):
            self.strangers.append(url)


@pytest.fixture
def watched(browser: Browser, demo: Server) -> Iterator[Watched]:
    """A page of a desk's size."""
    found = Watched(browser, f"http://127.0.0.1:{demo.port}", viewport={"width": 1280, "height": 900})
    yield found
    found.page.close()
    assert found.complaints == [], "complaints of the browser, its content security policy among them"
    assert found.strangers == [], "requests to somebody else"


def until(holds: Callable[[], bool], seconds: float = 30.0) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.1)


def live(demo: Server) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(demo.get("/demo/live?lang=en")[1])
    return found


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/", "/demo/fr/", "/demo/en/outdoors", STORY, TWIN])
def test_every_page_fits_the_screen_and_loads_nothing_from_elsewhere(
    browser: Browser, demo: Server, path: str, scheme: str, width: int
) -> None:
    found = Watched(
        browser,
        f"http://127.0.0.1:{demo.port}",
        viewport={"width": width, "height": 900},
        color_scheme=scheme,
    )
    found.page.goto(found.base + path)
    if path != "/":
        assert found.page.locator("#panel").is_visible()
    assert found.page.evaluate("document.documentElement.scrollWidth") <= width
    assert found.page.locator("html").get_attribute("lang") in ("fr", "en")
    found.page.close()
    assert (found.complaints, found.strangers) == ([], [])


@pytest.mark.parametrize(("wishes", "home"), [("fr-FR,fr;q=0.9", "/demo/fr/"), ("en", "/demo/en/")])
def test_the_first_page_is_in_the_language_of_the_browser(demo: Server, wishes: str, home: str) -> None:
    status, _, headers = demo.ask("GET", "/demo/?s=w1", headers={"Accept-Language": wishes})
    assert (status, headers["location"]) == (302, f"{home}?s=w1")
    assert f'href="{home}"' in demo.get("/", {"Accept-Language": wishes})[1].decode()


def test_the_button_sends_visitors_whose_visits_arrive_in_the_store(watched: Watched, demo: Server) -> None:
    until(lambda: (crowd := live(demo)["crowd"])["all"] > 0 and not crowd["on_its_way"])  # the welcome's is over
    before = demo.ledger()
    page = watched.page
    page.goto(watched.base + STORY)
    page.get_by_role("button", name="Envoyer 200 visiteurs simulés").click()
    page.get_by_text("Ils sont passés.").wait_for(timeout=60_000)
    page.get_by_role("row", name="Liens courts suivis").wait_for()
    page.locator("#holds:not(.broken)").wait_for()
    ledger = demo.drained()
    assert ledger["holds"]
    assert ledger["stored"] - before["stored"] > 250
    assert ledger["duplicate"] > before["duplicate"]
    assert (
        ledger["quarantined"] > before["quarantined"]
    )  # one, and perhaps one of the welcome that was still on its way
    assert ledger["dropped_by_signal"] > before["dropped_by_signal"]
    assert ledger["refused"] == before["refused"]
    events = demo.events()
    kinds = {(event["kind"], event["agent"]) for event in events}
    assert {("view", "human"), ("click", "human"), ("click", "unfurl"), ("view", "bot"), ("share", "human")} <= kinds
    assert {"WhatsApp", "Slack", "Telegram", "Google"} <= {event["app"] for event in events}
    assert "203.0.113" not in json.dumps(events)


def test_a_reader_of_the_paper_is_counted_as_one(watched: Watched, demo: Server) -> None:
    # no simulated visitor reads a section's front
    section = paper("fr").section_path(paper("fr").sections[1])
    watched.page.goto(watched.base + section)
    until(lambda: any((each["page"], each["agent"]) == (section, "human") for each in demo.events()))


def test_one_crowd_at_a_time(demo: Server) -> None:
    until(lambda: not live(demo)["crowd"]["on_its_way"])
    assert demo.ask("POST", "/demo/visitors")[0] == 202
    assert demo.ask("POST", "/demo/visitors")[0] == 409
    until(lambda: not live(demo)["crowd"]["on_its_way"])


def test_the_dial_changes_the_mode_of_the_page_that_it_stands_on(watched: Watched, demo: Server) -> None:
    page = watched.page
    page.goto(watched.base + TWIN)
    share = view("5" * 32, TWIN) | {"kind": "share", "url": watched.base + TWIN}
    for name, mode, taken in (("Strict", "strict", 400), ("Consent", "consent", 202), ("Counting", "counting", 202)):
        page.get_by_role("button", name=name, exact=True).click()
        page.locator(f"#panel[data-mode={mode}]").wait_for()
        assert page.url == watched.base + TWIN
        assert page.get_by_role("button", name=name, exact=True).get_attribute("aria-pressed") == "true"
        assert page.locator("#consent").count() == (mode == "consent")
        # the edge knows it as soon as the page does
        assert demo.post(share)[0] == taken, mode


def test_the_consent_switch_tells_the_script_and_is_remembered_until_it_is_taken_back(
    watched: Watched, demo: Server
) -> None:
    demo.ask("POST", "/demo/mode", b"mode=consent", FORM)
    try:
        page = watched.page
        # what the script is told, whatever it makes of it
        page.add_init_script(
            "window.told = []; Object.defineProperty(window, 'penombre', {configurable: true,"
            " get: () => ({mode: 'consent', agreed: () => false, tag: (a) => a, share() {}, consent: (yes) => told.push(yes)}), set() {}})"
        )
        page.goto(watched.base + TWIN)
        page.get_by_role("switch").check()
        assert page.evaluate("told") == [True]
        page.reload()
        assert page.get_by_role("switch").is_checked()
        assert page.evaluate("told") == [True]
        page.get_by_role("switch").uncheck()
        assert page.evaluate("told") == [True, False]
        assert page.evaluate("sessionStorage.length") == 0
    finally:
        demo.ask("POST", "/demo/mode", b"mode=counting", FORM)


def test_short_links_lead_to_the_paper_and_have_codes(demo: Server) -> None:
    for lang in ("fr", "en"):
        for code, path in paper(lang).short_links.items():
            status, _, headers = demo.ask("GET", f"/{code}~w")
            assert (status, headers["location"]) == (302, f"http://127.0.0.1:{demo.port}{path}")
            assert demo.get(f"/demo/qr/{code}")[1].startswith(b"<?xml")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/demo/de/"),
        ("GET", "/demo/fr/nothing"),
        ("GET", "/demo/fr/en-ville/nothing"),
        ("GET", "/demo/art/..%2f..%2fdemo.js"),
        ("GET", "/demo/files/../demo.css"),
        ("GET", "/demo/qr/unknown"),
    ],
)
def test_there_is_nothing_else(demo: Server, method: str, path: str) -> None:
    assert demo.get(path, method=method)[0] == 404


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.example"}]
)
@pytest.mark.parametrize("path", ["/demo/visitors", "/demo/mode"])
def test_another_sites_page_cannot_press_the_buttons(demo: Server, path: str, headers: dict[str, str]) -> None:
    assert demo.ask("POST", path, b"mode=strict", FORM | headers)[0] == 403
    assert Sites(demo.database).named("demo").mode == "counting"


def test_a_form_leads_back_to_the_paper_only(demo: Server) -> None:
    for back, led in ((STORY, STORY), ("https://evil.example/", "/demo/"), ("//evil.example", "/demo/")):
        body = f"mode=counting&back={back}".encode()
        status, _, headers = demo.ask("POST", "/demo/mode", body, FORM)
        assert (status, headers["location"]) == (303, led)


def test_an_installation_has_no_demo_unless_it_is_asked_for(tmp_path: Path) -> None:
    server = Server(tmp_path / "data")
    server.start()
    try:
        assert server.get("/demo/")[0] == 404
        assert server.ask("POST", "/demo/visitors")[0] == 404
        assert "/demo/" not in server.get("/")[1].decode()
    finally:
        server.stop()


@pytest.fixture
def database(tmp_path: Path) -> Engine:
    place = Place(tmp_path)
    place.make()
    return open_database(place.database)


def test_a_second_start_keeps_the_mode_and_leads_the_links_to_the_new_port(database: Engine) -> None:
    make_demo(database, Settings(port=8001))
    Sites(database).change_mode("demo", "strict")
    Links(database).delete("marche")
    make_demo(database, Settings(port=8002))
    assert Sites(database).named("demo").mode == "strict"
    targets = {link.code: link.target for link in Links(database).all()}
    assert targets["market"] == f"http://127.0.0.1:8002{TWIN}"
    assert "marche" not in targets, "who deleted it did not want it"


def test_make_run_says_where_to_look_and_what_to_do_where_the_port_is_taken(tmp_path: Path) -> None:
    port = str(free_port())
    command = [sys.executable, "-m", "penombre.cli", "serve", "--demo", "--port", port, "--data"]
    with (tmp_path / "told").open("w") as told:
        first = subprocess.Popen([*command, str(tmp_path / "one")], stdout=told)
    try:
        until(lambda: "/demo/" in (tmp_path / "told").read_text(), 60)
        text = (tmp_path / "told").read_text()
        assert f"Dashboard      http://127.0.0.1:{port}/sites/demo\n" in text
        assert f"Demo site      http://127.0.0.1:{port}/demo/\n" in text
        assert f"First account  http://127.0.0.1:{port}/welcome/" in text
        assert Sites(open_database(Place(tmp_path / "one").database)).named("demo").mode == "counting"
        second = subprocess.run([*command, str(tmp_path / "two")], capture_output=True, text=True, check=False)
        assert second.returncode == 2
        assert second.stderr.count("\n") == 1
        assert f"make run PORT={int(port) + 1}" in second.stderr
        assert not (tmp_path / "two").exists()
    finally:
        first.send_signal(signal.SIGINT)
        assert first.wait(30) == 0


def test_the_makefile_serves_after_the_sample_and_only_audits_a_log() -> None:
    makefile = Path(__file__).parents[2]
    sample, log = (
        subprocess.run(["make", "-n", "run", *more], cwd=makefile, capture_output=True, text=True, check=True).stdout
        for more in (["PORT=8400"], ["LOG=access.log"])
    )
    assert "penombre.cli demo" in sample
    assert "serve --demo --data out/demo-data --port 8400" in sample
    assert '--log "access.log"' in log
    assert "serve" not in log
