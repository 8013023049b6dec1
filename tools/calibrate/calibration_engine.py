"""What does the engine say on one question of the calibration: a way over land, by sea, or of any kind?"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from alat.errors import NoRoute
from alat.network.scenario import Scenario
from alat.routing import Part, PartKind
from alat.routing.decision import Decision, options
from alat.routing.lanes import prepared
from alat.routing.parts import land_parts, parts
from alat.routing.services import land_only, land_services

_NEVER_KM = float("inf")


@dataclass(frozen=True, slots=True)
class Way:
    """The best way found, by generalised cost, as steps."""

    parts: tuple[Part, ...]

    def sum(self, field: str, keep: Callable[[Part], bool] = lambda _: True) -> float:
        """Return the sum of ``money_usd``, ``hours``, ``km`` or ``kgco2e`` over the steps that `keep` accepts."""
        return float(sum(getattr(part, field) for part in self.parts if keep(part)))

    def without(self, details: Iterable[str]) -> "Way":
        """Return the way without the steps of these names."""
        left_out = frozenset(details)
        return Way(tuple(part for part in self.parts if part.detail not in left_out))


def ways(origin: str, destination: str, *, modes: frozenset[str], via: frozenset[str], avoid: tuple[str, ...]) -> Way:
    """Return the way of least generalised cost between two places that uses these modes only and one of `via`.

    Parameters
    ----------
    origin, destination
        Place ids.
    modes
        ``road``, ``rail``, ``sea``, ``caspian``; empty for any.
    via
        Place ids one of which the way must touch; empty for none.
    avoid
        Countries.

    Raises
    ------
    NoRoute
        If there is no such way.
    """
    choice = prepared(Scenario("calibration", avoid=avoid), "container")
    found = _overland(choice, origin, destination=destination) if modes and "sea" not in modes else []
    found = found or _any(choice, origin, destination=destination)
    fit = [way for way in found if _fits(way, modes, via=via)]
    if not fit:
        raise NoRoute(f"no way from {origin} to {destination} by {', '.join(sorted(modes)) or 'any mode'}")
    usd_per_h = choice.costs.value_of_time_usd_per_h
    return min(fit, key=lambda way: way.sum("money_usd") + usd_per_h * way.sum("hours"))


def _overland(choice: Decision, origin: str, *, destination: str) -> list[Way]:
    index = choice.book.ground.index
    out = land_services(choice.book, index[origin], reverse=False, limited=False)
    into = land_services(choice.book, index[destination], reverse=True, limited=False)
    walks = land_only(out, into, destination=index[destination], road_km=_NEVER_KM)
    return [Way(tuple(land_parts(choice, walk))) for _, walk in walks]


def _any(choice: Decision, origin: str, *, destination: str) -> list[Way]:
    index = choice.book.ground.index
    return [Way(parts(choice, option)) for option in options(choice, index[origin], destination=index[destination])]


def _fits(way: Way, modes: frozenset[str], *, via: frozenset[str]) -> bool:
    moved = {part.mode for part in way.parts if part.kind is PartKind.MOVE}
    touched = {place for part in way.parts for place in (part.start, part.end)}
    return (not modes or moved <= modes) and (not via or bool(via & touched))
