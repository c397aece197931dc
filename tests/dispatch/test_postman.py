"""Webhooks are told what they want, signed, until they take it, under one id whatever happens meanwhile."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from penombre.act.alerts import Alert
from penombre.collect.sites import Sites
from penombre.dispatch.deliveries import Deliveries
from penombre.dispatch.made_reports import keep_report, order_report
from penombre.dispatch.matters import Matters
from penombre.dispatch.office import Office
from penombre.dispatch.postman import CALL_PAUSES, Postman
from penombre.dispatch.subscriptions import Subscriptions
from penombre.dispatch.webhooks import (
    EVENTS,
    FAILING_FOR,
    MOST,
    OLD_SIGNS_FOR,
    UnknownWebhookError,
    Webhook,
    WebhookError,
    add_webhook,
    change_events,
    remove_webhook,
    rotate,
    switch,
    webhook_of,
    webhooks_of,
)
from penombre.settings import Settings
from penombre.store.database import database_url, open_database, reading, writing
from tests.dispatch.mail_server import mail_server
from tests.dispatch.receiver import Receiver, receiving, verified

T0 = 1_790_000_000.0
HOUR, DAY = 3600.0, 86_400.0
HERE = Settings(webhooks_to_this_machine=True)
FEW = Alert(
    "takeoff",
    "/a-story",
    T0 - DAY,
    {"landings": 214, "now": 71.5, "before": 3.2, "public_now": 40.0, "public_before": 9.9},
)


class Place:
    def __init__(self, folder: Path, receiver: Receiver) -> None:
        self.database: Engine = open_database(database_url(folder))
        self.receiver = receiver
        for name in ("gazette", "shop"):
            Sites(self.database).add(name, [f"{name}.example.org"])
        self.matters = Matters(self.database)
        self.postman = Postman(self.database, HERE)
        self.webhook, self.secret = self.add()

    def add(self, site: str = "gazette", events: tuple[str, ...] = EVENTS, path: str = "") -> tuple[Webhook, str]:
        with writing(self.database) as connection:
            return add_webhook(connection, site, self.receiver.address + path, events, T0, this_machine=True)

    def now(self) -> Webhook:
        with reading(self.database) as connection:
            return webhook_of(connection, "gazette", self.webhook.number)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with receiving() as receiver:
        yield Place(tmp_path, receiver)


def test_an_alert_is_told_once_signed_and_without_small_numbers(place: Place) -> None:
    number = place.matters.begin("gazette", FEW, T0 + 10)
    assert [place.postman.round(T0 + each) for each in (20, 80)] == [1, 0]
    [call] = place.receiver.received
    assert call.path == "/hook?a=1"
    assert call.told == {
        "type": "alert.takeoff",
        "timestamp": "2026-09-21T14:13:30Z",
        "data": {
            "site": "gazette",
            "number": number,
            "state": "begun",
            "page": "/a-story",
            "since": "2026-09-20T14:13:20Z",
            "facts": {"landings": 214.0, "now": 71.5, "before": None, "public_now": 40.0, "public_before": None},
        },
    }
    assert verified(place.secret, call, T0 + 21)
    assert not verified(place.secret, call, T0 + 20 + 301), "a call that is played again later"
    assert not verified("whsec_AAAA", call, T0 + 21)
    place.matters.end(number, T0 + 500)
    assert place.postman.round(T0 + 600) == 1
    assert place.receiver.received[1].told["data"]["state"] == "over"
    assert len(set(place.receiver.ids())) == 2


def test_each_is_told_of_its_own_site_what_it_wants_and_what_is_new(place: Place) -> None:
    place.add("shop")
    place.add("gazette", ("silence",), "&quiet")
    place.matters.begin("gazette", FEW, T0 - 10)
    place.matters.begin("gazette", Alert("flood", "", T0, {"robots": 900, "usual": 9, "people": 4}), T0 + 1)
    place.matters.begin("shop", Alert("silence", "", T0, {"missing": 41.0, "hours": 6.0}), T0 + 1)
    assert place.postman.round(T0 + 60) == 2
    told = sorted((each.told["data"]["site"], each.told["type"]) for each in place.receiver.received)
    assert told == [("gazette", "alert.flood"), ("shop", "alert.silence")]
    [flood] = [each.told["data"] for each in place.receiver.received if each.told["type"] == "alert.flood"]
    assert (flood["page"], flood["facts"]["people"]) == (None, None)


def test_a_report_that_is_made_is_told(place: Place) -> None:
    with writing(place.database) as connection:
        report = order_report(connection, "gazette", "2026-03", "fr", T0)
    assert place.postman.round(T0 + 1) == 0
    with writing(place.database) as connection:
        keep_report(connection, report.number, b"<p>", b"%PDF", T0 + 60)
    assert place.postman.round(T0 + 61) == 1
    told = place.receiver.received[0].told
    assert told["type"] == "report.ready"
    assert told["data"] == {
        "site": "gazette",
        "number": report.number,
        "period": "2026-03",
        "lang": "fr",
        "state": "ready",
    }


def test_a_report_that_subscribers_got_is_told_once(place: Place) -> None:
    told = Deliveries(place.database)
    for address, at in (("a@example.org", T0 + 1), ("b@example.org", T0 + 90)):
        told.begin("gazette", address, "2026-03", at)
        told.end("gazette", address, "2026-03", at, "sent")
        assert place.postman.round(at + 1) == (address == "a@example.org")
    told.begin("gazette", "a@example.org", "alert 7", T0 + 1)
    told.end("gazette", "a@example.org", "alert 7", T0 + 1, "sent")
    assert place.postman.round(T0 + 300) == 0
    [call] = place.receiver.received
    assert (call.told["type"], call.told["data"]) == ("report.sent", {"site": "gazette", "period": "2026-03"})


def test_what_fails_is_told_again_under_the_same_id_with_growing_pauses(place: Place) -> None:
    place.matters.begin("gazette", FEW, T0 + 1)
    place.receiver.answers = [500, 301, 404]
    now, taken = T0 + 10, []
    for pause in CALL_PAUSES[:3]:
        taken += [place.postman.round(now), place.postman.round(now + pause - 1)]
        now += pause
    assert taken == [0] * 6
    assert place.postman.round(now) == 1
    assert len(place.receiver.received) == 4
    assert len(set(place.receiver.ids())) == 1
    assert len({each.body for each in place.receiver.received}) == 1
    stamps = [int(each.headers["webhook-timestamp"]) for each in place.receiver.received]
    assert stamps == sorted(set(stamps)), "each call says when it was made"
    assert place.now().failing_since is None
    [delivery] = place.postman.lately(place.webhook)
    assert (delivery.state, delivery.attempts, delivery.status) == ("sent", 4, 204)


def test_one_that_does_not_answer_is_asked_once_a_round(place: Place) -> None:
    for page in "abc":
        place.matters.begin("gazette", Alert("takeoff", f"/{page}", T0, {"landings": 50}), T0 + 1)
    place.receiver.answers = [503]
    place.postman.round(T0 + 10)
    assert len(place.receiver.received) == 1
    [delivery] = place.postman.lately(place.webhook)
    assert (delivery.state, delivery.status, delivery.said) == ("waiting", 503, "it answered 503")
    assert place.postman.round(T0 + 70) == 2
    assert place.postman.round(T0 + 10 + CALL_PAUSES[0]) == 1


def test_a_call_at_which_the_program_ended_is_made_again(place: Place) -> None:
    number = place.matters.begin("gazette", FEW, T0 + 1)
    Deliveries(place.database).begin("gazette", place.webhook.receiver, f"alert {number}", T0 + 5)
    assert place.postman.round(T0 + 10) == 0
    assert Deliveries(place.database).recover(T0 + 20) == 0, "mails are not called again, and none was lost"
    assert place.postman.round(T0 + 30) == 1


def test_after_five_days_of_failures_it_is_switched_off_and_who_gets_alerts_is_told(
    place: Place, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    place.matters.begin("gazette", FEW, T0 + 1)
    place.receiver.answers = [500] * 20
    subscriptions = Subscriptions(place.database, lambda: T0)
    subscriptions.put("gazette", "ada@example.org", period="never", lang="fr", alerts=True)
    subscriptions.put("shop", "eve@example.org", period="never", lang="en", alerts=True)
    now, rounds = T0 + 10, 0
    with caplog.at_level(logging.ERROR):
        while place.now().off_at is None:
            place.postman.round(now)
            now, rounds = now + HOUR, rounds + 1
            assert rounds < 24 * 8
    assert FAILING_FOR <= now - T0 <= FAILING_FOR + 2 * DAY
    assert "is switched off" in caplog.text
    calls = len(place.receiver.received)
    place.matters.begin("gazette", Alert("flood", "", now, {"robots": 9}), now)
    assert place.postman.round(now + HOUR) == 0
    assert len(place.receiver.received) == calls
    with mail_server(tmp_path) as (inbox, mail):
        office = Office(place.database, Settings(mail=mail), tmp_path, lambda *_: pytest.fail("nothing is due"))
        for _ in range(2):
            place.postman.notify(office, now + 1)
        [(to, message)] = inbox.received
    assert to == ["ada@example.org"]
    assert message["Subject"] == "gazette\u00a0: un webhook est arrêté"
    with writing(place.database) as connection:
        switch(connection, "gazette", place.webhook.number, now, on=True)
    place.receiver.answers = []
    assert place.postman.round(now + 2 * HOUR) == 1
    assert place.now().off_at is None


def test_one_that_says_it_is_gone_is_switched_off_at_once(place: Place) -> None:
    place.matters.begin("gazette", FEW, T0 + 1)
    place.receiver.answers = [410]
    place.postman.round(T0 + 10)
    assert place.now().off_at == T0 + 10


def test_a_rotated_secret_signs_for_a_day_beside_the_new_one(place: Place) -> None:
    with writing(place.database) as connection:
        fresh = rotate(connection, "gazette", place.webhook.number, T0)
    place.matters.begin("gazette", FEW, T0 + 1)
    place.postman.round(T0 + 10)
    place.matters.begin("gazette", Alert("flood", "", T0, {}), T0 + 2)
    place.postman.round(T0 + OLD_SIGNS_FOR)
    first, second = place.receiver.received
    assert [verified(key, first, T0 + 10) for key in (place.secret, fresh)] == [True, True]
    assert [verified(key, second, T0 + OLD_SIGNS_FOR) for key in (place.secret, fresh)] == [False, True]


def test_a_test_is_called_at_once_and_once(place: Place) -> None:
    found = place.postman.test(place.webhook)
    assert (found.state, found.status) == ("sent", 204)
    assert place.receiver.received[0].told["type"] == "webhook.test"
    place.receiver.answers = [500]
    found = place.postman.test(place.webhook)
    assert (found.state, found.status, found.said) == ("failed", 500, "it answered 500")
    assert place.now().failing_since is None
    assert len(place.postman.lately(place.webhook)) == 2


def test_where_the_operator_does_not_allow_it_this_machine_is_not_called(place: Place) -> None:
    found = Postman(place.database, Settings()).test(place.webhook)
    assert (found.state, found.status) == ("failed", None)
    assert "https" in found.said
    assert place.receiver.received == []


def test_webhooks_are_kept_changed_and_removed(place: Place) -> None:
    with writing(place.database) as connection:
        number = place.webhook.number
        change_events(connection, "gazette", number, ["flood", "takeoff"])
        assert webhook_of(connection, "gazette", number).events == ("takeoff", "flood")
        for events in ([], ["nonsense"]):
            with pytest.raises(WebhookError, match="choose"):
                change_events(connection, "gazette", number, events)
        with pytest.raises(UnknownWebhookError):
            remove_webhook(connection, "shop", number)
        for _ in range(MOST - 1):
            add_webhook(connection, "gazette", "https://hooks.example.org/", EVENTS, T0)
        with pytest.raises(WebhookError, match="remove one"):
            add_webhook(connection, "gazette", "https://hooks.example.org/", EVENTS, T0)
        with pytest.raises(WebhookError, match="only https"):
            add_webhook(connection, "shop", "http://hooks.example.org/", EVENTS, T0)
        for each in webhooks_of(connection, "gazette"):
            remove_webhook(connection, "gazette", each.number)
        assert webhooks_of(connection, "gazette") == []


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_receiver_in_the_documentation_tells_genuine_calls_from_others(
    place: Place, lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = (Path(__file__).parents[2] / "docs" / lang / "api.md").read_text(encoding="utf-8")
    [code] = [each for each in re.findall(r"```python\n(.*?)```", page, re.DOTALL) if "hmac" in each]
    named: dict[str, Any] = {"__name__": "receiver"}
    exec(code, named)
    [is_genuine] = [each for each in named.values() if callable(each) and each.__module__ == "receiver"]
    place.matters.begin("gazette", FEW, T0 + 1)
    with writing(place.database) as connection:
        fresh = rotate(connection, "gazette", place.webhook.number, T0)
    place.postman.round(T0 + 10)
    [call] = place.receiver.received
    monkeypatch.setattr(time, "time", lambda: T0 + 60)
    for secret in (place.secret, fresh):
        assert is_genuine(secret, call.headers, call.body)
    assert not is_genuine("whsec_AAAA", call.headers, call.body)
    assert not is_genuine(fresh, call.headers, call.body + b" ")
    monkeypatch.setattr(time, "time", lambda: T0 + 400)
    assert not is_genuine(fresh, call.headers, call.body)
