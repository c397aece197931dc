"""Views and annotations: kept by editors, seen by all who see the site, each deed in the trail, nothing of it run."""

from __future__ import annotations

import html
from datetime import date

import pytest

from penombre.dashboard.filter import Filter
from penombre.dashboard.period import Period
from penombre.dashboard.span import Span
from penombre.languages import LANGUAGES
from penombre.web.dashboard.keepsakes import MOST, annotate, annotations_of, save_view, views_of
from penombre.web.dashboard.sections import HOLD
from penombre.web.dashboard.texts import span_name, text
from tests.web.accounts.installation import Browser, Installation, count

SCRIPT = "<script>alert(1)</script>"
VIEW = {"name": " Phones,  this month ", "back": "channels", "query": "period=month&device=phone", "lang": "en"}
NOTE = {"day": "2026-11-24", "text": "Newsletter sent", "back": "overview", "query": "days=7"}


def editor(here: Installation) -> Browser:
    return here.browser("editor", accept_language="en")


def deeds(here: Installation) -> list[tuple[str, str]]:
    with here.reading() as connection:
        return [
            (row.what, row.subject)
            for row in connection.exec_driver_sql("SELECT what, subject FROM trail ORDER BY number")
            if row.what.startswith(("view_", "annotation_"))
        ]


def views(here: Installation) -> list[tuple[int, str, str, Filter]]:
    with here.reading() as connection:
        return [(each.number, each.name, each.section, each.filter) for each in views_of(connection, "paper")]


def test_a_view_is_saved_opened_renamed_and_deleted(here: Installation) -> None:
    browser = editor(here)
    answer = browser.post("/sites/paper/views", VIEW)
    assert (answer.status_code, answer.headers["location"]) == (
        303, "/sites/paper/channels?period=month&device=phone&lang=en",
    )  # fmt: skip
    (number, name, section, chosen), *_ = views(here)
    assert (name, section) == ("Phones, this month", "channels")
    assert chosen == Filter(Span(name="month"), device="phone")
    shown = here.browser("viewer").get("/sites/paper/shares").text
    assert 'href="/sites/paper/channels?period=month&amp;device=phone"' in shown
    assert "Phones, this month" in shown
    assert 'action="/sites/paper/views"' not in shown, "who only looks saves nothing"
    assert (
        browser.post(f"/sites/paper/views/{number}", {"name": "Telephones"}).headers["location"] == "/sites/paper/views"
    )
    assert "Telephones" in browser.get("/sites/paper/views").text
    assert browser.post(f"/sites/paper/views/{number}/delete").status_code == 303
    assert views(here) == []
    assert deeds(here) == [
        ("view_saved", "paper: Phones, this month"),
        ("view_renamed", "paper: Telephones"),
        ("view_deleted", "paper: Telephones"),
    ]
    assert "saved a view" in browser.get("/trail").text


def test_an_annotation_is_added_changed_and_deleted(here: Installation) -> None:
    browser = editor(here)
    assert browser.post("/sites/paper/annotations", NOTE).headers["location"] == "/sites/paper?days=7"
    with here.reading() as connection:
        (found,) = annotations_of(connection, "paper")
        november = Period(date(2026, 11, 1), date(2026, 11, 23), "UTC")
        assert annotations_of(connection, "paper", november) == []
        assert annotations_of(connection, "shop") == []
    path = f"/sites/paper/annotations/{found.number}"
    assert browser.post(path, NOTE | {"day": "2026-11-23", "text": "Sent a day before"}).status_code == 303
    assert 'value="2026-11-23"' in browser.get("/sites/paper/annotations").text
    browser.post(f"{path}/delete")
    assert deeds(here) == [
        ("annotation_added", "paper: 2026-11-24: Newsletter sent"),
        ("annotation_changed", "paper: 2026-11-23: Sent a day before"),
        ("annotation_deleted", "paper: 2026-11-23: Sent a day before"),
    ]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("section", ["", *(f"/{name}" for name in HOLD if name != "overview")])
def test_a_period_to_come_is_told_as_such(here: Installation, lang: str, section: str) -> None:
    page = here.browser("viewer").get(f"/sites/paper{section}?from=2130-01-01&to=2130-01-02&lang={lang}").text
    assert f"<h1>{text('spans.to_come', lang)}</h1>" in page
    assert span_name(Span(first=date(2130, 1, 1), last=date(2130, 1, 2)), lang) in page


@pytest.mark.parametrize("name", ["", "  ", "x" * 61, "a\u202eb", "a\x00b"])
def test_a_name_that_nobody_could_read_is_refused_on_the_page(here: Installation, name: str) -> None:
    answer = editor(here).post("/sites/paper/views", VIEW | {"name": name})
    assert (answer.status_code, 'role="alert"' in answer.text) == (400, True)
    assert views(here) == []
    assert deeds(here) == []


@pytest.mark.parametrize("day", ["", "2026-02-30", "24/11/2026", "2026-11-24T10:00", "20261124", "9" * 30])
def test_a_day_that_is_none_is_refused_on_the_page(here: Installation, day: str) -> None:
    answer = editor(here).post("/sites/paper/annotations", NOTE | {"day": day})
    assert (answer.status_code, 'role="alert"' in answer.text) == (400, True)
    assert deeds(here) == []


def test_odd_forms_save_what_can_be_meant(here: Installation) -> None:
    browser = editor(here)
    odd = {"name": SCRIPT, "back": f"../{SCRIPT}", "query": f"device={SCRIPT}&page={SCRIPT}&days=31&%zz&" + "a" * 5000}
    assert browser.post("/sites/paper/views", odd).headers["location"] == "/sites/paper/views"
    assert views(here)[0][2:] == ("overview", Filter(page=SCRIPT))
    browser.post("/sites/paper/annotations", NOTE | {"text": SCRIPT, "back": "//evil.example.org"})
    for path in ("/sites/paper", "/sites/paper/views", "/sites/paper/annotations"):
        page = browser.get(path).text
        assert SCRIPT not in page
    assert html.escape(SCRIPT) in page


def test_nobody_reaches_what_another_site_keeps(here: Installation) -> None:
    with here.writing() as connection:
        save_view(connection, "shop", "Theirs", "overview", Filter(), 0.0)
        other = annotate(connection, "shop", "2026-11-24", "Theirs, too", 0.0).number
        number = views_of(connection, "shop")[0].number
    browser = editor(here)
    for path in (f"views/{number}", f"views/{number}/delete", f"annotations/{other}", f"annotations/{other}/delete"):
        assert browser.post(f"/sites/paper/{path}", NOTE | {"name": "Ours"}).status_code == 303
    with here.reading() as connection:
        assert [each.name for each in views_of(connection, "shop")] == ["Theirs"]
        assert [each.text for each in annotations_of(connection, "shop")] == ["Theirs, too"]
    assert deeds(here) == [], "what was not done leaves no trace"


def test_no_site_keeps_without_end(here: Installation) -> None:
    with here.writing() as connection:
        for number in range(MOST):
            save_view(connection, "paper", f"View {number}", "overview", Filter(), 0.0)
    assert editor(here).post("/sites/paper/views", VIEW).status_code == 409
    with here.writing() as connection:
        assert count(connection, "saved_views") == MOST
        connection.exec_driver_sql("DELETE FROM sites WHERE name = 'paper'")
        assert count(connection, "saved_views") == 0
