"""What does carriage cost between all countries at once, on the best lane of each pair?"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import polars as pl

from alat.data import table
from alat.errors import NotCovered
from alat.network.scenario import BASE, Scenario
from alat.reference import cargo_class
from alat.routing.figures import Floats
from alat.routing.kernel.best import all_pairs

# By air there are no best lanes of all pairs: `alat.routing.lanes` knows flights of one pair at a time.
BY_NETWORK = ("container", "reefer", "dry_bulk", "liquid_bulk", "general", "roro")
_KEPT = 24
_HOURS_A_DAY = 24.0


@dataclass(frozen=True, slots=True, eq=False)
class Carriage:
    """Carriage of a cargo class on the lane of least generalised cost, origins x destinations.

    Attributes
    ----------
    cargo, countries
        The class, and ISO3 codes in the order of rows and columns.
    money_usd_per_t, hours
        Infinite where no lane leads, 0 on the diagonal.
    generalised_usd_per_t
        Money and the cost of time at the class's mean value.
    value_usd_per_t
        That mean value, assumed.
    """

    cargo: str
    countries: tuple[str, ...]
    money_usd_per_t: Floats
    hours: Floats
    generalised_usd_per_t: Floats
    value_usd_per_t: float

    def between(self, origin: str, destination: str) -> tuple[float, float] | None:
        """Return money (US dollars a tonne) and hours between two ISO3 codes; None where no lane is known."""
        if origin not in self.countries or destination not in self.countries:
            return None
        at = self.countries.index(origin), self.countries.index(destination)
        money = float(self.money_usd_per_t[at])
        return (money, float(self.hours[at])) if np.isfinite(money) else None


def carriage(cargo: str, *, scenario: Scenario = BASE) -> Carriage:
    """Return what carriage costs between all countries.

    Parameters
    ----------
    cargo
        One of `BY_NETWORK`.
    scenario
        What is closed, opened or avoided; without any the shipped table answers.

    Raises
    ------
    NotCovered
        If goods of that class are not priced between all countries.
    """
    return _carriage(cargo, scenario)


# Kept by place: a keyword given or left out would be two keys.
@lru_cache(maxsize=_KEPT)
def _carriage(cargo: str, scenario: Scenario) -> Carriage:
    if cargo not in BY_NETWORK:
        raise NotCovered(f"{cargo} is not priced between all countries; expected one of {', '.join(BY_NETWORK)}")
    load_t = cargo_class(cargo).load_t
    names, money, hours = _shipped(cargo) if scenario == BASE else _computed(cargo, scenario)
    rates = table("value_of_time").filter(pl.col("cargo") == cargo)
    value = float(rates["value_usd_per_t"][0])
    an_hour = value * float(rates["value_share_per_day"][0]) / _HOURS_A_DAY
    per_t = money / load_t
    return Carriage(cargo, names, per_t, hours, per_t + an_hour * hours, value)


def _computed(cargo: str, scenario: Scenario) -> tuple[tuple[str, ...], Floats, Floats]:
    found = all_pairs(scenario, cargo)
    return found.countries, found.money_usd, found.hours


def _shipped(cargo: str) -> tuple[tuple[str, ...], Floats, Floats]:
    rows = table("freight_costs").filter(pl.col("cargo") == cargo)
    names = tuple(pl.concat([rows["origin"], rows["destination"]]).unique().sort().to_list())
    place = pl.DataFrame({"code": names, "at": range(len(names))})
    at = rows.join(place, left_on="origin", right_on="code")
    at = at.join(place, left_on="destination", right_on="code", suffix="_to")
    found = []
    for column in ("money_usd", "hours"):
        values = np.full((len(names), len(names)), np.inf)
        np.fill_diagonal(values, 0.0)
        values[at["at"].to_numpy(), at["at_to"].to_numpy()] = at[column].cast(pl.Float64).to_numpy()
        values.setflags(write=False)
        found.append(values)
    return names, found[0], found[1]
