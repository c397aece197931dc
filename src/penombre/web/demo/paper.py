"""The demo newspaper: its sections and stories in both languages, and the address of each."""

from __future__ import annotations

from functools import cache
from importlib import resources

import msgspec

from penombre.languages import LANGUAGES

ROOT = "/demo"


class Section(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part of the paper."""

    key: str  # the same in both languages
    slug: str
    name: str
    text: str


class Story(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An article."""

    key: str  # the same in both languages, and the name of its picture
    section: str
    slug: str
    title: str
    lead: str
    author: str
    text: tuple[str, ...]
    short: str = ""
    """The code of its short link, where it has one."""


class Paper(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The paper in one language."""

    short: str  # the code of the front page's short link
    sections: tuple[Section, ...]
    stories: tuple[Story, ...]
    lang: str = ""

    @property
    def home(self) -> str:
        """The path of the front page."""
        return f"{ROOT}/{self.lang}/"

    def section_path(self, section: Section) -> str:
        """The path of a section's front."""
        return f"{ROOT}/{self.lang}/{section.slug}"

    def path(self, story: Story) -> str:
        """The path of a story."""
        return f"{self.section_path(self.section_of(story))}/{story.slug}"

    def section_of(self, story: Story) -> Section:
        """The section that a story stands in."""
        return next(section for section in self.sections if section.key == story.section)

    @property
    def short_links(self) -> dict[str, str]:
        """Where each of the paper's short links leads, by its code."""
        return {self.short: self.home} | {story.short: self.path(story) for story in self.stories if story.short}

    @property
    def paths(self) -> frozenset[str]:
        """Every page of the paper."""
        sections = {self.section_path(section) for section in self.sections}
        return frozenset({self.home} | sections | {self.path(story) for story in self.stories})


@cache
def paper(lang: str) -> Paper:
    """The paper in a language. Raises KeyError for another language than LANGUAGES."""
    if lang not in LANGUAGES:
        raise KeyError(lang)
    file = resources.files(__package__) / f"{lang}.toml"
    found = msgspec.toml.decode(file.read_bytes(), type=Paper)
    return msgspec.structs.replace(found, lang=lang)


@cache
def short_links() -> dict[str, str]:
    """Where the short links of both papers lead, by their code."""
    return {code: path for lang in LANGUAGES for code, path in paper(lang).short_links.items()}
