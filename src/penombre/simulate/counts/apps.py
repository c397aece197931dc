"""The private channels: who fetches their previews, how long these are kept, and what their landings show."""

from __future__ import annotations

import msgspec


class App(msgspec.Struct, frozen=True):
    """One private channel.

    name      the product's usual name, or the kind of message
    habit     the week of its use
    median    hours from message to click, roughly
    fetched   who fetches the preview: "sender" (each share anew), "vendor" (kept a while), "" (nobody, or unknowably)
    cache     hours the vendor keeps the preview of one address
    requests  requests one preview makes
    strip     share of its landings without a source; 1 where none ever shows
    weight    how common it is, by kind of audience: everyday, at work, in countries of messengers
    """

    name: str
    habit: str
    median: float
    fetched: str
    cache: float
    requests: float
    strip: float
    weight: tuple[float, float, float]


# Previews: signals.md §1; referrers: science.md §10.4. Telegram keeps a preview until asked to renew it.
APPS = (
    App("WhatsApp", "chat", 0.7, "sender", 0.0, 1.1, 1.0, (30, 8, 34)),
    App("Signal", "chat", 0.8, "sender", 0.0, 2.0, 1.0, (7, 3, 8)),
    App("Viber", "chat", 0.8, "sender", 0.0, 1.2, 1.0, (0, 0, 9)),
    App("Telegram", "chat", 0.8, "vendor", 720.0, 1.0, 0.85, (9, 2, 20)),
    App("Discord", "chat", 1.0, "vendor", 0.4, 1.0, 1.0, (7, 3, 5)),
    App("Snapchat", "chat", 0.6, "vendor", 0.5, 1.0, 1.0, (6, 0, 5)),
    App("LINE", "chat", 0.7, "vendor", 24.0, 1.0, 1.0, (0, 0, 12)),
    App("KakaoTalk", "chat", 0.7, "vendor", 3.0, 1.3, 1.0, (0, 0, 9)),
    App("Slack", "work", 0.8, "vendor", 0.5, 1.0, 1.0, (8, 26, 3)),
    App("Microsoft Teams", "work", 1.0, "vendor", 1.0, 1.2, 0.85, (5, 26, 3)),
    App("Mattermost", "work", 1.0, "vendor", 1.0, 1.0, 1.0, (0, 8, 0)),
    App("Zulip", "work", 1.2, "vendor", 6.0, 2.0, 1.0, (0, 5, 0)),
    App("Matrix", "work", 1.2, "vendor", 1.0, 3.0, 1.0, (0, 4, 1)),
    # iMessage imitates public agents, Facebook's agent serves its public posts: neither shows a private share
    App("SMS", "chat", 0.5, "", 0.0, 1.0, 1.0, (14, 3, 6)),
    App("iMessage", "chat", 0.5, "", 0.0, 1.0, 1.0, (12, 3, 4)),
    App("Facebook Messenger", "chat", 0.8, "", 0.0, 1.0, 0.75, (14, 1, 10)),
    App("Instagram messages", "chat", 0.9, "", 0.0, 1.0, 0.30, (6, 0, 6)),
    App("E-mail", "mail", 3.0, "", 0.0, 1.0, 0.8, (14, 22, 6)),
)
AUDIENCES = ("everyday", "work", "messenger")


class PublicSource(msgspec.Struct, frozen=True):
    """A public source: the week of its use and the share of its landings that arrive without a referrer."""

    name: str
    habit: str
    strip: float
    weight: float


PUBLIC = (
    PublicSource("search", "browsing", 0.04, 1.0),
    PublicSource("Facebook", "chat", 0.02, 0.5),
    PublicSource("LinkedIn", "work", 0.14, 0.15),
    PublicSource("other sites", "browsing", 0.06, 0.2),
)
