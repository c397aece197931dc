"""`penombre user` and `penombre workspace`: invited, listed and reset from the terminal; every link once."""

import json
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from penombre.cli.app import app
from penombre.store.database import database_url, open_database, reading, writing
from penombre.web.accounts.invitations import invitation_of
from penombre.web.accounts.one_time_links import person_to_reset
from penombre.web.accounts.people import add_person
from penombre.web.accounts.roles import Role
from penombre.web.accounts.sessions import begin_session
from penombre.web.accounts.trail import record, trail_of
from penombre.web.accounts.workspaces import add_member, sites_of


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which Ada owns the first workspace."""
    monkeypatch.setenv("PENOMBRE_DATA", str(tmp_path / "data"))
    with writing(open_database(database_url(tmp_path / "data"))) as connection:
        ada = add_person(connection, "ada@example.org", "Ada", "none", time.time())
        add_member(connection, ada.number, 1, Role.OWNER)
    return tmp_path / "data"


def penombre(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


def test_a_link_that_invites(data: Path) -> None:
    told = penombre("user", "invite", "Grace@example.org", "--workspace", "main", "--role", "editor").stdout
    base, token = told.strip().rsplit("/", 1)
    assert base == "http://127.0.0.1:8321/invitation"
    with reading(open_database(database_url(data))) as connection:
        found = invitation_of(connection, token, time.time())
        assert (found.email, found.workspace_name, found.role) == ("grace@example.org", "main", Role.EDITOR)
        assert [(each.who, each.what) for each in trail_of(connection, 1, [1])] == [(None, "invited")]


def test_a_link_for_a_forgotten_password_ends_the_one_before(data: Path) -> None:
    first, second = (penombre("user", "reset", "ada@example.org").stdout.strip().rsplit("/", 1)[1] for _ in range(2))
    with reading(open_database(database_url(data))) as connection:
        assert person_to_reset(connection, second, time.time()).email == "ada@example.org"
        with pytest.raises(Exception, match="does not work"):
            person_to_reset(connection, first, time.time())


def test_everybody_is_listed() -> None:
    assert json.loads(penombre("user", "list", "--json").stdout) == [
        {"email": "ada@example.org", "name": "Ada", "second_step": False, "roles": {"main": "owner"}}
    ]
    assert "main: owner" in penombre("user", "list").stdout


def test_whoever_is_removed_is_gone_and_what_they_did_is_not(data: Path) -> None:
    result = penombre("user", "remove", "ada@example.org")
    assert (result.exit_code, "needs an owner" in result.stderr) == (2, True)
    with writing(open_database(database_url(data))) as connection:
        grace = add_person(connection, "grace@example.org", "Grace", "none", time.time())
        add_member(connection, grace.number, 1, Role.OWNER)
        begin_session(connection, 1, time.time(), complete=True)
        record(connection, "link_shared", time.time(), who=1, workspace=1)
    assert penombre("user", "remove", "Ada@example.org").exit_code == 0
    assert [each["email"] for each in json.loads(penombre("user", "list", "--json").stdout)] == ["grace@example.org"]
    with reading(open_database(database_url(data))) as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM sessions").scalar() == 0
        assert [(each.who, each.what) for each in trail_of(connection, grace.number, [1])] == [
            (None, "member_removed"),
            (None, "link_shared"),
        ]


def test_a_site_goes_to_a_clients_workspace_and_back(data: Path) -> None:
    assert penombre("workspace", "add", "Client & Co").stdout == "Client & Co\n"
    penombre("site", "add", "shop", "--host", "shop.example.org", "--workspace", "Client & Co")
    penombre("site", "add", "paper", "--host", "example.org")
    listed = penombre("workspace", "list").stdout
    assert "paper" in listed
    assert "ada@example.org (owner)" in listed
    assert penombre("site", "move", "shop", "main").stdout == "shop: main\n"
    with reading(open_database(database_url(data))) as connection:
        assert sites_of(connection, 1) == ["paper", "shop"]


@pytest.mark.parametrize(
    ("arguments", "advice"),
    [
        (["user", "invite", "grace", "--workspace", "main"], "not an e-mail address"),
        (["user", "invite", "g@example.org", "--workspace", "none"], "Known: main"),
        (["user", "invite", "g@example.org", "--workspace", "main", "--role", "king"], "viewer, editor or owner"),
        (["user", "invite", "ada@example.org", "--workspace", "main"], "belongs to this workspace already"),
        (["user", "reset", "nobody@example.org"], "penombre user list"),
        (["workspace", "add", "main"], "already"),
        (["site", "add", "x", "--host", "example.org", "--workspace", "none"], "penombre workspace list"),
    ],
)
def test_what_cannot_be_is_told_on_one_line(arguments: list[str], advice: str) -> None:
    result = penombre(*arguments)
    assert result.exit_code == 2
    assert advice in result.stderr
    assert result.stderr.count("\n") == 1
