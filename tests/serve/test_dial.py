"""The dial turned from the page of a running server: what the lower step forbids is taken no more, at once."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.serve.server import Server, view

HERE = {"Sec-Fetch-Site": "same-origin", "Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    found = Server(tmp_path / "data", mode="consent")
    found.start()
    yield found
    found.stop()


class Sender:
    """Sends events of which each has a number of its own."""

    def __init__(self, server: Server) -> None:
        self.server, self.sent = server, 0

    def takes(self, kind: str, page: str = "/a", **more: object) -> bool:
        """Whether an event is taken."""
        self.sent += 1
        _, answer = self.server.post(view(f"{self.sent:032x}", page, kind=kind, **more))
        return not answer["rejected"]


def turn(server: Server, cookie: str, before: str, after: str) -> None:
    form = urlencode({"from": before, "to": after}).encode()
    status, _, headers = server.ask("POST", "/prudence/demo/mode", form, HERE | {"Cookie": cookie})
    assert (status, headers["location"]) == (303, "/sites/demo/prudence")


def test_what_a_lower_step_forbids_is_not_taken_from_the_answer_on(server: Server) -> None:
    cookie, sender = server.signed_in(), Sender(server)
    assert sender.takes("copy", chars=100)
    for _ in range(5):  # no turn depends on when the edge looks by itself
        turn(server, cookie, "consent", "counting")
        assert not sender.takes("copy", chars=100)
        assert sender.takes("share", via="button", app="WhatsApp")
        turn(server, cookie, "counting", "strict")
        assert not sender.takes("share", via="button", app="WhatsApp")
        assert not sender.takes("engage", seconds=5, scroll=50)
        assert sender.takes("view", "/b?s=w2&utm_source=whatsapp&utm_campaign=spring")
        turn(server, cookie, "strict", "consent")
        assert sender.takes("copy", chars=100)
    strict = [event for event in server.events() if event["page"] == "/b"]
    assert len(strict) == 5
    for event in strict:
        assert not any(event.get(name) for name in ("tag", "campaign", "token", "parent", "nav", "history", "chars"))


def test_a_page_opened_afterwards_gets_the_script_of_the_step(server: Server) -> None:
    cookie = server.signed_in()
    before = server.get("/p.js?site=demo")[1]
    turn(server, cookie, "consent", "strict")
    assert len(server.get("/p.js?site=demo")[1]) < len(before)


def test_an_answer_asked_for_before_brings_no_tag_into_the_strict_step(server: Server) -> None:
    cookie = server.signed_in()
    assert server.command("site", "ask", "demo", "1")
    # a change made at the terminal is heard within a second; one from the page waits for nobody
    turn(server, cookie, "consent", "counting")
    landed = b'{"site": "demo", "url": "https://www.example.org/c?s=w2", "referrer": null}'
    _, told, _ = server.ask("POST", "/ask", landed)
    assert b'"ask":true' in told.replace(b" ", b"")
    turn(server, cookie, "counting", "strict")
    asked = json.loads(told)
    time.sleep(1.1)  # nobody answers sooner
    event = view(asked["id"], "/c", kind="answer", name="sent", ticket=asked["ticket"])
    _, answer = server.post(event)
    assert [each["reason"] for each in answer["rejected"]] == ["not_in_this_mode"]
