"""What happened on a day, said by a program: of its own sites only."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from penombre.collect.links.target import TargetRules
from penombre.collect.sites import Sites
from penombre.store.database import database_url, open_database
from penombre.store.event_store import EventStore
from penombre.web.api.access import SCOPES, Grant
from penombre.web.api.routes import api_routes, description

OURS = "/api/v1/sites/paper/annotations"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient[Litestar]]:
    folder: Path = tmp_path_factory.mktemp("annotations")
    database = open_database(database_url(folder))
    for name in ("paper", "elsewhere"):
        Sites(database).add(name, [f"{name}.example.org"])
    store = EventStore(folder / "store")
    keys = {
        "key": Grant(frozenset(SCOPES), dict.fromkeys(SCOPES, frozenset({"paper"}))),
        "reader": Grant(frozenset({"stats:read"}), {"stats:read": frozenset({"paper"})}),
    }
    routes = api_routes(database, store.engine, keys.get, "https://go.example.org", TargetRules)
    with TestClient(Litestar([routes], openapi_config=description())) as client:
        client.headers["authorization"] = "Bearer key"
        yield client
    store.close()


def test_an_annotation_is_added_listed_and_deleted(client: TestClient[Litestar]) -> None:
    wanted = {"day": "2026-11-24", "text": "Newsletter sent"}
    answer = client.post(OURS, json=wanted)
    assert answer.status_code == 201
    made: dict[str, Any] = answer.json()
    assert {name: made[name] for name in wanted} == wanted
    assert client.get(OURS).json() == [made]
    assert client.delete(f"{OURS}/{made['number']}").status_code == 204
    assert client.delete(f"{OURS}/{made['number']}").status_code == 404
    assert client.get(OURS).json() == []


@pytest.mark.parametrize(
    "wanted",
    [
        {"day": "2026-02-30", "text": "a"},
        {"day": "24/11/2026", "text": "a"},
        {"day": "2026-11-24", "text": ""},
        {"day": "2026-11-24", "text": "  "},
        {"day": "2026-11-24", "text": "x" * 141},
        {"day": "2026-11-24", "text": "a", "site": "elsewhere"},
        {"text": "a"},
    ],
)
def test_what_cannot_be_is_said(client: TestClient[Litestar], wanted: dict[str, str]) -> None:
    answer = client.post(OURS, json=wanted)
    assert (answer.status_code, list(answer.json())) == (400, ["error"])
    assert client.get(OURS).json() == []


def test_the_sites_of_others_have_none(client: TestClient[Litestar]) -> None:
    for name in ("elsewhere", "no-such-site"):
        path = OURS.replace("paper", name)
        answers = [
            client.get(path),
            client.post(path, json={"day": "2026-11-24", "text": "a"}),
            client.delete(f"{path}/1"),
        ]
        assert [answer.status_code for answer in answers] == [404, 404, 404]


def test_who_may_only_read_says_nothing(client: TestClient[Litestar]) -> None:
    reader = {"authorization": "Bearer reader"}
    assert client.get(OURS, headers=reader).status_code == 200
    assert client.post(OURS, json={"day": "2026-11-24", "text": "a"}, headers=reader).status_code == 403
    assert client.delete(f"{OURS}/1", headers=reader).status_code == 403
