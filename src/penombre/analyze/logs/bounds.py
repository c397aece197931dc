"""What the dark share cannot be below or above, whatever the model."""

from __future__ import annotations

from collections.abc import Sequence

from penombre.analyze.logs.evidence import Cell, count


def certain_landings(cells: Sequence[Cell]) -> int:
    """Landings that a share tag, or an app used for nothing but private messages, gives away."""
    return count(cells, rung=("proven", "observed"))


def doors(cells: Sequence[Cell], *, mail: bool) -> int:
    """Landings through doors that serve private messages and other ends alike.

    A mailbox also opens newsletters, Facebook's app also opens the feed: the door shows, what it was used for does not.
    """
    return sum(
        cell.landings
        for cell in cells
        if cell.rung == "attributed" and cell.private != "no" and (cell.channel == "email") is mail
    )


def possible_landings(cells: Sequence[Cell]) -> int:
    """Landings that could have followed a link sent in private: no public source is known of them."""
    return (
        certain_landings(cells) + count(cells, rung="unattributed") + doors(cells, mail=True) + doors(cells, mail=False)
    )


def dark_share_bounds(cells: Sequence[Cell]) -> tuple[float, float]:
    """Lowest and highest share of all landings in [0, 1]; (0, 1) without landings.

    Source: worst-case bounds (Manski 1989): every landing of unknown cause is counted as none, then as all.
    """
    landings = count(cells)
    if not landings:
        return 0.0, 1.0
    return certain_landings(cells) / landings, possible_landings(cells) / landings
