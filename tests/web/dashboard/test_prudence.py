"""Owners turn the dial from the page, knowing what that does; the privacy texts follow it."""

from __future__ import annotations

from itertools import permutations

import pytest

from penombre.collect.dial import MODES, Mode, last_turn
from penombre.collect.sites import Sites, site_number
from penombre.languages import LANGUAGES
from penombre.report.privacy.texts import sentences
from penombre.web.dashboard.prudence import change
from penombre.web.dashboard.texts import name_of, text
from tests.web.accounts.installation import Installation, count

MODE = "/prudence/paper/mode"
PAGE = "/sites/paper/prudence"


def mode_of(here: Installation) -> str:
    return Sites(here.database).named("paper").mode


def test_an_owner_turns_the_dial_and_the_page_and_the_trail_say_who(here: Installation) -> None:
    owner = here.browser("owner")
    asked = owner.get(f"{MODE}?to=counting&lang=en").text
    assert "that a share button was pressed" in asked
    assert "Nothing stops." in asked
    assert mode_of(here) == "strict"  # looking changes nothing
    answer = owner.post(f"{MODE}?lang=en", {"from": "strict", "to": "counting"})
    assert answer.status_code == 303
    assert answer.headers["location"] == f"{PAGE}?lang=en"
    assert mode_of(here) == "counting"
    page = owner.get(f"{PAGE}?lang=en").text
    assert "In Counting since" in page
    assert "Changed by Owner." in page
    trail = owner.get("/trail?lang=en").text
    assert "turned the dial of" in trail
    assert "paper: strict → counting" in trail
    # who has only a link to the figures does not learn who works there
    assert "Changed by" in here.browser("viewer").get(f"{PAGE}?lang=en").text


def test_a_form_that_was_overtaken_is_asked_again(here: Installation) -> None:
    owner = here.browser("owner")
    Sites(here.database).change_mode("paper", "consent")
    answer = owner.post(f"{MODE}?lang=en", {"from": "strict", "to": "counting"})
    assert answer.status_code == 409
    assert "turned the dial meanwhile" in answer.text
    assert "a random number in a link" in answer.text  # what would really stop
    assert mode_of(here) == "consent"
    with here.reading() as connection:
        found = last_turn(connection, site_number(connection, "paper"))
    assert found is not None
    assert (found.before, found.mode, found.who) == ("strict", "consent", None)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("before", "after"), list(permutations(MODES, 2)))
def test_the_dial_turns_from_every_step_to_every_other(
    here: Installation, lang: str, before: Mode, after: Mode
) -> None:
    owner = here.browser("owner")
    Sites(here.database).change_mode("paper", before)
    asked = owner.get(f"{MODE}?to={after}&lang={lang}")
    assert asked.status_code == 200
    assert text("dial.title", lang, site="paper", mode=name_of("mode", after, lang)) in asked.text
    # only where there are random numbers in links is there anything to say of them
    assert (text("dial.there_tokens", lang, days="30") in asked.text) == (before == "consent")
    owner.post(MODE, {"from": before, "to": after})
    assert mode_of(here) == after


@pytest.mark.parametrize("to", ["strict", "", "everything", "<b>"])
def test_what_changes_nothing_leads_back(here: Installation, to: str) -> None:
    owner = here.browser("owner")
    assert owner.get(f"{MODE}?to={to}").headers["location"] == PAGE
    assert owner.post(MODE, {"from": "strict", "to": to}).headers["location"] == PAGE
    with here.reading() as connection:
        assert count(connection, "mode_changes") == 0


def test_only_a_form_of_our_own_turns_it(here: Installation) -> None:
    owner = here.browser("owner")
    form = {"from": "strict", "to": "consent"}
    assert owner.post(MODE, form, sec_fetch_site="cross-site").status_code == 403
    assert here.browser("editor").post(MODE, form).status_code == 403
    assert mode_of(here) == "strict"


def test_who_may_not_turn_it_is_told_who_may(here: Installation) -> None:
    page = here.browser("editor").get(f"{PAGE}?lang=en").text
    assert "An owner of the workspace can turn the dial." in page
    assert "/mode?to=" not in page


def test_up_and_down_are_opposite(here: Installation) -> None:
    site = Sites(here.database).named("paper")
    up = change(site, "consent", country=False)
    down = change(Sites(here.database).change_mode("paper", "consent"), "strict", country=False)
    assert up.begins == down.stops != ()
    assert up.stops == down.begins == ()
    assert (up.down, down.down) == (False, True)


def test_going_down_says_that_what_is_there_stays_until_its_time(here: Installation) -> None:
    Sites(here.database).change_mode("paper", "consent")
    page = here.browser("owner").get(f"{MODE}?to=strict&lang=en").text
    assert "13 months for messages" in page
    assert "removed after 30 days" in page
    assert "refused, or cut down to what Strict allows" in page


def test_the_texts_have_who_answers_for_the_site(here: Installation) -> None:
    owner = here.browser("owner")
    assert "Still to be filled in" in owner.get(f"{PAGE}?lang=en").text
    said = {"name": "The <Gazette>", "address": "1 High Street", "contact": "privacy@example.org", "place": "France"}
    answer = owner.post("/prudence/paper/controller?lang=en", said | {"officer": "Ada\r\nLovelace", "more": "x"})
    assert answer.headers["location"] == f"{PAGE}?lang=en#texts"
    page = owner.get(f"{PAGE}?lang=en").text
    assert "Still to be filled in" not in page
    assert "Controller: The &lt;Gazette&gt;" in page
    assert "The <Gazette>" not in page
    assert "Ada Lovelace" in page
    assert 'value="1 High Street"' in owner.get("/prudence/paper/controller").text
    assert "changed who answers for" in owner.get("/trail?lang=en").text


@pytest.mark.parametrize("what", ["notice", "register"])
@pytest.mark.parametrize("form", ["html", "md", "txt"])
def test_the_texts_are_files(here: Installation, what: str, form: str) -> None:
    viewer = here.browser("viewer")
    for lang in LANGUAGES:
        answer = viewer.get(f"/prudence/paper/texts/{what}.{lang}.{form}")
        assert answer.headers["content-disposition"] == f'attachment; filename="{what}-paper.{lang}.{form}"'
        title = sentences(lang)[f"{what}.title"].replace("{site}", "paper")
        assert title in answer.text.replace("&#x27;", "'")


@pytest.mark.parametrize("file", ["notice.de.html", "notice.en", "x.en.html", "notice.en.pdf", "notice.en.html.html"])
def test_no_other_file_is_there(here: Installation, file: str) -> None:
    assert here.browser("owner").get(f"/prudence/paper/texts/{file}").status_code == 404


def test_the_notice_follows_dial_and_question(here: Installation) -> None:
    owner, file = here.browser("owner"), "/prudence/paper/texts/notice.en.txt"
    before = " ".join(owner.get(file).text.split())
    assert "share button" not in before
    assert "asked how they came" not in before
    Sites(here.database).change_mode("paper", "counting")
    Sites(here.database).change_ask("paper", 0.1)
    after = " ".join(owner.get(file).text.split())
    assert "share button" in after
    assert "asked how they came" in after
