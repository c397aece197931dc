"""Another site's page cannot act in somebody's name (S10)."""

from __future__ import annotations

import re

import pytest

from tests.web.accounts.installation import PASSWORD, Installation

OWN_HOST = "http://127.0.0.1"
FORMS = ("/account/name", "/logout", "/login", "/people/workspaces", "/shared-links/paper")


@pytest.mark.parametrize(
    "told",
    [
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
        {"sec_fetch_site": "none"},
        {"sec_fetch_site": "cross-site", "origin": OWN_HOST},
        {"sec_fetch_site": "", "origin": "https://evil.example"},
        {"sec_fetch_site": "", "origin": "https://127.0.0.1.evil.example"},
        {"sec_fetch_site": "", "origin": "http://127.0.0.1:9999"},
        {"sec_fetch_site": "", "origin": "null"},
        {"sec_fetch_site": ""},
    ],
)
def test_what_comes_from_elsewhere_is_refused(here: Installation, told: dict[str, str]) -> None:
    browser, form = here.browser("owner"), {"name": "Mallory", "email": "x", "label": "x"}
    assert {path: browser.post(path, form, **told).status_code for path in FORMS} == dict.fromkeys(FORMS, 403)
    assert here.person("owner").name == "Owner"


@pytest.mark.parametrize("told", [{"sec_fetch_site": "same-origin"}, {"sec_fetch_site": "", "origin": OWN_HOST}])
def test_our_own_pages_may(here: Installation, told: dict[str, str]) -> None:
    answer = here.browser("owner").post("/account/name", {"name": "Ada", "language": "fr"}, **told)
    assert answer.status_code == 303
    assert (here.person("owner").name, here.person("owner").language) == ("Ada", "fr")


def form_token(page: str) -> str:
    found = re.search(r'name="token" value="(\w{64})"', page)
    assert found
    return found[1]


def test_a_browser_that_says_nothing_sends_the_forms_token(here: Installation) -> None:
    browser = here.browser(sec_fetch_site="")
    token = form_token(browser.get("/login").text)
    form = {"email": "owner@example.org", "password": PASSWORD}
    assert browser.post("/login", form | {"token": "0" * 64}).status_code == 403
    assert browser.post("/login", form | {"token": token}).status_code == 303
    assert browser.is_signed_in()
    fresh = form_token(browser.get("/account").text)
    assert fresh != token
    assert browser.post("/account/name", {"name": "Ada", "token": token}).status_code == 403
    assert browser.post("/account/name", {"name": "Ada", "token": fresh}).status_code == 303


def test_the_token_of_one_session_is_none_of_anothers(here: Installation) -> None:
    mallory, owner = here.browser("stranger"), here.browser("owner", sec_fetch_site="")
    token = form_token(mallory.get("/account").text)
    assert owner.post("/account/name", {"name": "Mallory", "token": token}).status_code == 403


def test_no_page_may_be_framed_or_kept(here: Installation) -> None:
    assert here.browser().get("/welcome").headers["cache-control"] == "no-store"
    for path in ("/account", "/people", "/trail", "/shared-links/paper"):
        headers = here.browser("owner").get(path).headers
        assert headers["cache-control"] == "no-store"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
