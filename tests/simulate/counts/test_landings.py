"""Worlds of landings keep their word: shapes and ranges, the survey's arithmetic, and a truth that fits what is seen."""

import zlib
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from penombre.simulate.counts.landings import LANDING_HARD, LANDING_UNSEEN, LANDING_VARIANTS, landing_world
from penombre.simulate.counts.numbering import CAUSES, CONTROLS, TOKENED, is_private

World = tuple[dict[str, NDArray[Any]], dict[str, Any]]
EVERY = (*LANDING_VARIANTS, *LANDING_HARD, *LANDING_UNSEEN)
# lowest and highest value of each field but the counts, and its kind of number
RANGES = {
    "page_kind": (0, 2, "i"), "depth": (0, 9, "i"), "slug_length": (0, 110, "i"), "slug_digits": (0, 110, "i"),
    "day": (0, 30, "i"), "hour": (0, 23, "i"), "mobile": (0, 1, "b"), "browser": (0, 8, "i"), "returning": (0, 1, "b"),
    "fetch_site": (-1, 2, "i"), "navigation": (-1, 3, "i"), "history": (-1, 50, "i"), "known": (-1, 10, "i"),
    "control": (-1, 6, "i"), "asked": (0, 1, "b"), "design": (1e-9, 1, "f"), "answer": (-1, 8, "i"),
    "answer_app": (-1, 3, "i"), "answer_audience": (-1, 2, "i"), "page": (0, 699, "i"),
}  # fmt: skip
COUNTED = ("unfurls", "social", "search", "presses")
# of the whole numbers in the world of seed 7, as drawn before the fresh variants came
DRAWN = {
    "news": 0x2CA4E9DC, "business": 0x1F5CC59D, "shop": 0xF103255A, "tools": 0x861B623A,
    "bookmarkers": 0xAEE11786, "dark_search": 0x18C6C4E7, "silent_channels": 0x99387B6B, "robots": 0xF137C9D5,
    "assistants": 0x0496D7E4, "untagged_newsletter": 0x0744C45F, "eager_sharers": 0x9A33907F, "very_eager_sharers": 0xC0C7E341,
    "tokens_eager": 0x9C5C2A38, "tokens_shy": 0x69046BAC, "tokens_very_eager": 0x2C9F73A5, "tokens_precise": 0xD8F02889,
    "ignored_survey": 0x55051187, "shy_texters": 0xB96A495C, "tiny": 0xB15381F7, "shifting_month": 0xEEDE148A,
    "strict": 0xDCEE3EBF, "one_event": 0xD6D8E0EC, "vague_question": 0xEF1C1B06, "tokens_elsewhere": 0x1855B2B5,
    "mostly_private": 0x39E0376A, "hardly_private": 0xA575BC5A,
}  # fmt: skip


@pytest.fixture(scope="module")
def worlds() -> dict[str, World]:
    return {variant: landing_world(7, variant) for variant in EVERY}


@pytest.mark.parametrize("variant", EVERY)
def test_shapes_and_ranges(worlds: dict[str, World], variant: str) -> None:
    seen, truth = worlds[variant]
    assert set(seen) == {*RANGES, *COUNTED, "age_hours"}
    assert {values.shape for values in seen.values()} == {truth["cause"].shape}
    for name, (low, high, number) in RANGES.items():
        assert seen[name].dtype.kind == number, name
        assert low <= seen[name].min() <= seen[name].max() <= high, name
    for name in COUNTED:
        assert seen[name].dtype.kind == "f"
        assert seen[name].min() >= 0
        assert np.all(seen[name] == np.floor(seen[name]))
    age = seen["age_hours"][~np.isnan(seen["age_hours"])]
    assert age.min() >= 0
    assert (np.diff(seen["day"] * 24 + seen["hour"]) >= 0).all()  # in the order of time


@pytest.mark.parametrize("variant", EVERY)
def test_who_is_asked_and_who_answers(worlds: dict[str, World], variant: str) -> None:
    seen, truth = worlds[variant]
    answered = seen["answer"] >= 0
    assert (seen["design"] > 0).all()
    assert seen["asked"][answered].all()
    assert (seen["answer"][seen["answer_app"] >= 0] == 0).all()
    assert (seen["answer"][seen["answer_audience"] >= 0] == 0).all()
    assert not answered[truth["cause"] == CAUSES.index("automation")].any()
    # those who answer are as many as the world's own probabilities say, within six deviations
    expected = truth["response"]["expected"][seen["asked"]]
    assert abs(answered.sum() - expected.sum()) < 6 * np.sqrt((expected * (1 - expected)).sum())


@pytest.mark.parametrize("variant", EVERY)
def test_truth_fits_what_is_seen(worlds: dict[str, World], variant: str) -> None:
    seen, truth = worlds[variant]
    cause, known, control = truth["cause"], seen["known"], seen["control"]
    dark, private = known < 0, is_private(cause)
    assert (known[~dark] == cause[~dark]).all()
    assert (known[control >= 0] >= 0).all()
    assert private[(control >= 0) & (control < TOKENED)].all()
    for name, of in (("search", "search"), ("social", "social"), ("newsletter", "newsletter"), ("launch", "typed")):
        assert (cause[control == CONTROLS.index(name)] == CAUSES.index(of)).all()
    assert seen["mobile"][control == CONTROLS.index("android_app")].all()

    assert truth["theta"] == pytest.approx(private[dark].mean())
    sizes = np.array([(dark & (seen["page"] == page)).sum() for page in truth["pages"]])
    shares = np.array([private[dark & (seen["page"] == page)].mean() for page in truth["pages"]])
    assert (sizes >= 200).all()
    assert truth["theta_by_page"] == pytest.approx(shares)
    assert set(np.flatnonzero(np.bincount(seen["page"][dark]) >= 200)) == set(truth["pages"].tolist())
    by_day = np.bincount(seen["day"][dark], minlength=len(truth["theta_by_day"]))
    assert (truth["theta_by_day"] * by_day).sum() / by_day.sum() == pytest.approx(truth["theta"])
    apps = [(dark & (cause == CAUSES.index(app))).sum() for app in ("messenger", "sms", "email", "workchat")]
    assert sum(apps) == private[dark].sum()
    assert truth["apps"] == pytest.approx(np.array(apps) / sum(apps))
    assert truth["transport_holds"] == ("transport" not in truth["breaks"])


@pytest.mark.parametrize("variant", LANDING_VARIANTS)
def test_usual_sizes(worlds: dict[str, World], variant: str) -> None:
    seen, _ = worlds[variant]
    dark, control = seen["known"] < 0, seen["control"]
    assert 19_000 <= dark.sum() <= 62_000
    assert 330 <= (seen["answer"][dark] >= 0).sum() <= 680
    assert 2700 <= (seen["asked"] & (control >= 0) & (control < TOKENED)).sum() <= 3300
    assert 2700 <= (seen["asked"] & (control >= TOKENED)).sum() <= 3300


def test_a_seed_is_a_world() -> None:
    (first, truth), (again, same) = landing_world(3, "tiny"), landing_world(3, "tiny")
    for name in first:
        np.testing.assert_array_equal(first[name], again[name])
    np.testing.assert_array_equal(truth["cause"], same["cause"])
    assert landing_world(4, "tiny")[1]["theta"] != truth["theta"]


@pytest.mark.parametrize("variant", DRAWN)
def test_later_variants_do_not_move_earlier_worlds(worlds: dict[str, World], variant: str) -> None:
    seen, truth = worlds[variant]
    crc = zlib.crc32(truth["cause"].astype(np.int64).tobytes())
    for name in sorted(seen):
        if seen[name].dtype.kind in "ib":
            crc = zlib.crc32(seen[name].astype(np.int64).tobytes(), crc)
    assert crc == DRAWN[variant]


def test_every_variant_but_the_fresh_is_pinned() -> None:
    assert set(DRAWN) == {*LANDING_VARIANTS, *LANDING_HARD}
    assert len(set(EVERY)) == len(EVERY)


def test_theta_spreads_over_worlds() -> None:
    drawn = [landing_world(seed, "news")[1]["theta"] for seed in range(12)]
    assert min(drawn) < 0.25
    assert max(drawn) > 0.5


def test_an_unknown_variant_is_named() -> None:
    with pytest.raises(ValueError, match=r"no variant 'nwes'.*news"):
        landing_world(1, "nwes")


def test_what_came_before_is_of_the_same_page_and_of_three_hours(worlds: dict[str, World]) -> None:
    seen, _ = worlds["tiny"]
    at = seen["day"] * 24 + seen["hour"]
    found = seen["known"] == CAUSES.index("search")
    for row in np.random.default_rng(1).integers(0, len(at), 60):
        same = found & (seen["page"] == seen["page"][row])
        # hours are whole, windows begin at half ones: between what is surely inside and what may be
        surely = (same & (at >= at[row] - 2) & (at < at[row])).sum()
        perhaps = (same & (at >= at[row] - 3) & (at <= at[row])).sum()
        assert surely <= seen["search"][row] <= perhaps


def test_private_landings_follow_previews(worlds: dict[str, World]) -> None:
    """On pages and hours of equal traffic, that is: within a page."""
    seen, truth = worlds["news"]
    dark = seen["known"] < 0
    private = is_private(truth["cause"])
    ahead = []
    for page in truth["pages"]:
        here = dark & (seen["page"] == page)
        if 20 < private[here].sum() < here.sum() - 20:
            ahead.append(seen["unfurls"][here & private].mean() - seen["unfurls"][here & ~private].mean())
    assert np.mean(np.array(ahead) > 0) > 0.7


def _response(seen: dict[str, NDArray[Any]], truth: dict[str, Any], rows: NDArray[np.bool_]) -> tuple[float, float]:
    """Logit of the mean probability of answering in `rows`, weighted evenly over phones, and how many rows."""
    expected = truth["response"]["expected"]
    rates = [expected[rows & (seen["mobile"] == phone)].mean() for phone in (True, False)]
    return float(np.mean(np.log(rates) - np.log1p(-np.array(rates)))), int(rows.sum())


@pytest.mark.parametrize(
    ("variant", "gap"),
    [
        ("news", 0.0),
        ("very_eager_sharers", 0.0),
        ("tokens_eager", 0.2),
        ("tokens_shy", -0.2),
        ("tokens_very_eager", 0.5),
        *((variant, 0.0) for variant in LANDING_UNSEEN),
    ],
)
def test_the_gap_between_tokens_and_untagged_private_landings(variant: str, gap: float) -> None:
    gaps = []
    for seed in range(6):
        seen, truth = landing_world(seed, variant)
        private = is_private(truth["cause"])
        tokened = private & (seen["control"] >= 0) & (seen["control"] < TOKENED)
        untagged = private & (seen["known"] < 0)
        gaps.append(_response(seen, truth, tokened)[0] - _response(seen, truth, untagged)[0])
    assert np.mean(gaps) == pytest.approx(gap, abs=0.09)


def test_sharers_answer_more_where_they_are_said_to() -> None:
    seen, truth = landing_world(2, "very_eager_sharers")
    private = is_private(truth["cause"]) & (seen["known"] < 0)
    public = ~is_private(truth["cause"]) & (seen["known"] < 0) & (truth["cause"] != CAUSES.index("automation"))
    assert _response(seen, truth, private)[0] - _response(seen, truth, public)[0] > 0.6


def test_answers_err_as_the_world_says() -> None:
    """The answers of many worlds, against their misreports and haste."""
    said, expected = np.zeros(9), np.zeros(9)
    for seed in range(8):
        seen, truth = landing_world(seed, "news")
        rows = (seen["answer"] >= 0) & (seen["known"] < 0)
        facts = truth["response"]
        haste = facts["hasty"] * np.where(seen["mobile"][rows], 1.2, 0.8)
        any_but_last = np.append(np.full(8, 1 / 8), 0.0)
        expected += ((1 - haste)[:, None] * facts["misreports"][truth["cause"][rows]]).sum(axis=0)
        expected += haste.sum() * any_but_last
        said += np.bincount(seen["answer"][rows], minlength=9)
    assert said.sum() == pytest.approx(expected.sum())
    assert (np.abs(said - expected) < 5 * np.sqrt(expected) + 2).all()


def test_strict_tells_nothing_of_navigation(worlds: dict[str, World]) -> None:
    seen, _ = worlds["strict"]
    assert {*seen["navigation"], *seen["history"], *seen["fetch_site"]} == {-1}
    assert not seen["returning"].any()


@pytest.mark.parametrize(
    ("variant", "cause", "least"),
    [
        ("robots", "automation", 0.12),
        ("dark_search", "search", 0.12),
        ("assistants", "assistant", 0.1),
        ("untagged_newsletter", "newsletter", 0.08),
    ],
)
def test_a_variant_has_much_of_what_it_is_named_for(
    worlds: dict[str, World], variant: str, cause: str, least: float
) -> None:
    seen, truth = worlds[variant]
    assert (truth["cause"][seen["known"] < 0] == CAUSES.index(cause)).mean() > least


def test_silent_channels_name_no_app(worlds: dict[str, World]) -> None:
    seen, _ = worlds["silent_channels"]
    assert not (seen["control"] == CONTROLS.index("android_app")).any()


def test_the_month_shifts(worlds: dict[str, World]) -> None:
    by_day = worlds["shifting_month"][1]["theta_by_day"]
    first, last = by_day[:8].mean(), by_day[-8:].mean()
    assert abs(np.log(last / (1 - last)) - np.log(first / (1 - first))) > 0.5
