"""What does each country make, use and buy from itself, by sector, when only its trade and its GDP are known?

Demand is identical and homothetic (as in Heckscher-Ohlin-Vanek): of what a country spends, final and intermediate, the
same share goes to each sector of goods everywhere. Its own trade is that less its imports, its output that more
exports. Where imports alone are larger, spending is raised to leave own trade a least share; what is added is taken
from services. Where then services could not be made or used, gross output is raised.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from alat.economy.baseline import FloatArray, expect_countries, expect_shape
from alat.errors import BadInput, NotConvergent

_TOLERANCE = 1e-13
_STEPS = 500
# A country that would have to make so many times what all do together never comes to an end.
_MOST_TIMES = 1e6


@dataclass(frozen=True, slots=True)
class Demand:
    """How a country spends: the same everywhere.

    Attributes
    ----------
    spending_shares
        Share of each sector of goods in what a country spends, final and intermediate, shape (G,); services the rest.
    intermediate
        Share of what is spent on a sector of goods that goes into production, shape (G,).
    value_added_share
        Value added over gross output.
    least_share
        Least share of own trade in spending on a sector, and of services in inputs and in final spending.
    """

    spending_shares: FloatArray
    intermediate: FloatArray
    value_added_share: float
    least_share: float


@dataclass(frozen=True, slots=True)
class GoodsAccounts:
    """What follows; N countries, G sectors of goods and services last.

    Attributes
    ----------
    own
        What a country buys from itself, shape (N, G + 1).
    input_shares
        Share of each sector in a country's inputs, the same for all that it makes, shape (N, G + 1).
    raised_spending
        Where spending was raised to leave own trade its least share, shape (N, G).
    raised_output
        Countries whose gross output was raised, shape (N,).
    """

    own: FloatArray
    input_shares: FloatArray
    raised_spending: NDArray[np.bool_]
    raised_output: NDArray[np.bool_]


def goods_accounts(
    countries: tuple[str, ...],
    *,
    exports: FloatArray,
    imports: FloatArray,
    duty: FloatArray,
    gross_output: FloatArray,
    demand: Demand,
) -> GoodsAccounts:
    """Return own trade and inputs by sector that agree with trade, gross output and identical homothetic demand.

    Parameters
    ----------
    countries
        Names, N of them.
    exports, imports, duty
        By sector of goods, shape (N, G), in one unit; imports before duty.
    gross_output
        What each country makes, shape (N,).
    demand
        How countries spend.

    Raises
    ------
    BadInput
        If a shape is wrong, a number negative or a share out of range, or if no gross output leaves room for services.
    NotConvergent
        If the least such output is not found.
    """
    _check(countries, exports, imports=imports, duty=duty, gross_output=gross_output, demand=demand)
    deficit = (imports - exports).sum(axis=1)
    output, spent = _room_for_services(gross_output, deficit, imports=imports, duty=duty, demand=demand)
    inputs = (1 - demand.value_added_share) * output
    shares = (spent + duty) * demand.intermediate / inputs[:, None]
    services = output + deficit - spent.sum(axis=1)
    return GoodsAccounts(
        own=np.column_stack([spent - imports, services]),
        input_shares=np.column_stack([shares, 1 - shares.sum(axis=1)]),
        raised_spending=spent > _homothetic(output + deficit, demand),
        raised_output=output > gross_output,
    )


def _room_for_services(
    gross_output: FloatArray, deficit: FloatArray, *, imports: FloatArray, duty: FloatArray, demand: Demand
) -> tuple[FloatArray, FloatArray]:
    """Return gross output and spending on goods before duty; output rises until goods leave services their share.

    Of inputs and of final spending services are to have the least share. Spending rises with output, but by less.
    """
    kept, made = 1 - demand.least_share, 1 - demand.value_added_share
    output, short = gross_output, np.inf
    for _ in range(_STEPS):
        spent = np.maximum(_homothetic(output + deficit, demand), imports / kept)
        paid = spent + duty
        income = demand.value_added_share * output + deficit + duty.sum(axis=1)
        lacking = paid @ (1 - demand.intermediate) / kept - income
        least = np.maximum(paid @ demand.intermediate / (kept * made), output + lacking / demand.value_added_share)
        short = float((least / output - 1).max())
        if short <= _TOLERANCE:
            return output, spent
        if least.max() > _MOST_TIMES * gross_output.sum():
            raise BadInput(
                f"value_added_share {demand.value_added_share:g}: so few inputs leave services no room beside the "
                "goods that are traded; expected a smaller share, that is more gross output for the same GDP"
            )
        output = np.maximum(output, least)
    raise NotConvergent("room for services", residual=short, tolerance=_TOLERANCE, iterations=_STEPS, last=output)


def _homothetic(spending: FloatArray, demand: Demand) -> FloatArray:
    return np.asarray(np.maximum(spending, 0.0)[:, None] * demand.spending_shares)


def _check(
    countries: tuple[str, ...],
    exports: FloatArray,
    *,
    imports: FloatArray,
    duty: FloatArray,
    gross_output: FloatArray,
    demand: Demand,
) -> None:
    size, kinds = len(countries), len(demand.spending_shares)
    for name, array in (("exports", exports), ("imports", imports), ("duty", duty)):
        expect_shape(name, array, shape=(size, kinds))
        sound = np.asarray((array >= 0).all(axis=1))
        expect_countries(name, sound, countries=countries, expected="no negative number")
    expect_shape("gross_output", gross_output, shape=(size,))
    expect_countries("gross_output", np.greater(gross_output, 0), countries=countries, expected="a positive number")
    expect_shape("intermediate", demand.intermediate, shape=(kinds,))
    shares, used = demand.spending_shares, demand.intermediate
    if not ((shares > 0).all() and shares.sum() < 1):
        raise BadInput(f"spending_shares: expected shares over zero that leave some to services; got {shares.sum():g}")
    if not ((used >= 0) & (used <= 1)).all():
        raise BadInput("intermediate: expected shares from zero to one")
    if not 0 < demand.value_added_share < 1:
        raise BadInput(f"value_added_share: expected a share between zero and one; got {demand.value_added_share:g}")
    if not 0 < demand.least_share < 1:
        raise BadInput(f"least_share: expected a share between zero and one; got {demand.least_share:g}")
