"""The client says what the server says, typed, and turns refusals into errors with their sentence."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from litestar import Litestar
from litestar.testing import TestClient

from penombre.client import ApiError, Client
from penombre.collect.links.target import TargetRules
from penombre.collect.sites import Sites
from penombre.store.database import database_url, open_database
from penombre.store.event_store import EventStore
from penombre.web.api.access import SCOPES, Grant
from penombre.web.api.own_links import ChangedLink, WantedLink
from penombre.web.api.routes import api_routes
from penombre.web.api.sites import ChangedSite

TARGET = "https://www.example.org/a"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    folder: Path = tmp_path_factory.mktemp("client")
    database = open_database(database_url(folder))
    Sites(database).add("paper", ["www.example.org"])
    store = EventStore(folder / "store")
    keys = {"key": Grant(frozenset(SCOPES), dict.fromkeys(SCOPES, frozenset({"paper"})))}
    app = Litestar([api_routes(database, store.engine, keys.get, "https://go.example.org", TargetRules)])
    with TestClient(app) as server:
        yield Client("http://testserver.local", "key", transport=server._transport)
    store.close()


def test_links_are_made_listed_changed_and_deleted(client: Client) -> None:
    made = client.create_links([WantedLink(TARGET, "paper") for _ in range(103)])
    assert [link.code for link in client.links("paper")] == [link.code for link in made[::-1]]
    link = client.create_link(WantedLink(TARGET, "paper", code="spring", tags=["print"]))
    assert client.change_link("spring", ChangedLink(paused=True)) == msgspec.structs.replace(link, paused=True)
    assert [each.code for each in client.links("paper", tag="print")] == ["spring"]
    client.delete_link("spring")
    assert list(client.links("paper", tag="print")) == []


def test_a_refusal_is_an_error_with_its_sentence(client: Client) -> None:
    with pytest.raises(ApiError, match=r"404: .*no site of yours"):
        client.overview("elsewhere")
    with pytest.raises(ApiError, match="400: link 0: ") as refused:
        client.create_link(WantedLink("javascript:alert(1)", "paper"))
    assert refused.value.status == 400


def test_sites_and_figures_have_their_types(client: Client) -> None:
    assert client.change_site("paper", ChangedSite(mode="counting")).mode == "counting"
    assert [site.name for site in client.sites()] == ["paper"]
    assert client.overview("paper", days=7).period.days == 7
    for read in (client.timeline, client.channels, client.pages, client.shares, client.cascades, client.goals):
        assert read("paper").period.timezone == "UTC"
    assert {link.clicks for link in client.link_figures("paper").links} == {0}
    assert client.export("paper", "pages").startswith(b"page,landings,proven")
