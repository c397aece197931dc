"""The application as a whole: a fault of it is told to who runs the server, a refusal to who asks."""

from __future__ import annotations

import logging

import pytest

from penombre.store.database import DatabaseError
from penombre.web.dashboard import routes
from tests.web.accounts.conftest import empty_database, filled_database, here, kept
from tests.web.accounts.installation import Installation

__all__ = ["empty_database", "filled_database", "here", "kept"]


def break_by(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    def facts(*_: object) -> None:
        raise error

    monkeypatch.setattr(routes, "facts", facts)


def tracebacks(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [caplog.handler.format(record) for record in caplog.records if record.exc_info]


def test_a_fault_is_logged_with_its_traceback(
    here: Installation, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    break_by(ZeroDivisionError("a fault of ours"), monkeypatch)
    answer = here.browser("owner").get("/sites/paper/pages")
    assert answer.status_code == 500
    assert "a fault of ours" not in answer.text
    [logged] = tracebacks(caplog)
    assert "/sites/paper/pages" in logged
    assert logged.rstrip().endswith("ZeroDivisionError: a fault of ours")


def test_what_is_refused_or_away_is_no_fault(
    here: Installation, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    owner = here.browser("owner")
    assert owner.get("/sites/nothing").status_code == 404
    assert owner.get("/api/v1/sites").status_code == 401
    assert owner.post("/prudence/paper/mode", {}, sec_fetch_site="cross-site").status_code == 403
    break_by(DatabaseError("away"), monkeypatch)
    assert owner.get("/sites/paper/pages").status_code == 503
    assert tracebacks(caplog) == []


def test_the_process_keeps_its_own_way_of_logging(here: Installation) -> None:
    before = list(logging.getLogger().handlers)
    assert here.app.logging_config is not None
    here.app.logging_config.configure()
    assert logging.getLogger().handlers == before
