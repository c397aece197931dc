"""Codes of an authenticator app: of now or half a minute off, each once, and none where there is no secret."""

from __future__ import annotations

import pyotp
import pytest
from sqlalchemy import Engine

from penombre.store.database import writing
from penombre.web.accounts.errors import WrongCodeError
from penombre.web.accounts.people import Person, add_person, person_of
from penombre.web.accounts.second_step import (
    begin_second_step,
    check_code,
    confirm_second_step,
    end_second_step,
    picture,
    take_recovery_code,
)

NOW = 1_800_000_015.0


@pytest.fixture
def person(database: Engine) -> Person:
    with writing(database) as connection:
        found = add_person(connection, "ada@example.org", "Ada", "none", NOW)
        begin_second_step(connection, found)
        return person_of(connection, found.number)


def code(person: Person, at: float) -> str:
    assert person.totp_secret
    return pyotp.TOTP(person.totp_secret).at(int(at))


@pytest.mark.parametrize("off", [-30, 0, 30])
def test_a_telephones_clock_may_be_half_a_minute_off(database: Engine, person: Person, off: int) -> None:
    with writing(database) as connection:
        check_code(connection, person, code(person, NOW + off), NOW)


@pytest.mark.parametrize("given", ["", "0", "１２３４５６", "-60", "60", "abcdef", "0" * 500])
def test_what_is_no_code_of_now_is_wrong(database: Engine, person: Person, given: str) -> None:
    told = code(person, NOW + int(given)) if given in ("-60", "60") else given
    with writing(database) as connection, pytest.raises(WrongCodeError):
        check_code(connection, person, told, NOW)


def test_neither_a_code_that_was_used_nor_an_older_one_is_taken(database: Engine, person: Person) -> None:
    with writing(database) as connection:
        check_code(connection, person, code(person, NOW), NOW)
        for at in (NOW, NOW - 30):
            with pytest.raises(WrongCodeError):
                check_code(connection, person, code(person, at), NOW)
        check_code(connection, person, code(person, NOW + 30), NOW + 30)


def test_where_there_is_no_secret_no_code_fits(database: Engine, person: Person) -> None:
    with writing(database) as connection:
        end_second_step(connection, person)
        without = person_of(connection, person.number)
        for given in ("", "000000", code(person, NOW)):
            with pytest.raises(WrongCodeError):
                check_code(connection, without, given, NOW)


def test_a_code_on_paper_is_its_owners_only_and_new_ones_replace_it(database: Engine, person: Person) -> None:
    with writing(database) as connection:
        other = add_person(connection, "grace@example.org", "Grace", "none", NOW)
        first = confirm_second_step(connection, person, code(person, NOW), NOW)
        assert len(set(first)) == 10
        with pytest.raises(WrongCodeError):
            take_recovery_code(connection, other, first[0])
        take_recovery_code(connection, person, f" {first[0].upper()} ")
        second = confirm_second_step(connection, person, code(person, NOW + 60), NOW + 60)
        with pytest.raises(WrongCodeError):
            take_recovery_code(connection, person, first[1])
        take_recovery_code(connection, person, second[0])


def test_the_picture_is_drawn_without_a_style_that_the_page_would_refuse(person: Person) -> None:
    drawn = picture(person)
    assert drawn.startswith(b"<?xml")
    assert b"style" not in drawn
    assert b"<script" not in drawn
