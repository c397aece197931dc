"""Whether tagged landings answer as untagged ones of the same cause would: tested where it can be, always allowed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import numpy as np
from scipy.special import expit
from scipy.stats import chi2, norm

from penombre.analyze.direct.landings import PRIVATE

if TYPE_CHECKING:
    from penombre.analyze.direct.landings import Floats, Integers, Landings

FAMILIES = 3
"""The first of CONTROLS: private ones, which should agree."""
READINESS_GAP = 0.15
"""Usual gap of readiness to answer between tagged and untagged private landings: standard deviation, log odds."""
SENSITIVITY_GAP = 0.04
"""Usual gap of the part that answers `sent`: standard deviation."""
PRIOR_FAMILIES = 2.0
"""Degrees of freedom that the usual gaps weigh as, against what the site's own families show."""
LEAST_ANSWERS = 8
"""Answers of a family below which it is not compared."""
WEIGHTS = (0.5, 0.3, 0.2)
"""How the test's five per cent are shared out: readiness of the families, their answers, the level of all answers."""


class FamilyGaps(msgspec.Struct, frozen=True):
    """How far the families are from one another: log odds of each compared family, with their covariance."""

    effect: Floats
    covariance: Floats

    def heterogeneity(self) -> tuple[float, float]:
        """Cochran's Q about the common effect, and its p-value; (0, 1) below two families."""
        if len(self.effect) < 2:
            return 0.0, 1.0
        contrast = np.column_stack([-np.ones(len(self.effect) - 1), np.eye(len(self.effect) - 1)])
        apart = contrast @ self.effect
        q = float(apart @ np.linalg.solve(contrast @ self.covariance @ contrast.T, apart))
        return q, float(chi2.sf(q, len(apart)))

    def variance_between(self) -> float:
        """Variance of the families' true effects beyond chance. Source: DerSimonian & Laird (1986)."""
        count = len(self.effect)
        if count < 2:
            return 0.0
        weight = 1 / np.diag(self.covariance)
        mean = (weight * self.effect).sum() / weight.sum()
        q = (weight * (self.effect - mean) ** 2).sum()
        return float(max(0.0, (q - (count - 1)) / (weight.sum() - (weight**2).sum() / weight.sum())))

    def gap(self, usual: float) -> float:
        """Standard deviation to allow for: the usual one, moved by what these families show as far as they can tell."""
        count = len(self.effect)
        if count < 2:
            return usual
        noise = float(np.mean(np.diag(self.covariance)))
        told = (count - 1) * usual**2 / (usual**2 + noise)
        return float(np.sqrt((PRIOR_FAMILIES * usual**2 + told * self.variance_between()) / (PRIOR_FAMILIES + told)))


class Transport(msgspec.Struct, frozen=True):
    """What the private families and the level of all answers say of transport.

    readiness   gap of readiness to allow for, log odds
    sensitivity gap of the part that answers `sent` to allow for
    p_families  p-value that the families are alike, readiness and answers together
    p_level     p-value that the landings without a source answer as often as their causes do
    p           both together, each with its weight (Bonferroni, so that five per cent stay five per cent)
    """

    readiness: float
    sensitivity: float
    p_families: float
    p_level: float
    p: float


def transport(landings: Landings, sensitivity: float, level: Floats) -> Transport:
    """Compare the families token_button, token_copy and android_app, and the level of the answers.

    sensitivity  part of private respondents who say `sent`, about which the families' answers vary
    level        (1 + replicates,) landings that the answers stand for over those shown the question
    """
    readiness, answers = _compared(landings)
    logged = np.log(np.maximum(level, 1e-3))
    noise = float(np.subtract(*np.quantile(logged[1:], (0.975, 0.025)))) / 3.92
    p_level = float(2 * norm.sf(abs(logged[0]) / noise)) if noise > 0 else 1.0
    p_readiness, p_answers = readiness.heterogeneity()[1], answers.heterogeneity()[1]
    slope = max(sensitivity * (1 - sensitivity), 0.05)
    p_families = min(
        1.0, p_readiness * (WEIGHTS[0] + WEIGHTS[1]) / WEIGHTS[0], p_answers * (WEIGHTS[0] + WEIGHTS[1]) / WEIGHTS[1]
    )
    return Transport(
        readiness=readiness.gap(READINESS_GAP),
        sensitivity=answers.gap(SENSITIVITY_GAP / slope) * slope,
        p_families=p_families,
        p_level=p_level,
        p=min(1.0, p_families / (WEIGHTS[0] + WEIGHTS[1]), p_level / WEIGHTS[2]),
    )


def _compared(landings: Landings) -> tuple[FamilyGaps, FamilyGaps]:
    """Readiness to answer and part of `sent`, by family, at equal cause and traits of the visitor."""
    rows = np.flatnonzero((landings.control >= 0) & (landings.control < FAMILIES) & landings.asked)
    answered = rows[landings.answer[rows] >= 0]
    family = landings.control[answered]
    counts = np.bincount(family, minlength=FAMILIES)
    kept = np.flatnonzero(counts >= LEAST_ANSWERS)
    rows = rows[np.isin(landings.control[rows], kept)]
    answered = answered[np.isin(family, kept)]
    return (
        _effects(landings, rows, landings.answer[rows] >= 0, kept),
        _effects(landings, answered, landings.answer[answered] == 0, kept),
    )


def _effects(landings: Landings, rows: Integers, outcome: np.ndarray, families: Integers) -> FamilyGaps:
    """Logit of the outcome on family, cause and traits; the causes and traits are drawn towards no effect."""
    if len(families) < 2:
        return FamilyGaps(np.zeros(0), np.zeros((0, 0)))
    columns = [landings.control[rows] == family for family in families]
    columns += [landings.known[rows] == cause for cause in PRIVATE]
    columns += [landings.mobile[rows], landings.returning[rows], landings.page_kind[rows] < 2]
    design = np.column_stack(columns).astype(np.float64)
    count = len(families)
    design[:, count:] -= design[:, count:].mean(0)
    precision = np.concatenate([np.full(count, 0.01), np.full(design.shape[1] - count, 1.0)])
    found = np.zeros(design.shape[1])
    found[:count] = np.log((outcome.mean() + 0.01) / (1.01 - outcome.mean()))
    for _ in range(12):
        fitted = expit(design @ found)
        curve = (design.T * (fitted * (1 - fitted))) @ design + np.diag(precision)
        centre = np.concatenate([np.full(count, found[:count].mean()), np.zeros(len(found) - count)])
        found = found + np.clip(
            np.linalg.solve(curve, design.T @ (outcome - fitted) - precision * (found - centre)), -2, 2
        )
    return FamilyGaps(found[:count], np.linalg.inv(curve)[:count, :count].astype(np.float64))
