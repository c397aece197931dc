"""Penombre measures dark social: the visits a site gets from links that people send each other in private."""

__version__ = "0.1.0"
