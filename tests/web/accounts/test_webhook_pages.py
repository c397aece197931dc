"""Webhooks on their page: who may, what is shown once, and what a test and a failure look like."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from penombre.collect.journal.loader import Loader
from penombre.serve.place import Place
from penombre.settings import Settings
from penombre.store.database import open_database
from penombre.store.event_store import EventStore
from tests.dispatch.receiver import Receiver, receiving, verified
from tests.web.accounts.conftest import copied, installed
from tests.web.accounts.installation import Browser, Installation

EVENTS = ["takeoff", "flood"]


@pytest.fixture
def there(
    tmp_path: Path, filled_database: Path, kept: tuple[EventStore, Loader]
) -> Iterator[tuple[Installation, Receiver]]:
    database = open_database(Place(copied(filled_database, tmp_path)).database)
    settings = Settings(password_memory_mb=1, password_rounds=1, webhooks_to_this_machine=True)
    with installed(database, kept, settings) as found, receiving() as receiver:
        yield found, receiver


def secret_in(page: str) -> str:
    found = re.search(r"whsec_[A-Za-z0-9+/=]+", page)
    assert found, page
    return found[0]


def made(editor: Browser, receiver: Receiver) -> str:
    answer = editor.post("/webhooks/paper", {"address": receiver.address, "event": EVENTS})
    assert answer.status_code == 200
    return secret_in(answer.text)


def test_one_is_made_tried_watched_and_removed(there: tuple[Installation, Receiver]) -> None:
    installation, receiver = there
    editor = installation.browser("editor")
    secret = made(editor, receiver)
    page = editor.get("/webhooks/paper").text
    assert secret not in page
    assert "a page is passed on in private · robots flood the site" in page
    tested = editor.post("/webhooks/paper/1", {"do": "test"})
    assert "taken <code>204</code>" in tested.text
    [call] = receiver.received
    assert call.told["data"] == {"site": "paper"}
    assert verified(secret, call, int(call.headers["webhook-timestamp"]))
    fresh = secret_in(editor.post("/webhooks/paper/1", {"do": "rotate"}).text)
    receiver.answers = [500]
    assert "given up <code>500</code>" in editor.post("/webhooks/paper/1", {"do": "test"}).text
    assert [verified(key, receiver.received[1], int(call.headers["webhook-timestamp"])) for key in (secret, fresh)] == [
        True,
        True,
    ]
    assert editor.post("/webhooks/paper/1", {"do": "off"}).status_code == 303
    assert "Switched off on" in editor.get("/webhooks/paper").text
    assert editor.post("/webhooks/paper/1", {"do": "on"}).status_code == 303
    assert editor.post("/webhooks/paper/1", {"do": "remove"}).status_code == 303
    assert "No program is told yet." in editor.get("/webhooks/paper").text
    trail = installation.browser("owner").get("/trail").text
    for deed in ("made a webhook", "drew a new secret", "changed a webhook", "removed a webhook"):
        assert deed in trail
    assert secret not in trail


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"address": "http://hooks.example.org/"}, "seul https est appelé"),
        ({"address": "https://10.0.0.1/"}, "n’est pas sur le réseau public"),
        ({"event": []}, "takeoff, silence, flood, report"),
    ],
)
def test_what_cannot_be_is_said_in_the_readers_language(
    there: tuple[Installation, Receiver], fields: dict[str, object], said: str
) -> None:
    editor = there[0].browser("editor", accept_language="fr")
    answer = editor.post("/webhooks/paper", {"address": "https://hooks.example.org/", "event": EVENTS} | fields)
    assert answer.status_code == 400
    assert said in answer.text


def test_five_tests_a_minute_are_enough(there: tuple[Installation, Receiver]) -> None:
    installation, receiver = there
    editor = installation.browser("editor")
    made(editor, receiver)
    said = [editor.post("/webhooks/paper/1", {"do": "test"}).status_code for _ in range(6)]
    assert said == [200] * 5 + [400]
    assert len(receiver.received) == 5


def test_one_of_another_site_is_not_there(there: tuple[Installation, Receiver]) -> None:
    installation, receiver = there
    made(installation.browser("editor"), receiver)
    stranger = installation.browser("stranger")
    for do in ("test", "rotate", "remove", "off"):
        assert stranger.post("/webhooks/shop/1", {"do": do}).status_code == 400
    assert receiver.received == []
    assert receiver.address.split("?")[0] in installation.browser("editor").get("/webhooks/paper").text


def test_why_nobody_was_reached_is_read_in_the_language_of_whoever_looks(there: tuple[Installation, Receiver]) -> None:
    french, english = (there[0].browser("editor", accept_language=lang) for lang in ("fr", "en"))
    made = french.post("/webhooks/paper", {"address": "https://hooks.invalid/", "event": EVENTS})
    assert made.status_code == 200
    assert "hooks.invalid\u00a0: ce nom n’existe pas" in french.post("/webhooks/paper/1", {"do": "test"}).text
    assert "hooks.invalid: no such name" in english.get("/webhooks/paper").text
    assert "hooks.invalid\u00a0: ce nom n’existe pas" in french.get("/webhooks/paper").text
