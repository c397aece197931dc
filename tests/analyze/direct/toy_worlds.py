"""Small worlds whose truth is known, for the tests of the direct estimator: forms drawn anew for each world."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from penombre.analyze.direct.landings import ANSWERS, CAUSES, CONTROLS, PRIVATE, Landings

ASKABLE = 11  # every cause but automation, which no question reaches
RIGHT_ANSWER = (3, 2, 1, 0, 0, 0, 0, 4, 5, 6, -1)
"""Index into ANSWERS of what each cause ought to answer; a link on some other site has no answer of its own."""


class Recipe(msgspec.Struct, frozen=True):
    """What a world is drawn from; the defaults keep every assumption of the estimator but its functional forms."""

    landings: int = 60_000
    pages: int = 150
    dark: float | None = None
    """Share of private causes among the landings without a source, drawn from (.12, .6) if None."""
    answers: int = 450
    exposures: int = 3_000
    """Controls of each side that were shown the question."""
    willingness: float = 0.35
    """Standard deviation between causes of the logit of answering."""
    willing_senders: float = 0.0
    """Added to that of the private causes, tagged or not."""
    tokens_answer_more: float = 0.0
    """Logit gap of tagged private landings over untagged ones: breaks transport."""
    copies_answer_more: float = 0.0
    """The same for the family token_copy alone."""
    tokens_answer_better: float = 0.0
    """Sensitivity of tagged private landings above that of untagged ones."""
    drift: float = 0.0
    """How far the pages and devices of tagged private landings are from the untagged ones' (log scale)."""
    bookmarks: float | None = None
    """Part of the hidden typed landings on deep pages, drawn from (.1, .5) if None; the known ones hardly have any."""
    telling: float = 1.0
    """How much devices, pages and hours differ between causes; 0: not at all."""
    robots: float = 0.02
    """Part of the landings without a source that no question reaches."""
    mode: str = "consent"
    """consent: everything; strict: no navigation, history or presses; logs: no Sec-Fetch-Site either."""


class World(msgspec.Struct, frozen=True):
    landings: Landings
    cause: NDArray[np.int64]
    """(n,) what truly brought each landing."""

    @property
    def unattributed(self) -> NDArray[np.bool_]:
        return self.landings.known < 0

    @property
    def dark(self) -> float:
        return float(np.isin(self.cause[self.unattributed], PRIVATE).mean())

    def dark_by_page(self) -> dict[int, tuple[float, int]]:
        pages = self.landings.page[self.unattributed]
        private = np.isin(self.cause[self.unattributed], PRIVATE)
        return {int(p): (float(private[pages == p].mean()), int((pages == p).sum())) for p in np.unique(pages)}


def expit(x: Any) -> Any:
    return 1 / (1 + np.exp(-x))


def draw_world(seed: int, recipe: Recipe | None = None) -> World:
    """One world; the same seed and recipe give the same world."""
    recipe = recipe or Recipe()
    random = np.random.default_rng((90_125, seed))
    size = recipe.landings

    # what fills the landings without a source, and how often each cause leaves none
    dark = recipe.dark if recipe.dark is not None else random.uniform(0.12, 0.6)
    private = random.dirichlet((4.0, 1.5, 2.0, 1.2)) * dark
    others = random.dirichlet((6.0, 3.0, 2.0, 1.2, 0.8, 0.8, 1.5)) * (1 - dark - recipe.robots)
    hidden = np.concatenate([others[:3], private, others[3:], [recipe.robots]])
    lit_per_hidden = np.array([0.03, 4.0, 2.0, 0.12, 0.06, 0.08, 0.1, 1.5, 1.0, 0.2, 4.0, 0.0])
    lit_per_hidden = lit_per_hidden * random.lognormal(0, 0.5, 12)
    lit = hidden * lit_per_hidden
    # enough known private landings to ask; few typed ones are known
    lit[list(PRIVATE)] *= 0.09 / lit[list(PRIVATE)].sum() * hidden.sum()
    lit[0] = 0.1
    weights = np.concatenate([hidden, lit])
    drawn = random.choice(24, size=size, p=weights / weights.sum())
    cause, is_lit = drawn % 12, drawn >= 12
    tagged = is_lit & np.isin(cause, PRIVATE)

    # pages: a home page, a few fronts, the rest in the order of their appeal
    pages = recipe.pages
    kind = np.full(pages, 2)
    kind[0] = 0
    kind[1 : 1 + max(2, pages // 25)] = 1
    appeal = random.lognormal(0, 1.1, pages)
    taste = random.normal(0, recipe.telling * random.uniform(0.4, 1.0), (12, pages))
    strange = random.normal(0, recipe.drift, pages)
    front = random.uniform(0.02, 0.12, 12)
    front[11] = 0.3
    page = np.empty(size, dtype=np.int64)
    for c in range(12):
        for lit_side in (False, True):
            rows = np.flatnonzero((cause == c) & (is_lit == lit_side))
            drift = strange if lit_side and c in PRIVATE else 0.0
            deep = np.where(kind == 2, appeal * np.exp(taste[c] + drift), 0.0)
            top = np.where(kind < 2, np.where(kind == 0, 3.0, 1.0), 0.0)
            fronts = front[c]
            if c == 0:
                deeply = random.uniform(0.1, 0.5) if recipe.bookmarks is None else recipe.bookmarks
                fronts = random.uniform(0.85, 0.98) if lit_side else 1 - deeply
            chances = (1 - fronts) * deep / deep.sum() + fronts * top / top.sum()
            page[rows] = random.choice(pages, size=len(rows), p=chances)

    mobile_by_cause = np.clip(random.normal(0.5, 0.18 * recipe.telling, 12), 0.08, 0.92)
    mobile = random.random(size) < expit(
        np.log(mobile_by_cause / (1 - mobile_by_cause))[cause] + recipe.drift * random.choice((-1, 1)) * tagged
    )
    returning_by_cause = np.clip(random.normal(0.35, 0.12 * recipe.telling, 12), 0.05, 0.8)
    returning_by_cause[0] += recipe.telling * random.uniform(0.1, 0.4)
    returning = random.random(size) < returning_by_cause[cause]
    browser = np.where(mobile, random.choice(3, size, p=(0.5, 0.35, 0.15)), 2 + random.choice(4, size))
    peak = 14 + recipe.telling * random.uniform(-7, 7, 12)
    hour = np.floor(peak[cause] + random.normal(0, random.uniform(3, 6), size)).astype(np.int64) % 24
    day = random.integers(0, 30, size)
    published = random.uniform(-2000, 700, pages)
    age = np.maximum(day * 24.0 + hour - published[page], 0.5) + random.exponential(3, size)
    age[random.random(size) < 0.1] = np.nan

    # an app hands a link over as cross-site on the browsers that say so; the typed address says none
    followed = np.isin(cause, [1, 2, 7, 8, 10])
    handed = np.isin(cause, [*PRIVATE, 9]) & mobile & (browser == 0)
    says_cross = random.random(size) < np.where(followed, 0.9, np.where(handed, 0.85, 0.08))
    fetch_site = np.where(random.random(size) < 0.12, -1, np.where(says_cross, 1, 0))
    navigation = random.choice(4, size, p=(0.93, 0.02, 0.04, 0.01))
    history = np.where(random.random(size) < 0.15, -1, 1 + random.poisson(np.where(followed, 2.0, 0.5)))

    # what the page saw in the hours before goes with its own traffic, through noise
    def seen(causes: list[int], per_landing: float) -> NDArray[np.float64]:
        busy = np.bincount(page[np.isin(cause, causes)], minlength=pages) / 30.0
        return random.poisson(random.gamma(1.5, busy[page] * per_landing / 1.5 + 1e-9)).astype(np.float64)

    unfurls, social, search = seen(list(PRIVATE), 0.1), seen([2], 0.12), seen([1], 0.12)
    presses = seen([*PRIVATE, 2], 0.05)

    # who is shown the question, who answers it, and what
    known = np.where(is_lit, cause, -1)
    family = random.choice(3, size, p=(0.25, 0.5, 0.25))
    control = np.full(size, -1)
    control[tagged] = family[tagged]
    for number, name in ((3, "search"), (4, "social"), (5, "newsletter"), (6, "typed")):
        control[is_lit & (cause == CAUSES.index(name))] = number
    reached = (cause < ASKABLE) & (random.random(size) < random.uniform(0.88, 1.0))
    willing = random.normal(0, recipe.willingness, 12)
    willing[list(PRIVATE)] = (
        random.normal(0, recipe.willingness) + 0.3 * willing[list(PRIVATE)] + recipe.willing_senders
    )
    logit = (
        random.normal(-2.6, 0.2)
        + random.normal(0, 0.4) * mobile
        + random.normal(0, 0.4) * returning
        + random.normal(0, 0.3) * (kind[page] == 0)
        + willing[cause]
        + tagged * (recipe.tokens_answer_more * (control < 2) + recipe.copies_answer_more * (control == 1))
    )
    answering = expit(logit)
    stratum = 1.0 + (kind[page] == 2) * random.uniform(0.0, 1.0) + mobile * random.uniform(0.0, 0.5)
    design = np.minimum(stratum * recipe.answers / max((stratum * answering * reached)[~is_lit].sum(), 1e-9), 1.0)
    for side in (control >= 0) & (control < 3), control >= 3:
        design[side] = min(1.0, recipe.exposures / max((side & reached).sum(), 1))
    design[is_lit & (control < 0)] = 1e-9
    asked = reached & (random.random(size) < design)
    answered = asked & (random.random(size) < answering)
    matrix = answer_matrix(random)
    better = matrix.copy()
    for c in PRIVATE:
        better[c] *= (1 - matrix[c, 0] - recipe.tokens_answer_better) / (1 - matrix[c, 0])
        better[c, 0] = matrix[c, 0] + recipe.tokens_answer_better
    answer = np.full(size, -1)
    for c in range(ASKABLE):
        for is_tagged, table in ((False, matrix), (True, better)):
            rows = np.flatnonzero(answered & (cause == c) & (tagged == is_tagged))
            answer[rows] = random.choice(len(ANSWERS), size=len(rows), p=table[c])
    answer_app = np.full(size, -1)
    sent = answer == 0
    answer_app[sent] = np.where(
        np.isin(cause[sent], PRIVATE) & (random.random(sent.sum()) < 0.85), cause[sent] - PRIVATE[0], 0
    )
    answer_audience = np.where(sent, random.choice(3, size, p=(0.6, 0.3, 0.1)), -1)

    if recipe.mode != "consent":
        navigation, history, presses = np.full(size, -1), np.full(size, -1), np.full(size, np.nan)
    if recipe.mode == "logs":
        fetch_site = np.full(size, -1)
    landings = Landings(
        page=page, page_kind=kind[page],
        depth=np.where(kind == 0, 0, np.where(kind == 1, 1, random.integers(1, 6, pages)))[page],
        slug_length=np.where(kind == 2, random.integers(4, 90, pages), 3)[page],
        slug_digits=np.where(kind == 2, random.integers(0, 9, pages), 0)[page],
        age_hours=age, day=day, hour=hour, mobile=mobile, browser=browser, returning=returning,
        fetch_site=fetch_site, navigation=navigation, history=history,
        unfurls=unfurls, social=social, search=search, presses=presses,
        known=known, control=control, asked=asked, design=design,
        answer=answer, answer_app=answer_app, answer_audience=answer_audience,
    )  # fmt: skip
    assert control.max() < len(CONTROLS)
    return World(landings, cause)


def answer_matrix(random: np.random.Generator) -> NDArray[np.float64]:
    """(causes, answers) what each cause answers: right mostly, else spread, `sent` and `forgotten` more than the rest."""
    matrix = np.zeros((ASKABLE, len(ANSWERS)))
    shared = random.uniform(0.62, 0.9)
    for c, right in enumerate(RIGHT_ANSWER):
        wrong = random.dirichlet((1.2, 1.6, 1.6, 1.2, 0.5, 0.3, 0.3, 0.3, 2.5))
        rightly = np.clip(shared + random.normal(0, 0.05), 0.55, 0.95) if right >= 0 else 0.0
        matrix[c] = (1 - rightly) * wrong
        if right >= 0:
            matrix[c, right] += rightly
    matrix[list(PRIVATE)] = matrix[PRIVATE[0]]
    return matrix
