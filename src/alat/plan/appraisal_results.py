"""What an appraisal is asked and what it answers with."""

import math
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from alat.data import Basis
from alat.data.study import WORLD
from alat.errors import BadInput, UnknownCode, near_matches
from alat.plan.cost_results import Range
from alat.plan.rates_of_return import RateOfReturn
from alat.reference import countries
from alat.routing.figures import Floats

MOST_DRAWS = 100_000
MOST_YEARS = 100


class Kind(StrEnum):
    """What kind of benefit a year brings; what is lost is below 0."""

    MONEY = "money_saved"
    DAYS = "days_saved"
    TRADE = "trade"
    INCOME = "real_income"
    CO2E = "tonnes_co2e_saved"


UNITS = {Kind.MONEY: "USD", Kind.DAYS: "load-days", Kind.TRADE: "USD", Kind.INCOME: "USD", Kind.CO2E: "t CO2e"}
# Gains in money of which an appraisal adds up one; real income holds the other.
GAINS = (Kind.MONEY, Kind.INCOME)


@dataclass(frozen=True, slots=True, eq=False)
class Benefits:
    """What a year of use brings, by kind and country.

    Attributes
    ----------
    kinds
        Each once.
    countries
        ISO3 codes, each once; ``WLD`` where they are not told apart.
    values
        (years of use, kinds, countries) in USD, load-days or tonnes; the first row is the first year after opening.

    Raises
    ------
    BadInput
        If the shape does not fit, a number is not finite, or a kind or country stands twice.
    UnknownCode
        If a country is not known.
    """

    kinds: tuple[Kind, ...]
    countries: tuple[str, ...]
    values: Floats

    def __post_init__(self) -> None:
        """Refuse what no benefits can be."""
        wanted = (len(self.kinds), len(self.countries))
        if self.values.ndim != 3 or self.values.shape[1:] != wanted or not self.values.size:  # noqa: PLR2004
            said = f"expected years of use, {wanted[0]} kinds, {wanted[1]} countries"
            raise BadInput(f"benefits of shape {self.values.shape}; {said}")
        if not np.isfinite(self.values).all():
            raise BadInput("benefits with a number that is not finite; expected 0 where a year brings nothing")
        for what, found in (("kind", self.kinds), ("country", self.countries)):
            twice = [one for one in found if found.count(one) > 1]
            if twice:
                raise BadInput(f"benefits with the {what} {twice[0]} twice")
        for code in self.countries:
            if code != WORLD and code not in countries():
                raise UnknownCode("country", code, near=near_matches(code, countries()))

    def of(self, kind: Kind) -> Floats:
        """Return one kind, (years of use, countries)."""
        found: Floats = self.values[:, self.kinds.index(kind), :]
        return found


@dataclass(frozen=True, slots=True)
class Price:
    """What a day or a tonne of CO2e is worth, with its range, basis and source."""

    kind: Kind
    usd: Range
    basis: Basis
    source: str

    def __post_init__(self) -> None:
        """Refuse a price of what is money already, of trade, or without a source."""
        if self.kind not in {Kind.DAYS, Kind.CO2E}:
            raise BadInput(f"a price of {self.kind}; expected one of {Kind.DAYS} or {Kind.CO2E}")
        if not self.source.strip():
            raise BadInput(
                f"a price of {self.kind} without a source; expected one, or the benefit stays beside the sum"
            )


@dataclass(frozen=True, slots=True)
class Terms:
    """How an appraisal is made.

    Attributes
    ----------
    counted
        The one gain that is added up: ``real_income`` or ``money_saved``.
    start
        When building begins, as a year with its part: 2027.5 is the middle of 2027.
    rate
        Discount rate, share a year; the others are answered beside it.
    years
        How many years are counted, from that of the start; what is left at their end counts for nothing.
    base_year
        To which year all is discounted.
    demand
        Use over what was forecast, drawn with the costs; benefits are proportional to it.
    prices
        Of benefits that are not money; what has none stays beside the sum.
    draws, seed
        Of the Monte Carlo.
    other_rates
        At which the net present value is answered too.
    """

    counted: Kind
    start: float
    rate: float
    years: int
    base_year: int
    demand: Range
    prices: tuple[Price, ...] = field(default=())
    draws: int = 2000
    seed: int = 0
    other_rates: tuple[float, ...] = field(default=())

    def __post_init__(self) -> None:
        """Refuse terms that no appraisal can have."""
        if self.counted not in GAINS:
            raise BadInput(f"{self.counted} cannot be added up; expected {' or '.join(GAINS)}")
        if not math.isfinite(self.start) or abs(self.start) > 9999:  # noqa: PLR2004 - a calendar year
            raise BadInput(f"start {self.start}; expected a year such as 2027.5")
        for rate in (self.rate, *self.other_rates):
            if not 0 <= rate < 1:
                raise BadInput(f"a discount rate of {rate}; expected a share from 0 to below 1, such as 0.09")
        if not 1 <= self.years <= MOST_YEARS:
            raise BadInput(f"{self.years} years; expected 1 to {MOST_YEARS}")
        if not 1 <= self.draws <= MOST_DRAWS:
            raise BadInput(f"{self.draws} draws; expected 1 to {MOST_DRAWS:,}")
        self._check_prices()

    def _check_prices(self) -> None:
        kinds = [price.kind for price in self.prices]
        for kind in kinds:
            if kinds.count(kind) > 1:
                raise BadInput(f"two prices of {kind}; expected one")
        if Kind.DAYS in kinds and self.counted is Kind.INCOME:
            raise BadInput(
                f"a price of {Kind.DAYS} beside {Kind.INCOME}: trade costs hold the hours already, and so does the "
                f"real income that follows from them; count {Kind.MONEY} to price days"
            )


@dataclass(frozen=True, slots=True)
class Spread:
    """A figure at central values, and the tenth, middle and ninetieth of a hundred draws; None for "never" or none."""

    central: float | None
    p10: float | None
    p50: float | None
    p90: float | None


@dataclass(frozen=True, slots=True)
class Gain:
    """What a country gains or loses: present value in USD at central values, with the 10th and 90th of 100 draws."""

    country: str
    present_usd: float
    p10_usd: float
    p90_usd: float


@dataclass(frozen=True, slots=True)
class Payment:
    """What an owner pays: present value in USD at central values, with the 10th and 90th of 100 draws of the whole."""

    owner: str
    capital_usd: float
    yearly_usd: float
    p10_usd: float
    p90_usd: float


@dataclass(frozen=True, slots=True)
class Beside:
    """A benefit that is not added up: its unit, its sum over the years counted at central values, undiscounted, why."""

    kind: Kind
    unit: str
    total: float
    by_country: dict[str, float]
    why: str


@dataclass(frozen=True, slots=True, eq=False)
class Appraisal:
    """What building some measures together is worth.

    Attributes
    ----------
    measures
        Their ids.
    terms
        How it was asked.
    years
        (years,) calendar years.
    cost_usd, benefit_usd
        (years,) at central values, undiscounted, both as amounts.
    npv_usd, chance_of_gain
        Net present value, and the share of draws in which it is above 0.
    npv_at
        Net present value at other discount rates, at central values.
    eirr
        Economic internal rate of return at central values, or why there is none.
    eirr_draws, eirr_found, eirr_several
        Its 10th, 50th and 90th of 100 draws that have exactly one, the share of draws that do, and of those with
        several.
    benefit_cost
        Present benefits over present costs; None where nothing is paid.
    payback_years, discounted_payback_years
        Years from the start of the first year counted; None for never within the years counted.
    never, discounted_never
        Share of draws that are never paid back.
    gains, payments
        Who gains and who pays: no share of a cost is laid on a country, because nobody has said who finances.
    beside
        What is not added up.
    flags
        What must be shown beside the costs, by measure.
    sources, notes
        Ids from `sources.csv`, and what a reader must know.
    """

    measures: tuple[str, ...]
    terms: Terms
    years: Floats
    cost_usd: Floats
    benefit_usd: Floats
    npv_usd: Spread
    chance_of_gain: float
    npv_at: tuple[tuple[float, float], ...]
    eirr: RateOfReturn
    eirr_draws: tuple[float | None, float | None, float | None]
    eirr_found: float
    eirr_several: float
    benefit_cost: Spread
    payback_years: Spread
    discounted_payback_years: Spread
    never: float
    discounted_never: float
    gains: tuple[Gain, ...]
    payments: tuple[Payment, ...]
    beside: tuple[Beside, ...]
    flags: dict[str, tuple[str, ...]]
    sources: tuple[str, ...]
    notes: tuple[str, ...]
