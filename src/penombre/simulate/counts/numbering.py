"""What the numbers in the worlds of landings mean."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

CAUSES = (
    "typed", "search", "social", "messenger", "sms", "email", "workchat",
    "newsletter", "assistant", "document", "referral", "automation",
)  # fmt: skip
TYPED, SEARCH, SOCIAL, WORKCHAT, NEWSLETTER, REFERRAL, AUTOMATION = (
    CAUSES.index(name) for name in ("typed", "search", "social", "workchat", "newsletter", "referral", "automation")
)
PRIVATE = np.array([3, 4, 5, 6])
ANSWERS = ("sent", "feed", "searched", "typed", "newsletter", "assistant", "document", "decoy", "forgotten")
CONTROLS = ("token_button", "token_copy", "android_app", "search", "social", "newsletter", "launch")
FAMILIES = (*CONTROLS, "in_app", "assistant", "document", "referral")
"""Ways in which a landing tells its source: the controls, then those that nobody is asked about for their own sake."""
TOKENED = 3
"""So many families, the first ones, are private controls."""

CHROME_ANDROID, SAFARI_IOS, CHROME, SAFARI, FIREFOX, EDGE, OLD_SAFARI, SAMSUNG, PRIVACY = range(9)
"""Browser families."""


def group(family: str) -> int:
    """The group of a family; groups below 12 are the causes of landings that tell nothing."""
    return len(CAUSES) + FAMILIES.index(family)


def is_private(cause: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which causes are private ones."""
    return np.asarray((cause >= PRIVATE[0]) & (cause <= PRIVATE[-1]))


def by_cause(table: Mapping[str, float | tuple[float, ...]], width: int = 1) -> NDArray[np.float64]:
    """(12, width) the rows of a table by name of the cause, zeros for causes that it leaves out."""
    rows = np.zeros((len(CAUSES), width))
    for name, row in table.items():
        rows[CAUSES.index(name)] = row
    return rows
