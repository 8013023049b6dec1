"""Which line does a move draw on the map?"""

from functools import lru_cache

from alat import network
from alat.network.distance import great_circle
from alat.network.scenario import Scenario
from alat.routing.results import Part

Points = tuple[tuple[float, float], ...]


def same_edits(scenario: Scenario) -> Scenario:
    """Return the scenario without its name and order, so that equal edits share what is kept for the next question."""
    return scenario.edits


def move_points(scenario: Scenario, part: Part) -> Points:
    """Return the line of a move in the direction of travel: (degrees east, degrees north)."""
    if part.mode == "sea":
        return sea_points(same_edits(scenario), part.start, end=part.end)
    if part.mode == "air":
        airports = [network.places()[end] for end in (part.start, part.end)]
        return tuple(great_circle(*((one.lon, one.lat) for one in airports)))
    here = part.start
    points: list[tuple[float, float]] = []
    for link_id in part.link_ids:
        first, last = _ends(same_edits(scenario))[link_id]
        line = network.polyline(network.load(scenario), link_id)
        forward = here == first
        points += (line if forward else line[::-1])[1 if points else 0 :]
        here = last if forward else first
    return tuple(points)


@lru_cache(maxsize=4096)
def sea_points(scenario: Scenario, start: str, *, end: str) -> Points:
    """Return the line of the way by sea between two ports."""
    return tuple(network.polyline(network.load(scenario), f"sea:{start}-{end}"))


@lru_cache(maxsize=16)
def _ends(scenario: Scenario) -> dict[str, tuple[str, str]]:
    links = network.load(scenario).links.select("link_id", "place_a", "place_b")
    return {link_id: (first, last) for link_id, first, last in links.iter_rows()}
