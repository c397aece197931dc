"""French and English say the same things, each as its readers write it."""

import inspect
import re
from datetime import UTC, datetime
from string import Formatter
from zoneinfo import ZoneInfo

import msgspec
import pytest

from penombre.languages import LANGUAGES
from penombre.report.bulletin import advice as advice_module
from penombre.report.bulletin import findings as findings_module
from penombre.report.bulletin.layout import lay_out
from penombre.report.bulletin.wording import sentences, small
from penombre.report.site_estimate import SiteEstimate
from penombre.report.texts import day, number
from penombre.web.dashboard.texts import text as dashboard_text
from tests.report.bulletin.estimates import MARCH, empty, hostile, month_before, rich, unasked


def test_both_languages_have_the_same_sentences_with_the_same_places() -> None:
    english, french = sentences("en"), sentences("fr")
    assert english.keys() == french.keys()
    for key, sentence in english.items():
        places = [{name for _, name, _, _ in Formatter().parse(each) if name} for each in (sentence, french[key])]
        assert places[0] == places[1], key


@pytest.mark.parametrize("key", sentences("fr"))
def test_french_high_punctuation_stands_behind_a_space_that_does_not_break(key: str) -> None:
    sentence = re.sub(r"\{[^}]*\}", "x", sentences("fr")[key])
    assert not re.search(r" [;:!?%»]|« |[a-zé)»][;!?]", sentence)
    assert "'" not in sentence


def test_every_finding_and_piece_of_advice_has_its_sentence() -> None:
    keys = sentences("en").keys()
    told = set(re.findall(r'Finding\(\s*"([a-z_]+)"', inspect.getsource(findings_module)))
    told |= {f"dark_{way}" for way in ("more", "less", "alike")} | {
        "bounds",
        "bounds_unasked",
        "channel_level",
        "page_first",
        "page_level",
    }
    told |= {f"{what}_{way}" for what in ("page", "channel") for way in ("more", "less")} | {"passed_on_floor"}
    assert {f"finding.{code}" for code in told} <= keys
    advised = set(re.findall(r'Advice\("([a-z_]+)"', inspect.getsource(advice_module)))
    advised |= {"ask", "ask_more_first", "preview", "preview_of_page"}
    assert {f"{part}.{code}" for code in advised | {"breakage", "robots"} for part in ("advice", "advice_why")} <= keys


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("found", [rich(), unasked(), empty(), hostile()])
def test_no_share_stands_without_what_it_is_a_share_of(found: SiteEstimate, lang: str) -> None:
    sheet = lay_out(found, month_before(), MARCH, lang, "Atelier")
    for point in sheet.findings:
        assert "{" not in point.text.replace("{site}{0}", "")
        assert point.why
        if "%" in point.text.replace("{site}{0}%s", ""):
            assert re.search(
                r"\d[\d\u202f,]* (landings|arrivées|shares|partages)|of those placed|de celles|landings without|arrivées sans",
                point.text,
            ), point.text


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("began", [(2, 1, 0, 1), (2, 27, 9, 0), (3, 4, 9, 0)])
def test_a_period_that_was_measured_in_part_is_compared_with_nothing(
    lang: str, began: tuple[int, int, int, int]
) -> None:
    moment = datetime(2026, *began, tzinfo=ZoneInfo("Europe/Paris"))
    now, before = msgspec.structs.replace(rich(), began=moment.astimezone(UTC)), month_before(0.1)
    sheet = lay_out(now, before, MARCH, lang)
    [compared] = [each for each in sheet.sections if each.key == "compare"]
    assert (compared.table, compared.bars) == (None, [])
    assert day(moment, lang) in compared.text
    told = [each.text for each in sheet.findings]
    assert told == [each.text for each in lay_out(now, None, MARCH, lang).findings]
    assert told != [each.text for each in lay_out(rich(), before, MARCH, lang).findings]


def test_one_that_was_measured_whole_is_compared_with() -> None:
    now = msgspec.structs.replace(rich(), began=MARCH.before.start.astimezone(UTC))
    assert lay_out(now, month_before(), MARCH, "en") == lay_out(rich(), month_before(), MARCH, "en")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_may_be_public_or_private_is_a_rung_of_its_own_as_on_the_dashboard(lang: str) -> None:
    [ladder] = [each for each in lay_out(rich(), None, MARCH, lang).sections if each.key == "ladder"]
    assert ladder.table is not None
    rows = {row[0]: row[1] for row in ladder.table.rows}
    assert rows[dashboard_text("rung.either", lang)] == number(2_300, lang)
    assert rows[dashboard_text("rung.public", lang)] == number(24_800 - 9_200 - 640 - 410 - 2_300, lang)


def test_without_answers_the_gauge_the_sentence_and_the_large_figure_have_the_same_limits() -> None:
    sheet = lay_out(unasked(), None, MARCH, "en")
    assert sheet.gauge is not None
    assert (sheet.gauge.low, sheet.gauge.high) == pytest.approx((6 / 180, (6 + 18 + 0.66 * 70) / 180))
    assert sheet.big == "3.3\u00a0% to 39\u00a0%"
    assert sheet.findings[0].text.startswith(sheet.big)


def test_small_figures_are_written_as_each_language_writes_them() -> None:
    assert small(-1234.5, "fr") == "−1\u202f234" or small(-1234.5, "fr") == "−1\u202f235"
    assert small(1.5, "en") == "1.50"
    assert small(1.5, "fr") == "1,50"
