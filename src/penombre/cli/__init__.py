"""The commands."""

from penombre.cli.app import main

__all__ = ["main"]
