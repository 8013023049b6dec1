"""Is a choice of measures sound? A check that shares no arithmetic with what made it."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from alat.plan.candidates import Candidate, Problem
from alat.plan.choice import Choice, Method
from alat.plan.score import Valuation

_MONEY = Fraction(1, 10**8)  # relative: what rounding of a sum may differ by
_SCORE = 1e-7


class Wrong(StrEnum):
    """What kind of fault was found."""

    UNKNOWN = "unknown measure"
    TWICE = "measure twice"
    REQUIREMENT = "requirement"
    EXCLUSION = "exclusion"
    FIXED = "fixed measure"
    BUDGET = "budget"
    COST = "cost"
    VALUE = "value"
    SCORE = "score"
    BEATEN = "beaten by a known set"
    GAP = "gap"
    BOUND = "bound"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, in words."""

    kind: Wrong
    words: str


def faults(
    choice: Choice, problem: Problem, *, probability: Sequence[float], value: Valuation | None = None
) -> tuple[Fault, ...]:
    """Return everything that is wrong with a choice; empty when it is sound.

    Parameters
    ----------
    choice
        What to check.
    problem
        What it was made for.
    probability
        Of each scenario.
    value
        If given, the chosen set and the pool are valued anew by the full chain; else the recorded values stand.
    """
    known = {one.id: one for one in problem.candidates}
    strangers = [name for name in choice.chosen if name not in known]
    if strangers:
        return tuple(Fault(Wrong.UNKNOWN, f"{name} is not among the candidates") for name in strangers)
    return (
        *(Fault(Wrong.TWICE, f"{name} is chosen twice") for name, count in Counter(choice.chosen).items() if count > 1),
        *_broken(frozenset(choice.chosen), problem, known=known),
        *_sums(choice, problem, known=known),
        *_values(choice, probability=probability, value=value),
        *_scores(choice, problem, probability=probability, known=known),
    )


def _broken(chosen: frozenset[str], problem: Problem, *, known: Mapping[str, Candidate]) -> Iterator[Fault]:
    """Yield what a set breaks of requirements, exclusions, fixed measures and budgets."""
    for name in sorted(chosen):
        for needed in known[name].requires:
            if needed not in chosen:
                yield Fault(Wrong.REQUIREMENT, f"{name} requires {needed}, which is not chosen")
    for first, second in problem.excludes:
        if first in chosen and second in chosen:
            yield Fault(Wrong.EXCLUSION, f"{first} and {second} exclude each other and are both chosen")
    for name in sorted(problem.fixed_in - chosen):
        yield Fault(Wrong.FIXED, f"{name} is fixed in and not chosen")
    for name in sorted(problem.fixed_out & chosen):
        yield Fault(Wrong.FIXED, f"{name} is fixed out and chosen")
    for period, money in enumerate(problem.budget_musd):
        spent = _outlay(chosen, problem, known=known, period=period)
        if spent > Fraction(money) + _slack(Fraction(money)):
            yield Fault(Wrong.BUDGET, f"period {period + 1}: {float(spent):g} million USD, {money:g} are there")


def _outlay(chosen: frozenset[str], problem: Problem, *, known: Mapping[str, Candidate], period: int) -> Fraction:
    end = {"low": 0, "central": 1, "high": 2}[problem.held_to.value]
    return sum(
        (Fraction(known[name].cost_musd[end]) * Fraction(known[name].spending[period]) for name in chosen), Fraction(0)
    )


def _sums(choice: Choice, problem: Problem, *, known: Mapping[str, Candidate]) -> Iterator[Fault]:
    chosen = frozenset(choice.chosen)
    if len(choice.spent_musd) != len(problem.budget_musd):
        yield Fault(Wrong.COST, f"outlays of {len(choice.spent_musd)} periods, expected {len(problem.budget_musd)}")
        return
    for period, stated in enumerate(choice.spent_musd):
        found = _outlay(chosen, problem, known=known, period=period)
        if abs(found - Fraction(stated)) > _slack(found):
            yield Fault(Wrong.COST, f"period {period + 1}: {stated:g} million USD stated, its parts sum to {found}")
    for end, stated in enumerate(choice.cost_musd):
        found = sum((Fraction(known[name].cost_musd[end]) for name in chosen), Fraction(0))
        if abs(found - Fraction(stated)) > _slack(found):
            yield Fault(Wrong.COST, f"a cost of {stated:g} million USD is stated, its parts sum to {float(found):g}")


def _values(choice: Choice, *, probability: Sequence[float], value: Valuation | None) -> Iterator[Fault]:
    chosen = frozenset(choice.chosen)
    sets = {chosen, *(frozenset(one.ids) for one in choice.pool)}
    for ids in sorted(sets, key=sorted):
        named = ", ".join(sorted(ids)) or "no measure"
        if ids not in choice.known:
            yield Fault(Wrong.VALUE, f"no run of the chain valued {named}")
            continue
        if len(choice.known[ids]) != len(probability):
            yield Fault(Wrong.VALUE, f"{named} has {len(choice.known[ids])} values, expected {len(probability)}")
        elif value is not None and not _near(list(value(ids)), list(choice.known[ids])):
            yield Fault(Wrong.VALUE, f"the chain now values {named} otherwise than it is recorded")
    if chosen in choice.known and not _near(list(choice.values_musd), list(choice.known[chosen])):
        yield Fault(Wrong.VALUE, "the values stated are not those that the chain gave for the chosen set")


def _scores(
    choice: Choice, problem: Problem, *, probability: Sequence[float], known: Mapping[str, Candidate]
) -> Iterator[Fault]:
    values = [float(figure) for figure in choice.values_musd]
    mean, tail, score = _scored(choice, values, probability=probability)
    for what, stated, found in (
        ("mean", choice.mean_musd, mean),
        ("mean of the tail", choice.tail_musd, tail),
        ("score", choice.score_musd, score),
    ):
        if not _near([stated], [found]):
            yield Fault(Wrong.SCORE, f"the {what} is stated as {stated:g} million USD, its parts give {found:g}")
    for one in choice.pool:
        ids = frozenset(one.ids)
        again = _scored(choice, list(choice.known.get(ids, ())), probability=probability)[2]
        if ids in choice.known and not _near([one.exact_musd], [again]):
            yield Fault(Wrong.SCORE, f"{', '.join(one.ids)}: {one.exact_musd:g} stated, its parts give {again:g}")
    for ids, figures in choice.known.items():
        better = _scored(choice, list(figures), probability=probability)[2]
        if better > score + _SCORE * max(1.0, abs(score)) and not any(_broken(ids, problem, known=known)):
            named = ", ".join(sorted(ids)) or "no measure"
            yield Fault(Wrong.BEATEN, f"{named} is allowed and scores {better:g}, more than the {score:g} chosen")
    yield from _gap_and_bound(choice)


def _gap_and_bound(choice: Choice) -> Iterator[Fault]:
    if not _near([choice.gap_musd], [choice.surrogate_musd - choice.score_musd]):
        yield Fault(Wrong.GAP, f"a gap of {choice.gap_musd:g} is stated, which is not surrogate less exact score")
    widest = max((abs(one.surrogate_musd - one.exact_musd) for one in choice.pool), default=0.0)
    if max(widest, abs(choice.gap_musd)) > choice.worst_gap_musd + _SCORE * max(1.0, widest):
        yield Fault(Wrong.GAP, f"the widest gap is stated as {choice.worst_gap_musd:g}; one of {widest:g} is there")
    highest = max((one.surrogate_musd for one in choice.pool), default=choice.score_musd)
    if highest > choice.bound_musd + _SCORE * max(1.0, abs(highest)):
        yield Fault(Wrong.BOUND, f"a set scores {highest:g} by the surrogate, above the bound {choice.bound_musd:g}")
    if choice.method is Method.EXACT and not _near([choice.bound_musd], [choice.score_musd]):
        yield Fault(Wrong.BOUND, "every set was valued, but the bound is not the score of the best")


def _scored(choice: Choice, values: Sequence[float], *, probability: Sequence[float]) -> tuple[float, float, float]:
    """Return mean, mean of the tail and score; the tail by its own dual: the best edge among the outcomes."""
    pairs = list(zip(values, probability, strict=False))
    mean = sum(figure * chance for figure, chance in pairs)
    share = choice.aim.tail_share
    tail = max(
        (edge - sum(chance * max(0.0, edge - figure) for figure, chance in pairs) / share for edge in values),
        default=0.0,
    )
    return mean, tail, mean + choice.aim.risk_weight * (tail - mean)


def _slack(money: Fraction) -> Fraction:
    return _MONEY * (money if money > 1 else Fraction(1))


def _near(first: Sequence[float], second: Sequence[float]) -> bool:
    return len(first) == len(second) and all(
        abs(one - other) <= _SCORE * max(1.0, abs(other)) for one, other in zip(first, second, strict=True)
    )
