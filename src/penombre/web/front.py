"""The first page of a running server, until the dashboard takes its place."""

from __future__ import annotations

from penombre import __version__
from penombre.collect.journal.loader import Ledger

STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:42rem;margin:3rem auto;padding:0 1rem;color-scheme:light dark}"
    "table{border-collapse:collapse;width:100%}td,th{padding:.4rem 0;border-bottom:1px solid #8884;text-align:left}"
    "td:last-child{text-align:right;font-variant-numeric:tabular-nums}h1{font-size:1.6rem}small{opacity:.7}"
)
ROWS = (
    ("stored", "Stored", "Enregistrés"),
    ("duplicate", "Came twice, counted once", "Reçus deux fois, comptés une"),
    ("quarantined", "Could not be read, kept aside", "Illisibles, mis de côté"),
    ("pending", "On disk, not yet in the store", "Sur disque, pas encore dans la base"),
    ("received", "Received in all", "Reçus en tout"),
    ("refused", "Refused, and told so", "Refusés, et signalés"),
    ("dropped_by_signal", "Dropped: the visitor objects", "Écartés : le visiteur s’y oppose"),
    ("unrecorded_redirects", "Redirects not recorded", "Redirections non comptées"),
)


def front_page(ledger: Ledger) -> str:
    """The ledger in both languages."""
    rows = "".join(
        f'<tr><td>{english}<br><small lang="fr">{french}</small></td><td>{getattr(ledger, name):,}</td></tr>'
        for name, english, french in ROWS
    )
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Penombre</title>'
        f'<meta name="viewport" content="width=device-width"><style>{STYLE}</style></head><body>'
        '<h1>Penombre is collecting · <span lang="fr">Penombre collecte</span></h1>'
        "<p>Every record received is in one of these rows; nothing is lost on the way. "
        '<span lang="fr">Tout ce qui a été reçu figure dans l’une de ces lignes ; rien ne se perd en route.</span></p>'
        f"<table>{rows}</table><p><small>Penombre {__version__}</small></p></body></html>"
    )
