"""Audits simulated worlds whose truth is known, and scores the estimate beside the rule of 2012."""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from pathlib import Path
from statistics import median

import msgspec

from bench.table import markdown, write_section
from penombre.report.document import Audit
from penombre.simulate.previews import FETCHERS
from penombre.simulate.truth import Truth
from penombre.simulate.variants import VARIANTS, draw_world
from penombre.simulate.writer import write_world

FLOOD = 10.0
FIRST_SEED = 1000
"""Seeds below were looked at while the estimate was written."""
FETCHED_AS = {"Facebook": "Meta", "Instagram": "Meta"}
"""Apps whose previews one fetcher asks for; Messenger's too, but the audit tells it by its visitors."""
THAT_ASK = {name.split("/", 1)[1] for name in FETCHERS}
TOP = 3


class Ranked(msgspec.Struct, frozen=True):
    """Whether the apps with most share acts are those of the truth."""

    right: bool
    in_order: bool
    right_of_all: bool
    """The same among all apps, those included that never ask for a preview (mail, SMS)."""


class Score(msgspec.Struct, frozen=True):
    """One world: shares of all landings."""

    variant: str
    truth: float
    estimate: float
    low: float
    high: float
    rule: float
    moved: float
    """How far the estimate went when robots that look like browsers came ten times as often."""
    ranked: Ranked | None
    """Nothing where no app asked for a preview."""


def main(arguments: Sequence[str] | None = None) -> None:
    """`python -m bench.worlds [--seeds N]`."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--seeds", type=int, default=4, help="worlds of each variant")
    chosen = parser.parse_args(arguments)
    worlds = list(product(range(FIRST_SEED, FIRST_SEED + chosen.seeds), VARIANTS))
    with ThreadPoolExecutor(2) as pool:
        scores = list(pool.map(lambda world: score(*world), worlds))
    rows = [_row(variant, [each for each in scores if each.variant == variant]) for variant in VARIANTS]
    rows.append(_row("all", scores))
    head = [
        "variant",
        "worlds",
        "covered",
        "median error",
        "worst",
        "median width",
        "rule: median error",
        "rule: worst",
        "flood moves (median, worst)",
        "top three apps: set",
        "in order",
        "set, silent apps too",
    ]
    write_section("Worlds whose truth is known", NOTE + markdown(head, rows))


NOTE = """The dark share of landings from the log alone, in points; "covered": the truth lies inside the printed 95 % interval. The rule is that
of 2012: every landing without a source on a deep page. The flood multiplies undeclared robots by ten. The three apps with most share acts,
public posts in mixed apps included, are those of the truth; mail, SMS and WeChat never ask for a preview, so the last column is what no
log can know. The worlds are the project's own: their generator shares no code with the estimate, but the same people wrote both.

"""


def score(seed: int, variant: str) -> Score:
    """Live through one world, twice, and audit both logs as a user would."""
    truth, audit = audited(seed, variant, 1.0)
    _, flooded = audited(seed, variant, FLOOD)
    share = audit.dark.share_of_landings
    moved = abs(share.estimate - flooded.dark.share_of_landings.estimate)
    return Score(
        variant=variant,
        truth=truth.dark_share_of_landings,
        estimate=share.estimate,
        low=share.low,
        high=share.high,
        rule=audit.baseline.deep_url_rule,
        moved=moved,
        ranked=ranked(truth, audit),
    )


def ranked(truth: Truth, audit: Audit) -> Ranked | None:
    """The ranking of private and mixed apps by share acts beside the true one."""
    if not sum(app.previews for app in truth.apps):
        return None
    true: Counter[str] = Counter()
    for app in truth.apps:
        true[FETCHED_AS.get(app.app, app.app)] += app.sends
    for network, posts in truth.posts.items():
        if FETCHED_AS.get(network, network) in true:
            true[FETCHED_AS.get(network, network)] += posts
    told = Counter({row.app: row.share_acts.estimate for row in audit.channels if row.share_acts.estimate > 0})
    asking = Counter({app: acts for app, acts in true.items() if app in THAT_ASK | {"Meta"}})
    first, real, of_all = (_first(counts) for counts in (told, asking, true))
    return Ranked(set(first) == set(real), first == real, set(first) == set(of_all))


def _first(counts: Counter[str]) -> list[str]:
    return [app for app, _ in counts.most_common(TOP)]


def audited(seed: int, variant: str, flood: float) -> tuple[Truth, Audit]:
    """The truth of a world and the audit of its log, which never sees it."""
    with tempfile.TemporaryDirectory(prefix="penombre-world-") as folder:
        truth = write_world(draw_world(seed, variant), Path(folder), flood=flood)
        (Path(folder) / "truth.json").unlink()
        command = [sys.executable, "-m", "penombre.cli", "audit", str(Path(folder) / "access.log"), "--json", "-"]
        answer = subprocess.run(command, capture_output=True, check=True)
    return truth, msgspec.json.decode(answer.stdout, type=Audit)


def _row(name: str, scores: Sequence[Score]) -> list[object]:
    errors = [abs(each.estimate - each.truth) for each in scores]
    rule = [abs(each.rule - each.truth) for each in scores]
    covered = sum(each.low <= each.truth <= each.high for each in scores)
    moves = [each.moved for each in scores]
    return [
        name,
        len(scores),
        f"{covered} ({covered / len(scores):.0%})",
        _points(median(errors)),
        _points(max(errors)),
        _points(median(each.high - each.low for each in scores)),
        _points(median(rule)),
        _points(max(rule)),
        f"{_points(median(moves))}, {_points(max(moves))}",
        *(_of([getattr(each.ranked, name) for each in scores if each.ranked]) for name in Ranked.__struct_fields__),
    ]


def _of(right: Sequence[bool]) -> str:
    return f"{sum(right)} of {len(right)}" if right else ""


def _points(share: float) -> str:
    return f"{share * 100:.1f}"


if __name__ == "__main__":
    main()
