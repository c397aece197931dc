"""French and English say the same things about accounts, and nothing is missing."""

from __future__ import annotations

import re
from string import Formatter
from typing import get_args

import pytest

from penombre.web.accounts import errors
from penombre.web.accounts.shared_links import DAYS
from penombre.web.accounts.texts import sentences
from penombre.web.accounts.trail import What
from penombre.web.api.access import SCOPES


def test_both_languages_have_the_same_sentences_with_the_same_places() -> None:
    english, french = sentences("en"), sentences("fr")
    assert english.keys() == french.keys()
    for key, sentence in english.items():
        places = [{name for _, name, _, _ in Formatter().parse(each) if name} for each in (sentence, french[key])]
        assert places[0] == places[1], key


@pytest.mark.parametrize("key", sentences("fr"))
def test_french_high_punctuation_stands_behind_a_space_that_does_not_break(key: str) -> None:
    sentence = re.sub(r"\{[^}]*\}", "x", sentences("fr")[key])
    assert not re.search(r" [;:!?%»]|« |[a-zé)»][;!?]|'", sentence)


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_all_that_may_be_told_has_a_sentence(lang: str) -> None:
    keys = sentences(lang).keys()
    assert {f"trail.{what}" for what in get_args(What)} <= keys
    assert {f"shared.days_{days}" for days in DAYS} <= keys
    assert {f"account.scope_{scope.replace(':', '_')}" for scope in SCOPES} <= keys
    told = [each for each in vars(errors).values() if isinstance(each, type) and issubclass(each, errors.AccountError)]
    assert {each.key for each in told} <= keys
    assert len(sentences(lang)["months"].split()) == 12
