"""Build a baseline from flows: what everybody bought from everybody, and what it was made of."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from alat.economy.baseline import Baseline, FloatArray, check, expect_countries, expect_shape
from alat.errors import BadInput

# Final spending may be this share of a country's spending below nil by rounding, and is then nil.
_ROUNDING = 1e-12


def from_flows(
    countries: Sequence[str],
    sectors: Sequence[str],
    *,
    flows: FloatArray,
    value_added_share: FloatArray,
    input_shares: FloatArray,
    theta: FloatArray,
    tariff: FloatArray | None = None,
) -> Baseline:
    """Build the baseline of many sectors from flows; value added, final spending and deficits follow.

    Parameters
    ----------
    countries, sectors
        Names, N and J of them.
    flows
        What n buys from i in sector j before duty, own trade on the diagonal, shape (N, N, J), buyer first.
    value_added_share, input_shares, theta, tariff
        As in `Baseline`; nobody levies tariffs where none are given.

    Raises
    ------
    BadInput
        If a shape or number is wrong, a country buys nothing of a sector, or uses more of an input than it buys.
    """
    duty = np.zeros(flows.shape) if tariff is None else tariff
    _check_flows(countries, sectors, flows=flows, tariff=duty, technology=(value_added_share, input_shares))
    paid = flows * (1 + duty)
    expenditure = paid.sum(axis=1)
    _expect_cells(
        "flows", expenditure > 0, names=(countries, sectors), expected="some spending of each country on each sector"
    )
    sold = flows.sum(axis=0)
    final = _final(countries, sectors, bought=expenditure, sold=sold, technology=(value_added_share, input_shares))
    baseline = Baseline(
        countries=tuple(countries),
        sectors=tuple(sectors),
        expenditure=expenditure,
        shares=paid / expenditure[:, None, :],
        tariff=duty,
        theta=np.asarray(theta, dtype=np.float64),
        value_added_share=value_added_share,
        input_shares=input_shares,
        final_shares=final / final.sum(axis=1, keepdims=True),
        value_added=(value_added_share * sold).sum(axis=1),
        deficit=flows.sum(axis=(1, 2)) - sold.sum(axis=1),
    )
    check(baseline)
    return baseline


def _check_flows(
    countries: Sequence[str],
    sectors: Sequence[str],
    *,
    flows: FloatArray,
    tariff: FloatArray,
    technology: tuple[FloatArray, FloatArray],
) -> None:
    size, kinds = len(countries), len(sectors)
    expect_shape("flows", flows, shape=(size, size, kinds))
    expect_shape("tariff", tariff, shape=flows.shape)
    expect_shape("value_added_share", technology[0], shape=(size, kinds))
    expect_shape("input_shares", technology[1], shape=(size, kinds, kinds))
    for name, array in (("flows", flows), ("tariff", tariff)):
        sound = np.asarray((array >= 0).reshape(size, -1).all(axis=1))
        expect_countries(name, sound, countries=countries, expected="no negative number")


def _final(
    countries: Sequence[str],
    sectors: Sequence[str],
    *,
    bought: FloatArray,
    sold: FloatArray,
    technology: tuple[FloatArray, FloatArray],
) -> FloatArray:
    """Return what is left of spending after inputs, shape (N, J)."""
    value_added_share, input_shares = technology
    final: FloatArray = bought - np.einsum("nkj,nj->nk", input_shares, (1 - value_added_share) * sold)
    final[np.abs(final) <= _ROUNDING * bought.sum(axis=1, keepdims=True)] = 0.0
    expected = "no more use of an input than is bought of it"
    _expect_cells("flows", final >= 0, names=(countries, sectors), expected=expected)
    sound = np.asarray(final.sum(axis=1) > 0)
    expect_countries("flows", sound, countries=countries, expected="some final spending")
    return final


def _expect_cells(
    name: str, sound: NDArray[np.bool_], *, names: tuple[Sequence[str], Sequence[str]], expected: str
) -> None:
    if not sound.all():
        row, column = np.argwhere(~sound)[0]
        where = f"{names[0][int(row)]} in {names[1][int(column)]}"
        raise BadInput(f"{name}: expected {expected}; {where} breaks it (and {int((~sound).sum()) - 1} others)")


def one_sector(
    countries: Sequence[str],
    exports: FloatArray,
    *,
    gross_output: FloatArray,
    value_added_share: FloatArray | float,
    theta: float,
    least_own_share: float = 0.0,
) -> Baseline:
    """Build the baseline of one sector that uses its own output as input (the roundabout) from flows.

    What a country buys from itself is its gross output less its exports.

    Parameters
    ----------
    countries
        Names, N of them.
    exports
        Flows from seller to buyer, shape (N, N) with the seller first; the diagonal is ignored.
    gross_output
        Gross output of each country, shape (N,), in the unit of the flows.
    value_added_share
        Value added over gross output, one number or shape (N,).
    theta
        Trade elasticity.
    least_own_share
        Least share of its gross output that a country keeps; where exports are larger, gross output is raised to
        exports / (1 - least_own_share) and the country is listed in `Baseline.floored`.

    Raises
    ------
    BadInput
        If a shape is wrong, a number is missing, negative or out of range, or a country would buy a negative
        amount from itself.
    """
    size = len(countries)
    expect_shape("exports", exports, shape=(size, size))
    expect_shape("gross_output", gross_output, shape=(size,))
    expect_countries("gross_output", np.greater(gross_output, 0), countries=countries, expected="a positive number")
    if not 0 <= least_own_share < 1:
        raise BadInput(f"least_own_share must be in [0, 1); got {least_own_share}")
    purchases = exports.T.astype(np.float64)
    np.fill_diagonal(purchases, 0.0)
    sold = purchases.sum(axis=0)
    floor = sold / (1 - least_own_share)
    output = np.maximum(gross_output, floor)
    np.fill_diagonal(purchases, output - sold)
    return _roundabout(
        countries, purchases, output=output, floored=gross_output < floor, share=value_added_share, theta=theta
    )


def _roundabout(
    countries: Sequence[str],
    purchases: FloatArray,
    *,
    output: FloatArray,
    floored: NDArray[np.bool_],
    share: FloatArray | float,
    theta: float,
) -> Baseline:
    size = len(countries)
    expenditure = purchases.sum(axis=1)
    own = np.broadcast_to(np.asarray(share, dtype=np.float64), (size,)).copy()
    baseline = Baseline(
        countries=tuple(countries),
        sectors=("all",),
        expenditure=expenditure[:, None],
        shares=(purchases / expenditure[:, None])[:, :, None],
        tariff=np.zeros((size, size, 1)),
        theta=np.array([theta], dtype=np.float64),
        value_added_share=own[:, None],
        input_shares=np.ones((size, 1, 1)),
        final_shares=np.ones((size, 1)),
        value_added=own * output,
        deficit=expenditure - output,
        floored=tuple(name for name, low in zip(countries, floored, strict=True) if low),
    )
    check(baseline)
    return baseline
