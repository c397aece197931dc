"""What the edge hands on: each request with its own cookies and address, and what it must not believe left out."""

from __future__ import annotations

import time

from penombre.store.database import writing
from penombre.web.accounts.people import add_person
from penombre.web.accounts.sessions import begin_session
from tests.serve.server import Server


def test_one_visitors_session_is_nobody_elses(server: Server) -> None:
    with writing(server.database) as connection:
        person = add_person(connection, "ada@example.org", "Ada", "none", time.time())
        token = begin_session(connection, person.number, time.time(), complete=True)
    ada = {"Cookie": f"penombre={token}"}
    form = {"Sec-Fetch-Site": "same-origin", "Content-Type": "application/x-www-form-urlencoded"}
    assert server.get("/account", ada)[0] == 200
    # an answer that sets cookies: for whom it is, and for nobody behind the same edge
    assert "set-cookie" in server.ask("GET", "/login")[2]
    status, _, headers = server.ask("POST", "/account/sign-out-everywhere", b"", ada | form)
    assert (status, "set-cookie" in headers) == (303, True)
    for _ in range(20):
        status, _, headers = server.ask("GET", "/login")
        assert (status, "set-cookie" in headers) == (200, True), "whoever brings no cookie gets one of their own"
