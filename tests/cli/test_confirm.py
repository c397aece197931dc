"""What cannot be undone is asked in the reader's language, and whoever says nothing has not said yes."""

import pytest
import typer
from typer.testing import CliRunner

from penombre.cli.confirm import confirm
from penombre.sentences import speaking


@pytest.mark.parametrize(
    ("lang", "typed", "shown", "agreed"),
    [
        ("fr", "o\n", "[o/N]", True),
        ("fr", "Oui\n", "[o/N]", True),
        ("fr", "y\n", "[o/N]", True),
        ("fr", "\n", "[o/N]", False),
        ("fr", "non\n", "[o/N]", False),
        ("fr", "peut-être\noui\n", "Répondez par oui ou par non.", True),
        ("en", "yes\n", "[y/N]", True),
        ("en", "n\n", "[y/N]", False),
        ("en", "o\nyes\n", "Please answer yes or no.", True),
        ("en", "", "[y/N]", False),
    ],
)
def test_yes_and_no_are_understood(lang: str, typed: str, shown: str, agreed: bool) -> None:
    app = typer.Typer()

    @app.command()
    def destroy() -> None:
        with speaking(lang):
            confirm("?")
            typer.echo("destroyed")

    found = CliRunner().invoke(app, input=typed)
    assert shown in found.output
    assert ("destroyed" in found.output) == agreed
    assert found.exit_code == (0 if agreed else 1)
