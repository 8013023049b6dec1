"""Is what a closure leaves of a prepared choice what the network that is left would have made?"""

from dataclasses import replace

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from alat.network.model import Network
from alat.routing.closing import closed
from alat.routing.decision import Decision, Option, bridges, bridges_left, decision, options
from alat.routing.parts import parts
from alat.routing.sea import Sea, sea, sea_left

SHUT = ("POT", "MER", "IST", "TNG", "AZALAT", "KZAAU", "GEGARD", "GEKART", "KAR", "TBS")


def left_of(whole: Network, *, places: frozenset[str], links: frozenset[int]) -> Network:
    named = whole.links.with_row_index().filter(~pl.col("index").is_in(sorted(links))).drop("index")
    shut = sorted(places)
    without = [
        frame.filter(~pl.col(first).is_in(shut) & ~pl.col(second).is_in(shut))
        for frame, first, second in ((named, "place_a", "place_b"), (whole.services, "port_a", "port_b"))
    ]
    kept = whole.places.filter(~pl.col("place_id").is_in(shut))
    return replace(whole, places=kept, links=without[0], services=without[1])


def ways(choice: Decision, start: str, end: str) -> tuple[Option, ...]:
    index = choice.book.ground.index
    return options(choice, index[start], destination=index[end])


@given(places=st.frozensets(st.sampled_from(SHUT), max_size=3), links=st.frozensets(st.integers(0, 30), max_size=4))
@settings(max_examples=60, deadline=None)
def test_it_finds_the_ways_that_a_choice_prepared_anew_finds(
    small: Network, choice: Decision, places: frozenset[str], links: frozenset[int]
) -> None:
    left = left_of(small, places=places, links=links)
    kept, anew = closed(choice, left), decision(left, "container")
    assert set(kept.book.ground.index) == set(anew.book.ground.index)
    for start, end in (("BAK", "SAO"), ("ALM", "SAN"), ("SAO", "EVN")):
        found, expected = ways(kept, start, end), ways(anew, start, end)
        assert [way.cost for way in found] == [way.cost for way in expected]
        assert [parts(kept, way) for way in found] == [parts(anew, way) for way in expected]


def test_land_and_bridges_are_kept_where_only_ships_are_stopped(small: Network, choice: Decision) -> None:
    left = replace(small, services=small.services.filter(pl.col("passages").list.len() == 0))
    kept = closed(choice, left)
    assert kept.book is choice.book
    assert len(kept.sea.services) < len(choice.sea.services)


def same(found: object, expected: object) -> bool:
    if isinstance(found, np.ndarray):
        return bool(np.array_equal(found, expected))
    if isinstance(found, pl.DataFrame) and isinstance(expected, pl.DataFrame):
        return found.equals(expected)
    return found == expected


@given(
    gone=st.frozensets(st.integers(0, 9), max_size=5),
    longer=st.frozensets(st.integers(0, 9), max_size=3),
    added=st.sampled_from([0, 1]),
)
@settings(max_examples=60, deadline=None)
def test_ships_that_stay_are_priced_as_ships_read_anew(
    small: Network, choice: Decision, gone: frozenset[int], longer: frozenset[int], added: int
) -> None:
    rows = small.services.with_row_index()
    rows = rows.with_columns(km=pl.col("km") + 100.0 * pl.col("index").is_in(sorted(longer)))
    kept = rows.filter(~pl.col("index").is_in(sorted(gone))).drop("index")
    # A scenario may add a second service between two ports.
    second = kept.head(added).with_columns(km=pl.col("km") + 1.0)
    left = replace(small, services=pl.concat([kept, second]).sort("port_a", "port_b"))
    ground = choice.book.ground
    found, expected = sea_left(choice.sea, left, ground=ground), sea(left, ground)
    for name in Sea.__slots__:
        assert same(getattr(found, name), getattr(expected, name)), name


@given(places=st.frozensets(st.sampled_from(SHUT), max_size=3), links=st.frozensets(st.integers(0, 30), max_size=4))
@settings(max_examples=60, deadline=None)
def test_land_bridges_that_stay_are_those_found_anew(
    small: Network, choice: Decision, places: frozenset[str], links: frozenset[int]
) -> None:
    kept = closed(choice, left_of(small, places=places, links=links))
    found, expected = bridges_left(choice, kept.book, ships=kept.sea), bridges(kept.book, kept.sea)
    for name in ("tails", "heads", "cost"):
        assert same(getattr(found, name), getattr(expected, name)), name
