"""The files of a world agree with each other and with its truth, and say nothing of it themselves."""

import csv
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from typer.testing import CliRunner

from penombre.cli.app import app
from penombre.collect.live.sent import SentEvent
from penombre.simulate import VARIANTS, draw_world, write_files
from penombre.simulate.doors import PRIVATE_CAUSES
from penombre.simulate.raw.survey import OPTIONS


def written(folder: Path, variant: str = "baseline_news", landings: int = 3000, seed: int = 7) -> Path:
    write_files(msgspec.structs.replace(draw_world(seed, variant), landings=landings), folder)
    return folder


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("world"))


@pytest.mark.parametrize("variant", VARIANTS)
def test_every_variant_can_be_written(variant: str, tmp_path: Path) -> None:
    folder = written(tmp_path, variant, 600)
    truth = json.loads((folder / "truth" / "summary.json").read_text())
    landings = rows(folder / "truth" / "landings.csv")
    assert len(landings) == truth["landings"]
    assert sum(row["cause"] in PRIVATE_CAUSES for row in landings) == truth["dark"]
    assert len(rows(folder / "truth" / "shares.csv")) == truth["private_sends"]


def test_events_are_what_the_script_sends(world: Path) -> None:
    for name in ("beacon.ndjson", "shares.ndjson"):
        found = lines(world / name)
        assert found
        assert [line["at"] for line in found] == sorted(line["at"] for line in found)
        for line in found:
            msgspec.convert(line["event"], SentEvent)
    ids = [line["event"]["id"] for name in ("beacon.ndjson", "shares.ndjson") for line in lines(world / name)]
    assert len(set(ids)) == len(ids)


def test_some_landings_never_reach_the_script(world: Path) -> None:
    told = {line["landing"] for line in lines(world / "beacon.ndjson")}
    landings = rows(world / "truth" / "landings.csv")
    assert told < {int(row["landing"]) for row in landings}
    assert 0.4 < len(told) / len(landings) < 0.95


def test_questions_are_asked_where_the_script_ran_and_answered_by_few(world: Path) -> None:
    told = {line["landing"] for line in lines(world / "beacon.ndjson")}
    asked = lines(world / "survey.ndjson")
    assert {line["landing"] for line in asked} <= told
    assert all(0 < line["design"] <= 1 for line in asked)
    answers = [line["answer"] for line in asked if line["answer"]]
    assert set(answers) <= set(OPTIONS)
    assert 0 < len(answers) < 0.3 * len(asked)


def test_an_answer_is_right_more_often_than_not(tmp_path: Path) -> None:
    folder = written(tmp_path, landings=40_000)
    landings = rows(folder / "truth" / "landings.csv")
    answers = [line for line in lines(folder / "survey.ndjson") if line["answer"] not in (None, "forgotten", "decoy")]
    sent = [landings[line["landing"]]["cause"] in PRIVATE_CAUSES for line in answers]
    right = [(line["answer"] == "sent") == really for line, really in zip(answers, sent, strict=True)]
    assert 0.6 < sum(right) / len(right) < 1


def test_other_tools_count_less_each_under_its_rules(world: Path) -> None:
    landings = len(rows(world / "truth" / "landings.csv"))
    ga4 = sum(int(row["Sessions"]) for row in rows(world / "exports" / "ga4.csv"))
    matomo = sum(int(row["nb_visits"]) for row in rows(world / "exports" / "matomo.csv"))
    assert 0 < ga4 < matomo < landings
    assert matomo == len(lines(world / "beacon.ndjson"))
    assert rows(world / "exports" / "crm.csv")


def test_nothing_outside_the_folder_of_the_truth_tells_a_cause(world: Path) -> None:
    for path in (world / "beacon.ndjson", world / "survey.ndjson"):
        assert not any({"cause", "door"} & set(line) for line in lines(path))


def test_the_same_seed_writes_the_same_files(tmp_path: Path, world: Path) -> None:
    again = written(tmp_path)
    for path in sorted(world.rglob("*.*")):
        assert path.read_bytes() == (again / path.relative_to(world)).read_bytes(), path.name


def test_the_command_says_what_it_wrote_and_what_variants_there_are(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["simulate", str(tmp_path / "w"), "--landings", "500", "--seed", "3"])
    assert done.exit_code == 0
    assert "sent in private" in done.stdout
    assert (tmp_path / "w" / "access.log").exists()
    wrong = CliRunner().invoke(app, ["simulate", str(tmp_path / "x"), "--variant", "mars"])
    assert wrong.exit_code == 2
    assert "tiny_site" in wrong.output
