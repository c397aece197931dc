"""What a visitor may answer to the question how the page was reached, and the families of landings it is put to."""

from __future__ import annotations

ANSWERS = ("sent", "feed", "searched", "typed", "newsletter", "assistant", "document", "decoy", "forgotten")
"""`decoy` names what the site never did: who chooses it answers at random, or does not remember."""

APPS = {
    "WhatsApp": "messenger",
    "Facebook Messenger": "messenger",
    "Telegram": "messenger",
    "Signal": "messenger",
    "Instagram": "messenger",
    "Snapchat": "messenger",
    "Discord": "messenger",
    "SMS": "sms",
    "E-mail": "email",
    "Slack": "workchat",
    "Microsoft Teams": "workchat",
    "other": "none",
}
"""The apps by which a link may have been sent, and the private channel that each stands for."""

AUDIENCES = ("alone", "small_group", "large_group")
"""To whom it was sent: this visitor alone, a small group, a large one."""

CONTROLS = ("token_button", "token_copy", "android_app", "search", "social", "newsletter", "launch")
"""Landings of which we know how they came about, to learn from how such visitors answer."""

UNATTRIBUTED = "unattributed"
KNOWN = "known"
"""Of a known source that is not sure enough for a control, such as a feed or message of the same app."""

LAUNCHES = frozenset({"pwa", "homescreen", "web_app_manifest"})
"""`utm_source` in the start address of an installed application, which nobody comes to by a link."""


def family_of(*, rung: str, channel: str, private: str, tag: str, referrer: str, campaign_source: str) -> str:
    """The family of a landing: one of CONTROLS, UNATTRIBUTED or KNOWN; empty for what is no landing.

    `rung`, `channel` and `private` as `select.judgement` puts them, `tag` the share tag's letter and what follows.
    """
    if rung in ("internal", "unattributed"):
        return UNATTRIBUTED if rung == "unattributed" else ""
    if rung == "proven":
        return "token_copy" if tag[:1] == "c" else "token_button" if private == "yes" else KNOWN
    if rung == "observed":
        return "android_app" if referrer.startswith("android-app://") else KNOWN
    if campaign_source.lower() in LAUNCHES:
        return "launch"
    if private != "no":
        return KNOWN
    return {"search": "search", "social": "social", "email": "newsletter"}.get(channel, KNOWN)
