"""Do closures and prices only ever make the best lane worse, and do equal questions get equal answers?"""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alat.network.model import Network
from alat.routing.decision import Decision, decision, options
from alat.routing.parts import parts
from alat.routing.sea import CRITERIA

PAIRS = [("BAK", "SAO"), ("SAO", "BAK"), ("ALM", "SAO"), ("BAK", "TBS")]
LAW = settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])


def best(network: Network, pair: tuple[str, str]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return the least money, hours, variance, kgCO2e and generalised cost; infinite where no lane is."""
    choice = decision(network, "container")
    index = choice.book.ground.index
    if not set(pair) <= set(index):
        return np.full(5, np.inf)
    ways = options(choice, index[pair[0]], destination=index[pair[1]])
    costs = np.array([way.cost for way in ways]).reshape(-1, len(CRITERIA))
    generalised = costs[:, 0] + choice.costs.value_of_time_usd_per_h * costs[:, 1]
    every = np.column_stack([costs[:, :4], generalised])
    return every.min(axis=0, initial=np.inf)


@LAW
@given(st.sampled_from(PAIRS), st.data())
def test_closing_links_and_services_never_improves_the_best(
    small: Network, pair: tuple[str, str], data: st.DataObject
) -> None:
    links = data.draw(st.sets(st.sampled_from(small.links["link_id"].to_list()), max_size=6))
    services = list(small.services.select("port_a", "port_b").iter_rows())
    legs = data.draw(st.sets(st.sampled_from(services), max_size=3))
    ends = pl.concat_str("port_a", "port_b", separator=" ")
    less = replace(
        small,
        links=small.links.filter(~pl.col("link_id").is_in(links)),
        services=small.services.filter(~ends.is_in([" ".join(leg) for leg in legs])),
    )
    assert (best(less, pair) >= best(small, pair) - 1e-6).all()


@LAW
@given(st.sampled_from(PAIRS), st.sampled_from(["GEO", "TUR", "KAZ", "MAR"]))
def test_avoiding_a_country_never_lowers_the_best(small: Network, pair: tuple[str, str], iso3: str) -> None:
    kept = small.places.filter(pl.col("iso3") != iso3)
    there = pl.Series(kept["place_id"]).implode()
    avoided = replace(
        small,
        places=kept,
        links=small.links.filter(pl.col("place_a").is_in(there) & pl.col("place_b").is_in(there)),
        services=small.services.filter(pl.col("port_a").is_in(there) & pl.col("port_b").is_in(there)),
    )
    assert (best(avoided, pair) >= best(small, pair) - 1e-6).all()


@LAW
@given(st.sampled_from(PAIRS), st.sampled_from(["P04", "P05", "P10", "P26", "P39", "P40", "P54"]), st.floats(1.0, 3.0))
def test_a_dearer_figure_never_lowers_the_best(small: Network, pair: tuple[str, str], row: str, factor: float) -> None:
    raised = pl.when(pl.col("id") == row).then(pl.col("value") * factor).otherwise(pl.col("value"))
    dearer = replace(small, parameters=small.parameters.with_columns(raised.alias("value")))
    assert (best(dearer, pair) >= best(small, pair) - 1e-3).all()


@LAW
@given(st.sampled_from(PAIRS), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(small: Network, pair: tuple[str, str], random: object) -> None:
    seed = random.randint(0, 10**6)  # type: ignore[attr-defined]
    mixed = replace(
        small,
        places=small.places.sample(fraction=1, shuffle=True, seed=seed),
        links=small.links.sample(fraction=1, shuffle=True, seed=seed),
        services=small.services.sample(fraction=1, shuffle=True, seed=seed),
    )
    assert best(mixed, pair) == pytest.approx(best(small, pair))


def test_the_same_question_gets_the_same_answer_twice(small: Network) -> None:
    def answer() -> str:
        choice = decision(small, "container")
        index = choice.book.ground.index
        return repr([parts(choice, way) for way in options(choice, index["ALM"], destination=index["SAO"])])

    assert answer() == answer()


def test_a_symmetric_way_costs_the_same_both_ways(small: Network) -> None:
    # All but the Red Bridge, Sarpi and the handling of ships (H01 84 h, H02 60 h, at one end each) is symmetric.
    rail = replace(small, links=small.links.filter(~((pl.col("mode") == "road") & (pl.col("iso3_a") != "BRA"))))
    assert best(rail, ("BAK", "SAO")) == pytest.approx(best(rail, ("SAO", "BAK")))


def test_no_way_at_all_is_an_empty_set_and_not_an_error(small: Network) -> None:
    island = replace(small, services=small.services.clear())
    choice: Decision = decision(island, "container")
    index = choice.book.ground.index
    assert options(choice, index["BAK"], destination=index["SAO"]) == ()


def test_a_road_leg_over_the_limit_is_no_service(small: Network) -> None:
    long = pl.when(pl.col("link_id") == "road:SAO-SAN").then(pl.lit(2600.0)).otherwise(pl.col("km"))
    far = replace(small, links=small.links.with_columns(long.alias("km")))
    choice = decision(far, "container")
    index = choice.book.ground.index
    assert options(choice, index["BAK"], destination=index["SAO"]) == ()
    assert options(choice, index["BAK"], destination=index["SAO"], limited=False)


def test_a_direct_service_takes_the_transshipment_away(small: Network) -> None:
    direct = small.services.head(1).with_columns(
        pl.lit("POT").alias("port_a"), pl.lit("SAN").alias("port_b"), pl.lit(12400.0).alias("km")
    )
    more = replace(small, services=pl.concat([small.services, direct]))
    before, after = best(small, ("BAK", "SAO")), best(more, ("BAK", "SAO"))
    assert (after <= before + 1e-6).all()
    assert after[0] < before[0]
