"""The tables of an energy answer."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import polars as pl

from alat.data import Basis, table
from alat.sectors.break_even import BreakEven, highest_wacc
from alat.sectors.energy_chains import Chain, Site, delivered_parts, made
from alat.sectors.energy_figures import EnergyFigure
from alat.sectors.levelised import Floats, Values, ammonia, lcoe, lcoh, lcos, supply_load
from alat.sectors.spread import Spread, central_values, spread

_CITED = dict.fromkeys(("price_basis", "basis", "sources", "cited", "url"), pl.String)
DELIVERED, HOME = "delivered", "made at the destination"
LABELS = {
    "power": "power",
    "electrolyser": "electrolyser",
    "storage": "hydrogen tanks, battery",
    "synthesis": "synthesis, nitrogen",
    "tank_at_plant": "ammonia tank, plant",
    "land_origin": "land, origin",
    "ports": "ports",
    "ship": "ship",
    "land_destination": "land, destination",
    "tank_at_destination": "ammonia tank, destination",
    "losses": "losses",
}
# Parts whose money the routing room states.
_OF_THE_LANE = ("land_origin", "ports", "land_destination")


def cost_frame(sites: Sequence[Site], chains: Sequence[Chain]) -> pl.DataFrame:
    """Return what each thing costs in each country, and the ammonia that is brought."""
    rows = [_cost_row(site, cost) for site in sites for cost in _costs(site)]
    rows += [
        _cost_row(chain.site, ("ammonia_delivered", "USD/t", chain.spread(), chain.site.supply)) for chain in chains
    ]
    return pl.DataFrame(rows)


def parts_frame(chains: Sequence[Chain], home: Site) -> pl.DataFrame:
    """Return the parts of a tonne brought by each chain, and of one made at the destination."""
    told = [
        (DELIVERED, chain.site, delivered_parts(central_values(chain.site.figures), chain.site.supply, lane=chain.lane))
        for chain in chains
    ]
    told.append((HOME, home, ammonia(central_values(home.figures), home.supply)))
    return pl.DataFrame(
        [
            {
                "chain": chain,
                "iso3": site.country.iso3,
                "name": site.country.name,
                "part": part,
                "told_as": LABELS[part],
                "usd_per_t": float(usd),
                "basis": (Basis.ASSUMED if part in _OF_THE_LANE else Basis.MODELLED).value,
            }
            for chain, site, parts in told
            for part, usd in parts.items()
        ]
    )


def power_frame(sites: Sequence[Site]) -> pl.DataFrame:
    """Return what new power was sold for in each country beside what it costs there, and the WACC that pays."""
    prices = table("energy_prices")
    rows = [
        _power_row(site, row)
        for site in sites
        for row in prices.filter(pl.col("iso3") == site.country.iso3).iter_rows(named=True)
    ]
    words = dict.fromkeys(("iso3", "name", "power", "kind"), pl.String)
    numbers = dict.fromkeys(("price", "value", "p10", "p90", "pays_up_to_wacc"), pl.Float64)
    return pl.DataFrame(rows, schema={**words, "of_year": pl.Int64, **numbers, **_CITED})


def swings_frame(brought: Spread, figures: Mapping[str, EnergyFigure]) -> pl.DataFrame:
    """Return what each figure does to the delivered cost, largest swing first."""
    words, numbers = dict.fromkeys(("figure", "unit"), pl.String), pl.Float64
    ends = dict.fromkeys(("low", "high", "at_low_usd_per_t", "at_high_usd_per_t"), numbers)
    return pl.DataFrame(
        [
            {
                "figure": name,
                "unit": figures[name].unit,
                "low": figures[name].low,
                "high": figures[name].high,
                "at_low_usd_per_t": at_low,
                "at_high_usd_per_t": at_high,
            }
            for name, at_low, at_high in brought.swings
        ],
        schema={**words, **ends},
    ).with_columns(basis=pl.lit(Basis.MODELLED.value))


def figures_frame(used: Sequence[Mapping[str, EnergyFigure]]) -> pl.DataFrame:
    """Return every figure once for each country of which it speaks."""
    found = {(each.name, each.iso3): each for figures in used for each in figures.values()}
    return pl.DataFrame(
        [
            {
                "figure": each.name,
                "iso3": each.iso3,
                "value": each.value,
                "low": each.low,
                "high": each.high,
                "unit": each.unit,
                "of_year": each.year,
                "basis": each.basis.value,
                "sources": ";".join(each.sources),
                "cited": each.cited,
                "url": each.url,
                "note": each.note,
            }
            for _, each in sorted(found.items())
        ]
    )


def break_even_frame(found: Sequence[BreakEven]) -> pl.DataFrame:
    """Return at what the delivered ammonia would pay."""
    columns = {"what": pl.String, "value": pl.Float64, "unit": pl.String, "today": pl.Float64, "note": pl.String}
    rows = [(each.what, each.value, each.unit, each.today, each.note) for each in found]
    return pl.DataFrame(rows, schema=columns, orient="row").with_columns(basis=pl.lit(Basis.MODELLED.value))


def _power_row(site: Site, row: Mapping[str, Any]) -> dict[str, object]:
    power = row["power"]
    found = spread(lambda values: lcoe(values, power), site.figures)
    values = central_values(site.figures)
    return {
        "iso3": site.country.iso3,
        "name": site.country.name,
        "power": power,
        "kind": row["kind"],
        "of_year": row["year"],
        "price": row["usd_per_mwh"],
        "value": found.value,
        "p10": found.p10,
        "p90": found.p90,
        "pays_up_to_wacc": highest_wacc(values, lambda each: lcoe(each, power), price=row["usd_per_mwh"]),
        "price_basis": row["basis"],
        "basis": Basis.MODELLED.value,
        "sources": row["sources"],
        "cited": row["cited"],
        "url": row["url"],
    }


def _costs(site: Site) -> list[tuple[str, str, Spread, str]]:
    """Return what each thing costs in a country: what, unit, cost, and by which power."""

    def of(cost: Callable[[Values, str], Floats], supply: str) -> Spread:
        return spread(lambda values: cost(values, supply), site.figures)

    stored = min(("solar", "wind"), key=lambda each: float(lcoe(central_values(site.figures), each)))
    return [
        ("electricity_solar", "USD/MWh", of(lcoe, "solar"), "solar"),
        ("electricity_wind", "USD/MWh", of(lcoe, "wind"), "wind"),
        ("electricity_both", "USD/MWh", of(lcoe, "both"), "both"),
        ("electricity_stored", "USD/MWh", of(lcos, stored), stored),
        ("electrolyser_load", "share", of(supply_load, site.supply), site.supply),
        ("hydrogen", "USD/kg", of(lcoh, site.supply), site.supply),
        ("ammonia_at_plant", "USD/t", spread(made(site.supply), site.figures), site.supply),
    ]


def _cost_row(site: Site, cost: tuple[str, str, Spread, str]) -> dict[str, object]:
    what, unit, found, supply = cost
    return {
        "iso3": site.country.iso3,
        "name": site.country.name,
        "what": what,
        "value": found.value,
        "unit": unit,
        "least": found.least,
        "p10": found.p10,
        "p90": found.p90,
        "most": found.most,
        "supply": supply,
        "basis": Basis.MODELLED.value,
    }
