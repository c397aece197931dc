"""An installation with two workspaces and somebody in each role, its application, and browsers that ask it."""

from __future__ import annotations

import re
import time
from typing import Any

import httpx
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import Connection, Engine

from penombre.store.database import reading, writing
from penombre.web.accounts.passwords import Passwords
from penombre.web.accounts.people import Person, add_person, person_called
from penombre.web.accounts.roles import Role
from penombre.web.accounts.sessions import begin_session
from penombre.web.accounts.workspaces import add_member

PASSWORD = "seven grey herons wade"
WEAK_HASH = Passwords(memory_mb=1, rounds=1).hashed(PASSWORD)
EDGE = {"x-penombre-public": "1", "x-forwarded-for": "192.0.2.7", "x-forwarded-proto": "http"}
OURS = {"sec-fetch-site": "same-origin"}
HERE = "http://127.0.0.1"
ROLES = {"viewer": Role.VIEWER, "editor": Role.EDITOR, "owner": Role.OWNER}


class Installation:
    """`paper` belongs to the first workspace, with a viewer, an editor and an owner; `shop` to another's owner."""

    def __init__(self, client: TestClient[Litestar], database: Engine) -> None:
        self.client, self.database = client, database

    @property
    def app(self) -> Litestar:
        app: Litestar = self.client.app
        return app

    def person(self, name: str) -> Person:
        with reading(self.database) as connection:
            found = person_called(connection, f"{name}@example.org")
        assert found is not None
        return found

    def session(self, name: str) -> str:
        """The cookie of somebody who has just signed in."""
        with self.writing() as connection:
            return begin_session(connection, self.person(name).number, time.time(), complete=True)

    def writing(self) -> Any:
        return writing(self.database)

    def reading(self) -> Any:
        return reading(self.database)

    def browser(self, name: str = "", base: str = HERE, **headers: str) -> Browser:
        """A browser, in which somebody is signed in where a name is given."""
        found = Browser(self.client, base, EDGE | OURS | _spelt(headers))
        if name:
            found.cookies["penombre"] = self.session(name)
        return found


class Browser:
    """Asks as a browser behind the edge does, with cookies of its own; it does not follow where it is led."""

    def __init__(self, client: TestClient[Litestar], base: str, headers: dict[str, str]) -> None:
        self.cookies: dict[str, str] = {}
        self._client, self._base, self._headers = client, base, headers

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self.ask("GET", path, None, **headers)

    def post(self, path: str, form: dict[str, Any] | None = None, **headers: str) -> httpx.Response:
        return self.ask("POST", path, form or {}, **headers)

    def ask(self, method: str, path: str, form: dict[str, Any] | None, **headers: str) -> httpx.Response:
        given = self._headers | _spelt(headers)
        given["cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent = {name: value for name, value in given.items() if value}
        answer = self._client.request(method, self._base + path, data=form, headers=sent, follow_redirects=False)
        self._client.cookies.clear()
        for line in answer.headers.get_list("set-cookie"):
            name, _, rest = line.partition("=")
            self.cookies[name] = rest.split(";")[0].strip('"')
            if "Max-Age=0" in line:
                del self.cookies[name]
        return answer

    def sign_in(self, name: str, password: str = PASSWORD, **headers: str) -> httpx.Response:
        return self.post("/login", {"email": f"{name}@example.org", "password": password}, **headers)

    def is_signed_in(self) -> bool:
        return self.get("/account").status_code == 200


def _spelt(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


def add(connection: Connection, name: str, role: Role, workspace: int) -> Person:
    """Somebody in a role."""
    person = add_person(connection, f"{name}@example.org", name.title(), WEAK_HASH, time.time())
    add_member(connection, person.number, workspace, role)
    return person


def token_in(page: str, path: str) -> str:
    """The token of a link that a page shows."""
    found = re.search(rf"{path}/([\w-]{{43}})", page)
    assert found, page
    return found[1]


def count(connection: Connection, table: str) -> int:
    return int(connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar() or 0)
