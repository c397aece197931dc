"""How much one address or one site may send: token buckets in memory, forgotten when they are full again."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence

MOST_BUCKETS = 100_000
LONGEST_FORWARDED = 2048


class Buckets:
    """A token bucket a key: `rate` tokens a second, at most `burst` of them."""

    def __init__(self, rate: float, burst: float) -> None:
        """A rate of 0 or less takes everything."""
        self._rate, self._burst = rate, burst
        self._levels: dict[str, tuple[float, float]] = {}

    def take(self, key: str, now: float, amount: float = 1.0) -> float:
        """Take tokens; 0 where there were enough, else the seconds until there are. `now` is a monotonic clock's."""
        if self._rate <= 0:
            return 0.0
        level, since = self._levels.get(key, (self._burst, now))
        level = min(self._burst, level + (now - since) * self._rate)
        # who asks for more than a whole bucket gets it from a full one, and waits the longer afterwards
        needed = min(amount, self._burst)
        if level < needed:
            return (needed - level) / self._rate
        if key not in self._levels and len(self._levels) >= MOST_BUCKETS:
            self._forget(now)
        self._levels[key] = (level - amount, now)
        return 0.0

    def _forget(self, now: float) -> None:
        """Let go of buckets that are full again; of all, where none is: better generous than out of memory."""
        kept = {
            key: (level, since)
            for key, (level, since) in self._levels.items()
            if level + (now - since) * self._rate < self._burst
        }
        self._levels = kept if len(kept) < MOST_BUCKETS else {}


class TrustedProxies:
    """Which peers may say for whom they speak: only from those is X-Forwarded-For believed (case S15)."""

    def __init__(self, networks: Sequence[str]) -> None:
        self._networks = [ipaddress.ip_network(network) for network in networks]
        self._known: dict[str, bool] = {}

    def trusts(self, address: str) -> bool:
        """Whether an address is one of the proxies."""
        if address not in self._known:
            if len(self._known) > MOST_BUCKETS:
                self._known.clear()
            self._known[address] = self._is_in(address)
        return self._known[address]

    def client(self, peer: str, forwarded: str) -> str:
        """The address of the client: the last of those forwarded that is no proxy's, or the peer."""
        if not forwarded or not self.trusts(peer):
            return peer
        # what proxies added stands at the end: a beginning of the client's own making is what may be cut
        hops = forwarded[-LONGEST_FORWARDED:].split(",")
        for hop in reversed(hops[1:] if len(forwarded) > LONGEST_FORWARDED else hops):
            address = hop.strip().strip("[]")
            try:
                ipaddress.ip_address(address)
            except ValueError:
                return peer
            if not self.trusts(address):
                return address
        return peer

    def _is_in(self, address: str) -> bool:
        try:
            found = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(found in network for network in self._networks)


def household(address: str) -> str:
    """The address, or the /64 of one of the sixth version: a household has them all."""
    if ":" in address:
        return ":".join(ipaddress.ip_address(address).exploded.split(":")[:4])
    return address


def neighbourhood(address: str) -> str:
    """The /24 or /48 of an address: who has many addresses has them there."""
    if ":" in address:
        return ":".join(ipaddress.ip_address(address).exploded.split(":")[:3])
    return address.rpartition(".")[0]
