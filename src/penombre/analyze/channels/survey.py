"""What the answers say of the channels once wrong answers are taken back."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from penombre.analyze.interval import Interval

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]

PRIOR_SENT, PRIOR_NOT_SENT = 1.0, 1.0
"""Imagined landings before anything is known: how much was sent is uniform between none and all. One for each channel
would say that nearly all was sent where there are many channels."""
PRIOR_SPLIT = 3.0
"""Imagined landings that say how what was sent divides over the channels: evenly, and few, for many bring nothing."""
PRIOR_CONTROLS = 8.0
"""Imagined controls a class that answer as the controls of all classes do."""
USUAL_CANDOUR = 0.8
"""Share of right answers where there is no control at all, with the weight of PRIOR_CONTROLS controls."""
ROUNDS = 2000
NORMAL_95 = 1.96


def answer_habits(confusion: Integers, right: Integers) -> Floats:
    """Dirichlet parameters (C + 1, A) of what the landings of each class answer.

    confusion   (C + 1, A) controls: rows what it was, columns what was answered
    right       (C + 1,) the column that is the right answer of each class; several may share one ("another app")
    Classes with few controls borrow from all: how many answer rightly, and which wrong answers are popular.
    """
    classes, asked = confusion.shape
    rightly = np.zeros(confusion.shape, dtype=bool)
    rightly[np.arange(classes), right] = True
    wrong = np.where(rightly, 0, confusion).sum(axis=0).astype(np.float64)
    candour = (confusion[rightly].sum() + PRIOR_CONTROLS * USUAL_CANDOUR) / (confusion.sum() + PRIOR_CONTROLS)
    popular = np.where(rightly, 0.0, np.tile(wrong + 1.0, (classes, 1)))
    usual = (1.0 - candour) * popular / np.maximum(popular.sum(axis=1, keepdims=True), 1e-12)
    usual[rightly] = candour if asked > 1 else 1.0
    habits: Floats = confusion + PRIOR_CONTROLS * np.maximum(usual, 1e-3)
    return habits


def split_prior(channels: int) -> Floats:
    """Dirichlet weights (C,) of how what was sent divides over the channels."""
    return np.full(channels, PRIOR_SPLIT / max(channels, 1))


def shares_said(answers: Integers, habits: Floats) -> Floats:
    """Shares of the classes (C + 1,) that make the answers most likely, wrong answers taken back.

    answers   (A,) answers
    habits    (C + 1, A) Dirichlet parameters of `answer_habits`; their mean is the chance of an answer
    Maximises the multinomial likelihood with a Dirichlet prior over the simplex, which no inversion of the matrix would
    stay in. Source: expectation maximisation for misclassified counts (Dawid & Skene 1979).
    """
    chances = habits / habits.sum(axis=1, keepdims=True)
    channels = len(habits) - 1
    prior = np.append(np.full(channels, PRIOR_SENT / max(channels, 1)), PRIOR_NOT_SENT)
    shares = np.full(len(habits), 1.0 / len(habits))
    for _ in range(ROUNDS):
        blame = shares[:, None] * chances
        blame = blame / np.maximum(blame.sum(axis=0, keepdims=True), 1e-300)
        fresh = blame @ answers + prior
        fresh = fresh / fresh.sum()
        done = bool(np.abs(fresh - shares).max() < 1e-10)
        shares = fresh
        if done:
            break
    return shares


def said_private(answers: Integers, habits: Floats, dark: float) -> Interval:
    """Landings sent by a person, of `dark` without a source, by the answers alone (normal limits)."""
    shares, asked = shares_said(answers, habits), int(answers.sum())
    chances = habits / habits.sum(axis=1, keepdims=True)
    sent = 1.0 - float(shares[-1])
    heard = 1.0 - float(shares[:-1] @ chances[:-1, -1]) / max(sent, 1e-9)
    candour = max(heard + float(chances[-1, -1]) - 1.0, 0.05)
    error = NORMAL_95 * math.sqrt(sent * (1.0 - sent) / max(asked, 1)) / candour
    return Interval(dark * sent, dark * max(sent - error, 0.0), dark * min(sent + error, 1.0), asked)


def log_likelihood(said: Floats, answers: Integers, *, total_known: bool = False) -> Floats:
    """Multinomial log-likelihood (K,), up to a constant, of answers with the chances `said` (K, A).

    With `total_known` only the split between channels speaks: how many were sent at all is told by somebody else, who
    may well have used the same answers.
    """
    log_said = np.log(np.maximum(said, 1e-300))
    if total_known:
        sent = np.log(np.maximum(1.0 - said[:, -1], 1e-300))
        split: Floats = log_said[:, :-1] @ answers[:-1] - sent * answers[:-1].sum()
        return split
    whole: Floats = log_said @ answers
    return whole


def log_prior(log_shares: Floats, split: Floats, *, total_known: bool = False) -> Floats:
    """Log-density (K,), up to a constant, in log-ratio coordinates of shares given as logarithms (K, C + 1).

    split   (C,) Dirichlet weights of how what was sent divides over the channels
    How much was sent is uniform between none and all, whatever the number of channels; with `total_known` it is flat
    on the log scale, so that nothing is added to what is known.
    """
    sent = np.log(np.maximum(-np.expm1(log_shares[:, -1]), 1e-300))
    first = 0.0 if total_known else PRIOR_SENT
    density: Floats = log_shares[:, :-1] @ split + PRIOR_NOT_SENT * log_shares[:, -1] + (first - split.sum()) * sent
    return density


def redraw_habits(
    random: np.random.Generator, shares: Floats, chances: Floats, answers: Integers, habits: Floats
) -> Floats:
    """New chances of an answer (K, C + 1, A), given the shares (K, C + 1), from their exact conditional law.

    Each answer is laid to a class, then the chances are drawn from controls and answers together (Tanner & Wong 1987).
    """
    blame = shares[:, :, None] * chances
    blame = np.swapaxes(blame / blame.sum(axis=1, keepdims=True), 1, 2)  # walker, answer, class
    laid = random.multinomial(answers[None, :], blame)
    drawn = random.standard_gamma(habits[None] + np.swapaxes(laid, 1, 2))
    fresh: Floats = np.maximum(drawn, 1e-12) / np.maximum(drawn.sum(axis=2, keepdims=True), 1e-12)
    return fresh
