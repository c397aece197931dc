"""What is scored: worlds, how an answer is compared with the truth, and the lines of the table."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from penombre.score.runner import Answer, Figures, Public, Truth, World
from penombre.score.summary import Measure


class Line(msgspec.Struct, frozen=True):
    """One figure of the table.

    target      number in the science notes (T1 …)
    what        what is measured, with its unit
    measure     from the outcomes of one variant to the figure
    asked       what was asked on worlds like those it was developed on, `unseen` on others
    met         whether a figure is good enough: of worlds like those (False) or of others (True)
    digits      after the point
    instead     on other worlds, another line that is enough if it is met
    """

    target: str
    what: str
    measure: Measure
    asked: str
    unseen: str
    met: Callable[[float, bool], bool]
    digits: int = 2
    instead: Line | None = None


class Study(msgspec.Struct, frozen=True):
    """Worlds of one sort and what is asked of the estimators on them.

    estimator   name in `penombre.score.estimator`
    variants    what the estimators were developed on; `others` of other sorts, some of which were looked at once;
                `unseen` of other sorts, never looked at
    first_seed  worlds are drawn from here on; development uses seeds below
    """

    name: str
    estimator: str
    world: World
    figures: Callable[[Answer, Public, Truth], Figures]
    variants: Sequence[str]
    unseen: Sequence[str]
    lines: Sequence[Line]
    first_seed: int
    others: Sequence[str] = ()

    @property
    def every(self) -> tuple[str, ...]:
        """All variants."""
        return (*self.variants, *self.others, *self.unseen)


def below(limit: float, unseen: float | None = None) -> Callable[[float, bool], bool]:
    """Met by figures of at most `limit`, or `unseen` on worlds of other sorts."""
    return lambda value, other: value <= (unseen if other and unseen is not None else limit)


def above(limit: float, unseen: float | None = None) -> Callable[[float, bool], bool]:
    """Met by figures of at least `limit`, or `unseen` on worlds of other sorts."""
    return lambda value, other: value >= (unseen if other and unseen is not None else limit)


def within(low: float, high: float, unseen: tuple[float, float] | None = None) -> Callable[[float, bool], bool]:
    """Met by figures between two limits."""

    def met(value: float, other: bool) -> bool:
        least, most = unseen if other and unseen is not None else (low, high)
        return least <= value <= most

    return met
