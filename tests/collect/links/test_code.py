"""S07: codes nobody finds by trying; variants that name a channel and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penombre.collect.links.code import (
    ALPHABET,
    RESERVED,
    channels,
    checked_code,
    draw_code,
    split_variant,
    with_channel,
)
from penombre.collect.links.errors import BadCodeError

CODES = st.from_regex(r"[A-Za-z0-9_-]{1,64}", fullmatch=True)


def test_drawn_codes_are_long_plain_and_never_the_same() -> None:
    codes = {draw_code() for _ in range(10_000)}
    assert len(codes) == 10_000
    assert {len(code) for code in codes} == {10}
    assert set("".join(codes)) == set(ALPHABET)
    assert len(ALPHABET) == 58
    assert all(checked_code(code) == code for code in codes)


@pytest.mark.parametrize("code", ["a", "spring-2027", "A_b", "x" * 64, "-", "p"])
def test_codes_that_may_be_chosen(code: str) -> None:
    assert checked_code(code) == code


@pytest.mark.parametrize(
    "code",
    [
        "",
        "x" * 65,
        "a b",
        "a/b",
        "a.b",
        "a~w",
        "é",
        "a\n",
        "a\r\nb",
        "\0",
        "..",
        "%61",
        "p.js",
        "health",
        "E",
        "API",
        "Demo",
        "opt-out",
    ],
)
def test_codes_that_are_refused(code: str) -> None:
    with pytest.raises(BadCodeError):
        checked_code(code)


def test_reserved_words_are_written_as_they_are_compared() -> None:
    assert all(word == word.lower() for word in RESERVED)


@given(CODES, st.sampled_from(sorted(channels())))
def test_a_variant_is_split_as_it_was_made(code: str, letter: str) -> None:
    assert split_variant(with_channel(code, letter)) == (code, letter)
    assert split_variant(with_channel(code, letter).upper()) == (code.upper(), letter)
    assert split_variant(with_channel(code, "")) == (code, "")


@pytest.mark.parametrize(
    ("segment", "parts"),
    [
        ("abc~w", ("abc", "w")),
        ("abc~w2", ("abc", "w")),
        ("abc~w999", ("abc", "w")),
        ("abc~", ("abc", "")),
        ("abc~q", ("abc", "")),
        ("abc~w1234", ("abc~w1234", "")),
        ("abc~ww", ("abc~ww", "")),
        ("abc~w~e", ("abc~w~e", "")),
        ("abc~2", ("abc~2", "")),
        ("abc~é", ("abc~é", "")),
        ("abc~w²", ("abc~w²", "")),
        ("~w", ("", "w")),
        ("", ("", "")),
    ],
)
def test_what_stands_behind_the_mark(segment: str, parts: tuple[str, str]) -> None:
    assert split_variant(segment) == parts


@given(st.text(max_size=80))
def test_any_segment_is_split_and_the_letter_is_known_or_none(segment: str) -> None:
    code, letter = split_variant(segment)
    assert letter == "" or letter in channels()
    assert segment.startswith(code)


def test_a_letter_that_names_no_channel_is_told() -> None:
    with pytest.raises(BadCodeError, match="w WhatsApp"):
        with_channel("abc", "q")
