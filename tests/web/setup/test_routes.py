"""A site is added by a form, by owners only; its lines are shown, and the first view is told."""

from __future__ import annotations

import pytest

from penombre.collect.journal.loader import Loader
from penombre.collect.live.row import EventRow, line
from penombre.collect.sites import Sites
from penombre.store.event_store import EventStore
from tests.web.accounts.installation import Installation

FORM = {"name": "news", "hosts": "news.example.org\nexample.net", "mode": "counting", "timezone": "Europe/Paris"}


def test_the_form_makes_a_site_and_shows_its_lines(here: Installation) -> None:
    owner = here.browser("owner")
    assert "<form" in owner.get("/setup").text
    answer = owner.post("/setup", FORM)
    assert (answer.status_code, answer.headers["location"]) == (303, "/setup/news?lang=en")
    site = Sites(here.database).named("news")
    assert (site.hosts, site.mode, site.timezone) == (("news.example.org", "example.net"), "counting", "Europe/Paris")
    page = owner.get("/setup/news").text
    assert page.count("/p.js?site=news") == 5
    assert "&lt;penombre-share&gt;" in page
    assert "Nothing has arrived yet" in page
    assert "Rien n’est encore arrivé" in owner.get("/setup/news?lang=fr").text
    assert "added a site" in owner.get("/trail").text


def test_a_site_goes_to_a_workspace_of_ones_own(here: Installation) -> None:
    stranger = here.browser("stranger")
    assert stranger.post("/setup", FORM | {"workspace": "1"}).status_code == 303
    assert stranger.get("/setup/news").status_code == 200
    assert here.browser("owner").get("/setup/news").status_code == 404
    assert "news" in stranger.get("/sites").text
    assert "news" not in here.browser("owner").get("/sites").text


@pytest.mark.parametrize("who", ["viewer", "editor"])
def test_who_owns_no_workspace_adds_no_site(here: Installation, who: str) -> None:
    assert here.browser(who).get("/setup").status_code == 404
    assert here.browser(who).post("/setup", FORM).status_code == 404
    assert "Add a site" not in here.browser(who).get("/sites").text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "No Name"),
        ("name", "<script>alert(1)</script>"),
        ("name", "paper"),
        ("hosts", "https://www.example.org/"),
        ("hosts", ""),
        ("mode", "everything"),
        ("timezone", "Mars/Olympus"),
    ],
)
def test_a_field_that_cannot_be_is_said_and_the_others_stay(here: Installation, field: str, value: str) -> None:
    before = Sites(here.database).all()
    answer = here.browser("owner").post("/setup", FORM | {field: value})
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    assert "<script>alert" not in answer.text
    assert ('value="news"' in answer.text) == (field != "name")
    assert Sites(here.database).all() == before


def test_what_is_wrong_is_said_in_the_reader_s_language(here: Installation) -> None:
    answer = here.browser("owner").post("/setup?lang=fr", FORM | {"name": "No Name"})
    assert "ne peut pas nommer un site" in answer.text


def test_the_first_view_is_told(here: Installation, kept: tuple[EventStore, Loader]) -> None:
    editor, site = here.browser("editor"), Sites(here.database).named("paper").number
    assert editor.get("/setup/paper/state").json() == {"arrived": False}
    view = EventRow(site=site, at=1_764_000_000, kind="view", id="0" * 32, page="/")
    kept[0].load(1, events=line(view))
    assert editor.get("/setup/paper/state").json() == {"arrived": True}
    assert "The first view has arrived" in editor.get("/setup/paper").text


def test_a_page_that_may_not_be_asked_is_not(here: Installation) -> None:
    owner = here.browser("owner")
    owner.post("/setup", FORM | {"hosts": "localhost"})
    assert "could not be read from here" in owner.get("/setup/news?look_at=true").text
