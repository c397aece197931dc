"""Compressed inputs come out whole, bombs are stopped, archives are refused (cases I03 and S16)."""

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

from penombre.collect.logs.errors import LogError
from penombre.collect.logs.reader import find_inputs
from penombre.collect.logs.source import Source

COMPRESS: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zst": zstandard.ZstdCompressor().compress,
    "plain": bytes,
}


def content(path: Path) -> tuple[bytes, str]:
    source = Source(str(path))
    try:
        return b"".join(source.blocks()), source.remark
    finally:
        source.close()


@pytest.mark.parametrize("kind", COMPRESS)
def test_every_compression_comes_out_as_it_went_in(kind: str, tmp_path: Path) -> None:
    text = b"".join(b"line %d\n" % number for number in range(200_000))
    file = tmp_path / "access.log"
    # two members in one file, as `cat a.gz b.gz` leaves it
    file.write_bytes(COMPRESS[kind](text) + COMPRESS[kind](b"the end\n"))
    assert content(file) == (text + b"the end\n", "")


@pytest.mark.parametrize("kind", ["gz", "bz2", "xz", "zst"])
def test_a_bomb_is_stopped_while_it_goes_off(kind: str, tmp_path: Path) -> None:
    file = tmp_path / "bomb"
    file.write_bytes(COMPRESS[kind](bytes(200 << 20)))
    source = Source(str(file))
    sizes: list[int] = []
    with pytest.raises(LogError, match="grows more than 300 times"):
        sizes.extend(map(len, source.blocks()))
    source.close()
    assert sum(sizes) < 64 << 20


def test_a_bomb_in_a_bomb_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "twice.gz"
    file.write_bytes(gzip.compress(gzip.compress(bytes(200 << 20))))
    data, _ = content(file)
    # one layer is undone, the inner one is not text and not opened
    assert len(data) < 1 << 20


@pytest.mark.parametrize(
    ("spoil", "remark"),
    [(lambda data: data + b"junk behind", "trailing_junk"), (lambda data: data[: len(data) // 2], "truncated")],
)
def test_an_odd_end_is_told_and_what_came_before_is_kept(
    spoil: Callable[[bytes], bytes], remark: str, tmp_path: Path
) -> None:
    text = b"".join(b"192.0.2.%d is here\n" % (number % 251) for number in range(100_000))
    file = tmp_path / "access.log.gz"
    file.write_bytes(spoil(gzip.compress(text)))
    data, said = content(file)
    assert said == remark
    assert data
    assert text.startswith(data)


def archive(kind: str) -> bytes:
    buffer = io.BytesIO()
    if kind == "zip":
        with zipfile.ZipFile(buffer, "w") as zipped:
            zipped.writestr("../../escape.log", "x")
    else:
        with tarfile.open(fileobj=buffer, mode="w:gz" if kind == "tar.gz" else "w") as tarred:
            for name, sort in (("../escape", tarfile.SYMTYPE), ("/dev/escape", tarfile.CHRTYPE)):
                member = tarfile.TarInfo(name)
                member.type, member.linkname = sort, "/etc/passwd"
                tarred.addfile(member)
    return buffer.getvalue()


@pytest.mark.parametrize("kind", ["zip", "tar", "tar.gz"])
def test_an_archive_is_refused_unopened(kind: str, tmp_path: Path) -> None:
    file = tmp_path / "logs"
    file.write_bytes(archive(kind))
    with pytest.raises(LogError, match="archive"):
        content(file)
    assert [each.name for each in tmp_path.iterdir()] == ["logs"]


def test_a_folder_stands_for_its_files_and_no_link_leads_out_of_it(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x")
    folder = tmp_path / "logs"
    folder.mkdir()
    (folder / "access.log").write_text("x")
    (folder / "link.log").symlink_to(tmp_path / "secret")
    assert find_inputs([str(folder)]) == [str(folder / "access.log")]


def test_too_many_files_and_missing_ones_are_told(tmp_path: Path) -> None:
    for number in range(10_001):
        (tmp_path / str(number)).touch()
    with pytest.raises(LogError, match="more than 10,000 files"):
        find_inputs([str(tmp_path / "*")])
    with pytest.raises(LogError, match=r"no such file"):
        find_inputs([str(tmp_path / "..%2fetc%2fpasswd")])
