"""Which place is meant? Ids, UN/LOCODEs and names in; one place out, or an error with near matches."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from alat.data import Basis, table
from alat.errors import AmbiguousName, NotCovered, UnknownCode, near_matches
from alat.reference import Country

# A shorter word of a name tells nothing.
_TELLING = 4

# What a way of each mode can start or end at, the likeliest meaning of a name first.
KINDS_OF_MODE = {
    "sea": ("port", "caspian_port"),
    "caspian": ("caspian_port",),
    "rail": ("rail_terminal", "gateway", "caspian_port", "port", "border"),
    "road": ("gateway", "rail_terminal", "caspian_port", "port", "airport", "border"),
    "air": ("airport",),
}
_SOUGHT = {"sea": "seaport", "caspian": "Caspian port", "rail": "place on rails", "air": "airport"}


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
        ``gateway``, ``port``, ``caspian_port``, ``rail_terminal``, ``airport`` or ``border``.
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


def place(name: str, *, mode: str = "") -> Place:
    """Return the place with that id, UN/LOCODE or name, whatever the case and accents.

    Parameters
    ----------
    name
        An id, a UN/LOCODE, a name or another name of the place; failing those, words that the name of one place holds.
        A derived border crossing answers to its id only.
    mode
        ``sea``, ``caspian``, ``rail``, ``road`` or ``air``, where that tells which of several places is meant: a way
        by sea can only lead to a port, so ``Baku`` is the port then and the city otherwise.

    Raises
    ------
    UnknownCode
        If no place has it, or none that a way of the mode can lead to.
    AmbiguousName
        If several do.
    """
    if found := places().get(_ids().get(name.strip().casefold(), "")):
        return found
    kinds = KINDS_OF_MODE.get(mode, ())
    for hits in (_aliased(name, mode=mode), _coded(name), _named(name), _worded(name)):
        likeliest = next((kind for kind in kinds if any(one.kind == kind for one in hits)), "")
        meant = [one for one in hits if one.kind == likeliest or not kinds]
        if len(meant) == 1:
            return meant[0]
        if meant:
            raise AmbiguousName("place", name, candidates=tuple(one.id for one in meant))
    raise UnknownCode(_SOUGHT.get(mode, "place"), name, near=_near(name, kinds=kinds))


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


@cache
def _ids() -> dict[str, str]:
    return {place_id.casefold(): place_id for place_id in places()}


def _aliased(name: str, *, mode: str) -> list[Place]:
    """Return the places with that other name; one that holds for some modes only needs one of them."""
    wanted = _folded(name)
    return [
        places()[row["place_id"]]
        for row in table("place_aliases").iter_rows(named=True)
        if _folded(row["alias"]) == wanted and (not row["modes"] or mode in row["modes"].split(";"))
    ]


def _coded(name: str) -> list[Place]:
    wanted = name.replace(" ", "").casefold()
    return [one for one in places().values() if one.unlocode and one.unlocode.casefold() == wanted]


def _named(name: str) -> list[Place]:
    wanted = _folded(name)
    return [one for one in _with_names() if _folded(one.name) == wanted]


def _worded(name: str) -> list[Place]:
    """Return the places whose name begins with the words; where there is none, those whose name holds them."""
    wanted = _folded(name)
    if not wanted:
        return []
    holding = [one for one in _with_names() if f" {wanted} " in f" {_folded(one.name)} "]
    return [one for one in holding if f"{_folded(one.name)} ".startswith(f"{wanted} ")] or holding


@cache
def _with_names() -> tuple[Place, ...]:
    return tuple(one for one in places().values() if not one.id.startswith("X"))


@cache
def _folded(text: str) -> str:
    """Return words in lower case without accents and punctuation."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return " ".join(re.findall(r"\w+", "".join(c for c in letters if not unicodedata.combining(c))))


def names_of_places(kinds: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Return what places are called, for near matches: ids, names, other names, and the longer words of names.

    Parameters
    ----------
    kinds
        Kinds of places; all where none is given.
    """
    known = [one for one in _with_names() if one.kind in kinds or not kinds]
    ids = {one.id for one in known}
    other = [row["alias"] for row in table("place_aliases").iter_rows(named=True) if row["place_id"] in ids]
    words = [word for one in known for word in one.name.split() if len(word) >= _TELLING and word.isalpha()]
    return tuple(dict.fromkeys([*(key for one in known for key in (one.id, one.name)), *other, *words]))


def _near(name: str, *, kinds: tuple[str, ...]) -> tuple[str, ...]:
    return near_matches(name, names_of_places(kinds))
