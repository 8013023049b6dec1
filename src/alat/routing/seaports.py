"""Which seaport is meant?"""

from collections.abc import Sequence
from functools import cache

from alat.errors import AmbiguousName, BadInput, UnknownCode, near_matches
from alat.network.places import Place, place, places
from alat.reference import countries, country

_PORT = "port"
_NEAREST = 3
_LARGE = ("1", "2")


def seaport(name: str) -> Place:
    """Return the container port with that id, UN/LOCODE or name; a terminal on land of the same name is not meant.

    Raises
    ------
    UnknownCode
        If no place has that name; the near matches are seaports.
    AmbiguousName
        If several seaports have it.
    BadInput
        If the place is no seaport: a town on land, a rail terminal, a port on the Caspian.
    """
    wanted = name.strip().casefold()
    hits = [one for one in seaports() if wanted in {one.id.casefold(), one.unlocode.casefold(), one.name.casefold()}]
    if len(hits) == 1:
        return hits[0]
    if hits:
        raise AmbiguousName("seaport", name, candidates=tuple(one.id for one in hits))
    try:
        other = place(name)
    except AmbiguousName as several:
        other = places()[several.candidates[0]]
    except UnknownCode:
        known = [key for one in seaports() for key in (one.id, one.name)]
        raise UnknownCode("seaport", name, near=near_matches(name, known)) from None
    raise BadInput(f"{other.name} ({other.id}) is no seaport but a {other.kind.replace('_', ' ')}; {_nearest(other)}")


@cache
def seaports() -> tuple[Place, ...]:
    """Return every container port on the open sea, by id."""
    return tuple(one for key, one in sorted(places().items()) if one.kind == _PORT)


def _nearest(other: Place) -> str:
    """Name the seaports that lie nearest as the crow flies, in degrees: it is only a hint."""
    by_distance = sorted(seaports(), key=lambda one: ((one.lon - other.lon) ** 2 + (one.lat - other.lat) ** 2, one.id))
    known = countries()
    return "near it: " + ", ".join(f"{one.name} ({known[one.iso3].name})" for one in by_distance[:_NEAREST])


def hub_ports(names: Sequence[str]) -> tuple[Place, ...]:
    """Return candidate ports: a seaport stands for itself, a country for its ports of the two largest tiers.

    A country without such ports stands for those of its largest tier.

    Raises
    ------
    UnknownCode, AmbiguousName
        If something is neither a country nor a seaport.
    BadInput
        If nothing is named, or a country has no seaport.
    """
    found: dict[str, Place] = {}
    for name in names:
        found |= {one.id: one for one in _standing_for(name)}
    if not found:
        raise BadInput("no candidates; expected seaports or countries, such as TUR,ESP")
    return tuple(found[key] for key in sorted(found))


def _standing_for(name: str) -> tuple[Place, ...]:
    try:
        land = country(name)
    except UnknownCode:
        return (seaport(name),)
    own = [one for one in seaports() if one.iso3 == land.iso3]
    if not own:
        raise BadInput(f"{land.name} has no seaport; expected seaports or countries with one")
    large = [one for one in own if one.tier in _LARGE]
    top = min(one.tier for one in own)
    return tuple(large or [one for one in own if one.tier == top])
