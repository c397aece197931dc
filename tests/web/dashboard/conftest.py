"""An installation with people in each role, as for accounts."""

from tests.web.accounts.conftest import empty_database, filled_database, here, kept

__all__ = ["empty_database", "filled_database", "here", "kept"]
