"""The hours of the day that each habit keeps."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from penombre.simulate.counts.numbering import CAUSES

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# bumps of the day (hour, width, weight) on a flat floor
_HOURS = {
    "browsing": ((12.5, 2.5, 1.0), (18.0, 3.5, 1.0), (8.0, 1.5, 0.5)), "chat": ((20.8, 2.0, 1.3), (13.0, 2.5, 0.7)),
    "work": ((10.0, 1.5, 1.0), (15.0, 2.0, 1.1)), "mail": ((7.8, 1.3, 1.0), (13.0, 4.0, 0.8)), "machine": (),
}  # fmt: skip
_HABITS = {
    "typed": "browsing", "search": "browsing", "social": "chat", "messenger": "chat", "sms": "chat", "email": "mail",
    "workchat": "work", "newsletter": "mail", "assistant": "work", "document": "work", "referral": "browsing",
    "automation": "machine",
}  # fmt: skip


def hours_of(rng: np.random.Generator, selection: float, profile: Ints) -> Floats:
    """(G, 24) chances of the local hours for groups with the habits of the causes `profile`."""
    hour = np.arange(24) + 0.5
    shapes = {}
    for habit, bumps in _HOURS.items():
        weight = np.full(24, 1.0 if not bumps else rng.uniform(0.01, 0.05))
        for centre, width, height in bumps:
            away = np.abs(hour - centre - rng.normal(0, 0.6))
            away = np.minimum(away, 24 - away) / (width * rng.uniform(0.8, 1.3))
            weight += height * (np.exp(-(away**2) / 2) if rng.random() < 0.5 else 1 / np.cosh(1.3 * away))
        shapes[habit] = weight * np.exp(rng.normal(0, 0.08, 24))
    chances = np.stack([shapes[_HABITS[CAUSES[cause]]] for cause in profile])
    # groups that tell their source keep slightly other hours than those of the same cause that do not
    known = np.arange(len(profile)) >= len(CAUSES)
    lean = np.where(known, selection * rng.normal(0, 0.5, len(profile)), 0.0)
    chances *= np.exp(lean[:, None] * (hour - 13.0) / 6.0)
    chances /= chances.sum(axis=1, keepdims=True)
    return chances
