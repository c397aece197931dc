"""Signing in and out: sessions cannot be fixed or outlived (S11), and the second step is one."""

from __future__ import annotations

import time

import httpx
import pyotp
import pytest

from penombre.web.accounts.passwords import Passwords
from penombre.web.accounts.people import set_password
from penombre.web.accounts.second_step import begin_second_step, confirm_second_step
from penombre.web.accounts.sessions import IDLE, LONGEST
from penombre.web.accounts.showing import own_path
from tests.web.accounts.installation import PASSWORD, Installation, count

NEW_PASSWORD = "nine brown otters dive"


def cookies_of(answer: httpx.Response) -> dict[str, str]:
    """The cookies that an answer sets, with all that they say."""
    found = [line.partition("=") for line in answer.headers.get_list("set-cookie")]
    return {name: rest for name, _, rest in found}


def test_a_session_begins_under_a_new_id_whatever_the_browser_brought(here: Installation) -> None:
    browser = here.browser()
    browser.cookies["penombre"] = "chosen-by-somebody-else"
    answer = browser.sign_in("owner")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sites")
    assert "chosen-by-somebody-else" not in cookies_of(answer)["penombre"]
    other = here.browser()
    other.cookies["penombre"] = "chosen-by-somebody-else"
    assert not other.is_signed_in()


def test_signing_in_again_ends_the_session_before(here: Installation) -> None:
    browser = here.browser("owner")
    before = browser.cookies["penombre"]
    browser.sign_in("owner")
    thief = here.browser()
    thief.cookies["penombre"] = before
    assert not thief.is_signed_in()


def test_a_session_ends_on_the_server_when_somebody_signs_out(here: Installation) -> None:
    browser = here.browser("owner")
    token = browser.cookies["penombre"]
    assert browser.is_signed_in()
    assert browser.post("/logout").headers["location"] == "/login"
    thief = here.browser()
    thief.cookies["penombre"] = token
    assert not thief.is_signed_in()


def test_a_new_password_ends_every_other_session_and_renews_this_one(here: Installation) -> None:
    browser = here.browser("owner")
    elsewhere = here.browser("owner")
    before = browser.cookies["penombre"]
    form = {"current": PASSWORD, "password": NEW_PASSWORD}
    answer = browser.post("/account/password", form)
    assert answer.headers["location"] == "/account?saved=password"
    fresh = cookies_of(answer)["penombre"].split(";")[0]
    assert fresh != before
    assert not elsewhere.is_signed_in()
    assert browser.is_signed_in()
    assert browser.sign_in("owner").status_code == 401
    assert browser.sign_in("owner", NEW_PASSWORD).status_code == 303


def test_signing_out_everywhere(here: Installation) -> None:
    browser = here.browser("owner")
    elsewhere = here.browser("owner")
    another = here.browser("viewer")
    browser.post("/account/sign-out-everywhere")
    assert not elsewhere.is_signed_in()
    assert another.is_signed_in()


@pytest.mark.parametrize(("column", "age"), [("seen_at", IDLE + 1), ("created_at", LONGEST + 1)])
def test_a_session_ends_when_it_is_idle_or_old(here: Installation, column: str, age: float) -> None:
    browser = here.browser("owner")
    assert browser.is_signed_in()
    with here.writing() as connection:
        connection.exec_driver_sql(f"UPDATE sessions SET {column} = {time.time() - age}")
    assert not browser.is_signed_in()


def test_the_cookie_of_a_session_is_kept_from_scripts_and_other_hosts(here: Installation) -> None:
    browser = here.browser()
    found = cookies_of(browser.sign_in("owner"))
    assert found.keys() == {"penombre", "penombre-known"}
    for said in found.values():
        assert {"HttpOnly", "Path=/", "SameSite=lax"} <= set(said.split("; "))
        assert "Domain" not in said
        assert "Secure" not in said, "this browser is on the same machine and could not send it back"


def test_behind_a_proxy_with_https_the_cookie_goes_nowhere_else(here: Installation) -> None:
    browser = here.browser(base="https://stats.example.org", x_forwarded_proto="https")
    found = cookies_of(browser.sign_in("owner"))
    assert found.keys() == {"__Host-penombre", "__Host-penombre-known"}
    assert all({"Secure", "HttpOnly", "Path=/"} <= set(said.split("; ")) for said in found.values())
    assert browser.is_signed_in()
    # what a page in clear, or another host of the domain, may set there means nothing
    browser.cookies = {"penombre": browser.cookies["__Host-penombre"]}
    assert not browser.is_signed_in()


def test_no_password_is_asked_for_or_taken_in_clear(here: Installation) -> None:
    browser = here.browser(base="http://stats.example.org")
    for path in ("/login", "/welcome/x", "/invitation/x", "/reset/x"):
        page = browser.get(path)
        assert (page.status_code, "<form" in page.text) == (403, False)
        assert browser.post(path, {"email": "owner@example.org", "password": PASSWORD}).status_code == 403


@pytest.mark.parametrize(
    ("wanted", "led"),
    [
        ("/sites/paper?from=a&to=b", "/sites/paper?from=a&to=b"),
        ("", "/sites"),
        ("https://evil.example/", "/sites"),
        ("//evil.example/", "/sites"),
        ("/\\evil.example", "/sites"),
        ("\\/evil.example", "/sites"),
        ("/a\r\nSet-Cookie: x=1", "/sites"),
        ("javascript:alert(1)", "/sites"),
        ("/\t/evil.example", "/sites"),
    ],
)
def test_one_is_led_to_pages_of_ours_only(wanted: str, led: str) -> None:
    assert own_path(wanted) == led


@pytest.mark.parametrize("wanted", ["//evil.example/", "https://evil.example/"])
def test_signing_in_leads_nowhere_else(here: Installation, wanted: str) -> None:
    form = {"email": "owner@example.org", "password": PASSWORD, "next": wanted}
    assert here.browser().post("/login", form).headers["location"] == "/sites"
    assert here.browser("owner").get(f"/login?next={wanted}").headers["location"] == "/sites"


def test_whoever_must_sign_in_first_comes_back_to_the_page(here: Installation) -> None:
    browser = here.browser()
    assert browser.get("/trail?page=2").headers["location"] == "/login?next=/trail%3Fpage%3D2"
    assert 'name="next" value="/trail?page=2"' in browser.get("/login?next=/trail%3Fpage%3D2").text


@pytest.fixture
def secret(here: Installation) -> tuple[str, list[str]]:
    """The second step of the owner: its secret, and the codes on paper."""
    with here.writing() as connection:
        begin_second_step(connection, here.person("owner"))
    person, earlier = here.person("owner"), time.time() - 90
    assert person.totp_secret
    with here.writing() as connection:
        # by a code of earlier: those of now are still good
        codes = confirm_second_step(connection, person, pyotp.TOTP(person.totp_secret).at(int(earlier)), earlier)
    return person.totp_secret, codes


def test_with_a_second_step_the_password_alone_opens_nothing(here: Installation, secret: tuple[str, list[str]]) -> None:
    browser = here.browser()
    page = browser.sign_in("owner")
    assert (page.status_code, 'action="/login/code"' in page.text) == (200, True)
    assert "penombre-known" not in cookies_of(page)
    half = browser.cookies["penombre"]
    assert not browser.is_signed_in()
    assert browser.post("/login/code", {"code": "000000"}).status_code == 401
    assert not browser.is_signed_in()
    code = pyotp.TOTP(secret[0]).now()
    answer = browser.post("/login/code", {"code": f"{code[:3]} {code[3:]}"})
    assert answer.headers["location"] == "/sites"
    assert cookies_of(answer)["penombre"].split(";")[0] != half
    assert browser.is_signed_in()


def test_a_code_is_good_once(here: Installation, secret: tuple[str, list[str]]) -> None:
    code = pyotp.TOTP(secret[0]).now()
    browser = here.browser()
    watcher = here.browser()
    browser.sign_in("owner")
    watcher.sign_in("owner")
    assert browser.post("/login/code", {"code": code}).status_code == 303
    assert watcher.post("/login/code", {"code": code}).status_code == 401


def test_a_code_on_paper_is_good_once(here: Installation, secret: tuple[str, list[str]]) -> None:
    browser = here.browser()
    browser.sign_in("owner")
    assert browser.post("/login/code", {"code": secret[1][0].upper()}).status_code == 303
    browser.post("/logout")
    browser.sign_in("owner")
    assert browser.post("/login/code", {"code": secret[1][0]}).status_code == 401
    assert browser.post("/login/code", {"code": secret[1][1]}).status_code == 303
    with here.reading() as connection:
        assert count(connection, "recovery_codes") == 8


def test_the_second_step_waits_ten_minutes(here: Installation, secret: tuple[str, list[str]]) -> None:
    browser = here.browser()
    browser.sign_in("owner")
    with here.writing() as connection:
        connection.exec_driver_sql(f"UPDATE sessions SET created_at = {time.time() - 601}")
    answer = browser.post("/login/code", {"code": pyotp.TOTP(secret[0]).now()})
    assert (answer.status_code, answer.headers["location"]) == (303, "/login")


def test_guesses_of_the_second_step_are_slowed_down(here: Installation, secret: tuple[str, list[str]]) -> None:
    browser = here.browser()
    browser.sign_in("owner")
    answers = [browser.post("/login/code", {"code": "000000"}) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [401] * 5 + [429]
    assert int(answers[-1].headers["retry-after"]) >= 1


def test_a_hash_of_yesterdays_parameters_is_made_anew(here: Installation) -> None:
    with here.writing() as connection:
        set_password(connection, here.person("owner"), Passwords(memory_mb=2, rounds=1).hashed(PASSWORD))
    browser = here.browser()
    assert browser.sign_in("owner").status_code == 303
    assert "m=1024,t=1,p=1" in here.person("owner").password
