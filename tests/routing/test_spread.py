"""Do ranges become the right spread of hours, and is the P90 of a lane that of its steps drawn one by one?"""

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from alat.data import Basis
from alat.network.model import Network
from alat.routing import Lane, Part, PartKind, lanes
from alat.routing.cost import cost_table
from alat.routing.decision import Decision, options
from alat.routing.figures import Rate, rows_by_id
from alat.routing.parts import parts
from alat.routing.spread import hours_law, pace_law, quantile_hours, spread_laws

DRAWS = 40_000
CARGO = ("container", "reefer", "dry_bulk", "liquid_bulk", "general", "roro")


@pytest.mark.parametrize(
    ("law", "tolerance"),
    [(stats.norm(50, 9), 0.01), (stats.gamma(4, scale=10), 0.04), (stats.gamma(1.5, scale=20), 0.09)],
)
def test_the_rule_of_three_points_finds_the_spread_of_laws_that_lean_right(
    law: "stats.distributions.rv_frozen", tolerance: float
) -> None:
    low, typical, high = law.ppf([0.1, 0.5, 0.9])
    found = math.sqrt(hours_law(spread_laws(), typical, low=low, high=high).variance)
    assert found == pytest.approx(law.std(), rel=tolerance)


def test_a_weekly_ship_is_waited_for_between_nothing_and_a_week() -> None:
    rng = np.random.default_rng(1)
    found = hours_law(spread_laws(), 84.0, low=40.0, high=168.0, row="P10").variance
    assert found == pytest.approx(168.0**2 / 12)
    assert found == pytest.approx(rng.uniform(0, 168, DRAWS).var(), rel=0.02)


def test_where_a_range_ends_at_the_worst_seen_the_typical_wait_is_the_median_of_a_lognormal_law() -> None:
    found = hours_law(spread_laws(), 12.0, low=5.0, high=144.0, row="P61")
    law = stats.lognorm(math.log(144 / 12) / stats.norm.ppf(0.99), scale=12.0)
    assert law.ppf(0.99) == pytest.approx(144.0)
    assert found.variance == pytest.approx(law.var())
    assert found.late == pytest.approx(law.mean() - law.median())


@pytest.mark.parametrize("law", [stats.norm(50, 9), stats.gamma(4, scale=10), stats.lognorm(0.5, scale=20)])
def test_the_rule_of_three_points_finds_how_much_later_than_the_median_the_mean_is(
    law: "stats.distributions.rv_frozen",
) -> None:
    low, typical, high = law.ppf([0.1, 0.5, 0.9])
    found = hours_law(spread_laws(), typical, low=low, high=high)
    assert typical + found.late == pytest.approx(law.mean(), rel=0.03)


def test_a_row_without_a_range_gets_about_the_median_spread_of_handling(small: Network) -> None:
    laws = spread_laws()
    assert hours_law(laws, 10.0, low=None, high=None).variance == pytest.approx((10 * laws.no_range_share) ** 2)
    rows = [row for row in rows_by_id(small).values() if row.hours]
    shares = [math.sqrt(row.variance) / row.hours for row in rows if row.hours]
    assert laws.no_range_share == pytest.approx(float(np.median(shares)), abs=0.1)


@given(st.floats(1, 500), st.floats(0, 1), st.floats(1, 5), st.floats(1, 10))
def test_spread_scales_with_the_hours(hours: float, low: float, high: float, factor: float) -> None:
    laws = spread_laws()
    one = hours_law(laws, hours, low=low * hours, high=high * hours).variance
    more = hours_law(laws, factor * hours, low=factor * low * hours, high=factor * high * hours).variance
    assert more == pytest.approx(factor**2 * one, rel=1e-9, abs=1e-9)
    assert one >= 0


@given(st.floats(1, 3000), st.floats(1, 3000))
def test_the_spread_of_a_way_on_land_does_not_depend_on_where_it_is_cut(first_km: float, second_km: float) -> None:
    pace = pace_law(spread_laws(), 40.0, low=25.0, high=54.0).variance
    rate = Rate(0.0, 1.0, 40.0, 0.1, Basis.ASSUMED, (), pace_variance=pace, shared_km=500.0)
    whole = rate.variance_h2(first_km + second_km)
    assert rate.variance_h2(first_km) + rate.variance_h2(second_km) == pytest.approx(whole, abs=1e-3)
    assert rate.spread_h(500.0) == pytest.approx(500 * math.sqrt(pace), rel=1e-3)


@pytest.mark.parametrize("cargo", CARGO)
def test_whatever_takes_hours_has_a_spread(small: Network, cargo: str) -> None:
    costs = cost_table(small, cargo)
    charges = [*costs.operations.values(), *costs.passage_waits.values()]
    assert all((charge.spread_h > 0) == (charge.hours > 0) for charge in charges)
    assert all(rate.spread_h(100.0) > 0 for rate in costs.rates.values())
    border = costs.crossings.charge("B01", "road", start="AZE", end="GEO")
    assert border.spread_h > 0


def test_every_part_of_a_lane_that_takes_hours_has_a_spread(choice: Decision) -> None:
    index = choice.book.ground.index
    for way in options(choice, index["ALM"], destination=index["SAO"]):
        for part in parts(choice, way):
            assert (part.spread_h > 0) == (part.hours > 0)
            assert part.spread_h == math.sqrt(part.variance_h2)


LAWS: dict[str, Callable[[np.random.Generator, float, float], np.ndarray]] = {
    "gamma": lambda rng, mean, sd: rng.gamma((mean / sd) ** 2, sd**2 / mean, DRAWS),
    "lognormal": lambda rng, mean, sd: rng.lognormal(
        math.log(mean) - math.log1p((sd / mean) ** 2) / 2, math.sqrt(math.log1p((sd / mean) ** 2)), DRAWS
    ),
}


def drawn(lane: Lane, law: str, *, seed: int) -> np.ndarray:
    """Draw the hours of each step on its own and add them up."""
    rng = np.random.default_rng(seed)
    return np.sum([_drawn(rng, part, law) for part in lane.parts if part.hours], axis=0)


def _drawn(rng: np.random.Generator, part: Part, law: str) -> np.ndarray:
    if part.kind is PartKind.WAIT and part.detail == "wait for the ship":
        return rng.uniform(0, 2 * part.hours, DRAWS)
    return LAWS[law](rng, part.hours + part.late_h, part.spread_h)


@pytest.mark.parametrize("law", sorted(LAWS))
@pytest.mark.parametrize("ends", [("AZE", "BRA"), ("KAZ", "CHL"), ("GEO", "ARG"), ("KAZ", "AZE")])
def test_the_p90_of_a_lane_is_that_of_its_steps_drawn_one_by_one(ends: tuple[str, str], law: str) -> None:
    for lane in lanes(*ends).lanes[:4]:
        hours = drawn(lane, law, seed=7)
        assert lane.mean_hours == pytest.approx(hours.mean(), rel=0.01)
        assert lane.spread_h == pytest.approx(hours.std(), rel=0.05)
        # A lane of few steps that are lognormal and wide has a P90 below that of the gamma law.
        assert lane.p90_hours == pytest.approx(np.quantile(hours, 0.9), rel=0.03 if law == "gamma" else 0.09)


@given(st.floats(1, 1000), st.floats(0.01, 1.0))
def test_quantiles_are_those_of_a_gamma_law(hours: float, share: float) -> None:
    spread = share * hours
    law = stats.gamma((hours / spread) ** 2, scale=spread**2 / hours)
    assert quantile_hours(hours, spread**2) == pytest.approx(law.ppf(0.9))
    assert quantile_hours(hours, spread**2, share=0.5) == pytest.approx(law.ppf(0.5), rel=1e-6)
    assert quantile_hours(hours, 0.0) == hours
