"""The benchmark's log is exactly as long as asked, sorted, and varied."""

import re
from pathlib import Path

import pytest

from penombre.simulate import write_load_log

LINE = re.compile(r'\d+\.\d+\.\d+\.\d+ - - \[[^\]]+\] "GET /\S+ HTTP/[12]\.[01]" \d{3} \d+ "[^"]*" "([^"]+)"')


@pytest.mark.parametrize(("count", "visitors"), [(1, 1), (999, 40), (60_000, 15_000)])
def test_length_order_and_form(count: int, visitors: int, tmp_path: Path) -> None:
    write_load_log(tmp_path / "load.log", count, visitors, seed=3)
    lines = (tmp_path / "load.log").read_text().splitlines()
    assert len(lines) == count
    assert all(LINE.fullmatch(line) for line in lines)
    stamps = [line.split("[", 1)[1][:20] for line in lines]
    assert stamps == sorted(stamps)  # one month: the text sorts as the time
    assert len({line.split(" ", 1)[0] for line in lines}) <= visitors


def test_variety_and_share_of_assets(tmp_path: Path) -> None:
    write_load_log(tmp_path / "load.log", 60_000, 15_000, seed=3)
    lines = (tmp_path / "load.log").read_text().splitlines()
    assert len({line.rsplit('"', 2)[1] for line in lines}) > 2000
    assert 0.4 < sum("GET /static/" in line for line in lines) / len(lines) < 0.6
    assert len({line.split(" ", 1)[0] for line in lines}) > 12_000


def test_the_same_seed_writes_the_same(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_load_log(tmp_path / name, 5000, 800, seed=8)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
