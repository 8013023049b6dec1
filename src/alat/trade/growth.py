"""How did a flow grow, and is that more than flows of its size ordinarily do?"""

from collections.abc import Iterable

import polars as pl

from alat.data import Basis, Quantity
from alat.trade.flags import growth_reading
from alat.trade.goods import Goods
from alat.trade.results import Flag, FlagKind, Growth
from alat.trade.series import SOURCE

_CARGOES = {FlagKind.ONE_CARGO, FlagKind.FEW_CARGOES, FlagKind.POSSIBLE_CARGO}


def growth(series: pl.DataFrame, goods: Goods | None, *, flags: Iterable[Flag]) -> tuple[Growth, ...]:
    """Return the last year's growth on each record that has two years in a row.

    Parameters
    ----------
    series
        Both reporters' yearly records.
    goods
        The reconciled flow, where there is one.
    flags
        Years that one cargo explains: no rate is drawn from or to them.

    Returns
    -------
    tuple of Growth
        Exporter's, importer's and reconciled, those that there are.
    """
    cargoes = {(flag.side, flag.year) for flag in flags if flag.kind in _CARGOES}
    found = []
    for side in ("exporter", "importer"):
        kept = series.filter(pl.col(f"{side}_reported"))
        records = dict(kept.select("year", f"{side}_usd").iter_rows())
        sources = set(kept[f"{side}_source"].drop_nulls())
        found.append(_last(side, records, cargoes=cargoes, basis=Basis.REPORTED, sources=sources))
    if goods is not None:
        records = dict(goods.years.select("year", "value_usd").iter_rows())
        sources_of = set(goods.concentration.sources)
        found.append(_last("reconciled", records, cargoes=cargoes, basis=Basis.RECONCILED, sources=sources_of))
    return tuple(each for each in found if each is not None)


def _last(
    side: str,
    records: dict[int, float | None],
    *,
    cargoes: set[tuple[str, int]],
    basis: Basis,
    sources: set[str],
) -> Growth | None:
    known = {year: value for year, value in records.items() if value is not None}
    pairs = [year for year in known if year - 1 in known]
    if not pairs:
        return None
    year = max(pairs)
    base, last = known[year - 1], known[year]
    reading = growth_reading(base)
    cited = (*sorted(sources), SOURCE)
    note = f"from {year - 1} to {year}"
    if {(side, year - 1), (side, year)} & cargoes:
        why, rate = "one cargo explains either year: no rate is given", None
    elif not reading.quotable or base <= 0:
        why, rate = "the base is under a million US dollars: no rate is given", None
    else:
        why, rate = note, 100 * (last / base - 1)
    low, high = reading.low.value, reading.high.value
    ordinary = None if rate is None or low is None or high is None else low <= rate <= high
    return Growth(
        side, year, Quantity(rate, "percent", basis, cited, str(year), why), reading.low, reading.high, ordinary
    )
