"""What the energy answer says."""

from dataclasses import dataclass
from enum import StrEnum

import polars as pl

from alat.data import Quantity
from alat.reference import Country
from alat.sectors.energy_lane import AmmoniaLane


class BuildVerdict(StrEnum):
    """Whether ammonia made with new solar and wind power pays against a price."""

    DO_NOT_BUILD = "do not build"
    NOT_ON_CENTRAL = "does not pay on central figures"
    ON_CENTRAL = "pays on central figures, not on dear ones"
    PAYS = "pays"


@dataclass(frozen=True, slots=True)
class Energy:
    """What solar and wind power, storage, hydrogen and ammonia cost in two countries, and ammonia brought over.

    Attributes
    ----------
    origin, destination
        Where the ammonia is made, and where it is wanted.
    verdict, reason
        Whether it pays, and why.
    price
        The price to beat at the destination; its note says whose it is.
    price_low, price_high
        Its range; equal where the user gave it.
    costs
        One row a country and thing: iso3, name, what, value, unit, least, p10, p90, most, supply, basis.
    parts
        One row a chain and part of a tonne of ammonia: chain, iso3, name, part, told_as, usd_per_t, basis.
    power_prices
        What new power was sold for in each country, where a price ships, beside what it costs there: iso3, name, power,
        kind, of_year, price, value, p10, p90 (USD/MWh), pays_up_to_wacc, price_basis, basis, sources, cited, url.
    break_evens
        At what the delivered ammonia would cost as much as the price: what, value, unit, today, note, basis.
    swings
        What each figure does to the delivered cost: figure, unit, low, high, at_low_usd_per_t, at_high_usd_per_t.
    parameters
        Every figure used: figure, iso3, value, low, high, unit, of_year, basis, sources, cited, url, note.
    lane
        By which lane it comes.
    supply
        Power of the plant at the origin: ``solar``, ``wind`` or ``both``.
    """

    origin: Country
    destination: Country
    verdict: BuildVerdict
    reason: str
    price: Quantity
    price_low: Quantity
    price_high: Quantity
    costs: pl.DataFrame
    parts: pl.DataFrame
    power_prices: pl.DataFrame
    break_evens: pl.DataFrame
    swings: pl.DataFrame
    parameters: pl.DataFrame
    lane: AmmoniaLane
    supply: str
    sources: tuple[str, ...]
    notes: tuple[str, ...]
