"""The scripts a measured page loads, as `npm run build` in `widget/` writes them.

`/p.js` is one of the three `p.*.js`, by the mode of the site that asks: what the mode forbids is not in its file.
"""

from importlib import resources

NAMES = ("p.strict.js", "p.counting.js", "p.consent.js", "share.js", "ask.js")


def script(name: str) -> bytes:
    """The built script, ready to send as `text/javascript`.

    Raises KeyError for a name that is not one of NAMES.
    """
    if name not in NAMES:
        raise KeyError(name)
    return resources.files(__name__).joinpath(name).read_bytes()
