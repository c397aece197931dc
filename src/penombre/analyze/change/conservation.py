"""What kind of change it was: where dark landings fall as a known source rises, nobody behaves differently."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Literal, TypeAlias

import msgspec
import numpy as np

from penombre.analyze.change.steps import Step

ChangeType: TypeAlias = Literal["behaviour", "attribution", "robots", "breakage", "undetermined"]

SURE = 3.0
"""Standard errors from which something moved."""
LEFT = 0.5
"""What an exchange may leave over, of what the landings without a source gained or lost."""
TOGETHER = 0.15
"""How far all sources usually move together, on the log scale."""
LEAST_COUNTED, LEAST_COMMON = 10, 3
"""Landings a day, before and after together, from which a source says how all moved, and the sources it takes."""
DIFFERENT = 2.0
"""Standard errors by which dark landings have to leave those of known source behind."""
SMALLEST = 0.15
"""On the log scale: less is drift."""
QUARTER = 0.25
"""Robots make a quarter of their requests in any six hours."""


class Steps(msgspec.Struct, frozen=True):
    """Every series at one date.

    known      steps of the sources that show
    apart      dark landings relative to those of known source
    measured   page views told by the script relative to those in the log, `logged`
    night      dark landings in the six quietest hours; `networks` those in different networks; `silent` visitors
               without script and assets
    dark_counts, known_counts   mean daily counts before and after, of whole weeks, nothing taken off
    sudden     whether `total` moved from one day to the next
    """

    dark: Step
    known: Sequence[Step]
    total: Step
    apart: Step
    logged: Step
    measured: Step
    silent: Step
    networks: Step
    night: Step
    dark_counts: tuple[float, float]
    known_counts: Sequence[tuple[float, float]]
    sudden: bool = True


class Verdict(msgspec.Struct, frozen=True):
    """The kind of a change, the known source that it exchanged landings with (-1 none), and the figures that told."""

    type: ChangeType
    source: int
    evidence: Mapping[str, float]


def judge(steps: Steps) -> Verdict | None:
    """The kind of change at a date; None where neither dark landings nor the measuring itself moved.

    Source: the conservation test of Penombre's science notes, §7.2: an attribution change moves landings between a
    known source and the unattributed ones and leaves their sum alone; behaviour moves the sum.
    """
    moved = abs(steps.dark.strength) >= SURE and abs(steps.dark.log_ratio) >= SMALLEST
    robotic = _robots(steps)
    if moved and steps.dark.difference * robotic["sign"] > 0 and robotic["signs"] >= 2:
        return Verdict("robots", -1, robotic)
    broken = _everything(steps) or _script_lost(steps.measured)
    if broken is not None:
        return Verdict("breakage", -1, broken)
    return (_exchanged(steps) or _behaviour(steps)) if moved else None


def _script_lost(measured: Step) -> dict[str, float] | None:
    """Whether the script tells more or less of the page views in the log than it did."""
    lost = abs(measured.log_ratio) >= SMALLEST and abs(measured.strength) >= SURE
    return {"scripted_per_logged": math.exp(measured.log_ratio)} if lost else None


def _behaviour(steps: Steps) -> Verdict | None:
    """People who send more links, or fewer; where all sources moved alike, more people came and none behaves unlike."""
    if steps.apart.log_ratio * steps.dark.log_ratio <= 0 or abs(steps.apart.strength) < DIFFERENT:
        return None
    return Verdict("behaviour", -1, {"dark": math.exp(steps.dark.log_ratio), "total": math.exp(steps.total.log_ratio)})


def _ratio(upper: Step, lower: Step) -> tuple[float, float]:
    """Log change of one series relative to another, with its error: half of the scatter is common to both."""
    return (
        upper.log_ratio - lower.log_ratio,
        math.hypot(upper.log_error, lower.log_error) * math.sqrt(0.5),
    )


def _robots(steps: Steps) -> dict[str, float]:
    """How much of the additional dark landings looks like machines: silent, from few networks, awake at night."""
    more = steps.dark.difference
    networks = _ratio(steps.networks, steps.dark)
    # night: the additional landings' own share, against that of the others
    share_before = steps.night.before / max(steps.dark.before, 1.0)
    share_of_more = (steps.night.after - steps.night.before) / more if abs(more) > 1e-9 else share_before
    night_error = steps.night.error / max(abs(more), 1e-9)
    silent = abs(steps.silent.strength) >= SURE and steps.silent.difference * more > 0
    silent = silent and abs(steps.silent.difference) >= 0.4 * abs(more)
    few = networks[0] * (1 if more > 0 else -1) <= -max(SMALLEST, SURE * networks[1])
    flat = (share_of_more - share_before) >= max(2 * night_error, 0.3 * (QUARTER - share_before)) > 0
    known = max((abs(each.log_ratio) for each in steps.known if abs(each.strength) >= SURE + 1), default=0.0)
    return {
        "sign": math.copysign(1.0, more),
        "signs": float(silent) + float(few) + float(flat) - (known > abs(steps.dark.log_ratio)),
        "silent": steps.silent.difference,
        "networks_per_landing": math.exp(networks[0]),
        "night_share_of_new": share_of_more,
    }


def _everything(steps: Steps) -> dict[str, float] | None:
    """Whether every count fell, or came back, by the same factor at once: pages were not measured for a while.

    What moves everything over weeks is a season.
    """
    parts = [steps.dark, *(each for each in steps.known if each.before + each.after >= LEAST_COUNTED)]
    weights = [1 / each.log_error**2 for each in parts]
    common = sum(weight * each.log_ratio for weight, each in zip(weights, parts, strict=True)) / sum(weights)
    strength = abs(common) * math.sqrt(sum(weights))
    apart = sum(weight * (each.log_ratio - common) ** 2 for weight, each in zip(weights, parts, strict=True))
    alike = apart <= 3.0 * max(len(parts) - 1, 1)
    logged = abs(steps.logged.strength) >= SURE and steps.logged.difference * common > 0
    if steps.sudden and len(parts) >= 3 and strength >= 2 * SURE and abs(common) >= 0.25 and alike and logged:
        return {"all": math.exp(common)}
    return None


def _exchanged(steps: Steps) -> Verdict | None:
    """The known source that rose as dark landings fell, or the other way round, if there is one.

    Counts are compared beside what the other sources did: in a season an exchange does not leave the sum alone.
    """
    best: tuple[float, int, float] | None = None
    for number, known in enumerate(steps.known):
        common = _common([each for each in steps.known if each is not known])
        moved = abs(known.log_ratio - math.log(common))
        if moved < max(SMALLEST, SURE * known.log_error):
            continue
        dark, shown = (after / common - before for before, after in (steps.dark_counts, steps.known_counts[number]))
        left = abs(shown + dark)
        if shown * dark < 0 and left <= max(SURE * math.hypot(known.error, steps.dark.error), LEFT * abs(dark)):
            best = min(best or (left, number, common), (left, number, common))
    if best is None:
        return None
    left, number, common = best
    before, after = steps.known_counts[number]
    rates = sorted((before, after / common))
    return Verdict("attribution", number, {"left_over": left, "stripped_share": 1 - rates[0] / max(rates[1], 1e-9)})


def _common(sources: Sequence[Step]) -> float:
    """The factor by which most sources moved; 1 where fewer than three are large enough to say.

    The median, each source counting as one where it is well measured, beside one that stands still.
    """
    large = [each for each in sources if each.before + each.after >= LEAST_COUNTED]
    if len(large) < LEAST_COMMON:
        return 1.0
    moves = np.array([0.0, *(each.log_ratio for each in large)])
    weights = np.array([1 / TOGETHER**2, *(1 / (each.log_error**2 + TOGETHER**2) for each in large)])
    order = np.argsort(moves)
    middle = (np.cumsum(weights[order]) - weights[order] / 2) / weights.sum()
    return math.exp(float(np.interp(0.5, middle, moves[order])))
