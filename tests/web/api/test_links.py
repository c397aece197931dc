"""Short links by program: what a key opens, and nothing beside it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import Engine

from penombre.collect.links.repository import Links
from penombre.collect.links.target import TargetRules
from penombre.collect.sites import Sites
from penombre.store.database import database_url, open_database
from penombre.store.event_store import EventStore
from penombre.web.api.access import SCOPES, Grant
from penombre.web.api.routes import api_routes, description

Client = TestClient[Litestar]
TARGET = "https://www.example.org/a-story"
PAPER: dict[str, frozenset[str]] = dict.fromkeys(SCOPES, frozenset({"paper"}))
GRANTS = {
    "everything": Grant(frozenset(SCOPES), PAPER),
    "reader": Grant(frozenset({"stats:read"}), PAPER),
    "stranger": Grant(frozenset(SCOPES), dict.fromkeys(SCOPES, frozenset({"elsewhere"}))),
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EventStore]:
    store = EventStore(tmp_path_factory.mktemp("store"))
    yield store
    store.close()


@pytest.fixture
def database(tmp_path: Path) -> Engine:
    database = open_database(database_url(tmp_path))
    Sites(database).add("paper", ["www.example.org"])
    Sites(database).add("elsewhere", ["www.example.net"])
    return database


@pytest.fixture
def client(database: Engine, store: EventStore) -> Iterator[Client]:
    routes = api_routes(database, store.engine, GRANTS.get, "https://go.example.org", TargetRules)
    with TestClient(Litestar([routes], openapi_config=description())) as client:
        client.headers["authorization"] = "Bearer everything"
        yield client


def made(client: Client, **fields: Any) -> dict[str, Any]:
    answer = client.post("/api/v1/links", json={"target": TARGET, "site": "paper"} | fields)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def by(name: str) -> dict[str, str]:
    return {"authorization": f"Bearer {name}"}


def test_a_link_is_made_read_changed_and_deleted(client: Client) -> None:
    link = made(client, code="spring", title="Spring", tags=["Print", "2026"], expires_at="2099-01-01T00:00:00+01:00")
    assert (link["address"], link["tags"]) == ("https://go.example.org/spring", ["print", "2026"])
    assert link["expires_at"] == "2098-12-31T23:00:00Z"
    changed = client.patch("/api/v1/links/spring", json={"title": "Summer", "paused": True, "expires_at": None}).json()
    assert (changed["title"], changed["paused"], changed["expires_at"]) == ("Summer", True, None)
    assert client.get("/api/v1/links/spring").json() == changed
    assert client.delete("/api/v1/links/spring").status_code == 204
    assert client.get("/api/v1/links/spring").status_code == 404
    again = client.post("/api/v1/links", json={"target": TARGET, "site": "paper", "code": "spring"})
    assert (again.status_code, "never given twice" in again.json()["error"]) == (409, True)


def test_pages_of_links_turn_until_all_were_seen(client: Client) -> None:
    codes = [made(client)["code"] for _ in range(7)]
    seen: list[str] = []
    page: dict[str, Any] = {"before": None}
    while True:
        before = {"before": page["before"]} if page["before"] else {}
        page = client.get("/api/v1/links", params={"site": "paper", "limit": 3, **before}).json()
        seen += [link["code"] for link in page["links"]]
        if page["before"] is None:
            break
    assert seen == codes[::-1]


def test_many_are_made_or_none(client: Client, database: Engine) -> None:
    good, bad = {"target": TARGET, "site": "paper"}, {"target": "javascript:alert(1)", "site": "paper"}
    answer = client.post("/api/v1/links/bulk", json=[good, bad])
    assert answer.status_code == 400
    assert answer.json()["error"].startswith("link 1: ")
    assert Links(database).all() == []
    assert len(client.post("/api/v1/links/bulk", json=[good] * 20).json()) == 20
    assert client.post("/api/v1/links/bulk", json=[good] * 1001).status_code == 400


def test_the_code_of_a_variant_is_drawn(client: Client) -> None:
    made(client, code="spring")
    svg = client.get("/api/v1/links/spring/qr", params={"channel": "w"})
    assert svg.headers["content-type"].startswith("image/svg+xml")
    assert svg.content.startswith(b"<?xml")
    assert client.get("/api/v1/links/spring/qr", params={"form": "png"}).content.startswith(b"\x89PNG")
    assert client.get("/api/v1/links/spring/qr", params={"channel": "?"}).status_code == 400


def test_what_others_have_is_not_there(client: Client) -> None:
    made(client, code="spring")
    for method, path, body in (
        ("GET", "/api/v1/links/spring", None),
        ("PATCH", "/api/v1/links/spring", {"title": "x"}),
        ("DELETE", "/api/v1/links/spring", None),
        ("GET", "/api/v1/links/spring/qr", None),
        ("GET", "/api/v1/links?site=paper", None),
        ("POST", "/api/v1/links", {"target": TARGET, "site": "paper"}),
        ("POST", "/api/v1/links/bulk", [{"target": TARGET, "site": "paper"}]),
        ("GET", "/api/v1/sites/paper", None),
        ("PATCH", "/api/v1/sites/paper", {"mode": "consent"}),
    ):
        answer = client.request(method, path, json=body, headers=by("stranger"))
        assert answer.status_code == 404, (method, path)
        assert set(answer.json()) == {"error"}
    assert client.get("/api/v1/links/spring").json()["title"] == ""
    assert [site["name"] for site in client.get("/api/v1/sites", headers=by("stranger")).json()] == ["elsewhere"]


def test_a_key_does_what_its_scopes_say(client: Client) -> None:
    made(client, code="spring")
    assert client.get("/api/v1/links/spring", headers=by("reader")).status_code == 200
    for method, path, body in (
        ("POST", "/api/v1/links", {"target": TARGET, "site": "paper"}),
        ("PATCH", "/api/v1/links/spring", {}),
        ("DELETE", "/api/v1/links/spring", None),
        ("PATCH", "/api/v1/sites/paper", {}),
    ):
        answer = client.request(method, path, json=body, headers=by("reader"))
        assert answer.status_code == 403, (method, path)
        assert "scope" in answer.json()["error"]


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Bearer nobody", "Basic ZXZlcnl0aGluZw==", "everything"])
def test_without_a_key_nothing_is_told(client: Client, header: str) -> None:
    answer = client.get("/api/v1/sites", headers={"authorization": header})
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize(
    ("body", "where"),
    [
        (b"{", ""),
        (b"[]", "object"),
        (b"{}", "target"),
        (b'{"target": 3, "site": "paper"}', "target"),
        (b'{"target": "https://www.example.org", "site": "paper", "colour": "red"}', "colour"),
        (b'{"target": "https://www.example.org", "site": "paper", "expires_at": "2099-01-01T00:00:00"}', "expires_at"),
        (b'{"target": "https://www.example.org", "site": "paper", "expires_at": "2001-01-01T00:00:00Z"}', "is over"),
    ],
)
def test_a_body_that_cannot_be_is_said(client: Client, body: bytes, where: str) -> None:
    answer = client.post("/api/v1/links", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 400
    assert where in answer.json()["error"]


def test_a_site_is_put_on_another_step_of_the_dial(client: Client) -> None:
    assert client.get("/api/v1/sites/paper").json()["mode"] == "strict"
    changed = client.patch("/api/v1/sites/paper", json={"mode": "counting", "ask": 0.05}).json()
    assert (changed["mode"], changed["ask"]) == ("counting", 0.05)
    assert client.patch("/api/v1/sites/paper", json={"mode": "all"}).status_code == 400
    assert client.patch("/api/v1/sites/paper", json={"ask": 2}).status_code == 400
