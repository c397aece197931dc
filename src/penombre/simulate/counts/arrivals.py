"""Who comes, how, to which page and when: the landings of a world before anything is seen of them."""

from __future__ import annotations

import msgspec
import numpy as np
from numpy.typing import NDArray

from penombre.simulate.counts.hours import hours_of
from penombre.simulate.counts.numbering import CAUSES, CONTROLS, FAMILIES, PRIVATE, TOKENED, by_cause, group, is_private
from penombre.simulate.counts.pages import DEEP, Pages, arrive, interest
from penombre.simulate.counts.variants import Spans

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_PRIVATE_WAYS = (*CONTROLS[:TOKENED], "in_app")
# of a hundred landings that tell a public source; and their cause
_LIT = {
    "search": (40.0, "search"), "social": (28.0, "social"), "newsletter": (11.0, "newsletter"),
    "launch": (7.0, "typed"), "assistant": (2.0, "assistant"), "document": (2.0, "document"),
    "referral": (10.0, "referral"),
}  # fmt: skip
# how much more, or less, news brings by each cause
_NEWS = {
    "typed": 0.25, "search": 1.2, "social": 1.5, "messenger": 1.0, "sms": 1.0, "email": 1.0, "workchat": 1.0,
    "referral": 0.7, "assistant": 0.4,
}  # fmt: skip


class Arrivals(msgspec.Struct, frozen=True):
    """n landings in the order of time.

    group    (n,) below 12 the cause of a landing that tells no source, else 12 + its family
    cause    (n,) page (n,) kind (n,) circle (n,) of the page
    moment   (n,) hours since the start
    """

    group: Ints
    cause: Ints
    page: Ints
    kind: Ints
    circle: Floats
    moment: Floats

    @property
    def known(self) -> Ints:
        """The cause where the landing tells it, -1 elsewhere."""
        return np.where(self.group >= len(CAUSES), self.cause, -1)

    @property
    def control(self) -> Ints:
        """The family of controls, -1 elsewhere."""
        family = self.group - len(CAUSES)
        return np.where((family >= 0) & (family < len(CONTROLS)), family, -1)

    @property
    def hour(self) -> Ints:
        """Local hour of the day."""
        return np.floor(self.moment % 24).astype(np.int64)

    @property
    def day(self) -> Ints:
        """Days since the start."""
        return (self.moment // 24).astype(np.int64)


def draw_arrivals(rng: np.random.Generator, spans: Spans, pages: Pages, days: int, selection: float) -> Arrivals:
    """All landings of a site over `days`."""
    groups, cause = _composition(rng, spans)
    page, moment = _visits(rng, spans, pages, days, groups, cause, selection)
    _break_news(rng, spans, pages, days, cause, page, moment)
    end = 24.0 * days - 1e-6
    late = moment > end
    moment[late] = rng.uniform(0, end, int(late.sum()))
    early = moment < pages.born[page]
    moment[early] = np.minimum(pages.born[page[early]] + rng.exponential(3.0, int(early.sum())), end)
    order = np.argsort(moment, kind="stable")
    page = page[order]
    return Arrivals(groups[order], cause[order], page, pages.kind[page], pages.circle[page], moment[order])


def _composition(rng: np.random.Generator, spans: Spans) -> tuple[Ints, Ints]:
    """Group and cause of every landing."""
    n = int(np.exp(rng.uniform(*np.log(spans.unattributed))))
    theta = rng.uniform(*spans.theta)
    apps = rng.dirichlet(8.0 * np.array(spans.apps) / np.sum(spans.apps) + 0.3)
    chances = by_cause(spans.mix)[:, 0] * rng.gamma(6.0, 1 / 6, len(CAUSES))
    chances *= (1 - theta) / chances.sum()
    chances[PRIVATE] = theta * apps
    dark = rng.multinomial(n, chances)

    sizes = dict.fromkeys(FAMILIES, 0)
    tokens = np.exp(rng.uniform(*np.log(spans.tokens)))
    ways = rng.dirichlet([4.0, 4.0, 1e-9 if spans.no_app_referrer else 3.0, 1.0])
    for name, part in zip(_PRIVATE_WAYS, ways, strict=True):
        sizes[name] = round(tokens * part)
    weights = np.array([weight for weight, _ in _LIT.values()]) * rng.gamma(5.0, 0.2, len(_LIT))
    lit = rng.multinomial(int(n * rng.uniform(*spans.lit)), weights / weights.sum())
    for name, size in zip(_LIT, lit.tolist(), strict=True):
        sizes[name] = max(size, int(0.25 * spans.exposures) if name in CONTROLS else 0)

    groups = np.repeat(np.arange(len(CAUSES) + len(FAMILIES)), [*dark.tolist(), *sizes.values()])
    cause = groups.copy()
    for name, (_, public) in _LIT.items():
        cause[groups == group(name)] = CAUSES.index(public)
    for name in _PRIVATE_WAYS:
        # each way of telling the source has its own mix of apps, near that of the others
        members = np.flatnonzero(groups == group(name))
        cause[members] = PRIVATE[rng.choice(4, len(members), p=rng.dirichlet(30 * apps + 0.5))]
    return groups, cause


def _visits(
    rng: np.random.Generator, spans: Spans, pages: Pages, days: int, groups: Ints, cause: Ints, selection: float
) -> tuple[Ints, Floats]:
    """Page and moment of every landing, on days without news."""
    habits = np.arange(len(CAUSES) + len(FAMILIES))
    for name in _PRIVATE_WAYS:
        habits[group(name)] = PRIVATE[0]
    for name, (_, public) in _LIT.items():
        habits[group(name)] = CAUSES.index(public)
    sent = (groups >= len(CAUSES)) & is_private(cause)
    where, readers = groups, habits
    if spans.circles[1] > 0:  # landings that tell a private source keep the pages of their app
        where, readers = np.where(sent, len(habits) + cause - PRIVATE[0], groups), np.concatenate([habits, PRIVATE])
    chances, places = interest(rng, spans, pages, days, readers, selection)
    day = arrive(rng, chances, where)
    page = arrive(rng, places.reshape(-1, places.shape[2]), where * days + day)
    by_hour = hours_of(rng, selection, np.concatenate([habits, np.arange(len(CAUSES))]))
    clock = np.where(sent, len(habits) + cause, groups)  # and the hours, everywhere
    return page, 24.0 * day + arrive(rng, by_hour, clock) + rng.random(len(groups))


def _break_news(
    rng: np.random.Generator, spans: Spans, pages: Pages, days: int, cause: Ints, page: Ints, moment: Floats
) -> None:
    """Moves some landings, in place, to bursts on a few pages: several causes at once, each with its lag."""
    deep = np.flatnonzero(pages.kind == DEEP)
    events = 1 if spans.news_events[0] > 0.4 else 1 + int(rng.poisson(days * rng.uniform(0.05, 0.5)))
    loud = rng.pareto(1.5, events) + 0.3
    gain = by_cause(_NEWS)[:, 0] * rng.uniform(0.6, 1.4, len(CAUSES))
    gain[PRIVATE] *= rng.uniform(0.7, 1.5)
    struck = np.flatnonzero(rng.random(len(cause)) < np.minimum(rng.uniform(*spans.news_events) * gain[cause], 0.9))
    which = rng.choice(events, len(struck), p=loud / loud.sum())
    about = deep[rng.integers(0, len(deep), (events, 3))]
    page[struck] = about[which, rng.choice(3, len(struck), p=[0.6, 0.25, 0.15])]
    start = np.maximum(rng.uniform(0, 24.0 * days - 12, events), pages.born[about].max(axis=1))
    lag = rng.uniform(0, 1.5, len(CAUSES))
    lag[PRIVATE] = rng.uniform(0.3, 3.0)
    moment[struck] = start[which] + lag[cause[struck]] + rng.exponential(rng.uniform(6, 20, events)[which])
