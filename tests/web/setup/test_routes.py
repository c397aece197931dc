"""A site is added by a form, its lines are shown, and the first view is told."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import Engine

from penombre.collect.links.preview import Guard
from penombre.collect.live.row import EventRow, line
from penombre.collect.sites import Sites
from penombre.settings import Settings
from penombre.store.database import database_url, open_database
from penombre.store.event_store import EventStore
from penombre.web.setup.routes import setup_routes

Client = TestClient[Litestar]
NOBODY = Guard(resolve=lambda _: [ip_address("127.0.0.1")], allow=lambda _: False)
FORM = {"name": "paper", "hosts": "www.example.org\nexample.org", "mode": "counting", "timezone": "Europe/Paris"}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EventStore]:
    store = EventStore(tmp_path_factory.mktemp("store"))
    yield store
    store.close()


@pytest.fixture
def database(tmp_path: Path) -> Engine:
    return open_database(database_url(tmp_path))


@pytest.fixture
def client(database: Engine, store: EventStore) -> Iterator[Client]:
    app = Litestar([setup_routes(database, store, Settings(url="https://p.example.net"), NOBODY)])
    with TestClient(app) as client:
        yield client


def test_the_form_makes_a_site_and_shows_its_lines(client: Client, database: Engine) -> None:
    answer = client.post("/setup", data=FORM, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/setup/paper?lang=en")
    site = Sites(database).named("paper")
    assert (site.hosts, site.mode, site.timezone) == (("www.example.org", "example.org"), "counting", "Europe/Paris")
    page = client.get("/setup/paper").text
    assert page.count("https://p.example.net/p.js?site=paper") == 5
    assert "&lt;penombre-share&gt;" in page
    assert "Nothing has arrived yet" in page
    assert "Rien n’est encore arrivé" in client.get("/setup/paper?lang=fr").text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "No Name"),
        ("name", "<script>alert(1)</script>"),
        ("hosts", "https://www.example.org/"),
        ("hosts", ""),
        ("mode", "everything"),
        ("timezone", "Mars/Olympus"),
    ],
)
def test_a_field_that_cannot_be_is_said_and_the_others_stay(
    client: Client, database: Engine, field: str, value: str
) -> None:
    answer = client.post("/setup", data=FORM | {field: value})
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    assert "<script>alert" not in answer.text
    assert ('value="paper"' in answer.text) == (field != "name")
    assert Sites(database).all() == []


def test_what_is_wrong_is_said_in_the_language_of_the_page(client: Client) -> None:
    french = client.post("/setup?lang=fr", data=FORM | {"timezone": "Mars/Olympus"}).text
    assert "n’est pas un fuseau horaire" in french
    assert "is not a time zone" in client.post("/setup", data=FORM | {"timezone": "Mars/Olympus"}).text


def test_a_form_that_is_none_is_an_error_a_person_can_read(client: Client) -> None:
    assert client.post("/setup", data={"name": "x" * 5000, "unknown": "y"}).status_code == 400
    assert client.post("/setup", files={"name": b"\x00\xff"}).status_code == 400


def test_the_first_view_is_told(client: Client, store: EventStore) -> None:
    client.post("/setup", data=FORM | {"name": "seen"})
    assert client.get("/setup/seen/state").json() == {"arrived": False}
    store.load(1, events=line(EventRow(site=1, at=1_764_000_000, kind="view", id="0" * 32, page="/")))
    assert client.get("/setup/seen/state").json() == {"arrived": True}
    assert "The first view has arrived" in client.get("/setup/seen").text


def test_a_page_that_may_not_be_asked_is_not(client: Client) -> None:
    client.post("/setup", data=FORM)
    assert "could not be read from here" in client.get("/setup/paper?look_at=true").text


def test_a_site_that_is_not_there(client: Client) -> None:
    assert client.get("/setup/nobody").status_code == 404
    assert client.get("/setup/nobody/state").status_code == 404
