"""`POST /e` of a running server: what is taken, what is refused and how it is told, what is kept."""

from __future__ import annotations

import gzip
import json
import socket
import time
import uuid
import zlib
from typing import Any

import pytest

from penombre.collect.sites import Sites
from tests.serve.server import CHROME, Server, view


def fresh() -> str:
    return uuid.uuid4().hex


def event(server: Server, id_: str) -> dict[str, Any]:
    found = [each for each in server.events() if each["id"] == id_]
    assert len(found) == 1
    return found[0]


def test_an_event_is_on_disk_and_then_in_the_store(server: Server) -> None:
    id_ = fresh()
    assert server.post(view(id_, "/news/a?utm_source=x&s=w2#top", referrer=None)) == (
        202,
        {"accepted": 1, "rejected": []},
    )
    kept = event(server, id_)
    assert (kept["page"], kept["tag"], kept["app"], kept["rung"]) == ("/news/a", "w2", "WhatsApp", "proven")
    assert (kept["device"], kept["system"], kept["browser"]) == ("desktop", "Windows", "Chrome")


def test_the_commands_ask_the_server_that_runs(server: Server) -> None:
    id_ = fresh()
    server.post(view(id_))
    server.drained()
    told = json.loads(server.command("ledger", "--json"))
    assert told["holds"]
    assert told["received"] == told["stored"] + told["duplicate"] + told["quarantined"] + told["pending"]
    assert id_ in server.command("export", "events", "--site", "demo", "--format", "jsonl")


def test_the_commands_open_the_store_where_no_server_runs(stopped: Server) -> None:
    stopped.start()
    id_ = fresh()
    stopped.post(view(id_))
    stopped.stop()
    assert json.loads(stopped.command("ledger", "--json"))["stored"] == 1
    assert id_ in stopped.command("export", "events", "--site", "demo")


def test_ids_come_back_as_they_were_sent(server: Server) -> None:
    dashed, plain = str(uuid.uuid4()), fresh()
    assert server.post([view(dashed), view(plain)])[0] == 202
    assert {dashed, plain} <= {each["id"] for each in server.events()}


def test_the_same_event_again_is_counted_once_and_answered_alike(server: Server) -> None:
    id_, before = fresh(), server.drained()
    for _ in range(3):
        assert server.post(view(id_))[0] == 202
    after = server.drained()
    assert after["stored"] - before["stored"] == 1
    assert after["duplicate"] - before["duplicate"] == 2


def test_another_event_under_the_same_id_is_kept_aside(server: Server) -> None:
    id_, before = fresh(), server.drained()
    server.post(view(id_, "/one"))
    server.drained()
    server.post(view(id_, "/other"))
    after = server.drained()
    assert after["quarantined"] - before["quarantined"] == 1
    assert event(server, id_)["page"] == "/one"


def test_where_a_visit_came_from(server: Server) -> None:
    said = {
        "https://www.google.com/": ("search", "Google", "attributed"),
        "https://web.whatsapp.com/": ("messenger", "WhatsApp", "observed"),
        "android-app://com.slack/": ("workchat", "Slack", "observed"),
        "https://www.example.org/": ("none", "", "internal"),
        "https://example.org/other": ("none", "", "internal"),
    }
    ids = {referrer: fresh() for referrer in said}
    server.post([view(id_, referrer=referrer) for referrer, id_ in ids.items()])
    hidden = fresh()
    server.post(view(hidden))
    kept = {each["id"]: each for each in server.events()}
    for referrer, expected in said.items():
        found = kept[ids[referrer]]
        assert (found["channel"], found["app"], found["rung"]) == expected, referrer
    assert kept[hidden]["rung"] == "unattributed"


def test_identity_in_the_body_is_ignored(server: Server) -> None:
    """Case S18: only the server says when, and nobody says who."""
    id_ = fresh()
    claims: dict[str, Any] = {
        "ip": "203.0.113.77",
        "userAgent": "Canary/1",
        "timestamp": 1,
        "at": "2020-01-01",
        "address": "203.0.113.77",
    }
    assert server.post(view(id_, **claims))[0] == 202
    kept = event(server, id_)
    assert kept["at"] > "2026"
    assert "203.0.113.77" not in json.dumps(kept)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"site": "nobody"}, "unknown_site"),
        ({"url": "https://evil.example/a"}, "host_not_of_this_site"),
        ({"url": "javascript:alert(1)"}, "bad_url"),
        ({"url": "https://[bad/a"}, "bad_url"),
        ({"id": "not-an-id"}, "bad_id"),
        ({"kind": "copy"}, "not_in_this_mode"),
        ({"kind": "goal", "name": "buy", "value": "1e999"}, "bad_value"),
    ],
)
def test_what_may_not_be_taken_is_told_with_its_reason(server: Server, change: dict[str, object], reason: str) -> None:
    good = fresh()
    status, answer = server.post([view(fresh()) | change, view(good)])
    assert (status, answer["accepted"]) == (202, 1)
    assert answer["rejected"] == [{"index": 0, "reason": reason}]
    status, answer = server.post(view(fresh()) | change)
    assert status == 400
    assert reason in answer["error"]


def test_a_broken_event_is_kept_aside_without_its_content(server: Server) -> None:
    before = server.drained()
    broken = view(fresh()) | {"seconds": "canary-7391", "kind": 12, "canary-name": 1}
    status, answer = server.post([broken, view(fresh())])
    assert (status, answer["accepted"], answer["rejected"][0]["index"]) == (202, 1, 0)
    after = server.drained()
    assert after["quarantined"] - before["quarantined"] == 1
    everything = b"".join(
        path.read_bytes() for path in server.data.rglob("*") if path.is_file() and not path.is_socket()
    )
    assert b"canary-7391" not in everything
    assert b"canary-name" not in everything


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b'[{"id":',
        b"null",
        b'"text"',
        b"[[[]]]",
        b"[" * 10_000,
        b'{"a":' * 9_000,
        b'{"id":NaN}',
        b'{"seconds":1e400}',
        b"\xff\xfe\x00",
        b"{" + b",".join(b'"k%d":1' % number for number in range(5_000)) + b"}",
        b"[" + b",".join([b"{}"] * 10_000) + b"]",
        b'{"id":"a","id":"b"}',
        b'{"id":"\\ud800"}',
    ],
)
def test_i01_hostile_json_gets_one_sentence_and_never_a_5xx(server: Server, body: bytes) -> None:
    status, answer = server.post(body)
    assert status == 400
    assert answer["error"]


def test_i02_sizes_and_lengths(server: Server) -> None:
    assert server.post(b"[" + b" " * (64 << 10) + b"]")[0] == 413
    assert server.ask("POST", "/e", b"{}", {"Content-Length": "1000000"})[0] == 413
    # what the HTTP server itself refuses or ends has no body of ours
    for path, headers in (("/" + "a" * 100_000, {}), ("/x", {"X-Long": "b" * 70_000})):
        try:
            status, _ = server.get(path, headers)
        except OSError:
            continue
        assert 400 <= status < 500
    assert server.get("/x", {f"X-{number}": "1" for number in range(90)})[0] == 404


def test_i03_bombs_stop_at_the_cap(server: Server) -> None:
    bomb = gzip.compress(b" " * (60 << 20))
    assert len(bomb) < 64 << 10
    assert server.post(bomb, {"Content-Encoding": "gzip"})[0] == 413
    assert server.post(gzip.compress(bomb), {"Content-Encoding": "gzip"})[0] == 400
    assert server.post(b"x", {"Content-Encoding": "br"})[0] == 415
    assert server.post(b"not packed", {"Content-Encoding": "gzip"})[0] == 400
    assert server.post(gzip.compress(b"{}")[:-4], {"Content-Encoding": "gzip"})[0] == 400
    body = json.dumps(view(fresh())).encode()
    assert server.post(gzip.compress(body), {"Content-Encoding": "gzip"})[0] == 202
    assert server.post(zlib.compress(body), {"Content-Encoding": "deflate"})[0] == 202


@pytest.mark.parametrize("signal", [{"Sec-GPC": "1"}, {"DNT": "1"}, {"Cookie": "a=b; penombre_opt_out=1"}])
def test_p03_who_objects_is_only_counted(server: Server, signal: dict[str, str]) -> None:
    id_, before = fresh(), server.drained()
    assert server.post(view(id_), signal) == (202, {"accepted": 0, "rejected": []})
    assert server.get("/nolink", signal)[0] == 404
    until = time.monotonic() + 30
    while (after := server.drained())["dropped_by_signal"] == before["dropped_by_signal"]:
        assert time.monotonic() < until
        time.sleep(0.2)
    assert after["dropped_by_signal"] - before["dropped_by_signal"] == 1
    assert (after["received"], after["stored"]) == (before["received"], before["stored"])


def test_opt_out_is_one_page_in_both_languages_that_sets_one_flag(server: Server) -> None:
    status, body, headers = server.ask("GET", "/opt-out")
    assert status == 200
    assert headers["set-cookie"].startswith("penombre_opt_out=1; Max-Age=")
    assert "Vos visites ne sont plus comptées" in body.decode()
    assert "no longer counted" in body.decode()
    assert "penombre_opt_out=;" in server.ask("GET", "/opt-out?undo=1")[2]["set-cookie"]


def test_a_page_of_another_site_cannot_send_for_this_one(server: Server) -> None:
    status, answer = server.post(view(fresh()), {"Origin": "https://evil.example"})
    assert (status, answer["rejected"]) == (400, [{"index": 0, "reason": "wrong_origin"}])
    status, _, headers = server.ask(
        "POST", "/e", json.dumps(view(fresh())).encode(), {"Origin": "https://www.example.org"}
    )
    assert (status, headers["access-control-allow-origin"]) == (202, "https://www.example.org")
    assert server.ask("OPTIONS", "/e", headers={"Origin": "https://www.example.org"})[0] == 204


def test_other_methods_and_addresses(server: Server) -> None:
    assert server.get("/e")[0] == 405
    for path in (
        *(
            "/internal/ledger",
            "//internal/ledger",
            "/x/../internal/ledger",
            "/x/%2e%2e/internal/ledger",
            "/./internal/ledger",
        ),
        *(
            "/internal/events/1",
            "//internal/events/1",
            "/INTERNAL/events/1",
            "/x/..//internal/events/1",
            "/%69nternal/ledger",
        ),
    ):
        status, body = server.get(path, {"X-Penombre-Public": "0"})
        assert status == 404, path
        assert b"received" not in body
    with socket.create_connection(("127.0.0.1", server.port)) as raw:
        raw.sendall("GET /?q=café HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        assert int(raw.recv(100).split()[1]) < 500
    assert server.ask("POST", "/some-code")[0] == 405


def test_s15_a_forged_address_is_believed_from_a_proxy_only(stopped: Server) -> None:
    stopped.settings |= {"requests_per_address": 1.0, "trusted_proxies": "10.0.0.0/8"}
    stopped.start()
    # not a proxy: whoever it says to speak for, it is one address with one limit
    forged = [stopped.post(view(fresh()), {"X-Forwarded-For": f"203.0.113.{number}"})[0] for number in range(8)]
    assert forged.count(202) < 8
    # the machine itself, with no proxy between, has none
    assert {stopped.post(view(fresh()))[0] for _ in range(8)} == {202}
    stopped.stop()
    stopped.settings |= {"trusted_proxies": "127.0.0.0/8"}
    stopped.start()
    answers = [stopped.ask("POST", "/e", b"{}", {"X-Forwarded-For": "198.51.100.1, 203.0.113.9"}) for _ in range(8)]
    assert [status for status, _, _ in answers].count(429) == 4
    assert all(int(headers["retry-after"]) >= 1 for status, _, headers in answers if status == 429)
    assert stopped.post(view(fresh()), {"X-Forwarded-For": "203.0.113.10"})[0] == 202


def test_l04_a_site_has_its_own_quota(stopped: Server) -> None:
    Sites(stopped.database).add("other", ["other.example"], mode="strict")
    stopped.settings |= {"events_per_site": 10}
    stopped.start()
    loud = [stopped.post([view(fresh()) for _ in range(10)])[0] for _ in range(5)]
    assert loud.count(429) >= 2
    quiet = view(fresh()) | {"site": "other", "url": "https://other.example/a"}
    assert stopped.post(quiet)[0] == 202


def test_strict_mode_keeps_neither_tags_nor_campaigns(stopped: Server) -> None:
    Sites(stopped.database).change_mode("demo", "strict")
    stopped.start()
    id_ = fresh()
    sent = view(id_, "/a?utm_source=letter&utm_campaign=spring&s=w2&fbclid=1", token="A" * 16, nav="reload", history=3)
    assert stopped.post([sent, view(fresh()) | {"kind": "share"}])[1]["rejected"] == [
        {"index": 1, "reason": "not_in_this_mode"}
    ]
    kept = event(stopped, id_)
    assert (kept["tag"], kept["campaign"], kept["token"], kept["nav"], kept["history"]) == ("", "", "", "", 0)
    assert (kept["channel"], kept["rung"]) == ("none", "unattributed")


def test_consent_mode_keeps_tokens_with_their_parents(stopped: Server) -> None:
    Sites(stopped.database).change_mode("demo", "consent")
    stopped.start()
    seen, shared, copied = fresh(), fresh(), fresh()
    stopped.post(
        [
            view(seen, "/a?s=w-0123456789abcdEF", nav="navigate", history=2),
            view(shared) | {"kind": "share", "app": "WhatsApp", "via": "button", "token": "B" * 16, "parent": "A" * 16},
            view(copied) | {"kind": "copy", "chars": 100, "token": "someone@example.org"},
        ]
    )
    assert (event(stopped, seen)["token"], event(stopped, seen)["tag"], event(stopped, seen)["rung"]) == (
        "0123456789abcdEF",
        "w",
        "proven",
    )
    kept = event(stopped, shared)
    assert (kept["token"], kept["parent"], kept["channel"], kept["app"]) == (
        "B" * 16,
        "A" * 16,
        "messenger",
        "WhatsApp",
    )
    assert (event(stopped, copied)["chars"], event(stopped, copied)["token"]) == (100, "")


def test_addresses_agents_and_referrers_end_in_memory(stopped: Server) -> None:
    """Rules R11, PR1: no file of the server ever holds them."""
    stopped.settings |= {"trusted_proxies": "127.0.0.0/8"}
    stopped.start()
    canaries = {"User-Agent": f"{CHROME} canary-agent-5521", "X-Forwarded-For": "203.0.113.201"}
    sent = view(
        fresh(),
        "/a?mail=canary-query@example.org",
        referrer="https://mail.google.com/canary-referrer",
        title="canary-title",
    )
    assert stopped.post(sent, canaries)[0] == 202
    for kill in (False, True):
        if kill:
            stopped.kill("all")
        files = [path for path in stopped.data.rglob("*") if path.is_file() and not path.is_socket()]
        content = b"".join(path.read_bytes() for path in files)
        for canary in (b"canary-agent", b"203.0.113.201", b"canary-query", b"canary-referrer", b"canary-title"):
            assert canary not in content
    stopped.start()
