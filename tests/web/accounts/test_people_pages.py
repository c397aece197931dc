"""Members, roles and workspaces; keys; the trail of it all."""

from __future__ import annotations

import time

import pytest

from penombre.web.accounts.api_keys import holder_of_key
from penombre.web.accounts.roles import Role
from penombre.web.accounts.trail import KEPT, forget_trail, record
from penombre.web.accounts.workspaces import role_in
from penombre.web.api.access import SCOPES
from tests.web.accounts.installation import PASSWORD, Installation, count, token_in

SCRIPT = "<script>alert(1)</script>"


def role(here: Installation, name: str, workspace: int = 1) -> Role | None:
    with here.reading() as connection:
        return role_in(connection, here.person(name).number, workspace)


def test_an_owner_gives_roles_and_takes_them(here: Installation) -> None:
    owner, viewer = here.browser("owner"), here.person("viewer").number
    assert owner.post(f"/people/1/members/{viewer}", {"role": "editor", "do": "role"}).status_code == 303
    assert role(here, "viewer") is Role.EDITOR
    assert owner.post(f"/people/1/members/{viewer}", {"role": "king"}).status_code == 400
    assert owner.post(f"/people/1/members/{viewer}", {"do": "remove"}).status_code == 303
    assert role(here, "viewer") is None
    # who was never in cannot be put in without an invitation
    stranger = here.person("stranger").number
    owner.post(f"/people/1/members/{stranger}", {"role": "owner", "do": "role"})
    assert role(here, "stranger") is None


def test_what_was_taken_is_gone_at_the_next_request(here: Installation) -> None:
    owner, editor = here.browser("owner"), here.browser("editor")
    assert editor.get("/shared-links/paper").status_code == 200
    number = here.person("editor").number
    owner.post(f"/people/1/members/{number}", {"role": "viewer", "do": "role"})
    assert editor.get("/shared-links/paper").status_code == 403
    owner.post(f"/people/1/members/{number}", {"do": "remove"})
    assert editor.get("/shared-links/paper").status_code == 404


@pytest.mark.parametrize("form", [{"role": "viewer", "do": "role"}, {"do": "remove"}])
def test_a_workspace_keeps_an_owner(here: Installation, form: dict[str, str]) -> None:
    owner, me = here.browser("owner"), here.person("owner").number
    answer = owner.post(f"/people/1/members/{me}", form)
    assert (answer.status_code, "needs an owner" in answer.text) == (400, True)
    owner.post(f"/people/1/members/{here.person('editor').number}", {"role": "owner", "do": "role"})
    assert owner.post(f"/people/1/members/{me}", form).headers["location"] == "/account"
    assert role(here, "owner") is not Role.OWNER


def test_an_owner_sees_the_people_of_their_own_workspaces_only(here: Installation) -> None:
    page = here.browser("owner").get("/people").text
    assert "viewer@example.org" in page
    assert "stranger@example.org" not in page
    assert "shop" not in page
    answer = here.browser("owner").post("/people/workspaces", {"name": "client"})
    assert (answer.status_code, "already" in answer.text) == (400, True)
    assert here.browser("owner").post("/people/workspaces", {"name": "second client"}).status_code == 303
    assert "second client" in here.browser("owner").get("/people").text
    assert "second client" not in here.browser("stranger").get("/people").text


def test_somebody_who_belongs_to_it_is_not_invited_again(here: Installation) -> None:
    answer = here.browser("owner").post("/people/1/invite", {"email": "VIEWER@example.org", "role": "owner"})
    assert (answer.status_code, "already" in answer.text) == (400, True)


def test_a_key_is_shown_once_kept_as_a_digest_and_revoked(here: Installation) -> None:
    owner = here.browser("owner")
    page = owner.post("/account/keys", {"label": "Nightly export", "scope": ["stats:read", "links:write"]})
    key = "pnb_" + page.text.split("pnb_")[1][:43]
    assert key not in owner.get("/account").text
    assert key[:10] in owner.get("/account").text
    with here.reading() as connection:
        dump = "".join(str(row) for row in connection.exec_driver_sql("SELECT * FROM api_keys"))
        assert key not in dump
        found = holder_of_key(connection, key)
        assert found is not None
        assert (found[0].email, found[1]) == ("owner@example.org", frozenset({"stats:read", "links:write"}))
        assert holder_of_key(connection, key[:-1]) is None
        assert holder_of_key(connection, key[:10]) is None
    here.browser("stranger").post("/account/keys/1/revoke")
    with here.reading() as connection:
        assert holder_of_key(connection, key) is not None, "somebody else's"
    owner.post("/account/keys/1/revoke")
    with here.reading() as connection:
        assert holder_of_key(connection, key) is None


@pytest.mark.parametrize("scopes", [[], ["all"], ["stats:read", "users:write"]])
def test_a_key_is_for_something_known(here: Installation, scopes: list[str]) -> None:
    answer = here.browser("owner").post("/account/keys", {"label": "x", "scope": scopes})
    assert (answer.status_code, ", ".join(SCOPES) in answer.text) == (400, True)
    with here.reading() as connection:
        assert count(connection, "api_keys") == 0
        assert count(connection, "trail") == 0, "what was not done leaves no trace"


def test_the_trail_says_who_did_what_and_only_to_whom_it_concerns(here: Installation) -> None:
    owner = here.browser("owner")
    owner.post("/people/1/invite", {"email": "ada@example.org", "role": "viewer"})
    here.browser("editor").post("/shared-links/paper", {"label": "The board", "days": "7"})
    here.browser().sign_in("viewer")
    page = owner.get("/trail").text
    assert all(told in page for told in ("invited", "ada@example.org", "Editor", "shared figures", "paper: The board"))
    assert "signed in" in here.browser("viewer").get("/trail").text
    for name in ("viewer", "stranger"):
        assert "ada@example.org" not in here.browser(name).get("/trail").text
    with here.reading() as connection:
        dump = "".join(str(row) for row in connection.exec_driver_sql("SELECT * FROM trail"))
    assert "192.0.2.7" not in dump


def test_the_trail_is_a_year_long(here: Installation) -> None:
    now = time.time()
    with here.writing() as connection:
        for age in (0, KEPT - 60, KEPT + 60):
            record(connection, "signed_in", now - age, who=None)
        assert forget_trail(connection, now) == 1
        assert count(connection, "trail") == 2


def test_what_people_write_is_text(here: Installation) -> None:
    owner = here.browser("owner")
    owner.post("/account/name", {"name": SCRIPT})
    owner.post("/account/keys", {"label": SCRIPT, "scope": "stats:read"})
    owner.post("/people/workspaces", {"name": SCRIPT})
    owner.post("/shared-links/paper", {"label": SCRIPT, "days": "7"})
    for path in ("/account", "/people", "/trail", "/shared-links/paper", f"/login?next=/{SCRIPT}"):
        page = here.browser("owner" if "login" not in path else "").get(path).text
        assert SCRIPT not in page
    assert "&lt;script&gt;" in owner.get("/people").text


def test_nothing_that_opens_something_is_kept_as_it_is(here: Installation) -> None:
    """S11, S12: who copies the database can neither sign in nor follow a link."""
    owner = here.browser("owner")
    owner.sign_in("owner")
    shown = [
        owner.cookies["penombre"],
        token_in(owner.post("/people/1/invite", {"email": "a@example.org", "role": "viewer"}).text, "/invitation"),
        token_in(owner.post("/shared-links/paper", {"label": "x"}).text, "/shared"),
        PASSWORD,
    ]
    with here.reading() as connection:
        dump = "\n".join(connection.connection.dbapi_connection.iterdump())
    assert [each for each in shown if each in dump] == []


def test_every_installation_draws_its_own_secret_and_shows_it_nowhere(here: Installation) -> None:
    browser = here.browser()
    browser.sign_in("owner")
    with here.reading() as connection:
        secret = connection.exec_driver_sql("SELECT value FROM secrets").scalar_one()
    assert len(secret) == 43
    pages = [browser.get(path).text for path in ("/", "/account", "/people", "/trail")]
    assert all(secret not in page for page in [*pages, *browser.cookies.values()])


def test_the_database_away_lets_nobody_pass_and_says_so(here: Installation) -> None:
    browser = here.browser("owner")
    file = here.database.url.database
    assert file
    with here.writing() as connection:
        connection.exec_driver_sql("DROP TABLE sessions")
    answer = browser.get("/account")
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0
    assert browser.get("/").status_code == 200
