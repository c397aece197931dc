"""What the request of a landing tells: device, browser, hour, headers, navigation, and whether one was here before."""

from __future__ import annotations

import msgspec
import numpy as np
from numpy.typing import NDArray

from penombre.simulate.counts.arrivals import Arrivals
from penombre.simulate.counts.numbering import (
    AUTOMATION,
    CAUSES,
    CHROME,
    CHROME_ANDROID,
    EDGE,
    FAMILIES,
    FIREFOX,
    OLD_SAFARI,
    PRIVACY,
    PRIVATE,
    REFERRAL,
    SAFARI,
    SAFARI_IOS,
    SAMSUNG,
    TOKENED,
    TYPED,
    by_cause,
    group,
)
from penombre.simulate.counts.variants import Spans

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

NONE, CROSS_SITE, SAME_SITE = 0, 1, 2
ANDROID, IPHONE, DESKTOP = 0, 1, 2

# logit of phones against the site's level, by cause
_PHONES = {
    "search": -0.1, "social": 1.0, "messenger": 1.3, "sms": 2.0, "email": -0.3, "workchat": -1.3, "newsletter": -0.1,
    "assistant": -0.3, "document": -0.6, "referral": -0.3, "automation": -1.6,
}  # fmt: skip
# the same between landings that keep their referrer and those that lose it: apps of phones lose what browsers keep
_LIT_ON_PHONES = {"search": -0.5, "social": -1.3, "newsletter": -0.3, "referral": -0.5, "assistant": -0.7}
# probability of having been here before
_RETURN = {
    "typed": (0.55, 0.85), "search": (0.06, 0.22), "social": (0.08, 0.28), "newsletter": (0.3, 0.6),
    "assistant": (0.03, 0.1), "document": (0.08, 0.25), "referral": (0.06, 0.2), "automation": (0.005, 0.08),
}  # fmt: skip
# probability that Sec-Fetch-Site is cross-site on Android, iPhone, desktop: an app of Android hands over as a site
# would, an iPhone's hands over as if typed, a desktop program too, a web mail or web chat does not
_CROSS = {
    "typed": (0.02, 0.02, 0.02), "search": (0.92, 0.8, 0.96), "social": (0.94, 0.2, 0.92),
    "messenger": (0.95, 0.05, 0.45), "sms": (0.95, 0.03, 0.1), "email": (0.93, 0.1, 0.5),
    "workchat": (0.94, 0.06, 0.35), "newsletter": (0.93, 0.12, 0.55), "assistant": (0.93, 0.1, 0.75),
    "document": (0.8, 0.08, 0.12), "referral": (0.97, 0.95, 0.97),
    "automation": (0.1, 0.1, 0.1),
}  # fmt: skip
# probability that the landing is the first entry of its tab's history
_NEW_TAB = {
    "typed": (0.3, 0.55), "search": (0.08, 0.25), "social": (0.55, 0.8), "messenger": (0.7, 0.92), "sms": (0.75, 0.95),
    "email": (0.65, 0.9), "workchat": (0.65, 0.9), "newsletter": (0.65, 0.9), "assistant": (0.5, 0.8),
    "document": (0.7, 0.9), "referral": (0.15, 0.4), "automation": (0.85, 0.99),
}  # fmt: skip


class Traces(msgspec.Struct, frozen=True):
    """Of n landings: what the server and the script saw (names and numbers as in the estimator's input), and `runs`:
    the script runs there, so that a question can be shown at all."""

    mobile: Flags
    browser: Ints
    returning: Flags
    fetch_site: Ints
    navigation: Ints
    history: Ints
    runs: Flags


def draw_traces(rng: np.random.Generator, spans: Spans, selection: float, landings: Arrivals) -> Traces:
    """What n landings leave of traces."""
    cause = landings.cause
    mobile, android = _devices(rng, spans, selection, landings)
    robot = cause == AUTOMATION
    browser = _browsers(rng, mobile, android, cause)
    returning = _returning(rng, selection, landings, mobile)
    runs = rng.random(len(cause)) < np.where(browser == PRIVACY, 0.5, rng.uniform(0.9, 0.98))
    runs[robot] = rng.random(int(robot.sum())) < rng.uniform(*spans.robots_run)
    told = runs & (rng.random(len(cause)) < rng.uniform(*spans.told))
    fetch_site = _fetch_site(rng, cause, np.where(mobile, np.where(android, ANDROID, IPHONE), DESKTOP), browser, runs)
    navigation, history = _navigation(rng, cause, mobile, browser)
    navigation[~told] = history[~told] = -1
    if spans.strict:
        for unseen in (navigation, history, fetch_site):
            unseen[:] = -1
        returning[:] = False
    return Traces(mobile, browser, returning, fetch_site, navigation, history, runs)


def _devices(rng: np.random.Generator, spans: Spans, selection: float, landings: Arrivals) -> tuple[Flags, Flags]:
    level = rng.uniform(*spans.mobile)
    logit = np.log(level / (1 - level)) + by_cause(_PHONES)[:, 0] * rng.uniform(0.6, 1.2, len(CAUSES))
    logit += rng.normal(0, 0.2, len(CAUSES))
    apart = np.zeros(len(CAUSES) + len(FAMILIES))
    apart[len(CAUSES) :] = selection * rng.normal(0, 1.0, len(FAMILIES))
    apart[group("token_button")] += selection  # the button is for thumbs, copying is for a mouse
    apart[group("token_copy")] -= selection
    for name, shift in _LIT_ON_PHONES.items():
        apart[group(name)] += shift * rng.uniform(0.6, 1.4)
    n = len(landings.cause)
    of_page = spans.circle_phones * landings.circle
    mobile = rng.random(n) < _logistic(logit[landings.cause] + apart[landings.group] + of_page)
    android = rng.random(n) < rng.uniform(0.35, 0.75)
    named = landings.group == group("android_app")
    mobile[named] = android[named] = True
    return mobile, android


def _browsers(rng: np.random.Generator, mobile: Flags, android: Flags, cause: Ints) -> Ints:
    u = rng.random(len(cause))
    old = rng.uniform(0.04, 0.2)
    samsung = rng.uniform(0.05, 0.2)
    browser = np.where(
        mobile,
        np.where(
            android,
            np.where(u < samsung, SAMSUNG, np.where(u < samsung + 0.04, FIREFOX, CHROME_ANDROID)),
            np.where(u < old, OLD_SAFARI, SAFARI_IOS),
        ),
        np.select(
            [u < 0.13, u < 0.28, u < 0.43, u < 0.43 + old / 3], [EDGE, FIREFOX, SAFARI, OLD_SAFARI], default=CHROME
        ),
    )
    # browsers that hide where one comes from: everywhere a few, many of the links without a referrer
    hiding = np.where(cause == REFERRAL, rng.uniform(0.15, 0.5), rng.uniform(0.02, 0.05))
    browser = np.where(rng.random(len(cause)) < hiding, PRIVACY, browser)
    robot = cause == AUTOMATION
    browser[robot] = rng.choice([CHROME, CHROME_ANDROID, FIREFOX], int(robot.sum()), p=[0.85, 0.08, 0.07])
    mobile[robot] = browser[robot] == CHROME_ANDROID
    return browser.astype(np.int64)


def _returning(rng: np.random.Generator, selection: float, landings: Arrivals, mobile: Flags) -> Flags:
    low, high = by_cause(_RETURN, 2).T
    back = rng.uniform(low, high)
    back[PRIVATE] = rng.uniform(0.05, 0.3) + rng.uniform(0, 0.05, 4)
    apart = np.zeros(len(CAUSES) + len(FAMILIES))
    apart[len(CAUSES) :] = selection * rng.normal(0, 1.0, len(FAMILIES))
    apart[len(CAUSES) : len(CAUSES) + TOKENED] += selection * 0.5  # friends of readers are readers
    eta = np.log(back / (1 - back))[landings.cause] + apart[landings.group]
    eta += 0.3 * (landings.kind == 0) - 0.3 * mobile
    came_back: Flags = rng.random(len(eta)) < _logistic(eta)
    return came_back


def _fetch_site(rng: np.random.Generator, cause: Ints, platform: Ints, browser: Ints, runs: Flags) -> Ints:
    cross = by_cause(_CROSS, 3)
    cross = _logistic(np.log(cross / (1 - cross)) + rng.normal(0, 0.3, cross.shape))
    seen = np.where(rng.random(len(cause)) < cross[cause, platform], CROSS_SITE, NONE)
    odd = rng.random(len(cause)) < rng.uniform(0.03, 0.07)
    seen[odd] = rng.choice([NONE, CROSS_SITE, SAME_SITE], int(odd.sum()), p=[0.55, 0.35, 0.1])
    seen[(browser == OLD_SAFARI) | (rng.random(len(cause)) < 0.01)] = -1
    bare = (cause == AUTOMATION) & ~runs & (rng.random(len(cause)) < rng.uniform(0.3, 0.8))
    seen[bare] = -1
    return seen.astype(np.int64)


def _navigation(rng: np.random.Generator, cause: Ints, mobile: Flags, browser: Ints) -> tuple[Ints, Ints]:
    n = len(cause)
    typed = cause == TYPED
    reload = np.where(typed, rng.uniform(0.06, 0.18), rng.uniform(0.005, 0.03))
    back = np.where(typed, rng.uniform(0.02, 0.06), rng.uniform(0.005, 0.02))
    ahead = np.where(typed & ((browser == CHROME) | (browser == EDGE)), rng.uniform(0.03, 0.12), 0.005)
    u = rng.random(n)
    navigation = np.select([u < reload, u < reload + back, u < reload + back + ahead], [1, 2, 3], default=0)
    # a link from an application opens a tab of its own; a result or a list of links goes on in the tab one is in
    low, high = by_cause(_NEW_TAB, 2).T
    alone = rng.uniform(low, high)
    further = rng.geometric(rng.uniform(0.25, 0.45), n)
    history = np.where(rng.random(n) < alone[cause] * np.where(mobile, 1.0, 0.92), 1, 1 + np.minimum(further, 49))
    return navigation.astype(np.int64), history.astype(np.int64)


def _logistic(x: Floats) -> Floats:
    return 1 / (1 + np.exp(-x))
