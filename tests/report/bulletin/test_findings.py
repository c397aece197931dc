"""What is worth a sentence is said, the strongest first; what the intervals leave open is not claimed."""

from datetime import UTC
from typing import get_args

import msgspec
import pytest

from penombre.analyze.change.conservation import ChangeType
from penombre.analyze.interval import Interval
from penombre.report.bulletin.advice import MOST as MOST_ADVICE
from penombre.report.bulletin.advice import advice
from penombre.report.bulletin.findings import MOST, findings
from penombre.report.site_estimate import Changed, PageShare, SiteEstimate
from tests.report.bulletin.estimates import MARCH, empty, month_before, rich, unasked


def codes(*estimates: SiteEstimate) -> list[str]:
    return [finding.code for finding in findings(*estimates)]


def test_the_answer_comes_first_then_whether_it_changed_then_by_landings() -> None:
    found = findings(rich(), month_before())
    assert [found[0].code, found[1].code] == ["dark", "dark_alike"]
    weights = [finding.weight for finding in found[2:]]
    assert weights == sorted(weights, reverse=True)
    assert len(found) == MOST


@pytest.mark.parametrize(("before", "code"), [(0.1, "dark_more"), (0.41, "dark_alike"), (0.8, "dark_less")])
def test_a_change_is_claimed_only_where_the_intervals_say_so(before: float, code: str) -> None:
    assert codes(rich(), month_before(before))[1] == code


def test_a_fall_is_told_by_its_size() -> None:
    fall = findings(rich(), month_before(0.8))[1].figures["difference"].value
    assert 0 < fall.low < fall.estimate < fall.high


@pytest.mark.parametrize("kind", get_args(ChangeType))
def test_every_kind_of_change_is_told(kind: str) -> None:
    change = Changed("2026-10-12", kind, Interval(0.5, 0.4, 0.6, 40))
    found = findings(msgspec.structs.replace(rich(), changes=[change], pages=[]))
    assert f"change_{kind}" in {finding.code for finding in found}


def test_channels_whose_intervals_meet_are_not_ranked() -> None:
    found = rich()
    assert found.channels
    assert "channel_first" in codes(found)
    second = msgspec.structs.replace(found.channels[1], landings=Interval(1_800, 1_300, 2_300))
    level = msgspec.structs.replace(found, channels=[found.channels[0], second, *found.channels[2:]])
    assert "channel_level" in codes(level)
    assert "channel_first" not in codes(level)


def test_the_first_page_is_named_as_such_only_where_it_is_apart() -> None:
    assert "page_first" in codes(rich())
    first, second, *others = rich().pages
    near = msgspec.structs.replace(second, unattributed=first.unattributed, share=first.share)
    assert "page_level" in codes(msgspec.structs.replace(rich(), pages=[first, near, *others]))


def test_nobody_is_told_to_share_the_home_page() -> None:
    home = msgspec.structs.replace(rich().pages[0], page="/")
    advised = advice(msgspec.structs.replace(rich(), pages=[home]))
    assert "share_button" not in {each.code for each in advised}
    assert "preview" in {each.code for each in advised}


def test_a_page_that_rose_is_named_and_a_longer_month_is_no_rise() -> None:
    def site(landings: int) -> SiteEstimate:
        page = PageShare("/a", landings, Interval(0.5, 0.45, 0.55, landings))
        return msgspec.structs.replace(rich(), pages=[page], channels=None, cascades=None, changes=[])

    february = MARCH.before
    days = {"start": february.start.astimezone(UTC), "end": february.end.astimezone(UTC)}
    same = msgspec.structs.replace(site(2_800), **days)
    assert "page_more" not in codes(site(3_100), same)
    assert "page_more" in codes(site(6_000), same)


def test_a_site_without_answers_gets_limits_and_a_small_one_no_silence() -> None:
    found = findings(unasked())
    assert found[0].code == "bounds_unasked"
    assert found[0].figures["bounds"].value.low == pytest.approx(6 / 180)
    # at most: what shows itself, what an app of both uses brought, and what followed a link among those without a source
    assert found[0].figures["bounds"].value.high == pytest.approx((6 + 18 + 0.66 * 70) / 180)
    assert codes(empty()) == ["nothing"]
    assert codes(empty(), rich()) == ["nothing"]
    assert codes(rich(), empty())[0] == "dark"
    known = findings(msgspec.structs.replace(unasked(), unattributed=0))[0]
    assert known.code == "bounds_unasked"
    assert known.figures["bounds"].value == Interval(15 / 180, 6 / 180, 24 / 180)


def test_advice_is_little_and_the_broken_is_mended_first() -> None:
    broken = msgspec.structs.replace(rich(), changes=[Changed("2026-03-20", "breakage", Interval(0.4, 0.3, 0.5))])
    found = advice(broken)
    assert found[0].code == "breakage"
    assert len(found) == MOST_ADVICE
    assert [each.code for each in advice(empty())] == ["collect"]
    assert [each.code for each in advice(unasked())] == ["ask", "counting"]


def test_answers_are_asked_for_only_where_they_help() -> None:
    found = rich()
    certain = Interval(0.41, 0.4, 0.42, 9_000)
    sure = msgspec.structs.replace(found, dark=msgspec.structs.replace(found.dark, share=certain, sampling=certain))
    assert not {"ask", "ask_more", "tag_buttons"} & {each.code for each in advice(sure)}
    few = Interval(0.41, 0.3, 0.52, 90)
    unsure = msgspec.structs.replace(found, dark=msgspec.structs.replace(found.dark, share=few, sampling=few))
    assert advice(unsure)[0].code == "ask_more"
