"""A world: every parameter of a site, its visitors and its machines, drawn once."""

from __future__ import annotations

import zlib

import msgspec
import numpy as np


class World(msgspec.Struct, frozen=True):
    """All parameters of one simulated site. Shares are fractions in [0, 1], durations seconds unless said otherwise.

    seed, variant    what it was drawn from
    host             the site's own name; `kind` is news, business, shop or docs
    language         fr, en or both: the language of slugs and visitors
    start, days      first midnight (epoch seconds, UTC) and length of the period
    landings         landings aimed at, private ones included
    pages            number of pages; `appeal_spread` the sigma of their log-normal appeal
    fetch_headers    the log carries Sec-Fetch-Site, Sec-Purpose, X-Requested-With and Host
    dark_share       private landings aimed at, as a share of landings
    causes           mix of the other causes (without private ones and automation), sums to 1
    home_typed       share of typed landings on the home page; `section_typed` on section fronts; the rest is deep
    strip            share of arrivals without referrer, per door (`cause/name`)
    marked           multiplies the share of in-app strings per door; `app_referrer` share of android-app:// referrers
    apps             weight of each private app in this world, on top of country and device
    """

    seed: int
    variant: str
    host: str
    kind: str
    language: str
    start: float
    days: int
    landings: int
    pages: int
    appeal_spread: float
    fetch_headers: bool
    # the other causes
    dark_share: float
    causes: dict[str, float]
    home_typed: float
    section_typed: float
    regulars_per_landing: float
    returning: dict[str, float]
    newsletter_tagged: float
    newsletters: int
    # people
    countries: dict[str, float]
    mobile: float
    privacy_browser: float
    old_safari: float
    address_churn: float
    weekend: float
    # what the server sees
    strip: dict[str, float]
    marked: float
    app_referrer: float
    package_header: float
    fetch_noise: float
    handoff_cross_site: float
    tab_restored: float
    prefetched: float
    asset_rate: float
    cached_assets: float
    further_views: float
    # pages in time
    age_kernel: str
    age_scale: float
    appeal_power: dict[str, float]
    spikes_per_week: float
    spike_gain: float
    # private sharing
    on_site_shares: float
    audience: tuple[float, float, float, float]
    read: tuple[float, float, float, float]
    offspring: str
    dispersion: float
    silent: float
    reshare: float
    delay_kernel: str
    delay_spread: float
    delay_scale: float
    sleeping: float
    apps: dict[str, float]
    # previews and machines
    previews: float
    drafts: float
    mail_scanned: float
    robots_of_unattributed: float
    robots_with_assets: float
    robots_walking: float
    crawler_hits: float
    probes: float
    monitor_minutes: int
    assistant_fetches: float
    share_tags: float = 0.0
    """Share of WhatsApp and mail landings, on pages with a share button, whose link has the button's tag."""

    def stream(self, component: str) -> np.random.Generator:
        """The random numbers of one component: what another component does never changes them."""
        return np.random.default_rng([self.seed, zlib.crc32(self.variant.encode()), zlib.crc32(component.encode())])
