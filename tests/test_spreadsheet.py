"""Case S06: real spreadsheet programs open what is exported and find no formula in it, and it comes back as it was."""

import csv
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penombre.spreadsheet import FORMULA, cell, restored

HOSTILE = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1)",
    "\t=1+1",
    "\r=1+1",
    '=HYPERLINK("http://example.org")',
    "=cmd|' /C calc'!A0",
]


def by_libreoffice(table: Path, folder: Path) -> None:
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "ods", "--outdir", str(folder), str(table)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)


def by_gnumeric(table: Path, folder: Path) -> None:
    command = ["ssconvert", "--export-type=Gnumeric_OpenCalc:odf", str(table), str(folder / f"{table.stem}.ods")]
    subprocess.run(command, check=True, capture_output=True, timeout=120)


@pytest.fixture(params=[("soffice", by_libreoffice), ("ssconvert", by_gnumeric)], ids=["LibreOffice", "Gnumeric"])
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[list[str]], str]:
    """What a spreadsheet program makes of cells in a column: its document."""
    program, convert = request.param
    if not shutil.which(program):
        pytest.skip(f"needs {program} (Debian packages `libreoffice-calc-nogui`, `gnumeric`)")

    def document(cells: list[str]) -> str:
        table = tmp_path / "table.csv"
        with table.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, quoting=csv.QUOTE_ALL).writerows([text] for text in cells)
        convert(table, tmp_path)
        with zipfile.ZipFile(tmp_path / "table.ods") as ods:
            return ods.read("content.xml").decode()

    return document


def test_no_program_finds_a_formula(opened: Callable[[list[str]], str]) -> None:
    assert "table:formula" in opened(HOSTILE)  # it would have
    found = opened([str(cell(text)) for text in HOSTILE])
    assert "table:formula" not in found
    assert "HYPERLINK" in found


@given(st.text() | st.sampled_from(HOSTILE + ["'" + text for text in HOSTILE]))
def test_what_was_exported_comes_back(text: str) -> None:
    assert not str(cell(text)).startswith(FORMULA)
    assert restored(str(cell(text))) == text


def test_numbers_stay_numbers() -> None:
    assert cell(-3) == -3
