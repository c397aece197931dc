"""How likely each cause is behind a landing, learnt from landings whose source is known, with the source hidden."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import msgspec
import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

from penombre.analyze.direct.classes import CLASSES, classes_of
from penombre.analyze.direct.encoding import common_browsers, encode, page_profiles

if TYPE_CHECKING:
    from penombre.analyze.direct.encoding import Columns
    from penombre.analyze.direct.landings import Floats, Integers, Landings

MOST_PER_CLASS = 2_000
"""Known landings of one class that one fold learns from: more would cost time and change little."""
LEAST_PER_CLASS = 15
AT_A_TIME = 50_000
LEAST_SPREAD = 1e-3
"""Standard deviation of a column below which it is but rounding: what it is elsewhere says nothing of the causes."""
FLOOR = 1e-4


class Prediction(msgspec.Struct, frozen=True):
    """Probabilities under the mix of causes that the model learnt from; only their ratios carry over to other mixes.

    hidden         (n0, classes) of every landing without a source, in their order
    proven         (m,) probability of `private` of known private landings, from the fold that did not see them
    learnt_shares  (classes,) the mix of causes that the model learnt from
    learnt         number of known landings
    """

    hidden: Floats
    proven: Floats
    learnt_shares: Floats
    learnt: int


class _Fold(msgspec.Struct, frozen=True):
    """What one half of the known landings taught.

    scale  (p,) standard deviation of each column, infinite for one that was the same everywhere: it tells nothing
    """

    model: LogisticRegression | None
    classes: Integers
    centre: Columns
    scale: Columns

    def probabilities(self, columns: Columns) -> Floats:
        """(n, classes); a class nobody could learn from looks like the other public ones together."""
        found = np.zeros((len(columns), len(CLASSES)))
        if self.model is None or not len(columns):  # nothing was learnt, or nobody is asked about
            return found + 1 / len(CLASSES)
        found[:, self.classes] = self.model.predict_proba((columns - self.centre) / self.scale)
        unseen = np.setdiff1d(np.arange(len(CLASSES)), self.classes)
        if 0 in unseen:
            found[:, 0] = 1 / len(CLASSES)
            unseen = unseen[1:]
        public = found[:, 1:].sum(1) / max(len(self.classes), 1)
        found[:, unseen] = public[:, None]
        found = np.maximum(found, FLOOR)
        probabilities: Floats = found / found.sum(1, keepdims=True)
        return probabilities


def predict(landings: Landings, random: np.random.Generator) -> Prediction:
    """Learn the causes from the known landings in two halves; each half judges the other, both judge the unknown.

    A regularised multinomial logit on balanced samples. The known sample is selected, so that its shares mean nothing:
    the survey corrects them (`answers`). What is known of a page is counted on the half that a landing is not in.
    """
    _, page = np.unique(landings.page, return_inverse=True)
    pages = int(page.max()) + 1 if len(page) else 0
    classes = classes_of(landings.known)
    known = np.flatnonzero(classes >= 0)
    hidden = np.flatnonzero(landings.known < 0)
    browsers = common_browsers(landings)
    half = random.permutation(len(known)) % 2
    profile_of = [page_profiles(page[known[half == h]], classes[known[half == h]], pages) for h in (0, 1)]
    folds = []
    proven = []
    for h in (0, 1):
        mine, other = known[half == h], known[half != h]
        taught = _balanced(classes[mine], random)
        folds.append(
            _learn(
                encode(landings, mine[taught], browsers, profile_of[1 - h][page[mine[taught]]]), classes[mine[taught]]
            )
        )
        private = other[classes[other] == 0]
        proven.append(folds[h].probabilities(encode(landings, private, browsers, profile_of[h][page[private]]))[:, 0])
    everything = page_profiles(page[known], classes[known], pages)
    found = np.empty((len(hidden), len(CLASSES)))
    for start in range(0, len(hidden), AT_A_TIME):
        rows = hidden[start : start + AT_A_TIME]
        columns = encode(landings, rows, browsers, everything[page[rows]])
        found[start : start + AT_A_TIME] = (folds[0].probabilities(columns) + folds[1].probabilities(columns)) / 2
    learnt = np.minimum(np.bincount(classes[known], minlength=len(CLASSES)), 2.0 * MOST_PER_CLASS)
    learnt = np.where(learnt < 2 * LEAST_PER_CLASS, learnt[1:].sum() / len(CLASSES), learnt) + 1.0
    return Prediction(found, np.concatenate(proven), learnt / learnt.sum(), len(known))


def _balanced(classes: Integers, random: np.random.Generator) -> Integers:
    """Rows to learn from: at most MOST_PER_CLASS of each class, none of a class with too few."""
    chosen = []
    for number in range(len(CLASSES)):
        rows = np.flatnonzero(classes == number)
        if len(rows) >= LEAST_PER_CLASS:
            chosen.append(random.permutation(rows)[:MOST_PER_CLASS])
    return np.concatenate(chosen) if chosen else np.empty(0, dtype=np.int64)


def _learn(columns: Columns, classes: Integers) -> _Fold:
    seen = np.unique(classes)
    if len(seen) < 2:
        nothing = np.zeros(columns.shape[1], dtype=np.float32)
        return _Fold(None, seen, nothing, nothing + 1)
    centre = columns.mean(0)
    spread = columns.std(0)
    scale = np.where(spread < LEAST_SPREAD, np.float32(np.inf), spread)
    model = LogisticRegression(C=0.3, tol=1e-3, max_iter=80)
    with warnings.catch_warnings():
        # a fit that stops a little early is as good: the survey corrects it
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit((columns - centre) / scale, classes)
    return _Fold(model, seen, centre, scale)
