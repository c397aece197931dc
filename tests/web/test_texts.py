"""French and English say the same things, and a visitor gets the one that the browser asks for."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penombre import languages
from penombre.languages import language
from penombre.web.demo.pages import twin_of
from penombre.web.demo.paper import paper, short_links
from penombre.web.texts import sentences

PACKAGE = Path(languages.__file__).parent
TEMPLATES = [*(PACKAGE / "web" / "templates").rglob("*.j2"), *(PACKAGE / "report" / "templates").rglob("*.j2")]
FRENCH = {f"text {key}": value for key, value in sentences("fr").items()} | {
    f"{story.key} {number}": value
    for story in paper("fr").stories
    for number, value in enumerate((story.title, story.lead, *story.text))
}


def test_both_languages_have_the_same_sentences_with_the_same_places() -> None:
    english, french = sentences("en"), sentences("fr")
    assert english.keys() == french.keys()
    for key, sentence in english.items():
        places = [{name for _, name, _, _ in Formatter().parse(each) if name} for each in (sentence, french[key])]
        assert places[0] == places[1], key


@pytest.mark.parametrize("key", FRENCH)
def test_french_high_punctuation_stands_behind_a_space_that_does_not_break(key: str) -> None:
    sentence = re.sub(r"\{[^}]*\}", "x", FRENCH[key])
    assert not re.search(r" [;:!?%»]|« |[a-zé)»][;!?]|'", sentence)


def test_the_papers_are_twins() -> None:
    english, french = paper("en"), paper("fr")
    assert [each.key for each in english.sections] == [each.key for each in french.sections]
    assert [(each.key, each.section, bool(each.short)) for each in english.stories] == [
        (each.key, each.section, bool(each.short)) for each in french.stories
    ]
    assert len(english.paths) == len(french.paths) == 13
    assert len(short_links()) == 8
    assert {twin_of(french, path) for path in french.paths} == english.paths


@pytest.mark.parametrize(
    ("wishes", "asked", "found"),
    [
        ("", "", "en"),
        ("fr", "", "fr"),
        ("fr-CA,fr;q=0.9,en;q=0.8", "", "fr"),
        ("en-GB,fr;q=0.9", "", "en"),
        ("en;q=0.2,fr;q=0.9", "", "fr"),
        ("de, it;q=0.9", "", "en"),
        ("fr;q=0", "", "en"),
        ("fr;q=much", "", "en"),
        ("en", "fr", "fr"),
        ("fr", "de", "fr"),
    ],
)
def test_a_visitor_reads_the_language_asked_for(wishes: str, asked: str, found: str) -> None:
    assert language(wishes, asked) == found


@given(st.text(max_size=300), st.text(max_size=10))
def test_no_wish_is_too_odd(wishes: str, asked: str) -> None:
    assert language(wishes, asked) in ("en", "fr")


@pytest.mark.parametrize("template", sorted(TEMPLATES), ids=lambda path: path.name)
def test_high_punctuation_stands_in_the_texts_since_french_has_a_space_before_it(template: Path) -> None:
    written = re.sub(r"<style>.*?</style>", "", template.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert not re.findall(r"\}\}[:;!?] |\"[:;] \"", written)
