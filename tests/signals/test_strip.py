"""Strip rates: found by app and channel, with a weight that lets a lab overrule them."""

import pytest

from penombre.analyze.channels.lab import strip_posterior
from penombre.signals.catalogue import table
from penombre.signals.strip import UNKNOWN, strip_prior, strip_rate


@pytest.mark.parametrize(
    ("app", "channel", "share"),
    [
        ("WhatsApp", "messenger", 1.0),
        ("Facebook Messenger", "messenger", 0.75),
        ("Instagram", "messenger", 0.30),
        ("LinkedIn", "social", 0.14),
        ("Pinterest", "social", 0.12),
    ],
)
def test_the_published_rates_are_there_at_a_quarter_of_their_weight(app: str, channel: str, share: float) -> None:
    rate = strip_rate(app, channel)
    assert rate is not None
    assert (rate.share, rate.clicks) == (share, 15)
    assert rate.source.startswith("SparkToro")


def test_an_app_has_a_rate_for_each_of_its_channels() -> None:
    message, profile = strip_rate("Instagram", "messenger"), strip_rate("Instagram", "social")
    assert message is not None
    assert profile is not None
    assert message.share > profile.share


def test_an_unknown_app_gets_the_rate_of_its_channel_and_an_unknown_channel_none() -> None:
    rate = strip_rate("Gmail", "email")
    assert rate is not None
    assert rate.app == ""
    assert strip_rate("Gmail", "campaign") is None


def test_every_rate_is_a_proper_prior_and_says_why() -> None:
    for row in table("strip_rates"):
        rate = strip_rate(row["app"], row["channel"])
        assert rate is not None
        assert min(rate.beta) > 0
        assert row["reason"]
        assert row["source"]


def test_apps_bear_the_names_of_the_catalogue() -> None:
    known = {row["app"] for name in ("previews", "agent_apps", "host_networks") for row in table(name)}
    assert {row["app"] for row in table("strip_rates")} - {""} <= known


def test_sixty_clicks_of_ones_own_overrule_an_assumption() -> None:
    rate = strip_rate("Telegram", "messenger")
    assert rate is not None
    _, _, interval = strip_posterior(*rate.beta, dark=12, lit=48)
    assert interval.high < rate.share / 2


def test_a_lab_starts_from_what_is_known_of_an_app_wherever_it_is_known() -> None:
    assert strip_prior("Facebook Messenger") == pytest.approx((11.75, 4.25))
    assert strip_prior("SMS")[0] > strip_prior("SMS")[1]
    assert strip_prior("Instagram", "social")[0] < strip_prior("Instagram", "messenger")[0]
    assert strip_prior("an app of tomorrow") == UNKNOWN
