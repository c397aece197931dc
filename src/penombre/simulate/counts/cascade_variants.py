"""What the worlds of cascades differ in: every variant changes distributions, never the generator."""

from __future__ import annotations

import msgspec

Span = tuple[float, float]


class Spans(msgspec.Struct, frozen=True):
    """The ranges that a world of a variant is drawn from, evenly unless said otherwise.

    about      the variant in one line
    shares     number of shares, about (evenly on the log scale)
    k          landings that a landing leads to
    survival   probability that a landing keeps the tag of its share
    by_clicks  how fast survival falls with the clicks of the share (logits per unit of log(1 + clicks))
    by_hop     how fast survival falls with each hand the link went through (logits)
    untagged   share of the shares that never had a tag
    audiences  parts of shares with one, a few, a group, and everybody
    silent     share of the shares without a click
    bursts     number of bursts that three in four of the first shares fall into; none where both are 0
    selves     share of the shares that the sharer opens; previews: of the previewers that count as clicks
    slow_mail  most links go by mail, are opened half a day later, and nobody clicks at night
    answers    number of answers "a person sent it", at most two in three of such landings
    """

    about: str
    shares: Span = (400, 2400)
    k: Span = (0.1, 0.3)
    survival: Span = (0.5, 0.95)
    by_clicks: float = 0.0
    by_hop: float = 0.0
    untagged: Span = (0.0, 0.05)
    audiences: tuple[float, float, float, float] = (0.62, 0.31, 0.06, 0.01)
    silent: Span = (0.36, 0.58)
    bursts: Span = (0, 0)
    selves: Span = (0.0, 0.03)
    previews: Span = (0.0, 0.0)
    slow_mail: bool = False
    answers: Span = (200, 500)


CASCADE_VARIANTS = {
    "base": Spans("private cascades: most shares end where they began"),
    "low_k": Spans("hardly anybody sends on", k=(0.02, 0.1)),
    "high_k": Spans("near the tipping point", k=(0.6, 0.9), shares=(600, 1800)),
    "bursty": Spans("shares come in bursts, some of them just before the data end", bursts=(2, 6)),
}
"""For development."""

CASCADE_UNSEEN = {
    "loss_by_clicks": Spans("tags get lost on the way of popular shares", by_clicks=0.8),
    "loss_by_hop": Spans("each hand loses more tags than the one before", by_hop=0.7, k=(0.3, 0.6), shares=(500, 2200)),
    "broadcasts": Spans("many shares go to large groups and to everybody", audiences=(0.45, 0.3, 0.13, 0.12)),
    "false_clicks": Spans("sharers' own clicks and previews count as clicks", selves=(0.15, 0.4), previews=(0.3, 0.9)),
    "slow_mail": Spans("mail, opened half a day later, never at night", slow_mail=True),
    "tiny": Spans("a few dozen shares", shares=(25, 70), answers=(15, 40)),
}
"""Out of distribution: never to be developed on."""
