"""The causes as the survey can tell them apart: everything private together, then one class a public cause."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from penombre.analyze.direct.landings import ANSWERS, CAUSES, PRIVATE

if TYPE_CHECKING:
    from penombre.analyze.direct.landings import Integers

CLASSES = ("private", "typed", "search", "social", "newsletter", "assistant", "document", "referral")
RIGHT_ANSWERS = tuple(
    ANSWERS.index(name) if name else -1
    for name in ("sent", "typed", "searched", "feed", "newsletter", "assistant", "document", "")
)
"""Index into ANSWERS of what each class ought to answer; a link on another site has no answer of its own, -1."""

USUAL_SHARES = np.array([0.35, 0.25, 0.12, 0.08, 0.05, 0.04, 0.04, 0.07])
"""What fills the landings without a source before anybody was asked: a loose prior, one landing in three private."""

_CLASS_OF_CAUSE = np.array(
    [0 if cause in PRIVATE else CLASSES.index(name) if name in CLASSES else -1 for cause, name in enumerate(CAUSES)]
    + [-1]  # where the cause is -1
)


def classes_of(causes: Integers) -> Integers:
    """Index into CLASSES of each cause, -1 for automation, which answers nothing, and for an unknown cause."""
    return _CLASS_OF_CAUSE[causes]
