"""Who speaks with whom? A country or a bloc by any name, and the pair of two parties."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from alat.errors import AmbiguousName, BadInput, EmptyBloc, SameParty, UnknownCode
from alat.reference.blocs import Bloc, bloc_candidates, bloc_labels, bloc_names
from alat.reference.countries import Country, countries, country, country_candidates, country_labels
from alat.reference.names import near_labels


@dataclass(frozen=True, slots=True)
class Pair:
    """Two different parties: a country, and a country or bloc."""

    first: Country
    second: Country | Bloc

    def partners(self, on: date) -> tuple[Country, ...]:
        """Return the countries on the other side on a day: the second country, or the bloc's other members.

        Raises
        ------
        EmptyBloc
            If the bloc has no member on that day, or none but the first country.
        """
        if isinstance(self.second, Country):
            return (self.second,)
        others = tuple(member for member in self.second.members(on) if member != self.first)
        if not others:
            raise EmptyBloc(f"{self.second.name} has no member on {on} but {self.first.name} itself")
        return others


def party(name: str) -> Country | Bloc:
    """Return the country or bloc called `name`.

    A code as its table writes it comes first: ``NAM`` is Namibia and ``nam`` is the Non-Aligned Movement.

    Raises
    ------
    UnknownCode
        If nothing has that name; the message lists the near ones.
    AmbiguousName
        If several have.

    Examples
    --------
    >>> party("Brasil").iso3, party("LatAm").code
    ('BRA', 'latin-america')
    """
    text = name.strip()
    found_blocs = bloc_candidates(text)
    if text in bloc_names():
        return found_blocs[0]
    found_countries = country_candidates(text)
    if text in countries() or any(text == c.iso2 for c in found_countries):
        return country(text)
    found: list[Country | Bloc] = [*found_countries, *found_blocs]
    if not found:
        labels = {**country_labels(text), **bloc_labels()}
        raise UnknownCode("country or bloc", name, near=near_labels(text, labels))
    if len(found) > 1:
        raise AmbiguousName("country or bloc", name, candidates=[_label(each) for each in found])
    return found[0]


def countries_of(names: Iterable[str], *, on: date) -> tuple[Country, ...]:
    """Return the countries that are named and the members of the blocs that are, on a day, each once and in order.

    Raises
    ------
    UnknownCode, AmbiguousName
        As `party`.
    EmptyBloc, NotCovered
        As `Bloc.members`.

    Examples
    --------
    >>> [each.iso3 for each in countries_of(["AZE", "MERCOSUR", "Brasil"], on=date(2024, 1, 1))]
    ['AZE', 'ARG', 'BRA', 'PRY', 'URY']
    """
    found: dict[str, Country] = {}
    for name in names:
        one = party(name)
        found |= {each.iso3: each for each in ((one,) if isinstance(one, Country) else one.members(on))}
    return tuple(found.values())


def pair(first: str, second: str) -> Pair:
    """Return the pair of two parties.

    Parameters
    ----------
    first
        The country whose desk asks.
    second
        The country or bloc it asks about; a bloc may hold the first country, which is then left out of it.

    Raises
    ------
    UnknownCode, AmbiguousName
        As `country` and `party`.
    BadInput
        If `first` is a bloc.
    SameParty
        If both are one country.

    Examples
    --------
    >>> pair("Azerbaijan", "BRA").second.name
    'Brazil'
    """
    asking = party(first)
    if isinstance(asking, Bloc):
        raise BadInput(f"first party {first!r} is the bloc {asking.name}; expected a country")
    other = party(second)
    if other == asking:
        raise SameParty(f"{first!r} and {second!r} are both {asking.name}; expected two different parties")
    return Pair(asking, other)


def _label(found: Country | Bloc) -> str:
    return f"{found.name} ({found.iso3 if isinstance(found, Country) else found.code})"
