"""What cut two places off from each other?"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from alat import network
from alat.errors import NoRoute
from alat.network.scenario import Scenario
from alat.reference import Country, countries
from alat.routing.cost import CostTable, cost_table
from alat.routing.feasible import Limits, every_limit, feasible

# Beyond any chain of services: as many sea legs as there are ports would do.
_NO_LEG_LIMIT = 1000


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked: origin and destination, their gateways, the cargo and its costs."""

    ends: tuple[Country, Country]
    gateways: tuple[str, str]
    cargo: str
    costs: CostTable


@dataclass(frozen=True, slots=True)
class Cut:
    """One thing that may have cut a lane: what to call it, and the scenario and the limits without it."""

    name: str
    edit: Callable[[Scenario], Scenario] = lambda scenario: scenario
    limits: Callable[[Limits], Limits] = lambda limits: limits


def no_route(ends: tuple[Country, Country], gateways: tuple[str, str], *, cargo: str, scenario: Scenario) -> NoRoute:
    """Return the error that names what cut the lane.

    Parameters
    ----------
    ends
        Origin and destination.
    gateways
        Their place ids.
    cargo, scenario
        What was asked.

    Notes
    -----
    Each edit of the scenario, each closed or planned thing, each bar and each limit on legs is lifted alone; those that
    restore a lane are named. If none does, all are lifted together and put back one by one while a lane remains.
    Lifting more never takes a lane away, so that suspects are tried in halves.
    """
    asked = Asked(ends, gateways, cargo, cost_table(network.load(scenario), cargo))

    def restored(lifted: list[Cut]) -> bool:
        return _restored(asked, scenario, lifted=lifted)

    question = f"no lane from {ends[0].name} to {ends[1].name} by {cargo}"
    suspects = _suspects(asked, scenario)
    if not restored(suspects):
        return NoRoute(f"{question}: no services of the network join them, even with everything opened")
    alone = [cut.name for cut in _each_enough(_possible(suspects, asked, scenario=scenario), restored)]
    if alone:
        hint = "; to lift any one of these restores a lane" if len(alone) > 1 else ""
        return NoRoute(f"{question}: cut by {'; '.join(alone)}{hint}")
    needed = _least(suspects, restored)
    return NoRoute(f"{question}: cut by {' and '.join(cut.name for cut in needed)} together")


def _restored(asked: Asked, scenario: Scenario, *, lifted: list[Cut]) -> bool:
    """Whether a lane exists once some cuts are lifted."""
    limits = every_limit(asked.costs)
    for cut in lifted:
        scenario, limits = cut.edit(scenario), cut.limits(limits)
    origin, destination = asked.ends
    held = tuple(bar.id for bar in network.bars_to_goods(scenario, origin.iso3, destination=destination.iso3))
    return feasible(network.load(scenario, held=held), asked.costs, ends=asked.gateways, limits=limits)


def _least(suspects: list[Cut], enough: Callable[[list[Cut]], bool]) -> list[Cut]:
    """Return cuts that only together restore a lane, the earlier suspects rather than the later.

    QuickXplain (Junker 2004): a few questions for each cut that is named, not one for each suspect.
    """

    def needed(given: list[Cut], added: list[Cut], *, among: list[Cut]) -> list[Cut]:
        if added and enough(given):
            return []
        if len(among) == 1:
            return among
        half = len(among) // 2
        later = needed([*given, *among[:half]], among[:half], among=among[half:])
        return needed([*given, *later], later, among=among[:half]) + later

    return needed([], [], among=suspects)


def _possible(suspects: list[Cut], asked: Asked, *, scenario: Scenario) -> list[Cut]:
    """Return the cuts that may restore a lane alone: where an end is avoided, that one and no other."""
    names = {f"avoiding {end.name}" for end in asked.ends if end.iso3 in scenario.avoid}
    return [cut for cut in suspects if cut.name in names] if len(names) == 1 else suspects


def _each_enough(suspects: list[Cut], open_with: Callable[[list[Cut]], bool]) -> list[Cut]:
    """Return the cuts that restore a lane each on its own: what many do not together, none of them does alone."""
    if not suspects or not open_with(suspects):
        return []
    if len(suspects) == 1:
        return suspects
    half = len(suspects) // 2
    return _each_enough(suspects[:half], open_with) + _each_enough(suspects[half:], open_with)


def _suspects(asked: Asked, scenario: Scenario) -> list[Cut]:
    """Return the edits of the question, the limits on legs, what dated statuses have closed, and bars."""
    known = countries()
    origin, destination = asked.ends
    held = tuple(bar.id for bar in network.bars_to_goods(scenario, origin.iso3, destination=destination.iso3))
    cut = network.load(scenario, held=held).cut
    names = dict(cut.select("id", "name").iter_rows())
    avoided = [(f"avoiding {known[iso3].name}", _without("avoid", iso3)) for iso3 in sorted(set(scenario.avoid))]
    closed = [
        (f"the closure of {names.get(item, item)}", _without("close", item)) for item in sorted({*scenario.close})
    ]
    road = f"the limit of {asked.costs.road_leg_km:,.0f} km on road legs"
    legs = f"the limit of {every_limit(asked.costs).sea_legs} sea legs"
    standing = [row for row in cut.iter_rows(named=True) if row["id"] not in {*scenario.close, *scenario.avoid}]
    return [
        *(Cut(name, edit) for name, edit in avoided + closed),
        Cut(road, limits=lambda limits: replace(limits, road_km=float("inf"))),
        Cut(legs, limits=lambda limits: replace(limits, sea_legs=_NO_LEG_LIMIT)),
        *(Cut(f"{row['name']} ({row['why']})", _opened(row["id"])) for row in standing),
    ]


def _without(column: str, item: str) -> Callable[[Scenario], Scenario]:
    def edit(scenario: Scenario) -> Scenario:
        left = tuple(other for other in getattr(scenario, column) if other != item)
        return replace(scenario, avoid=left) if column == "avoid" else replace(scenario, close=left)

    return edit


def _opened(item: str) -> Callable[[Scenario], Scenario]:
    return lambda scenario: replace(scenario, open=(*scenario.open, item))
