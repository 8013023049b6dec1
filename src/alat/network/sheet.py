"""What is known about one place: where it lies, what joins it, who sails there, what is done there and how much."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from alat.data import table
from alat.network.loading import load
from alat.network.places import Place, place
from alat.network.scenario import BASE, Scenario

# Which rows of `handling` speak of a kind of place; a row that names a place speaks of that one.
_HANDLED_AT = {
    "port": ("main seaport", "seaport", "any"),
    "caspian_port": ("Caspian port", "any"),
    "rail_terminal": ("rail terminal", "any"),
    "airport": ("airport",),
    "gateway": ("any gateway",),
    "border": (),
}
_SMALL_TIERS = ("3", "4")


@dataclass(frozen=True, slots=True)
class PlaceSheet:
    """A place and everything the network holds on it.

    Attributes
    ----------
    place, state
        The place, and whether it can be used: open, planned or closed.
    links
        One row a link at the place, closed and planned ones too: link_id, mode, to, to_name, km, border, gauge (of
        both ends where they differ), status, since, until, as_of, said_by, basis, source.
    services
        One row a direct sea service, nearest first: port, name, km, ship_class, passages, basis, source.
    handling
        One row an operation or wait: operation, cargo_class, hours (typical, low, high), usd (same), unit, basis,
        source.
    capacities
        What the place and the links at it can carry a year.
    statuses
        The dated statuses that name the place or its links.
    """

    place: Place
    state: str
    links: pl.DataFrame
    services: pl.DataFrame
    handling: pl.DataFrame
    capacities: pl.DataFrame
    statuses: pl.DataFrame
    sources: tuple[str, ...]
    notes: tuple[str, ...]


def sheet(name: str, scenario: Scenario = BASE) -> PlaceSheet:
    """Return everything the network holds on a place.

    Parameters
    ----------
    name
        The place by id, UN/LOCODE or name.
    scenario
        What is closed or opened: it decides which services sail.

    Raises
    ------
    UnknownCode, AmbiguousName
        If the place is not known.
    """
    one = place(name)
    state = table("places").row(by_predicate=pl.col("place_id") == one.id, named=True)["state"]
    links, services = _links(one), _services(one, scenario)
    capacities = table("capacities").filter(
        (pl.col("place_id") == one.id) | pl.col("link_id").is_in(links["link_id"].to_list())
    )
    statuses = table("link_status").filter(
        pl.col("id").is_in(_cited(one)) | (pl.col("place_a") == one.id) | (pl.col("place_b") == one.id)
    )
    used = [*one.source.split(";"), *_ids(links), *_ids(services)]
    used += ["alat-cost-parameters", "alat-network-status"]
    return PlaceSheet(
        place=one,
        state=str(state),
        links=links,
        services=services,
        handling=_handling(one),
        capacities=capacities.drop("place_id", "sources"),
        statuses=statuses.select("id", "subject", "status", "since", "until", "as_of", "basis", "source", "note"),
        sources=tuple(dict.fromkeys(used)),
        notes=_notes(one, services),
    )


def _links(one: Place) -> pl.DataFrame:
    said = table("link_status").select(
        pl.col("id").alias("status_id"), "since", "until", "as_of", pl.col("source").alias("said_by")
    )
    rows = table("links").filter((pl.col("place_a") == one.id) | (pl.col("place_b") == one.id))
    first = pl.col("place_a") == one.id
    names = table("places").select(pl.col("place_id").alias("to"), pl.col("name").alias("to_name"))
    mm = (pl.col("gauge_a_mm"), pl.col("gauge_b_mm"))
    gauge = pl.when(mm[0] != mm[1]).then(pl.format("{}-{} mm", *mm)).otherwise(pl.format("{} mm", mm[0])).fill_null("")
    return (
        rows.with_columns(pl.when(first).then("place_b").otherwise("place_a").alias("to"), gauge.alias("gauge"))
        .join(names, on="to")
        .join(said, on="status_id", how="left")
        .sort("mode", "km")
        .select("link_id", "mode", "to", "to_name", "km", "border", "gauge", "status", "since", "until", "as_of",
                "said_by", "basis", "source")
    )  # fmt: skip


def _services(one: Place, scenario: Scenario) -> pl.DataFrame:
    held = load(scenario)
    rows = held.services.filter((pl.col("port_a") == one.id) | (pl.col("port_b") == one.id))
    first = pl.col("port_a") == one.id
    names = held.places.select(pl.col("place_id").alias("port"), "name")
    passages = pl.when(first).then("passages").otherwise(pl.col("passages").list.reverse())
    return (
        rows.with_columns(pl.when(first).then("port_b").otherwise("port_a").alias("port"), passages.alias("passages"))
        .join(names, on="port")
        .sort("km", "port")
        .select("port", "name", "km", "ship_class", "passages", "basis", "source")
    )


def _handling(one: Place) -> pl.DataFrame:
    kinds = list(_HANDLED_AT[one.kind]) + (["small seaport (tier 3-4)"] if one.tier in _SMALL_TIERS else [])
    words = one.name.replace("(", " ").split()
    rows = table("handling")
    named = np.array([bool({*kind.replace(",", "").split()} & {*words}) for kind in rows["place_kind"]])
    return rows.filter(pl.col("place_kind").is_in(kinds) | pl.Series(named)).select(
        "place_kind", "operation", "cargo_class", "hours", "hours_low", "hours_high", "usd", "usd_low", "usd_high",
        "unit", "basis", "source",
    )  # fmt: skip


def _cited(one: Place) -> list[str]:
    rows = table("links").filter((pl.col("place_a") == one.id) | (pl.col("place_b") == one.id))
    return [key for key in rows["status_id"].unique() if key]


def _ids(frame: pl.DataFrame) -> list[str]:
    return sorted({part for text in frame["source"].unique() for part in text.split(";")})


def _notes(one: Place, services: pl.DataFrame) -> tuple[str, ...]:
    notes = []
    if services.height:
        notes.append("Most sea services are modelled from port size and distance; reported ones say so in their basis.")
    if one.kind == "caspian_port":
        notes.append("Ferries on the Caspian sail when full and when the wind allows; capacity limits no lane yet.")
    if one.basis.value == "assumed":
        notes.append("The position was placed by hand.")
    return tuple(notes)
