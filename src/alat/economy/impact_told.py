"""How is an impact told? Its tables, for the countries that are asked about."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from alat.data import Basis, Quantity
from alat.economy.baseline import income, place_of
from alat.economy.impact_results import Impact
from alat.reference import countries

_MOST_SHOWN = 12


@dataclass(frozen=True, slots=True)
class ImpactTold:
    """What an edit does, as tables.

    Attributes
    ----------
    scenario
        Name of the edit.
    said
        What it changes, in words.
    shown
        ISO3 codes of the countries asked about.
    world_gain
        Sum of the gains of all countries, USD a year.
    countries
        One row a country, largest gain first, as in `Impact`, with its name.
    parts
        Of the countries shown: iso3, part, welfare, gain_usd.
    split
        Of the countries shown: iso3, and terms_of_trade_usd, volume_of_trade_usd, trade_cost_usd and transfer_usd along
        the path, which sum to the gain; empty where a flow ends.
    runs
        Of the countries shown: iso3, edit, mu_usd_per_t, theta_factor, gain_usd.
    trade
        Between the countries shown: exporter, importer, before_usd, after_usd, change.
    sources, notes
        As ever.
    """

    scenario: str
    said: tuple[str, ...]
    shown: tuple[str, ...]
    world_gain: Quantity
    countries: pl.DataFrame
    parts: pl.DataFrame
    split: pl.DataFrame
    runs: pl.DataFrame
    trade: pl.DataFrame
    sources: tuple[str, ...]
    notes: tuple[str, ...]


def told(found: Impact, *, said: Sequence[str], shown: Sequence[str] = (), home: str = "") -> ImpactTold:
    """Return an impact as tables.

    Parameters
    ----------
    found
        The impact.
    said
        What is edited, in words.
    shown
        ISO3 codes to show; those that gain or lose most where none is named.
    home
        A country whose trade with the others shown is told; between all of them where none is named.

    Raises
    ------
    UnknownCode
        If one of them is not in the world.
    """
    world = found.equilibrium.baseline
    for code in (*shown, *([home] if home else [])):
        place_of("country", code, among=world.countries)
    names = [countries()[code].name if code in countries() else code for code in world.countries]
    rows = found.countries.insert_column(1, pl.Series("country", names)).sort("gain_usd", descending=True)
    largest = rows.sort(pl.col("gain_usd").abs(), descending=True)["iso3"].head(_MOST_SHOWN).to_list()
    chosen = tuple(shown) or tuple(largest)
    within = pl.col("iso3").is_in(chosen)
    return ImpactTold(
        scenario=found.scenario,
        said=tuple(said),
        shown=chosen,
        world_gain=Quantity(found.world_gain_usd, "usd", Basis.MODELLED, found.sources, "2023", "sum of all countries"),
        countries=rows,
        parts=found.parts.filter(within),
        split=_split(found).filter(within),
        runs=_runs(found).filter(within),
        trade=_trade(found, chosen, home=home),
        sources=found.sources,
        notes=found.notes,
    )


def _split(found: Impact) -> pl.DataFrame:
    """Return the parts along the path in USD: shares of the logarithm, brought to the exact gain."""
    world, parts = found.equilibrium.baseline, ("terms_of_trade", "volume_of_trade", "trade_cost", "transfer")
    if found.split is None:
        return pl.DataFrame(schema={"iso3": pl.String} | {f"{part}_usd": pl.Float64 for part in parts})
    gain = found.equilibrium.welfare * income(world)
    # ln(1 + w) is w to the first order, and is nil only where w is.
    scale = np.divide(gain, found.split.total, out=income(world).copy(), where=found.split.total != 0)
    columns = {f"{part}_usd": getattr(found.split, part) * scale for part in parts}
    return pl.DataFrame({"iso3": world.countries} | columns)


def _runs(found: Impact) -> pl.DataFrame:
    world = found.equilibrium.baseline
    whole = income(world)
    every = [
        pl.DataFrame({"iso3": world.countries, "gain_usd": run.welfare * whole}).with_columns(
            edit=pl.lit(run.edit), mu_usd_per_t=pl.lit(run.mu_usd_per_t), theta_factor=pl.lit(run.theta_factor)
        )
        for run in found.runs
    ]
    return pl.concat(every).select("iso3", "edit", "mu_usd_per_t", "theta_factor", "gain_usd")


def _trade(found: Impact, chosen: Sequence[str], *, home: str) -> pl.DataFrame:
    pairs = [(a, b) for a in chosen for b in chosen if a != b and (not home or home in {a, b})]
    rows = [(a, b, *found.trade_between(a, buyer=b)) for a, b in pairs]
    frame = pl.DataFrame(
        rows,
        schema={"exporter": pl.String, "importer": pl.String, "before_usd": pl.Float64, "after_usd": pl.Float64},
        orient="row",
    )
    change = pl.when(pl.col("before_usd") > 0).then(pl.col("after_usd") / pl.col("before_usd") - 1)
    return frame.with_columns(change=change).sort("before_usd", descending=True)
