"""What scenarios and cargo classes share is what each would have read for itself."""

import numpy as np
import polars as pl
import pytest

from alat import network
from alat.network import loading, scenario
from alat.routing import arcs, sea
from alat.routing.cost import cost_table
from alat.routing.read_once import Same
from alat.routing.steps import Land, land


@pytest.fixture(autouse=True)
def _same_tables() -> None:
    """Forget networks made of tables that a test of the snapshot has since had read anew: they share nothing."""
    loading._loaded.cache_clear()


def _ground(cargo: str, **edits: tuple[str, ...]) -> tuple[network.Network, Land]:
    loaded = network.load(scenario(edits, name="asked") if edits else network.BASE)
    return loaded, land(loaded, cost_table(loaded, cargo))


def test_a_key_is_its_object_alone() -> None:
    frame, twin = pl.DataFrame({"a": [1]}), pl.DataFrame({"a": [1]})
    assert Same(frame) == Same(frame)
    assert hash(Same(frame)) == hash(Same(frame))
    assert Same(frame) != Same(twin)


@pytest.mark.parametrize("cargo", ["container", "dry_bulk"])
def test_ships_are_shared_by_edits_on_land_and_are_those_read_anew(cargo: str) -> None:
    base = sea.sea(*_ground(cargo))
    loaded, ground = _ground(cargo, open=("zangezur",))
    shared = sea.sea(loaded, ground)
    assert shared is base
    ids, tiers = (tuple(loaded.places[column].to_list()) for column in ("place_id", "tier"))
    anew = sea._read(loaded.services, ground, places=(ids, tiers))
    for name in ("places", "tails", "heads", "first", "later", "load", "unload", "transship"):
        np.testing.assert_array_equal(getattr(shared, name), getattr(anew, name))
    assert sea.sea(*_ground(cargo, close=("suez",))) is not base


def test_land_is_shared_by_edits_at_sea_and_is_that_read_anew() -> None:
    base = arcs.graphs(_ground("container")[1])
    _, ground = _ground("container", close=("suez",))
    assert arcs.graphs(ground) is base
    for one, anew in zip(base, arcs._graphs(ground), strict=True):
        np.testing.assert_array_equal(one.arcs.cost, anew.arcs.cost)
        np.testing.assert_array_equal(one.arcs.tail, anew.arcs.tail)
    assert arcs.graphs(_ground("container", open=("zangezur",))[1]) is not base


def test_a_scenario_that_improves_a_border_shares_no_figures() -> None:
    base, better = (_ground("container", **edits)[1] for edits in ({}, {"improve": ("B18:hours:x0.5",)}))
    assert better.costs is not base.costs
    border = [link for link in base.links if link.border == "B18"]
    assert border
    crossed = [
        ground.costs.crossings.charge("B18", border[0].mode, start="AZE", end="GEO") for ground in (base, better)
    ]
    assert crossed[1].hours < crossed[0].hours
