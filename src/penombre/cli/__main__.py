"""Lets `python -m penombre.cli` run the commands."""

from penombre.cli import main

main()
