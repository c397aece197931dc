"""The question and its answers: who was asked with what probability, who answered, and how rightly."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from penombre.simulate.clock import Floats, Ints
from penombre.simulate.doors import CAUSES, DOORS, PRIVATE_CAUSES
from penombre.simulate.world import World
from penombre.simulate.writer import Run

OPTIONS = ("sent", "feed", "searched", "typed", "newsletter", "assistant", "document", "decoy", "forgotten")
_RIGHT = {
    "typed": "typed", "search": "searched", "social": "feed", "newsletter": "newsletter", "assistant": "assistant",
    "document": "document", "referral": "feed", **dict.fromkeys(PRIVATE_CAUSES, "sent"),
}  # fmt: skip
_AUDIENCES = ("alone", "small_group", "large_group")


def survey_lines(world: World, run: Run, scripted: NDArray[np.bool_]) -> Iterator[dict[str, Any]]:
    """One line a question shown: when, on which landing, with what probability, and what was answered.

    scripted   (n,) landings whose page could ask at all
    """
    rng = world.stream("survey")
    visits = run.visits
    design = np.where(visits.traced, rng.uniform(0.05, 0.2), rng.uniform(0.06, 0.15))
    asked = np.flatnonzero(scripted & ~visits.restored & (rng.random(len(visits)) < design))
    cause = np.array([CAUSES.index(door.cause) for door in DOORS])[visits.door[asked]]
    willing = _willing(rng, cause, run.people.platform[visits.who[asked]] != 2)
    answered = rng.random(len(asked)) < willing
    said = _said(rng, cause)
    for position in np.argsort(visits.at[asked], kind="stable").tolist():
        row = int(asked[position])
        answer = OPTIONS[said[position]] if answered[position] else None
        line = {
            "at": round(float(visits.at[row]) + 6, 1),
            "landing": row,
            "page": run.site.paths[visits.page[row]],
            "design": round(float(design[row]), 4),
            "traced": bool(visits.traced[row]),
            "answer": answer,
        }
        if answer == "sent":
            door = DOORS[visits.door[row]]
            line["app"] = door.name if door.cause in PRIVATE_CAUSES and rng.random() < 0.85 else None
            line["audience"] = _AUDIENCES[int(rng.choice(3, p=(0.62, 0.31, 0.07)))]
        yield line


def _willing(rng: np.random.Generator, cause: Ints, phone: NDArray[np.bool_]) -> Floats:
    """How likely each is to answer: people who were sent something a little more or less than others, by the world."""
    by_cause = rng.normal(0, 0.25, len(CAUSES))
    by_cause[[CAUSES.index(name) for name in PRIVATE_CAUSES]] = rng.normal(0.2, 0.3)
    logit = -2.9 + rng.normal(0, 0.3) + by_cause[cause] - 0.2 * phone
    willing: Floats = 1 / (1 + np.exp(-logit))
    return willing


def _said(rng: np.random.Generator, cause: Ints) -> Ints:
    """What each would answer: right, forgotten, or another option, now and then the first that was shown."""
    sensitivity = rng.uniform(0.65, 0.92, len(CAUSES))
    right = np.array([OPTIONS.index(_RIGHT.get(name, "typed")) for name in CAUSES])[cause]
    anything = rng.choice(len(OPTIONS), len(cause), p=(0.1, 0.18, 0.22, 0.22, 0.05, 0.03, 0.03, 0.02, 0.15))
    said: Ints = np.where(rng.random(len(cause)) < sensitivity[cause], right, anything)
    return said
