"""What can be wrong with a link, told so that a person can act on it."""


class LinkError(Exception):
    """What cannot be done with a link: what, where, and what to do."""


class BadTargetError(LinkError):
    """An address that a link may not lead to."""


class BlockedTargetError(BadTargetError):
    """An address on a host of the local block list."""


class BadCodeError(LinkError):
    """A code that cannot be."""


class CodeTakenError(LinkError):
    """A code that a link has, or had: codes are never given twice."""


class UnknownLinkError(LinkError):
    """No link has this code."""


class BadLinkError(LinkError):
    """A title, a tag or a date that cannot be."""
