"""The tables open in a spreadsheet, whole and without running anything."""

import csv
from pathlib import Path

from penombre.report.csv_files import write_csv
from tests.report.example import HOSTILE_PAGES, empty_audit, example_audit


def test_every_row_comes_back_and_no_cell_is_a_formula(tmp_path: Path) -> None:
    files = write_csv(example_audit(), tmp_path / "csv")
    assert {file.stem for file in files} == {
        "channels",
        "pages",
        "timeline",
        "hours",
        "previews",
        "notes",
        "inputs",
        "summary",
    }
    with (tmp_path / "csv" / "pages.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 9
    assert rows[0].keys() == {"page", "landings", "unattributed", "dark", "dark_low", "dark_high", "unfurls"}
    assert [row["page"] for row in rows[:4]] == HOSTILE_PAGES[:4]
    assert rows[4]["page"] == "'=HYPERLINK(1)"


def test_an_empty_audit_makes_empty_tables(tmp_path: Path) -> None:
    assert len(write_csv(empty_audit(), tmp_path)) == 8
