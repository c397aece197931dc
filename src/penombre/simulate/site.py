"""The pages of a site: what they are called, when they appeared, how much they are wanted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from penombre.simulate.clock import DAY, Floats
from penombre.simulate.world import World

HOME, SECTION, DEEP = 0, 1, 2

_WORDS = {
    "fr": (
        "pourquoi", "la", "le", "les", "nouvelle", "loi", "marche", "train", "ecole", "cuisine", "recette", "enquete",
        "climat", "maire", "budget", "logement", "ete", "hiver", "sante", "hopital", "musique", "festival", "quartier",
        "entretien", "avec", "dans", "guide", "maison", "jardin", "velo", "secret", "chiffres", "retraite", "emploi",
        "salaire", "vin", "montagne", "mer", "voyage", "famille", "enfants", "livre", "cinema", "histoire", "photo",
    ),
    "en": (
        "why", "the", "new", "law", "market", "train", "school", "kitchen", "recipe", "report", "climate", "mayor",
        "budget", "housing", "summer", "winter", "health", "hospital", "music", "festival", "inside", "interview",
        "with", "guide", "house", "garden", "bike", "secret", "numbers", "pension", "jobs", "salary", "wine",
        "mountain", "sea", "travel", "family", "kids", "book", "film", "history", "photos", "best", "how", "to",
    ),
}  # fmt: skip
_SECTIONS = {
    "news": ("politique", "economie", "culture", "sport", "societe", "opinions", "world", "science"),
    "business": ("blog", "services", "references", "resources"),
    "shop": ("femme", "homme", "maison", "sale", "new-in", "accessoires"),
    "docs": ("docs", "tools", "tutorials", "reference", "blog"),
}


@dataclass(frozen=True)
class Site:
    """The pages, as columns.

    paths      address of each page, without host
    kinds      HOME, SECTION or DEEP
    appeal     how much each deep page is wanted (positive)
    published  epoch seconds; before the period for what does not age
    ages       whether interest in the page fades from its publication on
    """

    host: str
    paths: list[str]
    kinds: NDArray[np.int8]
    appeal: Floats
    published: Floats
    ages: NDArray[np.bool_]

    @property
    def deep(self) -> NDArray[np.int64]:
        """Numbers of the deep pages."""
        return np.flatnonzero(self.kinds == DEEP)

    @property
    def sections(self) -> NDArray[np.int64]:
        """Numbers of the section fronts."""
        return np.flatnonzero(self.kinds == SECTION)

    def draw(self, rng: np.random.Generator, n: int, power: float) -> NDArray[np.int64]:
        """`n` deep pages by their appeal to some power."""
        weights = self.appeal[self.deep] ** power
        chosen: NDArray[np.int64] = rng.choice(self.deep, n, p=weights / weights.sum())
        return chosen


def build_site(world: World) -> Site:
    """The site of a world."""
    rng = world.stream("site")
    sections = list(_SECTIONS[world.kind])[: max(2, min(len(_SECTIONS[world.kind]), world.pages // 8))]
    paths = ["/", *(f"/{name}/" for name in sections)]
    kinds = [HOME] + [SECTION] * len(sections)
    known = set(paths)
    published: list[float] = [world.start - 400 * DAY] * len(paths)
    ages = [False] * len(paths)
    fading = {"news": 0.8, "business": 0.25, "shop": 0.05, "docs": 0.05}[world.kind]
    while len(paths) < max(world.pages, len(sections) + 8):
        path = _deep_path(rng, world, str(rng.choice(sections)))
        if path in known:
            continue
        known.add(path)
        paths.append(path)
        kinds.append(DEEP)
        fades = bool(rng.random() < fading)
        ages.append(fades)
        before = rng.uniform(-10, world.days) if fades else -rng.uniform(5, 700)
        published.append(world.start + before * DAY)
    appeal = np.exp(rng.normal(0, world.appeal_spread, len(paths)))
    return Site(world.host, paths, np.array(kinds, dtype=np.int8), appeal, np.array(published), np.array(ages))


def _deep_path(rng: np.random.Generator, world: World, section: str) -> str:
    language = world.language if world.language != "both" else str(rng.choice(["fr", "en"]))
    long = {"news": (4, 10), "business": (3, 8), "shop": (2, 5), "docs": (1, 4)}[world.kind]
    words = rng.choice(_WORDS[language], int(rng.integers(*long)), replace=False)
    slug = "-".join(words.tolist())
    if world.kind == "news":
        return f"/{section}/{slug}-{rng.integers(10_000, 99_999)}"
    if world.kind == "shop":
        return f"/{section}/p/{slug}-{rng.integers(100, 9999)}"
    if world.kind == "docs" and rng.random() < 0.3:
        return f"/tools/{slug}"
    return f"/{section}/{slug}/"
