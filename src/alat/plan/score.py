"""What is a set of measures worth? Exact values, kept once computed, and a surrogate from singles and pairs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from alat.errors import BadInput
from alat.plan.objective import checked_probability
from alat.plan.space import Floats, Masks, Space, bits, members

Valuation = Callable[[frozenset[str]], Floats]
_CHUNK = 16_384


class ExactValues:
    """Values of sets by the full chain: each asked once, kept, and counted.

    Parameters
    ----------
    value
        What a set of measures is worth in each scenario: net present value over building nothing (million USD), with
        the costs of the set already taken off.
    probability
        Of each scenario, summing to one.

    Raises
    ------
    BadInput
        If the probabilities are none, or a value has another shape, is not finite, or is not nil for the empty set.
    """

    def __init__(self, value: Valuation, probability: Floats) -> None:
        self.probability = checked_probability(probability)
        self._value = value
        self._known: dict[frozenset[str], Floats] = {}

    def of(self, ids: frozenset[str]) -> Floats:
        """Return a set's value by scenario, from the chain the first time and from memory after."""
        if ids not in self._known:
            self._known[ids] = self._asked(ids)
        return self._known[ids]

    @property
    def calls(self) -> int:
        """How often the chain ran."""
        return len(self._known)

    @property
    def known(self) -> Mapping[frozenset[str], Floats]:
        """Every set that was valued exactly, with its values."""
        return MappingProxyType(self._known)

    def _asked(self, ids: frozenset[str]) -> Floats:
        found = np.array(self._value(ids), dtype=np.float64)
        named = ", ".join(sorted(ids)) or "no measure"
        if found.shape != self.probability.shape:
            raise BadInput(f"the value of {named} has the shape {found.shape}, expected {self.probability.shape}")
        if not np.isfinite(found).all():
            raise BadInput(f"the value of {named} is not a number in scenario {int(np.argmin(np.isfinite(found)))}")
        if not ids and found.any():
            raise BadInput("the value of no measure is not nil, expected values over building nothing")
        found.setflags(write=False)
        return found


@dataclass(frozen=True, slots=True, eq=False)
class Surrogate:
    """Values of sets from those of singles and pairs.

    Attributes
    ----------
    base
        Value of what is fixed in, by scenario.
    single
        What each free measure adds to it, shape (measures, scenarios).
    pair
        What two add beyond the sum of both, shape (scenarios, measures, measures), above the diagonal only.
    """

    base: Floats
    single: Floats
    pair: Floats

    def values(self, masks: Masks) -> Floats:
        """Return the value of each set, shape (sets, scenarios), million USD."""
        size = len(self.single)
        found = np.empty((len(masks), len(self.base)))
        for start in range(0, len(masks), _CHUNK):
            rows = bits(masks[start : start + _CHUNK], size)
            part = self.base + rows @ self.single
            for scenario, matrix in enumerate(self.pair):
                part[:, scenario] += np.einsum("mi,mi->m", rows @ matrix, rows)
            found[start : start + _CHUNK] = part
        return found

    def value(self, mask: int) -> Floats:
        """Return the value of one set by scenario."""
        inside = np.array(members(mask), dtype=np.int64)
        terms = self.pair[:, inside[:, None], inside].sum(axis=(1, 2))
        found: Floats = self.base + self.single[inside].sum(axis=0) + terms
        return found

    def mean(self, probability: Floats) -> "Surrogate":
        """Return the surrogate of the mean over scenarios, as one scenario."""
        pair = np.tensordot(probability, self.pair, axes=1)[None]
        return Surrogate(np.array([self.base @ probability]), (self.single @ probability)[:, None], pair)


def surrogate(held: Space, exact: ExactValues) -> Surrogate:
    """Fit the surrogate so that it equals the exact value at every single and pair that can be built.

    A measure is valued with all it requires, and a pair with all that both require: no set is ever valued that could
    not be built. Without requirements the pair's term is v(ij) - v(i) - v(j), over what is fixed in. Where one of two
    requires the other the term is nil, since the one never comes without the other. Pairs that can never be together
    (exclusion, budget) are not valued.

    Parameters
    ----------
    held
        The measures that are open.
    exact
        The values; asked at most 1 + n + n (n - 1) / 2 times.
    """
    size = len(held.free)
    base = exact.of(held.base)
    found = Surrogate(base, np.zeros((size, len(base))), np.zeros((len(base), size, size)))
    for bit in range(size):
        _fit_pairs(held, found, exact=exact, among=held.needs[bit])
        mask = held.closed(1 << bit)
        found.single[bit] = exact.of(held.ids(mask)) - found.value(mask)
    _fit_pairs(held, found, exact=exact, among=(1 << size) - 1)
    return found


def _fit_pairs(held: Space, found: Surrogate, *, exact: ExactValues, among: int) -> None:
    """Fit the terms of pairs among some measures, in building order, so that each rests on terms already fitted."""
    inside = members(among)
    for place, second in enumerate(inside):
        for first in inside[:place]:
            mask = held.closed(1 << first | 1 << second)
            if held.needs[second] >> first & 1 or found.pair[:, first, second].any() or not held.allowed(mask):
                continue
            found.pair[:, first, second] = exact.of(held.ids(mask)) - found.value(mask)
