"""In a real browser on a real server: a passkey, the organisation's provider, the page of webhooks."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from penombre.dispatch.deliveries import Deliveries
from penombre.dispatch.webhooks import EVENTS, Webhook, add_webhook, note_failure
from penombre.store.database import writing
from penombre.web.accounts.people import known_person, set_password
from tests.dispatch.receiver import receiving
from tests.serve.server import OWNER, Server
from tests.web.accounts.installation import PASSWORD, WEAK_HASH
from tests.web.accounts.oidc_provider import CLIENT, SECRET, OidcProvider, oidc_provider
from tests.web.accounts.test_journey import Person

AXE = Path(__file__).parents[3] / "widget" / "node_modules" / "axe-core" / "axe.min.js"
SHOTS = os.environ.get("PENOMBRE_SCREENSHOTS", "")


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, OidcProvider]]:
    """A server with an owner, a provider that knows them, and a public name for passkeys."""
    server = Server(tmp_path_factory.mktemp("doors") / "data", password_memory_mb=1, password_rounds=1)
    server.signed_in()
    with writing(server.database) as connection:
        set_password(connection, known_person(connection, OWNER), WEAK_HASH)
    with oidc_provider() as provider:
        provider.who |= {"email": OWNER}
        server.settings |= {
            "url": f"http://localhost:{server.port}",
            "webhooks_to_this_machine": "true",
            "sign_on_issuer": provider.issuer,
            "sign_on_client_id": CLIENT,
            "sign_on_client_secret": SECRET,
            "sign_on_button": "Atelier d’Été",
        }
        server.start()
        yield server, provider
        server.stop()


def person(browser: Browser, server: Server, **how: Any) -> Person:
    return Person(browser, server, base_url=f"http://localhost:{server.port}", **how)


def authenticator(page: Page, *, verified: bool = True) -> tuple[Any, str]:
    """A device in the browser that holds passkeys."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    made = session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": verified,
                "automaticPresenceSimulation": True,
            }
        },
    )
    return session, made["authenticatorId"]


def sign_in(who: Person) -> None:
    who.page.goto("/login")
    who.fill(email=OWNER, password=PASSWORD)
    who.press("Sign in")
    expect(who.page).to_have_url(f"{who.base}/sites")


def test_a_passkey_is_added_signs_in_and_is_removed(browser: Browser, doors: tuple[Server, OidcProvider]) -> None:
    ada = person(browser, doors[0])
    session, device = authenticator(ada.page)
    sign_in(ada)
    ada.page.goto("/account")
    section = ada.page.locator("#passkeys")
    section.locator("[name=label]").fill("Ada’s laptop")
    section.locator("[name=password]").fill("not the password")
    section.get_by_role("button").click()
    expect(section.get_by_role("alert")).to_have_text("That is not your current password.")
    section.locator("[name=password]").fill(PASSWORD)
    section.get_by_role("button").click()
    expect(ada.page).to_have_url(re.compile("saved=passkey"))
    expect(section).to_contain_text("Ada’s laptop")
    [kept] = session.send("WebAuthn.getCredentials", {"authenticatorId": device})["credentials"]
    assert (kept["rpId"], kept["isResidentCredential"]) == ("localhost", True)

    ada.press("Sign out")
    ada.page.goto("/login?next=/trail")
    ada.press("Sign in with a passkey")
    expect(ada.page).to_have_url(f"{ada.base}/trail")
    expect(ada.page.get_by_text("added a passkey")).to_be_visible()

    ada.press("Sign out")
    session.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})
    ada.press("Sign in with a passkey")
    expect(ada.page.get_by_role("alert")).to_contain_text("The browser gave no passkey")
    session.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": True})
    ada.press("Sign in with a passkey")
    expect(ada.page).to_have_url(f"{ada.base}/sites")

    ada.page.goto("/account")
    ada.page.get_by_role("button", name="Remove Ada’s laptop").click()
    expect(section).not_to_contain_text("Ada’s laptop")
    ada.press("Sign out")
    ada.press("Sign in with a passkey")
    expect(ada.page.get_by_role("alert").first).to_contain_text("not known here")
    ada.leave()


def test_without_a_script_the_password_is_what_there_is(browser: Browser, doors: tuple[Server, OidcProvider]) -> None:
    ada = person(browser, doors[0], java_script_enabled=False)
    ada.page.goto("/login")
    expect(ada.page.get_by_role("button", name="Sign in with a passkey")).to_have_count(0)
    sign_in(ada)
    ada.page.goto("/account")
    assert "Adding a passkey needs JavaScript" in ada.page.content()  # emulated, the browser does not show `noscript`
    expect(ada.page.locator("#passkeys form")).to_have_count(1)
    expect(ada.page.locator("#passkeys form")).to_be_hidden()
    ada.leave()


def test_the_provider_signs_in_through_the_browsers_own_redirects(
    browser: Browser, doors: tuple[Server, OidcProvider]
) -> None:
    """The cookie of the session and the policy of the pages must let the way there and back pass."""
    ada = person(browser, doors[0])
    ada.page.goto("/login?next=/trail")
    ada.page.get_by_role("link", name="Sign in with Atelier d’Été").click()
    expect(ada.page).to_have_url(f"{ada.base}/trail")
    expect(ada.page.get_by_text("signed in through the organisation")).to_be_visible()
    ada.leave()


def test_a_webhook_is_made_and_tried(browser: Browser, doors: tuple[Server, OidcProvider]) -> None:
    ada = person(browser, doors[0])
    sign_in(ada)
    with receiving() as receiver:
        ada.page.goto("/account")
        ada.page.get_by_role("link", name="Webhooks").click()
        ada.fill(address=receiver.address)
        ada.page.get_by_label("robots flood the site").uncheck()
        ada.press("Make the webhook")
        assert ada.page.locator(".once code").inner_text().startswith("whsec_")
        ada.page.get_by_role("button", name="Send a test").click()
        expect(ada.page.get_by_role("status")).to_contain_text("taken 204")
        assert len(receiver.received) == 1
        receiver.answers = [302]
        ada.page.get_by_role("button", name="Send a test").click()
        expect(ada.page.get_by_role("status")).to_contain_text("given up 302 – it leads elsewhere")
        ada.page.get_by_role("button", name="Remove").click()
        expect(ada.page.get_by_text("No program is told yet.")).to_be_visible()
    ada.leave()


@pytest.fixture(scope="module")
def watched(doors: tuple[Server, OidcProvider]) -> list[Webhook]:
    """Two webhooks: one that takes what it is told, and one that is switched off, with long addresses."""
    database, now = doors[0].database, time.time()
    with writing(database) as connection:
        good, _ = add_webhook(connection, "demo", "https://hooks.example.org/penombre?team=audience", EVENTS, now)
        bad, _ = add_webhook(connection, "demo", f"https://hooks.example.org/{'a-long-path/' * 12}", EVENTS[:1], now)
        note_failure(connection, bad, now, gone=True)
    told = Deliveries(database)
    for webhook, matter, state, said, status in (
        (good, "alert 12", "sent", "", 204),
        (good, "report 3", "waiting", "it answered 503", 503),
        (bad, "alert 12 over", "failed", "hooks.example.org did not answer in time", None),
    ):
        told.begin("demo", webhook.receiver, matter, now)
        told.end("demo", webhook.receiver, matter, now, state, said, status)  # type: ignore[arg-type]
    return [good, bad]


@pytest.mark.parametrize(
    ("lang", "width", "scheme"),
    [("en", 390, "light"), ("fr", 390, "dark"), ("en", 1280, "dark"), ("fr", 1280, "light")],
)
def test_every_page_fits_the_screen_and_reads_well(
    browser: Browser, doors: tuple[Server, OidcProvider], watched: list[Webhook], lang: str, width: int, scheme: str
) -> None:
    how: dict[str, Any] = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme, "locale": lang}
    nobody = person(browser, doors[0], **how)
    signed_in = person(browser, doors[0], **how)
    signed_in.page.goto("/login")
    signed_in.fill(email=OWNER, password=PASSWORD)
    signed_in.page.locator("button.go").first.click()
    expect(signed_in.page).to_have_url(f"{signed_in.base}/sites")
    for who, path in ((nobody, "/login"), (signed_in, "/account"), (signed_in, "/webhooks/demo")):
        page = who.page
        page.goto(path)
        assert page.locator("html").get_attribute("lang") == lang
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        if SHOTS:
            name = f"doors-{path.strip('/').replace('/', '-')}-{lang}-{width}-{scheme}"
            page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)
        if AXE.exists():
            page.evaluate(AXE.read_text(encoding="utf-8"))
            told = page.evaluate(
                "axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']})"
                ".then(({passes, violations}) => ({passes: passes.length, violations}))"
            )
            assert told["passes"] > 10
            faults = [(each["id"], [node["html"][:120] for node in each["nodes"][:3]]) for each in told["violations"]]
            assert faults == [], path
    signed_in.leave()
    nobody.leave()
