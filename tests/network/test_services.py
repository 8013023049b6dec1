"""Who sails where without a transshipment, and does that look like the world?"""

import numpy as np
import polars as pl
import pytest
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from alat import network
from alat.data import table
from alat.network.scenario import BASE, Scenario


def shares_by_fewest_legs(scenario: Scenario = BASE) -> dict[int, float]:
    """Share of pairs of countries with container ports by the fewest sea legs between them."""
    held = network.load(scenario)
    ports = held.places.filter(pl.col("kind") == "port")
    index = {port: i for i, port in enumerate(ports["place_id"])}
    ends = (
        np.array([index[p] for p in held.services["port_a"]]),
        np.array([index[p] for p in held.services["port_b"]]),
    )
    hops = dijkstra(csr_array((np.ones(len(ends[0])), ends), shape=(len(index),) * 2), directed=False, unweighted=True)
    names, of = np.unique(ports["iso3"].to_numpy().astype(str), return_inverse=True)
    least = np.full((len(names), len(names)), np.inf)
    np.minimum.at(least, (of[:, None], of[None, :]), hops)
    legs = least[np.triu_indices(len(names), 1)]
    return {n: float((legs == n).mean()) for n in (1, 2, 3)}


def test_the_fewest_transshipments_are_those_unctad_counted() -> None:
    # UNCTAD (2009), Transport Newsletter 43: 17 / 62 / 18.6 % of country pairs direct, with one, with two.
    shares = shares_by_fewest_legs()
    for legs, published in ((1, 0.17), (2, 0.62), (3, 0.186)):
        assert shares[legs] == pytest.approx(published, abs=0.04)


def test_every_port_has_a_service() -> None:
    held = network.load()
    served = set(held.services["port_a"]) | set(held.services["port_b"])
    assert set(held.places.filter(pl.col("kind") == "port")["place_id"]) == served


def test_a_service_stands_once_and_in_alphabetical_order() -> None:
    services = network.load().services
    assert services.filter(pl.col("port_a") >= pl.col("port_b")).is_empty()
    assert services.select("port_a", "port_b").n_unique() == services.height


def test_feeders_sail_less_than_three_thousand_km() -> None:
    services = network.load().services
    assert services.filter((pl.col("ship_class") == "feeder") & (pl.col("km") >= 3000)).is_empty()
    assert set(services["ship_class"]) == {"main", "feeder"}


def test_a_small_port_has_no_service_across_the_world() -> None:
    services = network.load().services
    poti = services.filter((pl.col("port_a") == "GEPTI") | (pl.col("port_b") == "GEPTI"))
    assert poti["km"].max() < 8000
    assert not poti.filter(pl.col("passages").list.contains("turkish-straits")).is_empty()
    assert "CNSHA" not in set(poti["port_a"]) | set(poti["port_b"])


def test_a_service_is_modelled_by_rule_or_reported_by_a_source_with_its_headway() -> None:
    services = network.load().services
    reported = services.filter(pl.col("basis") == "reported")
    modelled = services.filter(pl.col("basis") == "modelled")
    assert reported.height + modelled.height == services.height
    assert set(modelled["source"]) == {"alat-service-rule"}
    assert "alat-service-rule" not in set(reported["source"])
    assert reported["headway_h"].null_count() == 0
    assert modelled["headway_h"].null_count() == modelled.height


def test_services_of_today_override_the_rule_and_history_does_not() -> None:
    listed = table("liner_services")
    used = set(table("liner_legs")["service"])
    assert used == set(listed.filter(pl.col("state") == "current")["id"])
    assert listed.filter(pl.col("state") == "history")["status_date"].str.slice(0, 4).cast(int).max() <= 2018
    # MSE of MSC and Hapag-Lloyd, May 2025, weekly: Valencia - Santos; Arkas Blue Med, 2025: Mersin - Tanger Med.
    for pair, source in ((("BRSSZ", "ESVLC"), "comexlatam-mse-2025"), (("MAPTM", "TRMER"), "informare-blue-med-2024")):
        row = network.load().services.row(by_predicate=_is(pair), named=True)
        assert (row["basis"], row["source"], row["headway_h"]) == ("reported", source, 168.0)


def test_no_carrier_is_reported_to_sail_from_mersin_or_poti_to_santos() -> None:
    # The brief's first lane goes by Mersin - Santos: it must not pass for a timetable.
    services = network.load().services
    assert services.filter(_is(("BRSSZ", "TRMER")))["basis"].to_list() == ["modelled"]
    assert services.filter(_is(("BRSSZ", "GEPTI"))).is_empty()


def test_a_reported_service_whose_strait_is_closed_falls_back_to_the_rule() -> None:
    closed = network.load(Scenario("", close=("gibraltar",))).services
    row = closed.row(by_predicate=_is(("BRSSZ", "ESVLC")), named=True)
    assert (row["basis"], row["headway_h"]) == ("modelled", None)
    assert row["km"] > 15000
    assert closed.filter(pl.col("basis") == "reported", pl.col("passages").list.contains("gibraltar")).is_empty()


def _is(pair: tuple[str, str]) -> pl.Expr:
    return (pl.col("port_a") == pair[0]) & (pl.col("port_b") == pair[1])


def test_ports_cut_off_from_their_only_hub_join_another() -> None:
    base = network.load()
    spain = network.load(network.scenario({"avoid": "ESP"}, name="without Spain"))
    served = set(spain.services["port_a"]) | set(spain.services["port_b"])
    before = set(base.services["port_a"]) | set(base.services["port_b"])
    ports = set(spain.places.filter(pl.col("kind") == "port")["place_id"])
    assert before & ports == served
