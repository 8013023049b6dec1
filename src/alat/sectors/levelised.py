"""What does a unit cost over a plant's life? Electricity, storage, hydrogen and ammonia, levelised.

Every function takes figures by name (`energy_figures`), numbers or arrays of one shape, and returns the same shape:
the central answer, its ends and ten thousand draws are one computation. Money is constant; a year's cost is capital
times the capital recovery factor, plus a share of capital for running it, over what the year gives.
"""

from collections.abc import Mapping
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Values: TypeAlias = Mapping[str, Floats]

HOURS_A_YEAR, DAYS_A_YEAR, KILO = 8760.0, 365.0, 1000.0
SOLAR, WIND, BOTH = "solar", "wind", "both"
SUPPLIES = (SOLAR, WIND, BOTH)
# A price of electricity that is given, instead of one that a plant has.
GIVEN_POWER = "power.price"


def capital_recovery(wacc: Floats, years: Floats) -> Floats:
    """Return the share of capital that is due each year: i / (1 - (1 + i)^-n), and 1 / n where money costs nothing.

    Parameters
    ----------
    wacc
        Weighted cost of capital, share a year, 0 or more.
    years
        Life of the plant, above 0.
    """
    rate, life = np.asarray(wacc, dtype=float), np.asarray(years, dtype=float)
    priced = np.where(rate == 0, 1.0, rate)
    found: Floats = np.where(rate == 0, 1 / life, priced / -np.expm1(-life * np.log1p(priced)))
    return found


def yearly(values: Values, plant: str, *, capex: Floats | None = None) -> Floats:
    """Return what a plant costs a year for a unit of its capacity: capital and running, USD.

    Parameters
    ----------
    values
        Figures by name.
    plant
        The first half of their names: ``solar``, ``electrolyser`` ...
    capex
        Capital in USD a unit where it is not the figure ``<plant>.capex``.
    """
    capital = values[f"{plant}.capex"] if capex is None else capex
    share = capital_recovery(values["finance.wacc"], values[f"{plant}.life"])
    # Tanks of hydrogen have no figure of their own for running.
    return np.asarray(capital * (share + values.get(f"{plant}.opex", np.float64(0.0))), dtype=float)


def supply_load(values: Values, supply: str) -> Floats:
    """Return how full an electrolyser runs on a supply: as full as the plant, or as both less what is spilt."""
    if supply != BOTH:
        return np.asarray(values[f"{supply}.capacity_factor"], dtype=float)
    together = (values["solar.capacity_factor"] + values["wind.capacity_factor"]) * (1 - values["both.spill"])
    return np.asarray(np.minimum(together, 1.0), dtype=float)


def lcoe(values: Values, supply: str) -> Floats:
    """Return the levelised cost of electricity, USD per MWh.

    Parameters
    ----------
    values
        Figures by name.
    supply
        ``solar``, ``wind``, or ``both``: a kilowatt of each, of which a share is spilt.

    Notes
    -----
    LCOE = (CRF(i, n) C + f C) / (8760 CF) + v, as in Short, Packey & Holt (1995), A Manual for the Economic Evaluation
    of Energy Efficiency and Renewable Energy Technologies, without taxes and without a fall of output over the years.
    """
    if supply == BOTH:
        mwh = supply_load(values, BOTH) * HOURS_A_YEAR / KILO
        running = values["wind.running"] * values["wind.capacity_factor"] * HOURS_A_YEAR / KILO
        return np.asarray((yearly(values, SOLAR) + yearly(values, WIND) + running) / mwh, dtype=float)
    cost = yearly(values, supply) * KILO / (HOURS_A_YEAR * values[f"{supply}.capacity_factor"])
    return np.asarray(cost + (values["wind.running"] if supply == WIND else 0.0), dtype=float)


def storage_extra(values: Values, charged_at: Floats) -> Floats:
    """Return what storing adds to a MWh, USD: the battery's year over what it gives back, and the power it loses."""
    capex = (values["storage.energy_capex"] + values["storage.power_capex"] / values["storage.hours"]) * KILO
    battery = yearly(values, "storage", capex=capex) / (values["storage.cycles"] * values["storage.depth"])
    return np.asarray(battery + charged_at * (1 / values["storage.round_trip"] - 1), dtype=float)


def lcos(values: Values, supply: str) -> Floats:
    """Return the levelised cost of stored electricity, USD per MWh given back, the power it was charged with included.

    Notes
    -----
    As in Schmidt et al. (2019), Joule 3, 81-100, with one life for cells and inverter, no ageing and no scrap value.
    """
    power = lcoe(values, supply)
    return np.asarray(power + storage_extra(values, power), dtype=float)


def power_price(values: Values, supply: str) -> Floats:
    """Return what a MWh costs the electrolyser: the supply's levelised cost, or the price that is given."""
    return np.asarray(values[GIVEN_POWER], dtype=float) if GIVEN_POWER in values else lcoe(values, supply)


def lcoh(values: Values, supply: str) -> Floats:
    """Return the levelised cost of hydrogen at the electrolyser, USD per kg: power, electrolyser and water."""
    power = values["electrolyser.electricity"] * power_price(values, supply)
    per_tonne = power + electrolyser_per_tonne(values, supply) + values["water.use"] * values["water.price"]
    return np.asarray(per_tonne / KILO, dtype=float)


def electrolyser_per_tonne(values: Values, supply: str) -> Floats:
    """Return what the electrolyser itself costs a tonne of hydrogen, USD."""
    kilowatts = values["electrolyser.electricity"] * KILO / (HOURS_A_YEAR * supply_load(values, supply))
    return np.asarray(kilowatts * yearly(values, "electrolyser"), dtype=float)


def tank(values: Values) -> Floats:
    """Return what holding ammonia at one end costs a tonne, USD."""
    held_mwh = values["synthesis.heating_value"] * values["tank.days"] / DAYS_A_YEAR
    return np.asarray(held_mwh * yearly(values, "tank"), dtype=float)


def ammonia(values: Values, supply: str) -> dict[str, Floats]:
    """Return the parts of a tonne of ammonia at the plant's gate, USD, the tank included.

    Notes
    -----
    Electrolysis takes power as it comes; synthesis and air separation take it steadily, so that the share of the year
    in which the supply gives nothing comes out of a battery. Hydrogen tanks bridge `buffer.hours` of the synthesis.
    """
    hydrogen, price = values["synthesis.hydrogen"], power_price(values, supply)
    steady = values["synthesis.electricity"] + values["air.nitrogen"] * values["air.electricity"]
    stored = steady * (1 - supply_load(values, supply)) * storage_extra(values, price)
    hours = HOURS_A_YEAR * values["synthesis.load"]
    held_kwh = values["buffer.hours"] * hydrogen * values["hydrogen.heating_value"] * KILO / hours
    made = values["synthesis.heating_value"] * KILO / hours * yearly(values, "synthesis")
    water = hydrogen * values["water.use"] * values["water.price"]
    parts = {
        "power": (hydrogen * values["electrolyser.electricity"] + steady) * price,
        "electrolyser": hydrogen * electrolyser_per_tonne(values, supply) + water,
        "storage": stored + held_kwh * yearly(values, "buffer"),
        "synthesis": made + values["air.nitrogen"] / hours * yearly(values, "air"),
        "tank_at_plant": tank(values),
    }
    return {name: np.asarray(part, dtype=float) for name, part in parts.items()}


def gas_carrier(values: Values, km: float) -> Floats:
    """Return what a refrigerated gas carrier costs a tonne over a voyage and back in ballast, USD.

    Parameters
    ----------
    values
        Figures by name.
    km
        Distance under way, one way.
    """
    if km == 0:
        return np.zeros(np.broadcast(*values.values()).shape)
    hours = 2 * (km / values["ship.speed"] + values["ship.port_hours"])
    tonnes = values["ship.days"] * 24 / hours * values["ship.cargo"]
    fuel_t = 2 * km * values["ship.fuel"] / values["fuel.heating_value"] / values["ship.cargo"]
    return np.asarray(yearly(values, "ship") / tonnes + fuel_t * values["fuel.price"], dtype=float)
