"""How did a flow grow, and is that more than flows of its size ordinarily do?"""

from collections.abc import Iterable

import polars as pl

from alat.data import Basis, Quantity
from alat.trade.flags import growth_reading
from alat.trade.goods import Goods
from alat.trade.results import Flag, FlagKind, Growth
from alat.trade.series import SOURCE

_ONLY_SURVIVORS = "the reference holds flows recorded in both years only"
_MILLION = 1e6
_CARGOES = {FlagKind.ONE_CARGO, FlagKind.FEW_CARGOES, FlagKind.POSSIBLE_CARGO}


def growth(series: pl.DataFrame, goods: Goods | None, *, flags: Iterable[Flag]) -> tuple[Growth, ...]:
    """Return growth to the last year that each side reported, and to the last of the reconciled flow.

    Where that year or the one before it has no record there is no rate, and its note says what was last recorded.

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
        Exporter's, importer's and reconciled, those that ever recorded anything.
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
    """Return growth to the last year on which the side speaks, None where it never recorded anything.

    A year that was reported without a record is the last year all the same: an older rate in its place would hide
    that the flow stopped.
    """
    known = {year: value for year, value in records.items() if value is not None}
    if not known:
        return None
    year = max(records)
    base, last = known.get(year - 1), known.get(year)
    cited = (*sorted(sources), SOURCE)
    if base is None or last is None:
        nothing = Quantity(None, "percent", basis, cited, str(year), _why_none(records, known))
        unread = Quantity(None, "percent", Basis.OBSERVED, (SOURCE,), "2000-2016", _ONLY_SURVIVORS)
        return Growth(side, year, nothing, unread, unread, None)
    reading = growth_reading(base)
    if {(side, year - 1), (side, year)} & cargoes:
        why, rate = "one cargo explains either year: no rate is given", None
    elif not reading.quotable or base <= 0:
        why, rate = "the base is under a million US dollars: no rate is given", None
    else:
        why, rate = f"from {year - 1} to {year}", 100 * (last / base - 1)
    low, high = reading.low.value, reading.high.value
    ordinary = None if rate is None or low is None or high is None else low <= rate <= high
    return Growth(
        side, year, Quantity(rate, "percent", basis, cited, str(year), why), reading.low, reading.high, ordinary
    )


def _why_none(records: dict[int, float | None], known: dict[int, float]) -> str:
    """Say which of the last two years has no record, and what was last recorded."""
    year = max(records)
    if year not in known:
        before = max(known)
        return f"nothing recorded in {year} after {_usd(known[before])} in {before}"
    gap = "nothing recorded in" if year - 1 in records else "no record at hand of"
    return f"{gap} {year - 1}, before {_usd(known[year])} in {year}"


def _usd(value: float) -> str:
    return f"{value / _MILLION:,.1f} m USD" if value >= _MILLION else f"{value:,.0f} USD"
