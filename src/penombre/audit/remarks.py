"""What the reader of an audit has to be told about its data, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator

from penombre.analyze.logs.evidence import count
from penombre.analyze.logs.remainder import Draws, interval
from penombre.audit.gather import Findings
from penombre.report.document import LEAST_LANDINGS, Note
from penombre.report.texts import number, percent, text

FEW_LANDINGS = 300
MANY_REJECTED = 0.02
MANY_ROBOTS = 0.10


def assumptions(findings: Findings, lang: str) -> list[str]:
    """What the estimate takes for granted."""
    keys = ["typed_home", "deep_links", "strip_rates", "bots_rule", "mixed_apps"]
    if any(each.private == "yes" for each in findings.previews):
        keys.append("previews_before_visits")
    return [text(f"assumption.{key}", lang) for key in [*keys, "not_calibrated"]]


def notes(findings: Findings, draws: Draws, lang: str) -> list[Note]:
    """Remarks, warnings first."""
    found = [
        Note("warning" if warning else "info", code, text(f"note.{code}", lang, **values))
        for warning, code, values in _found(findings, draws, lang)
    ]
    return sorted(found, key=lambda note: note.level == "info")


def _found(findings: Findings, draws: Draws, lang: str) -> Iterator[tuple[bool, str, dict[str, str]]]:
    yield from _about_size(findings, lang)
    yield from _about_site(findings, lang)
    yield from _about_fields(findings, lang)
    yield from _about_robots(findings, draws, lang)
    yield from _about_inputs(findings, lang)


def _about_size(findings: Findings, lang: str) -> Iterator[tuple[bool, str, dict[str, str]]]:
    landings = count(findings.cells)
    if not landings:
        yield True, "no_human_landings", {}
    elif landings < LEAST_LANDINGS:
        yield True, "too_few_landings", {"least": number(LEAST_LANDINGS, lang)}
    elif landings < FEW_LANDINGS:
        yield True, "few_landings", {"landings": number(landings, lang)}
    if findings.page_total > len(findings.pages):
        shown, total = number(len(findings.pages), lang), number(findings.page_total, lang)
        yield False, "clipped_pages", {"shown": shown, "total": total}


def _about_site(findings: Findings, lang: str) -> Iterator[tuple[bool, str, dict[str, str]]]:
    if not findings.site:
        yield True, "no_site_known", {}
    elif findings.site_seen:
        yield True, "site_not_seen", {"site": findings.site, "seen": findings.site_seen}
    elif findings.site_guessed:
        yield False, "site_guessed", {"site": findings.site}
    if findings.verdicts.get("other_sites"):
        yield False, "other_hosts", {"lines": number(findings.verdicts["other_sites"], lang)}


def _about_fields(findings: Findings, lang: str) -> Iterator[tuple[bool, str, dict[str, str]]]:
    period = findings.period
    if not period["with_referrer"]:
        yield True, "no_referrers_logged", {}
    if not period["with_agent"]:
        yield True, "no_agents_logged", {}
    if not period["with_fetch_site"]:
        yield False, "no_sec_fetch", {}
    else:
        yield False, "sec_fetch_used", {"share": percent(period["with_fetch_site"] / max(period["requests"], 1), lang)}
    if not findings.previews:
        yield False, "no_unfurls", {}


def _about_robots(findings: Findings, draws: Draws, lang: str) -> Iterator[tuple[bool, str, dict[str, str]]]:
    if not findings.assets_expected:
        yield False, "no_assets_logged", {}
    unattributed = count(findings.cells, rung="unattributed")
    robots = interval(draws.robots, draws.weights)[0] / max(unattributed, 1)
    if robots > MANY_ROBOTS:
        yield True, "bot_shape", {"share": percent(robots, lang)}


def _about_inputs(findings: Findings, lang: str) -> Iterator[tuple[bool, str, dict[str, str]]]:
    for each in findings.inputs:
        refused = sum(lines for reason, lines in each.refused.items() if reason not in ("comment", "blank"))
        if refused > MANY_REJECTED * max(each.lines, 1):
            yield True, "rejected_lines", {"share": percent(refused / each.lines, lang), "path": each.path}
        if each.remark:
            yield True, "truncated_input", {"path": each.path}
