"""What programs ordered is made by the core's thread from a real store, and told; no mail server is needed."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest

from penombre.dispatch import dispatcher as module
from penombre.dispatch.dispatcher import Dispatcher
from penombre.dispatch.made_reports import content_of, order_report, report_numbered
from penombre.dispatch.webhooks import add_webhook
from penombre.report.bulletin.brand import Brand
from penombre.report.bulletin.kept_brand import keep_brand
from penombre.settings import Settings
from penombre.store.database import reading, writing
from tests.dispatch.mail_server import Inbox
from tests.dispatch.receiver import receiving
from tests.dispatch.test_watchman import Place, visits


def test_an_order_is_made_and_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ORDERS_EVERY", 0.1)
    settings = Settings(webhooks_to_this_machine=True)
    place = Place(tmp_path, Inbox(), settings)
    place.add(visits(np.random.default_rng(2), "/", np.full(30, 12.0)))
    dispatcher = Dispatcher(tmp_path, settings, place.database, place.store.engine, first_after=0.0)
    with receiving() as receiver:
        with writing(place.database) as connection:
            keep_brand(connection, 1, Brand("Atelier Lumière"))
            add_webhook(connection, "gazette", receiver.address, ["report"], time.time(), this_machine=True)
            number = order_report(connection, "gazette", "2026-01", "fr", time.time()).number
        dispatcher.start()
        until = time.monotonic() + 120
        while not receiver.received and time.monotonic() < until:
            time.sleep(0.05)
        dispatcher.stop()
    with reading(place.database) as connection:
        found = report_numbered(connection, number)
        page, pdf = (content_of(connection, number, form) for form in ("html", "pdf"))
    place.store.close()
    assert found.state == "ready", found.said
    assert pdf.startswith(b"%PDF")
    assert "Atelier Lumière" in page.decode()
    assert [(call.told["type"], call.told["data"]["number"]) for call in receiver.received] == [
        ("report.ready", number)
    ]
