"""What do some measures of a study change in the world: its network, and its duties?"""

from collections.abc import Sequence
from dataclasses import replace

from alat.data import Study
from alat.economy import Edit, OwnTrade, SectorWorld
from alat.network import BASE, Scenario
from alat.plan.duties import duties_after
from alat.plan.effects import not_modelled, tariff_changes, together, why_not_modelled, with_required
from alat.plan.results import Case, Measures
from alat.reference import countries_of


def edit_of(
    plan: Measures, chosen: Sequence[str], *, study: Study, world: SectorWorld, case: Case = Case.CENTRAL
) -> Edit:
    """Return what some measures, and all that they require, change together.

    Parameters
    ----------
    plan
        The measures of a study.
    chosen
        Ids of measures; none is the world as it is.
    study
        Whose they are: its parties are those whom some effects help alone, its day that of blocs' members.
    world
        The world that they change.
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
    duties = duties_after(world.baseline, changes, sector_of=world.sector_of, day=study.as_of)
    others = _for_all(plan, chosen, case=case)
    own = None if others.edits == scenario.edits else own_trade(study)
    return Edit(scenario, duties, own, others)


def parties_of(study: Study) -> tuple[str, ...]:
    """Return the ISO3 codes of the study's home and of its partners on its day."""
    return tuple(each.iso3 for each in countries_of((study.home, study.partners), on=study.as_of))


def own_trade(study: Study) -> OwnTrade:
    """Return the trade between the study's home and its partners."""
    home, *partners = parties_of(study)
    return OwnTrade(home, tuple(partners))


def _for_all(plan: Measures, chosen: Sequence[str], *, case: Case) -> Scenario:
    """Return what measures change for those who are none of the study's parties."""
    left = [replace(one, effects=tuple(each for each in one.effects if not each.own)) for one in plan.measures]
    helpful = [one.id for one in left if one.id in with_required(plan, chosen) and not why_not_modelled(one)]
    needs = {name: tuple(each for each in plan.needs[name] if each in helpful) for name in plan.needs}
    return together(replace(plan, measures=tuple(left), needs=needs), helpful, case=case) if helpful else BASE


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
