"""What can be wrong with a log, told so that a person can act on it."""


class LogError(Exception):
    """An input that cannot be read: what is wrong, where, and what to do."""


class EmptyLogError(LogError):
    """An input without a single request."""
