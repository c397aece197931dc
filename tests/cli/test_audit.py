"""`penombre audit` as a person runs it: what was asked for is written, what goes wrong is said, with exit code 2."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from penombre.report import press
from penombre.report.document import to_json
from penombre.report.press import Press, PressError
from tests.audit.log_lines import Log
from tests.report.example import example_audit


@pytest.fixture
def log(tmp_path: Path) -> Path:
    written = Log()
    for number in range(40):
        written.visit(f"/articles/{number % 5}-a-long-title", visitor=number, minutes=number, referrer="https://t.co/x")
    return Path(written.write(tmp_path))


def penombre(*arguments: object, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "penombre.cli", *map(str, arguments)]
    return subprocess.run(command, check=False, cwd=folder, capture_output=True, text=True, timeout=120)


def test_it_writes_what_was_asked_for(log: Path, tmp_path: Path) -> None:
    out = tmp_path / "new" / "folder"
    options = ["--html", out / "a.html", "--json", out / "a.json", "--csv", out / "csv", "--lang", "fr"]
    done = penombre("audit", log, *options, folder=tmp_path)
    assert done.returncode == 0, done.stderr
    page = (out / "a.html").read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>")
    assert '<html lang="fr"' in page
    assert json.loads((out / "a.json").read_text())["landings"]["total"] == 40
    assert (out / "csv" / "summary.csv").exists()
    assert "partage" in done.stdout or "privé" in done.stdout


def test_json_alone_goes_to_standard_output(log: Path, tmp_path: Path) -> None:
    done = penombre("audit", log, "--json", "-", folder=tmp_path)
    assert json.loads(done.stdout)["schema"] == "penombre/audit@1"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere.log"], "nowhere.log: no such file"),
        (["access.log", "--tz", "Mars/Base"], "not a time zone"),
        (["access.log", "--format", "nonsense"], "no such format"),
    ],
)
def test_what_goes_wrong_is_said(log: Path, tmp_path: Path, arguments: list[str], said: str) -> None:
    done = penombre("audit", *arguments, "--html", "a.html", folder=log.parent)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "a.html").exists()


def test_the_demo_speaks_both_languages(log: Path, tmp_path: Path) -> None:
    done = penombre("demo", "--log", log, "--out", tmp_path / "out", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    for lang in ("en", "fr"):
        assert f'<html lang="{lang}"' in (tmp_path / "out" / f"report-{lang}.html").read_text(encoding="utf-8")


def test_a_press_that_breaks_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(press, "to_json", lambda audit: to_json(audit)[:100])
    with Press(["en"]) as running, pytest.raises(PressError, match="could not be made"):
        running.page(example_audit(), "en")


def test_a_press_that_is_not_needed_ends() -> None:
    with Press(["en"]) as running:
        process = running._processes["en"]
    assert process.returncode is not None
