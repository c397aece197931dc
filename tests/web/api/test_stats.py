"""Figures by program: what was counted, nothing of a few people, and tables to take away."""

from __future__ import annotations

import csv
import io
import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from penombre.collect.links.target import TargetRules
from penombre.collect.live.row import EventRow, line
from penombre.collect.sites import Sites
from penombre.dashboard.estimates import Estimates
from penombre.store.database import database_url, open_database
from penombre.store.event_store import EventStore
from penombre.web.api.access import SCOPES, Grant
from penombre.web.api.routes import api_routes, description

Client = TestClient[Litestar]
FORMULA = "=HYPERLINK(1)"
NOW = int(time.time())


def events() -> Iterator[bytes]:
    number = 0
    for times, hours, fields in (
        (60, 3, {"rung": "unattributed", "page": "/news/a"}),
        (40, 30, {"rung": "observed", "channel": "messenger", "app": "WhatsApp", "private": "yes", "page": "/news/a"}),
        (30, 50, {"rung": "attributed", "channel": "search", "app": "Google", "page": "/news/b"}),
        (15, 60, {"rung": "attributed", "channel": "search", "app": "Google", "page": f"/{FORMULA}"}),
        (3, 70, {"rung": "unattributed", "page": "/secret/of-a-few"}),
        (25, 20, {"kind": "share", "app": "WhatsApp", "channel": "messenger", "private": "yes", "via": "button"}),
        (12, 20, {"kind": "goal", "name": "signup", "rung": "observed", "private": "yes"}),
    ):
        for _ in range(times):
            number += 1
            usual: dict[str, Any] = {"kind": "view", "device": "phone", "browser": "Chrome Mobile", "agent": "human"}
            yield line(EventRow(site=1, at=NOW - hours * 3600, id=f"{number:032x}", **(usual | fields)))


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    folder: Path = tmp_path_factory.mktemp("stats")
    database = open_database(database_url(folder))
    for name in ("paper", "elsewhere"):
        Sites(database).add(name, [f"{name}.example.org"], mode="counting")
    store = EventStore(folder / "store")
    store.load(1, events=b"".join(events()))
    Estimates(store.engine, database).refresh()
    keys = {"key": Grant(frozenset(SCOPES), dict.fromkeys(SCOPES, frozenset({"paper"})))}
    routes = api_routes(database, store.engine, keys.get, "https://go.example.org", TargetRules)
    with TestClient(Litestar([routes], openapi_config=description())) as client:
        client.headers["authorization"] = "Bearer key"
        yield client
    store.close()


def told(client: Client, what: str, **asked: str) -> Any:
    answer = client.get(f"/api/v1/{what}", params={"site": "paper", "days": "7", **asked})
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_the_overview_tells_what_was_counted_and_estimated(client: Client) -> None:
    found = told(client, "stats/overview")
    assert found["finding"]["landings"] == 148
    assert found["finding"]["low"] <= found["finding"]["high"]
    assert found["made_at"]
    assert found["dark"]["low"] <= found["dark"]["high"]
    assert told(client, "stats/overview", page="/news/a")["dark"] is None


def test_every_figure_has_its_route(client: Client) -> None:
    assert {row["name"] for row in told(client, "stats/channels")["counted"]["rows"]} >= {"WhatsApp", "Google"}
    assert told(client, "stats/shares")["shares"]["total"] == 25
    assert told(client, "stats/goals")["goals"][0]["reached"] == 12
    assert sum(sum(filter(None, day["parts"].values())) for day in told(client, "stats/timeline")["buckets"]) == 148
    for what in ("cascades", "links"):
        assert told(client, f"stats/{what}")["period"]["timezone"] == "UTC"


@pytest.mark.parametrize("what", ["stats/pages", "exports/pages?form=jsonl", "exports/pages?form=csv"])
def test_nothing_is_told_of_a_few(client: Client, what: str) -> None:
    path, _, query = what.partition("?")
    answer = client.get(f"/api/v1/{path}", params={"site": "paper", **dict([query.split("=")] if query else [])})
    assert answer.status_code == 200
    assert "/news/a" in answer.text
    assert "of-a-few" not in answer.text


def test_a_selection_of_a_few_is_not_told(client: Client) -> None:
    answer = client.get("/api/v1/stats/overview", params={"site": "paper", "page": "/secret/of-a-few"})
    assert answer.status_code == 409
    assert "a few people" in answer.json()["error"]


@pytest.mark.parametrize(
    ("name", "value"),
    [("days", "31"), ("channel", "telepathy"), ("country", "france"), ("tag", "'; DROP TABLE events")],
)
def test_a_filter_that_cannot_be_is_said(client: Client, name: str, value: str) -> None:
    answer = client.get("/api/v1/stats/overview", params={"site": "paper", name: value})
    assert answer.status_code == 400
    assert name in answer.json()["error"]


@pytest.mark.parametrize(
    ("what", "name", "value", "allowed"),
    [
        ("stats/overview", "days", "5", "7, 30, 90"),
        ("stats/overview", "period", "tomorrow", "today, yesterday, month, last_month, year"),
        ("exports/pages", "form", "xls", "csv, jsonl, parquet"),
        ("exports/secrets", "name", "", "timeline, channels, pages, shares, goals"),
    ],
)
def test_what_may_be_said_is_listed_where_something_else_was(
    client: Client, what: str, name: str, value: str, allowed: str
) -> None:
    answer = client.get(f"/api/v1/{what}", params={"site": "paper"} | ({name: value} if value else {}))
    assert (answer.status_code, answer.json()["error"].split(": ")[0]) == (400, name)
    assert answer.json()["error"].endswith(f"; allowed: {allowed}")


def test_other_days_are_told_in_tens(client: Client) -> None:
    month = told(client, "stats/overview", period="month")
    assert month["landings"] == told(client, "stats/overview", **{"from": month["period"]["first"]})["landings"]
    assert all(count % 10 == 0 for count in month["landings"].values())
    assert (month["made_at"], month["dark"]) == (None, None)
    ago = datetime.fromtimestamp(NOW - 3 * 3600, UTC).date().isoformat()
    hours = told(client, "stats/timeline", **{"from": ago, "to": ago})
    assert (hours["buckets"], bool(hours["hours"])) == ([], True)
    assert told(client, "stats/shares", period="year")["shares"]["total"] in (None, 30)
    table = client.get("/api/v1/exports/timeline", params={"site": "paper", "from": ago, "to": ago})
    assert table.text.splitlines()[1].startswith(ago)


@pytest.mark.parametrize("asked", [{"period": "tomorrow"}, {"from": "2026-02-30"}, {"to": "x"}])
def test_days_that_cannot_be_are_said(client: Client, asked: dict[str, str]) -> None:
    assert client.get("/api/v1/stats/overview", params={"site": "paper", **asked}).status_code == 400


@pytest.mark.parametrize("what", ["stats/overview", "stats/pages", "exports/timeline"])
def test_days_to_come_are_said(client: Client, what: str) -> None:
    answer = client.get(f"/api/v1/{what}", params={"site": "paper", "from": "2130-01-01", "to": "2130-01-02"})
    assert (answer.status_code, answer.json()) == (400, {"error": "from: the period has not begun"})


@pytest.mark.parametrize(
    ("what", "asked", "status"),
    [
        ("stats/shares", {"device": "phone"}, 200),
        ("stats/shares", {"rung": "none"}, 400),
        ("stats/goals", {"rung": "proven"}, 200),
        ("stats/goals", {"rung": "none"}, 400),
        ("stats/links", {"country": "FR"}, 400),
        ("stats/cascades", {"link": "spring"}, 400),
        ("exports/shares", {"rung": "none"}, 400),
    ],
)
def test_a_filter_that_does_not_hold_is_said(client: Client, what: str, asked: dict[str, str], status: int) -> None:
    answer = client.get(f"/api/v1/{what}", params={"site": "paper", **asked})
    assert answer.status_code == status, answer.text


def test_the_sites_of_others_have_no_figures(client: Client) -> None:
    for what in ("stats/overview", "stats/pages", "exports/pages"):
        assert client.get(f"/api/v1/{what}", params={"site": "elsewhere"}).status_code == 404


def test_tables_say_the_same_in_every_form(client: Client) -> None:
    def taken(form: str) -> bytes:
        answer = client.get("/api/v1/exports/pages", params={"site": "paper", "form": form})
        assert f"pages.{form}" in answer.headers["content-disposition"]
        return answer.content

    lines = [json.loads(row) for row in taken("jsonl").splitlines()]
    sheet = list(csv.DictReader(io.StringIO(taken("csv").decode())))
    assert [row["page"] for row in sheet] == [row["page"] for row in lines]
    assert [int(row["landings"]) for row in sheet] == [row["landings"] for row in lines]
    assert taken("parquet")[:4] == b"PAR1"
    assert client.get("/api/v1/exports/secrets", params={"site": "paper"}).status_code in (400, 404)


def test_every_table_can_be_taken_in_every_form(client: Client) -> None:
    for name in ("timeline", "channels", "pages", "shares", "goals"):
        for form in ("csv", "jsonl", "parquet"):
            answer = client.get(f"/api/v1/exports/{name}", params={"site": "paper", "form": form})
            assert answer.status_code == 200, (name, form)
            assert len(answer.content) > 20
