"""What those who answer say: rightly, confused, forgotten."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from penombre.simulate.counts.numbering import ANSWERS, CAUSES, by_cause
from penombre.simulate.counts.variants import Spans

Floats = NDArray[np.float64]

_RIGHT = {
    "typed": 3, "search": 2, "social": 1, "messenger": 0, "sms": 0, "email": 0, "workchat": 0, "newsletter": 4,
    "assistant": 5, "document": 6, "referral": -1, "automation": -1,
}  # fmt: skip
# what those who do not answer rightly say, before each world's own draw:
# sent feed searched typed newsletter assistant document decoy forgotten
_WRONG: dict[str, tuple[float, ...]] = {
    "typed": (8, 10, 26, 0, 7, 2, 5, 1, 41), "search": (6, 14, 0, 34, 2, 5, 3, 1, 35),
    "social": (24, 0, 12, 18, 5, 2, 2, 1, 36), "messenger": (0, 27, 9, 18, 8, 2, 5, 1, 30),
    "sms": (0, 20, 9, 21, 12, 2, 5, 1, 30), "email": (0, 10, 8, 16, 30, 1, 8, 1, 26),
    "workchat": (0, 16, 10, 18, 10, 5, 14, 1, 26), "newsletter": (24, 12, 6, 20, 0, 1, 5, 1, 31),
    "assistant": (5, 6, 48, 8, 1, 0, 5, 1, 26), "document": (16, 5, 14, 26, 7, 3, 0, 1, 28),
    "referral": (8, 30, 20, 14, 3, 3, 6, 1, 15), "automation": (1,) * 9,
}  # fmt: skip
# the answers that the right one of a cause is easily taken for
_TAKEN_FOR = {"email": "newsletter", "messenger": "feed", "newsletter": "sent", "social": "sent"}


def misreports(rng: np.random.Generator, spans: Spans) -> Floats:
    """(12, 9) what landings of each cause say; rows sum to 1. Before any haste, click or forgetting."""
    wrong = by_cause(_WRONG, len(ANSWERS))
    wrong[:, 0] *= np.exp(rng.uniform(*np.log(spans.false_sent)))
    sent = rng.uniform(*spans.sens)
    says = np.zeros_like(wrong)
    for cause, name in enumerate(CAUSES):
        right, possible = _RIGHT[name], wrong[cause] > 0
        says[cause, possible] = rng.dirichlet(40 * wrong[cause, possible] / wrong[cause].sum())
        if right < 0:
            continue
        exact = sent + rng.normal(0, 0.015) if right == 0 else rng.uniform(*spans.right)
        exact = np.clip(exact, 0.4, 0.91)
        says[cause] *= 1 - exact
        says[cause, right] = exact
    if spans.confused[1] > 0:
        _confuse(rng, spans, says)
    return says


def forget(rng: np.random.Generator, spans: Spans, chances: Floats, since: Floats) -> Floats:
    """(m, 9) what landings say whose message is `since` (m,) hours old, if `chances` is what they say at once."""
    kept = rng.uniform(*spans.kept)
    left = kept + (1 - kept) * 0.5 ** (since / rng.uniform(*spans.half_life))
    sent = chances[:, 0] * left
    faded = chances * ((1 - sent) / (1 - chances[:, 0]))[:, None]
    faded[:, 0] = sent
    return faded


def _confuse(rng: np.random.Generator, spans: Spans, says: Floats) -> None:
    """Moves right answers, in place, to what they are taken for."""
    for name, answer in _TAKEN_FOR.items():
        cause, right = CAUSES.index(name), _RIGHT[name]
        moved = rng.uniform(*spans.confused) * says[cause, right]
        says[cause, right] -= moved
        says[cause, ANSWERS.index(answer)] += moved
