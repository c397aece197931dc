"""What people say is a chance for each answer; confusion and forgetting move it where they are said to."""

import msgspec
import numpy as np
import pytest

from penombre.simulate.counts.landings import landing_world
from penombre.simulate.counts.numbering import ANSWERS, CAUSES, is_private
from penombre.simulate.counts.reports import forget, misreports
from penombre.simulate.counts.variants import Spans, landing_spans, landing_variant


def _spans(variant: str) -> Spans:
    return landing_spans(np.random.default_rng(5), landing_variant(variant))


@pytest.mark.parametrize("variant", ["news", "vague_question"])
def test_misreports_are_chances(variant: str) -> None:
    rng = np.random.default_rng(5)
    spans = landing_spans(rng, landing_variant(variant))
    for _ in range(20):
        says = misreports(rng, spans)
        assert says.min() >= 0
        assert says.sum(axis=1) == pytest.approx(np.ones(12))
        assert (says[3:7, 0] >= spans.sens[0] - 0.08).all()
        assert (says[3:7, 0] <= spans.sens[1] + 0.08).all()


def test_mails_and_newsletters_are_confused_and_messages_and_feeds() -> None:
    spans = _spans("fading_memory")
    clear = msgspec.structs.replace(spans, confused=(0.0, 0.0))
    for seed in range(20):
        says, at_best = (misreports(np.random.default_rng(seed), one) for one in (spans, clear))
        assert says.min() >= 0
        assert says.sum(axis=1) == pytest.approx(np.ones(12))
        for cause, right, other in (
            ("email", "sent", "newsletter"),
            ("newsletter", "newsletter", "sent"),
            ("messenger", "sent", "feed"),
            ("social", "feed", "sent"),
        ):
            row, best = says[CAUSES.index(cause)], at_best[CAUSES.index(cause)]
            lost = best[ANSWERS.index(right)] - row[ANSWERS.index(right)]
            assert 0.05 <= lost / best[ANSWERS.index(right)] <= 0.15
            assert row[ANSWERS.index(other)] == pytest.approx(best[ANSWERS.index(other)] + lost)
        for cause in ("typed", "search", "sms", "workchat", "assistant", "document", "referral"):
            assert (says[CAUSES.index(cause)] == at_best[CAUSES.index(cause)]).all()


def test_messages_are_forgotten_by_halves_down_to_what_is_kept() -> None:
    spans = msgspec.structs.replace(_spans("fading_memory"), half_life=(4.0, 4.0), kept=(0.6, 0.6))
    at_once = np.tile(np.array([0.8, 0.05, 0.0, 0.05, 0.0, 0.0, 0.0, 0.0, 0.1]), (4, 1))
    later = forget(np.random.default_rng(1), spans, at_once, np.array([0.0, 4.0, 8.0, 1e4]))
    assert later[:, 0] == pytest.approx(0.8 * np.array([1.0, 0.8, 0.7, 0.6]))
    assert later.sum(axis=1) == pytest.approx(np.ones(4))
    assert later[:, 8] == pytest.approx(2 * later[:, 1])  # the rest keeps its proportions
    assert (later[:, 2] == 0).all()


def test_who_was_sent_a_mail_remembers_it_less_than_who_was_sent_a_text() -> None:
    told = {}
    for app in ("sms", "email"):
        sent = answers = 0
        for seed in range(10):
            seen, truth = landing_world(seed, "fading_memory")
            rows = (seen["answer"] >= 0) & (truth["cause"] == CAUSES.index(app))
            sent, answers = sent + (seen["answer"][rows] == 0).sum(), answers + rows.sum()
        told[app] = sent / answers
    assert told["email"] < told["sms"] - 0.04


def test_clickers_answer_more_and_anything_however_they_came() -> None:
    said = np.zeros(9)
    for seed in range(6):
        seen, truth = landing_world(seed, "stray_clickers")
        clicks, expected = truth["response"]["clicks"], truth["response"]["expected"]
        people = expected > 0
        private, dark = is_private(truth["cause"]), seen["known"] < 0
        odds = [np.log(expected[people & rows] / (1 - expected[people & rows])).mean() for rows in (clicks, ~clicks)]
        assert odds[0] - odds[1] == pytest.approx(1.4, abs=0.1)
        parts = [clicks[private & dark].mean(), clicks[private & ~dark].mean(), clicks[people & ~private].mean()]
        assert np.ptp(parts) < 0.025
        said += np.bincount(seen["answer"][clicks & (seen["answer"] >= 0)], minlength=9)
    assert (np.abs(said - said.sum() / 9) < 4 * np.sqrt(said.sum() / 9)).all()
