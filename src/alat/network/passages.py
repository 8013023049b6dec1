"""Which straits and canals can be closed, and who controls them?"""

from dataclasses import dataclass
from functools import cache

from alat.data import table
from alat.errors import UnknownCode, near_matches

PASSAGES = (
    "bab-el-mandeb",
    "cape-horn",
    "danish-straits",
    "dover",
    "gibraltar",
    "good-hope",
    "hormuz",
    "kiel",
    "magellan",
    "malacca",
    "panama",
    "suez",
    "sunda",
    "turkish-straits",
)


@dataclass(frozen=True, slots=True)
class Passage:
    """A strait, canal or cape that shipping passes.

    Attributes
    ----------
    id
        One of `PASSAGES`.
    name
        What a page calls it.
    iso3
        The one country that controls it, whose avoidance closes it; '' where there is none.
    aliases
        Other names it goes by.
    note
        What limits it.
    longest_km
        The longest way by sea on which ships use it, where large ships do not fit; else None.
    """

    id: str
    name: str
    iso3: str
    aliases: tuple[str, ...]
    note: str
    longest_km: float | None


@cache
def passages() -> dict[str, Passage]:
    """Return every passage by its id."""
    return {
        row["id"]: Passage(
            row["id"], row["name"], row["iso3"] or "", _parts(row["aliases"]), row["note"] or "", row["longest_km"]
        )
        for row in table("passages").iter_rows(named=True)
    }


def passage(name: str) -> Passage:
    """Return the passage with that id, name or alias.

    Raises
    ------
    UnknownCode
        If there is none.
    """
    known = {key.casefold(): one for one in passages().values() for key in (one.id, one.name, *one.aliases)}
    found = known.get(name.strip().casefold())
    if found is None:
        raise UnknownCode("passage", name, near=near_matches(name, known))
    return found


def _parts(text: str | None) -> tuple[str, ...]:
    return tuple(part for part in (text or "").split(";") if part)
