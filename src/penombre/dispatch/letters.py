"""An alert in words: what was seen, since when, and what to do; and that it is over."""

from __future__ import annotations

import html
from datetime import datetime, timedelta
from email import policy
from email.message import EmailMessage
from functools import cache
from zoneinfo import ZoneInfo

from penombre.act.alerts import Alert
from penombre.collect.sites import Site
from penombre.dispatch.webhooks import Webhook
from penombre.languages import read_sentences
from penombre.report.bulletin.wording import shown_name, small
from penombre.report.texts import day, number

COUNTS = frozenset({"landings", "robots", "people", "missing"})


@cache
def sentences(lang: str) -> dict[str, str]:
    """All texts of alerts by their dotted key. Raises KeyError for another language."""
    return read_sentences(__package__, lang)


def said(site: Site, alert: Alert, *, over: bool, lang: str) -> str:
    """In one line."""
    parts = _parts(site, alert, over=over, lang=lang)
    return f"{parts[0]}. {parts[1]}"


def letter(site: Site, alert: Alert, *, over: bool, lang: str) -> EmailMessage:
    """As a mail, without sender and receiver."""
    return _composed(_parts(site, alert, over=over, lang=lang), lang)


def notice(webhook: Webhook, lang: str) -> EmailMessage:
    """That a webhook was switched off, as a mail without sender and receiver."""
    texts = sentences(lang)
    facts = {"site": shown_name(webhook.site), "address": webhook.address, "number": str(webhook.number)}
    return _composed([texts[f"webhook.{key}"].format(**facts) for key in ("subject", "seen", "todo")], lang)


def _composed(parts: list[str], lang: str) -> EmailMessage:
    subject, *paragraphs = parts
    message = EmailMessage(policy.SMTP.clone(cte_type="7bit"))
    message["Subject"] = subject
    message["Content-Language"] = lang
    message.set_content("\n\n".join(paragraphs) + "\n")
    body = "".join(f'<p style="margin:0 0 12px 0;">{html.escape(each)}</p>' for each in paragraphs)
    style = "font-family:Helvetica,Arial,sans-serif;font-size:15px;line-height:23px;color:#1d2129;"
    message.add_alternative(
        f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8"><title>{html.escape(subject)}</title></head>'
        f'<body style="{style}">{body}</body></html>',
        subtype="html",
    )
    return message


def _parts(site: Site, alert: Alert, *, over: bool, lang: str) -> list[str]:
    """Subject, what was seen, since when, what to do; of a matter that is over what it was."""
    facts = {
        name: number(round(value), lang) if name in COUNTS else small(value, lang)
        for name, value in alert.facts.items()
    }
    facts |= {"site": shown_name(site.name), "page": shown_name(alert.subject), "since": _when(alert, site, lang)}
    keys = ["over_subject", "over"] if over else ["subject", "seen", *_beside(alert), "since", "todo"]
    texts = sentences(lang)
    return [texts[f"{alert.kind}.{key}"].format(**facts) for key in keys]


def _beside(alert: Alert) -> list[str]:
    """A page that its public sources lift as well is known beyond private links."""
    if alert.kind != "takeoff":
        return []
    facts = alert.facts
    grew = (facts["now"] + 1) / (facts["before"] + 1)
    return ["public_too" if (facts["public_now"] + 1) / (facts["public_before"] + 1) > grew**0.5 else "private_only"]


def _when(alert: Alert, site: Site, lang: str) -> str:
    moment = datetime.fromtimestamp(alert.since, ZoneInfo(site.timezone))
    if alert.kind == "takeoff":
        # days are counted from a midnight; where clocks were put back since, it is an hour short of one
        return day(moment + timedelta(hours=2), lang)
    return sentences(lang)["format.moment"].format(day=day(moment, lang), time=f"{moment:%H:%M}", zone=site.timezone)
