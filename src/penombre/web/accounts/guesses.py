"""Slows down who guesses passwords: a delay that grows with each wrong guess, and never gets long."""

from __future__ import annotations

from penombre.collect.live.limits import neighbourhood

MOST_KEPT = 50_000


class Delays:
    """After `free` tries in a row each further one must wait twice as long, `longest` seconds at most."""

    def __init__(self, free: int, longest: float, forgotten_after: float) -> None:
        self._free, self._longest, self._forgotten_after = free, longest, forgotten_after
        self._tries: dict[str, tuple[int, float]] = {}

    def wait(self, key: str, now: float) -> float:
        """Seconds until the next try may be made; 0 for now."""
        count, last = self._known(key, now)
        if count < self._free:
            return 0.0
        return max(0.0, last + min(self._longest, 2.0 ** (count - self._free)) - now)

    def count(self, key: str, now: float) -> None:
        """A try, which counts as wrong until `forget` says otherwise: many at once do not pass together."""
        count, _ = self._known(key, now)
        self._tries.pop(key, None)
        if len(self._tries) >= MOST_KEPT:
            del self._tries[next(iter(self._tries))]  # the longest unused
        self._tries[key] = (count + 1, now)

    def forget(self, key: str) -> None:
        """The try was right."""
        self._tries.pop(key, None)

    def take_back(self, key: str) -> None:
        """One try less, where it was right and the others count on."""
        if key in self._tries:
            count, last = self._tries[key]
            self._tries[key] = (count - 1, last)

    def _known(self, key: str, now: float) -> tuple[int, float]:
        count, last = self._tries.get(key, (0, now))
        # many tries are worth no more than what reaches the longest delay: it is over soon after they stop
        return (0, now) if now - last > self._forgotten_after else (min(count, self._free + 20), last)


class Guesses:
    """The limits of signing in: for each account, and for each neighbourhood of addresses (/24, /48).

    A browser in which somebody signed in to the account before is counted apart from strangers (Device Cookies,
    OWASP): whoever guesses from a thousand addresses keeps strangers waiting, never its owner.
    """

    def __init__(self) -> None:
        self._accounts = Delays(free=5, longest=30.0, forgotten_after=900.0)
        self._addresses = Delays(free=30, longest=300.0, forgotten_after=3600.0)
        # who comes so far has the password: few tries are generous
        self._codes = Delays(free=5, longest=900.0, forgotten_after=86_400.0)

    def begin(self, account: str, address: str, now: float, *, known: bool) -> float:
        """Take a try; 0, or the seconds to wait, in which case it is not to be made."""
        keys = _key(account, known=known), neighbourhood(address)
        waits = (self._accounts.wait(keys[0], now), self._addresses.wait(keys[1], now))
        if max(waits) > 0:
            return max(waits)
        self._accounts.count(keys[0], now)
        self._addresses.count(keys[1], now)
        return 0.0

    def succeed(self, account: str, address: str, *, known: bool) -> None:
        """The try was right."""
        self._accounts.forget(_key(account, known=known))
        self._addresses.take_back(neighbourhood(address))

    def begin_unnamed(self, address: str, now: float) -> float:
        """Take a try that names no account, a passkey's or a provider's; 0, or the seconds to wait."""
        wait = self._addresses.wait(neighbourhood(address), now)
        if not wait:
            self._addresses.count(neighbourhood(address), now)
        return wait

    def succeed_unnamed(self, address: str) -> None:
        """The try was right."""
        self._addresses.take_back(neighbourhood(address))

    def begin_code(self, account: str, now: float, *, known: bool) -> float:
        """Take a try at the second step; 0, or the seconds to wait."""
        wait = self._codes.wait(_key(account, known=known), now)
        if not wait:
            self._codes.count(_key(account, known=known), now)
        return wait

    def succeed_code(self, account: str, *, known: bool) -> None:
        """The code was right."""
        self._codes.forget(_key(account, known=known))


def _key(account: str, *, known: bool) -> str:
    return f"{'known' if known else 'stranger'} {account}"
