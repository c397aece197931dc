"""Strings kept once each, known by a number."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from penombre.simulate.clock import Ints


class Texts:
    """Every string that a log line may hold; number 0 is `-`, number 1 is the empty string."""

    def __init__(self) -> None:
        self.all: list[str] = []
        self._numbers: dict[str, int] = {}
        self.number("-")
        self.number("")

    def number(self, text: str) -> int:
        """The number of a string, given out on first sight."""
        known = self._numbers.get(text)
        if known is None:
            known = self._numbers[text] = len(self.all)
            self.all.append(text)
        return known

    def of(self, texts: Iterable[str]) -> Ints:
        """The numbers of many strings."""
        return np.array([self.number(text) for text in texts], dtype=np.int64)
