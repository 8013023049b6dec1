"""Which measures together, under a budget?"""

from collections.abc import Iterator, Sequence
from math import fsum

import numpy as np

from alat.plan.candidates import Problem
from alat.plan.choice import Choice, Effort, Method, Valued
from alat.plan.objective import Aim, tail_mean
from alat.plan.score import ExactValues
from alat.plan.solver import Found, Setting, solve
from alat.plan.space import Floats, Space, space

_MEAN, _EFFORT = Aim(), Effort()


def choose(problem: Problem, exact: ExactValues, *, aim: Aim = _MEAN, effort: Effort = _EFFORT) -> Choice:
    """Choose the measures that are worth most together, under budgets, requirements and exclusions.

    Parameters
    ----------
    problem
        What may be chosen. Its costs are held to the budget and not taken off the values, which are net of them.
    exact
        What a set is worth in each scenario; it is kept, so that later questions do not pay for it again.
    aim, effort
        The mean over scenarios unless told otherwise, and how much work the search may be.

    Returns
    -------
    Choice
        No measure at all is an answer, and its notes say why.

    Raises
    ------
    BadInput
        If the values are no numbers, or more measures are open than can be searched.
    """
    held = space(problem)
    found = solve(Setting(held, exact, aim, exact.probability, effort))
    chosen = held.ids(found.mask)
    values = exact.of(chosen)
    own = _valued(problem, exact, aim=aim, found=found, ids=chosen, mask=found.mask)
    worst = max(_gaps(exact, held, aim=aim, found=found), default=0.0)
    return Choice(
        chosen=own.ids,
        score_musd=own.exact_musd,
        mean_musd=float(values @ exact.probability),
        tail_musd=float(tail_mean(values[None], exact.probability, share=aim.tail_share)[0]),
        values_musd=values,
        cost_musd=_cost(problem, own.ids),
        spent_musd=problem.spent_musd(chosen),
        aim=aim,
        method=found.method,
        pool=tuple(_valued(problem, exact, aim=aim, found=found, ids=held.ids(m), mask=m) for m in found.pool),
        surrogate_musd=own.surrogate_musd,
        gap_musd=own.gap_musd,
        worst_gap_musd=worst,
        bound_musd=found.bound,
        bound_proven=found.bound_proven,
        moves=found.moves,
        settled=found.settled,
        calls=exact.calls,
        known=dict(exact.known),
        notes=tuple(_notes(problem, exact, aim=aim, found=found, own=own, worst=worst)),
    )


def _cost(problem: Problem, ids: Sequence[str]) -> tuple[float, float, float]:
    low, central, high = zip(*(problem.candidate(name).cost_musd for name in ids), strict=True) if ids else ((), (), ())
    return fsum(low), fsum(central), fsum(high)


def _valued(problem: Problem, exact: ExactValues, *, aim: Aim, found: Found, ids: frozenset[str], mask: int) -> Valued:
    score = aim.score(exact.of(ids), exact.probability)
    guess = score if found.fitted is None else aim.score(found.fitted.value(mask), exact.probability)
    return Valued(tuple(name for name in problem.order if name in ids), guess, score)


def _gaps(exact: ExactValues, held: Space, *, aim: Aim, found: Found) -> list[float]:
    if found.fitted is None:
        return []
    masks = {held.ids(mask): mask for mask in map(held.mask, exact.known)}
    known = [ids for ids in exact.known if ids in masks]
    guesses: Floats = aim.scores(
        found.fitted.values(np.array([masks[ids] for ids in known], dtype=np.int64)), exact.probability
    )
    truths: Floats = aim.scores(np.array([exact.known[ids] for ids in known]), exact.probability)
    return [float(gap) for gap in np.abs(guesses - truths)]


def _notes(problem: Problem, exact: ExactValues, *, aim: Aim, found: Found, own: Valued, worst: float) -> Iterator[str]:
    yield from _nothing(problem, exact, aim=aim, found=found, own=own)
    if found.method is Method.EXACT:
        yield f"Each allowed set was valued by the full chain ({exact.calls} runs): no allowed set scores higher."
    else:
        how = "listing all allowed sets" if found.method is Method.LISTED else "a mixed-integer programme"
        yield (
            f"The full chain ran {exact.calls} times. The sets were searched by {how} on a surrogate from singles and "
            f"pairs, which differs from the exact score of the chosen set by {own.gap_musd:+.4g} and of any set valued "
            f"exactly by up to {worst:.4g} million USD. That no other set scores higher is not proven."
        )
        least = max(0.0, found.bound - own.exact_musd)
        yield (
            f"Were the surrogate right of every set, a better one could score {least:.4g} million USD more at the most"
            + ("." if found.bound_proven else "; the search on the surrogate stopped at its limit of nodes.")
        )
        yield (
            f"No measure added, dropped or swapped improves the set by exact value ({found.moves} moves made)."
            if found.settled
            else "The moves on exact values stopped at their limit: a swap may still improve the set."
        )
    flagged = [one for one in map(problem.candidate, own.ids) if one.flags]
    if flagged:
        listed = ", ".join(f"{one.id} ({', '.join(flag.replace('_', ' ') for flag in one.flags)})" for one in flagged)
        yield f"Costs of what is chosen that need care: {listed}."
    yield "Values are net of cost; the budget holds outlays, and money that a period leaves is not passed on."


def _nothing(problem: Problem, exact: ExactValues, *, aim: Aim, found: Found, own: Valued) -> Iterator[str]:
    held = space(problem)
    if own.ids and frozenset(own.ids) != held.base:
        return
    what = "Build nothing" if not own.ids else "Build nothing beyond what is fixed in"
    if not held.free:
        yield f"{what}: no other measure, with what it requires, is allowed and fits the budget."
        return
    scores = [
        aim.score(values, exact.probability)
        for ids, values in exact.known.items()
        if ids > held.base and held.ids(held.mask(ids)) == ids and held.allowed(held.mask(ids))
    ]
    best, limit = max(scores), own.exact_musd
    where = "below" if best < limit else "no better than"
    sets = "every affordable set's" if found.method is Method.EXACT else f"of {len(scores)} affordable sets valued, the"
    yield f"{what}: {sets} best value is {best:.4g} million USD, {where} {limit:.4g} for going without."
