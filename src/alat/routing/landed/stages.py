"""Which stretch of the way is each part of a lane: before the border, at sea, in transit, after the border?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from alat.data import Basis, table
from alat.routing.figures import weakest
from alat.routing.landed.results import STAGES, Stage
from alat.routing.results import Lane, Part, PartKind

_WATER = ("sea", "caspian")
# What is done to the goods; anything else at a place is a charge on top of the step before it.
_STEPS = (PartKind.MOVE, PartKind.HANDLING, PartKind.BORDER, PartKind.GAUGE, PartKind.WAIT)


@dataclass(frozen=True, slots=True)
class Stretch:
    """What one stage of a lane costs a load.

    Attributes
    ----------
    money_usd
        Exact sum of its parts.
    hours
        Time it takes, waits included.
    where
        First and last place, ``Santos - Poti``; '' where the stage has no part.
    basis, sources
        The weakest basis of its parts, and all their sources.
    """

    money_usd: Fraction
    hours: float
    where: str
    basis: Basis
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """A lane cut into stages.

    Attributes
    ----------
    stretches
        One for each stage that has a part.
    by_ship
        Whether a ship carries the goods for a stage of its own: FAS, FOB, CFR and CIF need one.
    port_of_loading, port_of_discharge
        Where that ship is loaded and unloaded; '' without one.
    outer
        Whether the importer's border is the outer one of a customs territory of several countries.
    """

    stretches: dict[Stage, Stretch]
    by_ship: bool
    port_of_loading: str
    port_of_discharge: str
    outer: bool = False


def way(lane: Lane, *, inside: frozenset[str] = frozenset()) -> Way:
    """Cut a lane into stages.

    Parameters
    ----------
    lane
        The lane.
    inside
        ISO3 codes of the importer's customs territory, where it is more than one country: borders between them are
        not the importer's border.

    Notes
    -----
    The exporter's border is the first border control or the first ship, whichever comes first; the importer's is the
    last of them. The ship is the first and last leg at sea, or on the Caspian where there is no other. What lies
    between the exporter's border and that ship is transit out, what lies between the ship and the importer's border
    is transit in. The control at the importer's border counts as import handling: it is not in the customs value.

    Customs value is that of CIF at the place of importation (WTO Agreement on Customs Valuation, article 8.2), so that
    transit through a neighbour is in it, and carriage after the border is not.
    """
    parts = lane.parts
    marks = _stages(parts, inside)
    sailed = _sailings(parts)
    stretches = {
        stage: _stretch([part for part, mark in zip(parts, marks, strict=True) if mark is stage])
        for stage in STAGES
        if stage in marks
    }
    if not sailed:
        return Way(stretches, by_ship=False, port_of_loading="", port_of_discharge="", outer=bool(inside))
    first, last = parts[sailed[0]], parts[sailed[-1]]
    ports = (first.start_name, last.end_name)
    return Way(stretches, by_ship=True, port_of_loading=ports[0], port_of_discharge=ports[1], outer=bool(inside))


def _stages(parts: Sequence[Part], inside: frozenset[str]) -> tuple[Stage, ...]:
    """Return the stage of each part."""
    crossings = [number for number in range(len(parts)) if _crosses(parts, number=number, inside=inside)]
    sailed = _sailings(parts)
    exits, enters = (crossings[0], crossings[-1]) if crossings else (0, len(parts) - 1)
    loads, ships, unloads = _around_ship(parts, sailed)
    found = []
    for number in range(len(parts)):
        if sailed and loads <= number < ships:
            found.append(Stage.LOADING)
        elif sailed and ships <= number < unloads:
            found.append(Stage.MAIN)
        elif number < exits:
            found.append(Stage.EXPORT_INLAND)
        elif sailed and number < loads:
            found.append(Stage.TRANSIT_OUT)
        elif number <= enters and not _control(parts[number : enters + 1]):
            found.append(Stage.TRANSIT_IN if sailed else Stage.MAIN)
        else:
            found.append(_after_border(parts, number, enters=enters))
    return tuple(found)


def _crosses(parts: Sequence[Part], *, number: int, inside: frozenset[str]) -> bool:
    part = parts[number]
    if part.kind is not PartKind.BORDER:
        return part.kind is PartKind.MOVE and part.mode in _WATER
    if not inside:
        return True
    after = next((other.end for other in parts[number:] if other.kind is PartKind.MOVE), part.end)
    return not {_iso3()[part.start], _iso3()[after]} <= inside


def _control(parts: Sequence[Part]) -> bool:
    """Whether all that is left up to the importer's border is control at it."""
    return all(part.kind is PartKind.BORDER for part in parts)


@cache
def _iso3() -> dict[str, str]:
    return dict(table("places").select("place_id", "iso3").iter_rows())


def _sailings(parts: Sequence[Part]) -> list[int]:
    """Return the legs of the ship that FOB and CIF speak of: at sea, or on the Caspian where there is no other."""
    for mode in _WATER:
        legs = [number for number, part in enumerate(parts) if part.kind is PartKind.MOVE and part.mode == mode]
        if legs:
            return legs
    return []


def _around_ship(parts: Sequence[Part], sailed: Sequence[int]) -> tuple[int, int, int]:
    """Return where loading begins, where the ship takes over, and the first part after it."""
    if not sailed:
        return 0, 0, 0
    first, last = sailed[0], sailed[-1]
    ships = first
    while ships and parts[ships - 1].kind is not PartKind.MOVE and parts[ships - 1].mode in _WATER:
        ships -= 1
    loads = ships
    while loads and parts[loads - 1].kind not in _STEPS:
        loads -= 1
    before = parts[loads - 1] if loads else None
    loaded = before is not None and before.kind is PartKind.HANDLING and before.end == parts[first].start
    return (loads - 1 if loaded else loads), ships, last + 1


def _after_border(parts: Sequence[Part], number: int, *, enters: int) -> Stage:
    """Return the stage of a part in the importer's country: control and port handling, carriage, last unloading."""
    part = parts[number]
    at_border = all(other.kind is not PartKind.MOVE for other in parts[enters + 1 : number + 1])
    by_ship = parts[enters].kind is PartKind.MOVE
    quay = parts[enters + 1].kind is PartKind.HANDLING
    unloads = by_ship and quay and all(other.kind not in _STEPS for other in parts[enters + 2 : number + 1])
    if unloads or (at_border and part.kind is PartKind.BORDER):
        return Stage.IMPORT_HANDLING
    if number == len(parts) - 1 and part.kind is PartKind.HANDLING:
        return Stage.UNLOADING
    return Stage.IMPORT_INLAND


def _stretch(parts: Sequence[Part]) -> Stretch:
    first, last = parts[0].start_name, parts[-1].end_name
    return Stretch(
        money_usd=sum((Fraction(part.money_usd) for part in parts), Fraction(0)),
        hours=sum(part.hours for part in parts),
        where=first if first == last else f"{first} - {last}",
        basis=weakest(part.basis for part in parts),
        sources=_together(part.sources for part in parts),
    )


def _together(sources: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(sorted({source for each in sources for source in each}))
