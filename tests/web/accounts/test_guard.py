"""Every route of the application, by whoever may ask, against a table (S08); a shared link changes nothing (S09)."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from litestar import Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.routes import HTTPRoute

from penombre.collect.journal.loader import Loader
from penombre.serve.place import Place
from penombre.settings import Settings
from penombre.store.database import open_database
from penombre.store.event_store import EventStore
from penombre.web.accounts.guard import Access
from penombre.web.accounts.second_step import begin_second_step
from penombre.web.accounts.shared_links import share_site, shared_links_of
from penombre.web.accounts.visitor import Visitor
from penombre.web.demo.setup import make_demo
from tests.web.accounts.conftest import copied, installed
from tests.web.accounts.installation import Installation

WHO = ("anonymous", "shared", "viewer", "editor", "owner", "stranger")
"""The stranger owns another workspace."""

OPEN = "passes passes passes passes passes passes"
NOBODY = "hidden hidden hidden hidden hidden hidden"
KEY = "login login login login login login"
PERSON = "login login passes passes passes passes"
ANY_OWNER = "login login hidden hidden passes passes"
OWNER = "login login refused refused passes hidden"
READ = "login passes passes passes passes hidden"
EDIT = "login refused refused passes passes hidden"
OWN = "login refused refused refused passes hidden"

TABLE = {
    "GET /": OPEN,
    "GET /assets/penombre.css": OPEN,
    "GET /assets/penombre.svg": OPEN,
    "GET /assets/accounts.css": OPEN,
    "GET /assets/passkeys.js": OPEN,
    "GET /assets/dashboard.css": OPEN,
    "GET /assets/live.js": OPEN,
    "GET /sites": PERSON,
    "GET /sites/{name}": READ,
    "GET /sites/{name}/{section}": READ,
    "GET /prudence/{name}/mode": OWN,
    "POST /prudence/{name}/mode": OWN,
    "GET /prudence/{name}/controller": OWN,
    "POST /prudence/{name}/controller": OWN,
    "GET /prudence/{name}/texts/{file}": READ,
    "GET /sites/{name}/views": EDIT,
    "POST /sites/{name}/views": EDIT,
    "POST /sites/{name}/views/{number}": EDIT,
    "POST /sites/{name}/views/{number}/delete": EDIT,
    "GET /sites/{name}/annotations": EDIT,
    "POST /sites/{name}/annotations": EDIT,
    "POST /sites/{name}/annotations/{number}": EDIT,
    "POST /sites/{name}/annotations/{number}/delete": EDIT,
    "GET /setup": ANY_OWNER,
    "POST /setup": ANY_OWNER,
    "GET /setup/{name}": EDIT,
    "GET /setup/{name}/state": EDIT,
    "GET /setup/setup.js": OPEN,
    # programs: a key decides, and no cookie
    "GET /api/openapi.json": OPEN,
    "GET /api": OPEN,
    "GET /api/{path}": OPEN,
    "GET /api/v1/sites": KEY,
    "GET /api/v1/sites/{name}": KEY,
    "PATCH /api/v1/sites/{name}": KEY,
    "GET /api/v1/sites/{name}/webhooks": KEY,
    "POST /api/v1/sites/{name}/webhooks": KEY,
    "GET /api/v1/sites/{name}/webhooks/{number}": KEY,
    "PATCH /api/v1/sites/{name}/webhooks/{number}": KEY,
    "DELETE /api/v1/sites/{name}/webhooks/{number}": KEY,
    "POST /api/v1/sites/{name}/webhooks/{number}/secret": KEY,
    "POST /api/v1/sites/{name}/webhooks/{number}/test": KEY,
    "GET /api/v1/sites/{name}/webhooks/{number}/deliveries": KEY,
    "GET /api/v1/reports": KEY,
    "POST /api/v1/reports": KEY,
    "GET /api/v1/reports/{number}": KEY,
    "GET /api/v1/reports/{number}/{form}": KEY,
    "GET /api/v1/sites/{name}/annotations": KEY,
    "POST /api/v1/sites/{name}/annotations": KEY,
    "DELETE /api/v1/sites/{name}/annotations/{number}": KEY,
    "GET /api/v1/links": KEY,
    "POST /api/v1/links": KEY,
    "POST /api/v1/links/bulk": KEY,
    "GET /api/v1/links/{code}": KEY,
    "PATCH /api/v1/links/{code}": KEY,
    "DELETE /api/v1/links/{code}": KEY,
    "GET /api/v1/links/{code}/qr": KEY,
    "GET /api/v1/stats/overview": KEY,
    "GET /api/v1/stats/timeline": KEY,
    "GET /api/v1/stats/channels": KEY,
    "GET /api/v1/stats/pages": KEY,
    "GET /api/v1/stats/shares": KEY,
    "GET /api/v1/stats/cascades": KEY,
    "GET /api/v1/stats/links": KEY,
    "GET /api/v1/stats/goals": KEY,
    "GET /api/v1/exports/{name}": KEY,
    "GET /lab/{code}": OPEN,
    "GET /internal/ledger": NOBODY,
    "GET /internal/report": NOBODY,
    "GET /internal/events/{site}": NOBODY,
    "GET /internal/estimate/{site}": NOBODY,
    "POST /internal/erase": NOBODY,
    "GET /login": OPEN,
    "POST /login": OPEN,
    "POST /login/code": OPEN,
    "POST /logout": OPEN,
    # where no provider is set; with one everybody passes
    "GET /login/sign-on": NOBODY,
    "GET /login/sign-on/back": NOBODY,
    "POST /login/passkey/begin": OPEN,
    "POST /login/passkey": OPEN,
    "GET /welcome": OPEN,
    "GET /welcome/{link}": OPEN,
    "POST /welcome/{link}": OPEN,
    "GET /invitation/{link}": OPEN,
    "POST /invitation/{link}": OPEN,
    "GET /reset/{link}": OPEN,
    "POST /reset/{link}": OPEN,
    "GET /shared/{link}": OPEN,
    "GET /account": PERSON,
    "POST /account/name": PERSON,
    "POST /account/password": PERSON,
    "POST /account/sign-out-everywhere": PERSON,
    "POST /account/passkeys/begin": PERSON,
    "POST /account/passkeys": PERSON,
    "POST /account/passkeys/{number}/remove": PERSON,
    "POST /account/keys": PERSON,
    "POST /account/keys/{number}/revoke": PERSON,
    "GET /account/second-step": PERSON,
    "POST /account/second-step": PERSON,
    "POST /account/second-step/begin": PERSON,
    "GET /account/second-step/picture": PERSON,
    "POST /account/second-step/end": PERSON,
    "GET /people": ANY_OWNER,
    "POST /people/workspaces": ANY_OWNER,
    "POST /people/{workspace}/invite": OWNER,
    "POST /people/{workspace}/invitations/{number}/take-back": OWNER,
    "POST /people/{workspace}/members/{member}": OWNER,
    "GET /people/{workspace}/brand": OWNER,
    "POST /people/{workspace}/brand": OWNER,
    "GET /people/{workspace}/brand/preview": OWNER,
    "GET /trail": PERSON,
    "GET /shared-links/{site}": EDIT,
    "POST /shared-links/{site}": EDIT,
    "POST /shared-links/{site}/{number}/revoke": EDIT,
    "GET /webhooks/{site}": EDIT,
    "POST /webhooks/{site}": EDIT,
    "POST /webhooks/{site}/{number}": EDIT,
    # what other packages may declare, and what happens to a route that declares nothing
    "GET /probe/read/{name}": READ,
    "GET /probe/edit/{name}": EDIT,
    "POST /probe/edit/{name}": EDIT,
    "POST /probe/own/{site}": OWN,
    "GET /probe/forgotten": NOBODY,
    "POST /probe/forgotten": NOBODY,
    # the demo, which has no accounts
    "GET /demo": OPEN,
    "GET /demo/live": OPEN,
    "POST /demo/visitors": OPEN,
    "POST /demo/mode": OPEN,
}
VALUES = {
    "section": "pages",
    "file": "notice.en.md",
    "site": "paper",
    "name": "paper",
    "workspace": "1",
    "number": "99",
    "member": "1",
    "form": "pdf",
}


@get("/read/{name:str}", opt={"access": Access.READ})
async def read(visitor: NamedDependency[Visitor], name: FromPath[str]) -> str:
    return f"{visitor.may_read(name)} {visitor.may_edit(name)} {visitor.may_own(name)}"


@get("/edit/{name:str}", opt={"access": Access.EDIT})
async def edit_page(name: FromPath[str]) -> str:
    return name


@post("/edit/{name:str}", opt={"access": Access.EDIT})
async def edit(name: FromPath[str]) -> str:
    return name


@post("/own/{site:str}", opt={"access": Access.OWN})
async def own(site: FromPath[str]) -> str:
    return site


@get("/forgotten")
async def forgotten() -> str:
    return "secret"


@post("/forgotten")
async def forgotten_form() -> str:
    return "secret"


@pytest.fixture(scope="module")
def crowded(
    tmp_path_factory: pytest.TempPathFactory, filled_database: Path, kept: tuple[EventStore, Loader]
) -> Iterator[tuple[Installation, str]]:
    """Everything on, the demo too; and a shared link to `paper`."""
    database = open_database(Place(copied(filled_database, tmp_path_factory.mktemp("crowded"))).database)
    settings = Settings(password_memory_mb=1, password_rounds=1, demo=True)
    make_demo(database, settings)
    with installed(database, kept, settings) as found:
        found.app.register(Router("/probe", route_handlers=[read, edit_page, edit, own, forgotten, forgotten_form]))
        with found.writing() as connection:
            for name in ("viewer", "editor", "owner", "stranger"):
                begin_second_step(connection, found.person(name))
            token = share_site(connection, "paper", "the board", 30, time.time())
        yield found, token


def routes_of(installation: Installation) -> list[str]:
    """`METHOD /path/{parameter}` of every route, those aside that only say which methods there are."""
    return [
        f"{method} {route.path_format}"
        for route in installation.app.routes
        if isinstance(route, HTTPRoute)
        for method in route.route_handler_map
        if method != "OPTIONS"
    ]


def outcome(answer: httpx.Response) -> str:
    """What the guard decided; what a page says of a form that it cannot take is the page's."""
    if answer.status_code == 303 and answer.headers["location"].startswith("/login?next="):
        return "login"
    if not answer.headers.get("content-type", "").startswith("application/json"):
        return "passes"
    return {401: "login", 403: "refused", 404: "hidden"}.get(answer.status_code, "passes")


def asked(installation: Installation, token: str, who: str, method: str, path: str) -> httpx.Response:
    browser = installation.browser("" if who in ("anonymous", "shared") else who)
    if who == "shared":
        browser.cookies["penombre-shared"] = token
    return browser.ask(method, path, None if method == "GET" else {})


def test_no_route_is_missing_in_the_table(crowded: tuple[Installation, str]) -> None:
    found = routes_of(crowded[0])
    missing = [each for each in found if each not in TABLE and not each.startswith("GET /demo/")]
    assert missing == [], "say who may ask them"
    assert [each for each in TABLE if each not in found] == []


# the demo's buttons send visitors: its own tests press them
@pytest.mark.parametrize("route", [each for each in TABLE if not each.startswith("POST /demo/")])
def test_each_passes_whom_the_table_says(crowded: tuple[Installation, str], route: str) -> None:
    installation, token = crowded
    method, path = route.split()
    concrete = path.format_map({"link": "x" * 43, "code": "none", "path": "nothing"} | VALUES)
    found = {who: outcome(asked(installation, token, who, method, concrete)) for who in WHO}
    expected = dict(zip(WHO, TABLE[route].split(), strict=True))
    if route == "GET /lab/{code}":  # no such link, for nobody
        expected = dict.fromkeys(WHO, "hidden")
    assert found == expected


@pytest.mark.parametrize("route", [each for each in TABLE if re.search(r" /(?!api).*\{(site|name)\}", each)])
@pytest.mark.parametrize("site", ["shop", "no-such-site"])
def test_a_foreign_site_and_one_that_is_not_there_are_the_same(
    crowded: tuple[Installation, str], route: str, site: str
) -> None:
    installation, token = crowded
    method, path = route.split()
    concrete = path.format_map(VALUES | {"site": site, "name": site})
    answers = {who: asked(installation, token, who, method, concrete) for who in WHO[:-1]}
    hidden = "hidden" if "/internal/" in route else "login"
    assert {who: outcome(answer) for who, answer in answers.items()} == {
        "anonymous": hidden,
        "shared": hidden,
        "viewer": "hidden",
        "editor": "hidden",
        "owner": "hidden",
    }
    assert answers["owner"].json() == {"error": "not found"}


def test_the_dial_of_what_one_may_do(crowded: tuple[Installation, str]) -> None:
    installation, token = crowded
    found = {who: asked(installation, token, who, "GET", "/probe/read/paper").text for who in WHO[1:-1]}
    assert found == {
        "shared": "True False False",
        "viewer": "True False False",
        "editor": "True True False",
        "owner": "True True True",
    }


def test_a_shared_link_that_is_revoked_or_ran_out_shows_nothing_at_the_next_request(
    crowded: tuple[Installation, str],
) -> None:
    installation, _ = crowded
    with installation.writing() as connection:
        tokens = [share_site(connection, "paper", label, 1, time.time()) for label in ("revoked", "old")]
    before = [asked(installation, token, "shared", "GET", "/probe/read/paper").status_code for token in tokens]
    with installation.writing() as connection:
        link = next(each for each in shared_links_of(connection, "paper", time.time()) if each.label == "revoked")
        connection.exec_driver_sql("UPDATE shared_links SET expires_at = 1 WHERE label = 'old'")
    assert asked(installation, "", "editor", "POST", f"/shared-links/paper/{link.number}/revoke").status_code == 303
    after = [outcome(asked(installation, token, "shared", "GET", "/probe/read/paper")) for token in tokens]
    assert (before, after) == ([200, 200], ["login", "login"])


def test_a_shared_link_changes_nothing(crowded: tuple[Installation, str]) -> None:
    """S09: whatever is not a page to look at is refused to it."""
    installation, token = crowded
    for route in routes_of(installation):
        method, path = route.split()
        # signing in and out is everybody's, and the demo nobody's
        if method == "GET" or TABLE[route] == OPEN:
            continue
        concrete = path.format_map({"link": "x" * 43, "code": "none"} | VALUES)
        answer = asked(installation, token, "shared", method, concrete)
        assert answer.status_code in (401, 403, 404), route


def test_which_methods_there_are_is_not_told_either(crowded: tuple[Installation, str]) -> None:
    assert crowded[0].browser().ask("OPTIONS", "/people", None).status_code == 404


def test_the_machines_own_processes_pass_where_nobody_else_does(crowded: tuple[Installation, str]) -> None:
    browser = crowded[0].browser()
    assert browser.get("/internal/ledger", x_penombre_public="").json()["holds"] is True
    assert browser.get("/internal/ledger").status_code == 404


def test_who_opens_a_page_that_is_not_theirs_is_told_on_a_page(crowded: tuple[Installation, str]) -> None:
    viewer = crowded[0].browser("viewer", accept="text/html,*/*;q=0.8", accept_language="fr")
    for path, status, told in (
        ("/people", 404, "Il n’y a rien ici"),
        ("/shared-links/shop", 404, "Il n’y a rien ici"),
        ("/no/such/page", 404, "Il n’y a rien ici"),
        ("/shared-links/paper", 403, "Pas avec votre rôle"),
    ):
        answer = viewer.get(path)
        assert (answer.status_code, told in answer.text) == (status, True), path
