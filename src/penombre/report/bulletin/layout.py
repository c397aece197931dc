"""Lays the document out: what two estimates give to say, in one language."""

from __future__ import annotations

from penombre.analyze.interval import Interval
from penombre.report.bulletin.advice import advice
from penombre.report.bulletin.findings import dark_share, findings
from penombre.report.bulletin.period import Period
from penombre.report.bulletin.sections import sections
from penombre.report.bulletin.sheet import Gauge, Point, Sheet
from penombre.report.bulletin.wording import (
    phrase,
    shown_name,
    spelt_out,
    told_limits,
    told_period,
)
from penombre.report.site_estimate import SiteEstimate
from penombre.report.texts import number, percent
from penombre.report.texts import text as report_text


def lay_out(now: SiteEstimate, before: SiteEstimate | None, period: Period, lang: str, brand_name: str = "") -> Sheet:
    """The document of `now`, the estimate of `period`, beside that of the period before, in `lang` (fr or en)."""
    site = shown_name(now.site)
    when = told_period(period, lang)
    # a period that the site's data do not hold as a whole is none to compare with
    since = now.began if now.began is not None and now.began > period.before.start else None
    earlier = before if since is None else None
    return Sheet(
        lang=lang,
        title=phrase("title.plain", lang, site=site),
        when=when,
        subject=phrase("title.subject", lang, site=site, when=when),
        prepared=phrase("title.prepared", lang, name=shown_name(brand_name)) if brand_name else "",
        times=phrase("title.times", lang, timezone=now.timezone, mode=phrase(f"mode.{now.mode}", lang)),
        big=_big(now, lang),
        lead=_lead(now, lang),
        about=[phrase("title.dark_social", lang), phrase("title.brackets", lang)],
        gauge=_gauge(now, lang),
        heads={key: phrase(f"head.{key}", lang) for key in ("findings", "advice", "doubts", "method")},
        findings=[
            Point(
                spelt_out(f"finding.{each.code}", lang, each.figures, each.names),
                phrase("head.evidence", lang, evidence=phrase(f"evidence.{each.evidence}", lang)),
            )
            for each in findings(now, earlier)
        ],
        advice=[
            Point(
                spelt_out(f"advice.{each.code}", lang, each.figures, each.names),
                spelt_out(f"advice_why.{each.code}", lang, each.figures, each.names),
            )
            for each in advice(now)
        ],
        sections=sections(now, earlier, lang, since) if now.landings else [],
        doubts=_doubts(now, lang),
        method=_method(now, lang),
        made=phrase("method.made", lang, version=now.version),
        no_load=phrase("method.no_load", lang),
    )


def _big(now: SiteEstimate, lang: str) -> str:
    share = dark_share(now) if now.landings else None
    gauge = _gauge(now, lang)
    if gauge is None:
        return ""
    return percent(share.estimate, lang) if share else told_limits(Interval(0, gauge.low, gauge.high), lang)


def _lead(now: SiteEstimate, lang: str) -> str:
    share, landings = dark_share(now), number(now.landings, lang)
    if share:
        return phrase("lead.dark", lang, landings=landings, limits=told_limits(share, lang))
    return phrase("lead.bounds" if now.landings else "lead.nothing", lang, landings=landings)


def _gauge(now: SiteEstimate, lang: str) -> Gauge | None:
    if not now.landings:
        return None
    low, high = now.least / now.landings, now.most / now.landings
    return Gauge(min(low, 1.0), min(high, 1.0), dark_share(now), phrase("head.gauge", lang))


def _doubts(now: SiteEstimate, lang: str) -> list[str]:
    codes = [*now.dark.alarms, *now.channel_alarms, *(now.cascades.alarms if now.cascades else [])]
    # too few answers and no shares are said where the figures would stand
    return [
        report_text(f"alarm.{code}", lang)
        for code in dict.fromkeys(codes)
        if code not in ("too_few_answers", "no_shares")
    ]


def _method(now: SiteEstimate, lang: str) -> list[str]:
    asked = phrase("method.asked", lang, answers=number(now.dark.answers, lang), asked=number(now.dark.asked, lang))
    return [phrase("method.counted", lang), f"{phrase('method.estimated', lang)} {asked}"]
