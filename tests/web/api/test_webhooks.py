"""Webhooks by program: what a key opens, and nothing beside it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from penombre.client import ApiError, Client
from penombre.collect.links.target import TargetRules
from penombre.collect.sites import Sites
from penombre.settings import Settings
from penombre.store.database import database_url, open_database, reading
from penombre.store.event_store import EventStore
from penombre.store.tables import trail
from penombre.web.api.access import SCOPES, Grant
from penombre.web.api.routes import api_routes
from penombre.web.api.webhooks import ChangedWebhook, WantedWebhook
from tests.dispatch.receiver import Receiver, receiving, verified

GRANTS = {
    "everything": Grant(frozenset(SCOPES), dict.fromkeys(SCOPES, frozenset({"paper"}))),
    "reader": Grant(frozenset({"stats:read", "links:write"}), dict.fromkeys(SCOPES, frozenset({"paper"}))),
    "viewer": Grant(frozenset(SCOPES), {"stats:read": frozenset({"paper"})}),
    "stranger": Grant(frozenset(SCOPES), dict.fromkeys(SCOPES, frozenset({"elsewhere"}))),
}
HERE = Settings(webhooks_to_this_machine=True)


class There:
    def __init__(self, server: TestClient[Litestar], receiver: Receiver) -> None:
        self.server, self.receiver = server, receiver

    def by(self, key: str) -> Client:
        return Client("http://testserver.local", key, transport=self.server._transport)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EventStore]:
    store = EventStore(tmp_path_factory.mktemp("store"))
    yield store
    store.close()


@pytest.fixture
def there(tmp_path: Path, store: EventStore) -> Iterator[There]:
    database = open_database(database_url(tmp_path))
    Sites(database).add("paper", ["www.example.org"])
    Sites(database).add("elsewhere", ["www.example.net"])
    routes = api_routes(database, store.engine, GRANTS.get, "https://go.example.org", TargetRules, settings=HERE)
    with TestClient(Litestar([routes])) as server, receiving() as receiver:
        yield There(server, receiver)
        with reading(database) as connection:
            assert all("whsec_" not in row.subject for row in connection.execute(trail.select()))


def test_one_is_made_changed_tried_and_removed(there: There) -> None:
    client = there.by("everything")
    made = client.create_webhook("paper", WantedWebhook(there.receiver.address, ["report", "takeoff"]))
    assert made.webhook.events == ("takeoff", "report")
    assert client.webhooks("paper") == [made.webhook]
    number = made.webhook.number
    called = client.test_webhook("paper", number)
    assert (called.state, called.status, called.attempts) == ("sent", 204, 1)
    [call] = there.receiver.received
    assert call.headers["webhook-id"] == called.id
    assert verified(made.secret, call, called.at.timestamp())
    fresh = client.rotate_webhook_secret("paper", number)
    assert fresh.secret != made.secret
    assert client.deliveries("paper", number) == [called]
    changed = client.change_webhook("paper", number, ChangedWebhook(events=["flood"], on=False))
    assert (changed.events, changed.off_at is None) == (("flood",), False)
    assert client.change_webhook("paper", number, ChangedWebhook(on=True)).off_at is None
    client.delete_webhook("paper", number)
    assert client.webhooks("paper") == []


@pytest.mark.parametrize(("key", "status"), [("reader", 403), ("viewer", 404), ("stranger", 404)])
def test_another_key_neither_sees_nor_makes_one(there: There, key: str, status: int) -> None:
    there.by("everything").create_webhook("paper", WantedWebhook(there.receiver.address, ["flood"]))
    client = there.by(key)
    for ask in (
        lambda: client.webhooks("paper"),
        lambda: client.create_webhook("paper", WantedWebhook(there.receiver.address, ["flood"])),
        lambda: client.test_webhook("paper", 1),
        lambda: client.rotate_webhook_secret("paper", 1),
        lambda: client.deliveries("paper", 1),
        lambda: client.delete_webhook("paper", 1),
    ):
        with pytest.raises(ApiError) as refused:
            ask()
        assert refused.value.status == status
    assert there.receiver.received == []


def test_what_cannot_be_is_told(there: There) -> None:
    client = there.by("everything")
    for address in ("http://hooks.example.org/", "https://169.254.169.254/", "hooks"):
        with pytest.raises(ApiError, match="400"):
            client.create_webhook("paper", WantedWebhook(address, ["flood"]))
    with pytest.raises(ApiError, match="404: paper has no webhook 7"):
        client.test_webhook("paper", 7)
