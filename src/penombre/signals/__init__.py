"""What gives the source of a web request away: the catalogue and its matcher."""

from penombre.signals.agents import agent_sign
from penombre.signals.headers import header_signs
from penombre.signals.packages import package_sign
from penombre.signals.previews import PreviewHabit, asked_for, preview_habit
from penombre.signals.profile import AgentProfile, agent_profile, device_of
from penombre.signals.queries import MARKER_PARAMS, query_sign
from penombre.signals.referrers import referrer_sign
from penombre.signals.sign import Request, Sign, Verdict
from penombre.signals.tags import tag_apps
from penombre.signals.verdicts import identify, resolve

__all__ = [
    "MARKER_PARAMS",
    "AgentProfile",
    "PreviewHabit",
    "Request",
    "Sign",
    "Verdict",
    "agent_profile",
    "agent_sign",
    "asked_for",
    "device_of",
    "header_signs",
    "identify",
    "package_sign",
    "preview_habit",
    "query_sign",
    "referrer_sign",
    "resolve",
    "tag_apps",
]
