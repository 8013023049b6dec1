"""What docs/economy.md says of the shipped worlds of one and of many sectors side by side."""

import numpy as np
import pytest

from alat.economy import Baseline, between, path_split, sector_world, world_baseline

# fmt: off
LATIN_AMERICA = (
    "ARG", "BOL", "BRA", "CHL", "COL", "CRI", "DOM", "ECU", "SLV", "GTM", "HTI", "HND", "MEX", "NIC", "PAN", "PRY",
    "PER", "URY", "VEN",
)
# fmt: on


def parts(baseline: Baseline) -> tuple[float, float, float]:
    """Return Azerbaijan's saved cost, terms of trade and volume of trade, in basis points."""
    found = path_split(baseline, between(baseline, "AZE", others=LATIN_AMERICA, factor=0.9))
    home = baseline.countries.index("AZE")
    return tuple(float(part[home]) * 1e4 for part in (found.trade_cost, found.terms_of_trade, found.volume_of_trade))


def test_the_saved_cost_is_alike_and_the_terms_of_trade_are_not() -> None:
    assert parts(world_baseline()) == pytest.approx((9.26, -5.05, 0.0), abs=5e-3)
    assert parts(sector_world(tariffs=False).baseline) == pytest.approx((9.17, -3.61, 0.0), abs=5e-3)


def test_tariffs_add_the_duty_on_new_imports() -> None:
    assert parts(sector_world().baseline)[2] == pytest.approx(2.68, abs=5e-3)


def gains_from_trade(own: np.ndarray, weights: np.ndarray) -> float:
    return float(1 - np.prod(own ** (weights / 5)))


def test_the_median_country_gains_from_trade_what_the_page_says() -> None:
    one, many = world_baseline(), sector_world().baseline
    rows = []
    for place in range(194):
        own, final = many.shares[place, place], many.final_shares[place]
        used = (1 - many.value_added_share[place]) * many.input_shares[place]
        spent = many.expenditure[place] / many.expenditure[place].sum()
        content = np.linalg.solve(np.eye(own.size) - used, final)
        single = gains_from_trade(one.shares[place, place], np.ones(1))
        rows.append((single, gains_from_trade(own, spent), gains_from_trade(own, content)))
    assert np.median(rows, axis=0) == pytest.approx((0.0356, 0.0577, 0.1089), abs=1e-4)


@pytest.mark.parametrize("name", ["expenditure", "shares", "tariff", "input_shares", "final_shares"])
def test_nobody_writes_into_a_world_that_others_share(name: str) -> None:
    array = getattr(sector_world().baseline, name)
    with pytest.raises(ValueError, match="read-only"):
        array[0, 0] = 1.0
