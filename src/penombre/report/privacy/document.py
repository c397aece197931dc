"""A text in parts, and its three forms: a fragment of HTML, Markdown, plain text."""

from __future__ import annotations

import re
from html import escape
from textwrap import fill

import msgspec

WIDTH = 78
"""Characters of a line of plain text."""
_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~])")
_BREAKS = re.compile(r"(?m)^(\s*)([-+=]|\d+[.)])(?=\s|$)")


class Part(msgspec.Struct, frozen=True):
    """A heading, what is said under it, and a list."""

    heading: str
    paragraphs: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


class Text(msgspec.Struct, frozen=True):
    """A text; every piece of it is plain text, whoever wrote it."""

    lang: str
    title: str
    parts: tuple[Part, ...]


def to_html(text: Text) -> str:
    """A fragment to paste: no style, no script, no address that is loaded; headings from the second level."""
    lines = [f'<section lang="{escape(text.lang)}">', f"<h2>{escape(text.title)}</h2>"]
    for part in text.parts:
        lines += [f"<h3>{escape(part.heading)}</h3>"] if part.heading else []
        lines += [f"<p>{escape(each)}</p>" for each in part.paragraphs]
        if part.points:
            lines += ["<ul>", *(f"<li>{escape(each)}</li>" for each in part.points), "</ul>"]
        lines += [f"<p>{escape(each)}</p>" for each in part.after]
    return "\n".join([*lines, "</section>", ""])


def to_markdown(text: Text) -> str:
    """Markdown; what would be a mark of it is escaped."""
    blocks = [f"## {_marked(text.title)}"]
    for part in text.parts:
        blocks += [f"### {_marked(part.heading)}"] if part.heading else []
        blocks += map(_marked, part.paragraphs)
        blocks += ["\n".join(f"- {_marked(each)}" for each in part.points)] if part.points else []
        blocks += map(_marked, part.after)
    return "\n\n".join(blocks) + "\n"


def to_plain(text: Text) -> str:
    """Plain text in lines of WIDTH characters."""
    blocks = [f"{text.title}\n{'=' * len(text.title)}"]
    for part in text.parts:
        blocks += [f"{part.heading}\n{'-' * len(part.heading)}"] if part.heading else []
        blocks += map(_filled, part.paragraphs)
        blocks += ["\n".join(fill(each, WIDTH, initial_indent="- ", subsequent_indent="  ", break_long_words=False,
                                  break_on_hyphens=False) for each in part.points)] if part.points else []  # fmt: skip
        blocks += map(_filled, part.after)
    return "\n\n".join(blocks) + "\n"


FORMS = {"html": to_html, "md": to_markdown, "txt": to_plain}
"""By the ending of a file."""


def _marked(text: str) -> str:
    return _BREAKS.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", " ".join(text.split(" ")).replace("\n", " ")))


def _filled(text: str) -> str:
    return fill(text, WIDTH, break_long_words=False, break_on_hyphens=False)
