"""Which countries are meant: one, where a bloc will not do, or all members of what is named?"""

from collections.abc import Sequence
from datetime import date

from alat.errors import AmbiguousName, BadInput, UnknownCode
from alat.reference import Country, bloc, country, party


def one_country(text: str) -> Country:
    """Return the country called `text`.

    Raises
    ------
    UnknownCode, AmbiguousName
        As `alat.reference.country`.
    BadInput
        If it is a bloc.
    """
    try:
        return country(text)
    except UnknownCode:
        try:
            group = bloc(text)
        except (UnknownCode, AmbiguousName):
            group = None
        if group is None:
            raise
    raise BadInput(f"{text!r} is a bloc ({group.name}); expected a country")


def members(names: Sequence[str], *, on: date) -> tuple[Country, ...]:
    """Return the countries that are named, and the members of the blocs on a day, each once.

    Raises
    ------
    UnknownCode, AmbiguousName, EmptyBloc
        As `alat.reference.party`.
    """
    found: dict[str, Country] = {}
    for name in names:
        one = party(name)
        for each in (one,) if isinstance(one, Country) else one.members(on):
            found[each.iso3] = each
    return tuple(found.values())
