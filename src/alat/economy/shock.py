"""What changes: trade costs, tariffs, and what becomes of trade imbalances."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from alat.economy.baseline import Baseline, FloatArray, expect_countries, place_of
from alat.errors import BadInput


class Closure(StrEnum):
    """What becomes of trade imbalances.

    ``world_share`` holds each deficit at its share of world value added; since that is the numeraire, it is also the
    additive closure that fixes deficits in money. ``multiplicative`` holds each country's spending at its ratio to its
    gross output, scaled so that the world adds up. ``zero`` closes all deficits.
    """

    WORLD_SHARE = "world_share"
    MULTIPLICATIVE = "multiplicative"
    ZERO = "zero"


@dataclass(frozen=True, slots=True, repr=False)
class Shock:
    """What changes.

    Attributes
    ----------
    trade_cost
        The new iceberg cost over the old, shape (N, N, J), buyer first; ones change nothing, infinity ends a flow.
    tariff
        The new ad valorem rates (0.05 is 5 %), shape (N, N, J), buyer first; None leaves those of the baseline.
    """

    trade_cost: FloatArray
    tariff: FloatArray | None = None

    def __repr__(self) -> str:
        duties = "" if self.tariff is None else ", new tariffs"
        return f"Shock({int((self.trade_cost != 1).sum())} trade costs{duties})"


def no_shock(baseline: Baseline) -> Shock:
    """Return the shock that changes nothing."""
    return Shock(np.ones(baseline.shares.shape))


def between(
    baseline: Baseline,
    first: str,
    *,
    others: Sequence[str],
    factor: float,
    sectors: Sequence[str] | None = None,
) -> Shock:
    """Return the shock that multiplies trade costs between one country and some others, both ways.

    Parameters
    ----------
    baseline
        The world it happens to.
    first, others
        Countries.
    factor
        New trade cost over old.
    sectors
        Where it happens; in all sectors where none are named.

    Raises
    ------
    UnknownCode
        If a country or sector is not in the baseline.
    BadInput
        If a country is paired with itself.
    """
    cost = np.ones(baseline.shares.shape)
    for buyer, seller, sector in _pairs(baseline, first, others=others, sectors=sectors):
        cost[buyer, seller, sector] = factor
    return Shock(cost)


def tariffs_between(
    baseline: Baseline,
    first: str,
    *,
    others: Sequence[str],
    rate: float,
    sectors: Sequence[str] | None = None,
) -> Shock:
    """Return the shock that sets the tariffs between one country and some others, both ways, to one rate.

    Parameters and errors are those of `between`; `rate` is ad valorem (0.05 is 5 %).
    """
    tariff = baseline.tariff.copy()
    for buyer, seller, sector in _pairs(baseline, first, others=others, sectors=sectors):
        tariff[buyer, seller, sector] = rate
    return Shock(np.ones(baseline.shares.shape), tariff)


def scenarios(trade_cost: FloatArray, tariff: FloatArray | None = None) -> tuple[Shock, ...]:
    """Return one shock for each scenario of arrays with a leading scenario axis, shape (S, N, N, J).

    Raises
    ------
    BadInput
        If the arrays do not have four axes or another number of scenarios each.
    """
    if trade_cost.ndim != 4:  # noqa: PLR2004 - scenario, buyer, seller, sector
        raise BadInput(f"trade_cost: expected shape (scenarios, N, N, J); got {trade_cost.shape}")
    if tariff is None:
        return tuple(Shock(each) for each in trade_cost)
    if tariff.shape != trade_cost.shape:
        raise BadInput(f"tariff: expected shape {trade_cost.shape}, that of trade_cost; got {tariff.shape}")
    return tuple(Shock(cost, rates) for cost, rates in zip(trade_cost, tariff, strict=True))


def check_shock(baseline: Baseline, shock: Shock) -> None:
    """Hold a shock to the shape of the baseline, to costs over zero and to duties that leave a price.

    Raises
    ------
    BadInput
        At the first of these that fails.
    """
    shape = baseline.shares.shape
    if shock.trade_cost.shape != shape:
        raise BadInput(f"shock: expected shape {shape}; got {shock.trade_cost.shape}")
    if not (shock.trade_cost > 0).all():
        raise BadInput("shock: expected trade costs over zero (new over old; 1 changes nothing, infinity ends a flow)")
    own = np.isinf(np.einsum("nnj->nj", shock.trade_cost))
    expect_countries(
        "shock", ~own.any(axis=1), countries=baseline.countries, expected="no end to what a country buys of its own"
    )
    if shock.tariff is None:
        return
    if shock.tariff.shape != shape:
        raise BadInput(f"shock: expected tariffs of shape {shape}; got {shock.tariff.shape}")
    if not (np.isfinite(shock.tariff) & (shock.tariff >= 0)).all():
        raise BadInput("shock: expected tariffs of zero or more (0.05 is 5 %)")


def _pairs(
    baseline: Baseline, first: str, *, others: Sequence[str], sectors: Sequence[str] | None
) -> list[tuple[int, int, slice | int]]:
    if first in others:
        raise BadInput(f"{first} cannot be one of the others: trade with oneself has no cost here")
    home, *rest = (place_of("country", name, among=baseline.countries) for name in (first, *others))
    where: list[slice | int] = [slice(None)]
    if sectors is not None:
        where = [place_of("sector", name, among=baseline.sectors) for name in sectors]
    return [(a, b, sector) for each in rest for a, b in ((home, each), (each, home)) for sector in where]
