"""Links that somebody was given: the first account, invitations, forgotten passwords, shared figures."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from litestar.testing import TestClient
from sqlalchemy import Engine

from penombre.collect.journal.loader import Loader
from penombre.collect.sites import Sites
from penombre.settings import Settings
from penombre.store.event_store import EventStore
from penombre.web.accounts.one_time_links import make_reset_link, make_welcome_link
from penombre.web.accounts.roles import Role
from penombre.web.accounts.second_step import begin_second_step
from penombre.web.accounts.workspaces import role_in
from penombre.web.app import make_app
from tests.web.accounts.installation import PASSWORD, Installation, count, token_in

ADA = {"name": "Ada", "email": "Ada@Example.org ", "password": "nine brown otters dive"}


@pytest.fixture
def empty(database: Engine, kept: tuple[EventStore, Loader]) -> Iterator[Installation]:
    """An installation in which nobody has an account yet."""
    store, loader = kept
    app, _ = make_app(loader, store, database, Settings(password_memory_mb=1, password_rounds=1), Path("nowhere"))
    Sites(database).add("paper", ["www.example.org"])
    with TestClient(app, raise_server_exceptions=False) as client:
        yield Installation(client, database)


def welcome_link(installation: Installation) -> str:
    with installation.writing() as connection:
        token = make_welcome_link(connection)
    assert token
    return f"/welcome/{token}"


def test_the_first_link_makes_the_owner_once(empty: Installation) -> None:
    link, browser = welcome_link(empty), empty.browser()
    assert 'href="/welcome?lang=en"' in browser.get("/").text
    assert "journalctl" in browser.get("/welcome").text
    for _ in range(2):  # looking does not use it up
        assert browser.get(link).status_code == 200
    assert browser.post(link, ADA).headers["location"] == "/sites"
    assert "paper" in browser.get("/account").text
    assert empty.person("ada").name == "Ada"
    other = empty.browser()
    assert other.get(link).status_code == 404
    assert other.post(link, ADA | {"email": "eve@example.org"}).status_code == 404
    assert other.get("/welcome").headers["location"] == "/login"
    assert "/welcome" not in other.get("/").text
    assert other.sign_in("ada", ADA["password"]).status_code == 303


def test_a_restart_takes_the_first_link_back(empty: Installation) -> None:
    before, now = welcome_link(empty), welcome_link(empty)
    browser = empty.browser()
    assert browser.get(before).status_code == 404
    assert browser.post(before, ADA).status_code == 404
    assert browser.post(now, ADA).status_code == 303
    with empty.writing() as connection:
        assert make_welcome_link(connection) is None


def test_two_who_press_at_once_make_one_owner(empty: Installation) -> None:
    link = welcome_link(empty)
    with ThreadPoolExecutor(4) as pool:
        answers = list(
            pool.map(
                lambda number: empty.browser().post(link, ADA | {"email": f"ada{number}@example.org"}).status_code,
                range(4),
            )
        )
    assert sorted(answers) == [303, 404, 404, 404]
    with empty.reading() as connection:
        assert count(connection, "users") == 1


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"email": "ada"}, "not an e-mail address"),
        ({"name": " "}, "1 to 100 characters"),
        ({"name": "Ada\u202egro"}, "1 to 100 characters"),
        ({"password": "123456789012"}, "Too easy to guess"),
    ],
)
def test_what_cannot_be_is_told_and_the_link_still_works(
    empty: Installation, change: dict[str, str], told: str
) -> None:
    link, browser = welcome_link(empty), empty.browser()
    answer = browser.post(link, ADA | change)
    assert (answer.status_code, told in answer.text) == (400, True)
    assert ADA["password"] not in answer.text
    assert browser.post(link, ADA).status_code == 303


@pytest.mark.parametrize("path", ["/welcome", "/invitation", "/reset", "/shared"])
def test_a_link_that_never_was_is_like_one_that_is_gone(here: Installation, path: str) -> None:
    answer = here.browser().get(f"{path}/{'x' * 43}")
    assert (answer.status_code, "does not work" in answer.text) == (404, True)


def invitation_link(installation: Installation, email: str, role: str = "editor") -> str:
    page = installation.browser("owner").post("/people/1/invite", {"email": email, "role": role})
    assert page.status_code == 200
    return f"/invitation/{token_in(page.text, 'http://127.0.0.1/invitation')}"


def test_who_is_invited_joins_with_the_role_and_address_of_the_invitation(here: Installation) -> None:
    link = invitation_link(here, "Ada@example.org")
    browser = here.browser()
    assert "ada@example.org" in browser.get(link).text
    form = ADA | {"email": "eve@example.org", "role": "owner"}
    assert browser.post(link, form).headers["location"] == "/sites"
    with here.reading() as connection:
        assert role_in(connection, here.person("ada").number, 1) is Role.EDITOR
        assert count(connection, "invitations") == 0
    assert here.browser().get(link).status_code == 404
    assert browser.get("/people").status_code == 404


def test_who_has_an_account_joins_when_signed_in_to_it_and_nobody_else_does(here: Installation) -> None:
    link = invitation_link(here, "stranger@example.org", "viewer")
    for name in ("", "viewer"):
        browser = here.browser(name)
        assert "<form" not in browser.get(link).text.split("<main>")[1]
        assert browser.post(link, ADA).status_code == 404
    stranger = here.browser("stranger")
    assert 'class="stack"' in stranger.get(link).text
    assert stranger.post(link).status_code == 303
    with here.reading() as connection:
        assert role_in(connection, here.person("stranger").number, 1) is Role.VIEWER


def test_an_invitation_ends_by_itself_when_taken_back_and_by_a_newer_one(here: Installation) -> None:
    owner = here.browser("owner")
    first, second = (invitation_link(here, "ada@example.org") for _ in range(2))
    assert owner.get(first).status_code == 404
    assert here.browser("stranger").post("/people/1/invitations/2/take-back").status_code == 404
    assert owner.post("/people/1/invitations/2/take-back").status_code == 303
    assert owner.get(second).status_code == 404
    third = invitation_link(here, "ada@example.org")
    with here.writing() as connection:
        connection.exec_driver_sql(f"UPDATE invitations SET expires_at = {time.time() - 1}")
    assert here.browser().post(third, ADA).status_code == 404


def test_an_invitation_of_another_workspace_cannot_be_taken_back(here: Installation) -> None:
    link = invitation_link(here, "ada@example.org")
    assert here.browser("stranger").post("/people/2/invitations/1/take-back").status_code == 303
    assert here.browser().get(link).status_code == 200


def test_a_forgotten_password_is_set_by_a_link_once_and_ends_every_session(here: Installation) -> None:
    with here.writing() as connection:
        begin_second_step(connection, here.person("owner"))
        connection.exec_driver_sql("UPDATE users SET totp_on = 1")
        link = f"/reset/{make_reset_link(connection, here.person('owner'), time.time())}"
    signed_in, browser = here.browser("owner"), here.browser()
    assert "owner@example.org" in browser.get(link).text
    assert browser.post(link, {"password": PASSWORD[:11]}).status_code == 400
    assert browser.post(link, {"password": ADA["password"]}).headers["location"] == "/login"
    assert not signed_in.is_signed_in()
    assert browser.post(link, {"password": ADA["password"]}).status_code == 404
    assert 'action="/login/code"' in browser.sign_in("owner", ADA["password"]).text, "the second step stays"
    with here.writing() as connection:
        link = f"/reset/{make_reset_link(connection, here.person('owner'), time.time())}"
    browser.post(link, {"password": ADA["password"], "second_step": "off"})
    assert browser.sign_in("owner", ADA["password"]).headers["location"] == "/sites"


def test_a_link_for_a_password_lasts_a_day(here: Installation) -> None:
    with here.writing() as connection:
        link = f"/reset/{make_reset_link(connection, here.person('owner'), time.time() - 86_401)}"
    assert here.browser().get(link).status_code == 404
    assert here.browser().post(link, {"password": ADA["password"]}).status_code == 404


def test_a_shared_link_shows_one_site_until_it_is_revoked_or_ends(here: Installation) -> None:
    editor = here.browser("editor")
    page = editor.post("/shared-links/paper", {"label": "The board", "days": "7"})
    token = token_in(page.text, "http://127.0.0.1/shared")
    assert token not in editor.get("/shared-links/paper").text
    reader = here.browser()
    assert reader.get(f"/shared/{token}").headers["location"] == "/sites/paper"
    assert "penombre-shared" in reader.cookies
    assert reader.get("/account").status_code == 303
    assert here.browser("stranger").post("/shared-links/shop/1/revoke").status_code == 303, "not of that site"
    assert here.browser().get(f"/shared/{token}").status_code == 303
    assert editor.post("/shared-links/paper/1/revoke").status_code == 303
    assert here.browser().get(f"/shared/{token}").status_code == 404
    second = token_in(editor.post("/shared-links/paper", {"label": "x", "days": "1"}).text, "/shared")
    with here.writing() as connection:
        connection.exec_driver_sql(f"UPDATE shared_links SET expires_at = {time.time() - 1}")
    assert here.browser().get(f"/shared/{second}").status_code == 404
