"""The JSON keeps what outsiders rely on."""

import msgspec

from penombre.report.document import Audit, to_json
from tests.report.example import example_audit


def test_the_document_has_every_field_of_its_contract() -> None:
    document = msgspec.json.decode(to_json(example_audit()))
    assert document["schema"] == "penombre/audit@1"
    assert document["generated_at"] == "2026-03-16T09:30:00Z"
    assert set(document) >= {
        "version", "site", "timezone", "inputs", "period", "requests", "landings", "dark", "ladder", "channels", "share_acts",
        "pages", "timeline", "notes",
    }  # fmt: skip
    assert document["dark"]["share_of_landings"] == {"estimate": 0.2278, "low": 0.1056, "high": 0.3556}
    assert document["dark"]["bounds"] == {"low": 0.031, "high": 0.62}
    assert document["inputs"][0]["reasons"] == {"time": 4, "blank": 2}


def test_it_comes_back_as_it_went_out() -> None:
    assert msgspec.json.decode(to_json(example_audit()), type=Audit) == example_audit()
