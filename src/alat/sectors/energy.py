"""What do solar and wind power, storage, hydrogen and ammonia cost in a country, and ammonia brought to another?"""

from collections.abc import Mapping, Sequence

from alat.errors import BadInput, NoRoute, near_matches
from alat.network.scenario import BASE, Scenario
from alat.reference import Country
from alat.sectors.break_even import break_evens, judged
from alat.sectors.energy_chains import Chain, Site, made, site
from alat.sectors.energy_figures import ANYWHERE, EnergyFigure
from alat.sectors.energy_frames import (
    break_even_frame,
    cost_frame,
    figures_frame,
    parts_frame,
    power_frame,
    swings_frame,
)
from alat.sectors.energy_lane import AmmoniaLane, ammonia_lane
from alat.sectors.energy_price import AmmoniaPrice, given_price, shipped_price
from alat.sectors.energy_results import Energy
from alat.sectors.levelised import SUPPLIES
from alat.sectors.spread import spread

PRICE = "grey.price"
NOTES = (
    "Costs are modelled before tax, in money of about 2025; a country's cost of capital follows from a rule.",
    "The range of 80 % draws every figure on its own; where ranges lean one way the central value may lie outside it.",
    "A year's mean stands for every hour: what solar and wind give at once, and the hydrogen to be held, are assumed.",
    "Left out: grid power and connection, land, permits, taxes, subsidies, oxygen and heat sold beside ammonia.",
    "Nothing says that a port of the lane has a terminal for refrigerated ammonia, or depth for the ship.",
)


def energy(
    origin: Country,
    destination: Country,
    *,
    given: Mapping[str, float] | None = None,
    price: float | AmmoniaPrice | None = None,
    supply: str | None = None,
    scenario: Scenario = BASE,
    rivals: Sequence[Country] = (),
) -> Energy:
    """Return what green power and ammonia cost in two countries, and ammonia delivered from the first to the second.

    Parameters
    ----------
    origin, destination
        Where it is made and where it is wanted.
    given
        Figures in place of the shipped ones, as in `energy_figures`: ``finance.wacc``, ``AZE.solar.capex`` ...
    price
        The price to beat at the destination: USD a tonne of ammonia, or one with its source as of `pulled_price`; the
        shipped one where it is None.
    supply
        Power of the plants: ``solar``, ``wind``, ``both``; the cheapest in each country where it is None.
    scenario
        What is closed, opened or avoided on the way.
    rivals
        Other countries that might make it for the same destination.

    Raises
    ------
    UnknownCode, BadInput
        If a given figure is not known or out of bounds, the price is not above 0, or the supply is none of the three.
    SameParty, NoRoute, NotCovered
        If no lane leads from one to the other; a rival without a lane is named in a note.

    Notes
    -----
    docs/energy.md has every formula with its source.
    """
    _check(supply)
    own, home = (site(country, given, supply=supply) for country in (origin, destination))
    chain = Chain(own, ammonia_lane(origin, destination, scenario=scenario))
    others, missing = _rivals(rivals, destination, given=given, supply=supply, scenario=scenario)
    to_beat = _price_to_beat(price, home.figures[PRICE])
    return _answer([chain, *others], home, price=to_beat, missing=missing)


def _answer(chains: Sequence[Chain], home: Site, *, price: AmmoniaPrice, missing: Sequence[str]) -> Energy:
    chain = chains[0]
    origin, destination = chain.site, home.country
    brought, made_there = chain.spread(), spread(made(home.supply), home.figures)
    asked = float(price.value.value or 0.0)
    verdict, reason = judged(brought, made_there, price=price, names=(origin.country.name, destination.name))
    sites = list({each.country: each for each in (origin, home, *(other.site for other in chains))}.values())
    return Energy(
        origin=origin.country,
        destination=destination,
        verdict=verdict,
        reason=reason,
        price=price.value,
        price_low=price.low,
        price_high=price.high,
        costs=cost_frame(sites, chains),
        parts=parts_frame(chains, home),
        power_prices=power_frame(sites),
        break_evens=break_even_frame(break_evens(origin.figures, chain.cost(), price=asked, lane=chain.lane)),
        swings=swings_frame(brought, origin.figures),
        parameters=figures_frame([each.figures for each in sites]),
        lane=chain.lane,
        supply=origin.supply,
        sources=_sources(sites, chains, price=price),
        notes=(*_lane_notes(chain.lane), *missing, *_country_notes(sites), *NOTES),
    )


def _check(supply: str | None) -> None:
    if supply is not None and supply not in SUPPLIES:
        near = near_matches(supply, SUPPLIES)
        hint = f"; did you mean {near[0]}?" if near else ""
        raise BadInput(f"supply {supply!r}; expected one of {', '.join(SUPPLIES)}{hint}")


def _rivals(
    rivals: Sequence[Country],
    destination: Country,
    *,
    given: Mapping[str, float] | None,
    supply: str | None,
    scenario: Scenario,
) -> tuple[list[Chain], list[str]]:
    """Return the chains from other countries, and a note on each from which no lane leads."""
    chains, missing = [], []
    for country in dict.fromkeys(rivals):
        try:
            lane = ammonia_lane(country, destination, scenario=scenario)
        except NoRoute as error:
            missing.append(f"{country.name} is left out of the rivals: {error}.")
        else:
            chains.append(Chain(site(country, given, supply=supply), lane))
    return chains, missing


def _price_to_beat(price: float | AmmoniaPrice | None, shipped: EnergyFigure) -> AmmoniaPrice:
    if price is None:
        return shipped_price(shipped)
    return price if isinstance(price, AmmoniaPrice) else given_price(price)


def _lane_notes(lane: AmmoniaLane) -> list[str]:
    if not lane.ports:
        return ["The cheapest lane has no sea leg: nothing goes by gas carrier."]
    tanker = f"the routing room asks {lane.tanker_usd_per_t:,.0f} USD a tonne for tank cargo in general on those legs"
    return [f"By sea {lane.sea_km:,.0f} km on the gas carrier of the figures, back in ballast; {tanker}."]


def _country_notes(sites: Sequence[Site]) -> list[str]:
    """Say for which country a capacity factor is that of the world and not its own."""
    return [
        f"No {kind} capacity factor of {each.country.name} ships: the world's stands in, with a wide range."
        for each in sites
        for kind in ("solar", "wind")
        if each.figures[f"{kind}.capacity_factor"].iso3 == ANYWHERE
    ]


def _sources(sites: Sequence[Site], chains: Sequence[Chain], *, price: AmmoniaPrice) -> tuple[str, ...]:
    cited = [source for each in sites for figure in each.figures.values() for source in figure.sources]
    by_lane = [source for chain in chains for source in chain.lane.sources]
    return tuple(sorted({*cited, *by_lane, *price.value.sources}))
