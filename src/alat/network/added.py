"""What does a scenario add to the network, and what does it change in its tables?"""

import polars as pl

from alat.data import table
from alat.errors import BadInput, UnknownCode, near_matches
from alat.network.places import places
from alat.network.scenario import Improvement, NewLink, NewService, Scenario
from alat.network.sea import ways
from alat.network.services import COLUMNS, FEEDER_KM, Pairs

# Basis and source of whatever a scenario states: it is supposed, and nobody has recorded it.
BASIS, SOURCE = "assumed", "scenario"


def with_new_links(links: pl.DataFrame, edits: Scenario, *, usable: pl.DataFrame) -> pl.DataFrame:
    """Return the links with those that a scenario adds between places that can be used.

    Raises
    ------
    UnknownCode
        If a place of a new link does not exist.
    """
    there = set(usable["place_id"])
    new = (one for one in edits.add if isinstance(one, NewLink))
    rows = [_link_row(one) for one in new if {_known(one.place_a), _known(one.place_b)} <= there]
    return pl.concat([links, pl.DataFrame(rows, schema=links.schema)]) if rows else links


def with_new_services(
    services: pl.DataFrame, edits: Scenario, *, ports: pl.DataFrame, closed: frozenset[str], barred: Pairs
) -> pl.DataFrame:
    """Return the services with those that a scenario adds, each on the shortest way that is open to ships.

    Raises
    ------
    UnknownCode
        If a port of a new service does not exist or lies on no lane.
    """
    there = set(ports["place_id"])
    rows = []
    for one in edits.add:
        if isinstance(one, NewService):
            pair = frozenset((_port(one.port_a), _port(one.port_b)))
            if pair <= there and frozenset(places()[port].iso3 for port in pair) not in barred:
                rows += _service_row(one, closed)
    added = pl.DataFrame(rows, schema=services.schema)
    return pl.concat([services, added]).sort("port_a", "port_b") if rows else services


def with_better_borders(borders: pl.DataFrame, edits: Scenario) -> pl.DataFrame:
    """Return the rows of the borders with the hours and the money that a scenario changes.

    Raises
    ------
    BadInput
        If a factor is given where the row states no figure of its own.
    """
    if not edits.improve:
        return borders
    by_row: dict[str, list[Improvement]] = {}
    for one in edits.improve:
        by_row.setdefault(one.target, []).append(one)
    rows = [_better(row, by_row.get(str(row["id"]), [])) for row in borders.iter_rows(named=True)]
    return pl.DataFrame(rows, schema=borders.schema)


def _link_row(one: NewLink) -> dict[str, object]:
    gauge = one.gauge_mm or None
    return {
        "link_id": one.id, "mode": one.mode, "place_a": one.place_a, "place_b": one.place_b,
        "iso3_a": places()[one.place_a].iso3, "iso3_b": places()[one.place_b].iso3, "km": one.km,
        "gauge_a_mm": gauge, "gauge_b_mm": gauge, "border": "", "status": "open", "basis": BASIS, "source": SOURCE,
    }  # fmt: skip


def _service_row(one: NewService, closed: frozenset[str]) -> list[dict[str, object]]:
    """Return the row of a new service; none where every way between its ports is closed."""
    found = ways([one.port_a], closed)
    km = round(found.distance_km(one.port_a, one.port_b), 1)
    if km == float("inf"):
        return []
    row = {
        "port_a": one.port_a, "port_b": one.port_b, "km": km,
        "ship_class": one.ship_class or ("feeder" if km < FEEDER_KM else "main"),
        "passages": found.passages(one.port_a, one.port_b), "headway_h": one.headway_h,
        "basis": BASIS, "source": SOURCE,
    }  # fmt: skip
    return [{column: row[column] for column in COLUMNS}]


def _better(row: dict[str, object], changes: list[Improvement]) -> dict[str, object]:
    for change in changes:
        now = row[change.what]
        if now is None and change.factor is not None:
            raise BadInput(f"{change.target} states no {change.what} of its own; expected a value, not a factor")
        then = change.value if change.factor is None else float(str(now)) * change.factor
        row = {**row, change.what: then, "basis": BASIS, "sources": f"{row['sources']};{SOURCE}"}
        if change.what == "hours":
            times = then / float(str(now)) if then and now else 0.0
            row |= {end: None if row[end] is None else float(str(row[end])) * times for end in ("low_h", "high_h")}
    return row


def _known(place: str) -> str:
    if place not in places():
        raise UnknownCode("place", place, near=near_matches(place, places()))
    return place


def _port(place: str) -> str:
    ports = set(table("sea_nodes")["place_id"]) - {""}
    if place not in ports:
        raise UnknownCode("seaport", place, near=near_matches(place, ports))
    return place
