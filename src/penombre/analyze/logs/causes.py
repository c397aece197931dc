"""What else brings landings without a source: the published ranges that the unknown rates are drawn from."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from penombre.analyze.logs.evidence import Floats

Real = TypeVar("Real", np.float32, np.float64)

# Odds of arriving without a source for a link on a public network, from the share filed as direct in controlled clicks
# (SparkToro and Really Good Data 2023); a network not measured gets the middle of them.
STRIPPED_SHARE = {
    "LinkedIn": 0.14,
    "Pinterest": 0.12,
    "Reddit": 0.05,
    "X (Twitter)": 0.04,
    "Instagram": 0.06,
    "Facebook": 0.03,
    "YouTube": 0.03,
}
STRIPPED_SHARE_ELSEWHERE = 0.10


def logit_normal(random: np.random.Generator, draws: int, middle: float, spread: float) -> Floats:
    """Shares whose logit is normal around that of `middle`."""
    return expit(np.log(middle / (1 - middle)) + spread * random.standard_normal(draws))


def log_normal(random: np.random.Generator, draws: int, middle: float, spread: float) -> Floats:
    """Positive numbers with median `middle` and `spread` on the log scale."""
    return middle * np.exp(spread * random.standard_normal(draws))


def mixture(random: np.random.Generator, usual: Floats, rare: Floats, rare_share: float) -> Floats:
    """Mostly `usual`, in some worlds `rare`."""
    return np.where(random.random(len(usual)) < rare_share, rare, usual)


def expit(x: Floats) -> Floats:
    """The logistic function."""
    return 1.0 / (1.0 + np.exp(-np.clip(x, -60, 60)))


def log_chance_below(z: NDArray[Real]) -> NDArray[Real]:
    """Log of the normal distribution function, by its logistic approximation (error below 0.01)."""
    below: NDArray[Real] = -np.log1p(np.exp(np.minimum(-1.702 * z, 80.0)))
    return below


class Rates:
    """One draw of every unknown rate, (draws,) each; odds are stripped landings per landing of known source."""

    def __init__(self, random: np.random.Generator, draws: int) -> None:
        # search: .01-.08 lost today, up to .4 where many browsers are old (Groupon 2014 found 60 % of deep direct)
        self.search = odds(
            mixture(random, logit_normal(random, draws, 0.035, 0.7), random.uniform(0.08, 0.45, draws), 0.12)
        )
        self.social_tilt = log_normal(random, draws, 1.0, 0.6)
        self.silent_social = mixture(
            random, log_normal(random, draws, 0.08, 0.9), log_normal(random, draws, 0.6, 0.6), 0.12
        )
        """Landings from networks that never send a referrer (TikTok, Mastodon), per social landing that shows."""
        self.assistants = log_normal(random, draws, 0.8, 0.8)
        self.referral = odds(logit_normal(random, draws, 0.06, 0.8))
        self.privacy = random.uniform(0.01, 0.06, draws)
        """Browsers that strip every referrer, as a share of all landings that followed a link."""
        self.artefacts = random.uniform(0.005, 0.06, draws)
        """Restored tabs and reloads, as a share of all landings."""
        self.newsletter = mixture(random, random.beta(0.5, 16, draws), random.beta(1.5, 3.0, draws), 0.18)
        self.documents = random.beta(0.8, 26, draws)
        """Newsletters without tags, and PDF, QR codes and the like, as shares of deep landings without a source."""
        self.bookmarks = logit_normal(random, draws, 0.12, 1.1)
        """Deep pages that regulars come back to, as a share of deep landings without a source."""
        self.mixed_private = random.beta(1.5, 7, draws)
        """The private part of what comes through apps that serve feed and message alike."""
        self.mail_private = random.beta(3, 2, draws)
        """The part of mailbox landings that a person sent; the rest are newsletters without tags."""
        self.mixed_per_hidden = log_normal(random, draws, 0.12, 0.8)
        self.mail_per_hidden = log_normal(random, draws, 0.08, 0.8)
        """The same two, for one private landing that arrives without a trace."""
        self.visible = mixture(random, random.beta(2.2, 2.0, draws), random.uniform(0.01, 0.25, draws), 0.2)
        """The part of private sends that an app announces by fetching a preview."""
        self.clicks = log_normal(random, draws, 1.4, 0.6)
        """Landings per private send."""


def odds(share: Floats) -> Floats:
    """Lost landings per landing that shows."""
    return share / (1.0 - share)
