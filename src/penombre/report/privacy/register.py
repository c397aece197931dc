"""The entry in the controller's register of processing (Article 30(1) of the GDPR)."""

from __future__ import annotations

from functools import partial

from penombre import __version__
from penombre.report.privacy.document import Part, Text
from penombre.report.privacy.facts import Facts
from penombre.report.privacy.notice import basis, filled, how_long, opt_out, told_controller, told_data
from penombre.report.privacy.texts import text

SECURITY = ("minimise", "key", "accounts", "few", "files", "own")


def register(facts: Facts, lang: str) -> Text:
    """The entry, with a place in square brackets where something is still to be filled in."""
    phrase = partial(text, lang=lang)
    hosts, controller = ", ".join(facts.hosts), facts.controller
    about = [
        phrase("register.processing_name", hosts=hosts, version=__version__),
        phrase("register.processing_mode", mode=phrase(f"mode.{facts.mode}")),
        *((phrase("register.processing_since", day=facts.since),) if facts.since else ()),
        *((phrase("register.processing_updated", day=facts.updated),) if facts.updated else ()),
    ]
    data = [Part(phrase("register.data"), points=told_data(facts, lang, agreed=False))]
    if facts.mode == "consent":
        data.append(Part(phrase("register.data_consent"), points=told_data(facts, lang, agreed=True)))
    # said under the last of them
    data[-1] = Part(
        data[-1].heading,
        points=data[-1].points,
        after=(phrase("register.data_memory") + ".", phrase("register.data_special")),
    )
    host = (phrase("register.receives_host", host=controller.host),) if controller.host else ()
    contact = filled(controller, "contact", lang)
    return Text(
        lang,
        phrase("register.title", site=facts.site),
        (
            Part(phrase("register.processing"), points=tuple(about)),
            Part(phrase("register.who"), points=told_controller(controller, lang)),
            Part(phrase("register.purpose"), (phrase(f"purpose.{facts.mode}"),)),
            Part(phrase("register.basis"), basis(facts.mode, lang)),
            Part(phrase("register.people"), (phrase("register.people_text", hosts=hosts) + ".",)),
            *data,
            Part(phrase("register.receives"), points=(phrase("register.receives_own"), *host)),
            Part(
                phrase("register.transfers"),
                (phrase("register.transfers_text", place=filled(controller, "place", lang)) + ".",),
            ),
            Part(phrase("register.how_long"), points=how_long(facts.mode, lang)),
            Part(phrase("register.security"), points=tuple(phrase(f"register.security_{each}") for each in SECURITY)),
            Part(
                phrase("register.rights"), (phrase("register.rights_text", link=opt_out(facts), contact=contact) + ".",)
            ),
        ),
    )
