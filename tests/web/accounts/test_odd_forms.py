"""Whatever is sent where forms are taken, the answer is no fault of the server's."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from litestar.routes import HTTPRoute

from tests.web.accounts.installation import EDGE, HERE, OURS, Installation

PATHS = (
    "/login",
    "/login/code",
    "/welcome/x",
    "/account/name",
    "/account/keys",
    "/people/1/invite",
    "/people/1/members/1",
)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/x-www-form-urlencoded", b"email=%ED%A0%80&password=%ED%A0%80&name=%00"),
        ("application/x-www-form-urlencoded", b"email=\xff\xfe&password=\xff"),
        ("application/x-www-form-urlencoded", b"&&&===&email&role=owner&role=viewer"),
        ("application/x-www-form-urlencoded", b"a=b&" * 3000),
        ("application/json", b"{"),
        ("application/json", b'{"email": ["x"], "password": {"a": 1}}'),
        ("multipart/form-data", b"nothing"),
        (
            "multipart/form-data; boundary=x",
            b"--x\r\nContent-Disposition: form-data; name=email; filename=f\r\n\r\nx\r\n--x--\r\n",
        ),
        ("multipart/form-data; boundary=x", b"--x\r\n"),
        ("text/plain", b"email=x"),
        ("", b""),
    ],
)
def test_odd_bodies(here: Installation, kind: str, body: bytes) -> None:
    cookie = f"penombre={here.session('owner')}"
    for path in PATHS:
        headers = EDGE | OURS | {"cookie": cookie} | ({"content-type": kind} if kind else {})
        answer = here.client.post(HERE + path, content=body, headers=headers, follow_redirects=False)
        assert answer.status_code < 500, (path, answer.text)


@pytest.mark.parametrize("number", [str(2**63), "9" * 40, "9" * 5000, "-1", "1e3", "%00"])
def test_odd_numbers_are_numbers_of_nothing(here: Installation, number: str) -> None:
    owner = here.browser("owner")
    found = 0
    for route in here.app.routes:
        if not isinstance(route, HTTPRoute) or ":int}" not in route.path:
            continue
        path = re.sub(r"\{[a-z]+:int\}", number, route.path)
        path = re.sub(r"\{[a-z]+:[a-z]+\}", "paper", path)
        for method in sorted(route.methods - {"OPTIONS", "HEAD"}):
            status = owner.get(path).status_code if method == "GET" else owner.post(path, {}).status_code
            assert status < 500, (method, path)
            found += 1
    assert found > 15


def test_a_form_that_is_too_large_is_refused(here: Installation) -> None:
    assert here.browser().post("/login", {"email": "x" * 20_000}).status_code == 413


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=300), st.text(max_size=300), st.text(max_size=300))
def test_odd_words(here: Installation, email: str, password: str, onward: str) -> None:
    form = {"email": email, "password": password, "next": onward, "name": email, "label": password, "role": onward}
    owner = here.browser("owner")
    for path in ("/account/name", "/account/keys", "/people/1/invite", "/shared-links/paper"):
        assert owner.post(path, form).status_code < 500
    answer = here.browser().post("/login", form, x_forwarded_for="2001:db8::1")
    assert answer.status_code in (401, 429)


@pytest.mark.parametrize("cookie", ["", "x", "x" * 4000, "é", '"', "a.b.c", "%00"])
def test_odd_cookies(here: Installation, cookie: str) -> None:
    for name in ("penombre", "penombre-known", "penombre-shared", "penombre-form"):
        given = (EDGE | OURS).items()
        headers = [*((key.encode(), value.encode()) for key, value in given), (b"cookie", f"{name}={cookie}".encode())]
        for method, path in (("GET", "/account"), ("GET", "/login"), ("POST", "/login"), ("POST", "/logout")):
            answer = here.client.request(method, HERE + path, headers=headers, follow_redirects=False)
            assert answer.status_code < 500
