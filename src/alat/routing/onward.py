"""Does freight to places beyond a hub go through it, and what are the ways round it worth?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from alat import network
from alat.errors import BadInput, NoRoute
from alat.network import Place
from alat.network.places import places
from alat.network.scenario import BASE, Scenario
from alat.reference import Country, countries
from alat.routing.ends import End, lane_end
from alat.routing.lanes import NOTES, lanes
from alat.routing.results import Lane, Lanes

MOST_RIVALS = 4

ONWARD_NOTES = (
    "By a port means that a ship is loaded, unloaded or left there; by any other place, that goods pass it.",
    "Rivals are the best lanes for each set of countries when the hub is closed.",
)


@dataclass(frozen=True, slots=True)
class Corridor:
    """A lane, and the countries it goes by between its ends, in order."""

    lane: Lane
    goes_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Onward:
    """Lanes to one destination: by the hub, and round it.

    Attributes
    ----------
    destination, destination_place
        Where the goods go.
    by_hub
        The lane of least generalised cost by the hub; None if there is none.
    rivals
        The best lanes round it, at most four, least generalised cost first, each by other countries.
    notes
        Why there is no lane by the hub or round it.
    """

    destination: Country
    destination_place: str
    by_hub: Corridor | None
    rivals: tuple[Corridor, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OnwardLanes:
    """Lanes from one origin by a hub to several destinations, each beside its rivals.

    Attributes
    ----------
    origin, origin_place, hub
        Where goods come from; the name of the hub.
    cargo, scenario, load_name, load_t
        As in `Lanes`.
    onward
        One for each destination, in the order asked.
    """

    origin: Country
    origin_place: str
    hub: str
    cargo: str
    scenario: Scenario
    load_name: str
    load_t: float
    onward: tuple[Onward, ...]
    sources: tuple[str, ...]
    notes: tuple[str, ...]


def onward(
    origin: Country | Place | str,
    hub: Place | str,
    *,
    destinations: Sequence[Country | Place | str],
    cargo: str = "container",
    scenario: Scenario = BASE,
) -> OnwardLanes:
    """Return for each destination the best lane by the hub and the best rivals round it.

    Parameters
    ----------
    origin, destinations
        Countries or places, or their names.
    hub
        A place, or its name, id or code.
    cargo, scenario
        As for `alat.routing.lanes`.

    Raises
    ------
    BadInput
        If no destination is named.
    UnknownCode, AmbiguousName, SameParty, NotCovered
        As `alat.routing.lanes`.
    NoRoute
        If no lane leads to any destination, by the hub or round it.
    """
    if not destinations:
        raise BadInput("no destination was named; expected at least one")
    start, centre = lane_end(origin), network.place(hub) if isinstance(hub, str) else hub
    asked = [_asked(start.place, lane_end(each), hub=centre, cargo=cargo, scenario=scenario) for each in destinations]
    answers = [each for _, found in asked for each in found]
    if not answers:
        raise NoRoute("; ".join(note for one, _ in asked for note in one.notes))
    first = answers[0]
    return OnwardLanes(
        origin=start.country,
        origin_place=start.place.name,
        hub=centre.name,
        cargo=first.cargo,
        scenario=scenario,
        load_name=first.load_name,
        load_t=first.load_t,
        onward=tuple(one for one, _ in asked),
        sources=tuple(sorted({source for each in answers for source in each.sources})),
        notes=(*ONWARD_NOTES, *NOTES),
    )


def _asked(start: Place, end: End, *, hub: Place, cargo: str, scenario: Scenario) -> tuple[Onward, list[Lanes]]:
    """Ask for lanes by the hub and with the hub closed."""
    by_hub, why_not = _lanes(start, end.place, cargo=cargo, scenario=scenario, via=(hub.id,))
    around = replace(scenario, close=(*scenario.close, hub.id))
    rivals, why_none = _lanes(start, end.place, cargo=cargo, scenario=around)
    found = Onward(
        end.country,
        end.place.name,
        _corridor(by_hub.lanes[0]) if by_hub else None,
        _corridors(rivals) if rivals else (),
        (*why_not, *why_none),
    )
    return found, [each for each in (by_hub, rivals) if each]


def _lanes(
    start: Place, end: Place, *, cargo: str, scenario: Scenario, via: tuple[str, ...] = ()
) -> tuple[Lanes | None, tuple[str, ...]]:
    try:
        return lanes(start, end, cargo=cargo, scenario=scenario, via=via), ()
    except NoRoute as none:
        return None, (str(none),)


def _corridors(found: Lanes) -> tuple[Corridor, ...]:
    """Return the first lane for each set of countries gone by; lanes come least generalised cost first."""
    by_countries: dict[frozenset[str], Corridor] = {}
    for lane in found.lanes:
        one = _corridor(lane)
        by_countries.setdefault(frozenset(one.goes_by), one)
    return tuple(by_countries.values())[:MOST_RIVALS]


def _corridor(lane: Lane) -> Corridor:
    """Name the countries a lane touches between its ends."""
    ends = [places()[place].iso3 for part in lane.parts for place in (part.start, part.end)]
    touched = [iso3 for place, iso3 in enumerate(ends) if place == 0 or ends[place - 1] != iso3]
    known = countries()
    own = {ends[0], ends[-1]}
    names = [known[iso3].name if iso3 in known else iso3 for iso3 in touched if iso3 not in own]
    return Corridor(lane, tuple(dict.fromkeys(names)))
