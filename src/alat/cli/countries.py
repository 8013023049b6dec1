"""Which country is meant, where a bloc will not do?"""

from alat.errors import AmbiguousName, BadInput, UnknownCode
from alat.reference import Country, bloc, country


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
