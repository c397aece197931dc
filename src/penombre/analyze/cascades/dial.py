"""What each step of the dial buys: how wide the intervals of a site with these volumes would be."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal

import msgspec
from scipy.stats import norm, t

from penombre.analyze.cascades.dispersion import PRIOR_WEIGHT, USUAL_DISPERSION
from penombre.analyze.cascades.estimate import estimate_from_counts
from penombre.analyze.cascades.survival import LEAST_ANSWERS

if TYPE_CHECKING:
    from penombre.analyze.cascades.shares import GenerationCounts

Mode = Literal["strict", "counting", "consent"]
COUNTED = ("clicks_per_share", "k", "survival", "depth")
ENOUGH_PRESSES = 50
TOKENED = (
    *COUNTED,
    "silent",
    "half_life",
    "half_lives",
    "half_life_after_peak",
    "nu_observed",
    "nu",
    "audience",
    "forecast",
)


class Volumes(msgspec.Struct, frozen=True):
    """A site's own figures for the period; where it has none yet, usual ones.

    presses            presses on share buttons
    answers            answers "a person sent it" that tell how many links keep their tag
    clicks_per_share, k, survival   as estimated so far
    dispersion         variance over mean of the clicks of one share
    consent            share of the visitors who agree to tokens
    copies             shares by copying, which only tokens show, for each press on a button
    """

    presses: int
    answers: int
    clicks_per_share: float = 1.5
    k: float = 0.2
    survival: float = 0.7
    dispersion: float = USUAL_DISPERSION
    consent: float = 0.5
    copies: float = 1.25


class Step(msgspec.Struct, frozen=True):
    """What to expect of one mode.

    clicks_per_share, k   half the width of the 95 % interval over the estimate; None where the mode does not tell it
    shares                shares that would be seen, with a tag or a token
    tells                 the figures of CascadeEstimate that the mode gives, and "forecast"
    floor                 without a survey both figures are floors, and the width does not hold what is lost
    """

    mode: Mode
    clicks_per_share: float | None
    k: float | None
    shares: int
    tells: tuple[str, ...]
    floor: bool = False


def volumes_of(counts: GenerationCounts) -> Volumes:
    """The volumes behind what was counted; usual figures stand in for what so few shares cannot tell."""
    presses = int(counts.presses.sum())
    if presses < ENOUGH_PRESSES or not counts.landings.sum():
        return Volumes(presses, counts.sent)
    found = estimate_from_counts(counts)
    assert found.clicks_per_share is not None  # there are presses
    assert found.k is not None
    return Volumes(
        presses,
        counts.sent if found.survival else 0,
        clicks_per_share=found.clicks_per_share.estimate,
        k=max(found.k.estimate, 1 / presses),
        survival=found.survival.estimate if found.survival else Volumes(0, 0).survival,
    )


def dial(volumes: Volumes) -> list[Step]:
    """Strict, Counting and Consent beside one another.

    The relative variance of clicks per share is D / clicks + (1 - s) / (s · answers), D the dispersion of the observed
    clicks; that of K is the same with the shares that clicks led to. Counting does not see how clicks fall on shares,
    so it takes Student's law in place of the normal; tokens show it, and copied links too, but only of those who agreed
    on both ends. Consent counts as well, so its figures are never the wider ones: what it buys is above all the figures
    that counts do not give.
    """
    counted = _step("counting", volumes, volumes.presses, volumes.survival, float(t.ppf(0.975, PRIOR_WEIGHT)))
    agreed = round(volumes.presses * (1 + volumes.copies) * volumes.consent)
    tokened = _step("consent", volumes, agreed, volumes.survival * volumes.consent, float(norm.ppf(0.975)))
    return [
        Step("strict", None, None, 0, ()),
        counted,
        msgspec.structs.replace(
            tokened,
            clicks_per_share=_narrower(counted.clicks_per_share, tokened.clicks_per_share),
            k=_narrower(counted.k, tokened.k),
        ),
    ]


def _narrower(first: float | None, second: float | None) -> float | None:
    return min((width for width in (first, second) if width is not None), default=None)


def _step(mode: Mode, volumes: Volumes, shares: int, kept: float, reach: float) -> Step:
    tells = COUNTED if mode == "counting" else TOKENED
    floor = volumes.answers < LEAST_ANSWERS
    kept = min(max(kept, 1e-6), 1.0)
    if not shares:
        return Step(mode, None, None, 0, tells, floor)
    survey = 0.0 if floor else (1 - kept) / (kept * volumes.answers)
    reshared = volumes.k / max(volumes.clicks_per_share, 1e-9)
    widths = []
    for what, passed_on in ((volumes.clicks_per_share, 1.0), (volumes.k, reshared)):
        dispersion = 1 + kept * min(passed_on, 1.0) * (volumes.dispersion - 1)
        sampling = dispersion / max(shares * kept * what, 0.5)
        widths.append(math.sinh(min(math.hypot(reach * math.sqrt(sampling), 1.96 * math.sqrt(survey)), 20.0)))
    return Step(mode, widths[0], widths[1], shares, tells, floor)
