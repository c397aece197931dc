"""The sample log is small, steady, and has something to show."""

from pathlib import Path

import pytest

from penombre.simulate import Truth, write_sample


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Truth]:
    path = tmp_path_factory.mktemp("sample") / "access.log"
    return path, write_sample(path)


def test_size_and_period(sample: tuple[Path, Truth]) -> None:
    path, truth = sample
    assert path.stat().st_size < 45_000_000
    assert 13_000 <= truth.landings <= 17_000
    days = {line.split("[", 1)[1][:11] for line in path.read_text().splitlines()}
    assert len(days) == 14
    assert "15/Mar/2026" in days
    assert "02/Mar/2026" in days


def test_it_holds_what_a_first_report_should_show(sample: tuple[Path, Truth]) -> None:
    text = sample[0].read_text()
    for sign in ("?s=w1", "?s=e1", '"WhatsApp/2', "Slackbot-LinkExpanding", '"cross-site"', "prefetch", "robots.txt"):
        assert sign in text
    truth = sample[1]
    assert 0.1 < truth.dark_share_of_landings < 0.4
    assert {"WhatsApp", "iMessage", "Slack"} <= {app.app for app in truth.apps}


def test_it_is_the_same_every_time(sample: tuple[Path, Truth], tmp_path: Path) -> None:
    write_sample(tmp_path / "again.log")
    assert (tmp_path / "again.log").read_bytes() == sample[0].read_bytes()
