from __future__ import annotations

import pytest

from penombre.analyze.direct import landings
from penombre.select import question


def test_what_is_collected_is_what_the_estimate_reads() -> None:
    assert question.ANSWERS == landings.ANSWERS
    assert question.CONTROLS == landings.CONTROLS
    private = {landings.CAUSES[cause] for cause in landings.PRIVATE}
    assert set(question.APPS.values()) - {"none"} == private


@pytest.mark.parametrize(
    ("facts", "family"),
    [
        ({"rung": "internal"}, ""),
        ({"rung": "unattributed"}, "unattributed"),
        ({"rung": "proven", "channel": "messenger", "private": "yes", "tag": "w2"}, "token_button"),
        ({"rung": "proven", "channel": "email", "private": "yes", "tag": "e"}, "token_button"),
        ({"rung": "proven", "channel": "share_button", "private": "mixed", "tag": "c1"}, "token_copy"),
        ({"rung": "proven", "channel": "social", "private": "mixed", "tag": "f1"}, "known"),
        ({"rung": "observed", "private": "yes", "referrer": "android-app://com.whatsapp"}, "android_app"),
        ({"rung": "observed", "private": "yes", "referrer": "https://web.whatsapp.com"}, "known"),
        ({"rung": "attributed", "channel": "search", "private": "no"}, "search"),
        ({"rung": "attributed", "channel": "social", "private": "no"}, "social"),
        ({"rung": "attributed", "channel": "social", "private": "mixed"}, "known"),
        ({"rung": "attributed", "channel": "email", "private": "no"}, "newsletter"),
        ({"rung": "attributed", "channel": "email", "private": "yes"}, "known"),
        ({"rung": "attributed", "channel": "campaign", "private": "no", "campaign_source": "PWA"}, "launch"),
        ({"rung": "attributed", "channel": "referral", "private": "no"}, "known"),
    ],
)
def test_the_family_of_a_landing(facts: dict[str, str], family: str) -> None:
    given = dict.fromkeys(("channel", "private", "tag", "referrer", "campaign_source"), "") | facts
    assert question.family_of(**given) == family
