"""Signing in through the organisation's provider: who comes in, and what of the provider's word is not believed."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from penombre.collect.journal.loader import Loader
from penombre.serve.place import Place
from penombre.settings import Settings, SignOnSettings
from penombre.store.database import open_database
from penombre.store.event_store import EventStore
from penombre.web.accounts import sign_on
from penombre.web.accounts.invitations import invite
from penombre.web.accounts.people import person_called
from penombre.web.accounts.roles import Role
from penombre.web.accounts.second_step import begin_second_step
from penombre.web.accounts.workspaces import roles_on_sites
from tests.web.accounts.conftest import copied, installed
from tests.web.accounts.installation import Browser, Installation, count
from tests.web.accounts.oidc_provider import CLIENT, SECRET, OidcProvider, oidc_provider

OTHER = RSAKey.generate_key(2048, {"kid": "one"})
HERE = "http://127.0.0.1"


class There:
    def __init__(self, installation: Installation, provider: OidcProvider) -> None:
        self.installation, self.provider = installation, provider

    def away(self, browser: Browser, next_: str = "/trail") -> str:
        """Where somebody is led who wants to sign in."""
        answer = browser.get(f"/login/sign-on?next={next_}")
        assert answer.status_code == 303, answer.text
        return str(answer.headers["location"])

    def back(self, browser: Browser, address: str) -> httpx.Response:
        assert address.startswith(HERE)
        return browser.get(address.removeprefix(HERE), sec_fetch_site="cross-site")

    def signed_on(self, browser: Browser | None = None) -> tuple[Browser, httpx.Response]:
        found = browser or self.installation.browser()
        return found, self.back(found, self.provider.granted(self.away(found)))

    def known(self, **who: Any) -> None:
        self.provider.who |= who


Place_ = Callable[..., Any]


@pytest.fixture
def place(
    tmp_path: Path, filled_database: Path, kept: tuple[EventStore, Loader], monkeypatch: pytest.MonkeyPatch
) -> Place_:
    monkeypatch.setenv("PENOMBRE_SIGN_ON_CLIENT_SECRET", SECRET)

    @contextmanager
    def made(**how: Any) -> Iterator[There]:
        database = open_database(Place(copied(filled_database, tmp_path)).database)
        with oidc_provider() as provider:
            settings_ = SignOnSettings(issuer=provider.issuer, client_id=CLIENT, button="Atelier", **how)
            settings = Settings(password_memory_mb=1, password_rounds=1, url=HERE, sign_on=settings_)
            with installed(database, kept, settings) as installation:
                yield There(installation, provider)

    return made


@pytest.fixture
def there(place: Place_) -> Iterator[There]:
    with place() as found:
        yield found


def test_somebody_with_an_account_comes_in_and_is_known_by_number_from_then_on(there: There) -> None:
    assert "Sign in with Atelier" in there.installation.browser().get("/login").text
    browser, answer = there.signed_on()
    assert (answer.status_code, answer.headers["location"]) == (303, "/trail")
    assert "penombre-sign-on" not in browser.cookies
    trail = browser.get("/trail").text
    assert "signed in through the organisation" in trail
    assert "was linked to the organisation’s account" in trail
    there.known(email="renamed@example.org")
    again, answer = there.signed_on()
    assert answer.status_code == 303
    assert "editor@example.org" in again.get("/account").text
    with there.installation.reading() as connection:
        assert count(connection, "identities") == 1


def test_who_turned_the_second_step_on_is_asked_for_it(there: There) -> None:
    with there.installation.writing() as connection:
        begin_second_step(connection, there.installation.person("editor"))
        connection.exec_driver_sql("UPDATE users SET totp_on = true")
    browser, answer = there.signed_on()
    assert (answer.status_code, 'action="/login/code"' in answer.text) == (200, True)
    assert not browser.is_signed_in()


def test_an_unknown_person_is_told_to_ask_for_an_invitation(there: There) -> None:
    there.known(email="newcomer@example.org")
    browser, answer = there.signed_on()
    assert (answer.status_code, "newcomer@example.org is not invited" in answer.text) == (403, True)
    assert not browser.is_signed_in()
    with there.installation.reading() as connection:
        assert person_called(connection, "newcomer@example.org") is None


def test_an_invitation_is_taken_up_and_no_password_opens_such_an_account(there: There) -> None:
    with there.installation.writing() as connection:
        invite(connection, "newcomer@example.org", 1, Role.EDITOR, time.time())
    there.known(email="Newcomer@Example.org", name="New \u202e Comer")
    _, answer = there.signed_on()
    assert answer.status_code == 303
    with there.installation.reading() as connection:
        person = person_called(connection, "newcomer@example.org")
        assert person is not None
        assert roles_on_sites(connection, person.number) == {"paper": Role.EDITOR}
        assert (person.password, person.name) == ("", "newcomer")
        assert count(connection, "invitations") == 0
    for password in ("", "nobody has this password", "!"):
        assert there.installation.browser().sign_in("newcomer", password).status_code == 401


def test_an_operator_may_let_everybody_of_a_domain_in_as_viewers(place: Place_) -> None:
    with place(domains=("Example.ORG",), join="client") as there:
        there.known(email="newcomer@example.org")
        assert there.signed_on()[1].status_code == 303
        with there.installation.reading() as connection:
            person = person_called(connection, "newcomer@example.org")
            assert person is not None
            assert roles_on_sites(connection, person.number) == {"shop": Role.VIEWER}
        for email in ("eve@example.net", "eve@sub.example.org", "eve@example.org.example.net"):
            there.known(sub=email, email=email)
            _, answer = there.signed_on()
            assert (answer.status_code, "does not sign in this way" in answer.text) == (403, True), email


def test_an_address_that_was_given_to_somebody_else_opens_nothing(there: There) -> None:
    assert there.signed_on()[1].status_code == 303
    there.known(sub="249")
    browser, answer = there.signed_on()
    assert (answer.status_code, "Another person of your organisation" in answer.text) == (403, True)
    assert not browser.is_signed_in()


@pytest.mark.parametrize("verified", [False, None, "false", 1, "yes"])
def test_an_address_that_is_not_verified_is_nobodys(there: There, verified: Any) -> None:
    there.known(email_verified=verified)
    browser, answer = there.signed_on()
    assert (answer.status_code, "no verified e-mail address" in answer.text) == (403, True)
    assert not browser.is_signed_in()


def test_what_the_token_leaves_out_is_asked_for_of_the_same_person(there: There) -> None:
    there.known(email=None, email_verified=None)
    there.provider.userinfo = {"sub": "248", "email": "editor@example.org", "email_verified": "true"}
    assert there.signed_on()[1].status_code == 303
    there.provider.userinfo["sub"] = "1"
    assert there.signed_on()[1].status_code == 401


NOW = int(time.time())


@pytest.mark.parametrize(
    "spoil",
    [
        {"nonce": "another"}, {"nonce": None}, {"aud": "another"}, {"aud": None}, {"aud": [CLIENT, "another"]},
        {"aud": [CLIENT, "another"], "azp": "another"}, {"azp": "another"}, {"iss": "https://id.example.net"},
        {"iss": None}, {"exp": NOW - 3600}, {"exp": None}, {"exp": "soon"}, {"iat": None}, {"nbf": NOW + 3600},
        {"sub": None}, {"sub": ""}, {"sub": 248}, {"sub": "x" * 256},
    ],
    ids=[str(number) for number in range(18)],  # the same for all who collect them, whatever the time is
)  # fmt: skip
def test_claims_that_are_wrong_are_not_believed(there: There, spoil: dict[str, Any]) -> None:
    there.provider.spoil = spoil
    browser, answer = there.signed_on()
    assert (answer.status_code, "could not be believed" in answer.text) == (401, True)
    assert not browser.is_signed_in()
    with there.installation.reading() as connection:
        assert count(connection, "identities") == 0


def part(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def unsigned(provider: OidcProvider, claims: dict[str, Any]) -> str:
    return f"{part({'alg': 'none'})}.{part(claims)}."


def with_the_clients_secret(provider: OidcProvider, claims: dict[str, Any]) -> str:
    return jwt.encode(
        {"alg": "HS256", "kid": "one"}, claims, OctKey.import_key("a client's secret: +/= and some more of it")
    )


def with_the_public_key_as_a_secret(provider: OidcProvider, claims: dict[str, Any]) -> str:
    public = provider.keys.keys[0].as_pem(private=False)  # type: ignore[union-attr]
    head = f"{part({'alg': 'HS256', 'kid': 'one'})}.{part(claims)}"
    seal = hmac.new(public, head.encode(), hashlib.sha256).digest()
    return f"{head}.{base64.urlsafe_b64encode(seal).decode().rstrip('=')}"


def with_another_key(provider: OidcProvider, claims: dict[str, Any]) -> str:
    return jwt.encode({"alg": "RS256", "kid": "one"}, claims, OTHER)


def with_a_key_in_its_head(provider: OidcProvider, claims: dict[str, Any]) -> str:
    return jwt.encode({"alg": "RS256", "jwk": OTHER.as_dict(private=False)}, claims, OTHER)


def changed_after_signing(provider: OidcProvider, claims: dict[str, Any]) -> str:
    head, _, seal = provider.signed(claims).split(".")
    return f"{head}.{part(claims | {'sub': '1'})}.{seal}"


def nothing(provider: OidcProvider, claims: dict[str, Any]) -> str:
    return ""


@pytest.mark.parametrize(
    "sign",
    [
        unsigned,
        with_the_clients_secret,
        with_the_public_key_as_a_secret,
        with_another_key,
        with_a_key_in_its_head,
        changed_after_signing,
        nothing,
    ],
)
def test_a_signature_that_is_not_the_providers_is_not_believed(there: There, sign: Any) -> None:
    there.provider.sign = lambda claims: str(sign(there.provider, claims))
    browser, answer = there.signed_on()
    assert (answer.status_code, "could not be believed" in answer.text) == (401, True)
    assert not browser.is_signed_in()


def test_a_key_that_is_new_at_the_provider_is_looked_for(there: There, monkeypatch: pytest.MonkeyPatch) -> None:
    assert there.signed_on()[1].status_code == 303
    there.provider.add_key()
    there.provider.sign = lambda claims: there.provider.signed(claims, "ES256", "two")
    assert there.signed_on()[1].status_code == 401, "not more than once a minute, whatever tokens say"
    monkeypatch.setattr(sign_on, "AGAIN_AFTER", 0.0)
    assert there.signed_on()[1].status_code == 303
    assert there.provider.asked.count("GET /keys") == 2
    assert there.provider.asked.count("GET /.well-known/openid-configuration") == 1


def test_a_state_is_good_once_in_the_browser_that_began(there: There) -> None:
    browser, other = there.installation.browser(), there.installation.browser()
    address = there.provider.granted(there.away(browser))
    assert there.back(other, address).status_code == 400, "another browser, which somebody lured here"
    cookie = dict(browser.cookies)
    assert there.back(browser, address).status_code == 303
    browser.cookies |= cookie
    again = there.back(browser, address)
    assert (again.status_code, "took too long, or was done already" in again.text) == (400, True)
    for query in ("", "?state=", "?state=x&code=y", "?code=y"):
        assert browser.get(f"/login/sign-on/back{query}").status_code == 400


def test_a_state_is_gone_also_where_the_try_failed_and_after_five_minutes(there: There) -> None:
    browser = there.installation.browser()
    address = there.away(browser)
    cookie = dict(browser.cookies)
    back = there.provider.granted(address)
    refused = there.back(browser, back.replace("code=", "error=access_denied&x="))
    assert (refused.status_code, "did not let you in (access_denied)" in refused.text) == (401, True)
    browser.cookies |= cookie
    assert there.back(browser, back).status_code == 400
    late = there.provider.granted(there.away(browser))
    with there.installation.writing() as connection:
        connection.exec_driver_sql("UPDATE challenges SET expires_at = expires_at - 301")
    assert there.back(browser, late).status_code == 400


def test_what_a_provider_writes_is_not_put_on_the_page_as_it_is(there: There) -> None:
    browser = there.installation.browser()
    back = there.provider.granted(there.away(browser)).replace("code=", "error=%3Cscript%3Ealert(1)&x=")
    answer = there.back(browser, back)
    assert answer.status_code == 401
    assert "alert(1)" not in answer.text


def test_an_answer_of_another_issuer_is_not_believed(there: There) -> None:
    browser = there.installation.browser()
    back = there.provider.granted(there.away(browser)).replace("iss=http", "iss=https")
    assert there.back(browser, back).status_code == 401


@pytest.mark.parametrize("wanted", ["//example.net", "https://example.net", "/\\example.net"])
def test_one_is_led_to_own_pages_only(there: There, wanted: str) -> None:
    browser = there.installation.browser()
    answer = there.back(browser, there.provider.granted(there.away(browser, wanted)))
    assert answer.headers["location"] == "/sites"


@pytest.mark.parametrize(
    ("path", "status"), [("/.well-known/openid-configuration", 500), ("/token", 503), ("/keys", 302), ("/token", 302)]
)
def test_a_provider_that_is_away_is_told_and_the_password_stays(there: There, path: str, status: int) -> None:
    there.provider.statuses[path] = status
    browser = there.installation.browser()
    answer = browser.get("/login/sign-on")
    if answer.status_code == 303:
        answer = there.back(browser, there.provider.granted(answer.headers["location"]))
    assert (answer.status_code, "Atelier does not answer" in answer.text) == (503, True)
    assert browser.sign_in("editor").status_code == 303


@pytest.mark.parametrize(
    "description",
    [
        {"issuer": "https://id.example.net"},
        {"authorization_endpoint": "http://id.example.net/"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": None},
    ],
)
def test_a_description_that_cannot_be_is_not_followed(there: There, description: dict[str, Any]) -> None:
    there.provider.description = description
    assert there.installation.browser().get("/login/sign-on").status_code == 503


def test_a_client_may_send_its_secret_in_the_form(there: There) -> None:
    there.provider.description = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    assert there.signed_on()[1].status_code == 303


def test_who_only_tries_waits(there: There) -> None:
    browser = there.installation.browser()
    statuses = [browser.get("/login/sign-on").status_code for _ in range(31)]
    assert statuses == [303] * 30 + [429]


def test_in_clear_nobody_is_led_away(place: Place_) -> None:
    with place() as there:
        away = there.installation.browser(base="http://stats.example.org")
        assert away.get("/login/sign-on").status_code == 403


def test_without_a_provider_there_is_no_such_page(here: Installation) -> None:
    assert here.browser().get("/login/sign-on").status_code == 404
    assert here.browser().get("/login/sign-on/back?state=x").status_code == 404
    assert "sign-on" not in here.browser().get("/login").text
