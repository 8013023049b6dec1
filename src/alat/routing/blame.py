"""What cut two places off from each other?"""

from collections.abc import Callable
from dataclasses import dataclass, replace

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
    """
    suspects = _suspects(scenario, load(scenario, cargo))

    def open_with(lifted: list[Cut]) -> bool:
        return _joined(gateways, lifted, scenario=scenario, load=lambda edited: load(edited, cargo))

    alone = [cut.name for cut in suspects if open_with([cut])]
    question = f"no lane from {ends[0].name} to {ends[1].name} by {cargo}"
    if alone:
        return NoRoute(f"{question}: cut by {', or by '.join(alone)}")
    if not open_with(suspects):
        return NoRoute(f"{question}: no service joins them in the network, whatever is opened")
    needed = list(suspects)
    for cut in suspects:
        rest = [other for other in needed if other is not cut]
        if open_with(rest):
            needed = rest
    return NoRoute(f"{question}: cut by {' and '.join(cut.name for cut in needed)} together")


def _joined(
    gateways: tuple[str, str], lifted: list[Cut], *, scenario: Scenario, load: Callable[[Scenario], Decision]
) -> bool:
    """Whether any lane joins the gateways once some cuts are lifted."""
    for cut in lifted:
        scenario = cut.edit(scenario)
    choice = load(scenario)
    index = choice.book.ground.index
    if not set(gateways) <= set(index):
        return False
    limited = all(cut.limited for cut in lifted)
    return bool(options(choice, index[gateways[0]], destination=index[gateways[1]], limited=limited))


def _suspects(scenario: Scenario, choice: Decision) -> list[Cut]:
    known = countries()
    edits = [
        Cut(f"avoiding {known[iso3].name if iso3 in known else iso3}", _without("avoid", iso3))
        for iso3 in sorted(set(scenario.avoid))
    ]
    names = dict(choice.cut.select("id", "name").iter_rows())
    edits += [
        Cut(f"the closure of {names.get(item, item)}", _without("close", item)) for item in sorted(set(scenario.close))
    ]
    edits.append(Cut(f"the limit of {choice.costs.road_leg_km:,.0f} km on road legs", lambda same: same, limited=False))
    for row in choice.cut.iter_rows(named=True):
        if row["id"] not in {*scenario.close, *scenario.avoid}:
            edits.append(Cut(f"{row['name']} ({row['why']})", _opened(row["id"])))
    return edits


def _without(column: str, item: str) -> Callable[[Scenario], Scenario]:
    def edit(scenario: Scenario) -> Scenario:
        left = tuple(other for other in getattr(scenario, column) if other != item)
        return replace(scenario, avoid=left) if column == "avoid" else replace(scenario, close=left)

    return edit


def _opened(item: str) -> Callable[[Scenario], Scenario]:
    return lambda scenario: replace(scenario, open=(*scenario.open, item))
