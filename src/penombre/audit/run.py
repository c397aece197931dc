"""Runs one audit from end to end."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from penombre.audit.assemble import assemble
from penombre.audit.gather import gather
from penombre.collect.logs.errors import LogError
from penombre.collect.logs.reader import Watch, find_inputs
from penombre.report.document import Audit
from penombre.sentences import say
from penombre.store.engine import temporary_engine


def run_audit(
    patterns: Sequence[str],
    *,
    format_name: str | None = None,
    site: str = "",
    timezone: str = "UTC",
    languages: Sequence[str] = ("en",),
    scratch: Path | None = None,
    watch: Watch = lambda _: None,
) -> dict[str, Audit]:
    """Audit the logs that `patterns` name: the document in each of `languages`.

    timezone   IANA name in which days and hours are told
    scratch    where the engine may write meanwhile (the system's temporary folder where None)
    Raises LogError where an input cannot be read, or the time zone or site is unknown.
    """
    try:
        ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise LogError(
            say("--tz {timezone}: not a time zone's name; try Europe/Paris or UTC", timezone=timezone)
        ) from None
    inputs = find_inputs(patterns)
    with temporary_engine(scratch) as engine:
        findings = gather(engine, inputs, format_name=format_name, site=site, timezone=timezone, watch=watch)
    return {lang: assemble(findings, timezone=timezone, lang=lang) for lang in languages}
