"""Are printed rotations read as they are meant: gaps, brackets, unknown ports, cycles?"""

import importlib.util
from pathlib import Path

import polars as pl
import pytest

from alat.data import table

_SPEC = importlib.util.spec_from_file_location(
    "liner", Path(__file__).resolve().parents[3] / "tools" / "snapshot" / "liner.py"
)
liner = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(liner)

PORTS = {"Genoa": "ITGOA", "Valencia": "ESVLC", "Santos": "BRSSZ", "Itapoa": ""}


AT = {"a": 0.0, "b": 10.0, "c": 30.0, "d": 60.0}


class Distances:
    """Kilometres on a line: each port at a place of its own."""

    def distance_km(self, start: str, end: str) -> float:
        return abs(AT[start] - AT[end])


def sailed(calls: str, first: str, last: str) -> float:
    return liner._sailed_km(calls.split(), first, last=last, found=Distances())


def test_a_bracketed_call_is_left_out_and_an_unknown_port_listed() -> None:
    calls, unresolved = liner._calls("Genoa;(Marseille);...;Valencia;Itapoa;Santos", PORTS)
    assert calls == ["ITGOA", "...", "ESVLC", "BRSSZ"]
    assert unresolved == ["Itapoa"]


def test_a_name_that_nobody_has_looked_at_stops_the_build() -> None:
    with pytest.raises(SystemExit, match="Atlantis"):
        liner._calls("Genoa;Atlantis", PORTS)


def test_a_rotation_is_a_cycle_and_its_shortest_stretch_counts() -> None:
    assert sailed("a b c", "a", "c") == 30.0
    assert sailed("a b c", "c", "b") == 40.0  # on to a, then to b
    assert sailed("a b c b a", "c", "a") == 30.0
    assert sailed("a c b a", "b", "a") == 10.0


def test_nothing_is_known_across_a_gap() -> None:
    assert sailed("a b ... c", "a", "b") == 10.0
    assert sailed("a b ... c", "a", "c") == float("inf")
    assert sailed("a b ... c", "c", "b") == 40.0
    assert sailed("a b c ...", "c", "a") == float("inf")


@pytest.mark.parametrize(("text", "hours"), [("weekly", 168.0), ("6 voyages a month (2022)", 121.8), ("", None)])
def test_the_headway_follows_from_the_frequency(text: str, hours: float | None) -> None:
    found = liner._headway_h(text)
    assert (float(found) if found else None) == hours


def test_legs_are_within_twice_the_shortest_way_both_ways() -> None:
    legs = table("liner_legs")
    for column in ("sailed_ab_km", "sailed_ba_km"):
        assert legs.filter(pl.col(column) > 2 * pl.col("km") + 1).is_empty()
        assert legs.filter(pl.col(column) < pl.col("km") - 1).is_empty()


def test_eight_ships_in_a_weekly_loop_are_eight_weeks() -> None:
    # Felixstowe Docker, December 2011: eight ships of 5,900 TEU in one weekly loop.
    row = table("liner_services").row(by_predicate=pl.col("id") == "LS05", named=True)
    assert (row["ships"], row["capacity_low_teu"], row["headway_h"]) == (8, 5900.0, 168.0)
    assert row["ships"] * row["headway_h"] / 24 == 56.0
