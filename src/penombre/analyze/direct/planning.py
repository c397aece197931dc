"""How many answers a survey needs for the interval one wants."""

from __future__ import annotations

import math


def sample_size(
    share: float, halfwidth: float, contrast: float = 0.7, explained: float = 0.25, confidence_z: float = 1.96
) -> int:
    """Answers needed for an interval of share ± halfwidth, sampling only.

    share      expected dark share, in (0, 1)
    halfwidth  in share points, above 0
    contrast   sensitivity + specificity - 1 of the answers, in (0, 1]
    explained  part of the variance that the predictor explains, in [0, 1)
    Raises ValueError outside these ranges. Divide by the response rate for the number of visitors to ask.
    """
    if not (0 < share < 1 and halfwidth > 0 and 0 < contrast <= 1 and 0 <= explained < 1):
        raise ValueError(
            f"share {share}, halfwidth {halfwidth}, contrast {contrast}, explained {explained}: share and contrast lie "
            "between 0 and 1, halfwidth is positive, explained is below 1"
        )
    variance = share * (1 - share) * (1 - explained) / contrast**2
    return math.ceil(confidence_z**2 * variance / halfwidth**2)
