"""The French catalogue: what the code says is gathered, the catalogue brought up to date and compiled.

`make sentences` runs it; then the new sentences wait in `messages.po` for their French, and it is run again.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import typer
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from typer.main import get_command

from penombre.cli.app import app
from penombre.cli.help import texts
from penombre.sentences import DOMAIN, LOCALE

Keywords = Mapping[str, tuple[int, ...] | None]
SOURCE = Path(__file__).parents[1] / "src"
PO = LOCALE / "fr" / "LC_MESSAGES" / f"{DOMAIN}.po"
MO = PO.with_suffix(".mo")
SAID_BY: Keywords = {"say": None, "sentence": None, "_ok": (2,), "_warn": (2,), "_bad": (2,)}
SAID_BY_TYPER: Keywords = {"_": None}
TYPER_FILES = ("core.py", "rich_utils.py")
BEGUN = datetime(2026, 11, 25, tzinfo=UTC)
"""The same date at every run, so that nothing changes where no sentence did."""


def gathered() -> dict[str, str]:
    """Every English sentence, and the file that says it."""
    found: dict[str, str] = {}
    for file in sorted(SOURCE.glob("penombre/**/*.py")):
        found |= dict.fromkeys(_said_in(file, SAID_BY), str(file.relative_to(SOURCE))) | found
    found |= dict.fromkeys(sorted(texts(get_command(app))), "penombre/cli (help)") | found
    for name in TYPER_FILES:
        found |= dict.fromkeys(_said_in(Path(typer.__file__).parent / name, SAID_BY_TYPER), f"typer/{name}") | found
    return found


def read() -> Catalog:
    """The catalogue as it is committed."""
    with PO.open("rb") as file:
        return read_po(file, locale="fr")


def compiled(catalogue: Catalog) -> bytes:
    """What `gettext` reads, in bytes."""
    output = io.BytesIO()
    write_mo(output, catalogue)
    return output.getvalue()


def update() -> Catalog:
    """The catalogue with every sentence of the code and no other; new ones have no French yet."""
    known = {message.id: message.string for message in read() if message.id} if PO.exists() else {}
    catalogue = Catalog(
        "fr",
        project="Penombre",
        version="1",
        msgid_bugs_address="-",
        last_translator="Penombre",
        language_team="fr",
        creation_date=BEGUN,
        revision_date=BEGUN,
        fuzzy=False,
    )
    catalogue.header_comment = (
        "# The program's sentences in French. The English ones stand in the code: make sentences."
    )
    for text, file in gathered().items():
        catalogue.add(text, known.get(text, ""), locations=[(file, 0)])
    return catalogue


def _said_in(file: Path, keywords: Keywords) -> Iterator[str]:
    with file.open("rb") as content:
        for _, text, _, _ in extract("python", content, keywords=keywords):
            yield text if isinstance(text, str) else text[0]


def main() -> None:
    """Update the catalogue and compile it."""
    catalogue = update()
    PO.parent.mkdir(parents=True, exist_ok=True)
    with PO.open("wb") as file:
        write_po(file, catalogue, width=120, include_lineno=False)
    MO.write_bytes(compiled(read()))
    missing = [message.id for message in catalogue if message.id and not message.string]
    print(f"{len(catalogue)} sentences, {len(missing)} without French")
    for each in missing:
        print(f"  {each!r}")


if __name__ == "__main__":
    main()
