"""Is a measure, or several together, worth its money? Net present value, return, ratio, payback, with their ranges.

NPV = sum over t of (B_t - C_t) / (1 + r)^(t - base year); the economic internal rate of return is the r at which it is
0; the benefit-cost ratio is present benefits over present costs (ADB 2017, Guidelines for the Economic Analysis of
Projects). Costs, demand, prices and opening dates are drawn with a seed, each measure's apart from the others'.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from alat.errors import BadInput
from alat.plan.appraisal_results import (
    UNITS,
    Appraisal,
    Benefits,
    Beside,
    Gain,
    Kind,
    Payment,
    Price,
    Spread,
    Terms,
)
from alat.plan.appraisal_words import appraisal_notes, why_beside
from alat.plan.cost_results import MeasureCost
from alat.plan.flows import discounts, in_use, payback, shifted, spent
from alat.plan.parameters import parameter
from alat.plan.rates_of_return import rate_of_return, rates_of_return
from alat.plan.triangular import triangular
from alat.routing.figures import Floats

_TENTHS = (0.1, 0.5, 0.9)


@dataclass(frozen=True, slots=True, eq=False)
class _Draws:
    """Costs (measures, draws) in USD, openings (measures, draws), demand (draws,), prices by kind (draws,)."""

    capital: Floats
    yearly: Floats
    opening: Floats
    demand: Floats
    prices: dict[Kind, Floats]


@dataclass(frozen=True, slots=True, eq=False)
class _Flows:
    """Capital and yearly cost (measures, draws, years) and benefits (draws, years, countries), all amounts in USD."""

    capital: Floats
    yearly: Floats
    benefits: Floats

    @property
    def paid(self) -> Floats:
        """(draws, years)."""
        found: Floats = (self.capital + self.yearly).sum(axis=0)
        return found

    @property
    def gained(self) -> Floats:
        """(draws, years)."""
        found: Floats = self.benefits.sum(axis=2)
        return found

    @property
    def net(self) -> Floats:
        """(draws, years)."""
        return self.gained - self.paid


@dataclass(frozen=True, slots=True)
class _Returns:
    """Tenths of the draws with one return, and the shares of draws with one and with several."""

    tenths: tuple[float | None, float | None, float | None]
    found: float
    several: float


def usual_terms(start: float, counted: Kind, *, prices: tuple[Price, ...] = ()) -> Terms:
    """Return terms with the discount rate, years and demand of `plan_parameters`, discounted to the year of the start.

    Parameters
    ----------
    start
        When building begins.
    counted
        ``real_income`` or ``money_saved``.
    prices
        Of benefits that are not money.
    """
    rate, years = parameter("discount_rate").range, parameter("appraisal_years").range
    return Terms(
        counted=counted,
        start=start,
        rate=rate.central,
        years=round(years.central),
        base_year=int(np.floor(start)),
        demand=parameter("demand").range,
        prices=prices,
        other_rates=(rate.low, rate.high),
    )


def carbon_price() -> Price:
    """Return the price of a tonne of CO2e in `plan_parameters`, with its source."""
    found = parameter("carbon_price")
    return Price(Kind.CO2E, found.range, found.basis, ";".join(found.sources))


def appraise(costs: Sequence[MeasureCost], benefits: Benefits | Sequence[Benefits], *, terms: Terms) -> Appraisal:
    """Return what building some measures together is worth.

    Parameters
    ----------
    costs
        Of the measures; all begin at the start.
    benefits
        What they bring together, by year of use, kind and country: nothing comes in before the last of them opens. Or
        one for each measure: what it adds to those before it, from its own opening on.
    terms
        How it is asked. Real income and money saved are never added: the one is where the other ends up.

    Raises
    ------
    BadInput
        If no measure is given or one stands twice, a kind is missing, years are too few, or one may open after them.
    """
    steps = _checked(costs, (benefits,) if isinstance(benefits, Benefits) else tuple(benefits), terms=terms)
    years = np.floor(terms.start) + np.arange(terms.years, dtype=np.float64)
    weights = discounts(years, terms.rate, base_year=terms.base_year)
    draws = _central(costs, terms), _drawn(costs, terms)
    middle, every = (_flows(one, steps, terms=terms, years=years) for one in draws)
    first, returns, simple = middle.net[0], _returns(every), payback(every.net)
    discounted = payback(every.net * weights)
    return Appraisal(
        measures=tuple(one.measure for one in costs),
        terms=terms,
        years=years,
        cost_usd=middle.paid[0],
        benefit_usd=middle.gained[0],
        npv_usd=_spread(float(first @ weights), every.net @ weights),
        chance_of_gain=float(np.mean(every.net @ weights > 0)),
        npv_at=tuple((r, float(first @ discounts(years, r, base_year=terms.base_year))) for r in terms.other_rates),
        eirr=rate_of_return(first),
        eirr_draws=returns.tenths,
        eirr_found=returns.found,
        eirr_several=returns.several,
        benefit_cost=_ratio(middle, every, weights=weights),
        payback_years=_spread(float(payback(middle.net)[0]), simple),
        discounted_payback_years=_spread(float(payback(middle.net * weights)[0]), discounted),
        never=float(np.mean(np.isnan(simple))),
        discounted_never=float(np.mean(np.isnan(discounted))),
        gains=_gains(middle, every, codes=steps[0].countries, weights=weights),
        payments=_payments(middle, every, owners=tuple(one.owner for one in costs), weights=weights),
        beside=_beside(costs, steps, terms=terms, years=years),
        flags=_flags(costs),
        sources=_sources(terms),
        notes=appraisal_notes(costs, steps, terms=terms),
    )


def _checked(costs: Sequence[MeasureCost], steps: tuple[Benefits, ...], *, terms: Terms) -> tuple[Benefits, ...]:
    """Return the steps if they and the costs can be appraised."""
    names = [one.measure for one in costs]
    if not names or len(set(names)) < len(names):
        raise BadInput(f"measures {', '.join(names) or 'none'}; expected at least one, and each once")
    if len(steps) not in {1, len(names)}:
        raise BadInput(
            f"benefits of {len(steps)} steps and {len(names)} measures; expected one for each, or one in all"
        )
    for one in steps:
        _check_step(one, steps[0], terms=terms)
    latest = terms.start + max(one.years_high for one in costs)
    end = np.floor(terms.start) + terms.years
    if latest >= end:
        raise BadInput(f"a measure may open at {latest:g} and years are counted up to {end:g}; expected more years")
    return steps


def _check_step(benefits: Benefits, first: Benefits, *, terms: Terms) -> None:
    for kind in (terms.counted, *(price.kind for price in terms.prices)):
        if kind not in benefits.kinds:
            raise BadInput(f"{kind} is not among the benefits ({', '.join(benefits.kinds)})")
    if len(benefits.values) < terms.years:
        raise BadInput(
            f"benefits of {len(benefits.values)} years of use, and {terms.years} years are counted; expected as many, "
            "with 0 where a year brings nothing"
        )
    if (benefits.kinds, benefits.countries) != (first.kinds, first.countries):
        raise BadInput("benefits of two measures with other kinds or countries; expected the same, in one order")


def _central(costs: Sequence[MeasureCost], terms: Terms) -> _Draws:
    def column(values: Sequence[float]) -> Floats:
        return np.array(values, dtype=np.float64)[:, None]

    return _Draws(
        column([one.capital.central for one in costs]),
        column([one.yearly.central for one in costs]),
        terms.start + column([(one.years_low + one.years_high) / 2 for one in costs]),
        np.array([terms.demand.central]),
        {price.kind: np.array([price.usd.central]) for price in terms.prices},
    )


def _drawn(costs: Sequence[MeasureCost], terms: Terms) -> _Draws:
    """Draw what is not known; of one measure capital, yearly cost and time are drawn apart."""
    random = np.random.default_rng(terms.seed)
    chances = random.random((len(costs), 3, terms.draws))
    rest = random.random((1 + len(terms.prices), terms.draws))
    years = [one.years_low + (one.years_high - one.years_low) * chances[at, 2] for at, one in enumerate(costs)]
    return _Draws(
        np.stack([triangular(chances[at, 0], one.capital.ends) for at, one in enumerate(costs)]),
        np.stack([triangular(chances[at, 1], one.yearly.ends) for at, one in enumerate(costs)]),
        terms.start + np.stack(years),
        triangular(rest[0], terms.demand.ends),
        {price.kind: triangular(rest[1 + at], price.usd.ends) for at, price in enumerate(terms.prices)},
    )


def _flows(draws: _Draws, steps: Sequence[Benefits], *, terms: Terms, years: Floats) -> _Flows:
    start = np.full(draws.opening.shape[1], terms.start)
    capital = np.stack(
        [
            usd[:, None] * spent(years, start, opening=opens)
            for usd, opens in zip(draws.capital, draws.opening, strict=True)
        ]
    )
    yearly = np.stack(
        [usd[:, None] * in_use(years, opens) for usd, opens in zip(draws.yearly, draws.opening, strict=True)]
    )
    gained = _coming_in(terms.counted, steps, opening=draws.opening, years=years)
    for kind, price in draws.prices.items():
        gained = gained + price[:, None, None] * _coming_in(kind, steps, opening=draws.opening, years=years)
    return _Flows(capital, yearly, gained * draws.demand[:, None, None])


def _coming_in(kind: Kind, steps: Sequence[Benefits], *, opening: Floats, years: Floats) -> Floats:
    """Return (draws, years, countries) of one kind: all from the last opening on, or each from its own."""
    begins = opening.max(axis=0)[None] if len(steps) == 1 else opening
    found: Floats = sum(  # type: ignore[assignment]
        shifted(one.of(kind), years, opening=opens) for one, opens in zip(steps, begins, strict=True)
    )
    return found


def _beside(
    costs: Sequence[MeasureCost], steps: Sequence[Benefits], *, terms: Terms, years: Floats
) -> tuple[Beside, ...]:
    """Return what is not in the sum, over the same years of use as what is."""
    opening, codes = _central(costs, terms).opening, steps[0].countries
    priced = {price.kind for price in terms.prices}
    found = []
    for kind in steps[0].kinds:
        if kind is terms.counted or kind in priced:
            continue
        coming = _coming_in(kind, steps, opening=opening, years=years)
        by_country = coming[0].sum(axis=0) * terms.demand.central
        found.append(
            Beside(
                kind,
                UNITS[kind],
                float(by_country.sum()),
                {code: float(value) for code, value in zip(codes, by_country, strict=True)},
                why_beside(kind, terms),
            )
        )
    return tuple(found)


def _returns(every: _Flows) -> _Returns:
    roots, several = rates_of_return(every.net)
    found = roots[~np.isnan(roots)]
    return _Returns(_tenths(found), len(found) / len(roots), float(np.mean(several)))


def _ratio(middle: _Flows, every: _Flows, *, weights: Floats) -> Spread:
    def ratios(flows: _Flows) -> Floats:
        gained, paid = flows.gained @ weights, flows.paid @ weights
        found: Floats = np.divide(gained, paid, out=np.full(len(paid), np.nan), where=paid > 0)
        return found

    return _spread(float(ratios(middle)[0]), ratios(every))


def _gains(middle: _Flows, every: _Flows, *, codes: tuple[str, ...], weights: Floats) -> tuple[Gain, ...]:
    central = np.einsum("syc,y->sc", middle.benefits, weights)[0]
    low, high = np.quantile(np.einsum("syc,y->sc", every.benefits, weights), (_TENTHS[0], _TENTHS[2]), axis=0)
    rows = [Gain(code, float(central[at]), float(low[at]), float(high[at])) for at, code in enumerate(codes)]
    return tuple(sorted(rows, key=lambda row: -row.present_usd))


def _payments(middle: _Flows, every: _Flows, *, owners: tuple[str, ...], weights: Floats) -> tuple[Payment, ...]:
    rows = []
    for owner in dict.fromkeys(owners):
        own = [at for at, one in enumerate(owners) if one == owner]
        whole = (every.capital[own] + every.yearly[own]).sum(axis=0) @ weights
        low, high = np.quantile(whole, (_TENTHS[0], _TENTHS[2]))
        rows.append(
            Payment(
                owner,
                float(middle.capital[own].sum(axis=0)[0] @ weights),
                float(middle.yearly[own].sum(axis=0)[0] @ weights),
                float(low),
                float(high),
            )
        )
    return tuple(sorted(rows, key=lambda row: -(row.capital_usd + row.yearly_usd)))


def _spread(central: float, draws: Floats) -> Spread:
    """Return quantiles in which a draw without an answer stands beyond all that have one."""
    return Spread(None if np.isnan(central) else central, *_tenths(np.where(np.isnan(draws), np.inf, draws)))


def _tenths(draws: Floats) -> tuple[float | None, float | None, float | None]:
    if not len(draws):
        return None, None, None
    low, mid, high = (float(each) for each in np.quantile(draws, _TENTHS, method="inverted_cdf"))
    return tuple(each if np.isfinite(each) else None for each in (low, mid, high))  # type: ignore[return-value]


def _flags(costs: Sequence[MeasureCost]) -> dict[str, tuple[str, ...]]:
    return {one.measure: tuple(str(flag) for flag in one.flags) for one in costs if one.flags}


def _sources(terms: Terms) -> tuple[str, ...]:
    """Return what is cited: for the rate and for demand only where they are those of the table."""
    rate, demand = parameter("discount_rate"), parameter("demand")
    cited = {source for price in terms.prices for source in price.source.split(";")}
    cited |= set(rate.sources) if terms.rate == rate.range.central else set()
    cited |= set(demand.sources) if terms.demand == demand.range else set()
    return tuple(sorted(cited))
