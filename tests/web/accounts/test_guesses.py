"""Whoever guesses passwords is slowed down, and keeps nobody out (S12)."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penombre.web.accounts.guesses import Delays, Guesses
from tests.web.accounts.installation import PASSWORD, Installation

DAY = 86_400.0


def passed(guesses: Guesses, addresses: list[str], count: int, every: float) -> int:
    """How many of many guesses at one account may be made, one every so many seconds, from changing addresses."""
    return sum(
        guesses.begin("owner@example.org", addresses[number % len(addresses)], number * every, known=False) == 0
        for number in range(count)
    )


@pytest.mark.parametrize("addresses", [1, 1000])
def test_ten_thousand_guesses_are_a_few(addresses: int) -> None:
    networks = [f"10.{number // 250}.{number % 250}.9" for number in range(addresses)]
    guesses = Guesses()
    # ten a second: a quarter of an hour
    assert passed(guesses, networks, 10_000, 0.1) < 50
    # and the owner, from a browser that was there before, does not notice
    assert guesses.begin("owner@example.org", "192.0.2.1", 1000.0, known=True) == 0
    # anywhere else the owner waits half a minute at most
    assert guesses.begin("owner@example.org", "192.0.2.1", 1000.0, known=False) <= 30


def test_one_network_cannot_try_every_account_either() -> None:
    guesses = Guesses()
    tried = [
        guesses.begin(f"somebody{number}@example.org", f"192.0.2.{number % 250}", number * 0.1, known=False)
        for number in range(10_000)
    ]
    assert tried.count(0) < 60
    assert max(tried) <= 300
    assert guesses.begin("somebody@example.org", "198.51.100.7", 1000.0, known=False) == 0


def test_a_house_with_a_48_is_one_network() -> None:
    guesses = Guesses()
    tried = [
        guesses.begin(f"somebody{number}@example.org", f"2001:db8:7:{number:x}::1", 0.0, known=False)
        for number in range(100)
    ]
    assert Counter(wait == 0 for wait in tried)[True] == 30


def test_whoever_signs_in_rightly_is_not_slowed_down() -> None:
    guesses = Guesses()
    for number in range(500):
        assert guesses.begin("owner@example.org", "192.0.2.1", number * 0.1, known=False) == 0
        guesses.succeed("owner@example.org", "192.0.2.1", known=False)


@given(st.lists(st.floats(0, 100), max_size=200), st.floats(1, 60))
def test_nobody_ever_waits_longer_than_the_longest_delay(pauses: list[float], longest: float) -> None:
    delays, now = Delays(free=3, longest=longest, forgotten_after=DAY), 0.0
    for pause in pauses:
        now += pause
        wait = delays.wait("key", now)
        assert 0 <= wait <= longest + 1e-9
        if not wait:
            delays.count("key", now)
    assert delays.wait("key", now + longest + 1e-9) == 0


def test_what_is_remembered_stays_small() -> None:
    delays = Delays(free=1, longest=10, forgotten_after=DAY)
    for number in range(60_000):
        delays.count(str(number), 0.0)
    assert delays.wait("0", 0.0) == 0, "the longest unused is forgotten first"
    assert delays.wait("59999", 0.0) > 0


def test_the_page_says_how_long_to_wait_and_the_owner_still_comes_in(here: Installation) -> None:
    home = here.browser()
    assert home.sign_in("owner").status_code == 303
    home.post("/logout")
    attacker = here.browser()
    answers = [attacker.sign_in("owner", "wrong", x_forwarded_for=f"203.0.{number}.1") for number in range(8)]
    assert [answer.status_code for answer in answers[:5]] == [401] * 5
    assert answers[-1].status_code == 429
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 30
    assert "Wait" in answers[-1].text
    # the right password is not tried either: nobody learns that it is
    assert attacker.sign_in("owner", x_forwarded_for="203.0.113.1").status_code == 429
    assert home.sign_in("owner").status_code == 303


def test_a_mark_of_a_browser_is_its_accounts_only_and_cannot_be_made_up(here: Installation) -> None:
    browser = here.browser()
    browser.sign_in("viewer")
    mark = browser.cookies["penombre-known"]
    for _ in range(6):
        answer = here.browser().sign_in("owner", "wrong")
    assert answer.status_code == 429
    for made_up in (mark, "", ".", "x.y", f"{mark}0"):
        other = here.browser()
        other.cookies["penombre-known"] = made_up
        assert other.sign_in("owner").status_code == 429


def test_an_unknown_account_gets_the_same_answer(here: Installation) -> None:
    pages = [here.browser().sign_in(name, "wrong password, any") for name in ("owner", "nobody")]
    assert [page.status_code for page in pages] == [401, 401]
    bodies = [
        page.text.replace("owner@", "x@").replace("nobody@", "x@").split('name="token"')[1][80:] for page in pages
    ]
    assert bodies[0] == bodies[1]
    slowed = [[here.browser().sign_in(name, "wrong").status_code for _ in range(6)] for name in ("editor", "noone")]
    assert slowed[0] == slowed[1]


def test_the_current_password_cannot_be_guessed_by_who_stole_a_session(here: Installation) -> None:
    thief = here.browser("owner")
    form = {"current": "wrong", "password": "nine brown otters dive"}
    codes = [thief.post("/account/password", form).status_code for _ in range(6)]
    assert codes == [401] * 5 + [429]
    assert thief.post("/account/password", form | {"current": PASSWORD}).status_code == 429
