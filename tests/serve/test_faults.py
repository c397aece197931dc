"""What a machine does to a running server: full and slow disks, signals, second instances, databases that are away."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from penombre.serve.place import Place
from tests.serve.server import Server, view


def fresh() -> str:
    return uuid.uuid4().hex


def test_f12_a_second_server_refuses_and_names_the_first(stopped: Server) -> None:
    stopped.start()
    command = [sys.executable, "-m", "penombre.cli", "serve", "--data", str(stopped.data), "--port", "1"]
    answer = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert answer.returncode == 2
    assert f"process {stopped.process.pid}" in answer.stderr  # type: ignore[union-attr]
    assert stopped.post(view(fresh()))[0] == 202
    # a lock left by a dead process is no lock
    stopped.kill("all")
    assert (stopped.place.lock / "lock").read_text()
    stopped.start()
    assert stopped.post(view(fresh()))[0] == 202


def test_f10_sigterm_with_requests_in_flight_loses_none(stopped: Server) -> None:
    accepted: list[str] = []
    errors: list[str] = []
    running = threading.Event()

    def send() -> None:
        while running.is_set():
            id_ = fresh()
            try:
                status, _ = stopped.post(view(id_))
            except (OSError, ValueError):
                continue  # not accepted: the port was closed, or the connection ended without an answer
            if status == 202:
                accepted.append(id_)
            elif status >= 500:
                errors.append(str(status))

    for _ in range(6):
        stopped.start()
        running.set()
        threads = [threading.Thread(target=send) for _ in range(3)]
        for thread in threads:
            thread.start()
        time.sleep(0.4)
        assert stopped.stop() == 0
        running.clear()
        for thread in threads:
            thread.join()
    assert not errors
    stopped.start()
    stored = [event["id"] for event in stopped.events()]
    assert set(accepted) <= set(stored)
    assert len(stored) == len(set(stored))
    assert stopped.ledger()["holds"]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 32 MB, which only root can make."""
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=32m", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("no file system can be mounted here: run as root")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_f03_a_full_disk_refuses_events_redirects_on_and_recovers_alone(stopped: Server, small_disk: Path) -> None:
    shutil.rmtree(stopped.place.journal)
    stopped.place.journal.symlink_to(small_disk)
    stopped.settings |= {"low_water_mb": 4}
    stopped.links.create("https://www.example.org/l", code="spring", site="demo")
    stopped.start()
    sent = [fresh() for _ in range(4)]
    assert [stopped.post(view(id_))[0] for id_ in sent[:2]] == [202, 202]
    filler = small_disk / "filler"
    filler.write_bytes(b"x" * (29 << 20))
    status, _, headers = stopped.ask(
        "POST", "/e", b'{"id":"%s","site":"demo","kind":"view","url":"https://www.example.org/"}' % sent[2].encode()
    )
    assert status == 503
    assert int(headers["retry-after"]) >= 1
    assert stopped.get("/spring")[0] == 302
    assert stopped.get("/health")[0] == 503
    # to the last byte: writes themselves fail
    with filler.open("ab", buffering=0) as file:
        while True:
            try:
                file.write(b"x" * 4096)
            except OSError:
                break
    assert stopped.post(view(sent[2]))[0] == 503
    assert stopped.get("/spring")[0] == 302
    # nobody waits for a redirect's record: once what came after it is refused, it was refused, too
    assert stopped.post(view(sent[2]))[0] == 503
    filler.unlink()
    until = time.monotonic() + 30
    while stopped.post(view(sent[2]))[0] != 202:
        assert time.monotonic() < until
        time.sleep(0.1)
    assert stopped.post(view(sent[3]))[0] == 202
    stored = [event["id"] for event in stopped.events() if event["kind"] == "view"]
    assert sorted(stored) == sorted(sent)
    while stopped.ledger()["unrecorded_redirects"] < 2:  # counters are handed to the journal now and then
        assert time.monotonic() < until
        time.sleep(0.1)
    ledger = stopped.drained()
    assert ledger["holds"]
    assert ledger["unrecorded_redirects"] == 2


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace injects the faults: apt-get install strace")
@pytest.mark.parametrize(
    "fault",
    [
        "fdatasync:error=EIO:when=3+4",
        "write:error=ENOSPC:when=5+7",
        "fdatasync:delay_exit=300000",
        "rename:error=EIO:when=2+3",
    ],
)
def test_system_calls_that_fail_or_dawdle_lose_nothing_acknowledged(stopped: Server, fault: str) -> None:
    """Rules R4, R10; case F09: errors and slowness of the disk, injected into the edge's own system calls."""
    stopped.links.create("https://www.example.org/l", code="spring", site="demo")
    stopped.start()
    edge = stopped.parts()["edge"]
    strace = subprocess.Popen(
        [
            "strace",
            "-f",
            "-qq",
            "-p",
            str(edge.pid),
            "-e",
            f"trace={fault.split(':', maxsplit=1)[0]}",
            "-e",
            f"inject={fault}",
            "-o",
            os.devnull,
        ]
        + (["-P", str(stopped.place.journal)] if fault.startswith("write") else [])
    )
    try:
        time.sleep(0.5)
        accepted, refused = [], 0
        for _ in range(25):
            id_ = fresh()
            status, _ = stopped.post(view(id_))
            assert status in (202, 503)
            accepted += [id_] if status == 202 else []
            refused += status == 503
            assert stopped.get("/spring")[0] == 302
    finally:
        strace.send_signal(signal.SIGTERM)
        strace.wait()
    assert accepted
    stored = [event["id"] for event in stopped.events() if event["kind"] == "view"]
    assert set(accepted) <= set(stored)
    assert len(stored) == len(set(stored))
    assert stopped.ledger()["holds"]


def test_f11_links_and_events_go_on_without_their_database(stopped: Server) -> None:
    stopped.links.create("https://www.example.org/l", code="spring", site="demo")
    stopped.start()
    database = stopped.data / "penombre.db"
    stopped.database.dispose()
    away = database.with_suffix(".away")
    database.rename(away)
    time.sleep(1.5)
    assert stopped.get("/spring")[0] == 302
    assert stopped.post(view(fresh()))[0] == 202
    away.rename(database)


@contextlib.contextmanager
def _locked(database: Path) -> Iterator[None]:
    connection = sqlite3.connect(database, isolation_level=None)
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.execute("BEGIN EXCLUSIVE")
    yield
    connection.execute("ROLLBACK")
    connection.close()


@contextlib.contextmanager
def _broken(database: Path) -> Iterator[None]:
    content = database.read_bytes()
    database.write_bytes(b"\xff" * len(content))
    yield
    database.write_bytes(content)


@contextlib.contextmanager
def _gone(database: Path) -> Iterator[None]:
    database.rename(database.with_suffix(".away"))
    yield
    assert not database.exists()
    database.with_suffix(".away").rename(database)


def _at_rest(server: Server) -> Path:
    """The database, all of it in one file."""
    server.database.dispose()
    database = server.data / "penombre.db"
    with contextlib.closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return database


@pytest.mark.parametrize("harm", [_locked, _broken, _gone])
def test_f11_a_start_without_the_database_goes_on_from_the_last_copy(
    stopped: Server, harm: Callable[[Path], contextlib.AbstractContextManager[None]]
) -> None:
    stopped.links.create("https://www.example.org/l", code="spring", site="demo")
    stopped.start()
    _until(stopped.place.links.exists)
    stopped.stop()
    with harm(_at_rest(stopped)):
        stopped.start()
        assert stopped.get("/spring")[0] == 302
        assert stopped.post(view(fresh()))[0] == 202
        status, _, headers = stopped.ask("GET", "/never")
        assert (status, int(headers["retry-after"]) > 0) == (503, True)
        status, _, headers = stopped.ask("POST", "/e", json.dumps(view(fresh()) | {"site": "new"}).encode())
        assert (status, int(headers["retry-after"]) > 0) == (503, True)
        assert stopped.ask("POST", "/spring+", b"")[0] == 503
        health = json.loads(stopped.get("/health")[1])
        assert (health["status"], health["links"]["stale_since"] is None) == ("collecting", False)
    _until(lambda: stopped.get("/never")[0] == 404)
    stopped.links.pause("spring")
    _until(lambda: stopped.get("/spring")[0] == 404)
    assert stopped.ask("POST", "/spring+", b"")[0] == 404
    assert len([each for each in stopped.events() if each["kind"] == "view"]) == 1
    assert stopped.ledger()["holds"]


def test_f11_a_start_without_database_and_copy_says_try_again_until_it_is_back(stopped: Server) -> None:
    stopped.links.create("https://www.example.org/l", code="spring", site="demo")
    event = view(fresh())
    with _broken(_at_rest(stopped)):
        stopped.start()
        status, _, headers = stopped.ask("GET", "/spring")
        assert (status, int(headers["retry-after"]) > 0) == (503, True)
        # not refused for good: the sender keeps it
        assert stopped.post(event)[0] == 503
    _until(lambda: stopped.get("/spring")[0] == 302)
    assert stopped.post(event)[0] == 202


def test_a_database_of_a_newer_program_is_no_reason_to_go_on(stopped: Server) -> None:
    with contextlib.closing(sqlite3.connect(_at_rest(stopped))) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    command = [sys.executable, "-m", "penombre.cli", "serve", "--data", str(stopped.data), "--port", str(stopped.port)]
    answer = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert (answer.returncode, "newer Penombre" in answer.stderr) == (2, True)


def test_the_edge_collects_while_the_core_is_away(stopped: Server) -> None:
    stopped.start()
    core = stopped.parts()["core"]
    core.suspend()
    ids = [fresh() for _ in range(20)]
    assert {stopped.post(view(id_))[0] for id_ in ids} == {202}
    assert stopped.get("/health")[0] == 200
    core.resume()
    assert set(ids) <= {event["id"] for event in stopped.events()}


def test_why_the_store_does_not_take_what_waits_is_told_until_it_does(stopped: Server) -> None:
    stopped.start()
    obstacle = stopped.place.journal / "0000000000000001.sealed"
    obstacle.mkdir()
    assert stopped.post(view(fresh()))[0] == 202

    def told() -> dict[str, Any]:
        loader: dict[str, Any] = json.loads(stopped.get("/health")[1])["loader"]
        return loader

    _until(lambda: told()["problem"] == "the disk refuses: Is a directory")
    assert time.time() - told()["since"] < 60
    assert b"penombre_loader_failing 1" in stopped.get("/metrics")[1]
    assert stopped.post(view(fresh()))[0] == 202
    assert stopped.get("/health")[0] == 200
    obstacle.rmdir()
    _until(lambda: not told()["problem"])
    assert b"penombre_loader_failing 0" in stopped.get("/metrics")[1]
    assert stopped.drained()["stored"] == 2


def _until(so: Callable[[], object]) -> None:
    end = time.monotonic() + 20
    while not so():
        assert time.monotonic() < end
        time.sleep(0.1)


def _flip_bits_of_events(server: Server) -> None:
    """In the largest file of events that there is, as a disk would that is going bad."""
    largest = max(
        server.place.store.rglob("data.bin"), key=lambda file: (b"fetch_site" in _columns(file), file.stat().st_size)
    )
    content = bytearray(largest.read_bytes())
    for at in range(len(content) // 2, len(content) // 2 + 8):
        content[at] ^= 0xFF
    with largest.open("r+b") as file:
        file.write(content)


def _columns(data: Path) -> bytes:
    return data.with_name("columns.txt").read_bytes()


def test_f07_flipped_bits_in_the_store_cost_nothing_that_is_archived(stopped: Server) -> None:
    stopped.start()
    sent = [fresh() for _ in range(60)]
    for id_ in sent:
        assert stopped.post(view(id_))[0] == 202
    before = stopped.drained()
    stopped.stop()
    _flip_bits_of_events(stopped)
    stopped.start()
    assert sorted(event["id"] for event in stopped.events()) == sorted(sent)
    assert stopped.drained() == before
    assert before["holds"]
    assert b'penombre_ledger_records{state="lost"} 0' in stopped.get("/metrics")[1]
    assert "is damaged" in (stopped.data / "log").read_text()


def test_f07_bits_that_flip_while_the_server_runs_are_noticed_by_the_first_answer(stopped: Server) -> None:
    stopped.start()
    sent = [fresh() for _ in range(60)]
    for id_ in sent:
        assert stopped.post(view(id_))[0] == 202
    before = stopped.drained()
    _flip_bits_of_events(stopped)

    def answered() -> list[str]:
        try:
            return sorted(event["id"] for event in stopped.events())
        except (httpx.HTTPError, ValueError):
            return []

    _until(lambda: answered() == sorted(sent))
    _until(lambda: "is damaged" in (stopped.data / "log").read_text())
    assert answered() == sorted(sent)
    assert stopped.drained() == before
    assert stopped.post(view(fresh()))[0] == 202


def test_l03_slow_clients_are_let_go_and_hold_up_nobody(stopped: Server) -> None:
    stopped.start()
    edge = stopped.parts()["edge"]
    slow = []
    for number in range(300):
        client = socket.create_connection(("127.0.0.1", stopped.port))
        client.sendall(b"POST /e HTTP/1.1\r\nHost: x\r\n" + (b"Content-Length: 100\r\n\r\n{" if number % 2 else b""))
        slow.append(client)
    assert stopped.post(view(fresh()))[0] == 202
    until = time.monotonic() + 25
    waiting = set(slow)
    while waiting and time.monotonic() < until:
        for client in list(waiting):
            client.setblocking(False)
            try:
                client.recv(1000)
            except BlockingIOError:
                continue
            except OSError:
                pass
            waiting.discard(client)
        time.sleep(0.2)
    for client in slow:
        client.close()
    assert not waiting
    assert stopped.post(view(fresh()))[0] == 202
    time.sleep(0.5)
    assert edge.num_fds() < 200


def test_p02_the_key_of_the_day_is_in_memory_only(stopped: Server) -> None:
    stopped.start()
    stopped.post(view(fresh()))
    key_file = Place(stopped.data).day_key()
    if key_file is None or not key_file.exists():
        pytest.skip("no memory-backed file system here")
    key = key_file.read_bytes()[-32:]
    stopped.drained()
    files = [path for path in stopped.data.rglob("*") if path.is_file() and not path.is_socket()]
    assert not [path for path in files if key in path.read_bytes()]
    # a restart on the same day goes on with it, so that nobody is counted twice
    stopped.stop()
    stopped.start()
    stopped.post(view(fresh()))
    assert key_file.read_bytes()[-32:] == key
