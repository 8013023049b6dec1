"""Theta: a range with its sources for every cargo class, and what it makes of a fitted distance coefficient."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alat.data import Basis, sources
from alat.errors import BadInput, UnknownCode
from alat.reference import cargo_classes
from alat.trade.theta import cost_factor, sensitivity, studies, theta


def test_all_goods_stand_between_published_figures() -> None:
    # Fontagne, Guimbard & Orefice; the long run of Boehm, Levchenko & Pandalai-Nayar; Giri, Yi & Yilmazkuday.
    found = theta()
    assert (found.low, found.central, found.high) == (1.75, 5.0, 8.94)
    published = studies()
    long_run = published.filter(pl.col("study") == "boehm-levchenko-pandalai-nayar-long").row(0, named=True)
    assert (long_run["low"], long_run["high"]) == (1.75, 2.25)


@pytest.mark.parametrize("cargo", cargo_classes())
def test_a_cargo_class_has_a_range_that_holds_that_of_all_goods(cargo: str) -> None:
    found, everything = theta(cargo), theta()
    assert found.low <= everything.low < found.central < everything.high <= found.high
    assert found.basis is Basis.ASSUMED
    assert set(found.sources) <= set(sources())
    assert "No study states it by cargo class" in found.note


def test_a_class_answers_to_its_aliases_and_an_unknown_one_is_refused() -> None:
    assert theta("Dry bulk") == theta("dry_bulk")
    assert theta("all") == theta(None)
    with pytest.raises(UnknownCode, match="unknown cargo class"):
        theta("gold")


def test_a_published_figure_has_a_source_that_the_snapshot_knows() -> None:
    assert set(studies()["source"]) <= set(sources())
    assert set(studies()["basis"]) == {"reported"}


@given(st.floats(0.1, 3), st.floats(0.5, 20), st.floats(0.01, 100))
def test_a_cost_gives_back_the_fall_of_trade_it_was_made_from(decay: float, elasticity: float, ratio: float) -> None:
    tau = cost_factor(ratio, decay=decay, elasticity=elasticity)
    assert tau**-elasticity == pytest.approx(ratio**-decay)


@given(st.floats(1.01, 50), st.floats(1.01, 50), st.floats(0.1, 3))
def test_costs_of_two_stretches_multiply(one: float, other: float, decay: float) -> None:
    both = cost_factor(one, decay=decay, elasticity=5) * cost_factor(other, decay=decay, elasticity=5)
    assert both == pytest.approx(cost_factor(one * other, decay=decay, elasticity=5))


@pytest.mark.parametrize(("ratio", "elasticity"), [(0.0, 5.0), (2.0, 0.0), (-1.0, 5.0), (2.0, -4.0)])
def test_a_cost_of_nothing_positive_is_refused(ratio: float, elasticity: float) -> None:
    with pytest.raises(BadInput, match="expected both above 0"):
        cost_factor(ratio, decay=0.8, elasticity=elasticity)


def test_the_sensitivity_shows_every_class_at_low_central_and_high() -> None:
    shown = sensitivity(-0.83, low=-0.92, high=-0.75)
    assert shown.height == 3 * (len(cargo_classes()) + 1)
    row = shown.filter((pl.col("goods") == "all") & (pl.col("theta_is") == "central")).row(0, named=True)
    # TRADE.md 2.2: tau = d^(.83 / theta), theta 5.
    assert row["exponent"] == pytest.approx(0.166)
    assert row["cost_twice_as_far"] == pytest.approx(2**0.166)
    assert row["cost_ten_times_as_far"] == pytest.approx(10**0.166)
    assert row["exponent_low"] < row["exponent"] < row["exponent_high"]
