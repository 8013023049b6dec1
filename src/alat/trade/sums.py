"""What do several flows add up to, and what does a sum leave out?"""

from collections.abc import Iterable
from typing import Protocol

import numpy as np

from alat.data import Basis, Quantity
from alat.trade.mix import herfindahl
from alat.trade.results import FlowState


class Flow(Protocol):
    """What a sum must know of one flow."""

    @property
    def total(self) -> Quantity:
        """US dollars, None where nothing is recorded or known."""

    @property
    def coverage(self) -> str:
        """Whose records the total rests on."""

    @property
    def state(self) -> FlowState:
        """Whether it is recorded, recorded as nothing, or not covered."""

    @property
    def both_known(self) -> bool:
        """Whether the records know both countries."""


def sum_of(directions: Iterable[Flow]) -> Quantity:
    """Return the sum of the recorded totals (US dollars); known as soon as the records cover one of them."""
    every = list(directions)
    covered = [direction for direction in every if direction.state is not FlowState.NOT_COVERED]
    left_out = sum(map(uncovered, every))
    sources = tuple(dict.fromkeys(source for direction in every for source in direction.total.sources))
    year = next((direction.total.year for direction in every), "")
    if not covered:
        return Quantity(None, "usd", Basis.REPORTED, sources, year, f"no {year} data")
    values = [direction.total.value for direction in covered if direction.total.value is not None]
    alone = [d for d in covered if d.coverage != "both"]
    silent = [d for d in covered if d.state is FlowState.NOTHING_RECORDED]
    limits = [
        f"{len(alone)} of {len(covered)} flows rest on one side's record" if alone else "",
        f"{len(silent)} of {len(covered)} flows have nothing recorded and add nothing" if silent else "",
        f"{left_out} more are not covered and not in the sum" if left_out else "",
    ]
    if not values:
        return Quantity(None, "usd", Basis.REPORTED, sources, year, "nothing recorded")
    # A sum is no better than the weakest figure in it.
    basis = Basis.REPORTED if alone else Basis.RECONCILED
    return Quantity(sum(values), "usd", basis, sources, year, "; ".join(filter(None, limits)))


def uncovered(direction: Flow) -> bool:
    """Return whether the records know both countries and cover no trade between them."""
    return direction.state is FlowState.NOT_COVERED and direction.both_known


def concentration(directions: Iterable[Flow]) -> Quantity:
    """Return the Herfindahl index of the flows' shares in their sum (0-1), None where nothing is recorded."""
    every = list(directions)
    values = [d.total.value for d in every if d.total.value]
    whole = sum_of(every)
    if not values:
        return Quantity(None, "index", whole.basis, whole.sources, whole.year, "nothing recorded")
    index = herfindahl(np.array(values))
    return Quantity(index, "index", whole.basis, whole.sources, whole.year, "Herfindahl index over partners")
