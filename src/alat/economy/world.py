"""The world of the shipped totals as a baseline of one sector, with every assumption said."""

from dataclasses import replace

import numpy as np
import polars as pl

from alat.data import datasets, table
from alat.economy.baseline import Baseline
from alat.economy.flows import one_sector
from alat.errors import NotCovered

# A GDP older than this many years is named; it is used, because a world without the country would lose its trade.
_CURRENT_YEARS = 3


def world_baseline(*, theta: float | None = None, gross_output_ratio: float | None = None) -> Baseline:
    """Build the one-sector baseline of every country in the trade totals.

    Gross output is a fixed multiple of GDP; what a country buys from itself is that less its exports of goods.

    Parameters
    ----------
    theta
        Trade elasticity; the shipped parameter where none is given.
    gross_output_ratio
        Gross output over GDP; the shipped parameter where none is given. Its inverse is the value-added share.

    Returns
    -------
    Baseline
        In USD, its assumptions in `notes`, countries raised to the floor in `floored`.

    Raises
    ------
    BadInput
        If a parameter is out of range.
    NotCovered
        If a country of the totals has no GDP.
    """
    defaults = world_parameters()
    elasticity = defaults["theta"] if theta is None else theta
    ratio = defaults["gross_output_ratio"] if gross_output_ratio is None else gross_output_ratio
    flows = table("flows_total")
    codes = sorted({*flows["exporter"], *flows["importer"]})
    gdp = gdp_of(codes)
    place = pl.DataFrame({"code": codes, "index": range(len(codes))})
    exports = np.zeros((len(codes), len(codes)))
    at = flows.join(place, left_on="exporter", right_on="code").join(
        place, left_on="importer", right_on="code", suffix="_importer"
    )
    exports[at["index"].to_numpy(), at["index_importer"].to_numpy()] = at["value_usd"].to_numpy()
    baseline = one_sector(
        codes,
        exports,
        gross_output=ratio * gdp["value"].to_numpy(),
        value_added_share=1 / ratio if ratio else 0.0,
        theta=elasticity,
        least_own_share=defaults["least_own_share"],
    )
    return _described(baseline, gdp, ratio=ratio)


def world_parameters() -> dict[str, float]:
    """Return the shipped parameters of the economy by name."""
    return dict(table("economy_parameters").select("parameter", "value").iter_rows())


def gdp_of(codes: list[str]) -> pl.DataFrame:
    """Return iso3, year and value (GDP in USD), one row a code in the order given.

    Raises
    ------
    NotCovered
        If a country has no GDP.
    """
    known = table("macro").filter(pl.col("indicator") == "gdp_usd").select("iso3", "year", "value")
    found = pl.DataFrame({"iso3": codes}).join(known, on="iso3", how="left", maintain_order="left")
    missing = found.filter(pl.col("value").is_null())["iso3"].to_list()
    if missing:
        raise NotCovered(f"no GDP of {', '.join(missing)}: the world's output cannot be estimated")
    return found


def _described(baseline: Baseline, gdp: pl.DataFrame, *, ratio: float) -> Baseline:
    covered = table("flows_total_codes").filter(pl.col("present"))
    apart = covered.filter(~pl.col("focal")).height
    pairs = covered.height * (covered.height - 1)
    notes = [
        "Goods trade of 2023 in one sector; services, tariffs and input-output links between sectors are left out.",
        f"What a country buys from itself is modelled: {ratio:g} times GDP less exports of goods.",
        "Services are in it, so that an effect of the cost of goods is diluted.",
        f"{apart * (apart - 1)} of {pairs} ordered pairs are not covered by the trade totals and count as nil.",
        "A flow that is nil in the baseline stays nil.",
        f"The trade elasticity, {baseline.theta[0]:g}, is assumed.",
    ]
    notes += old_gdp(gdp)
    if baseline.floored:
        notes.append(f"Gross output was raised to cover exports for {', '.join(baseline.floored)}.")
    return replace(baseline, sources=sources_of("flows_total", "macro", "economy_parameters"), notes=tuple(notes))


def old_gdp(gdp: pl.DataFrame) -> list[str]:
    """Return the note on countries whose GDP is of an earlier year, if there are any."""
    old = gdp.filter(pl.col("year") < pl.col("year").max() - _CURRENT_YEARS).sort("iso3")
    if not old.height:
        return []
    shown = ", ".join(f"{code} {year}" for code, year in old.select("iso3", "year").iter_rows())
    return [f"GDP is of an earlier year for {shown}."]


def sources_of(*names: str) -> tuple[str, ...]:
    """Return the ids of the sources of some datasets, each once."""
    listed = datasets()
    return tuple(dict.fromkeys(source for name in names for source in listed[name].sources))
