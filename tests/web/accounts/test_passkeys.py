"""Passkeys: what signs in, and everything that must not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from penombre.collect.journal.loader import Loader
from penombre.serve.place import Place
from penombre.settings import Settings
from penombre.store.database import open_database
from penombre.store.event_store import EventStore
from penombre.web.accounts.errors import PasskeyError
from penombre.web.accounts.passkey_ceremonies import MOST, challenge_in
from penombre.web.accounts.passkeys import relying_party
from penombre.web.accounts.second_step import begin_second_step
from tests.web.accounts.conftest import copied, installed
from tests.web.accounts.device import UP, Device
from tests.web.accounts.installation import PASSWORD, Browser, Installation, count

BASE = "http://localhost"


@pytest.fixture
def there(tmp_path: Path, filled_database: Path, kept: tuple[EventStore, Loader]) -> Iterator[Installation]:
    database = open_database(Place(copied(filled_database, tmp_path)).database)
    with installed(database, kept, Settings(password_memory_mb=1, password_rounds=1, url=BASE)) as found:
        yield found


def browser(there: Installation, name: str = "", **headers: str) -> Browser:
    return there.browser(name, BASE, **headers)


def begun(who: Browser, label: str = "Telephone", password: str = PASSWORD) -> dict[str, Any]:
    answer = who.post("/account/passkeys/begin", {"label": label, "password": password})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def with_passkey(there: Installation, name: str = "editor") -> Device:
    who, device = browser(there, name), Device()
    answer = who.post("/account/passkeys", {"credential": device.registered(begun(who))})
    assert answer.headers["location"] == "/account?saved=passkey#passkeys"
    return device


def asked(who: Browser) -> dict[str, Any]:
    found: dict[str, Any] = who.post("/login/passkey/begin").json()
    return found


def test_one_is_added_and_signs_in_without_a_second_step(there: Installation) -> None:
    device = with_passkey(there)
    with there.writing() as connection:
        begin_second_step(connection, there.person("editor"))
        connection.exec_driver_sql("UPDATE users SET totp_on = true")
    stranger = browser(there)
    options = asked(stranger)
    assert options["userVerification"] == "required"
    assert options["allowCredentials"] == [], "no account is named before somebody signs in"
    answer = stranger.post("/login/passkey", {"credential": device.signed(options), "next": "/trail"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/trail")
    trail = stranger.get("/trail").text
    assert "added a passkey" in trail
    assert "Telephone" in trail
    assert stranger.sign_in("editor").status_code == 200, "the password asks for the second step as before"


def test_what_is_asked_of_the_device(there: Installation) -> None:
    who = browser(there, "editor")
    options = begun(who)
    assert options["rp"] == {"id": "localhost", "name": "Penombre"}
    assert options["authenticatorSelection"]["residentKey"] == "required"
    assert options["authenticatorSelection"]["userVerification"] == "required"
    assert options["attestation"] == "none"
    assert begun(who)["user"]["id"] == options["user"]["id"], "a device keeps one passkey for one person"
    assert begun(browser(there, "viewer"))["user"]["id"] != options["user"]["id"]
    device = with_passkey(there)
    assert [each["id"] for each in begun(who)["excludeCredentials"]] == [json.loads(device.signed(options))["id"]]


def test_the_password_is_asked_for_again(there: Installation) -> None:
    answer = browser(there, "editor").post("/account/passkeys/begin", {"label": "x", "password": "wrong"})
    assert (answer.status_code, answer.json()) == (400, {"error": "That is not your current password."})


def test_who_has_no_password_must_have_signed_in_lately(there: Installation) -> None:
    with there.writing() as connection:
        connection.exec_driver_sql("UPDATE users SET password = ''")
    who = browser(there, "editor")
    assert begun(who, password="")
    with there.writing() as connection:
        connection.exec_driver_sql("UPDATE sessions SET created_at = created_at - 1000")
    assert "Sign out and in again" in who.post("/account/passkeys/begin", {"label": "x"}).json()["error"]
    assert browser(there).sign_in("editor", "nobody has this password").status_code == 401
    assert browser(there).sign_in("editor", "").status_code == 401


def changed_origin(device: Device) -> None:
    device.origin = "https://localhost.example.org"


def changed_host(device: Device) -> None:
    device.host = "example.org"


def unverified(device: Device) -> None:
    device.flags = UP


def another_key(device: Device) -> None:
    device.key = Device().key


def unknown_id(device: Device) -> None:
    device.id = Device().id


def another_handle(device: Device) -> None:
    device.handle = bytes(32)


@pytest.mark.parametrize("wrong", [changed_origin, changed_host, unverified, another_key, unknown_id, another_handle])
def test_what_is_wrong_does_not_sign_in(there: Installation, wrong: Any) -> None:
    device, stranger = with_passkey(there), browser(there)
    wrong(device)
    answer = stranger.post("/login/passkey", {"credential": device.signed(asked(stranger))})
    assert (answer.status_code, "not known here" in answer.text) == (401, True)
    assert not stranger.is_signed_in()


@pytest.mark.parametrize("wrong", [changed_origin, changed_host, unverified])
def test_what_is_wrong_is_not_added(there: Installation, wrong: Any) -> None:
    device, who = Device(), browser(there, "editor")
    wrong(device)
    answer = who.post("/account/passkeys", {"credential": device.registered(begun(who))})
    assert answer.status_code == 401
    with there.reading() as connection:
        assert count(connection, "passkeys") == 0


def test_a_challenge_is_good_once_also_for_a_try_that_failed(there: Installation) -> None:
    device, stranger = with_passkey(there), browser(there)
    options = asked(stranger)
    device.flags = UP
    assert stranger.post("/login/passkey", {"credential": device.signed(options)}).status_code == 401
    device.flags = 5
    again = stranger.post("/login/passkey", {"credential": device.signed(options)})
    assert "took too long, or was done already" in again.text
    credential = device.signed(asked(stranger))
    assert stranger.post("/login/passkey", {"credential": credential}).status_code == 303
    assert browser(there).post("/login/passkey", {"credential": credential}).status_code == 400


def test_challenges_are_of_one_purpose_of_one_person_and_of_five_minutes(there: Installation) -> None:
    device, who = with_passkey(there), browser(there, "editor")
    assert who.post("/login/passkey", {"credential": device.signed(begun(who))}).status_code == 400
    other = Device()
    mine = other.registered(begun(who))
    assert browser(there, "viewer").post("/account/passkeys", {"credential": mine}).status_code == 401
    late = begun(who)
    with there.writing() as connection:
        connection.exec_driver_sql("UPDATE challenges SET expires_at = expires_at - 301")
    assert who.post("/account/passkeys", {"credential": Device().registered(late)}).status_code == 400
    own = Device().registered(late, challenge="AAAA")
    assert who.post("/account/passkeys", {"credential": own}).status_code == 400


def test_a_count_that_goes_back_was_copied(there: Installation) -> None:
    device, stranger = with_passkey(there), browser(there)
    assert stranger.post("/login/passkey", {"credential": device.signed(asked(stranger))}).status_code == 303
    device.count = 0
    assert browser(there).post("/login/passkey", {"credential": device.signed(asked(stranger))}).status_code == 401


def test_one_that_is_removed_opens_nothing(there: Installation) -> None:
    device, who = with_passkey(there), browser(there, "editor")
    assert "Telephone" in who.get("/account").text
    assert browser(there, "viewer").post("/account/passkeys/1/remove").status_code == 303
    assert "Telephone" in who.get("/account").text, "nobody removes another's"
    who.post("/account/passkeys/1/remove")
    assert "Telephone" not in who.get("/account").text
    assert who.post("/login/passkey", {"credential": device.signed(asked(who))}).status_code == 401


def test_one_is_not_added_twice_nor_are_more_than_anybody_needs(there: Installation) -> None:
    device, who = with_passkey(there), browser(there, "viewer")
    assert "in use already" in who.post("/account/passkeys", {"credential": device.registered(begun(who))}).text
    for _ in range(MOST - 1):
        again = browser(there, "editor")
        again.post("/account/passkeys", {"credential": Device().registered(begun(again))})
    answer = again.post("/account/passkeys/begin", {"label": "x", "password": PASSWORD})
    assert "remove one first" in answer.json()["error"]


def test_a_neighbourhood_that_only_tries_waits(there: Installation) -> None:
    stranger = browser(there)
    statuses = [stranger.post("/login/passkey/begin").status_code for _ in range(31)]
    assert statuses == [200] * 30 + [429]
    assert browser(there, x_forwarded_for="203.0.113.9").post("/login/passkey/begin").status_code == 200


@settings(max_examples=200)
@given(
    st.text(max_size=200)
    | st.recursive(
        st.none() | st.text(),
        lambda inner: st.dictionaries(st.sampled_from(["response", "clientDataJSON", "id"]), inner),
    ).map(str)
)
def test_nonsense_is_no_passkey(text: str) -> None:
    with pytest.raises(PasskeyError):
        challenge_in(text)


@pytest.mark.parametrize("credential", ["", "{}", "null", "[]", '{"response": {"clientDataJSON": "e30"}}', "x" * 9000])
def test_nonsense_is_refused_on_every_page(there: Installation, credential: str) -> None:
    assert browser(there).post("/login/passkey", {"credential": credential}).status_code == 401
    assert browser(there, "editor").post("/account/passkeys", {"credential": credential}).status_code == 401


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://stats.example.org", "stats.example.org"),
        ("https://stats.example.org:8443", "stats.example.org"),
        ("http://localhost:8321", "localhost"),
        ("http://stats.example.org", None),
        ("https://192.0.2.1", None),
        ("https://[2001:db8::1]", None),
        ("", None),
    ],
)
def test_where_passkeys_can_be_used(url: str, host: str | None) -> None:
    found = relying_party(Settings(url=url))
    assert (found.host if found else None) == host
    assert found is None or found.origin == url


def test_elsewhere_the_page_says_what_is_missing(here: Installation) -> None:
    who = here.browser("editor")
    assert "Passkeys need a public address" in who.get("/account").text
    assert "Sign in with a passkey" not in here.browser().get("/login").text
    assert who.post("/account/passkeys/begin", {"label": "x", "password": PASSWORD}).status_code == 400
    assert here.browser().post("/login/passkey/begin").status_code == 400
