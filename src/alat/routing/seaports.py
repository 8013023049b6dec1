"""Which seaport is meant?"""

from functools import cache

from alat.errors import AmbiguousName, BadInput, UnknownCode, near_matches
from alat.network.places import Place, place, places
from alat.reference import countries

_PORT = "port"
_NEAREST = 3


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
