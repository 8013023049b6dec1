"""What does a set of measures bring to each country, by outlook? The full chain from edits to real income."""

from collections.abc import Collection
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from alat.data import Study, open_study
from alat.economy import Way, gains_usd, sector_world
from alat.plan.candidates import Problem
from alat.plan.edits import edit_of, own_trade
from alat.plan.effects import not_modelled, why_not_modelled, with_required
from alat.plan.ensemble import Progress, map_scenarios
from alat.plan.measures import measures
from alat.plan.outlooks import outlooks
from alat.plan.space import Floats, space
from alat.trade.theta import theta

Gains = dict[frozenset[str], Floats]


@dataclass(frozen=True, slots=True)
class _Asked:
    """A set of measures of a study, as another process can be asked about it."""

    study: str
    ids: tuple[str, ...]


def set_gains(study: Study, sets: Collection[frozenset[str]], *, progress: Progress | None = None) -> Gains:
    """Return what sets of measures bring, side by side on this machine's cores.

    Parameters
    ----------
    study
        Whose measures they are.
    sets
        Each with all it requires.
    progress
        Told after each set how many are done, and of how many.

    Returns
    -------
    dict
        (outlooks, countries) USD a year by set, in the order of `outlooks` and of the world's countries.

    Raises
    ------
    ScenarioFailed
        If the chain fails for a set; its name says which.
    """
    named = {", ".join(sorted(ids)): _Asked(_address(study), tuple(sorted(ids))) for ids in sets if ids}
    found = map_scenarios(gains_of, named, progress=progress)
    return {frozenset(named[name].ids): gains for name, gains in found.items()}


def gains_of(asked: _Asked) -> Floats:
    """Return what one set brings, (outlooks, countries) USD a year."""
    study, world = open_study(asked.study), sector_world()
    known = measures(study)
    if len(not_modelled(known, asked.ids)) == len(asked.ids):
        return np.zeros((len(outlooks()), len(world.baseline.countries)))
    edit = edit_of(known, asked.ids, study=study, world=world)
    own = own_trade(study).mask(world.baseline.countries)
    usual = theta()
    factors = {name: value / usual.central for name, value in usual.steps}
    ways = [Way(factors[each.theta], own if each.own_trade else None) for each in outlooks()]
    found: Floats = gains_usd(world, edit, ways=ways)
    return found


def singles_and_pairs(problem: Problem) -> list[frozenset[str]]:
    """Return the sets that a surrogate is fitted to: each measure, and each pair, with all they require, as allowed."""
    held = space(problem)
    bits = range(len(held.free))
    masks = [1 << bit for bit in bits] + [1 << first | 1 << second for first, second in combinations(bits, 2)]
    closed = dict.fromkeys(held.closed(mask) for mask in masks)
    return [held.ids(mask) for mask in closed if held.allowed(mask)]


def every_single_and_pair(study: Study) -> list[frozenset[str]]:
    """Return each modelled measure of a study, and each pair, with all they require, whatever they cost."""
    known = measures(study)
    names = [one.id for one in known.measures if not why_not_modelled(one)]
    some = [*((name,) for name in names), *combinations(names, 2)]
    return list(dict.fromkeys(frozenset(with_required(known, each)) for each in some))


def _address(study: Study) -> str:
    return study.id if study.shipped else str(study.folder)
