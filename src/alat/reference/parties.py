"""Which country or bloc is meant? Names, codes and aliases in; one record out, or an error with near matches."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Country:
    """A country or territory of ISO 3166.

    Attributes
    ----------
    iso3, iso2, m49
        Its codes (``AZE``, ``AZ``, 31).
    name
        Its short name in UN usage.
    capital, lon, lat
        The capital and where it is (degrees east and north); '' and None where there is none.
    landlocked
        Whether it has no sea coast (the Caspian does not count as a sea).
    region, subregion
        UN M49 region and subregion names.
    """

    iso3: str
    iso2: str
    m49: int
    name: str
    capital: str
    lon: float | None
    lat: float | None
    landlocked: bool
    region: str
    subregion: str


@dataclass(frozen=True, slots=True)
class Bloc:
    """A bloc as a dated set of members.

    Attributes
    ----------
    code
        ``latin-america``, ``mercosur`` ...
    name
        What a page calls it.
    memberships
        ISO3 code, first day, last day (None while it lasts), source id.
    """

    code: str
    name: str
    memberships: tuple[tuple[str, date, date | None, str], ...]

    def members(self, on: date) -> tuple[Country, ...]:
        """Return the members on a date, by ISO3 code.

        Raises
        ------
        EmptyBloc
            If there is none.
        """
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Pair:
    """Two different parties: a country, and a country or bloc."""

    first: Country
    second: Country | Bloc


def country(name: str) -> Country:
    """Return the country called `name` (name, alias, ISO 3166 code or M49 number)."""
    raise NotImplementedError


def bloc(name: str) -> Bloc:
    """Return the bloc called `name`."""
    raise NotImplementedError


def party(name: str) -> Country | Bloc:
    """Return the country or bloc called `name`."""
    raise NotImplementedError


def pair(first: str, second: str) -> Pair:
    """Return the pair of two parties."""
    raise NotImplementedError


def countries() -> dict[str, Country]:
    """Return every country by ISO3 code."""
    raise NotImplementedError


def bloc_names() -> dict[str, str]:
    """Return every bloc's name by its code."""
    raise NotImplementedError
