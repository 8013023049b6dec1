"""What cut two places off from each other?"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from alat import network
from alat.errors import NoRoute
from alat.network.scenario import Scenario
from alat.reference import Country, countries
from alat.routing.decision import Decision, options


@dataclass(frozen=True, slots=True)
class Cut:
    """One thing that may have cut a lane: what to call it, and the scenario and leg limit without it."""

    name: str
    edit: Callable[[Scenario], Scenario]
    limited: bool = True


def no_route(
    ends: tuple[Country, Country],
    gateways: tuple[str, str],
    *,
    cargo: str,
    scenario: Scenario,
    load: Callable[[Scenario, str], Decision],
) -> NoRoute:
    """Return the error that names what cut the lane.

    Parameters
    ----------
    ends
        Origin and destination.
    gateways
        Their place ids.
    cargo, scenario
        What was asked.
    load
        Prepares the choice under a scenario.

    Notes
    -----
    Each edit of the scenario, each closed or planned thing and the limit on road legs is lifted alone; those that
    restore a lane are named. If none does, all are lifted together and put back one by one while a lane remains.
    Lifting more never takes a lane away, so that suspects are tried in halves.
    """
    edits, statuses = _suspects(scenario, load(scenario, cargo))
    joined = _touching(scenario, gateways)
    suspects = edits if joined else edits + statuses

    def touching(lifted: list[Cut]) -> bool:
        return _touching(_edited(scenario, lifted), gateways)

    def restored(lifted: list[Cut]) -> bool:
        limited = all(cut.limited for cut in lifted)
        return touching(lifted) and _laned(load(_edited(scenario, lifted), cargo), gateways, limited=limited)

    question = f"no lane from {ends[0].name} to {ends[1].name} by {cargo}"
    alone = [cut.name for cut in _each_enough(suspects, touching) if restored([cut])]
    if alone:
        hint = "; to lift any one of these restores a lane" if len(alone) > 1 else ""
        return NoRoute(f"{question}: cut by {'; '.join(alone)}{hint}")
    if not restored(edits + statuses):
        return NoRoute(f"{question}: no services of the network join them, even with everything opened")
    needed = _least(edits + statuses, restored if joined else touching)
    if not restored(needed):
        needed = _least(edits + statuses, restored)
    return NoRoute(f"{question}: cut by {' and '.join(cut.name for cut in needed)} together")


def _least(suspects: list[Cut], enough: Callable[[list[Cut]], bool]) -> list[Cut]:
    """Put cuts back one by one while a lane remains; what is left are cuts that only together restore one."""
    needed = list(suspects)
    for cut in suspects:
        rest = [other for other in needed if other is not cut]
        if enough(rest):
            needed = rest
    return needed


def _each_enough(suspects: list[Cut], open_with: Callable[[list[Cut]], bool]) -> list[Cut]:
    """Return the cuts that restore a lane each on its own: what many do not together, none of them does alone."""
    if not suspects or not open_with(suspects):
        return []
    if len(suspects) == 1:
        return suspects
    half = len(suspects) // 2
    return _each_enough(suspects[:half], open_with) + _each_enough(suspects[half:], open_with)


def _laned(choice: Decision, gateways: tuple[str, str], *, limited: bool) -> bool:
    index = choice.book.ground.index
    return bool(options(choice, index[gateways[0]], destination=index[gateways[1]], limited=limited))


def _edited(scenario: Scenario, lifted: list[Cut]) -> Scenario:
    for cut in lifted:
        scenario = cut.edit(scenario)
    return scenario


def _touching(scenario: Scenario, gateways: tuple[str, str]) -> bool:
    """Whether links and services join the gateways at all, whatever a lane over them would be like."""
    edited = network.load(scenario)
    index = {place: number for number, place in enumerate(edited.places["place_id"])}
    if not set(gateways) <= set(index):
        return False
    ends = [
        *edited.links.select("place_a", "place_b").iter_rows(),
        *edited.services.select("port_a", "port_b").iter_rows(),
    ]
    tails, heads = ([index[pair[side]] for pair in ends] for side in (0, 1))
    graph = csr_array((np.ones(len(ends)), (tails, heads)), shape=(len(index), len(index)))
    piece = connected_components(graph, directed=False)[1]
    return bool(piece[index[gateways[0]]] == piece[index[gateways[1]]])


def _suspects(scenario: Scenario, choice: Decision) -> tuple[list[Cut], list[Cut]]:
    """Return what the question itself may have cut (edits, the limit on road legs), and what dated statuses have."""
    known = countries()
    names = dict(choice.cut.select("id", "name").iter_rows())
    avoided = [(f"avoiding {known[iso3].name}", _without("avoid", iso3)) for iso3 in sorted(set(scenario.avoid))]
    closed = [
        (f"the closure of {names.get(item, item)}", _without("close", item)) for item in sorted({*scenario.close})
    ]
    limit = Cut(f"the limit of {choice.costs.road_leg_km:,.0f} km on road legs", lambda same: same, limited=False)
    standing = [row for row in choice.cut.iter_rows(named=True) if row["id"] not in {*scenario.close, *scenario.avoid}]
    return (
        [*(Cut(name, edit) for name, edit in avoided + closed), limit],
        [Cut(f"{row['name']} ({row['why']})", _opened(row["id"])) for row in standing],
    )


def _without(column: str, item: str) -> Callable[[Scenario], Scenario]:
    def edit(scenario: Scenario) -> Scenario:
        left = tuple(other for other in getattr(scenario, column) if other != item)
        return replace(scenario, avoid=left) if column == "avoid" else replace(scenario, close=left)

    return edit


def _opened(item: str) -> Callable[[Scenario], Scenario]:
    return lambda scenario: replace(scenario, open=(*scenario.open, item))
