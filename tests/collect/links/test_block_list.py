"""S17: the block list refuses new links, and is read again for older ones when its file changes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penombre.collect.host import BadHostError, ascii_host
from penombre.collect.links import block_list
from penombre.collect.links.block_list import FILE, BlockList, is_blocked, read_block_list
from penombre.collect.links.errors import BadTargetError, BlockedTargetError
from penombre.collect.links.target import TargetRules


def write(data: Path, text: str) -> None:
    (data / FILE).write_text(text, encoding="utf-8")


def test_hosts_of_the_block_list_and_those_below_are_refused(tmp_path: Path) -> None:
    write(tmp_path, "# phishing\nEvil.example  # seen in March\n\nbücher.example\n192.0.2.1\n")
    rules = TargetRules(blocked=read_block_list(tmp_path))
    for text in (
        "https://evil.example/",
        "https://login.EVIL.example:8443/",
        "https://bücher.example",
        "http://192.0.2.1/",
    ):
        with pytest.raises(BlockedTargetError, match=FILE):
            rules.check(text)
    for text in ("https://notevil.example/", "https://evil.example.org/", "https://example/"):
        rules.check(text)


def test_a_block_list_is_not_needed_but_must_be_right(tmp_path: Path) -> None:
    assert read_block_list(tmp_path) == frozenset()
    write(tmp_path, "evil.example\nhttps://evil.example/\n")
    with pytest.raises(BadTargetError, match="line 2"):
        read_block_list(tmp_path)


@given(st.text(st.sampled_from("ab0-_.xn"), max_size=30))
def test_the_quick_way_to_read_a_host_reads_what_the_slow_one_does(host: str) -> None:
    if block_list._PLAIN.fullmatch(host) and "xn--" not in host:
        try:
            assert ascii_host(host) == host
        except BadHostError:
            # a host that cannot be: no link leads there, listed or not
            assert "-." in host


def test_the_list_is_read_again_when_it_changed_and_nobody_is_writing_it(tmp_path: Path) -> None:
    found = BlockList(tmp_path)
    assert found.refresh()
    assert not found.refresh()
    write(tmp_path, "evil.example\n")
    assert not found.refresh()  # somebody may be writing it still
    write(tmp_path, "evil.example\nworse.example\n")
    assert not found.refresh()
    assert found.refresh()
    assert [found.blocks(host) for host in ("evil.example", "a.worse.example", "example")] == [True, True, False]
    assert not found.refresh()
    (tmp_path / FILE).unlink()
    assert not found.refresh()
    assert found.refresh()
    assert not found.blocks("evil.example")


def test_at_the_start_the_list_holds_at_once(tmp_path: Path) -> None:
    write(tmp_path, "evil.example\n")
    found = BlockList(tmp_path)
    found.refresh()
    assert found.blocks("evil.example")


def test_what_can_be_read_of_a_list_holds_and_the_rest_is_told(tmp_path: Path) -> None:
    write(tmp_path, "https://a.example/\nevil.example\n")
    found = BlockList(tmp_path)
    found.refresh()
    assert found.blocks("evil.example")
    assert "line 1" in found.problem
    (tmp_path / FILE).write_bytes(b"\xff\xfe")
    for _ in range(3):
        found.refresh()
    assert found.blocks("evil.example")
    assert "UTF-8" in found.problem
    write(tmp_path, "worse.example\n")
    found.refresh()
    found.refresh()
    assert (found.problem, found.blocks("evil.example"), found.blocks("worse.example")) == ("", False, True)


def test_the_same_length_in_the_same_second_is_a_change_too(tmp_path: Path) -> None:
    write(tmp_path, "evil.example\n")
    found = BlockList(tmp_path)
    found.refresh()
    write(tmp_path, "good.example\n")
    os.utime(tmp_path / FILE, ns=(1, (tmp_path / FILE).stat().st_mtime_ns + 1))
    found.refresh()
    assert found.refresh()
    assert found.blocks("good.example")


def test_a_host_stands_for_all_below_it_and_for_none_beside() -> None:
    blocked = frozenset({"evil.example"})
    assert is_blocked("a.b.evil.example", blocked)
    assert not is_blocked("notevil.example", blocked)
    assert not is_blocked("evil.example.org", blocked)
