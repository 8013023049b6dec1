"""Where does a lane run on the map, and how do its money and hours grow with distance?"""

from dataclasses import dataclass

from alat.routing.lines import Points, move_points
from alat.routing.results import Lane, Lanes, PartKind


@dataclass(frozen=True, slots=True)
class LaneLine:
    """The line of one move: its mode and points (degrees east and north), in the direction of travel."""

    mode: str
    points: Points


@dataclass(frozen=True, slots=True)
class ProfilePoint:
    """How far, how long and at what price a load has come after a part of its lane.

    Attributes
    ----------
    km, hours, usd, kgco2e
        Sums since the origin.
    kind
        What happened last; '' at the origin.
    mode, label
        Mode of a move, and what a person calls what happened, with the place where the goods are.
    """

    km: float
    hours: float
    usd: float
    kgco2e: float
    kind: str
    mode: str
    label: str


def lane_lines(lanes: Lanes, lane: Lane) -> tuple[LaneLine, ...]:
    """Return the lines of a lane's moves, in order.

    Parameters
    ----------
    lanes
        The answer the lane stands in: its scenario says which network.
    lane
        One of its lanes.
    """
    moves = [part for part in lane.parts if part.kind is PartKind.MOVE]
    return tuple(LaneLine(part.mode, move_points(lanes.scenario, part)) for part in moves)


def lane_profile(lane: Lane) -> tuple[ProfilePoint, ...]:
    """Return the steps of the time-cost-distance chart: the origin, and a point after each part.

    Moves go along the distance; handling, borders and waits rise at one distance. The last point is the lane's total.
    """
    first = lane.parts[0].start_name
    points = [ProfilePoint(0.0, 0.0, 0.0, 0.0, "", "", first)]
    for part in lane.parts:
        last = points[-1]
        label = part.end_name if part.kind is PartKind.MOVE else f"{part.detail} ({part.start_name})"
        points.append(
            ProfilePoint(
                km=last.km + part.km,
                hours=last.hours + part.hours,
                usd=last.usd + part.money_usd,
                kgco2e=last.kgco2e + part.kgco2e,
                kind=part.kind.value,
                mode=part.mode,
                label=label,
            )
        )
    return tuple(points)
