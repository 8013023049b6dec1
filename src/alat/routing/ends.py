"""Where does a lane begin and end: at a country's gateway or at a place?"""

from dataclasses import dataclass

from alat import network
from alat.errors import UnknownCode, near_matches
from alat.network import Place
from alat.network.places import names_of_places
from alat.reference import Country, countries, country


@dataclass(frozen=True, slots=True)
class End:
    """One end of a lane: a place, and the country it lies in."""

    country: Country
    place: Place


def lane_end(given: Country | Place | str) -> End:
    """Return the end that a country, a place or a name stands for; a country's name comes before a place's.

    Raises
    ------
    UnknownCode
        If it is neither; near matches are named.
    AmbiguousName
        If it is the name of several countries or places.
    NotCovered
        If the country has no gateway, or the place lies in no country that is known.
    """
    if isinstance(given, Country):
        return End(given, network.gateway(given))
    if isinstance(given, Place):
        return End(country(given.iso3), given)
    try:
        found = country(given)
    except UnknownCode:
        return lane_end(_place(given))
    return End(found, network.gateway(found))


def _place(name: str) -> Place:
    try:
        return network.place(name)
    except UnknownCode:
        known = countries()
        names = [*known, *(one.name for one in known.values())]
        raise UnknownCode("country or place", name, near=near_matches(name, [*names, *names_of_places()])) from None
