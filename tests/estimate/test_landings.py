"""Stored events become landings: each once, with its source, its question and what came before it."""

from pathlib import Path
from typing import Any

import numpy as np

from penombre.analyze.direct.classes import CLASSES, classes_of
from penombre.analyze.direct.controls import count_controls
from penombre.analyze.direct.landings import ANSWERS, CAUSES, CONTROLS
from penombre.estimate.landings import before, landings
from penombre.estimate.records import TRACE
from penombre.select import question
from tests.estimate.events import Written


def test_the_names_of_the_question_are_those_of_the_estimate() -> None:
    assert question.ANSWERS == ANSWERS
    assert question.CONTROLS == CONTROLS


def test_what_is_no_landing_is_left_out(tmp_path: Path) -> None:
    written = Written()
    written.add("view")
    written.add("view", rung="internal")
    written.add("view", agent="bot")
    written.add("engage", seconds=10)
    written.add("click", link=3)
    assert len(landings(written.read(tmp_path)).page) == 1


def test_sources_become_causes_and_what_has_none_stays_unknown(tmp_path: Path) -> None:
    written = Written()
    sources = [
        ("unattributed", "none", "no"),
        ("attributed", "search", "no"),
        ("attributed", "social", "no"),
        ("observed", "messenger", "yes"),
        ("proven", "email", "yes"),
        ("attributed", "email", "no"),
        ("attributed", "ai", "no"),
    ]
    for hour, (rung, channel, private) in enumerate(sources):
        written.add("view", hour, rung=rung, channel=channel, private=private)
    found = landings(written.read(tmp_path))
    names = [CAUSES[cause] if cause >= 0 else "" for cause in found.known]
    assert names == ["", "search", "social", "messenger", "email", "newsletter", "assistant"]


def test_only_a_sure_source_teaches(tmp_path: Path) -> None:
    written = Written()
    sources = [
        ("attributed", "email", "yes", "known", ""),  # webmail: a newsletter or a message
        ("attributed", "social", "mixed", "known", ""),  # a feed or a message of the same app
        ("observed", "social", "mixed", "known", ""),
        ("proven", "social", "mixed", "known", ""),
        ("proven", "share_button", "mixed", "known", ""),  # a share sheet never tells where to
        ("proven", "share_button", "mixed", "token_copy", "private"),
        ("proven", "email", "yes", "token_button", "private"),
        ("observed", "messenger", "yes", "android_app", "private"),
        ("attributed", "social", "no", "social", "social"),
        ("attributed", "campaign", "no", "launch", "typed"),
        ("attributed", "campaign", "no", "known", "newsletter"),
        ("attributed", "messenger", "yes", "known", "private"),  # a messenger in the browser
    ]
    for hour, (rung, channel, private, family, _) in enumerate(sources):
        source: dict[str, Any] = {"rung": rung, "channel": channel, "private": private, "family": family}
        written.add("view", hour, times=2, **source)
        written.add("ask", hour, design=0.1, **source)
    found = landings(written.read(tmp_path))
    assert (found.known >= 0).all(), "none is without a source"
    order = np.argsort(found.hour, kind="stable")
    classes = classes_of(found.known)[order]
    assert [CLASSES[each] if each >= 0 else "" for each in classes] == [taught for *_, taught in sources for _ in "12"]
    assert count_controls(found).exposed.sum() == sum(bool(taught) for *_, taught in sources)
    # what came before counts by network, whatever it teaches: the three hours before the fourth and the fifth source
    assert found.social[order][6:10].tolist() == [4, 4, 6, 6]


def test_a_question_takes_the_place_of_a_view_that_may_teach_as_much(tmp_path: Path) -> None:
    written = Written()
    sure: dict[str, Any] = {"rung": "attributed", "channel": "social", "private": "no", "family": "social"}
    either = sure | {"private": "mixed", "family": "known"}
    written.add("view", 1, times=2, **sure)
    written.add("view", 1, times=2, **either)
    written.add("ask", 1, design=0.1, **either)
    found = landings(written.read(tmp_path))
    assert (found.control >= 0).sum() == 2
    assert len(found.page) == 4


def test_questions_on_pages_that_nobody_viewed_are_left_out(tmp_path: Path) -> None:
    written = Written()
    for number in range(6):
        written.add("answer", 0.1, page=f"/news/old-{number}", family="unattributed", design=0.1, name="typed")
    written.add("view", 1, page="/news/a")
    written.add("view", 1, page="/news/b")
    found = landings(written.read(tmp_path))
    assert len(found.page) == 2
    assert not (found.answer >= 0).any()


def test_a_site_that_was_only_asked_has_no_landings(tmp_path: Path) -> None:
    written = Written()
    written.add("answer", 0.1, family="unattributed", design=0.1, name="typed")
    assert not len(landings(written.read(tmp_path)).page)


def test_nobody_was_due_before_the_question_began_or_after_it_ended(tmp_path: Path) -> None:
    written = Written()
    for day in range(6):
        written.add("view", 24 * day + 12, times=10)
    written.add("ask", 24 + 12, times=2, family="unattributed", design=0.2)
    # nobody happened to be drawn on the day between
    written.add("ask", 3 * 24 + 12, family="unattributed", design=0.2)
    found = landings(written.read(tmp_path))
    due = np.bincount(found.day, weights=found.design)
    np.testing.assert_allclose(due, [0, 2, 2, 2, 0, 0], atol=1e-4)


def test_a_question_and_its_answer_take_the_place_of_their_landing(tmp_path: Path) -> None:
    written = Written()
    written.add("view", 1, times=50)
    written.add("ask", 1, times=10, family="unattributed", design=0.2)
    written.add("answer", 1, times=3, family="unattributed", design=0.2, name="sent", app="SMS", audience="small_group")
    found = landings(written.read(tmp_path))
    assert len(found.page) == 50
    assert int(found.asked.sum()) == 10
    assert int((found.answer >= 0).sum()) == 3
    assert set(found.answer[found.answer >= 0]) == {ANSWERS.index("sent")}
    assert set(found.answer_app[found.answer >= 0]) == {1}
    assert set(found.answer_audience[found.answer >= 0]) == {1}
    np.testing.assert_allclose(found.design, 0.2, rtol=1e-6)


def test_questions_stand_for_views_of_their_own_kind(tmp_path: Path) -> None:
    written = Written()
    written.add("view", 1, times=5, page="/a")
    written.add("view", 1, times=5, page="/b")
    written.add("ask", 1, times=2, page="/b", family="unattributed", design=0.1)
    found = landings(written.read(tmp_path))
    pages = {0: 0, 1: 0}
    for page in found.page:
        pages[int(page)] += 1
    assert sorted(pages.values()) == [5, 5]
    assert len(set(found.page[found.asked])) == 1


def test_landings_of_sure_source_are_controls_asked_or_not(tmp_path: Path) -> None:
    written = Written()
    written.add("view", 1, times=4, rung="attributed", channel="search", family="search")
    written.add("view", 1, family="unattributed")
    written.add("ask", 1, times=2, rung="attributed", channel="search", family="search", design=0.1)
    found = landings(written.read(tmp_path))
    assert sorted(found.control.tolist()) == [-1, *[CONTROLS.index("search")] * 4]


def test_pages_are_told_by_their_address_and_hours_by_the_sites_clock(tmp_path: Path) -> None:
    written = Written()
    written.add("view", 23.5, page="/")
    written.add("view", 30, page="/news/why-2026")
    found = landings(written.read(tmp_path))
    assert found.page_kind.tolist() == [0, 2]
    assert found.depth.tolist() == [0, 2]
    assert found.slug_length.tolist() == [0, 8]
    assert found.slug_digits.tolist() == [0, 4]
    assert found.day.tolist() == [1, 1]  # half past midnight in Paris
    assert found.hour.tolist() == [0, 7]
    assert np.isnan(found.age_hours[0]) == np.True_


def test_what_came_before_on_the_same_page_is_counted(tmp_path: Path) -> None:
    written = Written()
    written.add("click", 10, times=3, agent="unfurl", app="WhatsApp", private="yes", rung="internal")
    written.add("click", 10, agent="unfurl", app="WhatsApp", private="yes", rung="internal", page="/other")
    written.add("share", 2, via="button", rung="internal")
    written.add("view", 11)
    written.add("view", 15)
    written.add("view", 15.5, rung="attributed", channel="search")
    written.add("view", 16)
    found = landings(written.read(tmp_path))
    assert found.unfurls.tolist() == [3, 0, 0, 0]
    assert found.presses.tolist() == [1, 1, 1, 1]
    assert found.search.tolist() == [0, 0, 0, 1]


def test_windows_of_different_pages_never_touch() -> None:
    events = np.array([(1, 0, 0, 0, 0), (2, 5, 0, 0, 0)], dtype=TRACE)
    page, at = np.array([1, 2, 2], dtype=np.uint64), np.array([10, 4, 6])
    assert before(page, at, events, 100).tolist() == [1, 0, 1]
