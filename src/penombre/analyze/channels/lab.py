"""What clicking one's own links says of how often an app strips where they came from."""

from __future__ import annotations

from scipy.stats import beta

from penombre.analyze.interval import Interval


def strip_posterior(prior_a: float, prior_b: float, dark: int, lit: int) -> tuple[float, float, Interval]:
    """Beta parameters of the stripped share after the lab's clicks, and the share with its 95 % interval.

    prior_a, prior_b   Beta parameters before, positive
    dark, lit          clicks that arrived without and with a trace
    Source: conjugate Beta-binomial updating.
    """
    a, b = prior_a + dark, prior_b + lit
    low, high = beta.ppf(0.025, a, b), beta.ppf(0.975, a, b)
    middle = a / (a + b)
    return a, b, Interval(middle, min(float(low), middle), max(float(high), middle), dark + lit)
