"""Are levelised costs what the textbooks say, on numbers worked by hand and under the laws they must keep?"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alat.reference import country
from alat.sectors.energy_figures import energy_figures
from alat.sectors.levelised import (
    SUPPLIES,
    ammonia,
    capital_recovery,
    gas_carrier,
    lcoe,
    lcoh,
    lcos,
    supply_load,
    yearly,
)
from alat.sectors.spread import central_values

BRAZIL = central_values(energy_figures(country("BRA")))
RATES = st.floats(0.0, 0.3)
MONEY = st.floats(1.0, 5000.0)
LIVES = st.floats(1.0, 60.0)
SHARES = st.floats(0.05, 1.0)
DEAR_WHEN_HIGH = (
    *("finance.wacc", "solar.capex", "wind.capex", "solar.opex", "electrolyser.capex", "electrolyser.electricity"),
    *("synthesis.capex", "air.capex", "buffer.hours", "tank.days", "storage.energy_capex", "both.spill"),
)
CHEAP_WHEN_HIGH = (
    *("solar.capacity_factor", "wind.capacity_factor", "solar.life", "electrolyser.life", "synthesis.load"),
    "storage.round_trip",
)


def total(values: dict[str, np.ndarray], supply: str) -> float:
    return float(sum(ammonia(values, supply).values()))


def test_ten_percent_over_twenty_years_is_the_factor_of_every_table() -> None:
    assert capital_recovery(np.asarray(0.10), np.asarray(20.0)) == pytest.approx(0.1174596, abs=1e-7)
    assert capital_recovery(np.asarray(0.07), np.asarray(25.0)) == pytest.approx(0.0858105, abs=1e-7)


@given(years=LIVES)
def test_money_that_costs_nothing_is_paid_back_in_equal_parts(years: float) -> None:
    assert capital_recovery(np.asarray(0.0), np.asarray(years)) == 1 / years
    assert capital_recovery(np.asarray(1e-9), np.asarray(years)) == pytest.approx(1 / years, rel=1e-6)


@given(rate=st.floats(1e-4, 0.4), years=st.integers(1, 60))
def test_what_is_paid_back_each_year_is_worth_the_capital_today(rate: float, years: int) -> None:
    due = float(capital_recovery(np.asarray(rate), np.asarray(float(years))))
    worth = sum(due / (1 + rate) ** year for year in range(1, years + 1))
    assert worth == pytest.approx(1.0, rel=1e-9)


@given(rate=RATES, capex=MONEY, opex=st.floats(0, 0.1), factor=SHARES, years=st.integers(1, 50))
def test_power_costs_what_discounted_cost_over_discounted_output_says(
    rate: float, capex: float, opex: float, factor: float, years: int
) -> None:
    """The slow way: add up every year."""
    cost = capex + sum(capex * opex / (1 + rate) ** year for year in range(1, years + 1))
    mwh = sum(8.760 * factor / (1 + rate) ** year for year in range(1, years + 1))
    values = BRAZIL | {
        "finance.wacc": np.asarray(rate),
        "solar.capex": np.asarray(capex),
        "solar.opex": np.asarray(opex),
        "solar.life": np.asarray(float(years)),
        "solar.capacity_factor": np.asarray(factor),
    }
    assert lcoe(values, "solar") == pytest.approx(cost / mwh, rel=1e-9)


def test_a_plant_worked_by_hand() -> None:
    """1,000 USD/kW, no interest, 20 years, 2 % to run, a quarter of the year: 70 USD over 2.19 MWh is 31.96 USD/MWh."""
    values = BRAZIL | {
        name: np.asarray(value)
        for name, value in {
            "finance.wacc": 0.0,
            "solar.capex": 1000.0,
            "solar.opex": 0.02,
            "solar.life": 20.0,
            "solar.capacity_factor": 0.25,
            # A battery of 4 h: 200 + 100 / 4 = 225 USD/kWh, over 10 years 22.5 and none to run; 250 cycles of 0.9 give
            # back 225 kWh a kWh and year: 0.1 USD/kWh or 100 USD/MWh. A fifth of the power is lost: a quarter more.
            "storage.energy_capex": 200.0,
            "storage.power_capex": 100.0,
            "storage.hours": 4.0,
            "storage.life": 10.0,
            "storage.opex": 0.0,
            "storage.cycles": 250.0,
            "storage.depth": 0.9,
            "storage.round_trip": 0.8,
            # 50 MWh/t at 31.963 USD/MWh are 1,598.17; 50,000 kWh/t over 2,190 h are 22.831 kW/t, at 1,000 USD over 20
            # years and 4 % to run 90 USD/kW: 2,054.79; 10 t of water at 2 USD: 20. In all 3.672968 USD/kg.
            "electrolyser.electricity": 50.0,
            "electrolyser.capex": 1000.0,
            "electrolyser.life": 20.0,
            "electrolyser.opex": 0.04,
            "water.use": 10.0,
            "water.price": 2.0,
        }.items()
    }
    assert lcoe(values, "solar") == pytest.approx(70 / 2.19)
    assert lcos(values, "solar") == pytest.approx(100 + 70 / 2.19 * 1.25)
    assert lcoh(values, "solar") == pytest.approx((50 * 70 / 2.19 + 50_000 / 2190 * 90 + 20) / 1000)


def test_a_voyage_worked_by_hand() -> None:
    """10,000 km at 25 km/h and 50 h in each port are 900 h there and back: 9 trips of 20,000 t in 337.5 days."""
    values = BRAZIL | {
        name: np.asarray(value)
        for name, value in {
            "finance.wacc": 0.0,
            "ship.capex": 36e6,
            "ship.life": 20.0,
            "ship.opex": 0.05,
            "ship.speed": 25.0,
            "ship.port_hours": 50.0,
            "ship.days": 337.5,
            "ship.cargo": 20_000.0,
            # 20,000 km at 0.5 MWh are 10,000 MWh, of 10 MWh a tonne 1,000 t, at 400 USD: 400,000 USD, 20 a tonne.
            "ship.fuel": 0.5,
            "fuel.heating_value": 10.0,
            "fuel.price": 400.0,
        }.items()
    }
    assert gas_carrier(values, 10_000.0) == pytest.approx(3.6e6 / 180_000 + 20)
    assert gas_carrier(values, 0.0) == 0.0


@pytest.mark.parametrize("supply", SUPPLIES)
@given(share=st.floats(0.0, 1.0), step=st.floats(0.001, 0.5), name=st.sampled_from(DEAR_WHEN_HIGH + CHEAP_WHEN_HIGH))
def test_ammonia_is_never_cheaper_for_what_is_dearer(supply: str, share: float, step: float, name: str) -> None:
    figure = energy_figures(country("BRA"))[name]
    low = figure.low + share * (figure.high - figure.low)
    high = low * (1 + step)
    if figure.unit == "share":
        high = min(high, 1.0)
    before, after = (total(BRAZIL | {name: np.asarray(value)}, supply) for value in (low, high))
    if name in DEAR_WHEN_HIGH:
        assert after >= before * (1 - 1e-12)
    else:
        assert after <= before * (1 + 1e-12)


@given(scale=st.floats(0.01, 100.0))
def test_all_money_times_a_number_is_the_cost_times_that_number(scale: float) -> None:
    money = [name for name in BRAZIL if name.endswith(("capex", "price", "running"))]
    scaled = BRAZIL | {name: BRAZIL[name] * scale for name in money}
    for supply in SUPPLIES:
        assert total(scaled, supply) == pytest.approx(total(BRAZIL, supply) * scale, rel=1e-9)
        assert lcoh(scaled, supply) == pytest.approx(lcoh(BRAZIL, supply) * scale, rel=1e-9)


@given(count=st.integers(1, 5))
def test_an_array_gives_what_each_of_its_numbers_gives(count: int) -> None:
    rates = np.linspace(0.0, 0.2, count)
    together = lcoe(BRAZIL | {"finance.wacc": rates}, "both")
    alone = [float(lcoe(BRAZIL | {"finance.wacc": np.asarray(rate)}, "both")) for rate in rates]
    assert together == pytest.approx(alone, rel=1e-12)


@given(spill=st.floats(0.0, 0.9), solar=SHARES, wind=SHARES)
def test_an_electrolyser_never_runs_more_than_the_year_has(spill: float, solar: float, wind: float) -> None:
    values = BRAZIL | {
        "both.spill": np.asarray(spill),
        "solar.capacity_factor": np.asarray(solar),
        "wind.capacity_factor": np.asarray(wind),
    }
    assert 0 < supply_load(values, "both") <= 1


@given(capex=MONEY, rate=RATES)
def test_a_year_is_never_below_its_share_of_the_capital(capex: float, rate: float) -> None:
    values = BRAZIL | {"tank.capex": np.asarray(capex), "finance.wacc": np.asarray(rate)}
    assert yearly(values, "tank") >= capex / BRAZIL["tank.life"] * (1 - 1e-12)
