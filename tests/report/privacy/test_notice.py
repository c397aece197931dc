"""Notice and register say what the settings are, in both languages, and show what is still to be filled in."""

from __future__ import annotations

import re
from string import Formatter

import pytest

from penombre.collect.dial import MODES, Mode
from penombre.languages import LANGUAGES
from penombre.report.privacy.data import DATA
from penombre.report.privacy.document import FORMS, Text, to_html, to_markdown, to_plain
from penombre.report.privacy.facts import Controller, Facts
from penombre.report.privacy.notice import before_publishing, notice
from penombre.report.privacy.register import register
from penombre.report.privacy.texts import sentences

WHO = Controller("The Gazette", "1 High Street", "privacy@example.org", "Ada", "Hosting Ltd", "France")


def facts(mode: Mode = "strict", controller: Controller = WHO, *, asks: bool = True, country: bool = True) -> Facts:
    return Facts(
        "paper", ("www.example.org",), mode, "https://stats.example.org", asks, country, controller, "2 May 2026"
    )


def said(text: Text) -> str:
    return " ".join(to_plain(text).split())


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("mode", MODES)
def test_both_name_every_datum_of_the_mode_and_none_of_another(mode: Mode, lang: str) -> None:
    for made in (notice(facts(mode), lang), register(facts(mode), lang)):
        points = " ".join(point for part in made.parts for point in part.points)
        for datum in DATA:
            sentence = sentences(lang)[f"datum.{datum.key}"]
            assert (sentence[1:] in points) == (datum in facts(mode).data), datum.key


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_needs_consent_stands_apart(lang: str) -> None:
    made = notice(facts("consent"), lang)
    apart = next(part for part in made.parts if part.heading == sentences(lang)["notice.collected_consent"])
    assert len(apart.points) == 3
    assert sentences(lang)["notice.collected_consent"] not in [part.heading for part in notice(facts(), lang).parts]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_ways_to_object_are_those_of_the_server(lang: str) -> None:
    text = said(notice(facts(), lang))
    for told in (
        "Global Privacy Control",
        "Do Not Track",
        "https://stats.example.org/opt-out",
        "penombre_opt_out",
        "390",
    ):
        assert told in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_not_filled_in_is_shown(lang: str) -> None:
    empty = facts(controller=Controller())
    assert empty.controller.missing == ("name", "address", "contact", "place")
    for made in (notice(empty, lang), register(empty, lang)):
        for name in empty.controller.missing:
            assert sentences(lang)[f"missing.{name}"].replace("\u00a0", " ") in said(made), name
        assert "[" not in said(notice(facts(), lang))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("mode", MODES)
def test_the_operator_is_told_who_decides_whether_consent_is_needed(mode: Mode, lang: str) -> None:
    officer = {"en": "data-protection officer", "fr": "délégué à la protection des données"}[lang]
    assert any(officer in each for each in before_publishing(facts(mode), lang))
    # the doubt is the operator's: the notice states what was decided
    assert "2025" not in said(notice(facts(mode), lang))


def test_what_an_operator_wrote_is_text_and_nothing_else() -> None:
    hostile = facts(
        controller=Controller('<script>alert(1)</script>"', "# title\n- list\n1. one", "*a* [b](c)", place="<b>")
    )
    html, markdown = to_html(notice(hostile, "en")), to_markdown(notice(hostile, "en"))
    assert "<script" not in html
    assert "<b>" not in html
    assert "<script" not in markdown.replace("\\<", "")
    assert "\n# title" not in markdown
    assert "\\*a\\* \\[b\\](c)" in markdown


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_fragment_loads_nothing_and_its_marks_are_balanced(lang: str) -> None:
    html = to_html(notice(facts("consent"), lang))
    assert not re.search(r"<style|<script|style=|src=|href=", html)
    marks = re.findall(r"<(/?)(\w+)", html)
    opened: list[str] = []
    for closing, name in marks:
        if closing:
            assert opened.pop() == name
        else:
            opened.append(name)
    assert opened == []


def test_plain_lines_are_short_and_every_form_ends_with_a_line() -> None:
    text = to_plain(notice(facts("consent"), "fr"))
    assert max(len(line) for line in text.splitlines()) <= 79
    for form in FORMS.values():
        assert form(register(facts("consent"), "en")).endswith("\n")


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


def test_every_sentence_is_said() -> None:
    made = [
        piece
        for mode in MODES
        for each in (notice(facts(mode), "en"), register(facts(mode), "en"), register(facts(mode, Controller()), "en"))
        for part in each.parts
        for piece in (each.title, part.heading, *part.paragraphs, *part.points, *part.after)
    ] + [piece for mode in MODES for piece in before_publishing(facts(mode), "en")]
    text = "\n".join(made)
    for key, sentence in sentences("en").items():
        if key != "register.processing_updated":
            pieces = [literal[1:] for literal, *_ in Formatter().parse(sentence) if literal.strip()]
            assert all(piece in text for piece in pieces), key
