"""Alerts say in both languages what was seen, since when, and what to do, and obey no name."""

import re
from datetime import datetime
from string import Formatter

import pytest

from penombre.act.alerts import Alert
from penombre.collect.sites import Site
from penombre.dispatch.letters import letter, said, sentences
from tests.report.bulletin.estimates import HOSTILE
from tests.report.test_html import elements

SITE = Site(1, "gazette", ("www.example.org",), "strict", "Europe/Paris")
SINCE = 1_774_947_600.0
ALERTS = [
    Alert("takeoff", "/a", SINCE, {"now": 80.0, "before": 9.5, "public_now": 20, "public_before": 19, "landings": 240}),
    Alert("takeoff", "/a", SINCE, {"now": 80.0, "before": 9.5, "public_now": 90, "public_before": 10, "landings": 240}),
    Alert("silence", "", SINCE, {"missing": 130.4, "hours": 9.25}),
    Alert("flood", "", SINCE, {"robots": 90_000, "usual": 1_200.5, "people": 3_000}),
]


def test_both_languages_have_the_same_sentences_with_the_same_places() -> None:
    english, french = sentences("en"), sentences("fr")
    assert english.keys() == french.keys()
    for key, sentence in english.items():
        places = [{name for _, name, _, _ in Formatter().parse(each) if name} for each in (sentence, french[key])]
        assert places[0] == places[1], key
    for key, sentence in french.items():
        assert not re.search(r" [;:!?%»]|« |[a-zé)»][;!?]|'", sentence), key


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("over", [False, True])
@pytest.mark.parametrize("alert", ALERTS)
def test_each_is_told_with_its_time_and_its_advice(alert: Alert, over: bool, lang: str) -> None:
    message = letter(SITE, alert, over=over, lang=lang)
    text = message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "2026" in text
    assert "{" not in text + message["Subject"]
    assert over or {"en": "What to do", "fr": "Que faire"}[lang] in text
    assert said(SITE, alert, over=over, lang=lang).count("\n") == 0


@pytest.mark.parametrize("clock", ["2026-03-20T00:00+01:00", "2026-03-20T01:00+01:00", "2026-03-19T23:00+01:00"])
def test_the_day_is_right_whatever_the_clocks_did_since_it_was_counted(clock: str) -> None:
    alert = Alert("takeoff", "/a", datetime.fromisoformat(clock).timestamp(), ALERTS[0].facts)
    assert "Since 20\u00a0March 2026" in _text(alert)


def test_a_page_known_in_public_is_told_as_such() -> None:
    assert "have risen as well" in _text(ALERTS[1])
    assert "have not risen like it" in _text(ALERTS[0])


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_shown_and_never_obeyed(name: str) -> None:
    alert = Alert("takeoff", name, SINCE, ALERTS[0].facts)
    message = letter(SITE, alert, over=False, lang="fr")
    page = elements(message.get_body(("html",)).get_content())  # type: ignore[union-attr]
    assert page.open == []
    assert set(page.tags) <= {"html", "head", "meta", "title", "body", "p"}
    assert "\n" not in message["Subject"]
    assert "\u202e" not in message["Subject"] + said(SITE, alert, over=False, lang="en")
    assert "\x1b" not in said(SITE, alert, over=True, lang="en")


def _text(alert: Alert) -> str:
    return str(letter(SITE, alert, over=False, lang="en").get_body(("plain",)).get_content())  # type: ignore[union-attr]
