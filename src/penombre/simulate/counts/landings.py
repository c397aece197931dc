"""Worlds of landings: what an estimator of the dark share sees, and why every landing came about."""

from __future__ import annotations

import zlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

from penombre.simulate.counts.arrivals import Arrivals, draw_arrivals
from penombre.simulate.counts.numbering import AUTOMATION, PRIVATE, is_private
from penombre.simulate.counts.pages import draw_pages
from penombre.simulate.counts.question import ask
from penombre.simulate.counts.surroundings import before, since_sent
from penombre.simulate.counts.traces import draw_traces
from penombre.simulate.counts.variants import (
    LANDING_HARD,
    LANDING_UNSEEN,
    LANDING_VARIANTS,
    landing_spans,
    landing_variant,
)

__all__ = ["LANDING_HARD", "LANDING_UNSEEN", "LANDING_VARIANTS", "landing_world"]

_FEWEST_OF_A_PAGE = 200


def landing_world(seed: int, variant: str) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
    """The landings of one site and month, in the order of time.

    Returns what an estimator may see (arrays of one length n, named and numbered as the input of the estimate) and the
    truth:
    cause            (n,) of every landing
    theta            private part of the landings without a source; automation   the part of robots in these
    pages            those with at least 200 landings without a source; theta_by_page   the same for each of them
    theta_by_day     the same for each day
    apps             (4,) parts of messenger, SMS, e-mail and work chat in the private landings without a source
    response         facts of the survey: `misreports` (12, 9) before haste, clicks and forgetting, `clicks` (n,) of
                     people who tap any answer, `expected` (n,) probability of an answer if asked, `willing` by cause
                     and `gap` of landings with a token in logits, `reach` of the script
    transport_holds, breaks   the assumptions that the variant breaks on purpose
    Raises ValueError for an unknown variant.
    """
    chosen = landing_variant(variant)
    rng = np.random.default_rng([seed, zlib.crc32(variant.encode()), zlib.crc32(b"landings")])
    spans = landing_spans(rng, chosen)
    selection = float(rng.uniform(*spans.selection))
    days = int(rng.integers(28, 32))
    pages = draw_pages(rng, spans, days)
    landings = draw_arrivals(rng, spans, pages, days, selection)
    traces = draw_traces(rng, spans, selection, landings)
    since = since_sent(rng, landings) if spans.half_life[1] > 0 else None
    survey = ask(rng, spans, landings, traces, since)
    page = landings.page
    seen = {
        "page": page, "page_kind": landings.kind, "depth": pages.depth[page], "slug_length": pages.slug_length[page],
        "slug_digits": pages.slug_digits[page], "age_hours": landings.moment - pages.published[page],
        "day": landings.day, "hour": landings.hour, "mobile": traces.mobile, "browser": traces.browser,
        "returning": traces.returning, "fetch_site": traces.fetch_site, "navigation": traces.navigation,
        "history": traces.history, **before(rng, spans, days, landings, since), "known": landings.known,
        "control": landings.control, "asked": survey.asked, "design": survey.design, "answer": survey.answer,
        "answer_app": survey.app, "answer_audience": survey.audience,
    }  # fmt: skip
    return seen, _truth(landings) | {
        "response": survey.facts, "transport_holds": "transport" not in chosen.breaks, "breaks": list(chosen.breaks),
        "kind": spans.kind,
    }  # fmt: skip


def _truth(landings: Arrivals) -> dict[str, Any]:
    cause, page, day = landings.cause, landings.page, landings.day
    dark = landings.known < 0
    private = dark & is_private(cause)
    by_page = np.bincount(page[dark], minlength=int(page.max()) + 1)
    by_day = np.bincount(day[dark], minlength=int(day.max()) + 1)
    large = np.flatnonzero(by_page >= _FEWEST_OF_A_PAGE)
    apps = np.bincount(cause[private], minlength=PRIVATE[-1] + 1)[PRIVATE]
    return {
        "cause": cause,
        "theta": float(private.sum() / dark.sum()),
        "automation": float((cause[dark] == AUTOMATION).mean()),
        "pages": large,
        "theta_by_page": np.bincount(page[private], minlength=len(by_page))[large] / by_page[large],
        "theta_by_day": np.bincount(day[private], minlength=len(by_day)) / np.maximum(by_day, 1),
        "apps": apps / max(int(apps.sum()), 1),
    }
