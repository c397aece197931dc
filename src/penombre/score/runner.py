"""Lets estimators answer in processes of their own: the truth stays in the memory of this one."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, Protocol, TypeAlias

import msgspec

from penombre.score.wire import answer_of, packed, receive, send
from penombre.sentences import say

Public: TypeAlias = Mapping[str, Any]
Truth: TypeAlias = Mapping[str, Any]
Answer: TypeAlias = Mapping[str, Any]
Figures: TypeAlias = dict[str, float]


class World(Protocol):
    """Draws one world: what may be seen of it, and its truth."""

    def __call__(self, seed: int, variant: str) -> tuple[Public, Truth]: ...


class Outcome(msgspec.Struct, frozen=True):
    """The figures of one world of one variant."""

    variant: str
    figures: Figures


class EstimatorFailedError(Exception):
    """An estimator died or answered with an error: the message is what it said."""


def outcomes(
    estimator: str,
    world: World,
    figures: Callable[[Answer, Public, Truth], Figures],
    worlds: Sequence[tuple[int, str]],
    *,
    workers: int = 2,
    told: Callable[[tuple[int, str], Outcome], None] = lambda *_: None,
) -> list[Outcome]:
    """Draw each world, have it estimated by someone who cannot know its truth, and compare.

    estimator   name in `penombre.score.estimator`
    figures     compares an answer with the truth
    told        called after each world with its outcome, from any of the threads
    Raises EstimatorFailedError.
    """
    with ThreadPoolExecutor(workers) as pool:
        parts = [worlds[number::workers] for number in range(workers)]
        found = pool.map(lambda part: list(_part(estimator, world, figures, part, told)), parts)
        return [outcome for part in found for outcome in part]


def _part(
    estimator: str,
    world: World,
    figures: Callable[[Answer, Public, Truth], Figures],
    worlds: Sequence[tuple[int, str]],
    told: Callable[[tuple[int, str], Outcome], None],
) -> Iterator[Outcome]:
    with _child(estimator) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        for seed, variant in worlds:
            public, truth = world(seed, variant)
            send(child.stdin, packed(public))
            message = receive(child.stdout)
            if message is None:
                raise EstimatorFailedError(
                    say(
                        "{estimator}: its process ended in world {seed} of {variant}",
                        estimator=estimator,
                        seed=seed,
                        variant=variant,
                    )
                )
            answer = answer_of(message)
            if "failed" in answer:
                raise EstimatorFailedError(
                    say(
                        "{estimator}, world {seed} of {variant}: {problem}",
                        estimator=estimator,
                        seed=seed,
                        variant=variant,
                        problem=answer["failed"],
                    )
                )
            outcome = Outcome(variant, figures(answer, public, truth))
            told((seed, variant), outcome)
            yield outcome


@contextmanager
def _child(estimator: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process that estimates; one thread of arithmetic, so that two of them share the machine evenly."""
    environment = os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    child = subprocess.Popen(  # noqa: S603  (this very program)
        [sys.executable, "-m", "penombre.score.estimator", estimator],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment,
    )
    try:
        yield child
    finally:
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.close()
        child.wait()
        child.stdout.close()
