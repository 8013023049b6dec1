"""Who mines a mineral, and how much of the world's output is theirs?"""

import polars as pl

from alat.data import Basis, Quantity, datasets, table
from alat.errors import NotCovered, UnknownCode, near_matches
from alat.reference import countries
from alat.sectors.results import MineralShares


def mineral_shares(mineral: str, *, year: int | None = None) -> MineralShares:
    """Return the producers of a mineral in one year.

    Parameters
    ----------
    mineral
        Its name: ``lithium``.
    year
        The year of the figures; the latest when it is left out.

    Returns
    -------
    MineralShares
        Mine output in tonnes of metal contained, as the source prints it; a country that is not listed is not known
        to mine none, only to have no more than `rest`.

    Raises
    ------
    UnknownCode
        If the snapshot has no such mineral.
    NotCovered
        If it has none for that year.

    Examples
    --------
    >>> mineral_shares("lithium").producers["iso3"].to_list()[:4]
    ['AUS', 'CHL', 'CHN', 'ARG']
    """
    rows = _output(mineral.strip().casefold(), year)
    sources, when = datasets()["minerals"].sources, int(rows["year"][0])
    world_t = float(rows["tonnes"][0] / rows["share"][0])
    rest = max(0.0, 1 - float(rows["share"].sum()))
    names = {found.iso3: found.name for found in countries().values()}
    return MineralShares(
        mineral=str(rows["mineral"][0]),
        year=when,
        producers=rows.select(
            pl.int_range(1, pl.len() + 1).alias("rank"),
            "iso3",
            pl.col("iso3").replace_strict(names).alias("name"),
            "tonnes",
            "share",
        ),
        world_t=Quantity(world_t, "t", Basis.REPORTED, sources, str(when)),
        rest=Quantity(rest, "share", Basis.REPORTED, sources, str(when)),
        sources=sources,
        notes=(
            "Mine output of metal contained; reserves and resources are other things and rank countries otherwise.",
        ),
    )


def _output(mineral: str, year: int | None) -> pl.DataFrame:
    """Return the rows of one mineral and year, largest first."""
    output = table("minerals").filter(pl.col("mineral") == mineral)
    if not output.height:
        names = sorted(set(table("minerals")["mineral"]))
        raise UnknownCode("mineral", mineral, near=near_matches(mineral, names) or names)
    years = sorted(set(output["year"]))
    chosen = years[-1] if year is None else year
    rows = output.filter((pl.col("year") == chosen) & (pl.col("tonnes") > 0))
    if not rows.height:
        raise NotCovered(f"{mineral} output in {chosen} is not covered; the snapshot has {years[0]} to {years[-1]}")
    return rows.sort(["tonnes", "iso3"], descending=[True, False])
