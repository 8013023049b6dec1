"""What do some measures of a study change in the world: its network, and its duties?"""

from collections.abc import Sequence
from datetime import date

from alat.economy import Edit, SectorWorld
from alat.network import BASE, Scenario
from alat.plan.duties import duties_after
from alat.plan.effects import not_modelled, tariff_changes, together, with_required
from alat.plan.results import Case, Measures


def edit_of(plan: Measures, chosen: Sequence[str], *, world: SectorWorld, day: date, case: Case = Case.CENTRAL) -> Edit:
    """Return what some measures, and all that they require, change together.

    Parameters
    ----------
    plan
        The measures of a study.
    chosen
        Ids of measures; none is the world as it is.
    world
        The world that they change.
    day
        Whose members blocs have.
    case
        Which end of the ranges of their effects.

    Raises
    ------
    UnknownCode
        If a measure is not one of the plan.
    NotCovered
        If no effect of any of them is modelled, or a duty holds for a part of a sector.
    BadInput
        If two of them contradict each other.
    """
    if not chosen:
        return Edit(BASE)
    names = set(with_required(plan, chosen))
    scenario = together(plan, chosen, case=case)
    changes = tariff_changes([one for one in plan.measures if one.id in names], case=case)
    return Edit(scenario, duties_after(world.baseline, changes, sector_of=world.sector_of, day=day))


def silent_words(plan: Measures, chosen: Sequence[str]) -> tuple[str, ...]:
    """Return for each measure whose effect is not modelled the reason, in words."""
    return tuple(f"{name} is not modelled: {why}." for name, why in not_modelled(plan, chosen).items())


def measure_words(plan: Measures, chosen: Sequence[str]) -> tuple[str, ...]:
    """Return what each measure and all it requires changes, in words, one each."""
    names = set(with_required(plan, chosen))
    found = []
    for one in (each for each in plan.measures if each.id in names):
        edits = [f"{part.verb} {part.subject} {part.what}" for part in one.effects if part.verb != "none"]
        found.append(f"{one.id} {one.name}: {'; '.join(edits) if edits else 'not modelled'}")
    return tuple(found)


def scenario_words(scenario: Scenario) -> tuple[str, ...]:
    """Return what a scenario changes, in words, one each."""
    named = [f"{verb} {name}" for verb in ("close", "open", "avoid") for name in getattr(scenario, verb)]
    return (*named, *(one.said for one in (*scenario.add, *scenario.improve)))
