"""The privacy notice: what the operator of a site tells its visitors (Articles 13 and 21 of the GDPR)."""

from __future__ import annotations

from functools import partial
from urllib.parse import urlsplit

from penombre.collect.dial import Mode
from penombre.report.privacy.document import Part, Text
from penombre.report.privacy.facts import Controller, Facts, lifetimes
from penombre.report.privacy.texts import text
from penombre.select.objection import OPT_OUT_COOKIE, OPT_OUT_DAYS


def notice(facts: Facts, lang: str) -> Text:
    """The notice, with a place in square brackets where something is still to be filled in."""
    phrase = partial(text, lang=lang)
    agreed = facts.mode == "consent"
    parts = [
        Part("", (phrase("notice.intro", hosts=", ".join(facts.hosts), server=server(facts)),)),
        Part(phrase("notice.who"), points=told_controller(facts.controller, lang)),
        Part(phrase("notice.purpose"), (phrase(f"purpose.{facts.mode}"),)),
        Part(phrase("notice.basis"), basis(facts.mode, lang)),
        Part(phrase("notice.collected"), points=told_data(facts, lang, agreed=False)),
    ]
    if agreed:
        parts.append(Part(phrase("notice.collected_consent"), points=told_data(facts, lang, agreed=True)))
    return Text(
        lang,
        phrase("notice.title"),
        (
            *parts,
            Part(phrase("notice.not"), (phrase("notice.not_address"), phrase("notice.not_read"))),
            Part(phrase("notice.how_long"), points=how_long(facts.mode, lang)),
            Part(phrase("notice.receives"), _receives(facts.controller, lang)),
            Part(
                phrase("notice.object"),
                (phrase("notice.object_intro"),),
                (
                    phrase("notice.object_gpc"),
                    phrase(
                        "notice.object_opt_out",
                        link=opt_out(facts),
                        server=server(facts),
                        cookie=OPT_OUT_COOKIE,
                        days=str(OPT_OUT_DAYS),
                    ),
                ),
                (phrase("notice.object_kept"),),
            ),
            Part(
                phrase("notice.rights"),
                (
                    phrase("notice.rights_text", contact=filled(facts.controller, "contact", lang)),
                    *((phrase("notice.rights_portability"),) if agreed else ()),
                    phrase("notice.rights_complaint"),
                ),
            ),
        ),
    )


def before_publishing(facts: Facts, lang: str) -> tuple[str, ...]:
    """What the operator has to know; no part of the notice."""
    keys = (facts.mode, *(("ask",) if facts.asks else ()), "proxy")
    return tuple(text(f"before.{key}", lang) for key in keys)


def told_controller(controller: Controller, lang: str) -> tuple[str, ...]:
    """Who is responsible, line by line."""
    names = ("name", "address", "contact", *(("officer",) if controller.officer else ()))
    return tuple(text(f"who.{name}", lang, value=filled(controller, name, lang)) for name in names)


def told_data(facts: Facts, lang: str, *, agreed: bool) -> tuple[str, ...]:
    """What is collected only after consent (`agreed`), or without it."""
    return tuple(_sentence(f"datum.{each.key}", lang) for each in facts.data if (each.mode == "consent") is agreed)


def basis(mode: Mode, lang: str) -> tuple[str, ...]:
    """On what legal basis a mode collects."""
    keys = {"strict": ("strict", "own"), "counting": ("strict", "counting"), "consent": ("consent", "rest")}[mode]
    return tuple(text(f"basis.{key}", lang) for key in keys)


def how_long(mode: Mode, lang: str) -> tuple[str, ...]:
    """For how long each sort of record is kept."""
    return tuple(f"{text(f'long.{sort}', lang, **filling)}." for sort, filling in lifetimes(mode).items())


def filled(controller: Controller, name: str, lang: str) -> str:
    """What the controller said, or a place for it."""
    return getattr(controller, name) or text(f"missing.{name}", lang)


def opt_out(facts: Facts) -> str:
    """The address of the page by which visitors object."""
    return f"{facts.base}/opt-out"


def server(facts: Facts) -> str:
    """The server's host, as a browser shows it."""
    return urlsplit(facts.base).netloc


def _receives(controller: Controller, lang: str) -> tuple[str, ...]:
    host = (text("notice.receives_host", lang, host=controller.host),) if controller.host else ()
    place = text("notice.receives_place", lang, place=filled(controller, "place", lang))
    return (text("notice.receives_own", lang), *host, place)


def _sentence(key: str, lang: str) -> str:
    said = text(key, lang)
    return f"{said[0].upper()}{said[1:]}."
