"""How many robots that pass for people one by one are among the landings: told by the night and by reading on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec
import numpy as np
from scipy import stats

from penombre.analyze.logs.evidence import Cell, Evidence, PageKind, count

if TYPE_CHECKING:
    from penombre.analyze.logs.evidence import Floats

SHARES = (np.arange(194) + 0.5) / 200
"""Shares of robots tried, up to 97 %."""
NIGHT_HOURS = 6
NIGHT_SPREAD = 0.3
READING_SPREAD = 0.35
"""How far people without a source depart from those with one, at night and in reading on (log scale)."""
DAYTIME = 0.1
"""How often robots come at the hours of people."""
LEAST_HOURLY, LEAST_READERS = 300, 100


class Robots(msgspec.Struct, frozen=True):
    """Draws of robots' landings without a source, (n,) each."""

    deep: Floats
    shallow: Floats
    """On the home page and section fronts."""


def robots_among(evidence: Evidence, random: np.random.Generator, draws: int) -> Robots:
    """Robots on deep pages and on the others: many of the first make some of the others likely, not the other way.

    Some robots only ask whether the home page still answers; those that read pages mostly look at the front, too.

    Source: Bayes on a grid; the parts of a mixture told by what is known of each (quantification, Forman 2008).
    """

    def shares(kinds: tuple[PageKind, ...], by_hour: Floats, flooded: float) -> Floats:
        mine: dict[str, object] = {"rung": "unattributed", "page_kind": kinds}
        likely = _before(flooded) + _by_night(by_hour, evidence.known_by_hour) + _by_reading(evidence.cells, mine)
        weights = np.exp(likely - likely.max())
        drawn: Floats = random.choice(SHARES, size=draws, p=weights / weights.sum())
        return drawn + random.uniform(-0.5, 0.5, draws) / 200

    flooded = 0.08 if evidence.robots_told_by_assets else 0.4
    deep = shares(("deep",), evidence.unattributed_by_hour, flooded)
    shallow = shares(("home", "section"), evidence.shallow_by_hour, max(flooded, float(deep.mean())))
    return Robots(
        deep=deep * count(evidence.cells, rung="unattributed", page_kind="deep"),
        shallow=shallow * count(evidence.cells, rung="unattributed", page_kind=("home", "section")),
    )


def without_robots(cells: Sequence[Cell], robots: Robots) -> list[Cell]:
    """The cells less the robots expected in them: those are new each time and name no site that they came from."""
    left = {"deep": float(robots.deep.mean()), "shallow": float(robots.shallow.mean())}
    may_be = {
        part: sum(cell.landings for cell in cells if _may_be_robots(cell) and _part(cell) == part) for part in left
    }
    kept = {part: max(1 - left[part] / may_be[part], 0.0) if may_be[part] else 1.0 for part in left}
    return [
        msgspec.structs.replace(cell, landings=round(cell.landings * kept[_part(cell)]))
        if _may_be_robots(cell)
        else cell
        for cell in cells
    ]


def _may_be_robots(cell: Cell) -> bool:
    return cell.rung == "unattributed" and not cell.returning and cell.fetch_site in ("", "none")


def _part(cell: Cell) -> str:
    return "deep" if cell.page_kind == "deep" else "shallow"


def _before(flooded: float) -> Floats:
    """Log chances before the log is asked: few robots, or with the chance `flooded` any number."""
    chances: Floats = (1 - flooded) * stats.beta(0.6, 60).pdf(SHARES) + flooded * stats.beta(1, 3).pdf(SHARES)
    return np.log(chances)


def _by_night(mine: Floats, known: Floats) -> Floats:
    """Robots hardly sleep: log likelihood of the landings in the hours in which people of known source are fewest."""
    if known.sum() < LEAST_HOURLY or mine.sum() < LEAST_HOURLY:
        return np.zeros(len(SHARES))
    night = np.argsort(known)[:NIGHT_HOURS]
    asleep = float(known[night].sum() / known.sum())
    seen = float(mine[night].sum() / mine.sum())
    sampling = seen * (1 - seen) / mine.sum() + asleep / known.sum() + 0.01**2
    night_people = (1 - SHARES) * asleep
    around_the_clock = _normal(
        seen - night_people - SHARES * NIGHT_HOURS / 24, np.sqrt(sampling + np.square(NIGHT_SPREAD * night_people))
    )
    with_people = _normal(np.array([seen - asleep]), np.sqrt([sampling + (NIGHT_SPREAD * asleep) ** 2]))
    # a few keep people's hours: then the night says nothing of how many they are
    likely: Floats = np.logaddexp(np.log(1 - DAYTIME) + around_the_clock, np.log(DAYTIME) + with_people)
    return likely


def _by_reading(cells: Sequence[Cell], mine: Mapping[str, object]) -> Floats:
    """Robots follow no link to a second page, referrer and all: log likelihood of the landings that led to one."""
    known, here = (
        [cell for cell in cells if all(_has(cell, name, value) for name, value in wanted.items())]
        for wanted in ({"rung": "attributed"}, mine)
    )
    n_known, n_here = (sum(cell.landings for cell in some) for some in (known, here))
    if n_known < LEAST_READERS or n_here < LEAST_READERS:
        return np.zeros(len(SHARES))
    usual, seen = sum(cell.read_on for cell in known) / n_known, sum(cell.read_on for cell in here) / n_here
    if usual < 0.02:
        return np.zeros(len(SHARES))
    people = (1 - SHARES) * usual
    sampling = seen * (1 - seen) / n_here + usual * (1 - usual) / n_known + 0.01**2
    return _normal(seen - people, np.sqrt(sampling + np.square(READING_SPREAD * people)))


def _has(cell: Cell, name: str, value: object) -> bool:
    return getattr(cell, name) in value if isinstance(value, tuple) else getattr(cell, name) == value


def _normal(away: Floats, error: Floats) -> Floats:
    likely: Floats = -0.5 * np.square(away / error) - np.log(error)
    return likely
