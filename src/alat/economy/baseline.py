"""The world before anything changes: who buys how much from whom, and what is made of what."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from alat.errors import BadInput

FloatArray = NDArray[np.float64]

IDENTITY_TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True, repr=False)
class Baseline:
    """Expenditure, trade shares and technology in the baseline year.

    N countries and J sectors; index n is the buyer, i the seller, j and k sectors. Values share one currency unit.

    Attributes
    ----------
    countries, sectors
        Their names, N and J of them.
    expenditure
        What n spends on sector j, for final and intermediate use, shape (N, J).
    shares
        Share of that spent on goods of i, shape (N, N, J); sums to one over i.
    tariff
        Ad valorem rate n charges on goods of i (0.05 is 5 %), shape (N, N, J).
    theta
        Trade elasticity of each sector, shape (J,).
    value_added_share
        Value added over gross output, shape (N, J).
    input_shares
        Share of input k in the intermediate spending of sector j, shape (N, J, J) with k before j.
    final_shares
        Share of sector j in final spending, shape (N, J).
    value_added
        Value added of each country, shape (N,).
    deficit
        Expenditure less gross output, shape (N,).
    floored
        Countries whose gross output was raised to keep their own trade positive.
    sources
        Ids from `sources.csv`.
    notes
        Assumptions a reader must know.
    """

    countries: tuple[str, ...]
    sectors: tuple[str, ...]
    expenditure: FloatArray
    shares: FloatArray
    tariff: FloatArray
    theta: FloatArray
    value_added_share: FloatArray
    input_shares: FloatArray
    final_shares: FloatArray
    value_added: FloatArray
    deficit: FloatArray
    floored: tuple[str, ...] = field(default=())
    sources: tuple[str, ...] = field(default=())
    notes: tuple[str, ...] = field(default=())

    def __repr__(self) -> str:
        return f"Baseline({len(self.countries)} countries x {len(self.sectors)} sectors)"


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
    _expect_shape("exports", exports, shape=(size, size))
    _expect_shape("gross_output", gross_output, shape=(size,))
    _expect_countries("gross_output", np.greater(gross_output, 0), countries=countries, expected="a positive number")
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


def check(baseline: Baseline) -> None:
    """Hold a baseline to its accounting: shapes, signs, shares that add up, output that equals sales.

    Raises
    ------
    BadInput
        At the first identity that fails, naming the country.
    """
    size, sectors = len(baseline.countries), len(baseline.sectors)
    if len(set(baseline.countries)) != size or not size:
        raise BadInput("countries: expected at least one name, and no name twice")
    for name, shape in _shapes(size, sectors).items():
        _expect_shape(name, getattr(baseline, name), shape=shape)
    if not (baseline.theta > 0).all():
        raise BadInput(f"theta must be positive; got {baseline.theta.min()}")
    names = baseline.countries
    for name in ("expenditure", "shares", "tariff", "input_shares", "final_shares"):
        sound = (getattr(baseline, name) >= 0).reshape(size, -1).all(axis=1)
        _expect_countries(name, sound, countries=names, expected="no negative number")
    share = baseline.value_added_share
    in_range = np.all((share > 0) & (share <= 1), axis=1)
    _expect_countries("value_added_share", in_range, countries=names, expected="a share in (0, 1]")
    _expect_countries("value_added", np.greater(baseline.value_added, 0), countries=names, expected="a positive number")
    _expect_countries(
        "deficit",
        baseline.value_added + baseline.deficit > 0,
        countries=names,
        expected="value added and deficit to leave a positive final spending",
    )
    for name in ("shares", "input_shares", "final_shares"):
        sums = getattr(baseline, name).sum(axis=1)
        close = np.isclose(sums, 1, rtol=0, atol=IDENTITY_TOLERANCE).reshape(size, -1).all(axis=1)
        _expect_countries(name, close, countries=names, expected="shares that sum to one")
    _check_accounts(baseline)


def _check_accounts(baseline: Baseline) -> None:
    paid = baseline.shares / (1 + baseline.tariff)
    output = np.einsum("nij,nj->ij", paid, baseline.expenditure)
    earned = (baseline.value_added_share * output).sum(axis=1)
    balance = baseline.expenditure.sum(axis=1) - output.sum(axis=1)
    scale = IDENTITY_TOLERANCE * np.maximum(output.sum(axis=1), baseline.expenditure.sum(axis=1))
    names = baseline.countries
    expected = "value added equal to its share of what the country sells"
    _expect_countries("value_added", np.abs(earned - baseline.value_added) <= scale, countries=names, expected=expected)
    expected = "a deficit equal to expenditure less what the country sells"
    if not baseline.tariff.any():
        _expect_countries("deficit", np.abs(balance - baseline.deficit) <= scale, countries=names, expected=expected)


def _shapes(size: int, sectors: int) -> dict[str, tuple[int, ...]]:
    return {
        "expenditure": (size, sectors),
        "shares": (size, size, sectors),
        "tariff": (size, size, sectors),
        "theta": (sectors,),
        "value_added_share": (size, sectors),
        "input_shares": (size, sectors, sectors),
        "final_shares": (size, sectors),
        "value_added": (size,),
        "deficit": (size,),
    }


def _expect_shape(name: str, array: FloatArray, *, shape: tuple[int, ...]) -> None:
    if array.shape != shape:
        raise BadInput(f"{name}: expected shape {shape}; got {array.shape}")
    if not np.isfinite(array).all():
        raise BadInput(f"{name}: expected finite numbers; got {int((~np.isfinite(array)).sum())} that are not")


def _expect_countries(name: str, sound: NDArray[np.bool_], *, countries: Sequence[str], expected: str) -> None:
    if not sound.all():
        first = countries[int(np.flatnonzero(~sound)[0])]
        raise BadInput(f"{name}: expected {expected}; {first} breaks it (and {int((~sound).sum()) - 1} others)")
