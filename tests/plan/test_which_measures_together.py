"""The choice of measures: equal to brute force, complements found, the programme equal to the list, faults caught."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alat.plan.candidates import Candidate, CostEnd, Problem
from alat.plan.checker import Wrong, faults
from alat.plan.choice import Choice, Effort, Method
from alat.plan.enumeration import allowed_sets
from alat.plan.milp import best_by_milp
from alat.plan.objective import Aim, tail_mean
from alat.plan.portfolio import choose
from alat.plan.score import ExactValues, Valuation, surrogate
from alat.plan.solver import Setting, solve
from alat.plan.space import Floats, neighbours, space

NO_LIST = Effort(exact_sets=0)
ALL_BY_PROGRAMME = Effort(exact_sets=0, listed_measures=0, pool=5)


def candidate(
    name: str, cost: float, *, requires: tuple[str, ...] = (), spending: tuple[float, ...] = (1.0,)
) -> Candidate:
    return Candidate(
        name, f"Name of {name}", (cost * 0.8, cost, cost * 1.5), "assumed", (1, 2, 3), "owner", requires, spending
    )


def pairwise_value(single: Floats, pair: Floats) -> Valuation:
    """Return values from singles (n, S) and pairs (S, n, n), measures named m0, m1 ..."""

    def value(ids: frozenset[str]) -> Floats:
        inside = sorted(int(name[1:]) for name in ids)
        total = single[inside].sum(axis=0)
        for first, second in combinations(inside, 2):
            total = total + pair[:, first, second]
        return total

    return value


def random_problem(seed: int, size: int, *, periods: int = 1, scenarios: int = 1) -> tuple[Problem, Valuation, Floats]:
    random = np.random.default_rng(seed)
    cost = np.round(random.lognormal(1, 1, size), 2)
    share = np.round(random.dirichlet(np.ones(periods), size), 3)
    share[:, -1] = 1 - share[:, :-1].sum(axis=1)
    requires = [tuple(f"m{k}" for k in range(j) if random.random() < 0.1) for j in range(size)]
    every = tuple(
        candidate(f"m{j}", float(cost[j]), requires=requires[j], spending=tuple(map(float, np.clip(share[j], 0, 1))))
        for j in range(size)
    )
    budget = tuple(float(money) for money in (cost @ share) * random.uniform(0.2, 0.8))
    needs = Problem(every, budget).needs
    excludes = tuple(
        (f"m{a}", f"m{b}")
        for a, b in combinations(range(size), 2)
        if random.random() < 0.05 and not any({f"m{a}", f"m{b}"} <= {f"m{k}", *needs[f"m{k}"]} for k in range(size))
    )
    level = random.normal(1, 5, (size, 1)) + random.normal(0, 2, (size, scenarios))
    pair = random.normal(-0.5, 2, (scenarios, size, size)) * (random.random((size, size)) < 0.5)
    chance = random.dirichlet(np.ones(scenarios))
    return Problem(every, budget, excludes), pairwise_value(level, np.triu(pair, 1)), chance


def allowed_by_hand(problem: Problem) -> Iterator[frozenset[str]]:
    by_id = {one.id: one for one in problem.candidates}
    for count in range(len(by_id) + 1):
        for names in combinations(by_id, count):
            chosen = frozenset(names)
            if not problem.fixed_in <= chosen or problem.fixed_out & chosen:
                continue
            if any(not chosen.issuperset(by_id[name].requires) for name in names):
                continue
            if any(chosen.issuperset(pair) for pair in problem.excludes):
                continue
            spent = [
                sum(by_id[name].cost_musd[1] * by_id[name].spending[t] for name in names)
                for t in range(len(problem.budget_musd))
            ]
            if all(s <= b + 1e-9 for s, b in zip(spent, problem.budget_musd, strict=True)):
                yield chosen


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), start=st.integers(0))
def test_neighbours_are_all_allowed_sets_one_move_away(seed: int, start: int) -> None:
    problem, _, _ = random_problem(seed, 9, periods=2)
    held = space(problem)
    allowed = {held.mask(ids) for ids in allowed_by_hand(problem)}
    here = sorted(allowed)[start % len(allowed)]
    inside = [bit for bit in range(len(held.free)) if here >> bit & 1]
    starts = [here, *(here & ~(1 << bit | held.leads[bit]) for bit in inside)]
    more = {one | held.closed(1 << bit) for one in starts for bit in range(len(held.free)) if not here >> bit & 1}
    found = neighbours(held, here).tolist()
    assert len(found) == len(set(found))
    assert set(found) == (more | set(starts)) & allowed - {here}


def score_by_hand(values: Floats, chance: Floats, aim: Aim) -> float:
    """Mean and tail, the tail by walking up from the worst outcome."""
    left, tail = aim.tail_share, 0.0
    for value, weight in sorted(zip(values.tolist(), chance.tolist(), strict=True)):
        taken = min(left, weight)
        tail += taken * value
        left -= taken
    mean = float(values @ chance)
    return (1 - aim.risk_weight) * mean + aim.risk_weight * tail / aim.tail_share


def best_by_hand(problem: Problem, value: Callable[[frozenset[str]], Floats], chance: Floats, aim: Aim) -> float:
    return max(score_by_hand(value(chosen), chance, aim) for chosen in allowed_by_hand(problem))


@settings(max_examples=25)
@given(
    st.integers(0, 10_000),
    st.integers(1, 10),
    st.integers(1, 3),
    st.sampled_from([Aim(), Aim(0.5, 0.3), Aim(1.0, 0.1)]),
)
def test_it_equals_brute_force_however_it_searches(seed: int, size: int, periods: int, aim: Aim) -> None:
    problem, value, chance = random_problem(seed, size, periods=periods, scenarios=4)
    wanted = best_by_hand(problem, value, chance, aim)
    for effort in (Effort(), NO_LIST, ALL_BY_PROGRAMME):
        found = choose(problem, ExactValues(value, chance), aim=aim, effort=effort)
        assert found.score_musd == pytest.approx(wanted, abs=1e-6)
        assert not faults(found, problem, probability=chance.tolist(), value=value)
        # The values have pairs only, so that the surrogate is exact and its bound is the truth.
        assert found.worst_gap_musd == pytest.approx(0, abs=1e-9)
        assert found.bound_musd == pytest.approx(wanted, abs=1e-5)
        assert found.bound_proven


@pytest.mark.parametrize("seed", [1, 2])
def test_it_equals_brute_force_with_fourteen_measures(seed: int) -> None:
    problem, value, chance = random_problem(seed, 14)
    wanted = best_by_hand(problem, value, chance, Aim())
    for effort in (Effort(exact_sets=20_000), NO_LIST, ALL_BY_PROGRAMME):
        assert choose(problem, ExactValues(value, chance), effort=effort).score_musd == pytest.approx(wanted, abs=1e-6)


@pytest.mark.parametrize(("seed", "size"), [(3, 16), (4, 17), (5, 18)])
@pytest.mark.parametrize("aim", [Aim(), Aim(0.4, 0.25)])
def test_the_programme_finds_the_same_pool_as_the_list(seed: int, size: int, aim: Aim) -> None:
    problem, value, chance = random_problem(seed, size, periods=2, scenarios=3)
    held = space(problem)
    pools = []
    for effort in (NO_LIST, Effort(exact_sets=0, listed_measures=0)):
        exact = ExactValues(value, chance)
        found = solve(Setting(held, exact, aim, chance, effort))
        pools.append([aim.score(value(held.ids(mask)), chance) for mask in found.pool])
    assert pools[0] == pytest.approx(pools[1], abs=1e-5)


@settings(max_examples=10)
@given(st.integers(0, 10_000), st.sampled_from([Aim(), Aim(0.4, 0.25)]))
def test_what_is_known_already_takes_nothing_from_the_programme(seed: int, aim: Aim) -> None:
    problem, value, chance = random_problem(seed, 9, periods=2, scenarios=3)
    held = space(problem)
    fitted = surrogate(held, ExactValues(value, chance))
    every = allowed_sets(held)
    best = sorted((aim.score(value(held.ids(int(mask))), chance) for mask in every), reverse=True)[:4]
    for known in (every[:0], every[:1], every):
        found = best_by_milp(held, fitted, aim=aim, probability=chance, keep=4, nodes=500, known=known)
        assert [aim.score(value(held.ids(int(mask))), chance) for mask in found.masks] == pytest.approx(best, abs=1e-5)
        assert found.proven == len(best)


def test_complements_that_a_greedy_choice_misses_are_found() -> None:
    # Each of m0, m1 loses alone, together they are worth 30; m2 is what a greedy choice takes, and it bars the rest.
    single = np.array([[-5.0], [-5.0], [12.0], [1.0]])
    pair = np.zeros((1, 4, 4))
    pair[0, 0, 1] = 40
    problem = Problem(tuple(candidate(f"m{k}", 5) for k in range(4)), (10.0,))
    for effort in (Effort(), NO_LIST, ALL_BY_PROGRAMME):
        found = choose(problem, ExactValues(pairwise_value(single, pair), np.ones(1)), effort=effort)
        assert found.chosen == ("m0", "m1")
        assert found.score_musd == 30


def test_a_bonus_of_three_together_is_found_by_moves_and_the_gap_is_told() -> None:
    single = np.array([[4.0], [4.0], [4.0], [4.5]])
    plain = pairwise_value(single, np.zeros((1, 4, 4)))

    def value(ids: frozenset[str]) -> Floats:
        return plain(ids) + (20.0 if {"m0", "m1", "m2"} <= ids else 0.0)

    problem = Problem(tuple(candidate(f"m{k}", 1) for k in range(4)), (3.0,))
    found = choose(problem, ExactValues(value, np.ones(1)), effort=Effort(exact_sets=0, pool=1))
    assert found.chosen == ("m0", "m1", "m2")
    assert (found.surrogate_musd, found.score_musd, found.gap_musd) == (12, 32, -20)
    assert found.worst_gap_musd == 20
    assert found.settled
    assert any("not proven" in note for note in found.notes)


def test_build_nothing_is_an_answer_and_says_why() -> None:
    single = np.array([[-3.0], [-1.0], [-2.0]])
    problem = Problem(tuple(candidate(f"m{k}", 5) for k in range(3)), (100.0,))
    exact = ExactValues(pairwise_value(single, np.zeros((1, 3, 3))), np.ones(1))
    found = choose(problem, exact)
    assert found.chosen == ()
    assert found.score_musd == 0
    assert (
        found.notes[0]
        == "Build nothing: every affordable set's best value is -1 million USD, below 0 for going without."
    )
    poor = choose(replace(problem, budget_musd=(1.0,)), exact)
    assert poor.chosen == ()
    assert "no other measure" in poor.notes[0]


def test_no_set_is_valued_that_could_not_be_built_and_none_twice() -> None:
    problem, value, chance = random_problem(8, 12, periods=2)
    sound = set(allowed_by_hand(problem))
    asked: list[frozenset[str]] = []

    def watched(ids: frozenset[str]) -> Floats:
        asked.append(ids)
        return value(ids)

    found = choose(problem, ExactValues(watched, chance), effort=ALL_BY_PROGRAMME)
    assert sound.issuperset(asked)
    assert len(asked) == len(set(asked)) == found.calls


def test_what_is_fixed_stays_and_the_budget_is_held_to_the_end_that_was_asked() -> None:
    single = np.array([[-3.0], [6.0], [5.0]])
    value = pairwise_value(single, np.zeros((1, 3, 3)))
    every = tuple(candidate(f"m{k}", 10) for k in range(3))
    problem = Problem(every, (20.0,), fixed_in=frozenset({"m0"}), fixed_out=frozenset({"m1"}))
    assert choose(problem, ExactValues(value, np.ones(1))).chosen == ("m0", "m2")
    strict = Problem(every, (20.0,), held_to=CostEnd.HIGH)
    assert choose(strict, ExactValues(value, np.ones(1))).chosen == ("m1",)


def test_aversion_to_bad_times_changes_the_choice() -> None:
    # m0 is worth 10 on the mean and -20 in the worst tenth; m1 is worth 8 whatever comes.
    single = np.array([[120 / 9, -20.0], [8.0, 8.0]])
    problem = Problem((candidate("m0", 1), candidate("m1", 1)), (1.0,))
    chance = np.array([0.9, 0.1])
    exact = ExactValues(pairwise_value(single, np.zeros((2, 2, 2))), chance)
    assert choose(problem, exact).chosen == ("m0",)
    averse = choose(problem, exact, aim=Aim(0.5, 0.1))
    assert averse.chosen == ("m1",)
    assert averse.tail_musd == pytest.approx(8)


@given(st.lists(st.floats(-100, 100), min_size=1, max_size=8), st.floats(0.01, 1), st.floats(-50, 50))
def test_the_mean_of_the_tail_keeps_its_laws(values: list[float], share: float, shift: float) -> None:
    row = np.array([values])
    chance = np.full(len(values), 1 / len(values))
    tail = float(tail_mean(row, chance, share=share)[0])
    assert tail <= row.mean() + 1e-9
    assert tail >= row.min() - 1e-9
    assert float(tail_mean(row, chance, share=1.0)[0]) == pytest.approx(row.mean(), abs=1e-9)
    assert float(tail_mean(row + shift, chance, share=share)[0]) == pytest.approx(tail + shift, abs=1e-6)
    assert float(tail_mean(row * 2, chance, share=share)[0]) == pytest.approx(tail * 2, abs=1e-6)
    # A gain's tail mean is superadditive: adding outcomes never makes bad times worse than the sum.
    other = row[:, ::-1]
    both = float(tail_mean(row + other, chance, share=share)[0])
    assert both >= tail + float(tail_mean(other, chance, share=share)[0]) - 1e-6


@pytest.fixture(scope="module")
def sound() -> tuple[Choice, Problem, Floats]:
    problem, value, chance = random_problem(31, 9, periods=2, scenarios=3)
    problem = replace(problem, fixed_in=frozenset({"m1"}), fixed_out=frozenset({"m4"}))
    found = choose(problem, ExactValues(value, chance), aim=Aim(0.3, 0.4), effort=NO_LIST)
    assert not faults(found, problem, probability=chance.tolist(), value=value)
    return found, problem, chance


def test_the_checker_catches_each_kind_of_fault(sound: tuple[Choice, Problem, Floats]) -> None:
    found, problem, chance = sound
    one, zero = found.chosen[0], np.zeros(3)
    outside = next(each.id for each in problem.candidates if each.id not in found.chosen and each.id != "m4")
    dear = tuple(
        replace(each, cost_musd=(0.0, 1e6, 1e6)) if each.id == outside else each for each in problem.candidates
    )
    tied = tuple(replace(each, requires=(outside,)) if each.id == one else each for each in problem.candidates)
    broken: dict[Wrong, tuple[Choice, Problem]] = {
        Wrong.UNKNOWN: (replace(found, chosen=(*found.chosen, "m99")), problem),
        Wrong.TWICE: (replace(found, chosen=(*found.chosen, one)), problem),
        Wrong.REQUIREMENT: (found, forced(problem, candidates=tied)),
        Wrong.EXCLUSION: (found, forced(problem, excludes=((one, found.chosen[1]),))),
        Wrong.FIXED: (replace(found, chosen=tuple(name for name in found.chosen if name != "m1")), problem),
        Wrong.BUDGET: (replace(found, chosen=(*found.chosen, outside)), forced(problem, candidates=dear)),
        Wrong.COST: (replace(found, spent_musd=(found.spent_musd[0] + 1, found.spent_musd[1])), problem),
        Wrong.VALUE: (replace(found, values_musd=found.values_musd + 1), problem),
        Wrong.SCORE: (replace(found, score_musd=found.score_musd + 1), problem),
        Wrong.BEATEN: (replace(found, values_musd=zero - 99), problem),
        Wrong.GAP: (replace(found, gap_musd=found.gap_musd + 1), problem),
        Wrong.BOUND: (replace(found, bound_musd=found.score_musd - 10), problem),
    }
    assert set(broken) == set(Wrong)
    for kind, (choice, asked) in broken.items():
        kinds = {fault.kind for fault in faults(choice, asked, probability=chance.tolist())}
        assert kind in kinds, kind


def forced(problem: Problem, **changes: object) -> Problem:
    """Return a problem that its own checks would refuse, as a fault in the solver would have to be told from."""
    made = replace(problem)
    for name, what in changes.items():
        object.__setattr__(made, name, what)
    return made


def test_the_checker_runs_the_chain_again_if_given_it(sound: tuple[Choice, Problem, Floats]) -> None:
    found, problem, chance = sound
    again = faults(found, problem, probability=chance.tolist(), value=lambda _: np.full(3, 7.0))
    assert {fault.kind for fault in again} == {Wrong.VALUE}


def test_a_limit_of_nodes_is_told_and_the_bound_still_holds() -> None:
    random = np.random.default_rng(5)
    size = 26
    single, pair = random.normal(2, 5, (size, 1)), np.triu(random.normal(-0.3, 6, (1, size, size)), 1)
    problem = Problem(tuple(candidate(f"m{k}", float(c)) for k, c in enumerate(random.uniform(1, 9, size))), (40.0,))
    exact = ExactValues(pairwise_value(single, pair), np.ones(1))
    full = choose(problem, exact, effort=Effort(nodes=100_000, pool=1))
    cut = choose(problem, exact, effort=Effort(nodes=1, pool=1))
    assert full.bound_proven
    assert full.method is Method.PROGRAMME
    assert cut.bound_musd >= full.score_musd - 1e-5
    assert cut.bound_proven or any("stopped at its limit of nodes" in note for note in cut.notes)
