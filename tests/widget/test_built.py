"""The committed scripts are what the source builds, small, and read by name."""

import gzip
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from penombre.collect.scripts import NAMES, script

WIDGET = Path(__file__).parents[2] / "widget"


@pytest.mark.parametrize("name", NAMES)
def test_a_script_is_read_by_its_name(name: str) -> None:
    text = script(name).decode()
    assert text.startswith("try{(()=>{")
    assert "http://" not in text.replace("http://www.w3.org/2000/svg", "")
    assert "sourceMappingURL" not in text


@pytest.mark.parametrize("name", ["", "p.js", "../scripts/p.strict.js", "__init__.py"])
def test_nothing_else_is_read(name: str) -> None:
    with pytest.raises(KeyError):
        script(name)


@pytest.mark.parametrize("name", [name for name in NAMES if name.startswith("p.")])
def test_the_measuring_script_names_no_host(name: str) -> None:
    assert "https://" not in script(name).decode()


def test_each_mode_holds_less_than_the_next() -> None:
    strict, counting, consent = (script(f"p.{mode}.js").decode() for mode in ("strict", "counting", "consent"))
    for word in ("engage", "scroll", "utm_", "replaceState(history.state"):
        assert word not in strict
        assert word in counting
    for word in ("tcfapi", "dataLayer", "getEntriesByType", "getSelection", "history.length", "parent", "chars"):
        assert word not in counting
        assert word in consent
    for mode in (strict, counting, consent):
        for word in (
            "cookie",
            "Storage",
            "indexedDB",
            "caches",
            "userAgent",
            "clipboard",
            "preventDefault",
            "screen",
            "canvas",
            "eval",
        ):
            assert word not in mode


@pytest.mark.parametrize(("lang", "point"), [("en", "."), ("fr", ",")])
def test_the_document_gives_the_sizes_that_are_sent(lang: str, point: str) -> None:
    sent = [len(gzip.compress(script(f"p.{mode}.js"), mtime=0)) / 1000 for mode in ("strict", "counting", "consent")]
    document = WIDGET.parent / "docs" / lang / "script.md"
    row = next(line for line in document.read_text(encoding="utf-8").splitlines() if "(gzip)" in line)
    assert re.findall(r"\d[.,]\d", row) == [f"{size:.1f}".replace(".", point) for size in sent]


def test_the_lock_file_names_no_server() -> None:
    lock = json.loads((WIDGET / "package-lock.json").read_text())
    assert not [name for name, package in lock["packages"].items() if "resolved" in package]
    assert all("integrity" in package for name, package in lock["packages"].items() if name)


@pytest.fixture
def node() -> str:
    node = shutil.which("node")
    if not node or not (WIDGET / "node_modules").exists():
        pytest.skip("needs Node and `npm ci` in widget/; CI builds and compares")
    return node


def test_the_committed_scripts_are_what_the_source_builds(node: str, tmp_path: Path) -> None:
    subprocess.run([node, "build.mjs", str(tmp_path)], cwd=WIDGET, check=True)
    for name in NAMES:
        assert (tmp_path / name).read_bytes() == script(name), f"{name}: run `npm run build` in widget/"


def test_the_scripts_are_small(node: str) -> None:
    sizes = subprocess.run([node, "sizes.mjs"], cwd=WIDGET, check=False, capture_output=True, text=True)
    assert sizes.returncode == 0, sizes.stdout
