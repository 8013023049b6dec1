"""Which price has green ammonia to beat? The user's, what the importer paid in pulled flows, or what ships."""

from dataclasses import dataclass

import polars as pl

from alat.data import Basis, Quantity, datasets
from alat.errors import BadInput, NotCovered
from alat.reference import Country
from alat.routing.prices import PRICE_YEAR, price_factor
from alat.routing.worth import sold
from alat.sectors.energy_figures import GIVEN, EnergyFigure
from alat.trade.records import Records

HEADING = "2814"  # ammonia, anhydrous or in aqueous solution
UNIT = "usd_per_t"
# Less than this is samples and solutions; a supplier of less than this share says nothing of the range.
LEAST_T, LEAST_SHARE = 1000.0, 0.05


@dataclass(frozen=True, slots=True)
class AmmoniaPrice:
    """The price to beat at a destination, USD a tonne.

    Attributes
    ----------
    value, low, high
        What is counted on and its range; all one where the user gave it.
    """

    value: Quantity
    low: Quantity
    high: Quantity


def given_price(usd_per_t: float) -> AmmoniaPrice:
    """Return the price that the user gives.

    Raises
    ------
    BadInput
        If it is not above 0.
    """
    if not 0 < usd_per_t < float("inf"):
        raise BadInput(f"the price to beat is {usd_per_t:g} USD a tonne; expected a number above 0")
    one = Quantity(usd_per_t, UNIT, Basis.ASSUMED, note=GIVEN)
    return AmmoniaPrice(one, one, one)


def shipped_price(figure: EnergyFigure) -> AmmoniaPrice:
    """Return the price that ships, or that stands in for it among the figures."""
    note = "; ".join(part for part in (figure.cited, figure.note) if part)
    ends = (figure.value, figure.low, figure.high)
    return AmmoniaPrice(*(Quantity(end, UNIT, figure.basis, figure.sources, figure.year, note) for end in ends))


def pulled_price(destination: Country, records: Records) -> AmmoniaPrice | None:
    """Return what a country paid for ammonia in pulled flows; None without flows or where it bought next to none.

    Parameters
    ----------
    destination
        The importer.
    records
        What is on record.

    Notes
    -----
    Values of BACI are free on board: what was paid on arrival is higher by the way, and the price to beat with it. The
    range is that of suppliers with a twentieth of the tonnes or more.
    """
    if records.flows is None:
        return None
    try:
        rows = sold(records, HEADING)
    except NotCovered:
        return None
    bought = rows.filter((pl.col("importer") == destination.iso3) & (pl.col("quantity_t") > 0))
    tonnes = float(bought["quantity_t"].sum())
    if tonnes < LEAST_T:
        return None
    large = bought.filter(pl.col("quantity_t") >= LEAST_SHARE * tonnes)
    each = large.select(pl.col("quantity_value_usd") / pl.col("quantity_t")).to_series()
    mean = float(bought["quantity_value_usd"].sum()) / tonnes
    ends = (mean, min(mean, float(each.min() or mean)), max(mean, float(each.max() or mean)))  # type: ignore[arg-type]
    note = (
        f"what {destination.name} bought of HS {HEADING} in {records.year}, by {records.name}, free on board: "
        f"{tonnes:,.0f} t at {mean:,.0f} in its dollars, brought to those of {PRICE_YEAR} by consumer prices"
    )
    factor, sources = price_factor(records.year), (records.source, *datasets()["price_levels"].sources)
    return AmmoniaPrice(
        *(Quantity(end * factor, UNIT, Basis.MODELLED, sources, str(records.year), note) for end in ends)
    )
