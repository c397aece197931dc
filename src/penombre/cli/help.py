"""The help of the commands in the reader's language, and what Typer says of a command that was not understood."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any, NoReturn

import typer
from typer.exceptions import TyperException

from penombre.foreign import retold
from penombre.sentences import say, sentence, translated

USAGE = sentence("Usage: ")
DAY, DAY_WRITTEN = "%Y-%m-%d", "YYYY-MM-DD"
"""A day as an option takes it, for the program and for people."""
Place = tuple[Any, str]
"""Something of the tree, and the attribute of it that holds a text."""


def texts(command: Any) -> set[str]:
    """Every text in a tree of commands: help, names of arguments, what stands for a value."""
    return {getattr(owner, attribute) for owner, attribute in _places(command)}


def translate(command: Any) -> None:
    """Put a tree of commands into the language that is spoken."""
    for owner, attribute in list(_places(command)):
        setattr(owner, "metavar" if attribute == "name" else attribute, translated(getattr(owner, attribute)))
    for each in _commands(command):
        each.get_usage = _usage(each)


def tell(error: TyperException) -> NoReturn:
    """Say what was not understood, as Typer shows it, and end."""
    from typer import rich_utils  # noqa: PLC0415  (reads its words when it is imported, and only help needs it)

    # a person neither knows what the library calls its own errors nor how it writes a form
    message = retold(error.format_message().replace("Value error, ", "").replace(repr(DAY), DAY_WRITTEN))
    error.format_message = lambda: message  # type: ignore[method-assign]
    rich_utils.rich_format_error(error)  # type: ignore[arg-type]  # the class that it names is not public
    sys.exit(error.exit_code)


def _commands(command: Any) -> Iterator[Any]:
    yield command
    for each in getattr(command, "commands", {}).values():
        yield from _commands(each)


def _places(command: Any) -> Iterator[Place]:
    for each in _commands(command):
        yield from _filled(each, "help", "short_help", "options_metavar", "subcommand_metavar")
        # asked with a context, for that is when --help is added
        for parameter in each.get_params(typer.Context(each)):
            yield from _filled(parameter, "help", "metavar")
            if parameter.param_type_name == "argument" and not parameter.metavar:
                yield parameter, "name"


def _filled(owner: Any, *attributes: str) -> Iterator[Place]:
    yield from ((owner, attribute) for attribute in attributes if getattr(owner, attribute, None))


def _usage(command: Any) -> Any:
    english = command.get_usage
    return lambda context: english(context).replace(USAGE, say(USAGE), 1)
