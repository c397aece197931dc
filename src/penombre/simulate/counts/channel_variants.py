"""What the worlds of the channel mix differ in: every variant changes distributions, never the generator."""

from __future__ import annotations

import msgspec

Span = tuple[float, float]


class Spans(msgspec.Struct, frozen=True):
    """The ranges that a world of a variant is drawn from, evenly unless said otherwise.

    about        the variant in one line
    crowd        one of `apps.AUDIENCES`: which apps are common
    pages, days  of the site; dark: landings without a source (evenly on the log scale)
    private      share of these that a person sent
    shown        numbers of channels with previews; hidden: of channels without
    unseen_share share of the private landings through channels without previews
    page_ratio   spread over pages of the clicks per share (log scale)
    strip_gap    spread of the strip rates of today against those of the day they were measured (logit scale)
    spikes       number of news spikes; spike_size: their median height against the everyday level
    spikes_all   the spikes lift all pages and all channels at once
    cache        hours that vendors keep a preview; empty for their own
    drafts       previews never followed by a message, per message; bots: previews by imitators, per message
    answers      number of answers of landings without a source
    right        share of correct answers; gap: how much better controls answer (logit scale)
    """

    about: str
    crowd: str = "everyday"
    pages: Span = (30, 60)
    days: Span = (21, 30)
    dark: Span = (4500, 18000)
    private: Span = (0.35, 0.75)
    shown: Span = (3, 5)
    hidden: Span = (2, 3)
    unseen_share: Span = (0.15, 0.45)
    page_ratio: float = 0.15
    strip_gap: float = 0.0
    spikes: Span = (0, 5)
    spike_size: float = 3.0
    spikes_all: bool = False
    cache: Span | None = None
    drafts: Span = (0.02, 0.08)
    bots: Span = (0.0, 0.01)
    answers: Span = (150, 500)
    right: Span = (0.65, 0.92)
    gap: float = 0.0


CHANNEL_VARIANTS = {
    "base": Spans("an everyday site: WhatsApp and a few others show, SMS and others do not"),
    "few_pages": Spans("ten to twenty pages: little to compare", pages=(10, 20), shown=(2, 4)),
    "b2b": Spans(
        "a site for work: Slack, Teams, self-hosted chats and e-mail",
        crowd="work", dark=(4500, 9000), unseen_share=(0.2, 0.5), spikes=(0, 2),
    ),
    "messenger": Spans(
        "countries of messengers: WhatsApp, Telegram, LINE, Viber; little e-mail",
        crowd="messenger", shown=(4, 5), unseen_share=(0.08, 0.25),
    ),
}  # fmt: skip
"""For development."""

CHANNEL_UNSEEN = {
    "page_ratios": Spans("clicks per share differ widely from page to page", page_ratio=0.8),
    "wrong_strip": Spans("strip rates have moved by N(0, 0.8) logits since they were measured", strip_gap=0.8),
    "news_spikes": Spans(
        "news lifts every page and every channel at once", spikes=(4, 9), spike_size=6.0, spikes_all=True
    ),
    "heavy_caching": Spans("vendors keep previews half a day to five days", cache=(12, 120)),
    "drafts_and_bots": Spans("many previews without a message, and bots that imitate them", drafts=(0.25, 0.7),
                             bots=(0.2, 0.6)),
    "silent_apps": Spans("SMS, iMessage and e-mail carry most of it, without previews", unseen_share=(0.65, 0.85)),
    "few_answers": Spans("sixty answers", answers=(60, 60)),
    "misreporting": Spans("two answers in five wrong, and controls answer better", right=(0.45, 0.7), gap=0.35),
}  # fmt: skip
"""Out of distribution: never to be developed on."""
