"""Small hand-made sites for tests, and what holds of any estimate."""

from typing import Any

import numpy as np

from penombre.analyze.cascades.estimate import CascadeEstimate
from penombre.analyze.cascades.shares import Tokens
from penombre.analyze.interval import Interval

NO = np.zeros(0, dtype=np.int64)


def tokens(minted: list[float], clicks: list[tuple[int, float, int]], **fields: Any) -> Tokens:
    """Shares made at these hours, clicks as (share, hour, visitor); the sharers are visitors -1, -2..."""
    n = len(minted)
    usual: dict[str, Any] = {
        "minted": np.array(minted, dtype=float), "parent": np.full(n, -1), "channel": np.zeros(n, dtype=np.int64),
        "mode": np.zeros(n, dtype=np.int64), "page": np.zeros(n, dtype=np.int64),
        "previewers": np.zeros(n, dtype=np.int64), "sharer": -1 - np.arange(n), "now": 1000.0,
        "click_token": np.array([click[0] for click in clicks], dtype=np.int64),
        "click_at": np.array([click[1] for click in clicks], dtype=float),
        "click_visitor": np.array([click[2] for click in clicks], dtype=np.int64),
        "activity": np.ones(168), "views": 1000, "sent": 0, "sent_tokened": 0,
        "anchor_channel": NO, "anchor_clicks": NO, "answer_audience": np.zeros(3, dtype=np.int64),
    }  # fmt: skip
    return Tokens(**(usual | fields))


def intervals(estimate: CascadeEstimate) -> list[Interval]:
    alone = [
        getattr(estimate, name)
        for name in estimate.__struct_fields__
        if name not in ("audience", "depth", "half_lives", "alarms")
    ]
    return [
        found
        for found in [
            *alone,
            *(estimate.audience or []),
            *(estimate.depth or []),
            *(estimate.half_lives or {}).values(),
        ]
        if found is not None
    ]


def assert_sound(estimate: CascadeEstimate) -> None:
    """Every figure lies within its limits, is finite, and is not negative."""
    for found in intervals(estimate):
        assert np.isfinite([found.estimate, found.low, found.high]).all()
        assert 0 <= found.low <= found.estimate <= found.high
        assert found.n >= 0
    for share in (estimate.silent, estimate.survival, *(estimate.audience or []), *(estimate.depth or [])):
        assert share is None or share.high <= 1
