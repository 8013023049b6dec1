"""What exists: places, the links between them, and who sails where."""

from dataclasses import dataclass

import polars as pl

from alat.network.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Network:
    """The decision network under one scenario.

    Attributes
    ----------
    places
        One row a place: place_id, name, unlocode, iso3, zone, lon, lat, kind (gateway, port, caspian_port,
        rail_terminal, border), tier, basis, source. Each side of a land border is a place of its own, so that only the
        link between the two crosses it; `zone` tells exclaves and islands from the rest of their country.
    links
        One row an undirected step on land or across the Caspian that is usable under the scenario: link_id, mode (rail,
        road, caspian), place_a, place_b, iso3_a, iso3_b, km, gauge_a_mm, gauge_b_mm (rail; unequal means a break of
        gauge on the link), border (id of the crossing's row in `borders`, '' inside a country), status, basis, source.
    services
        One row an undirected direct sea service: port_a, port_b, km, ship_class (main, feeder), passages (list of the
        straits and canals it sails through), headway_h (hours between two ships; null where it is not known), basis
        (reported where carriers say so, else modelled), source.
    borders, handling, parameters
        The curated tables, as read.
    scenario
        The edits that are in force.
    cut
        One row for each thing the scenario or a dated status keeps closed: id, kind (passage, place, link, border,
        country), name, why. `NoRoute` names them.
    """

    places: pl.DataFrame
    links: pl.DataFrame
    services: pl.DataFrame
    borders: pl.DataFrame
    handling: pl.DataFrame
    parameters: pl.DataFrame
    scenario: Scenario
    cut: pl.DataFrame
