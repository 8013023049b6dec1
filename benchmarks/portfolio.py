"""Time the choice of measures, values being known: prints rows for benchmarks/RESULTS.md.

Run alone: `.venv/bin/python benchmarks/portfolio.py`; with `--write` it puts its rows into benchmarks/RESULTS.md. Each
contender works in a process of its own, so that peak memory is its own; imports and the making of data are not timed.
Measures are made from a seed: heavy-tailed costs, requirements, exclusions, pairs that substitute or complement, and
bonuses of three together that no surrogate of pairs knows. A value costs microseconds here; with the full chain each
set asked costs seconds besides, and so the rows say how many were asked.
"""

import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import trade_maths
from numpy.typing import NDArray

if TYPE_CHECKING:
    from alat.plan import Aim, Choice, Effort, Problem

SEED, PERIODS = 11, 3
TIGHT, LOOSE = 0.25, 0.5  # of what all measures cost
Value = Callable[[frozenset[str]], NDArray[np.float64]]
Figures = dict[str, float | str]


def main(arguments: list[str]) -> None:
    """Print the rows, or what one contender took; with `--write` put the rows into the page."""
    if arguments and arguments[0] in CONTENDERS:
        print(json.dumps(_measured(arguments[0])))
        return
    measured = list(rows())
    for row in measured:
        print(f"| {' | '.join(row)} |")
    if "--write" in arguments:
        trade_maths.write(measured)


def rows() -> Iterator[tuple[str, str, str]]:
    """Yield what, goal and what was measured."""
    ours, brute = _apart("fourteen"), _apart("fourteen_by_hand")
    gap = abs(float(ours["score"]) - float(brute["score"]))
    text = f"{_shown(ours)}; brute force {_shown(brute)}; {ours['calls']} sets valued, scores equal to {gap:.0e}"
    yield "choice among 14 measures, each allowed set valued", "brute force", text
    listed, programme = _apart("eighteen"), _apart("eighteen_by_programme")
    gap = float(listed["score"]) - float(programme["score"])
    text = f"{_shown(listed)}; by the programme {_shown(programme)}, {gap:.2g} million USD less"
    yield "choice among 18 measures, all sets listed by the surrogate", "", f"{text}; {_said(listed)}"
    for name, what in (
        ("sixty_tight", "a quarter of their cost"),
        ("sixty_loose", "half of it"),
        ("sixty_tail", "a quarter, half by the worst fifth of 10 scenarios"),
    ):
        found = _apart(name)
        goal = "<= 10 s after values are known"
        yield (
            f"choice among 60 measures by programme and exact pool, money for {what}",
            goal,
            f"{_shown(found)}; {_said(found)}",
        )


def _shown(spent: Figures) -> str:
    wall_s, cpu_s, peak_mb, load = (float(spent[name]) for name in ("wall_s", "cpu_s", "peak_mb", "load"))
    return f"{wall_s:.2f} s ({cpu_s:.2f} s of processor), {peak_mb:,.0f} MB, load {load:.1f}"


def _said(spent: Figures) -> str:
    proven = "bound of the surrogate reached" if spent["proven"] else "search on the surrogate stopped at its limit"
    settled = "no move improves it" if spent["settled"] else "moves stopped at their limit"
    return (
        f"{spent['calls']} sets valued, {spent['moves']} moves; {proven}; {settled}; surrogate off by "
        f"{float(spent['gap']):+.2g} on the chosen set worth {float(spent['score']):.4g} million USD"
    )


def _apart(name: str) -> Figures:
    done = subprocess.run([sys.executable, __file__, name], capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def _measured(name: str) -> Figures:
    call, runs = CONTENDERS[name][0](), CONTENDERS[name][1]
    walls, cpus = [], []
    for _ in range(runs):
        begun, busy = time.perf_counter(), time.process_time()
        found = call()
        walls.append(time.perf_counter() - begun)
        cpus.append(time.process_time() - busy)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    spent = {"wall_s": statistics.median(walls), "cpu_s": statistics.median(cpus), "peak_mb": peak}
    return found | spent | {"load": os.getloadavg()[0]}


def _made(size: int, scenarios: int, *, room: float) -> "tuple[Problem, Value, NDArray[np.float64]]":
    """Return measures, what sets of them are worth, and how likely each scenario is."""
    from alat.plan import Candidate, Problem  # noqa: PLC0415 - each contender loads its own

    random = np.random.default_rng(SEED)
    names = [f"m{number}" for number in range(size)]
    cost = random.lognormal(3, 1, size)
    share = random.dirichlet(np.full(PERIODS, 5.0), size)
    requires = [tuple(names[k] for k in range(j) if random.random() < 1 / size) for j in range(size)]
    every = tuple(
        Candidate(
            names[j],
            names[j],
            (0.8 * float(cost[j]), float(cost[j]), 1.5 * float(cost[j])),
            "made",
            (1, 2, 3),
            "made",
            requires[j],
            (*(float(part) for part in share[j, :-1]), 1 - float(share[j, :-1].sum())),
        )
        for j in range(size)
    )
    budget = tuple(float(money) for money in room * (cost @ share))
    needs = Problem(every, budget).needs
    within = [{name, *needs[name]} for name in names]
    pairs = ({a, b} for a, b in combinations(names, 2) if random.random() < 1 / size)
    excludes = tuple((min(pair), max(pair)) for pair in pairs if not any(pair <= each for each in within))
    return (
        Problem(every, budget, excludes),
        _value(random, cost, scenarios=scenarios),
        np.full(scenarios, 1 / scenarios),
    )


def _value(random: np.random.Generator, cost: NDArray[np.float64], *, scenarios: int) -> Value:
    size = len(cost)
    single = 0.3 * cost[:, None] * random.normal(0.5, 1, (size, scenarios))
    reach = np.sqrt(cost[:, None] * cost) * (random.random((size, size)) < 0.3)
    pair = np.triu(reach * random.normal(-0.03, 0.15, (scenarios, size, size)), 1)
    threes = [random.choice(size, 3, replace=False) for _ in range(size // 3)]
    bonus = random.normal(0, 0.3, len(threes)) * np.array([cost[three].mean() for three in threes])
    number = {f"m{each}": each for each in range(size)}

    def value(ids: frozenset[str]) -> NDArray[np.float64]:
        row = np.zeros(size)
        row[[number[name] for name in ids]] = 1.0
        together = sum(float(extra) for three, extra in zip(threes, bonus, strict=True) if row[three].all())
        found: NDArray[np.float64] = row @ single + np.einsum("i,sij,j->s", row, pair, row) + together
        return found

    return value


def _chosen(
    size: int, *, effort: "Callable[[], Effort]", aim: "Callable[[], Aim]", scenarios: int = 1, room: float = LOOSE
) -> Callable[[], Figures]:
    from alat.plan import ExactValues, choose  # noqa: PLC0415 - same

    problem, value, chance = _made(size, scenarios, room=room)
    return lambda: _told(choose(problem, ExactValues(value, chance), aim=aim(), effort=effort()))


def _told(found: "Choice") -> Figures:
    return {
        "score": found.score_musd,
        "gap": found.gap_musd,
        "calls": found.calls,
        "moves": found.moves,
        "proven": found.bound_proven,
        "settled": found.settled,
    }


def _mean() -> "Aim":
    from alat.plan import Aim  # noqa: PLC0415 - same

    return Aim()


def _half_tail() -> "Aim":
    from alat.plan import Aim  # noqa: PLC0415 - same

    return Aim(0.5, 0.2)


def _usual() -> "Effort":
    from alat.plan import Effort  # noqa: PLC0415 - same

    return Effort()


def _every_set() -> "Effort":
    from alat.plan import Effort  # noqa: PLC0415 - same

    return Effort(exact_sets=2**14)


def _list_only() -> "Effort":
    from alat.plan import Effort  # noqa: PLC0415 - same

    return Effort(exact_sets=0)


def _no_list() -> "Effort":
    from alat.plan import Effort  # noqa: PLC0415 - same

    return Effort(exact_sets=0, listed_measures=0)


def _by_hand(size: int) -> Callable[[], Figures]:
    problem, value, chance = _made(size, 1, room=LOOSE)
    by_id = {one.id: one for one in problem.candidates}

    def allowed(names: tuple[str, ...]) -> bool:
        chosen = frozenset(names)
        if any(not chosen.issuperset(by_id[name].requires) for name in names):
            return False
        if any(chosen.issuperset(pair) for pair in problem.excludes):
            return False
        return all(
            sum(by_id[name].cost_musd[1] * by_id[name].spending[period] for name in names) <= money + 1e-9
            for period, money in enumerate(problem.budget_musd)
        )

    def call() -> Figures:
        sets = (names for count in range(size + 1) for names in combinations(by_id, count) if allowed(names))
        return {"score": max(float(value(frozenset(names)) @ chance) for names in sets)}

    return call


CONTENDERS: dict[str, tuple[Callable[[], Callable[[], Figures]], int]] = {
    "fourteen": (lambda: _chosen(14, effort=_every_set, aim=_mean), 3),
    "fourteen_by_hand": (lambda: _by_hand(14), 3),
    "eighteen": (lambda: _chosen(18, effort=_list_only, aim=_mean), 3),
    "eighteen_by_programme": (lambda: _chosen(18, effort=_no_list, aim=_mean), 3),
    "sixty_tight": (lambda: _chosen(60, effort=_usual, aim=_mean, room=TIGHT), 1),
    "sixty_loose": (lambda: _chosen(60, effort=_usual, aim=_mean), 1),
    "sixty_tail": (lambda: _chosen(60, effort=_usual, aim=_half_tail, scenarios=10, room=TIGHT), 1),
}

if __name__ == "__main__":
    main(sys.argv[1:])
