"""French and English say the same things, each as its readers write it."""

import re
from datetime import date
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penombre.report.bulletin import wording as bulletin
from penombre.report.document import Range, Requests
from penombre.report.privacy import texts as privacy
from penombre.report.texts import NARROW_SPACE, SPACE, app_name, day, number, percent, sentences, span, text
from penombre.web import texts as pages
from penombre.web.accounts import texts as accounts
from penombre.web.dashboard import texts as dashboard


def test_both_languages_have_the_same_sentences_with_the_same_places() -> None:
    english, french = sentences("en"), sentences("fr")
    assert english.keys() == french.keys()
    for key, sentence in english.items():
        places = [{name for _, name, _, _ in Formatter().parse(each) if name} for each in (sentence, french[key])]
        assert places[0] == places[1], key


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("figure", ["clicks_per_share", "k"])
def test_a_figure_of_cascades_is_called_alike_wherever_it_is_told(figure: str, lang: str) -> None:
    name = text(f"estimate.{figure}", lang)
    # the dashboard goes on to say what K below 1 means
    assert dashboard.sentences(lang)[f"cascades.{figure}"].startswith(name)
    assert bulletin.sentences(lang)[f"shares.{figure}"].lower() == name.lower()
    compared = {"clicks_per_share": "clicks", "k": "k"}[figure]
    assert bulletin.sentences(lang)[f"compare.{compared}"].lower() == name.lower()


TEXTS = {
    "report": sentences,
    "bulletin": bulletin.sentences,
    "dashboard": dashboard.sentences,
    "accounts": accounts.sentences,
    "privacy": privacy.sentences,
    "pages": pages.sentences,
}


@pytest.mark.parametrize("texts", TEXTS)
def test_one_word_for_one_thing_and_the_name_of_a_zone_is_no_place(texts: str) -> None:
    told = TEXTS[texts]("fr")
    wrong = re.compile(r"courriel|étiquette|(heures?|jours) de \{timezone\}", re.IGNORECASE)
    assert {key: text for key, text in told.items() if wrong.search(text)} == {}


@pytest.mark.parametrize("answers", ["0", "1"])
def test_nought_and_one_are_singular_in_french(answers: str) -> None:
    said = bulletin.phrase("method.asked", "fr", answers=answers, asked="1")
    assert said == f"{answers} réponse à 1 question dans cette période."
    assert "arrivées" not in bulletin.phrase("finding.bounds_unasked", "fr", bounds="0", landings="1")


def test_no_sentence_was_left_in_the_other_language() -> None:
    english, french = sentences("en"), sentences("fr")
    same = {english[key] for key in english if english[key] == french[key] and " " in english[key]}
    assert same == {"Dark social"}


@pytest.mark.parametrize("key", sentences("fr"))
def test_french_high_punctuation_stands_behind_a_space_that_does_not_break(key: str) -> None:
    sentence = re.sub(r"\{[^}]*\}", "x", sentences("fr")[key])
    assert not re.search(r" [;:!?%»]", sentence)
    assert not re.search(r"« ", sentence)
    assert not re.search(r"[a-zé)»][;!?]", sentence.replace("?s=", ""))
    assert "'" not in sentence


def test_every_verdict_of_the_document_has_a_name() -> None:
    assert {f"verdict.{name}" for name in Requests.__struct_fields__} <= sentences("en").keys()


def test_numbers_are_written_as_each_language_writes_them() -> None:
    assert number(1234567, "en") == "1,234,567"
    assert number(1234567, "fr") == f"1{NARROW_SPACE}234{NARROW_SPACE}567"
    assert number(2.46, "fr") == "2,5"
    assert percent(0.0774, "en") == f"7.7{SPACE}%"
    assert percent(0.281, "fr") == f"28{SPACE}%"
    assert percent(0, "fr") == f"0{SPACE}%"
    assert span(Range(5, 1, 1200), "en") == "1–1,200"
    assert day(date(2026, 3, 1), "fr") == f"1er{SPACE}mars 2026"
    assert day(date(2026, 3, 12), "en") == f"12{SPACE}March 2026"


def test_an_app_without_a_name_is_told_by_its_channel() -> None:
    assert app_name("WhatsApp", "messenger", "fr") == "WhatsApp"
    assert app_name("", "email", "fr") == "E-mail"
    assert app_name("", "none", "fr") == "Non attribué"
    assert app_name("", "something new", "fr") == "something new"


@given(st.text(), st.sampled_from(["en", "fr"]))
def test_values_are_put_in_as_they_are(value: str, lang: str) -> None:
    assert value in text("note.site_guessed", lang, site=value)


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(KeyError):
        sentences("../en")
