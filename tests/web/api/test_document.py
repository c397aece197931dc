"""Requests made up from the OpenAPI document: none ends in a 5xx, and every answer is one that the document tells."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from litestar import Litestar
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from penombre.collect.links.repository import Links
from penombre.collect.links.target import TargetRules
from penombre.collect.sites import Sites
from penombre.store.database import database_url, open_database
from penombre.store.event_store import EventStore
from penombre.web.api.access import SCOPES, Grant
from penombre.web.api.routes import api_routes, description

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    folder: Path = tmp_path_factory.mktemp("api")
    database = open_database(database_url(folder))
    Sites(database).add("paper", ["www.example.org"])
    Links(database).create("https://www.example.org/a-story", code="spring", site="paper")
    grant = Grant(frozenset(SCOPES), dict.fromkeys(SCOPES, frozenset({"paper"})))
    keys = {"key": grant}
    store = EventStore(folder / "store")
    routes = api_routes(database, store.engine, keys.get, "https://go.example.org", TargetRules)
    yield schemathesis.openapi.from_asgi(
        "/api/openapi.json", Litestar([routes], openapi_config=description(), include_in_schema=False)
    )
    store.close()


def test_every_route_is_described_with_its_key(api: Any) -> None:
    paths = api.raw_schema["paths"]
    operations = {(path, method) for path, methods in paths.items() for method in methods}
    assert len(operations) == 22
    assert {path.split("/")[3] for path in paths} == {"exports", "links", "sites", "stats"}
    for path, method in operations:
        described = paths[path][method]
        assert {"401", "403"} <= set(described["responses"]), path
        assert described["security"] == [{"key": []}]


def test_no_request_is_too_odd(api: Any) -> None:
    for found in api.get_all_operations():

        @given(case=found.ok().as_strategy())
        @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
        def answered(case: Any) -> None:
            case.call_and_validate(headers={"authorization": "Bearer key"}, checks=CHECKS)

        answered()
