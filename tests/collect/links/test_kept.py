"""F11: the copy on disk is whole or none."""

from __future__ import annotations

from math import inf
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penombre.collect.links.kept import AT_A_TIME, DamagedCopyError, Head, Row, keep, recall
from penombre.collect.sites import Site

SITE = Site(number=1, name="paper", hosts=("www.example.org", "bücher.example"), mode="strict", timezone="Europe/Paris")
HEAD = Head(1000.0, (SITE,))
TEXT = st.text(max_size=20)
ROWS = st.lists(
    st.tuples(
        TEXT, TEXT, st.integers(1, 2**40), st.none() | st.integers(1, 9), st.just(inf) | st.floats(0, 1e12), TEXT, TEXT
    ),
    max_size=20,
)


@given(ROWS)
def test_what_was_kept_is_recalled(rows: list[Row]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "links"
        keep(path, HEAD, rows)
        assert recall(path) == (HEAD, rows)
        assert [each.name for each in Path(folder).iterdir()] == ["links"]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    path = tmp_path / "links"
    keep(path, HEAD, [(f"code{n}", f"https://example.org/{n}", n, None, inf, "", "") for n in range(3 * AT_A_TIME)])
    return path


def test_a_large_copy_and_whose_it_is(copy: Path) -> None:
    assert len(recall(copy)[1]) == 3 * AT_A_TIME
    assert copy.stat().st_mode & 0o077 == 0


def test_a_copy_that_is_cut_or_damaged_anywhere_is_none(copy: Path) -> None:
    whole = copy.read_bytes()
    for at in range(0, len(whole), 97):
        copy.write_bytes(whole[:at])
        with pytest.raises(DamagedCopyError):
            recall(copy)
        copy.write_bytes(whole[:at] + bytes([whole[at] ^ 0x41]) + whole[at + 1 :])
        with pytest.raises(DamagedCopyError):
            recall(copy)


def test_a_copy_that_cannot_be_written_leaves_the_last_one(copy: Path) -> None:
    def rows() -> list[Row]:
        raise OSError(28, "No space left on device")

    before = recall(copy)
    with pytest.raises(OSError, match="space"):
        keep(copy, HEAD, (row for _ in [1] for row in rows()))
    assert recall(copy) == before
