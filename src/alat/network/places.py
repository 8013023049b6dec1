"""Which place is meant? Ids, UN/LOCODEs and names in; one place out, or an error with near matches."""

from dataclasses import dataclass
from functools import cache

from alat.data import Basis, table
from alat.errors import AmbiguousName, NotCovered, UnknownCode, near_matches
from alat.reference import Country


@dataclass(frozen=True, slots=True)
class Place:
    """Where freight starts, changes mode or crosses a border.

    Attributes
    ----------
    id
        Short id, as in `Network.places`.
    name, unlocode
        Its name and UN/LOCODE ('' where none is known).
    iso3, zone
        Its country, and the connected part of it: an exclave or island has a zone of its own.
    lon, lat
        Degrees east and north.
    kind
        ``gateway``, ``port``, ``caspian_port``, ``rail_terminal`` or ``border``.
    tier
        Size class of a container port, 1 to 4; '' elsewhere.
    basis, source
        How the position came to be, and a source id.
    """

    id: str
    name: str
    unlocode: str
    iso3: str
    zone: str
    lon: float
    lat: float
    kind: str
    tier: str
    basis: Basis
    source: str


def place(name: str) -> Place:
    """Return the place with that id, UN/LOCODE or name; a derived border crossing answers to its id only.

    Raises
    ------
    UnknownCode
        If no place has it.
    AmbiguousName
        If several do.
    """
    wanted = name.strip().casefold()
    if found := places().get(name.strip().upper()):
        return found
    hits = [one for one in places().values() if wanted in {one.unlocode.casefold(), one.name.casefold()} - {""}]
    if len(hits) == 1:
        return hits[0]
    if hits:
        raise AmbiguousName("place", name, candidates=tuple(one.id for one in hits))
    names = [key for one in places().values() if not one.id.startswith("X") for key in (one.id, one.name)]
    raise UnknownCode("place", name, near=near_matches(name, names))


def gateway(country: Country) -> Place:
    """Return the place where a country's freight starts and ends.

    Raises
    ------
    NotCovered
        If the network has no gateway for the country.
    """
    found = places().get(f"GW{country.iso3}")
    if found is None:
        raise NotCovered(f"the network has no gateway for {country.name}")
    return found


@cache
def places() -> dict[str, Place]:
    """Return every place by its id, closed and planned ones too."""
    rows = table("places").iter_rows(named=True)
    return {
        row["place_id"]: Place(
            row["place_id"],
            row["name"],
            row["unlocode"],
            row["iso3"],
            row["zone"],
            row["lon"],
            row["lat"],
            row["kind"],
            row["tier"],
            Basis(row["basis"]),
            row["source"],
        )
        for row in rows
    }
