"""What the worlds of daily counts differ in: every variant changes distributions, never the generator."""

from __future__ import annotations

from typing import Any

import msgspec

Span = tuple[float, float]
TYPES = ("behaviour", "attribution", "robots", "breakage")


class Spans(msgspec.Struct, frozen=True, kw_only=True):
    """The ranges that a world of a variant is drawn from, evenly unless said otherwise.

    meaning      in a line
    types        of changes, drawn from; quiet   probability that there are none; changes   how many otherwise (whole)
    apart        days between two changes; passing   days after which a change ends, none if it lasts
    page_changes pages that change for themselves (whole), in worlds that are not quiet
    size         factor of a change, drawn evenly on the log scale; a fall is its inverse
    days, sources, pages   how many (whole)
    visits       expected landings a day, on the log scale; dark   the part without a source
    dispersion   of the counts of each source: 1/dispersion is the relative variance beyond Poisson
    common       deviation, on the log scale, of what all sources share on a day; memory   its correlation with the day
                 before
    weekend      factor of Saturdays and Sundays, on the log scale
    drift        relative slow change of all in 100 days; dark_drift   of what has no source alone, besides
    holidays     spells of a few days at about half the usual (whole)
    peaks        news that lifts most sources for a day or three (whole)
    spread_out   robots come from many networks
    summer       factor of all at the bottom of a summer of weeks, none if there is no such summer; christmas   the same
                 at the top of a rise before Christmas; both on the log scale
    weekend_growth   factor, on the log scale, by which weekends have grown or shrunk at the end of a slow change of the
                 week's shape, while the sum of a week stays; none if the shape stays
    lost_days    single days of which next to nothing was kept (whole), none if there are none
    spreading    days (whole) that a change of behaviour or attribution takes until all of it has come, none if at once
    fleeting     part, among landings with a source, of a source that leaves and of one that grows; none without them
    daytime_robots   robots that come in the hours of people and run the script
    school_breaks    factor, on the log scale, of weeks off school, which come back every two months, differ in strength
                     between sources and do not all begin on the same day where a country has zones; none without them
    sales        factor, on the log scale, of all at the height of a sale or campaign, which rises within days and wanes
                 over weeks; none without them
    letters      sources, the first, that go out as a letter once a week; links of the first letter also come without a
                 source, in its rhythm, and attribution concerns letters alone; 0 if attribution concerns any source
    """

    meaning: str
    types: tuple[str, ...] = TYPES
    quiet: float = 0.5
    changes: Span = (1, 3)
    apart: Span = (45, 90)
    passing: Span | None = None
    page_changes: Span = (0, 3)
    size: Span = (1.3, 3.0)
    days: Span = (200, 400)
    sources: Span = (3, 8)
    pages: Span = (20, 60)
    visits: Span = (800, 8000)
    dark: Span = (0.2, 0.5)
    dispersion: Span = (15, 60)
    common: Span = (0.02, 0.08)
    memory: Span = (0.0, 0.2)
    weekend: Span = (0.55, 1.25)
    drift: Span = (-0.08, 0.08)
    dark_drift: Span = (0.0, 0.0)
    holidays: Span = (0, 0)
    peaks: Span = (0, 0)
    spread_out: bool = False
    summer: Span | None = None
    christmas: Span | None = None
    weekend_growth: Span | None = None
    lost_days: Span | None = None
    spreading: Span | None = None
    fleeting: Span | None = None
    daytime_robots: bool = False
    school_breaks: Span | None = None
    sales: Span | None = None
    letters: int = 0


def _of_type(name: str, meaning: str) -> Spans:
    return Spans(meaning=meaning, types=(name,), quiet=0.0, changes=(1, 2))


_DEVELOPMENT: dict[str, Spans] = {
    "quiet": Spans(meaning="nothing changes", quiet=1.0),
    "behaviour": _of_type("behaviour", "people send each other more links, or fewer"),
    "attribution": _of_type("attribution", "a source loses its referrer, or is seen again: the total stays"),
    "robots": _of_type("robots", "robots that pass for people come without a source"),
    "breakage": _of_type("breakage", "the script stops running on part of the pages, or a part of all counts is lost"),
    "mixed": Spans(meaning="some of each", quiet=0.0, changes=(2, 4)),
}
_HARD: dict[str, dict[str, Any]] = {
    "strong_week": {"meaning": "a week of extremes: hardly anybody at weekends, or hardly anybody else",
                    "weekend": (0.08, 0.3)},
    "bursty": {"meaning": "counts that jump from day to day", "dispersion": (2.0, 6.0), "visits": (400, 4000)},
    "drift": {"meaning": "all, and the dark part besides, drift slowly, which is no change", "drift": (-0.3, 0.4),
              "dark_drift": (-0.25, 0.35)},
    "holidays": {"meaning": "holidays at half the usual, which are no change", "holidays": (4, 9)},
    "close_together": {"meaning": "two changes within days, of different types", "quiet": 0.0, "changes": (2, 2),
                       "apart": (6, 14)},
    "autocorrelated": {"meaning": "good and bad weeks: days resemble the day before", "common": (0.1, 0.18),
                       "memory": (0.7, 0.9)},
    "peaks": {"meaning": "news lifts most sources for a day or three, which is no change", "peaks": (5, 12)},
    "passing": {"meaning": "changes that end after weeks, the end being another", "quiet": 0.0, "changes": (1, 2),
                "passing": (15, 40), "apart": (90, 120)},
    "one_page": {"meaning": "only single pages change", "types": (), "quiet": 0.0, "changes": (0, 0),
                 "page_changes": (2, 5)},
    "small_site": {"meaning": "a few dozen landings a day", "visits": (40, 150), "pages": (20, 30)},
    "spread_robots": {"meaning": "robots that come from many networks", "types": ("robots",), "quiet": 0.0,
                      "changes": (1, 2), "spread_out": True},
    "small_changes": {"meaning": "changes of 15 to 30 per cent", "quiet": 0.0, "changes": (1, 2), "size": (1.15, 1.3)},
    "long_seasons": {"meaning": "a summer of weeks at two thirds of the usual and a rise before Christmas, gradual, of "
                     "all sources, which is no change", "days": (300, 400), "summer": (0.55, 0.8),
                     "christmas": (1.25, 1.8)},
    "sales": {"meaning": "sales and campaigns lift all sources within days and wane over weeks, which is no change",
              "sales": (1.4, 2.2)},
}  # fmt: skip
_UNSEEN: dict[str, dict[str, Any]] = {
    "weekends_shift": {"meaning": "weekends grow or shrink over the months while the sum of a week stays, which is no "
                       "change", "weekend_growth": (1.4, 2.2)},
    "lost_days": {"meaning": "single days whose log was lost, which are no change", "lost_days": (2, 6)},
    "slow_changes": {"meaning": "changes of behaviour and attribution come over two to four weeks, as an update of an "
                     "app spreads", "spreading": (14, 28)},
    "come_and_go": {"meaning": "a source leaves for good and another grows for months, which is no change of what has "
                    "no source", "sources": (5, 8), "fleeting": (0.1, 0.25)},
    "daytime_robots": {"meaning": "robots that sleep at night and run the script, from few networks",
                       "daytime_robots": True},
    "school_terms": {"meaning": "a week or two off school every two months, felt by some sources more than by others, "
                     "which is no change", "school_breaks": (0.6, 0.8)},
    "letters": {"meaning": "a part of a weekly letter loses its referrer or is seen again, in the rhythm of the letter",
                "changes": (2, 3), "size": (1.3, 2.0), "sources": (4, 8), "dark": (0.2, 0.35), "letters": 3},
}  # fmt: skip
_SPANS = _DEVELOPMENT | {name: Spans(**changes) for name, changes in (_HARD | _UNSEEN).items()}

CHANGE_VARIANTS = tuple(_DEVELOPMENT)
"""For development."""
CHANGE_HARD = tuple(_HARD)
"""For judging; what was missed in them was looked at once. Half of the worlds of most are quiet, for false alarms."""
CHANGE_UNSEEN = tuple(_UNSEEN)
"""For judging alone, written by an author who had not seen the detector, after those of CHANGE_HARD had been looked
at."""


def change_spans(name: str) -> Spans:
    """The ranges of a variant. Raises ValueError for a name that is in no list."""
    if name not in _SPANS:
        raise ValueError(f"no variant {name!r} of changes; known: {', '.join(_SPANS)}")
    return _SPANS[name]
