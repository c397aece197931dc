"""Whatever stands in a log, every line gets a verdict and nothing breaks (cases I05, I08 and S14)."""

import gzip
import random
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from penombre.collect.logs import reader
from penombre.collect.logs.reader import read_logs
from penombre.store.engine import Engine, temporary_engine

GOOD = b'192.0.2.%d - - [05/Jan/2026:10:00:%02d +0100] "GET /%s HTTP/1.1" 200 5 "-" "Mozilla/5.0 (X11) Firefox/121.0"\n'
JSON = b'{"remote_addr":"192.0.2.9","time_iso8601":"2026-01-05T10:00:00Z","status":200,"request":"GET /j HTTP/1.1"}\n'
COMMON = b'192.0.2.7 - - [05/Jan/2026:10:00:00 +0100] "GET /c HTTP/1.1" 200 5\n'
TORN = b"92.0.2.7 - - [05/Jan/2026:10:0"


def good(number: int, page: bytes = b"page") -> bytes:
    return GOOD % (number % 250, number % 60, page)


def read(engine: Engine, file: Path) -> reader.LogInput:
    return read_logs(engine, [str(file)])[0]


def test_a_third_of_garbage_in_all_its_kinds(audit_engine: Engine, tmp_path: Path) -> None:
    garbage = [
        JSON, COMMON, TORN + b"\n", b"\0" * 300 + b"\n", b"\x1b[2J\x1b[31mred\x07\n", "caf\xe9\n".encode("latin-1"),
        b"\xff\xfe\xc0\xaf\xed\xa0\x80\n", random.Random(1).randbytes(100_000).hex().encode() + b"\n", b"\n", b"# a comment\n", b'"' * 4000 + b"\n", b"\\" * 4000 + b"\n",
        b'192.0.2.7 - - [99/Xyz/2026:10:00:00 +0100] "GET / HTTP/1.1" 200 5 "-" "-"\n',
        b'192.0.2.7 - - [05/Jan/2026:10:00:00 +0100] "GET / HTTP/1.1" 999999 5 "-" "-"\n',
    ]  # fmt: skip
    lines = [good(number) for number in range(400)]
    for at, bad in enumerate(garbage * 12):
        lines.insert((at * 7) % len(lines), bad)
    file = tmp_path / "access.log.gz"
    file.write_bytes(gzip.compress(b"".join(lines) + TORN) + b"trailing junk")
    account = read(audit_engine, file)
    assert account.remark == "trailing_junk"
    assert account.lines == len(lines) + 1 == account.read + sum(account.refused.values())
    assert account.read >= 400
    assert {"too_long", "comment", "blank", "time", "status"} <= set(account.refused)


def test_a_line_of_a_hundred_megabytes_is_one_refused_line(audit_engine: Engine, tmp_path: Path) -> None:
    file = tmp_path / "access.log"
    with file.open("wb") as log:
        log.write(good(1))
        for _ in range(100):
            log.write(b"x" * (1 << 20))
        log.write(b"\n" + good(2))
    account = read(audit_engine, file)
    assert (account.lines, account.read, account.refused) == (3, 2, {"too_long": 1})


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.binary(max_size=300), max_size=30))
def test_verdicts_add_up_to_the_lines_whatever_they_are(tmp_path: Path, lines: list[bytes]) -> None:
    text = b"".join(good(number) for number in range(5)) + b"\n".join(lines)
    file = tmp_path / "access.log"
    file.write_bytes(text)
    with temporary_engine() as engine:
        engine.create("functions")
        engine.create("audit")
        account = read_logs(engine, [str(file)], format_name="combined")[0]
        assert account.lines == account.read + sum(account.refused.values())
        assert account.lines == text.count(b"\n") + (not text.endswith(b"\n"))
        assert int(engine.row("SELECT count() AS n FROM hits")["n"]) == account.read


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (b"caf%C3%A9", b"cafe%CC%81"),  # composed and decomposed
        (b"caf%c3%a9", "café".encode()),  # escaped and plain
        (b"a/", b"a"),
        (b"a/index.html", b"a?x=1"),
    ],
)
def test_two_spellings_of_a_page_are_one_page(one: bytes, other: bytes, audit_engine: Engine, tmp_path: Path) -> None:
    file = tmp_path / "access.log"
    file.write_bytes(good(1, one) + good(2, other))
    read(audit_engine, file)
    assert audit_engine.row("SELECT uniqExact(page) AS pages FROM hits")["pages"] == 1


@pytest.mark.parametrize(
    "path", [b"%ED%A0%80", b"%C0%AF%C0%AE", b"\xff\xfe", b"%F4%90%80%80", b"x" * 60_000, b"%E2%80%AE%00"]
)
def test_no_invalid_text_gets_into_the_store(path: bytes, audit_engine: Engine, tmp_path: Path) -> None:
    file = tmp_path / "access.log"
    file.write_bytes(good(1, path))
    assert read(audit_engine, file).read == 1
    row = audit_engine.row("SELECT text, isValidUTF8(text) AS valid FROM texts WHERE family = 'page'")
    assert row["valid"] == 1
    assert len(row["text"]) <= 1024


def test_a_log_rotated_while_it_is_read_is_read_to_its_end(audit_engine: Engine, tmp_path: Path) -> None:
    """I05: the file is renamed, goes on growing, and another one takes its name."""
    file = tmp_path / "access.log"
    with file.open("wb") as log:
        log.writelines(good(number) for number in range(60_000))
        log.flush()
        rotated: list[Path] = []

        def watch(_: reader.Progress) -> None:
            if not rotated:
                rotated.append(file.rename(tmp_path / "access.log.1"))
                log.writelines(good(number) for number in range(1000))
                log.write(TORN)
                log.flush()
                file.write_bytes(good(1))

        account = read_logs(audit_engine, [str(file)], watch=watch)[0]
    assert (account.lines, account.read) == (61_001, 61_000)
    assert sum(account.refused.values()) == 1


def test_a_log_cut_short_while_it_is_read_is_no_crash(audit_engine: Engine, tmp_path: Path) -> None:
    """I05: `copytruncate` empties the file under the reader."""
    file = tmp_path / "access.log"
    file.write_bytes(b"".join(good(number) for number in range(60_000)))

    def watch(_: reader.Progress) -> None:
        file.write_bytes(b"")

    account = read_logs(audit_engine, [str(file)], watch=watch)[0]
    assert 0 < account.read < 60_000
    assert account.lines == account.read + sum(account.refused.values())


def test_hostile_lines_are_read_at_fifty_thousand_a_second(audit_engine: Engine, tmp_path: Path) -> None:
    """I05, with one line in two that is none of this format; in seconds of processor time, whoever else is at work."""
    file = tmp_path / "access.log"
    some = [good(1), good(2), TORN + b"\n", JSON, good(3), COMMON]
    file.write_bytes(b"".join(some * 30_000))
    started = time.process_time()
    account = read(audit_engine, file)
    assert account.lines / (time.process_time() - started) > 50_000


def test_no_backtracking_engine_reads_a_log() -> None:
    """S14: linear time. The engine matches with re2 and Hyperscan, our own patterns with re2."""
    for file in Path(reader.__file__).parent.glob("*.py"):
        assert "import re\n" not in file.read_text()


def test_an_empty_file_in_a_rotated_set_is_no_reason_to_stop(audit_engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "access.log").write_bytes(b"")
    (tmp_path / "access.log.1").write_bytes(good(1))
    accounts = read_logs(audit_engine, [str(tmp_path / "access.log"), str(tmp_path / "access.log.1")])
    assert [account.lines for account in accounts] == [0, 1]
