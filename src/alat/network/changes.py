"""What does a person mean to add or to improve? Tables of `study.toml` and words of the command line become edits.

{mode = "sea", from = "Poti", to = "Santos", headway_h = 168}     sea:Poti:Santos:headway_h=168
{id = "B18", what = "hours", factor = 0.5}                        B18:hours:x0.5
{id = "Alat", what = "wait", value = 24}                          Alat:wait:24
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

import numpy as np

from alat.data import table
from alat.errors import BadInput, UnknownCode, near_matches
from alat.network.bars import barred_pairs
from alat.network.places import Place, place, places
from alat.network.scenario import LAND_MODES, Improvement, NewLink, NewService, Scenario

Item = str | Mapping[str, object]
SERVICE_FIELDS = ("mode", "from", "to", "headway_h", "ship_class")
LINK_FIELDS = ("mode", "from", "to", "km", "gauge_mm")
IMPROVE_FIELDS = ("id", "what", "factor", "value")
ADDED = "MODE:FROM:TO:NAME=NUMBER, such as sea:Poti:Santos:headway_h=168"
IMPROVED = "ID:WHAT:xFACTOR or ID:WHAT:VALUE, such as B18:hours:x0.5"
EARTH_KM = 6371.0088


def additions(items: Iterable[Item], *, where: str, opened: tuple[str, ...]) -> tuple[NewLink | NewService, ...]:
    """Return the links and services that a list of tables or words describes.

    Parameters
    ----------
    items
        Tables, or texts such as ``sea:Poti:Santos:headway_h=168`` and ``rail:AZHORA:AZAGHB:km=110:gauge_mm=1520``.
    where
        What to call the list in an error.
    opened
        Ids of the bars that the scenario opens.

    Raises
    ------
    BadInput
        If a field is unknown or missing, a number makes no sense, a link is shorter than the great circle, or law bars
        a service.
    UnknownCode, AmbiguousName
        If a place is not known.
    """
    return tuple(_addition(_added_fields(item, where), where, opened=opened) for item in items)


def improvements(items: Iterable[Item], *, where: str) -> tuple[Improvement, ...]:
    """Return the changes that a list of tables or words describes.

    Parameters
    ----------
    items
        Tables, or texts such as ``B18:hours:x0.5`` and ``Alat:wait:24``.
    where
        What to call the list in an error.

    Raises
    ------
    BadInput
        If a field is unknown or missing, a number makes no sense, what is to be changed has no such figure, or one
        figure is changed twice.
    UnknownCode, AmbiguousName
        If nothing in the network has that id or name.
    """
    found = tuple(_improvement(_improved_fields(item, where), where) for item in items)
    for one in found:
        if sum((one.target, one.what) == (other.target, other.what) for other in found) > 1:
            raise BadInput(f"{where}: {one.what} of {one.target} is changed twice")
    return found


def _addition(fields: Mapping[str, object], where: str, *, opened: tuple[str, ...]) -> NewLink | NewService:
    mode = _text(fields, "mode", where=where)
    known = SERVICE_FIELDS if mode == "sea" else LINK_FIELDS
    if mode not in ("sea", *LAND_MODES):
        raise BadInput(f"{where}: mode {mode!r}; expected sea, {', '.join(LAND_MODES)}")
    _check_fields(fields, known, where=where)
    start, end = (place(_text(fields, side, where=where), mode=mode) for side in ("from", "to"))
    if mode == "sea":
        return _service(fields, (start, end), where=where, opened=opened)
    gauge = _number(fields, "gauge_mm", where=where, default=_gauge(start, end) if mode == "rail" else 0)
    km = _number(fields, "km", where=where)
    with _stated(where):
        one = NewLink(mode, start.id, end.id, km=km, gauge_mm=int(gauge))
    straight = _apart_km(start, end)
    if km < straight:
        raise BadInput(f"{where}: {km:g} km from {start.name} to {end.name}; the great circle is {straight:.0f} km")
    return one


def _service(
    fields: Mapping[str, object], ends: tuple[Place, Place], *, where: str, opened: tuple[str, ...]
) -> NewService:
    start, end = ends
    headway_h = _number(fields, "headway_h", where=where)
    ship_class = _text(fields, "ship_class", where=where) if "ship_class" in fields else ""
    for port in ends:
        if port.kind != "port":
            raise BadInput(f"{where}: {port.name} ({port.id}) is no seaport; expected one")
    if frozenset((start.iso3, end.iso3)) in barred_pairs(Scenario(open=opened)):
        raise BadInput(f"{where}: a bar forbids ships between {start.name} and {end.name}; open it in the scenario too")
    with _stated(where):
        return NewService(start.id, end.id, headway_h=headway_h, ship_class=ship_class)


def _improvement(fields: Mapping[str, object], where: str) -> Improvement:
    _check_fields(fields, IMPROVE_FIELDS, where=where)
    named, what = _text(fields, "id", where=where), _text(fields, "what", where=where)
    factor, value = (
        _number(fields, name, where=where) if fields.get(name) is not None else None for name in ("factor", "value")
    )
    target, measures = _target(named)
    with _stated(where):
        one = Improvement(target, what, factor=factor, value=value)
    if what not in measures:
        raise BadInput(f"{where}: {target} has no {what} to change; expected {', '.join(measures)}")
    row = _border_rows().get(target)
    if row is not None and factor is not None and row[what] is None:
        raise BadInput(f"{where}: {target} states no {what} of its own; expected a value, not a factor")
    return one


def _target(named: str) -> tuple[str, tuple[str, ...]]:
    """Return the id of what is meant, and which of its figures can be changed."""
    if named.upper() in _border_rows():
        return named.upper(), ("hours", "usd")
    links = {str(link).casefold(): str(link) for link in table("links")["link_id"]}
    if named.casefold() in links:
        found = links[named.casefold()]
        return found, ("hours", "usd", "wait") if found.startswith("caspian:") else ("hours", "usd")
    try:
        return place(named).id, ("hours", "usd", "wait")
    except UnknownCode:
        known = [*_border_rows(), *links.values(), *(key for one in places().values() for key in (one.id, one.name))]
        raise UnknownCode("place, border or link", named, near=near_matches(named, known)) from None


def _border_rows() -> dict[str, dict[str, object]]:
    return {row["id"]: row for row in table("borders").iter_rows(named=True)}


def _gauge(start: Place, end: Place) -> int:
    """Return the one gauge that both places have today; 0 where that does not say."""
    gauges: dict[str, set[int]] = {start.id: set(), end.id: set()}
    rails = table("links").select("mode", "place_a", "place_b", "gauge_a_mm", "gauge_b_mm")
    for mode, place_a, place_b, mm_a, mm_b in rails.iter_rows():
        for end_id, mm in ((place_a, mm_a), (place_b, mm_b)):
            if mode == "rail" and end_id in gauges:
                gauges[end_id].add(int(mm))
    both = gauges[start.id] & gauges[end.id]
    return both.pop() if len(both) == 1 else 0


def _apart_km(a: Place, b: Place) -> float:
    lon_a, lat_a, lon_b, lat_b = np.radians([a.lon, a.lat, b.lon, b.lat])
    chord = np.sin((lat_b - lat_a) / 2) ** 2 + np.cos(lat_a) * np.cos(lat_b) * np.sin((lon_b - lon_a) / 2) ** 2
    return float(2 * EARTH_KM * np.arcsin(np.sqrt(min(chord, 1.0))))


def _added_fields(item: Item, where: str) -> Mapping[str, object]:
    if not isinstance(item, str):
        return item
    mode, *rest = (part.strip() for part in item.split(":"))
    ends, given = rest[:2], rest[2:]
    if len(ends) < len(("from", "to")) or any("=" not in part for part in given):
        raise BadInput(f"{where}: {item!r}; expected {ADDED}")
    named = {name.strip(): value.strip() for name, _, value in (part.partition("=") for part in given)}
    return {"mode": mode, "from": ends[0], "to": ends[1], **named}


def _improved_fields(item: Item, where: str) -> Mapping[str, object]:
    if not isinstance(item, str):
        return item
    parts = [part.strip() for part in item.rsplit(":", 2)]
    if len(parts) < len(("id", "what", "number")) or not all(parts):
        raise BadInput(f"{where}: {item!r}; expected {IMPROVED}")
    named, what, number = parts
    change = {"factor": number[1:]} if number[0] in "xX" else {"value": number}
    return {"id": named, "what": what, **change}


def _check_fields(fields: Mapping[str, object], known: tuple[str, ...], *, where: str) -> None:
    for field in fields:
        if field not in known:
            near = near_matches(field, known)
            hint = f"did you mean {near[0]}?" if near else f"expected {', '.join(known)}"
            raise BadInput(f"{where}: unknown field {field!r}; {hint}")


def _text(fields: Mapping[str, object], name: str, *, where: str) -> str:
    found = fields.get(name)
    if not isinstance(found, str) or not found.strip():
        raise BadInput(f"{where}: {name} is {'missing' if found is None else repr(found)}; expected a text")
    return found.strip()


def _number(fields: Mapping[str, object], name: str, *, where: str, default: float | None = None) -> float:
    found = fields.get(name, default)
    if isinstance(found, str):
        try:
            return float(found)
        except ValueError:
            found = repr(found)
    if found is None or isinstance(found, bool) or not isinstance(found, int | float):
        raise BadInput(f"{where}: {name} is {'missing' if found is None else found}; expected a number")
    return float(found)


@contextmanager
def _stated(where: str) -> Iterator[None]:
    """Say where the edit stands that is refused."""
    try:
        yield
    except BadInput as error:
        raise BadInput(f"{where}: {error}") from None
