"""How far can a fitted product mix of a pair be trusted, and when is none shown at all?

The fit of `alat.trade.estimate` was tried where the answer is known: 47 African countries by 21 sections, fitted from
their own sums and set against what was observed. What was found there by size of the pair is the table
`estimate_trust`. It is the best case: exact sums, of the same years, on one continent.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import polars as pl

from alat.data import Basis, Quantity, table
from alat.errors import BadInput, NotCovered, UnknownCode, near_matches
from alat.trade.estimate import BilateralFit
from alat.trade.settings import parameter

SOURCE = "baci-hs96-africa"
SOURCES = (SOURCE, "alat-trade-definition")
BELOW_ONE_LOT = "below_one_lot"

_YEARS = "2012-2022"
_BEST_CASE = "tried on 47 African countries and 21 sections, from exact sums of the same years: the best case"


@dataclass(frozen=True, slots=True)
class Trust:
    """How the fit did on pairs of one size.

    Attributes
    ----------
    low_usd, high_usd
        The size class, by the pair's total; `high_usd` is None where it is open.
    pairs
        Pairs tried.
    top_right
        Share of pairs whose largest section was the observed one.
    misallocated
        Mean share of a pair's trade that stood in the wrong section.
    """

    low_usd: float
    high_usd: float | None
    pairs: int
    top_right: Quantity
    misallocated: Quantity

    def __str__(self) -> str:
        """Return the sentence that goes with a fitted mix."""
        return f"top section right in {_percent(self.top_right)} % of {self.pairs} pairs of this size"


@dataclass(frozen=True, slots=True)
class EstimatedSplit:
    """A pair's trade by product as fitted.

    Attributes
    ----------
    exporter, importer
        Codes of the pair.
    total_usd
        The pair's total that the products add up to.
    products
        One row a product with trade, largest first: product, value_usd, basis (``modelled``, or ``observed`` where the
        cell was pinned), caution (`BELOW_ONE_LOT` where a bulk chapter is fitted at less than one ship's load).
    trust
        How such a fit did on pairs of this size.
    warning
        What a reader must be told beside it; '' for a pair large enough.
    sources
        Ids of what the fit's trust rests on; the sums' own come from whoever fitted.
    """

    exporter: str
    importer: str
    total_usd: float
    products: pl.DataFrame
    trust: Trust
    warning: str
    sources: tuple[str, ...]


def trust(pair_total_usd: float) -> Trust:
    """Return how the fit did on pairs of the size of a total in US dollars.

    Raises
    ------
    BadInput
        If the total is not a positive number.

    Examples
    --------
    >>> str(trust(5e8))
    'top section right in 74 % of 155 pairs of this size'
    """
    if not (np.isfinite(pair_total_usd) and pair_total_usd > 0):
        raise BadInput(f"a pair's total is {pair_total_usd}; expected a positive number of US dollars")
    found = next(row for row in reversed(_classes()) if pair_total_usd >= row["low_usd"])
    return Trust(
        low_usd=found["low_usd"],
        high_usd=found["high_usd"],
        pairs=found["observations"],
        top_right=Quantity(found["top_right_share"], "share", Basis.MODELLED, (SOURCE,), _YEARS, _BEST_CASE),
        misallocated=Quantity(found["misallocated_share"], "share", Basis.MODELLED, (SOURCE,), _YEARS, _BEST_CASE),
    )


def estimated_split(
    fit: BilateralFit, pair: tuple[str, str], *, codes: Sequence[str], products: Sequence[str]
) -> EstimatedSplit:
    """Return the fitted product mix of a pair, or refuse it.

    Parameters
    ----------
    fit
        A fit whose sums are US dollars, countries on both sides in the order of `codes`.
    pair
        Codes of exporter and importer.
    codes, products
        What the fit's countries and products stand for; HS chapters where cargoes are to be looked at.

    Raises
    ------
    UnknownCode
        If a code is not among `codes`.
    NotCovered
        If the pair is too small for its mix to mean anything (below `split_at_least_usd`), or has no trade to split.
    """
    place = {code: index for index, code in enumerate(codes)}
    for code in pair:
        if code not in place:
            raise UnknownCode("country of the fit", code, near=near_matches(code, place))
    i, j = place[pair[0]], place[pair[1]]
    total = float(fit.pairs_usd[i, j])
    found = _refuse_small(total, pair)
    values, observed = fit.pair(i, j), fit.observed(i, j)
    lots = np.array([_lots().get(product, 0.0) for product in products])
    small = ~observed & (values < lots)
    frame = pl.DataFrame(
        {
            "product": list(products),
            "value_usd": values,
            "basis": [str(Basis.OBSERVED if seen else Basis.MODELLED) for seen in observed],
            "caution": [BELOW_ONE_LOT if each else "" for each in small],
        }
    ).filter(pl.col("value_usd") > 0)
    ordered = frame.sort(["value_usd", "product"], descending=[True, False])
    return EstimatedSplit(*pair, total, ordered, found, _warning(total, found), SOURCES)


def _refuse_small(total: float, pair: tuple[str, str]) -> Trust:
    if total <= 0:
        raise NotCovered(f"no trade from {pair[0]} to {pair[1]} to split by product")
    found = trust(total)
    floor = parameter("split_at_least_usd")
    if total < floor:
        raise NotCovered(
            f"{pair[0]} to {pair[1]} is {total / 1e6:.3g} million USD, and no product mix is fitted below "
            f"{floor / 1e6:.3g} million: {found}"
        )
    return found


def _warning(total: float, found: Trust) -> str:
    if total >= parameter("split_warns_below_usd"):
        return ""
    wrong = _percent(found.misallocated)
    return f"{found}; on average {wrong} % of such a pair's trade stands in the wrong section"


def _percent(share: Quantity) -> str:
    return f"{100 * (share.value or 0.0):.0f}"


@cache
def _classes() -> tuple[dict[str, Any], ...]:
    rows = table("estimate_trust").filter(pl.col("kind") == "pair").sort("low_usd")
    return tuple(rows.iter_rows(named=True))


@cache
def _lots() -> dict[str, float]:
    """Return what one ship's load of a bulk chapter is worth, in US dollars."""
    rows = table("trade_lots")
    return {hs2: lot_t * price for hs2, lot_t, price in rows.select("hs2", "lot_t", "usd_per_t").iter_rows()}
