"""The world before anything changes: who buys how much from whom, and what is made of what."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from alat.errors import BadInput, UnknownCode, near_matches

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
        What n spends on sector j, for final and intermediate use, duty included, shape (N, J).
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
        Expenditure less duty and gross output, shape (N,): what is borrowed from abroad.
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


def sold_and_levied(baseline: Baseline) -> tuple[FloatArray, FloatArray]:
    """Return what each country's sectors sell, without duty, (N, J), and the duty that each country raises, (N,)."""
    if not baseline.tariff.any():
        sold: FloatArray = np.einsum("nij,nj->ij", baseline.shares, baseline.expenditure)
        return sold, np.zeros(len(baseline.countries))
    paid = baseline.shares / (1 + baseline.tariff)
    levied = np.einsum("nij,nij,nj->n", paid, baseline.tariff, baseline.expenditure)
    return np.einsum("nij,nj->ij", paid, baseline.expenditure), np.asarray(levied)


def income(baseline: Baseline) -> FloatArray:
    """Return final spending: value added, duty and what is borrowed from abroad, shape (N,)."""
    return np.asarray(baseline.value_added + sold_and_levied(baseline)[1] + baseline.deficit)


def place_of(kind: str, name: str, *, among: Sequence[str]) -> int:
    """Return the place of a country or sector among those of the baseline.

    Raises
    ------
    UnknownCode
        If it is not there, with near names.
    """
    if name not in among:
        raise UnknownCode(f"{kind} of the baseline", name, near=near_matches(name, among))
    return list(among).index(name)


def check(baseline: Baseline) -> None:
    """Hold a baseline to its accounting: shapes, signs, shares that add up, spending and output that agree.

    Raises
    ------
    BadInput
        At the first identity that fails, naming the country and the sector.
    """
    check_parts(baseline)
    _check_accounts(baseline)


def check_parts(baseline: Baseline) -> None:
    """Hold a baseline to shapes, signs and shares that add up, but not to spending that agrees with output.

    Raises
    ------
    BadInput
        At the first that fails, naming the country and the sector.
    """
    size, sectors = len(baseline.countries), len(baseline.sectors)
    for kind, names in (("countries", baseline.countries), ("sectors", baseline.sectors)):
        if len(set(names)) != len(names) or not names:
            raise BadInput(f"{kind}: expected at least one name, and no name twice")
    for name, shape in _shapes(size, sectors).items():
        expect_shape(name, getattr(baseline, name), shape=shape)
    if not (baseline.theta > 0).all():
        low = baseline.sectors[int(np.argmin(baseline.theta))]
        raise BadInput(f"theta must be positive; got {baseline.theta.min()} in {low}")
    for name in ("expenditure", "shares", "tariff", "input_shares", "final_shares"):
        array = getattr(baseline, name)
        if array.min() < 0:
            _refuse(baseline, name, expected="no negative number", sound=array >= 0)
    share = baseline.value_added_share
    _expect(baseline, "value_added_share", expected="a share in (0, 1]", sound=(share > 0) & (share <= 1))
    _expect(baseline, "value_added", expected="a positive number", sound=baseline.value_added > 0)
    expected = "value added, duty and deficit to leave a positive final spending"
    _expect(baseline, "deficit", expected=expected, sound=income(baseline) > 0)
    for name in ("shares", "input_shares", "final_shares"):
        sums = getattr(baseline, name).sum(axis=1)
        _expect(baseline, name, expected="shares that sum to one", sound=np.abs(sums - 1) <= IDENTITY_TOLERANCE)


def _check_accounts(baseline: Baseline) -> None:
    sold, levied = sold_and_levied(baseline)
    whole = baseline.value_added + levied + baseline.deficit
    spent = baseline.expenditure.sum(axis=1)
    scale = IDENTITY_TOLERANCE * np.maximum(sold.sum(axis=1), spent)
    earned = (baseline.value_added_share * sold).sum(axis=1)
    expected = "value added equal to its share of what the country sells"
    _expect(baseline, "value_added", expected=expected, sound=np.abs(earned - baseline.value_added) <= scale)
    balance = spent - levied - sold.sum(axis=1)
    expected = "a deficit equal to expenditure less duty and what the country sells"
    _expect(baseline, "deficit", expected=expected, sound=np.abs(balance - baseline.deficit) <= scale)
    inputs = np.einsum("njk,nk->nj", baseline.input_shares, (1 - baseline.value_added_share) * sold)
    demand = inputs + baseline.final_shares * whole[:, None]
    expected = "expenditure equal to final and intermediate demand (`balanced` finds one)"
    _expect(baseline, "expenditure", expected=expected, sound=np.abs(demand - baseline.expenditure) <= scale[:, None])


def expect_shape(name: str, array: FloatArray, *, shape: tuple[int, ...]) -> None:
    """Refuse an array of another shape, or with numbers that are not finite."""
    if array.shape != shape:
        raise BadInput(f"{name}: expected shape {shape}; got {array.shape}")
    if not np.isfinite(array).all():
        raise BadInput(f"{name}: expected finite numbers; got {int((~np.isfinite(array)).sum())} that are not")


def expect_countries(name: str, sound: NDArray[np.bool_], *, countries: Sequence[str], expected: str) -> None:
    """Refuse what is not sound for every country, naming the first for which it is not."""
    if not sound.all():
        first = countries[int(np.flatnonzero(~sound)[0])]
        raise BadInput(f"{name}: expected {expected}; {first} breaks it (and {int((~sound).sum()) - 1} others)")


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


def _expect(baseline: Baseline, name: str, *, expected: str, sound: NDArray[np.bool_]) -> None:
    if not sound.all():
        _refuse(baseline, name, expected=expected, sound=sound)


def _refuse(baseline: Baseline, name: str, *, expected: str, sound: NDArray[np.bool_]) -> None:
    """Name the first cell that is not sound: its country, its seller or input where it has one, its sector."""
    first, *rest = np.argwhere(~sound)[0]
    where = [baseline.countries[int(first)]]
    if len(rest) == 2:  # noqa: PLR2004 - a middle axis
        middle = baseline.sectors if name == "input_shares" else baseline.countries
        where.append(("input " if name == "input_shares" else "from ") + middle[int(rest[0])])
    if rest and len(baseline.sectors) > 1:
        where.append(f"in {baseline.sectors[int(rest[-1])]}")
    raise BadInput(f"{name}: expected {expected}; {' '.join(where)} breaks it (and {int((~sound).sum()) - 1} others)")
