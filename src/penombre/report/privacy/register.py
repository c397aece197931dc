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
    say = partial(text, lang=lang)
    hosts, controller = ", ".join(facts.hosts), facts.controller
    about = [
        say("register.processing_name", hosts=hosts, version=__version__),
        say("register.processing_mode", mode=say(f"mode.{facts.mode}")),
        *((say("register.processing_since", day=facts.since),) if facts.since else ()),
        *((say("register.processing_updated", day=facts.updated),) if facts.updated else ()),
    ]
    data = [Part(say("register.data"), points=told_data(facts, lang, agreed=False))]
    if facts.mode == "consent":
        data.append(Part(say("register.data_consent"), points=told_data(facts, lang, agreed=True)))
    # said under the last of them
    data[-1] = Part(
        data[-1].heading,
        points=data[-1].points,
        after=(say("register.data_memory") + ".", say("register.data_special")),
    )
    host = (say("register.receives_host", host=controller.host),) if controller.host else ()
    contact = filled(controller, "contact", lang)
    return Text(
        lang,
        say("register.title", site=facts.site),
        (
            Part(say("register.processing"), points=tuple(about)),
            Part(say("register.who"), points=told_controller(controller, lang)),
            Part(say("register.purpose"), (say(f"purpose.{facts.mode}"),)),
            Part(say("register.basis"), basis(facts.mode, lang)),
            Part(say("register.people"), (say("register.people_text", hosts=hosts) + ".",)),
            *data,
            Part(say("register.receives"), points=(say("register.receives_own"), *host)),
            Part(
                say("register.transfers"),
                (say("register.transfers_text", place=filled(controller, "place", lang)) + ".",),
            ),
            Part(say("register.how_long"), points=how_long(facts.mode, lang)),
            Part(say("register.security"), points=tuple(say(f"register.security_{each}") for each in SECURITY)),
            Part(say("register.rights"), (say("register.rights_text", link=opt_out(facts), contact=contact) + ".",)),
        ),
    )
