"""The world after a shock: what is known of it, and what follows from that."""

from dataclasses import dataclass

import polars as pl

from alat.economy.baseline import Baseline, FloatArray
from alat.economy.kernel import Point
from alat.economy.shock import Closure, Shock
from alat.economy.welfare import FirstOrder, first_order


@dataclass(frozen=True, slots=True)
class Certificate:
    """How nearly the answer is an equilibrium.

    Attributes
    ----------
    excess_demand
        Largest relative gap between what a country's factors earn and what they are paid, or between what it spends on
        a sector and what its incomes imply (over all it spends).
    price_gap
        Largest relative gap between a price index and the one its parts imply.
    walras
        World demand less duty and world output, over world output.
    iterations
        Steps taken.
    """

    excess_demand: float
    price_gap: float
    walras: float
    iterations: int


@dataclass(frozen=True, slots=True, repr=False)
class Equilibrium:
    """The world after the shock, beside the baseline; N countries, J sectors, money in the unit of the baseline.

    Attributes
    ----------
    baseline, closure, shock
        What it is the answer to.
    wages
        New over old, shape (N,); world value added is the numeraire.
    prices
        Of each sector's goods to the buyers of each country, duty included, new over old, shape (N, J).
    price_index
        Of final spending, new over old, shape (N,).
    costs
        Unit costs of each country's sectors, new over old, shape (N, J).
    expenditure
        What each country spends, shape (N, J).
    trade
        What n pays for goods of i, duty included, shape (N, N, J), buyer first.
    revenue
        Duty raised, shape (N,).
    deficit
        What is borrowed from abroad, shape (N,).
    real_wage
        Change of w / P as a fraction (0.001 is 0.1 %), shape (N,).
    welfare
        Change of real absorption, (w VA + R + D) / P, as a fraction, shape (N,): exact, and what the country can use,
        duty and deficit included. It differs from `real_wage` wherever trade is not balanced or duty is levied.
    certificate
        How nearly this is an equilibrium.
    """

    baseline: Baseline
    closure: Closure
    shock: Shock
    wages: FloatArray
    prices: FloatArray
    price_index: FloatArray
    costs: FloatArray
    expenditure: FloatArray
    trade: FloatArray
    revenue: FloatArray
    deficit: FloatArray
    real_wage: FloatArray
    welfare: FloatArray
    certificate: Certificate

    @property
    def countries(self) -> tuple[str, ...]:
        """Names of the countries."""
        return self.baseline.countries

    @property
    def sources(self) -> tuple[str, ...]:
        """Ids from `sources.csv`."""
        return self.baseline.sources

    @property
    def notes(self) -> tuple[str, ...]:
        """Assumptions a reader must know."""
        return self.baseline.notes

    @property
    def tariff(self) -> FloatArray:
        """The rates in force, shape (N, N, J)."""
        return self.baseline.tariff if self.shock.tariff is None else self.shock.tariff

    @property
    def trade_before_duty(self) -> FloatArray:
        """What i receives for what it sells to n, shape (N, N, J), buyer first."""
        received: FloatArray = self.trade / (1 + self.tariff)
        return received

    @property
    def point(self) -> Point:
        """Where a search for an equilibrium nearby may begin."""
        return Point(self.wages, self.prices, self.expenditure)

    def first_order(self) -> FirstOrder:
        """Return the first-order split of welfare; it is no exact number, `welfare` is."""
        return first_order(self.baseline, self.shock, costs=self.costs, trade=self.trade, deficit=self.deficit)

    @property
    def terms_of_trade(self) -> FloatArray:
        """First-order part of welfare from prices of what is sold and bought, a fraction, shape (N,)."""
        return self.first_order().terms_of_trade

    @property
    def volume_of_trade(self) -> FloatArray:
        """First-order part of welfare from quantities that bear duty, a fraction, shape (N,)."""
        return self.first_order().volume_of_trade

    @property
    def welfare_formula(self) -> FloatArray:
        """Change of welfare to the first order, the sum of its parts, a fraction, shape (N,); `welfare` is exact."""
        return self.first_order().total

    def to_frame(self) -> pl.DataFrame:
        """Return one row a country: its name, exact and first-order changes (fractions), wages and prices (ratios)."""
        parts = self.first_order()
        return pl.DataFrame(
            {
                "country": self.countries,
                "real_wage": self.real_wage,
                "welfare": self.welfare,
                "welfare_formula": parts.total,
                "terms_of_trade": parts.terms_of_trade,
                "volume_of_trade": parts.volume_of_trade,
                "wages": self.wages,
                "prices": self.price_index,
            }
        )

    def __repr__(self) -> str:
        return f"Equilibrium({len(self.countries)} countries, excess demand {self.certificate.excess_demand:.1e})"
