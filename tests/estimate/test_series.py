"""Stored events become counts by page and hour, by day, by share tag, and shares with their clicks."""

from pathlib import Path
from typing import Any

import numpy as np

from penombre.estimate.series import channel_series, days, first_day, generation_counts, tokens
from tests.estimate.events import Written


def test_landings_previews_and_sources_are_counted_by_page_and_hour(tmp_path: Path) -> None:
    written = Written()
    written.add("view", 5, times=4)
    written.add("view", 6, times=2, rung="attributed", channel="social", app="LinkedIn", private="no")
    written.add("view", 6, rung="observed", channel="messenger", app="WhatsApp", private="yes")
    written.add(
        "click", 4, times=3, agent="unfurl", app="WhatsApp", private="yes", channel="messenger", rung="internal"
    )
    written.add("share", 3, via="native", rung="internal")
    series = channel_series(written.read(tmp_path), hour_of_week=1, strip={"LinkedIn": (14.0, 86.0)})
    whatsapp = series.channels.index("WhatsApp")
    assert series.dark.shape == (1, 168)
    assert series.dark[0, 5] == series.dark.sum() == 4
    assert series.unfurls[whatsapp, 0, 4] == series.unfurls.sum() == 3
    assert series.referred.sum() == 3
    linkedin = int(np.flatnonzero(series.strip[:, 0] == 14.0)[0])
    assert series.twin[linkedin] == -1
    assert series.referred[linkedin].sum() == 2
    assert sorted(series.twin.tolist()) == [-1, whatsapp]
    assert series.presses[2, 0, 3] == 1
    assert series.hour_of_week[:3].tolist() == [1, 2, 3]


def test_answers_are_counted_by_channel_and_controls_beside_them(tmp_path: Path) -> None:
    written = Written()
    written.add("view", 1)
    written.add("answer", 1, times=4, family="unattributed", design=0.1, name="sent", app="WhatsApp")
    written.add("answer", 1, times=3, family="unattributed", design=0.1, name="typed")
    written.add("answer", 1, times=2, family="unattributed", design=0.1, name="sent")  # by what, nobody said
    written.add("answer", 1, times=5, family="search", design=0.1, name="searched", rung="attributed", channel="search")
    series = channel_series(written.read(tmp_path), 0, {})
    assert series.answers[series.right_answers()[series.channels.index("WhatsApp")]] == 4
    assert series.answers[-1] == 3
    assert series.answers.sum() == 7
    assert series.confusion[-1, -1] == series.confusion.sum() == 5


def test_wrong_answers_of_controls_are_told_as_wrong(tmp_path: Path) -> None:
    written = Written()
    written.add("view", 1)
    asked: dict[str, Any] = {"hours": 1, "design": 0.1, "name": "sent"}
    written.add("answer", times=9, family="search", rung="attributed", channel="search", app="WhatsApp", **asked)
    tagged: dict[str, Any] = {"family": "token_button", "rung": "proven", "channel": "messenger", "private": "yes"}
    written.add("answer", times=6, tag="w1", app="Signal", **tagged, **asked)
    written.add("answer", times=5, tag="w2", **tagged, **asked | {"name": "typed"})
    written.add("answer", times=4, tag="e1", app="E-mail", **tagged, **asked)
    # a copied link may have gone by any app, a feed's reader may have been sent the link
    written.add("answer", times=3, family="token_copy", rung="proven", tag="c1", app="SMS", **asked)
    written.add("answer", times=2, family="known", rung="attributed", channel="social", app="SMS", **asked)
    series = channel_series(written.read(tmp_path), 0, {})
    right, whatsapp, email = (
        series.right_answers(),
        series.channels.index("WhatsApp"),
        series.channels.index("E-mail"),
    )
    signal = series.channels.index("Signal")
    assert series.confusion[-1, right[whatsapp]] == 9
    assert series.confusion[whatsapp, right[signal]] == 6
    assert series.confusion[whatsapp, -1] == 5
    assert series.confusion[email, right[email]] == 4
    assert series.confusion.sum() == 24


def test_an_app_that_is_not_among_the_answers_is_answered_by_another_one(tmp_path: Path) -> None:
    written = Written()
    written.add("view", 1)
    written.add("view", 2, rung="observed", channel="messenger", app="LINE", private="yes")
    written.add("answer", 1, times=6, family="unattributed", design=0.1, name="sent", app="other")
    series = channel_series(written.read(tmp_path), 0, {})
    right = series.right_answers()
    assert right[series.channels.index("LINE")] == right[series.channels.index("other")]
    assert series.answers[right[series.channels.index("LINE")]] == 6


def test_only_what_an_app_shows_by_itself_stands_beside_what_it_hides(tmp_path: Path) -> None:
    """A tag shows however its link travels, and what a mailbox shows may be a newsletter."""
    written = Written()
    written.add(
        "view", 1, times=7, rung="proven", channel="messenger", app="Facebook Messenger", private="yes", tag="m1"
    )
    written.add("view", 1, times=2, rung="observed", channel="messenger", app="Facebook Messenger", private="yes")
    written.add("view", 1, times=9, rung="attributed", channel="email", app="Gmail", private="yes")
    series = channel_series(written.read(tmp_path), 0, {})
    beside = {
        series.channels[channel] if channel >= 0 else "public": int(shown.sum())
        for channel, shown in zip(series.twin, series.referred, strict=True)
    }
    assert beside == {"Facebook Messenger": 2, "public": 9}
    assert "Gmail" not in series.channels


def test_a_page_that_was_there_before_may_be_of_any_age(tmp_path: Path) -> None:
    written = Written()
    written.add("view", 2, times=2, page="/old")
    written.add("view", 30, page="/new")
    series = channel_series(written.read(tmp_path), 0, {})
    assert np.isnan(series.published[0])
    assert series.published[1] == 30


def test_days_add_up(tmp_path: Path) -> None:
    written = Written()
    written.add("view", 1, times=3)
    written.add("view", 50, times=2, rung="attributed", channel="search")
    written.add("view", 50)
    read = written.read(tmp_path)
    assert first_day(read) == 0
    found = days(read, 0, 0)
    assert found.dark.tolist() == [3, 0, 1]
    assert found.known.sum(axis=0).tolist() == [0, 0, 2]
    assert found.pages.sum(axis=0).tolist() == found.dark.tolist()
    assert found.logged.tolist() == found.scripted.tolist() == [3, 1, 3]


def test_days_begin_with_the_first_landing(tmp_path: Path) -> None:
    written = Written()
    written.add("view", 50, times=2)
    written.add("view", 100)
    read = written.read(tmp_path)
    assert first_day(read) == 2
    assert days(read, 2, 2).dark.tolist() == [2, 0, 1]


def test_share_tags_are_counted_by_channel_and_generation(tmp_path: Path) -> None:
    written = Written()
    written.add("share", 1, times=5, tag="w1", rung="internal")
    written.add("share", 2, times=2, tag="w2", rung="internal")
    written.add("view", 3, times=7, tag="w1", rung="proven", channel="messenger", private="yes")
    written.add("view", 3, times=1, tag="e1", rung="proven", channel="email", private="yes")
    written.add("answer", 3, family="token_button", design=0.1, name="sent", tag="w1", rung="proven")
    written.add("answer", 3, family="unattributed", design=0.1, name="sent")
    written.add("answer", 3, family="search", rung="attributed", channel="search", design=0.1, name="sent")
    counts = generation_counts(written.read(tmp_path))
    assert counts.presses.tolist() == [[0, 0, 0, 0, 0], [5, 2, 0, 0, 0]]
    assert counts.landings.tolist() == [[1, 0, 0, 0, 0], [7, 0, 0, 0, 0]]
    assert (counts.views, counts.sent, counts.sent_tagged) == (8, 2, 1)


def test_clicks_find_their_share_and_shares_their_parent(tmp_path: Path) -> None:
    written = Written()
    written.add("share", 1, token="a" * 16, tag="w1", via="button", rung="internal")
    written.add("view", 2, times=2, token="a" * 16, tag="w", rung="proven", channel="messenger", private="yes")
    written.add("share", 3, token="b" * 16, parent="a" * 16, tag="w2", via="copy_link", rung="internal")
    written.add("view", 4, token="c" * 16, rung="proven", channel="messenger", private="yes")  # of a share never told
    found = tokens(written.read(tmp_path))
    assert found.minted.tolist() == [1, 3]
    assert found.parent.tolist() == [-1, 0]
    assert found.mode.tolist() == [0, 1]
    assert found.click_token.tolist() == [0, 0]
    assert found.click_at.tolist() == [2, 2]
    assert found.now == 168


def test_an_empty_site_gives_empty_arrays(tmp_path: Path) -> None:
    found = Written().read(tmp_path)
    assert channel_series(found, 0, {}).dark.shape == (0, 168)
    assert days(found, first_day(found), 0).dark.tolist() == [0]
    assert not generation_counts(found).presses.any()
    assert not len(tokens(found).minted)
