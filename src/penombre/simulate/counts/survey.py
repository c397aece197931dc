"""Those who were asked how they came: wrong answers, and controls whose source is known."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def logistic(x: Floats | float) -> Floats:
    """The inverse of the logit."""
    return np.asarray(1 / (1 + np.exp(-np.asarray(x, dtype=float))))


def logit(p: Floats | float) -> Floats:
    """Log odds."""
    p = np.asarray(p, dtype=float)
    return np.asarray(np.log(p / (1 - p)))


def answer_habits(rng: np.random.Generator, fame: Floats, right: tuple[float, float], gap: float) -> tuple[Floats, ...]:
    """How landings without a source, and controls, answer: two (C + 1, C + 1) tables whose rows sum to 1.

    fame   (C,) how readily each channel comes to mind of those who err; the first of the list gets more of them
    right  range of the share of correct answers of a class; gap by how much controls are better (logit scale)
    The last class is "not sent by a person".
    """
    classes = len(fame) + 1
    pull = np.append(fame / fame.sum(), rng.uniform(0.1, 0.3)) * rng.gamma(4, 1 / 4, classes)
    pull[0] += 0.08
    wrong = np.tile(pull, (classes, 1)) * rng.gamma(6, 1 / 6, (classes, classes))
    np.fill_diagonal(wrong, 0.0)
    wrong /= wrong.sum(axis=1, keepdims=True)
    correct = rng.uniform(*right, classes)
    correct[-1] = max(correct[-1], rng.uniform(*right))  # to have come by oneself is the easier memory
    return tuple(wrong * (1 - share)[:, None] + np.diag(share) for share in (correct, logistic(logit(correct) + gap)))


def ask(rng: np.random.Generator, truth: Ints, habits: Floats, n: int) -> Ints:
    """(C + 1,) answers of `n` random landings of the (C + 1,) there are, fewer where there are fewer."""
    asked = rng.multivariate_hypergeometric(truth, min(n, int(truth.sum())), method="marginals")
    return np.asarray(rng.multinomial(asked, habits).sum(axis=0), dtype=np.int64)


def ask_controls(rng: np.random.Generator, habits: Floats, about: float = 300.0) -> Ints:
    """(C + 1, C + 1) answers of controls, about as many of each class: rows what it was, columns what was answered."""
    return np.asarray(rng.multinomial(rng.poisson(about, len(habits)), habits), dtype=np.int64)
