"""In a real browser on a real server: the first account, the second step, an invitation, a shared link."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from penombre.store.database import reading, writing
from penombre.web.accounts.one_time_links import make_reset_link
from penombre.web.accounts.people import person_called
from tests.serve.server import Server

PASSWORD = "seven grey herons wade"
SHOTS = os.environ.get("PENOMBRE_SCREENSHOTS", "")
"""A folder for pictures of the pages, for somebody to look at."""


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that nobody has an account on yet."""
    server = Server(tmp_path_factory.mktemp("fresh") / "data", password_memory_mb=1, password_rounds=1)
    server.start()
    yield server
    server.stop()


class Person:
    """Somebody with a browser of their own, and what it complained about."""

    def __init__(self, browser: Browser, server: Server, **how: Any) -> None:
        self.base = how.pop("base_url", f"http://127.0.0.1:{server.port}")
        self._context = browser.new_context(base_url=self.base, **({"locale": "en-GB"} | how))
        self.page: Page = self._context.new_page()
        self.complaints: list[str] = []
        # that a page was refused is what some of these tests are about
        self.page.on("console", lambda said: None if "status of 4" in said.text else self.complaints.append(said.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def fill(self, **fields: str) -> None:
        for name, value in fields.items():
            self.page.locator(f"main [name={name}]").first.fill(value)

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).first.click()

    def sign_in(self, email: str) -> None:
        self.page.goto("/login")
        self.fill(email=email, password=PASSWORD)
        self.press("Sign in")

    def leave(self) -> None:
        self._context.close()
        assert self.complaints == [], "complaints of the browser, its content security policy among them"


def shoot(page: Page, name: str) -> None:
    """A picture of the page, where somebody wants to look at it."""
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


def once(page: Page) -> str:
    """What the page shows this once."""
    return page.locator(".once code").inner_text()


def test_from_the_printed_link_to_signing_in_with_a_second_step(browser: Browser, fresh: Server) -> None:
    ada = Person(browser, fresh)
    page = ada.page
    page.goto("/")
    page.get_by_role("link", name="Where is that link?").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Where to find the first link")
    link = re.search(r"First account: (http://\S+/welcome/\S+)", fresh.told())
    assert link
    shoot(page, "where-welcome")
    page.goto(link[1])
    shoot(page, "welcome")
    ada.fill(name="Ada", email="ada@example.org", password=PASSWORD)
    ada.press("Make the account")
    expect(page).to_have_url(f"{ada.base}/sites")
    expect(page.get_by_role("link", name=re.compile("^demo"))).to_be_visible()

    page.get_by_role("link", name="Account").click()
    page.get_by_role("link", name="Set it up").click()
    ada.press("Draw a code for your app")
    assert page.locator(".picture").evaluate("picture => picture.decode().then(() => picture.naturalWidth)") > 100
    shoot(page, "picture")
    secret = "".join(page.locator(".secret").inner_text().split())
    ada.fill(code=pyotp.TOTP(secret).at(int(time.time()) - 30))
    ada.press("Turn it on")
    assert page.locator(".codes li").count() == 10
    shoot(page, "codes")
    paper = page.locator(".codes li").first.inner_text()
    page.get_by_role("link", name="I have kept them").click()

    ada.press("Sign out")
    expect(page).to_have_url(f"{ada.base}/login")
    page.goto("/trail")
    expect(page).to_have_url(f"{ada.base}/login?next=/trail")
    ada.fill(email="ada@example.org", password=PASSWORD)
    ada.press("Sign in")
    ada.fill(code=pyotp.TOTP(secret).now())
    ada.press("Sign in")
    expect(page).to_have_url(f"{ada.base}/trail")
    expect(page.get_by_text("turned the second step on")).to_be_visible()
    ada.press("Sign out")
    ada.sign_in("ada@example.org")
    ada.fill(code=paper)
    ada.press("Sign in")
    expect(page).to_have_url(f"{ada.base}/sites")
    ada.leave()


@pytest.fixture
def owner(browser: Browser, fresh: Server) -> Iterator[Person]:
    """Ada, without the second step, signed in."""
    with writing(fresh.database) as connection:
        person = person_called(connection, "ada@example.org")
        assert person is not None, "the test before this one makes the account"
        token = make_reset_link(connection, person, time.time())
    found = Person(browser, fresh)
    found.page.goto(f"/reset/{token}")
    found.fill(password=PASSWORD)
    if person.totp_on:
        found.page.get_by_label("Turn the second step off").check()
    found.press("Set the password")
    found.sign_in("ada@example.org")
    yield found
    found.leave()


def test_an_invitation_is_accepted_in_the_language_of_its_reader(
    browser: Browser, fresh: Server, owner: Person
) -> None:
    owner.page.goto("/people")
    owner.fill(email="grace@example.org")
    owner.page.locator(".line select[name=role]").first.select_option("viewer")
    owner.press("Make an invitation")
    link = once(owner.page)
    shoot(owner.page, "invited")
    grace = Person(browser, fresh, locale="fr-FR")
    grace.page.goto(link)
    expect(grace.page.get_by_role("heading", level=1)).to_have_text("Rejoindre main")
    shoot(grace.page, "invitation")
    grace.fill(name="Grace", password=PASSWORD)
    grace.press("Rejoindre")
    expect(grace.page).to_have_url(f"{grace.base}/sites")
    expect(grace.page.get_by_role("link", name="Personnes")).to_have_count(0)
    owner.page.goto("/people")
    expect(owner.page.get_by_text("grace@example.org")).to_be_visible()
    owner.page.get_by_label("Role of Grace").select_option("editor")
    owner.page.locator("li", has_text="Grace").get_by_role("button", name="Save").click()
    grace.page.goto("/shared-links/demo")
    expect(grace.page.get_by_role("heading", level=1)).to_have_text("Liens partagés vers demo")
    grace.leave()


def test_a_shared_link_opens_and_is_revoked(browser: Browser, fresh: Server, owner: Person) -> None:
    owner.page.goto("/shared-links/demo")
    owner.fill(label="The board")
    owner.press("Make a link")
    link = once(owner.page)
    reader = Person(browser, fresh)
    reader.page.goto(link)
    expect(reader.page).to_have_url(re.compile(f"^{reader.base}/sites/demo"))
    reader.page.goto("/account")
    expect(reader.page).to_have_url(f"{reader.base}/login?next=/account")
    owner.page.get_by_role("button", name="Revoke The board").click()
    expect(owner.page.get_by_text("No link is shared.")).to_be_visible()
    reader.page.goto(link)
    expect(reader.page.get_by_role("heading", level=1)).to_have_text("This link does not work")
    reader.leave()


def test_another_sites_form_cannot_act_for_who_is_signed_in(browser: Browser, fresh: Server, owner: Person) -> None:
    """S10: the same host under another port is another origin, though the cookie goes with the request."""
    page = owner.page
    page.route("http://localhost:1/**", lambda route: route.fulfill(content_type="text/html", body=(
        f'<form method="post" action="{owner.base}/account/name"><input name="name" value="Mallory"><button>Win</button></form>'
    )))  # fmt: skip
    page.goto("http://localhost:1/")
    page.get_by_role("button", name="Win").click()
    expect(page.locator("body")).to_contain_text("only penombre's own pages may do this")
    with reading(fresh.database) as connection:
        person = person_called(connection, "ada@example.org")
    assert person is not None
    assert person.name == "Ada"


PAGES = ("/account", "/account/second-step", "/people", "/shared-links/demo", "/trail", "/login", "/welcome/none")


@pytest.mark.parametrize(
    ("lang", "width", "scheme"),
    [("en", 390, "light"), ("fr", 390, "dark"), ("en", 1280, "dark"), ("fr", 1280, "light")],
)
def test_every_page_fits_the_screen(
    browser: Browser, fresh: Server, owner: Person, lang: str, width: int, scheme: str
) -> None:
    how: dict[str, Any] = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme, "locale": lang}
    signed_in = Person(browser, fresh, storage_state=owner.page.context.storage_state(), **how)
    nobody = Person(browser, fresh, **how)
    signed_in.page.goto("/account")
    for path in PAGES:
        who = nobody if path in ("/login", "/welcome/none") else signed_in
        who.page.goto(path)
        assert who.page.locator("html").get_attribute("lang") == lang
        assert who.page.locator("nav.menu").count() == (who is signed_in)
        assert who.page.evaluate("document.documentElement.scrollWidth") <= width, path
        shoot(who.page, f"{path.strip('/').replace('/', '-')}-{lang}-{width}-{scheme}")
    signed_in.leave()
    nobody.leave()
