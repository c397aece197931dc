"""The privacy texts of a site as *Prudence* shows them."""

from __future__ import annotations

import msgspec
from markupsafe import Markup
from sqlalchemy import Engine as Database

from penombre.collect.sites import Site
from penombre.report.privacy.controllers import read_facts
from penombre.report.privacy.document import to_html
from penombre.report.privacy.notice import before_publishing, notice
from penombre.report.privacy.register import register
from penombre.store.database import reading


class PrivacyTexts(msgspec.Struct, frozen=True):
    """The texts in one language.

    before   what the operator has to know before publishing
    missing  which details of the controller are still to be filled in
    """

    notice: Markup
    register: Markup
    before: tuple[str, ...]
    missing: tuple[str, ...]


def privacy_texts(database: Database, site: Site, lang: str, base: str, *, country: bool) -> PrivacyTexts:
    """The texts as the site is set now. Raises DatabaseError."""
    with reading(database) as connection:
        facts = read_facts(connection, site, base, lang, country=country)
    return PrivacyTexts(
        notice=Markup(to_html(notice(facts, lang))),  # noqa: S704  (every piece of it is escaped there)
        register=Markup(to_html(register(facts, lang))),  # noqa: S704
        before=before_publishing(facts, lang),
        missing=facts.controller.missing,
    )
