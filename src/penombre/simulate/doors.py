"""The ways a link leads to the site: apps, networks, engines, mail boxes, and what each shows the server."""

from __future__ import annotations

import msgspec

CAUSES = (
    "typed", "search", "social", "messenger", "sms", "email", "workchat",
    "newsletter", "assistant", "document", "referral", "automation",
)  # fmt: skip
PRIVATE_CAUSES = ("messenger", "sms", "email", "workchat")


class Door(msgspec.Struct, frozen=True):
    """One app or place that links come from.

    name       the product's usual name
    cause      which of `CAUSES` it is
    strip      share of its visitors who arrive without referrer (science.md §10.4)
    web        referrers seen from its pages on a desktop; a tuple holds one entry a form
    mobile     referrers seen from its pages on a phone (the desktop ones where empty)
    app        share of its visits on phones that come from its application
    marker     which in-app browser string its application shows, if any
    marked     share of the visits from its application that show it
    package    its Android package, empty when it has none
    click_id   click identifier it appends, with the share of visits that carry one
    weight     how common it is among the doors of its cause
    """

    name: str
    cause: str
    strip: float
    web: tuple[str, ...] = ()
    mobile: tuple[str, ...] = ()
    app: float = 0.0
    marker: str = ""
    marked: float = 0.0
    package: str = ""
    click_id: str = ""
    clicked: float = 0.0
    weight: float = 1.0


GMAIL_WEB = ("https://mail.google.com/", "https://mail.google.com/mail/u/0/")
WEBMAILS = (
    "https://mail.google.com/", "https://outlook.live.com/", "https://outlook.office.com/",
    "https://mail.yahoo.com/", "https://webmail1f.orange.fr/", "https://webmail.free.fr/",
    "https://messagerie.laposte.net/", "https://webmail.sfr.fr/", "https://mail.proton.me/",
    "https://deref-gmx.net/", "https://deref-web.de/",
)  # fmt: skip
SMS_PACKAGE = "com.google.android.apps.messaging"

DOORS: tuple[Door, ...] = (
    # nothing but the person: what they typed, kept or had open
    Door("address bar", "typed", 1.0),
    # search
    Door("Google", "search", 0.03, ("https://www.google.com/",), ("https://www.google.com/", "https://www.google.fr/"),
         app=0.12, marker="google_app", marked=0.7, package="com.google.android.googlequicksearchbox",
         click_id="gclid", clicked=0.04, weight=82),
    Door("Bing", "search", 0.04, ("https://www.bing.com/",), weight=7),
    Door("DuckDuckGo", "search", 0.08, ("https://duckduckgo.com/",), weight=4),
    Door("Qwant", "search", 0.06, ("https://www.qwant.com/",), weight=2),
    Door("Ecosia", "search", 0.05, ("https://www.ecosia.org/",), weight=3),
    Door("Yahoo", "search", 0.04, ("https://search.yahoo.com/", "https://fr.search.yahoo.com/"), weight=2),
    # public networks
    Door("Facebook", "social", 0.02, ("https://l.facebook.com/", "https://www.facebook.com/"),
         ("https://m.facebook.com/", "http://m.facebook.com/", "https://lm.facebook.com/"),
         app=0.85, marker="facebook", marked=0.85, package="com.facebook.katana",
         click_id="fbclid", clicked=0.92, weight=36),
    Door("X (Twitter)", "social", 0.02, ("https://t.co/", "https://t.co/kX3vbW2eQz"), app=0.8, marker="twitter",
         marked=0.4, package="com.twitter.android", weight=14),
    Door("LinkedIn", "social", 0.14, ("https://www.linkedin.com/", "https://lnkd.in/"), app=0.7, marker="linkedin",
         marked=0.5, package="com.linkedin.android", weight=10),
    Door("Instagram", "social", 0.06, ("https://l.instagram.com/",), app=0.95, marker="instagram", marked=0.85,
         package="com.instagram.android", click_id="fbclid", clicked=0.8, weight=9),
    Door("Reddit", "social", 0.05, ("https://www.reddit.com/", "https://old.reddit.com/"), ("https://www.reddit.com/",),
         app=0.7, marker="reddit", marked=0.3, package="com.reddit.frontpage", weight=10),
    Door("Hacker News", "social", 0.03, ("https://news.ycombinator.com/",), weight=4),
    Door("Pinterest", "social", 0.12, ("https://www.pinterest.com/", "https://www.pinterest.fr/"), app=0.8,
         marker="pinterest", marked=0.5, package="com.pinterest", weight=5),
    Door("YouTube", "social", 0.02, ("https://www.youtube.com/",), app=0.8, package="com.google.android.youtube",
         weight=4),
    Door("TikTok", "social", 1.0, app=1.0, marker="tiktok", marked=0.4, package="com.zhiliaoapp.musically", weight=3),
    Door("Mastodon", "social", 1.0, weight=3),
    Door("Bluesky", "social", 0.15, ("https://go.bsky.app/",), app=0.5, weight=3),
    # assistants
    Door("ChatGPT", "assistant", 0.25, ("https://chatgpt.com/",), app=0.75, package="com.openai.chatgpt", weight=70),
    Door("Perplexity", "assistant", 0.2, ("https://www.perplexity.ai/",), app=0.6,
         package="ai.perplexity.app.android", weight=13),
    Door("Copilot", "assistant", 0.3, ("https://copilot.microsoft.com/",), app=0.3, weight=9),
    Door("Claude", "assistant", 0.4, ("https://claude.ai/",), app=0.6, package="com.anthropic.claude", weight=8),
    # the site's own mailing, documents, other sites
    Door("newsletter, mail program", "newsletter", 0.97, ("https://mail.google.com/",), app=0.9, weight=60),
    Door("newsletter, webmail", "newsletter", 0.45, WEBMAILS, weight=40),
    Door("document", "document", 1.0, weight=1),
    Door("other site", "referral", 0.06, weight=1),
    # private: messengers
    Door("WhatsApp", "messenger", 1.0, ("https://web.whatsapp.com/",), app=1.0, marker="whatsapp", marked=0.03,
         package="com.whatsapp"),
    Door("Facebook Messenger", "messenger", 0.75, ("https://l.messenger.com/", "https://www.messenger.com/"),
         ("https://l.facebook.com/", "https://lm.facebook.com/"), app=1.0, marker="messenger", marked=0.45,
         package="com.facebook.orca", click_id="fbclid", clicked=0.2),
    Door("Instagram", "messenger", 0.30, ("https://l.instagram.com/",), app=1.0, marker="instagram", marked=0.6,
         package="com.instagram.android", click_id="fbclid", clicked=0.3),
    Door("Telegram", "messenger", 0.85, ("https://web.telegram.org/",), ("https://t.me/",), app=1.0, marker="telegram",
         marked=0.2, package="org.telegram.messenger"),
    Door("Signal", "messenger", 1.0, app=1.0, package="org.thoughtcrime.securesms"),
    Door("Snapchat", "messenger", 0.98, app=1.0, marker="snapchat", marked=0.8, package="com.snapchat.android"),
    Door("Discord", "messenger", 1.0, ("https://discord.com/",), app=1.0, package="com.discord"),
    Door("LINE", "messenger", 0.97, app=1.0, marker="line", marked=0.85, package="jp.naver.line.android"),
    Door("WeChat", "messenger", 0.97, app=1.0, marker="wechat", marked=0.9, package="com.tencent.mm"),
    Door("Viber", "messenger", 1.0, app=1.0, package="com.viber.voip"),
    Door("X (Twitter)", "messenger", 0.05, ("https://t.co/",), app=0.8, marker="twitter", marked=0.4,
         package="com.twitter.android"),
    # private: text messages
    Door("iMessage", "sms", 1.0, app=1.0),
    Door("Messages by Google", "sms", 1.0, app=1.0, package=SMS_PACKAGE),
    # private: mail between people
    Door("Mail program", "email", 0.97, ("https://mail.google.com/",), app=1.0, package="com.google.android.gm"),
    Door("Webmail", "email", 0.45, WEBMAILS),
    Door("Gmail", "email", 0.45, GMAIL_WEB, app=0.8, package="com.google.android.gm"),
    # private: at work
    Door("Slack", "workchat", 1.0, ("https://app.slack.com/",), app=1.0, package="com.slack"),
    Door("Microsoft Teams", "workchat", 0.85,
         ("https://teams.microsoft.com/", "https://statics.teams.cdn.office.net/"), app=1.0,
         package="com.microsoft.teams"),
    Door("Mattermost", "workchat", 0.9, ("https://chat.intra.example/",), app=0.5),
    Door("LinkedIn", "workchat", 0.05, ("https://www.linkedin.com/", "https://lnkd.in/"), app=0.7, marker="linkedin",
         marked=0.5, package="com.linkedin.android"),
)  # fmt: skip

ADDRESS_BAR = 0
OF_CAUSE = {cause: tuple(i for i, door in enumerate(DOORS) if door.cause == cause) for cause in CAUSES}
PRIVATE = tuple(i for i, door in enumerate(DOORS) if door.cause in PRIVATE_CAUSES)


def key(door: Door) -> str:
    """The door's name in the world's tables: LinkedIn's posts and its messages are two."""
    return f"{door.cause}/{door.name}"


def private_door(name: str) -> int:
    """The number of the private door called `name`."""
    return next(i for i in PRIVATE if DOORS[i].name == name)
