"""Share acts by app, as the audit tells them."""

from typing import Any

import pytest

from penombre.analyze.logs.evidence import Acts, Cell
from penombre.audit.sharing import Shared, with_messenger

META = Shared("Meta", "social", "mixed", 90, Acts(80.0, 60.0, 200.0))
WHATSAPP = Shared("WhatsApp", "messenger", "yes", 70, Acts(70.0, 50.0, 90.0))


def landed(app: str, landings: int, private: Any = "mixed", rung: Any = "attributed") -> Cell:
    return Cell("deep", "phone", "", False, False, "social", app, private, rung, landings)


def test_messenger_is_told_by_its_visitors_and_taken_off_meta() -> None:
    cells = [landed("Facebook", 500), landed("Facebook Messenger", 60, "yes", "observed")]
    meta, whatsapp, messenger = with_messenger([META, WHATSAPP], cells)
    assert whatsapp == WHATSAPP
    assert (messenger.app, messenger.private, messenger.requests) == ("Facebook Messenger", "yes", 0)
    assert messenger.acts.low < 60 < messenger.acts.estimate < messenger.acts.high
    assert meta.acts.estimate == pytest.approx(80 * 50 / (50 + messenger.acts.estimate))
    assert meta.acts.high == META.acts.high


def test_without_visitors_from_messenger_meta_stays_whole() -> None:
    assert with_messenger([META, WHATSAPP], [landed("Facebook", 500)]) == [META, WHATSAPP]
