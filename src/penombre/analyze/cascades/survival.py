"""How many links arrive with the tag they were sent with, by the answers of those who say a person sent it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import beta

from penombre.analyze.interval import Interval

if TYPE_CHECKING:
    from penombre.analyze.cascades.shares import Floats

LEAST_ANSWERS = 10
LEAST_TAGGED = 5
"""Below either the survey does not tell, and figures are given as floors: figures are divided by the share, and what is
divided by next to nothing may be anything."""
LOWEST_USUAL = 0.4
"""Where too few answered: it is assumed that at least so many links keep their tag."""
PRIOR = 0.5


def survival(sent: int, tagged: int) -> Interval | None:
    """Share of the links sent by a person that arrive with their tag; None below LEAST_ANSWERS or LEAST_TAGGED.

    sent     answers "a person sent it", wrong answers already taken off; tagged those of them that came with a tag
    It is a share of clicks, so it corrects clicks even where channels lose their tags unevenly. Tags that were never
    put on a link count as lost.
    Source: Jeffreys interval of a binomial share (Brown, Cai & DasGupta 2001).
    """
    if sent < LEAST_ANSWERS or tagged < LEAST_TAGGED:
        return None
    tagged = min(tagged, sent)
    law = beta(tagged + PRIOR, sent - tagged + PRIOR)
    share = tagged / sent
    return Interval(share, min(float(law.ppf(0.025)), share), max(float(law.ppf(0.975)), share), sent)


def survival_draws(sent: int, tagged: int, draws: int, random: np.random.Generator) -> Floats:
    """(1 + draws,) the estimate, then shares as likely as the answers make them.

    Where the survey does not tell, the estimate is 1, which makes a floor of what is divided by it, and the draws lie
    anywhere between LOWEST_USUAL and 1.
    """
    known = survival(sent, tagged)
    if known is None:
        return np.append(1.0, random.uniform(LOWEST_USUAL, 1.0, draws))
    tagged = min(tagged, sent)
    return np.append(known.estimate, random.beta(tagged + PRIOR, sent - tagged + PRIOR, draws))
