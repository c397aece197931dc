"""The scripts that pages load, as the widget's source builds them."""

from importlib import resources


def script(name: str) -> bytes:
    """A packaged script."""
    return (resources.files(__package__) / name).read_bytes()
