"""What the worlds of landings differ in: every variant changes distributions, never the generator."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np

Span = tuple[float, float]

KINDS = ("news", "business", "shop", "tools")


class Spans(msgspec.Struct, frozen=True, kw_only=True):
    """The ranges that a world of a variant is drawn from, evenly unless said otherwise.

    kind          news, business, shop or tools
    unattributed  landings without a source; theta   the private part of them
    mix           weights of the other causes among landings without a source, before each is jittered
    apps          weights of messenger, sms, e-mail and work chat
    pages         how many; typed_home, typed_section   where typed addresses lead, the rest being deep pages
    mobile        share of phones; news_events   share of the linked landings that news brings in bursts
    lit           landings of known source for one without
    tokens        known private landings; no_app_referrer   Android names no private app
    previewed     part of private landings before which an app fetched a preview
    robots_run    part of the automation that runs the script; robot_bursts   it comes in a few days, not all month
    told          part of the visitors whose browser tells navigation and history
    strict        nothing of these is told, nor Sec-Fetch-Site, nor who was here before
    selection     size of the differences between landings that tell their source and those of one cause that do not
    tilt          logit by which the private causes rise (or fall) over the period
    answers       expected answers of landings without a source; exposures   of controls a side; rate of response
    sens          part of those who were sent the link that say so; right   the same for the other causes
    willing       logit by which the private causes answer more; willing_spread   deviation over the other causes
    willing_apps  the same, for each private cause
    ignoring      logit of phones' response
    gap           logit by which landings with a share token, or of an app that names itself, answer more than others
                  of their cause; gap_right   by how much more often rightly
    false_sent    how much more often than usual (drawn evenly on the log scale) the wrong answers of others are "sent"
    satisficing   part of the answers that are the first option shown
    by_hour       logit by which landings that nobody sent answer more at the best hour of the day than at the worst
    by_crowd      logit by which landings answer less on the most read pages than on the least, for the private causes
                  and for the others
    clickers      part of the people who tap any answer, and by what logit they answer more
    confused      part of the right answers that goes to what is easily taken for it: newsletter and e-mail, feed and
                  messenger, both ways
    half_life     hours from the message in which half of what is ever forgotten of it is; kept   part that never is
    circles       logarithm by which messenger and SMS lead more often to pages of private life, and more seldom to
                  those of work; e-mail and work chat the reverse
    circle_phones logit by which all landings on pages of private life are more often of phones, on those of work less
    """

    kind: str
    unattributed: Span = (20_000, 60_000)
    theta: Span = (0.08, 0.7)
    mix: dict[str, float]
    apps: tuple[float, float, float, float]
    pages: Span = (150, 600)
    typed_home: Span = (0.45, 0.75)
    typed_section: Span = (0.08, 0.2)
    mobile: Span = (0.45, 0.75)
    news_events: Span = (0.02, 0.15)
    lit: Span = (0.8, 1.4)
    tokens: Span = (4200, 8000)
    no_app_referrer: bool = False
    previewed: Span = (0.3, 0.7)
    robots_run: Span = (0.1, 0.3)
    robot_bursts: bool = False
    told: Span = (0.45, 0.9)
    strict: bool = False
    selection: Span = (0.15, 0.35)
    tilt: Span = (-0.3, 0.3)
    answers: Span = (400, 600)
    exposures: float = 3000.0
    response: Span = (0.05, 0.12)
    sens: Span = (0.6, 0.9)
    right: Span = (0.6, 0.92)
    willing: Span = (-0.3, 0.5)
    willing_spread: float = 0.15
    willing_apps: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    ignoring: Span = (-0.3, 0.3)
    gap: float = 0.0
    gap_right: float = 0.0
    false_sent: Span = (1.0, 5.0)
    satisficing: Span = (0.02, 0.1)
    by_hour: Span = (0.0, 0.0)
    by_crowd: tuple[Span, Span] = ((0.0, 0.0), (0.0, 0.0))
    clickers: tuple[Span, float] = ((0.0, 0.0), 0.0)
    confused: Span = (0.0, 0.0)
    half_life: Span = (0.0, 0.0)
    kept: Span = (1.0, 1.0)
    circles: Span = (0.0, 0.0)
    circle_phones: float = 0.0


class Variant(msgspec.Struct, frozen=True):
    """One variant.

    meaning   in a line
    changes   of `Spans`
    breaks    assumptions of the estimate that it breaks on purpose. transport: landings that tell their source answer
              like those that do not; exposure: every landing can be shown the question; period: the mix is the same all
              month; one_class: all private causes answer alike
    leaves    anchors (see `anchors`) that it leaves on purpose
    """

    name: str
    meaning: str
    changes: dict[str, Any] = {}
    breaks: tuple[str, ...] = ()
    leaves: tuple[str, ...] = ()


def _mix(**weights: float) -> dict[str, float]:
    usual = {
        "typed": 48.0, "search": 9.0, "social": 14.0, "newsletter": 5.0, "assistant": 5.0, "document": 4.0,
        "referral": 6.0, "automation": 5.0,
    }  # fmt: skip
    return usual | weights


_SITES: dict[str, dict[str, Any]] = {
    "news": {"mix": _mix(), "apps": (5.0, 2.5, 2.0, 0.8)},
    "business": {
        "mix": _mix(search=12.0, social=6.0, newsletter=9.0, assistant=8.0, document=9.0, referral=9.0),
        "apps": (1.5, 0.5, 4.0, 4.0), "mobile": (0.2, 0.45), "pages": (40, 140), "unattributed": (20_000, 28_000),
        "news_events": (0.0, 0.04), "tokens": (4200, 5500), "lit": (0.6, 1.0),
    },
    "shop": {
        "mix": _mix(search=15.0, social=9.0, newsletter=10.0, document=2.0), "apps": (5.0, 3.0, 1.5, 0.4),
        "pages": (200, 700), "theta": (0.08, 0.5), "news_events": (0.0, 0.05), "typed_home": (0.4, 0.7),
    },
    "tools": {
        "mix": _mix(search=12.0, social=3.0, assistant=10.0, document=8.0, referral=10.0, newsletter=2.0),
        "apps": (2.0, 0.4, 2.0, 5.0), "mobile": (0.12, 0.35), "pages": (80, 350), "typed_home": (0.2, 0.5),
        "news_events": (0.0, 0.04),
    },
}  # fmt: skip

_DEVELOPMENT = (
    Variant("news", "V0: a French and English news site", {"kind": "news"}),
    Variant("business", "V1: a small site for firms: work chat, e-mail, documents", {"kind": "business"},
            leaves=("front", "mobile")),
    Variant("shop", "V2: a shop: dark search, newsletters, products", {"kind": "shop"}),
    Variant("tools", "V3: tools and documentation: deep bookmarks, assistants", {"kind": "tools"}, leaves=("mobile",)),
)  # fmt: skip
_HARD = (
    Variant("bookmarkers", "typed and bookmarked addresses lead to deep pages",
            {"typed_home": (0.06, 0.2), "typed_section": (0.03, 0.1), "mix": _mix(typed=90.0), "theta": (0.06, 0.4)},
            leaves=("front",)),
    Variant("dark_search", "search loses its referrer as in 2012: up to .4 of what tells no source",
            {"mix": _mix(search=55.0), "theta": (0.06, 0.5)}),
    Variant("silent_channels", "no previews before private landings, no app names itself",
            {"previewed": (0.0, 0.03), "no_app_referrer": True}),
    Variant("robots", "a flood of browsers without people, ten times the usual, on a few days; most run no script",
            {"mix": _mix(automation=80.0), "robot_bursts": True, "theta": (0.06, 0.4)},
            breaks=("exposure",), leaves=("mobile", "robots")),
    Variant("assistants", "assistants are the largest lost source",
            {"mix": _mix(assistant=50.0), "theta": (0.06, 0.5)}),
    Variant("untagged_newsletter", "the own newsletter goes out without tags", {"mix": _mix(newsletter=45.0)}),
    Variant("eager_sharers", "those who were sent the link answer more: half a logit", {"willing": (0.45, 0.55)}),
    Variant("very_eager_sharers", "the same by a whole logit, where little is private",
            {"willing": (0.95, 1.05), "theta": (0.06, 0.3)}, leaves=("front",)),
    Variant("tokens_eager", "landings with a token answer .2 logit more than untagged private ones", {"gap": 0.2},
            breaks=("transport",)),
    Variant("tokens_shy", "landings with a token answer .2 logit less", {"gap": -0.2}, breaks=("transport",)),
    Variant("tokens_very_eager", "landings with a token answer .5 logit more", {"gap": 0.5}, breaks=("transport",)),
    Variant("tokens_precise", "landings with a token answer rightly .08 more often",
            {"gap_right": 0.08, "sens": (0.6, 0.82)}, breaks=("transport",)),
    Variant("ignored_survey", "phones ignore the question almost always", {"ignoring": (-2.6, -1.8)}),
    Variant("shy_texters", "those who got the link by SMS or messenger answer far less than those by mail or work chat",
            {"willing_apps": (-0.8, -1.2, 0.2, 0.2)}, breaks=("one_class",)),
    Variant("tiny", "a site of a few hundred landings, some dozens of answers",
            {"unattributed": (500, 3000), "pages": (15, 60), "tokens": (80, 400), "answers": (25, 70),
             "exposures": 300.0, "response": (0.06, 0.14)}),
    Variant("shifting_month", "the private part rises or falls by one to two logits within the month",
            {"tilt": (1.0, 2.0)}, breaks=("period",)),
    Variant("strict", "no navigation, no history, no fetch headers, nobody is recognised", {"strict": True}),
    Variant("one_event", "one event brings about half of what follows links in the month, to three pages",
            {"news_events": (0.5, 0.75)}, leaves=("front",)),
    Variant("vague_question", "the question is badly put: about half are answered rightly",
            {"sens": (0.45, 0.6), "right": (0.45, 0.65), "satisficing": (0.1, 0.2)}),
    Variant("tokens_elsewhere", "landings that tell their source come from other pages, devices and hours",
            {"selection": (0.7, 1.1)}),
    Variant("mostly_private", "nearly all that tells no source was sent", {"theta": (0.7, 0.88)}, leaves=("front",)),
    Variant("hardly_private", "next to nothing was sent", {"theta": (0.02, 0.07)}, leaves=("front", "friends")),
)  # fmt: skip
_UNSEEN = (
    Variant("leisure_hours", "who comes unsent answers in the evening and hardly at work; who was sent, at any hour",
            {"by_hour": (0.7, 1.3)}),
    Variant("crowded_pages", "the more a page is read the less its visitors answer, of those sent there above all",
            {"by_crowd": ((0.7, 1.3), (0.0, 0.4))}),
    Variant("stray_clickers", "some people, however they came, tap any answer to be rid of the question",
            {"clickers": ((0.04, 0.08), 1.4)}),
    Variant("fading_memory", "the older the message the less it is remembered; mails and newsletters are confused, and "
            "messages and feeds", {"half_life": (3.0, 12.0), "kept": (0.55, 0.75), "confused": (0.05, 0.15),
                                   "sens": (0.7, 0.9)}, breaks=("one_class",)),
    Variant("two_circles", "families by messenger and SMS, colleagues by e-mail and work chat: other pages, devices, "
            "hours; colleagues answer less", {"circles": (0.4, 0.9), "circle_phones": 0.5,
                                              "willing_apps": (0.35, 0.35, -0.35, -0.35)}, breaks=("one_class",)),
)  # fmt: skip

_BY_NAME = {variant.name: variant for variant in (*_DEVELOPMENT, *_HARD, *_UNSEEN)}
LANDING_VARIANTS = tuple(variant.name for variant in _DEVELOPMENT)
"""For development."""
LANDING_HARD = tuple(variant.name for variant in _HARD)
"""For judging alone: no estimator is tuned on these."""
LANDING_UNSEEN = tuple(variant.name for variant in _UNSEEN)
"""For judging alone, written by an author who had not seen the estimator, after those of LANDING_HARD had been looked
at."""


def landing_variant(name: str) -> Variant:
    """The variant of a name. Raises ValueError for a name that is in none of the lists."""
    if name not in _BY_NAME:
        raise ValueError(f"no variant {name!r} of landings; known: {', '.join(_BY_NAME)}")
    return _BY_NAME[name]


def landing_spans(rng: np.random.Generator, variant: Variant) -> Spans:
    """The ranges of one world; an unseen variant is set on a site of any kind, news more often."""
    changes = dict(variant.changes)
    kind = str(changes.pop("kind", "") or rng.choice(KINDS, p=[0.55, 0.15, 0.15, 0.15]))
    return Spans(kind=kind, **(_SITES[kind] | changes))
