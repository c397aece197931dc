"""What cannot be made into a bulletin: which thing, why, and what to do."""


class BulletinError(Exception):
    """A bulletin that cannot be made."""


class BrandError(BulletinError):
    """A logo or colour that cannot be used."""


class PaperError(BulletinError):
    """A PDF that could not be set."""
