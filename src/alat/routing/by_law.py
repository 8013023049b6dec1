"""Which goods meet the same bars, so that one network holds for all of them?"""

from collections.abc import Sequence
from dataclasses import dataclass

from alat import network
from alat.network.scenario import Scenario
from alat.reference import Country
from alat.routing.decision import Decision
from alat.routing.lanes import prepared
from alat.routing.lines import same_edits


@dataclass(frozen=True, slots=True)
class Group:
    """Pairs of countries, one way, whose goods law and decree treat alike; rows in the list they were taken from."""

    choice: Decision
    origins: tuple[Country, ...]
    destinations: tuple[Country, ...]
    cells: tuple[tuple[int, int, int], ...]

    def places(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Return the places from which and to which they go."""
        index = self.choice.book.ground.index
        first, last = (
            tuple(index[network.gateway(one).id] for one in side) for side in (self.origins, self.destinations)
        )
        return first, last


def by_law(pairs: Sequence[tuple[Country, Country]], *, cargo: str, scenario: Scenario) -> tuple[Group, ...]:
    """Sort pairs of countries by the bars that their goods meet; one network a group.

    Parameters
    ----------
    pairs
        From whom to whom. Each group is swept as a rectangle: pass one direction of a trade at a time.
    cargo, scenario
        As in `lanes`.

    Returns
    -------
    tuple of Group
        Each cell is (row in `pairs`, row in `origins`, row in `destinations`). Pairs of which one end has no gateway
        under the scenario are in none.
    """
    found: dict[tuple[str, ...], list[int]] = {}
    for row, (origin, destination) in enumerate(pairs):
        held = network.bars_to_goods(scenario, origin.iso3, destination=destination.iso3)
        found.setdefault(tuple(bar.id for bar in held), []).append(row)
    groups = (
        _group(pairs, rows, choice=prepared(same_edits(scenario), cargo, held=held)) for held, rows in found.items()
    )
    return tuple(group for group in groups if group.cells)


def _group(pairs: Sequence[tuple[Country, Country]], rows: Sequence[int], *, choice: Decision) -> Group:
    index = choice.book.ground.index
    kept = [row for row in rows if all(network.gateway(one).id in index for one in pairs[row])]
    origins = tuple(dict.fromkeys(pairs[row][0] for row in kept))
    destinations = tuple(dict.fromkeys(pairs[row][1] for row in kept))
    cells = tuple((row, origins.index(pairs[row][0]), destinations.index(pairs[row][1])) for row in kept)
    return Group(choice, origins, destinations, cells)
