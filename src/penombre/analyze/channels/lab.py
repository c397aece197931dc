"""The strip-rate lab: links that an operator sends to himself and clicks, and what of them arrived without a source."""

from __future__ import annotations

from scipy.stats import beta

from penombre.analyze.interval import Interval


class BadLabCountError(ValueError):
    """Counts or a prior of the lab that cannot be."""


def strip_posterior(prior_a: float, prior_b: float, dark: int, lit: int) -> tuple[float, float, Interval]:
    """What the lab's clicks make of a strip rate: Beta(a, b) and its interval, median and 95 % limits.

    prior_a, prior_b   the prior as pseudo-clicks, without and with a source, positive
    dark, lit          clicks that arrived without and with a source
    Raises BadLabCountError on negative clicks or a prior that is not positive.
    """
    if prior_a <= 0 or prior_b <= 0:
        raise BadLabCountError(f"prior Beta({prior_a}, {prior_b}): both must be above zero; 0.5 says next to nothing")
    if dark < 0 or lit < 0:
        raise BadLabCountError(f"{dark} clicks without a source and {lit} with one: a count cannot be negative")
    a, b = prior_a + dark, prior_b + lit
    low, middle, high = (float(beta.ppf(level, a, b)) for level in (0.025, 0.5, 0.975))
    return a, b, Interval(middle, low, high, dark + lit)
