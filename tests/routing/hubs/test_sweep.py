"""Does one sweep find what the exact Pareto search finds?"""

from dataclasses import replace

import numpy as np
import pytest

from alat.network.scenario import Scenario
from alat.routing.decision import Decision, options
from alat.routing.lanes import prepared
from alat.routing.sweep import Weigh, best, fleet, overland, side

PAIRS = (("GWAZE", "GWGEO", "GWKAZ"), ("GWBRA", "GWCHL", "GWMEX", "GWTUR"))


@pytest.fixture(scope="module")
def world() -> Decision:
    return prepared(Scenario("avoid", avoid=("RUS", "IRN")), "container")


def swept(choice: Decision, ends: tuple[tuple[str, ...], tuple[str, ...]], usd_per_h: float) -> np.ndarray:
    weigh, index = Weigh(usd_per_h), choice.book.ground.index
    sides = [
        side(choice, tuple(index[name] for name in names), weigh=weigh, outward=outward)
        for names, outward in zip(ends, (True, False), strict=True)
    ]
    return best(choice, (sides[0], sides[1]), weigh=weigh, ships=fleet(choice))


@pytest.mark.parametrize("ends", [PAIRS, PAIRS[::-1]])
def test_a_sweep_equals_the_exact_search_both_ways(
    world: Decision, ends: tuple[tuple[str, ...], tuple[str, ...]]
) -> None:
    usd_per_h, index = world.costs.value_of_time_usd_per_h, world.book.ground.index
    found = swept(world, ends, usd_per_h)
    for row, origin in enumerate(ends[0]):
        for column, destination in enumerate(ends[1]):
            every = options(world, index[origin], destination=index[destination])
            exact = min(option.cost[0] + usd_per_h * option.cost[1] for option in every)
            assert found[row, column, 0] == pytest.approx(exact, abs=1e-6)
            assert found[row, column, 1] + usd_per_h * found[row, column, 2] == pytest.approx(exact, abs=1e-6)


def test_the_cheapest_lane_is_found_too(world: Decision) -> None:
    index = world.book.ground.index
    found = swept(world, (("GWAZE",), ("GWBRA",)), 1e-6)
    cheapest = min(option.cost[0] for option in options(world, index["GWAZE"], destination=index["GWBRA"]))
    assert found[0, 0, 1] == pytest.approx(cheapest, abs=0.01)


def test_small_networks_by_hand(choice: Decision) -> None:
    index = choice.book.ground.index
    usd_per_h = choice.costs.value_of_time_usd_per_h
    found = swept(choice, (("BAK", "TBS"), ("SAO", "KAR")), usd_per_h)
    for row, origin in enumerate(("BAK", "TBS")):
        for column, destination in enumerate(("SAO", "KAR")):
            every = options(choice, index[origin], destination=index[destination])
            exact = min(option.cost[0] + usd_per_h * option.cost[1] for option in every)
            assert found[row, column, 0] == pytest.approx(exact, abs=1e-6)


def test_a_place_without_a_way_is_infinitely_far(choice: Decision) -> None:
    assert np.isinf(swept(choice, (("EVN",), ("SAO",)), 12.5)).all()


def test_cheaper_ships_never_make_a_way_dearer(world: Decision) -> None:
    weigh, index = Weigh(12.5), world.book.ground.index
    sides = (
        side(world, (index["GWAZE"],), weigh=weigh, outward=True),
        side(world, (index["GWBRA"], index["GWCHL"]), weigh=weigh, outward=False),
    )
    now = fleet(world)
    cheaper = replace(now, legs=replace(now.legs, cost=now.legs.cost * np.array([0.8, 1.0])))
    before, after = (best(world, sides, weigh=weigh, ships=ships) for ships in (now, cheaper))
    assert (after[..., 0] <= before[..., 0]).all()
    assert (after[..., 0] < before[..., 0]).any()


def test_neighbours_reach_each_other_by_land(world: Decision) -> None:
    weigh, index = Weigh(12.5), world.book.ground.index
    sides = (
        side(world, (index["GWAZE"],), weigh=weigh, outward=True),
        side(world, (index["GWGEO"],), weigh=weigh, outward=False),
    )
    assert np.isfinite(overland(world, sides, weigh=weigh)).all()
