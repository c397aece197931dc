"""Draws a world of a variant: every variant is a change of distributions, never of the generator."""

from __future__ import annotations

import zlib
from typing import Any

import numpy as np

from penombre.simulate.doors import DOORS, PRIVATE, key
from penombre.simulate.world import World

MARCH = 1_772_323_200.0
"""2026-03-01T00:00:00Z: worlds begin up to 120 days before."""

_MIX: dict[str, tuple[float, ...]] = {
    # typed, search, social, newsletter, assistant, document, referral
    "news": (30, 28, 22, 6, 1.5, 1.5, 6),
    "business": (26, 34, 10, 10, 4, 6, 10),
    "shop": (24, 42, 12, 12, 2, 1.5, 6),
    "docs": (30, 40, 6, 2, 6, 6, 12),
}
_MIX_NAMES = ("typed", "search", "social", "newsletter", "assistant", "document", "referral")
_HOSTS = {
    "news": ("www.courrier-du-lac.example", "www.the-harbour-post.example", "journal.rivesud.example"),
    "business": ("www.atelier-donnees.example", "www.northbridge-consulting.example"),
    "shop": ("www.maison-verveine.example", "shop.oakandlinen.example"),
    "docs": ("docs.tuyau.example", "tools.quickgrid.example"),
}
_COUNTRIES = {
    "fr": {"FR": 78, "BE": 8, "CH": 5, "CA": 5, "DE": 2, "US": 2},
    "en": {"US": 46, "GB": 26, "IN": 12, "CA": 8, "DE": 4, "BR": 4},
    "both": {"FR": 50, "US": 14, "GB": 12, "BE": 6, "CA": 8, "DE": 4, "BR": 3, "IN": 3},
}

VARIANTS = (
    "baseline_news", "small_b2b", "shop", "tool_docs", "heavy_bookmarkers", "stripped_referrers", "silent_channels",
    "bot_flood", "assistants", "untagged_newsletter", "tiny_site", "mostly_search", "mostly_private",
)  # fmt: skip


def draw_world(seed: int, variant: str) -> World:
    """The world of a seed and a variant. Raises ValueError for a variant that is not in `VARIANTS`."""
    if variant not in VARIANTS:
        raise ValueError(f"no variant {variant!r}; known: {', '.join(VARIANTS)}")
    rng = np.random.default_rng([seed, zlib.crc32(variant.encode()), zlib.crc32(b"world")])
    kind = {"small_b2b": "business", "shop": "shop", "tool_docs": "docs"}.get(variant, "news")
    if variant not in ("baseline_news", "small_b2b", "shop", "tool_docs") and rng.random() < 0.35:
        kind = str(rng.choice(["business", "shop", "docs"]))
    drawn = _everyday(rng, kind)
    _change(rng, variant, drawn)
    causes = drawn["causes"]
    total = sum(causes.values())
    drawn["causes"] = {name: value / total for name, value in causes.items()}
    return World(seed=seed, variant=variant, kind=kind, **drawn)


def _between(rng: np.random.Generator, low: float, high: float) -> float:
    return float(rng.uniform(low, high))


def _log_between(rng: np.random.Generator, low: float, high: float) -> float:
    return float(np.exp(rng.uniform(np.log(low), np.log(high))))


def _everyday(rng: np.random.Generator, kind: str) -> dict[str, Any]:
    """What holds unless the variant says otherwise."""
    language = str(rng.choice(["fr", "en", "both"], p=[0.5, 0.25, 0.25]))
    countries = {name: w * float(rng.gamma(3.0)) for name, w in _COUNTRIES[language].items()}
    mix = np.array(_MIX[kind]) * rng.gamma(4.0, 0.25, len(_MIX_NAMES))
    returning = {
        "typed": _between(rng, 0.6, 0.85), "newsletter": _between(rng, 0.3, 0.6), "search": _between(rng, 0.05, 0.2),
        "social": _between(rng, 0.08, 0.25), "assistant": 0.05, "document": 0.15, "referral": 0.1,
        "private": _between(rng, 0.05, 0.25),
    }  # fmt: skip
    power = ("typed", "search", "social", "newsletter", "assistant", "document", "referral", "private")
    return {
        "host": str(rng.choice(_HOSTS[kind])),
        "language": language,
        "start": MARCH - 86400.0 * int(rng.integers(0, 120)),
        "days": int(rng.integers(7, 31)),
        "landings": int(_log_between(rng, 2500, 40000)),
        "pages": int(_log_between(rng, 50, 1200 if kind != "business" else 200)),
        "appeal_spread": _between(rng, 0.9, 1.4),
        "fetch_headers": bool(rng.random() < 0.5),
        "dark_share": float(np.clip(rng.beta(1.3, 4.2), 0.02, 0.55)),
        "causes": dict(zip(_MIX_NAMES, mix.tolist(), strict=True)),
        "home_typed": _between(rng, 0.45, 0.75),
        "section_typed": _between(rng, 0.08, 0.2),
        "regulars_per_landing": _between(rng, 0.12, 0.45),
        "returning": returning,
        "newsletter_tagged": float(rng.choice([0.95, 0.6, 0.1], p=[0.6, 0.2, 0.2])),
        "newsletters": int(rng.integers(1, 8)),
        "countries": {name: w / sum(countries.values()) for name, w in countries.items()},
        "mobile": _between(rng, 0.45, 0.75) if kind in ("news", "shop") else _between(rng, 0.2, 0.45),
        "privacy_browser": _between(rng, 0.02, 0.05),
        "old_safari": _between(rng, 0.04, 0.25),
        "address_churn": _between(rng, 0.1, 0.5),
        "weekend": _between(rng, 0.6, 1.2) if kind in ("news", "shop") else _between(rng, 0.2, 0.5),
        "strip": _strip_rates(rng, old_style=bool(rng.random() < 0.12)),
        "marked": _between(rng, 0.4, 1.05),
        "app_referrer": _between(rng, 0.0, 0.25),
        "package_header": _between(rng, 0.0, 0.3),
        "fetch_noise": _between(rng, 0.02, 0.07),
        "handoff_cross_site": _between(rng, 0.85, 0.99),
        "tab_restored": _between(rng, 0.025, 0.055),
        "prefetched": _between(rng, 0.0, 0.05),
        "asset_rate": _between(rng, 0.85, 1.0),
        "cached_assets": _between(rng, 0.3, 0.8),
        "further_views": _between(rng, 0.2, 0.5),
        "age_kernel": str(rng.choice(["exponential", "power_law", "weibull", "lognormal"])),
        "age_scale": _log_between(rng, 0.6, 4.0) * 86400.0,
        "appeal_power": {name: _between(rng, 0.6, 1.2) for name in power},
        "spikes_per_week": _between(rng, 0.3, 4.0),
        "spike_gain": _between(rng, 0.02, 0.15),
        **_sharing(rng, kind),
        **_machines(rng),
    }


def _sharing(rng: np.random.Generator, kind: str) -> dict[str, Any]:
    audience = rng.dirichlet(np.array([0.62, 0.31, 0.062, 0.008]) * 60)
    spread = rng.uniform(0.6, 1.5, 4)
    reads = np.clip(np.array([0.55, 0.45, 0.12, 0.03]) * spread, 0.01, 0.8)
    work = kind in ("business", "docs")
    heavy = {"Slack": 6.0, "Microsoft Teams": 6.0, "LinkedIn": 3.0, "Mattermost": 3.0, "Mail program": 2.5}
    names = [DOORS[door].name for door in PRIVATE]
    apps = {name: float(rng.gamma(2.0, 0.5)) * (heavy.get(name, 1.0) if work else 1.0) for name in names}
    return {
        "on_site_shares": _between(rng, 0.4, 0.95),
        "audience": tuple(audience.tolist()),
        "read": tuple(reads.tolist()),
        "offspring": str(rng.choice(["beta_binomial", "negative_binomial", "poisson_lognormal", "mixture"])),
        "dispersion": _log_between(rng, 0.5, 3.0),
        "silent": _between(rng, 0.35, 0.6),
        "reshare": 0.85 if rng.random() < 0.03 else _between(rng, 0.03, 0.6),
        "delay_kernel": str(rng.choice(["lognormal", "power_law", "weibull", "two_exponential"])),
        "delay_spread": _between(rng, 0.9, 1.9),
        "delay_scale": _log_between(rng, 0.4, 2.5),
        "sleeping": _between(rng, 0.6, 0.95),
        "apps": apps,
    }


def _machines(rng: np.random.Generator) -> dict[str, Any]:
    return {
        "previews": _between(rng, 0.7, 1.1),
        "drafts": _between(rng, 0.02, 0.09),
        "mail_scanned": _between(rng, 0.02, 0.3),
        "robots_of_unattributed": _between(rng, 0.01, 0.08),
        "robots_with_assets": _between(rng, 0.0, 0.25),
        "robots_walking": _between(rng, 0.2, 0.8),
        "crawler_hits": _log_between(rng, 0.2, 1.5),
        "probes": _log_between(rng, 0.01, 0.08),
        "monitor_minutes": int(rng.choice([0, 5, 10, 15])),
        "assistant_fetches": _between(rng, 0.1, 1.5),
    }


def _strip_rates(rng: np.random.Generator, *, old_style: bool) -> dict[str, float]:
    """The published rates (science.md §10.4), each with the world's own error on the logit scale."""
    rates = {}
    webmail, telegram = _between(rng, 0.2, 0.7), _between(rng, 0.7, 1.0)
    search = _between(rng, 0.15, 0.4) if old_style else _between(rng, 0.01, 0.08)
    smaller = {"social/Reddit", "workchat/LinkedIn", "messenger/X (Twitter)"}
    for door in DOORS:
        rate = door.strip
        if door.cause == "search":
            rate = search * {"Google": 1.0}.get(door.name, 1.6)
        elif key(door) in smaller:
            rate = float(rng.beta(2, 38))
        elif key(door) in ("email/Webmail", "email/Gmail", "newsletter/newsletter, webmail"):
            rate = webmail
        elif key(door) == "messenger/Telegram":
            rate = telegram
        elif door.cause == "referral":
            rate = _between(rng, 0.02, 0.12)
        rate = min(rate, 1.0)
        jitter = rng.normal(0, 0.4)
        if 0 < rate < 0.999:
            rate = float(1 / (1 + np.exp(-(np.log(rate / (1 - rate)) + jitter))))
        rates[key(door)] = rate
    return rates


def _change(rng: np.random.Generator, variant: str, drawn: dict[str, Any]) -> None:
    """What the variant changes."""
    if variant in ("heavy_bookmarkers", "assistants", "untagged_newsletter", "mostly_search"):
        _change_causes(rng, variant, drawn)
    elif variant == "small_b2b":
        drawn["landings"] = int(_log_between(rng, 2000, 8000))
    elif variant == "stripped_referrers":
        strip = drawn["strip"]
        for name in strip:
            strip[name] = max(strip[name], min(1.0, strip[name] * 2 + _between(rng, 0.1, 0.35)))
        drawn["privacy_browser"] = _between(rng, 0.05, 0.15)
        drawn["marked"] *= 0.6
    elif variant == "silent_channels":
        drawn["previews"], drawn["drafts"] = 0.0, 0.0
    elif variant == "bot_flood":
        drawn["robots_of_unattributed"] = _between(rng, 0.3, 1.5)
    elif variant == "tiny_site":
        drawn.update(landings=150, pages=int(rng.integers(15, 60)), days=int(rng.integers(14, 31)))
    elif variant == "mostly_private":
        drawn["dark_share"] = _between(rng, 0.35, 0.55)


def _change_causes(rng: np.random.Generator, variant: str, drawn: dict[str, Any]) -> None:
    """The variants in which another cause than private sharing is large."""
    causes = drawn["causes"]
    if variant == "heavy_bookmarkers":
        causes["typed"] *= _between(rng, 2.0, 4.0)
        drawn["home_typed"], drawn["section_typed"] = _between(rng, 0.15, 0.4), _between(rng, 0.05, 0.15)
        drawn["dark_share"] = float(np.clip(rng.beta(1.3, 8.0), 0.02, 0.55))
    elif variant == "assistants":
        causes["assistant"] = causes["search"] * _between(rng, 0.3, 1.0)
        drawn["assistant_fetches"] = _between(rng, 1.0, 4.0)
    elif variant == "untagged_newsletter":
        drawn["newsletter_tagged"] = _between(rng, 0.0, 0.05)
        causes["newsletter"] *= _between(rng, 2.0, 4.0)
        drawn["newsletters"] = int(rng.integers(3, 12))
    else:
        causes["search"] *= _between(rng, 4.0, 9.0)
        drawn["dark_share"] = float(np.clip(rng.beta(1.2, 12.0), 0.02, 0.3))
