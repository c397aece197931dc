"""Worlds whose truth is known."""

from penombre.simulate.load import write_load_log
from penombre.simulate.raw.files import write_files
from penombre.simulate.sample import write_sample
from penombre.simulate.truth import AppTruth, PageTruth, Truth
from penombre.simulate.variants import VARIANTS, draw_world
from penombre.simulate.world import World
from penombre.simulate.writer import write_world

__all__ = [
    "VARIANTS",
    "AppTruth",
    "PageTruth",
    "Truth",
    "World",
    "draw_world",
    "write_files",
    "write_load_log",
    "write_sample",
    "write_world",
]
