"""S04: nothing but public web servers is asked, whatever the address says; pages are read to a limit."""

import gzip
import socket
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from penombre.collect.links.preview import (
    PUBLIC,
    REFUSAL,
    SIZE,
    Address,
    Guard,
    Preview,
    PreviewError,
    fetch_preview,
    is_public,
    read_preview,
)

LOOPBACK = ip_address("127.0.0.1")
PAGE = b"<html><head><title>A page</title></head></html>"


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.8.8.8", "0.0.0.0", "0.1.2.3", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1"),
        *("169.254.169.254", "169.254.0.1", "100.64.0.1", "100.100.100.200", "192.0.0.192", "192.0.2.1", "198.18.0.1"),
        *("198.51.100.1", "203.0.113.1", "192.88.99.1", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255"),
        *("::", "::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::808:808"),
        *(
            "64:ff9b:1::1",
            "100::1",
            "fe80::1",
            "fec0::1",
            "fc00::1",
            "fd00:ec2::254",
            "ff02::1",
            "2001::1",
            "2001:db8::1",
        ),
        *("2001:10::1", "2001:20::1", "2002:7f00:1::1", "2002:808:808::1", "3fff::1", "5f00::1", "4000::1"),
    ],
)
def test_addresses_that_are_never_asked(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "93.184.216.34", "2606:4700::1111", "2a00:1450:4007::1", "2001:4860:4860::8888"]
)
def test_addresses_that_may_be_asked(address: str) -> None:
    assert is_public(ip_address(address))


@given(st.ip_addresses(v=6))
def test_ipv6_outside_what_is_given_out_is_never_asked(address: Address) -> None:
    if int(address) >> 125 != 1:
        assert not is_public(address)


class Site:
    """A server on the loopback, and a guard that lets the names of this test lead there."""

    def __init__(self, answer: Callable[[BaseHTTPRequestHandler], None]) -> None:
        self.asked: list[tuple[str, str]] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append((self.headers["Host"], self.path))
                answer(self)

            def log_message(self, *_: object) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def guard(self, **changes: object) -> Guard:
        guard = Guard(resolve=lambda _: [LOOPBACK], allow=lambda address: address == LOOPBACK, ports=None)
        return msgspec.structs.replace(guard, **changes)

    def url(self, path: str = "/") -> str:
        return f"http://page.example:{self.port}{path}"


Start = Callable[[Callable[[BaseHTTPRequestHandler], None]], Site]


@pytest.fixture
def start() -> Iterator[Start]:
    started: list[Site] = []

    def begin(answer: Callable[[BaseHTTPRequestHandler], None]) -> Site:
        started.append(Site(answer))
        return started[-1]

    yield begin
    for site in started:
        site.server.shutdown()
        site.server.server_close()


def send(handler: BaseHTTPRequestHandler, body: bytes = PAGE, status: int = 200, **fields: str) -> None:
    handler.send_response(status)
    for name, value in {
        "Content-Type": "text/html",
        **{name.replace("_", "-"): value for name, value in fields.items()},
    }.items():
        handler.send_header(name, value)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def refused(target: str, guard: Guard) -> None:
    with pytest.raises(PreviewError) as told:
        fetch_preview(target, guard)
    assert str(told.value) == REFUSAL
    assert told.value.__cause__ is None
    assert told.value.__suppress_context__


def test_a_page_says_what_it_is(start: Start) -> None:
    site = start(send)
    assert fetch_preview(site.url("/a?b#c"), site.guard()) == Preview("A page", "", "")
    assert site.asked == [(f"page.example:{site.port}", "/a?b")]


@pytest.mark.parametrize(
    "target",
    [
        *("http://127.0.0.1/", "http://localhost/", "http://localhost./", "http://[::1]/", "http://[::]/", "http://0/"),
        *("http://2130706433/", "http://0177.0.0.1/", "http://0x7f.0.0.1/", "http://127.1/", "http://10.0.0.1/"),
        *("http://169.254.169.254/latest/meta-data/", "http://[::ffff:169.254.169.254]/", "http://192.168.0.1/"),
        *("http://example.org:22/", "http://example.org:8080/", "https://example.org:6379/", "file:///etc/passwd"),
        *("gopher://example.org/", "ftp://example.org/", "http://a@127.0.0.1/", "http:/127.0.0.1/", "", "x"),
    ],
)
def test_nothing_inside_is_ever_asked(target: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr("httpcore.SyncBackend.connect_tcp", never)
    refused(target, PUBLIC)


@pytest.mark.parametrize("found", [["127.0.0.1"], ["169.254.169.254"], ["8.8.8.8", "10.0.0.1"], ["::1"], []])
def test_a_name_that_leads_inside_is_not_asked(found: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    connected: list[object] = []
    monkeypatch.setattr("httpcore.SyncBackend.connect_tcp", lambda *args, **_: connected.append(args))
    refused("http://127.0.0.1.nip.example/", msgspec.structs.replace(PUBLIC, resolve=lambda _: map(ip_address, found)))
    assert connected == []


def test_the_connection_goes_to_the_address_that_was_judged(start: Start) -> None:
    """A name that answers differently the second time gains nothing: it is asked once."""
    site = start(send)
    answers = iter([[LOOPBACK], [ip_address("10.0.0.1")]])
    assert fetch_preview(site.url(), site.guard(resolve=lambda _: next(answers))).title == "A page"
    assert len(list(answers)) == 1


def test_each_redirect_is_judged(start: Start) -> None:
    inside = start(send)
    for location in (
        f"http://inside.example:{inside.port}/",
        f"http://127.0.0.2:{inside.port}/",
        "file:///etc/passwd",
        "http:\\\\inside.example/",
        "http://a@page.example/",
    ):
        site = start(lambda handler, location=location: send(handler, b"", 302, Location=location))  # type: ignore[misc]
        names = {"page.example": LOOPBACK}
        guard = site.guard(resolve=lambda host, names=names: [names.get(host, ip_address("10.0.0.1"))])
        refused(site.url(), guard)
    assert inside.asked == []


def test_three_redirects_are_followed_and_no_more(start: Start) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        left = int(handler.path.strip("/") or 0)
        send(handler, status=302, Location=f"/{left - 1}") if left else send(handler)

    site = start(answer)
    assert fetch_preview(site.url("/3"), site.guard()).title == "A page"
    refused(site.url("/4"), site.guard())


def test_only_pages_are_read(start: Start) -> None:
    refused((site := start(lambda handler: send(handler, status=404))).url(), site.guard())
    refused((site := start(lambda handler: send(handler, Content_Type="image/png"))).url(), site.guard())
    refused((site := start(lambda handler: send(handler, Content_Encoding="br"))).url(), site.guard())
    refused((site := start(lambda handler: send(handler, Content_Encoding="gzip"))).url(), site.guard())
    refused((site := start(lambda handler: send(handler, status=302))).url(), site.guard())
    refused((site := start(lambda handler: handler.connection.close())).url(), site.guard())


def test_a_page_is_read_to_its_limit_and_no_further(start: Start) -> None:
    site = start(lambda handler: send(handler, PAGE + b" " * SIZE + b'<meta property="og:title" content="late">'))
    assert fetch_preview(site.url(), site.guard()).title == "A page"


def test_a_bomb_does_not_go_off(start: Start) -> None:
    bomb = gzip.compress(PAGE + b"\0" * 200_000_000, 9)
    site = start(lambda handler: send(handler, bomb, Content_Encoding="gzip"))
    began = time.monotonic()
    assert fetch_preview(site.url(), site.guard()).title == "A page"
    assert time.monotonic() - began < 2


def test_drops_of_bytes_do_not_stretch_the_time(start: Start) -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        try:
            for _ in range(100):
                handler.wfile.write(b"HTTP/1.1 200 OK\r\n"[:1])
                time.sleep(0.1)
        except OSError:
            return

    def slow_body(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        handler.end_headers()
        drip(handler)

    for answer in (drip, slow_body):
        site = start(answer)
        began = time.monotonic()
        refused(site.url(), site.guard(seconds=0.4))
        assert time.monotonic() - began < 2


def test_a_resolver_that_sleeps_is_not_waited_for() -> None:
    began = time.monotonic()

    def sleep(_: str) -> list[Address]:
        time.sleep(3)
        return []

    refused("http://example.org/", msgspec.structs.replace(PUBLIC, resolve=sleep, seconds=0.2))
    assert time.monotonic() - began < 2


def test_tls_asks_for_the_name_not_for_the_address() -> None:
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def listen() -> None:
            connection, _ = server.accept()
            heard.append(connection.recv(4096))
            connection.close()

        listener = threading.Thread(target=listen)
        listener.start()
        guard = Guard(resolve=lambda _: [LOOPBACK], allow=lambda _: True, ports=None)
        refused(f"https://page.example:{server.getsockname()[1]}/", guard)
        listener.join(5)
    assert heard[0].startswith(b"\x16\x03")  # a TLS hello
    assert b"page.example" in heard[0]


def test_a_closed_port_reads_like_a_forbidden_one() -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
    refused(f"http://page.example:{port}/", Guard(resolve=lambda _: [LOOPBACK], allow=lambda _: True, ports=None))


@pytest.mark.parametrize(
    ("page", "preview"),
    [
        (b"", Preview("", "", "")),
        (
            b"<TITLE lang=fr>\n L&#39;&eacute;t&eacute; &amp; plus\x00\x1b[31m </TITLE>",
            Preview("L'été & plus [31m", "", ""),
        ),
        (
            b'<title>a</title><meta content="B &gt; c > d" property="og:title"><META NAME=description CONTENT=e>'
            b"<meta property='og:image' content='/i.png'><meta property=og:title content=late>",
            Preview("B > c > d", "e", "https://example.org/i.png"),
        ),
        (b'<meta property="og:image" content="javascript:alert(1)">', Preview("", "", "")),
        (b'<meta property="og:image" content="http://[">', Preview("", "", "")),
        (b'<meta charset="iso-8859-1"><title>\xe9</title>', Preview("é", "", "")),
        (b'<meta charset="punycode"><title>\xc3\xa9</title>', Preview("é", "", "")),
        (b"<title>\xe9</title>", Preview("\ufffd", "", "")),
        (b"<title>" + b"x" * 1000 + b"</title>", Preview("x" * 299 + "…", "", "")),
        (b"<title>a<b</title>", Preview("", "", "")),
    ],
)
def test_what_pages_say(page: bytes, preview: Preview) -> None:
    assert read_preview(page, "https://example.org/a/b") == preview


@pytest.mark.parametrize(
    "piece",
    [
        b"<meta ",
        b'<meta "',
        b"<meta a='<meta b=\"",
        b"<title",
        b"<title>",
        b"<meta a=a ",
        b"charset=",
        b"<meta>\"'",
        b"&",
    ],
)
def test_hostile_pages_are_read_in_no_time(piece: bytes) -> None:
    page = piece * (SIZE // len(piece))
    began = time.perf_counter()
    read_preview(page, "https://example.org/")
    assert time.perf_counter() - began < 0.5


@given(
    st.binary(max_size=400)
    | st.lists(
        st.sampled_from([b"<meta ", b'"', b"'", b">", b"property=og:image", b" content=", b"//[", b"<title>", b"\xff"])
    ).map(b"".join)
)
def test_any_page_can_be_read(page: bytes) -> None:
    found = read_preview(page, "https://example.org/")
    assert (found.title + found.description + found.image).isprintable()
