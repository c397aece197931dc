"""Sentences are said in the reader's language; whatever is put into them comes out whole."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penombre.languages import LANGUAGES
from penombre.sentences import number, one_line, say, speaking, spoken, translated, wished

FREE = "{path}: {reason}"
MANY = "{pending} segments wait for the store"


@pytest.mark.parametrize(
    ("environment", "lang"),
    [
        ({}, "en"),
        ({"LANG": "fr_FR.UTF-8"}, "fr"),
        ({"LANG": "fr"}, "fr"),
        ({"LANG": "FR_CA@euro"}, "fr"),
        ({"LANG": "C"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "fr_FR.UTF-8", "LC_MESSAGES": "C.UTF-8"}, "en"),
        ({"LANG": "C", "LC_ALL": "fr_BE"}, "fr"),
        ({"LC_ALL": "C", "LANGUAGE": "fr:en"}, "fr"),
        ({"LANGUAGE": "de:fr:en"}, "fr"),
        ({"LANGUAGE": "en:fr", "LANG": "fr_FR"}, "en"),
        ({"LANGUAGE": "", "LANG": "fr_FR"}, "fr"),
        ({"PENOMBRE_LANG": "en", "LANG": "fr_FR"}, "en"),
        ({"PENOMBRE_LANG": "fr", "LC_ALL": "C"}, "fr"),
        ({"LANG": "french"}, "en"),
    ],
)
def test_the_environment_chooses_the_language_as_with_gettext(environment: dict[str, str], lang: str) -> None:
    assert wished(environment) == lang


@given(st.dictionaries(st.sampled_from(("PENOMBRE_LANG", "LANGUAGE", "LC_ALL", "LANG")), st.text()))
def test_any_environment_gives_a_language_there_is(environment: dict[str, str]) -> None:
    assert wished(environment) in LANGUAGES


@given(path=st.text(), why=st.text(), lang=st.sampled_from(LANGUAGES))
def test_values_are_kept_whatever_they_are(path: str, why: str, lang: str) -> None:
    with speaking(lang):
        said = say(FREE, path=path, reason=why)
    assert said.startswith(path)
    assert said.endswith(why)


@given(st.text(), st.sampled_from(LANGUAGES))
def test_a_sentence_that_is_not_in_the_catalogue_stays_as_it_is(text: str, lang: str) -> None:
    with speaking(lang):
        assert translated(f"{text} (nobody says this)") == f"{text} (nobody says this)"


@given(st.text(alphabet=st.characters(exclude_characters="'\\"), max_size=40))
def test_french_quotes_with_its_own_marks_what_repr_shows(text: str) -> None:
    with speaking("fr"):
        said = say("{text!r} is not a host name", text=text)
    assert said == f"«\u00a0{repr(text)[1:-1]}\u00a0» n’est pas un nom d’hôte"


@pytest.mark.parametrize(
    ("lang", "written"),
    [
        ("en", ["12,345 segments wait for the store", "1.5", "-1,000", "8321", "True"]),
        ("fr", ["segments qui attendent la base\u00a0: 12\u202f345", "1,5", "-1\u202f000", "8321", "True"]),
    ],
)
def test_numbers_are_written_as_the_language_writes_them(lang: str, written: list[str]) -> None:
    with speaking(lang):
        values = [say("{value}", value=value) for value in (1.5, -1000, "8321", True)]
        assert [say(MANY, pending=12345), *values] == written


def test_a_share_has_its_sign_where_french_puts_it() -> None:
    with speaking("fr"):
        assert number(0.1234, ".1%") == "12,3\u00a0%"
    with speaking("en"):
        assert number(0.1234, ".1%") == "12.3%"


@given(st.integers(), st.sampled_from(LANGUAGES))
def test_no_digit_of_a_number_is_lost(value: int, lang: str) -> None:
    with speaking(lang):
        assert int(number(value).replace(",", "").replace("\u202f", "")) == value


def test_a_block_in_another_language_leaves_none_behind() -> None:
    before = spoken()
    with speaking("fr"), speaking("en"), speaking(None) as inherited:
        assert inherited == "en"
    assert spoken() == before


def test_one_thread_speaks_without_the_other() -> None:
    heard: list[str] = []
    with speaking("fr"):
        other = threading.Thread(target=lambda: heard.append(spoken()))
        other.start()
        other.join()
        assert spoken() == "fr"
    assert heard == ["en"]


def test_one_line_keeps_no_break_spaces() -> None:
    assert one_line(" a\u00a0: b\n  c\u202f! ") == "a\u00a0: b c\u202f!"
