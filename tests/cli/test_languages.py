"""The command as it is started: help, errors of every family and the doctor, in the environment's language."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.main import get_command

from penombre.cli.app import app
from penombre.cli.help import texts
from penombre.collect.journal.writer import lock_folder
from penombre.collect.sites import Sites
from penombre.sentences import VARIABLES
from penombre.serve.place import Place
from penombre.store.database import open_database
from penombre.store.event_store import EventStore

FRENCH = {"LANG": "fr_FR.UTF-8"}
ENGLISH = {"LANG": "C"}


def run(*arguments: object, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Start the command with nothing of this process's language in its environment."""
    mine = {name: value for name, value in os.environ.items() if name not in VARIABLES}
    mine |= {"PYTHONUTF8": "1", "COLUMNS": "100", "NO_COLOR": "1"} | environment
    command = [sys.executable, "-m", "penombre.cli", *map(str, arguments)]
    return subprocess.run(
        command, env=mine, capture_output=True, text=True, check=False, encoding="utf-8", errors="replace"
    )


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with one site."""
    place = Place(tmp_path / "data")
    place.make()
    Sites(open_database(place.database)).add("paper", ["www.example.org"])
    return place.data


def flat(screen: str) -> str:
    """What a person reads on a screen of boxes and broken lines."""
    return " ".join(word for word in screen.replace("│", " ").split(" ") if word.strip()).replace("\n", "")


def test_help_speaks_french() -> None:
    told = run("link", "add", "--help", environment=FRENCH)
    assert told.returncode == 0
    screen = flat(told.stdout)
    for words in (
        "Usage\u00a0: ",
        "Crée un lien court et l’affiche.",
        "Où mène le lien\u00a0: une adresse http:// ou https://.",
        "[obligatoire]",
        "dix caractères sont",
        "DOSSIER",
        "[défaut\u00a0: data]",
        "Affiche cette aide et s’arrête.",
    ):
        assert words in screen
    assert not any(words in screen for words in ("Show this", "required", "default", "Where the link leads"))


@pytest.mark.parametrize("environment", [ENGLISH, FRENCH | {"PENOMBRE_LANG": "en"}])
def test_help_speaks_english_to_whoever_asks_for_no_french(environment: dict[str, str]) -> None:
    screen = flat(run("link", "add", "--help", environment=environment).stdout)
    assert "Make a short link and print it." in screen
    assert "Show this message and exit." in screen
    assert "[required]" in screen


def test_a_terminal_without_the_characters_of_french_is_still_answered() -> None:
    told = run("doctor", "--data", "none", environment=FRENCH | {"PYTHONUTF8": "0", "PYTHONIOENCODING": "latin-1"})
    assert told.returncode == 0
    assert "personne" in told.stdout


def test_no_line_of_help_begins_with_a_mark_that_french_ties_to_its_word() -> None:
    lines = run("--help", environment=FRENCH | {"COLUMNS": "80"}).stdout.splitlines()
    assert [line for line in lines if line.strip("│ ")[:1] in tuple(":;!?»")] == []


def test_the_tree_is_translated_once_and_only_where_the_command_is_started() -> None:
    english = texts(get_command(app))
    assert {"Make a short link and print it.", "DIR", "folder", "Show this message and exit."} <= english


@pytest.mark.parametrize(
    ("arguments", "french", "english"),
    [
        (["link", "pause"], "Il manque l’argument 'code'.", "Missing argument 'code'."),
        (["link", "lst"], "Commande inconnue\u00a0: 'lst'. Vouliez-vous dire 'list'", "No such command 'lst'. Did you"),
    ],
)
def test_what_was_not_understood_is_told_in_both_languages(arguments: list[str], french: str, english: str) -> None:
    for environment, told in ((FRENCH, french), (ENGLISH, english)):
        found = run(*arguments, environment=environment)
        assert found.returncode == 2
        assert told in flat(found.stderr)


def taken_port(data: Path) -> tuple[list[object], Callable[[], None]]:
    """A port that another program has."""
    other = socket.create_server(("127.0.0.1", 0))
    return ["serve", "--data", data, "--port", other.getsockname()[1]], other.close


def running_server(data: Path) -> tuple[list[object], Callable[[], None]]:
    """A folder that another server has."""
    lock = lock_folder(Place(data).lock)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    return ["serve", "--data", data, "--port", port], lambda: os.close(lock)


def newer_store(data: Path) -> tuple[list[object], Callable[[], None]]:
    """A store that a newer program has written."""
    store = EventStore(Place(data).store)
    store.engine.insert("migrations", [{"name": "9999_later.sql"}])
    store.close()
    return ["ledger", "--data", data], lambda: None


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["site", "add", "paper", "--host", "a.example.org"], "paper\u00a0: un site porte déjà ce nom."),
        (["site", "add", "b", "--host", "a!.org"], "«\u00a0a!\u00a0» n’est pas admis dans un nom d’hôte."),
        (["link", "add", "ftp://x"], "un lien ne peut mener qu’à une adresse http:// ou https://."),
        (["link", "import", "none.csv"], "none.csv\u00a0: fichier ou dossier introuvable"),
        (["lab", "start", "--site", "paper", "--app", "zz"], "n’est pas une application du catalogue."),
        (["audit", "none.log"], "none.log\u00a0: fichier introuvable"),
    ],
)
def test_every_family_of_errors_speaks_french(data: Path, arguments: list[str], told: str) -> None:
    found = run(*arguments, environment=FRENCH | {"PENOMBRE_DATA": str(data)})
    assert found.returncode == 2
    assert found.stderr.startswith("penombre\u00a0: ")
    assert told in found.stderr


@pytest.mark.parametrize(
    ("trouble", "told"),
    [
        (taken_port, "est pris par un autre programme\u00a0: arrêtez-le, ou choisissez un autre port\u00a0: "),
        (running_server, "utilise déjà ce dossier. Arrêtez-le, ou donnez un autre dossier avec --data."),
        (newer_store, "la base a été écrite par un Penombre plus récent (elle a 9999_later.sql)"),
    ],
)
def test_a_server_that_cannot_start_says_why_in_french(
    data: Path, trouble: Callable[[Path], tuple[list[object], Callable[[], None]]], told: str
) -> None:
    arguments, end = trouble(data)
    try:
        found = run(*arguments, environment=FRENCH)
    finally:
        end()
    assert told in found.stderr


def test_database_and_settings_errors_speak_french(data: Path) -> None:
    absent = run("link", "list", "--data", data / "none", environment=FRENCH)
    assert "n’existe pas. Dites où il se trouve avec --data" in absent.stderr
    (data / "penombre.toml").write_text("port = 'x'")
    wrong = run("link", "list", "--data", data, environment=FRENCH)
    assert "`int` attendu, `str` trouvé, en `$.port`" in wrong.stderr


def test_the_lang_of_a_command_wins_over_the_environment(data: Path) -> None:
    asked = ("lab", "show", "--site", "nowhere", "--data", data)
    assert "aucun site ne porte ce nom" in run(*asked, environment=FRENCH).stderr
    assert "no site has this name" in run(*asked, "--lang", "en", environment=FRENCH).stderr
    assert "aucun site ne porte ce nom" in run(*asked, "--lang", "fr", environment=ENGLISH).stderr


def test_the_doctor_speaks_french_and_programs_read_the_same_words(data: Path) -> None:
    french, english = (run("doctor", "--data", data, "--json", environment=each) for each in (FRENCH, ENGLISH))
    told, said = json.loads(french.stdout), json.loads(english.stdout)
    assert french.returncode == english.returncode
    assert [(each["check"], each["level"]) for each in told] == [(each["check"], each["level"]) for each in said]
    texts = {each["check"]: each["text"] for each in told}
    assert texts["lock"] == "personne n’utilise le dossier"
    screen = run("doctor", "--data", data, environment=FRENCH).stdout
    line = next(line for line in screen.splitlines() if "personne n’utilise" in line)
    assert line.split() == ["bien", "verrou", "personne", "n’utilise", "le", "dossier"]


def test_what_is_told_of_a_day_and_of_a_line_is_french_throughout(data: Path) -> None:
    found = run("erase", "--site", "paper", "--from", "x", "--data", data, environment=FRENCH)
    assert "'x' n’est pas de la forme AAAA-MM-JJ." in flat(found.stderr)
    (data / "events.jsonl").write_text("nonsense\n")
    found = run("import", "events", data / "events.jsonl", "--site", "paper", "--data", data, environment=FRENCH)
    assert "caractère" in found.stderr
    assert "malformed" not in found.stderr
    told = run("doctor", "--log-format", "nginx", environment=FRENCH).stdout
    assert told.startswith("# dans le bloc http\u00a0:\nlog_format penombre ")
    assert "# dans chaque bloc server\u00a0:" in told


def test_a_site_that_is_moved_is_told_with_the_space_before_the_colon(data: Path) -> None:
    found = run("site", "move", "paper", "main", "--data", data, environment=FRENCH)
    assert found.stdout == "paper\u00a0: main\n", found.stderr
