"""The dashboard's French and English say the same things, in the typography of each."""

from __future__ import annotations

import re
from importlib import resources
from string import Formatter

import pytest

from penombre.dashboard.filter import CHANNELS, DEVICES, NAMES, RUNGS
from penombre.web.dashboard.sections import SECTIONS
from penombre.web.dashboard.texts import name_of, sentences

TEMPLATES = resources.files("penombre.web") / "templates" / "dashboard"


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


def test_every_sentence_that_a_template_says_is_there_and_every_one_is_said() -> None:
    text = "".join(each.read_text(encoding="utf-8") for each in TEMPLATES.iterdir())
    quoted = set(re.findall(r'"([a-z_]+\.[a-z_]+)"', text))
    said = set(re.findall(r'say\("([a-z_]+\.[a-z_]+)"', text))
    assert said <= sentences("en").keys()
    # groups whose words are put together, as in `say("ladder." ~ rung)`, and those that Python names
    grouped = {
        "format",
        "country",
        "rung",
        "device",
        "nav",
        "filter",
        "ladder",
        "compare",
        "cascades",
        "live",
        "prudence",
        "tree",
        "dial",
        "dial_duty",
        "texts",
        "texts_form",
        "texts_short",
        "change",
        "means",
        "spans",
        "views",
        "annotations",
        "holding",
    }
    assert {key for key in sentences("en").keys() - quoted if key.split(".")[0] not in grouped} == set()


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_every_word_of_the_data_has_a_name(lang: str) -> None:
    for group, words in (
        ("channel", CHANNELS),
        ("device", DEVICES),
        ("rung", RUNGS),
        ("filter", NAMES),
        ("nav", tuple(SECTIONS)),
    ):
        assert all(name_of(group, word, lang) != word for word in words), group
