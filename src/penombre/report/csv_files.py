"""The audit's tables as CSV files (RFC 4180, UTF-8), safe to open in a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import msgspec

from penombre.report.document import Audit, Range
from penombre.spreadsheet import cell


def write_csv(audit: Audit, folder: Path) -> list[Path]:
    """Write one file a table into `folder`, made where it is missing; returns their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    tables: dict[str, Sequence[Any]] = {
        "channels": audit.channels,
        "pages": audit.pages,
        "timeline": audit.timeline,
        "hours": audit.hours,
        "previews": audit.previews,
        "notes": audit.notes,
    }
    written = [_write(folder / f"{name}.csv", _flat_rows(rows)) for name, rows in tables.items()]
    inputs = ({**_flat(each), "reasons": _reasons(each.reasons)} for each in audit.inputs)
    written.append(_write(folder / "inputs.csv", inputs))
    written.append(
        _write(folder / "summary.csv", ({"figure": name, "value": value} for name, value in _summary(audit)))
    )
    return written


def _write(path: Path, rows: Iterable[dict[str, object]]) -> Path:
    rows = list(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        if rows:
            writer = csv.DictWriter(file, fieldnames=list(rows[0]))
            writer.writeheader()
            writer.writerows({name: cell(value) for name, value in row.items()} for row in rows)
    return path


def _flat_rows(rows: Sequence[Any]) -> Iterable[dict[str, object]]:
    return (_flat(row) for row in rows)


def _flat(row: msgspec.Struct) -> dict[str, object]:
    """A row of one level: an estimate becomes three columns."""
    flat: dict[str, object] = {}
    for name in row.__struct_fields__:
        value = getattr(row, name)
        if isinstance(value, Range):
            flat |= {name: value.estimate, f"{name}_low": value.low, f"{name}_high": value.high}
        else:
            flat[name] = value
    return flat


def _reasons(reasons: dict[str, int]) -> str:
    return "; ".join(f"{reason}: {lines}" for reason, lines in reasons.items())


def _summary(audit: Audit) -> Iterable[tuple[str, object]]:
    yield "site", audit.site
    yield "timezone", audit.timezone
    yield "start", audit.period.start or ""
    yield "end", audit.period.end or ""
    for part in ("requests", "landings", "dark", "baseline", "ladder", "share_acts"):
        for name, value in _flat(getattr(audit, part)).items():
            if isinstance(value, int | float | str):
                yield f"{part}.{name}", value
    for channel, landings in audit.landings.by_channel.items():
        yield f"landings.by_channel.{channel}", landings
    yield "dark.bounds.low", audit.dark.bounds.low
    yield "dark.bounds.high", audit.dark.bounds.high
