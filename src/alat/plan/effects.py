"""What does a measure change in the network and in duties, and what do several change together?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from alat.errors import BadInput, NotCovered, UnknownCode, near_matches
from alat.network import BASE, Improvement, NewLink, NewService, Scenario
from alat.network import scenario as network_scenario
from alat.plan.effect_rows import duty_parts
from alat.plan.results import Case, Effect, Measure, Measures, TariffChange

_NAMED = ("close", "open", "avoid")


@dataclass(frozen=True, slots=True)
class _Edits:
    """Edits and whose they are."""

    owner: str
    scenario: Scenario


def effect(measure: Measure, *, case: Case = Case.CENTRAL) -> Scenario:
    """Return the edits to the network that stand for a measure, itself alone, without what it requires.

    Parameters
    ----------
    measure
        One measure of a study.
    case
        Which end of its ranges.

    Returns
    -------
    Scenario
        Named as the measure. It makes no edit where the measure changes duties alone (`tariff_changes`).

    Raises
    ------
    NotCovered
        If nothing that the measure changes is modelled, or the study does not say what it changes. That is not the
        same as no effect, and so there is no scenario.
    UnknownCode, AmbiguousName, BadInput
        If a row names a place, link, border or status that the network does not have, or makes no sense there.
    """
    why = why_not_modelled(measure)
    if why:
        raise NotCovered(f"{measure.id} ({measure.name}): {why}")
    edits = [one for one in measure.effects if one.verb not in {"tariff", "none"}]
    fields: dict[str, object] = {verb: [one.subject for one in edits if one.verb == verb] for verb in _NAMED}
    fields["add"] = [f"{one.subject}:{one.what}={one.at(case)!r}" for one in edits if one.verb == "add"]
    fields["improve"] = [_improved(one, case) for one in edits if one.verb == "improve"]
    return network_scenario(fields, name=measure.id)


def tariff_changes(measures: Iterable[Measure], *, case: Case = Case.CENTRAL) -> tuple[TariffChange, ...]:
    """Return the factors on duties that some measures state, each once.

    Raises
    ------
    BadInput
        If two of them put different factors on one duty.
    """
    found: dict[tuple[str, str, str], tuple[str, float]] = {}
    for measure in measures:
        for one in (each for each in measure.effects if each.verb == "tariff"):
            duty, factor = duty_parts(one), one.at(case)
            if factor is None:
                raise BadInput(f"{measure.id}: the duty {one.subject} has no factor in the case {case}")
            owner, before = found.setdefault(duty, (measure.id, factor))
            if before != factor:
                said = f"{owner} multiplies the duty {one.subject} by {before:g} and {measure.id} by {factor:g}"
                raise BadInput(f"{said}; they contradict each other")
    return tuple(TariffChange(*duty, factor=factor) for duty, (_, factor) in found.items())


def why_not_modelled(measure: Measure) -> str:
    """Return in words why a measure has no modelled effect; '' where it has one."""
    if not measure.effects:
        return "the study does not say what it changes in the network or in duties"
    silent = [one.note for one in measure.effects if one.verb == "none"]
    return f"no effect is modelled: {silent[0]}" if silent else ""


def with_required(plan: Measures, chosen: Iterable[str]) -> tuple[str, ...]:
    """Return some measures and all that they require, at any remove, in an order that can be built.

    Raises
    ------
    UnknownCode
        If a measure is not one of the plan.
    """
    known = [one.id for one in plan.measures]
    wanted: set[str] = set()
    for name in chosen:
        if name not in plan.needs:
            raise UnknownCode("measure", name, near=near_matches(name, known) or known)
        wanted |= {name, *plan.needs[name]}
    return tuple(name for name in known if name in wanted)


def together(plan: Measures, chosen: Iterable[str], *, case: Case = Case.CENTRAL, on: Scenario = BASE) -> Scenario:
    """Return the edits of several measures and of all they require.

    Parameters
    ----------
    plan
        The measures of a study.
    chosen
        Ids of measures; what they require is added. None of them is the scenario they are added to.
    case
        Which end of their ranges.
    on
        The scenario that they are added to, such as one that avoids countries; its day is kept.

    Returns
    -------
    Scenario
        Named after the measures that edit it; those without a modelled effect are left out of its name, and
        `not_modelled` says why. It makes no edit where measures change duties alone.

    Raises
    ------
    UnknownCode
        If a measure is not one of the plan.
    NotCovered
        If no effect of any of them is modelled.
    BadInput
        If two of them contradict each other: one closes what another opens, adds or improves, two add the same thing
        with different terms, or change one figure to different values. Factors of two measures on one figure are not
        multiplied: nobody has said that they work apart from each other.
    """
    names = with_required(plan, chosen)
    silent = not_modelled(plan, names)
    if names and len(silent) == len(names):
        raise NotCovered("; ".join(f"{name}: {why}" for name, why in silent.items()))
    parts = [
        _Edits(one.id, effect(one, case=case)) for one in plan.measures if one.id in names and one.id not in silent
    ]
    return _merged(parts, on=on, name=" + ".join(part.owner for part in parts) or on.name)


def not_modelled(plan: Measures, chosen: Iterable[str]) -> dict[str, str]:
    """Return why some measures, or what they require, make no edit: id -> reason.

    Raises
    ------
    UnknownCode
        If a measure is not one of the plan.
    """
    names = with_required(plan, chosen)
    return {one.id: why for one in plan.measures if one.id in names and (why := why_not_modelled(one))}


def _improved(one: Effect, case: Case) -> dict[str, object]:
    return {"id": one.subject, "what": one.what, "factor" if one.unit == "factor" else "value": one.at(case)}


def _merged(parts: Sequence[_Edits], *, on: Scenario, name: str) -> Scenario:
    every = [_Edits(f"the scenario {on.name!r}", on), *parts]
    closed = {key: one.owner for one in every for key in one.scenario.close}
    _refuse_closed(every, closed)
    added = _once([(_key(new), new, new.said, one.owner) for one in every for new in one.scenario.edits.add])
    better = _once(
        [((new.target, new.what), new, new.said, one.owner) for one in every for new in one.scenario.improve]
    )
    merged = Scenario(
        name,
        tuple(closed),
        tuple({key: None for one in every for key in one.scenario.open}),
        tuple({key: None for one in every for key in one.scenario.avoid}),
        add=tuple(new for new in added if isinstance(new, NewLink | NewService)),
        improve=tuple(new for new in better if isinstance(new, Improvement)),
        as_of=on.as_of,
    ).edits
    return Scenario(
        name, merged.close, merged.open, merged.avoid, add=merged.add, improve=merged.improve, as_of=on.as_of
    )


def _refuse_closed(every: Sequence[_Edits], closed: dict[str, str]) -> None:
    for one in every:
        used = [(key, "opens") for key in one.scenario.open]
        used += [(new.target, "improves") for new in one.scenario.improve]
        used += [(end, "adds something at") for new in one.scenario.add for end in _ends(new)]
        for key, verb in used:
            if key in closed:
                raise BadInput(f"{closed[key]} closes {key} and {one.owner} {verb} it; they contradict each other")


def _once(found: Sequence[tuple[object, object, str, str]]) -> list[object]:
    """Return each edit once; two edits of one thing must be equal."""
    kept: dict[object, tuple[object, str, str]] = {}
    for key, new, said, owner in found:
        before, said_before, owner_before = kept.setdefault(key, (new, said, owner))
        if before != new:
            raise BadInput(f"{owner_before} has {said_before} and {owner} {said}; they contradict each other")
    return [new for new, _, _ in kept.values()]


def _ends(new: NewLink | NewService) -> tuple[str, str]:
    return (new.place_a, new.place_b) if isinstance(new, NewLink) else (new.port_a, new.port_b)


def _key(new: NewLink | NewService) -> tuple[str, tuple[str, ...]]:
    return new.mode if isinstance(new, NewLink) else "sea", tuple(sorted(_ends(new)))
