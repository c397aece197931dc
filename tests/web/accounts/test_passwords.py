"""Which passwords will do; the same work whether an account is there or not."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.low_level import Type

from penombre.settings import Settings
from penombre.web.accounts.errors import WeakPasswordError
from penombre.web.accounts.passwords import Passwords, checked_password

CHEAP = Passwords(memory_mb=1, rounds=1)


@pytest.mark.parametrize(
    "password",
    [
        "short",
        "eleven char",
        "aaaaaaaaaaaaaaaaaaaa",
        "abababababababab",
        "penombrepenombre",
        "Password123456",
        "motdepasse1234",
        "ada.lovelace@e",
        "Ada Lovelace!",
        "x" * 100 + "abcdef" * 20,
    ],
)
def test_one_that_is_easily_guessed_is_refused(password: str) -> None:
    with pytest.raises(WeakPasswordError, match="12 to 200"):
        checked_password(password, "ada.lovelace@example.org", "Ada Lovelace")


@pytest.mark.parametrize("password", ["seven grey herons wade", "pénible à deviner", "кукушка и сова", "x9!Lw-qR7#tz"])
def test_one_that_is_not_will_do(password: str) -> None:
    assert CHEAP.fits(password, CHEAP.hashed(checked_password(password, "ada@example.org", "Ada")))


def test_an_accent_is_the_same_whichever_keyboard_wrote_it() -> None:
    assert CHEAP.fits("pe\u0301nible à deviner", CHEAP.hashed("p\u00e9nible à deviner"))


def test_the_hash_is_argon2id_as_the_settings_say() -> None:
    settings = Settings()
    found = extract_parameters(Passwords(settings.password_memory_mb, settings.password_rounds).hashed("x"))
    assert (found.type, found.memory_cost, found.time_cost) == (Type.ID, 64 * 1024, 3)


def test_two_hashes_of_a_password_differ() -> None:
    assert CHEAP.hashed("x") != CHEAP.hashed("x")


def test_an_unknown_account_costs_the_same_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    real = PasswordHasher.verify

    def watched(self: object, kept: str, password: str) -> bool:
        seen.append(kept)
        return bool(real(self, kept, password))  # type: ignore[arg-type]

    monkeypatch.setattr(PasswordHasher, "verify", watched)
    kept = CHEAP.hashed("right")
    assert not CHEAP.fits("wrong", kept)
    assert not CHEAP.fits("wrong", None)
    assert not CHEAP.fits("nobody has this password", None)
    assert [extract_parameters(each) for each in seen] == [extract_parameters(kept)] * 3


@pytest.mark.parametrize("kept", ["", "plain", "$argon2id$v=19$m=1024,t=1,p=1$broken"])
def test_a_damaged_hash_opens_nothing(kept: str) -> None:
    assert not CHEAP.fits("plain", kept)
