r"""What changes in trade, prices and real income when trade costs or tariffs change? Exact hat algebra.

Many sectors with intermediate inputs and tariffs follow Caliendo & Parro (2015), "Estimates of the Trade and Welfare
Effects of NAFTA", Review of Economic Studies 82(1); hat algebra is of Dekle, Eaton & Kortum (2008), "Global
Rebalancing with Gravity", IMF Staff Papers 55(3). Equations, closures and limits stand in docs/economy.md. Hats are new
over old, gamma the value-added share, gamma^k that of input k, pi trade shares, X expenditure, Y gross output, tau
trade costs, t tariffs, R duty, D deficits, alpha final shares:

.. math::

    \hat c_{nj} = \hat w_n^{\gamma_{nj}} \prod_k \hat P_{nk}^{\gamma^k_{nj}}, \quad
    \hat P_{nj}^{-\theta_j} = \sum_i \pi_{nij} (\hat c_{ij} \hat\kappa_{nij})^{-\theta_j}, \quad
    \hat\kappa_{nij} = \hat\tau_{nij} \frac{1 + t'_{nij}}{1 + t_{nij}}

.. math::

    X'_{nj} = \sum_k \gamma^j_{nk} Y'_{nk} + \alpha_{nj} (\hat w_n VA_n + R'_n + D'_n), \quad
    \sum_j \gamma_{nj} Y'_{nj} = \hat w_n VA_n
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from alat.economy.baseline import Baseline, FloatArray, check, check_parts
from alat.economy.fixed_point import FixedPoint, fixed_points
from alat.economy.kernel import Point, World
from alat.economy.result import Certificate, Equilibrium
from alat.economy.shock import Closure, Shock, check_shock, no_shock
from alat.errors import BadInput, NotConvergent

# A step below the tolerance counts only if demand and prices are met to this many times it: a step can also be small
# because floating point swallows it.
_CERTAIN = 1e3
# Where wages run apart without end there is no equilibrium, though rounding may at last call it one.
_WIDEST = 1e9
# Scenarios are solved together while their trade matrices stay within this many bytes: more gains nothing.
_TOGETHER_BYTES = 32 * 1024 * 1024


def solve(
    baseline: Baseline,
    shock: Shock,
    *,
    closure: Closure = Closure.WORLD_SHARE,
    start: Point | None = None,
    tolerance: float = 1e-12,
    most_iterations: int = 5_000,
) -> Equilibrium:
    """Solve for the equilibrium after a shock to trade costs and tariffs.

    A flow that is nil in the baseline stays nil.

    Parameters
    ----------
    baseline
        The world before.
    shock
        New trade costs over old, and new tariffs.
    closure
        What becomes of imbalances.
    start
        Where to begin, such as the `point` of an equilibrium nearby; where nothing has changed, if none is given.
    tolerance
        Largest step in the logarithm of a wage, a price or a sum spent at which to stop.
    most_iterations
        Steps before giving up.

    Raises
    ------
    BadInput
        If the baseline breaks its accounting, or the shock has another shape, a cost that is not positive, or a
        tariff below zero.
    NotConvergent
        If no equilibrium is reached, with the residual and the best `Point`; never a number that is not one.
    """
    check(baseline)
    check_shock(baseline, shock)
    world = World.of(baseline, [shock], closure=closure)
    return _solved(world, [shock], start=start, tolerance=tolerance, most_iterations=most_iterations)[0]


def solve_all(
    baseline: Baseline,
    shocks: Sequence[Shock],
    *,
    closure: Closure = Closure.WORLD_SHARE,
    start: Point | None = None,
    tolerance: float = 1e-12,
    most_iterations: int = 5_000,
) -> tuple[Equilibrium, ...]:
    """Solve many scenarios of one baseline, small worlds many at a time; each answer is that of `solve`.

    Parameters and errors are those of `solve`; all begin at the same start, so that the order does not matter.
    """
    check(baseline)
    for shock in shocks:
        check_shock(baseline, shock)
    together = max(1, _TOGETHER_BYTES // baseline.shares.nbytes)
    answers: list[Equilibrium] = []
    for first in range(0, len(shocks), together):
        some = shocks[first : first + together]
        world = World.of(baseline, some, closure=closure)
        try:
            answers += _solved(world, some, start=start, tolerance=tolerance, most_iterations=most_iterations)
        except NotConvergent as error:
            error.add_note(f"among scenarios {first} to {first + len(some) - 1} of {len(shocks)}")
            raise
    return tuple(answers)


def rebased(after: Equilibrium) -> Baseline:
    """Return an equilibrium as the baseline of the next question.

    Its deficits are those of the equilibrium: none after `Closure.ZERO`. One found to a loose tolerance makes no
    baseline that `check` accepts: its accounts must agree to 1e-9.
    """
    before = after.baseline
    spent = np.where(after.expenditure > 0, after.expenditure, 1.0)
    return replace(
        before,
        expenditure=after.expenditure,
        shares=np.where(after.expenditure[:, None, :] > 0, after.trade / spent[:, None, :], before.shares),
        tariff=after.tariff,
        value_added=after.wages * before.value_added,
        deficit=after.deficit,
    )


def balanced(
    baseline: Baseline,
    *,
    deficit: FloatArray | None = None,
    tolerance: float = 1e-12,
    most_iterations: int = 5_000,
) -> Baseline:
    """Find the world that has a baseline's shares, technology and tastes, and whose accounts agree.

    Shares out of one source and spending out of another rarely add up to output; and a question may be asked of a
    world without deficits. The world found is the equilibrium of the given shares and value added with the given
    deficits, nothing else changed: wages, prices, shares and spending move as far as they must.

    Parameters
    ----------
    baseline
        Parts that are sound one by one; its expenditure is where the search begins.
    deficit
        What each country is to borrow from abroad, shape (N,), summing to nil; nothing where none is given.
    tolerance, most_iterations
        As for `solve`.

    Raises
    ------
    BadInput
        If a part is not sound, or the deficits do not sum to nil.
    NotConvergent
        If there is no such world.
    """
    size = len(baseline.countries)
    wanted = np.zeros(size) if deficit is None else np.asarray(deficit, dtype=np.float64)
    if wanted.shape != (size,):
        raise BadInput(f"deficit: expected shape {(size,)}; got {wanted.shape}")
    parts = replace(baseline, deficit=wanted)
    check_parts(parts)
    if not abs(wanted.sum()) <= tolerance * baseline.value_added.sum():
        raise BadInput(f"deficit: expected deficits that sum to nil; got {wanted.sum():g}")
    shock = no_shock(parts)
    world = World.of(parts, [shock], closure=Closure.WORLD_SHARE)
    after = _solved(world, [shock], start=None, tolerance=tolerance, most_iterations=most_iterations)[0]
    found = rebased(after)
    check(found)
    return found


def _solved(
    world: World, shocks: Sequence[Shock], *, start: Point | None, tolerance: float, most_iterations: int
) -> list[Equilibrium]:
    begin = world.pack(_unchanged(world) if start is None else _sound_start(world, start))
    try:
        found = fixed_points(
            world.step, np.tile(begin, (len(shocks), 1)), tolerance=tolerance, most_iterations=most_iterations
        )
    except NotConvergent as error:
        error.last = world.unpack(np.asarray(error.last))
        raise
    return [
        _answer(world, row, shock=shock, at=at, tolerance=tolerance)
        for row, (shock, at) in enumerate(zip(shocks, found, strict=True))
    ]


def _unchanged(world: World) -> Point:
    shape = world.scale.shape
    return Point(np.ones(shape[0]), np.ones(shape), world.scale)


def _sound_start(world: World, start: Point) -> Point:
    shapes = (world.scale.shape[:1], world.scale.shape, world.scale.shape)
    for name, shape in zip(("wages", "prices", "expenditure"), shapes, strict=True):
        array = getattr(start, name)
        if array.shape != shape:
            raise BadInput(f"start: expected {name} of shape {shape}; got {array.shape}")
        live = world.scale > 0 if name == "expenditure" else np.ones(shape, dtype=bool)
        if not (np.isfinite(array[live]) & (array[live] > 0)).all():
            raise BadInput(f"start: expected {name} over zero")
    return start


def _answer(world: World, row: int, *, shock: Shock, at: FixedPoint, tolerance: float) -> Equilibrium:
    baseline = world.baseline
    one = replace(world, weights=world.weights[row : row + 1], net=world.net[row : row + 1])
    if world.net is world.weights:
        one = replace(one, net=one.weights)
    point = world.unpack(at.point)
    _refuse_vanished(world, point, at=at, tolerance=tolerance)
    logs = np.log(point.wages)[None, :], np.log(point.prices)[None, :, :]
    accounts = one.accounts(*logs, expenditure=point.expenditure[None, :, :])
    bundles, index = accounts.bundles[0], accounts.index[0]
    bought = point.expenditure.T / index
    trade = (one.weights[0] * bundles[:, None, :] * bought[:, :, None]).transpose(1, 2, 0)
    earned = point.wages * baseline.value_added
    gap = (baseline.value_added_share * accounts.sales[0]).sum(axis=1) / earned - 1
    demand = one.demand(accounts)[0]
    spent = np.abs(demand - point.expenditure).max(axis=1) / point.expenditure.sum(axis=1)
    certificate = Certificate(
        excess_demand=float(max(np.abs(gap).max(), spent.max())),
        price_gap=float(np.abs(index.T ** (-1 / baseline.theta) / point.prices - 1).max()),
        walras=float((demand.sum() - accounts.revenue[0].sum()) / accounts.sales[0].sum() - 1),
        iterations=at.iterations,
    )
    worst = max(certificate.excess_demand, certificate.price_gap)
    if not worst <= _CERTAIN * tolerance:
        raise NotConvergent(
            "the equilibrium", residual=worst, tolerance=tolerance, iterations=at.iterations, last=point
        )
    price_index = np.exp((baseline.final_shares * np.log(point.prices)).sum(axis=1))
    return Equilibrium(
        baseline=baseline,
        closure=world.closure,
        shock=shock,
        wages=point.wages,
        prices=point.prices,
        price_index=price_index,
        costs=np.exp(accounts.log_costs[0]),
        expenditure=point.expenditure,
        trade=trade,
        revenue=accounts.revenue[0],
        deficit=accounts.deficit[0],
        real_wage=point.wages / price_index - 1,
        welfare=accounts.income[0] / price_index / world.income - 1,
        certificate=certificate,
    )


def _refuse_vanished(world: World, point: Point, *, at: FixedPoint, tolerance: float) -> None:
    low = int(np.argmin(point.wages))
    if not point.wages[low] * _WIDEST >= 1:
        raise NotConvergent(
            f"the equilibrium, in which {world.baseline.countries[low]} vanishes from the world,",
            residual=float("inf"),
            tolerance=tolerance,
            iterations=at.iterations,
            last=point,
        )
