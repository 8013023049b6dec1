"""What does freight cost between all countries at once, over all lanes in their shares?"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from alat import data
from alat.errors import BadInput, NotCovered
from alat.network.bars import pairs_under_bars
from alat.network.scenario import BASE, Scenario
from alat.reference import cargo_class
from alat.routing.decision import Decision
from alat.routing.figures import Floats
from alat.routing.kernel.best import Flags, gateways
from alat.routing.kernel.graph import ArcGraph
from alat.routing.kernel.layers import Layers, layers
from alat.routing.kernel.solving import positive
from alat.routing.kernel.values import RouteValues, route_values
from alat.routing.lanes import prepared
from alat.routing.lines import same_edits
from alat.routing.steps import Ints

NOTES = (
    "Lanes that share legs count as different ones: the more there are of a kind, the larger its share.",
    "Goods that law keeps out of a third country (`barred`) may cross it here, so that their V may be too low.",
    "A land service is the best one by generalised cost for each means of travel.",
)


@dataclass(frozen=True, eq=False, repr=False)
class Freight:
    """Expected generalised cost between all gateways, and the graph behind it.

    Attributes
    ----------
    scenario, cargo
        What was asked.
    load_t
        Tonnes of one load.
    mu_usd
        Scale of the unseen part of cost, per load.
    countries
        ISO3 codes, in the order of the rows and columns of `cost_usd`.
    cost_usd
        (countries, countries) V per load: infinite where no lane leads or law keeps the two apart, 0 on the diagonal.
    barred
        (countries, countries) whether law makes goods of that pair go round a country which this graph lets them cross:
        V may then be too low.
    values
        The kernel on the layered graph: `flows`, `edit` (arcs of `service_arcs`, `new_service`) and `sensitivity`.
    layers
        What the arcs of that graph are.
    notes
        What a reader of the numbers has to know.
    """

    scenario: Scenario
    cargo: str
    load_t: float
    mu_usd: float
    countries: tuple[str, ...]
    cost_usd: Floats
    barred: Flags
    values: RouteValues
    layers: Layers
    choice: Decision
    notes: tuple[str, ...]

    def __repr__(self) -> str:
        return f"Freight({self.cargo}, {len(self.countries)} countries, mu={self.mu_usd:g} USD per load)"


def freight(scenario: Scenario = BASE, cargo: str = "container", *, mu_usd_per_t: float | None = None) -> Freight:
    """Return what freight costs between all countries by Markovian route choice.

    Parameters
    ----------
    scenario
        What is closed, opened or avoided.
    cargo
        ``container``, ``reefer``, ``general`` or ``roro``.
    mu_usd_per_t
        Scale of the unseen part of cost; 15 where none is given, and 25 at the most.

    Raises
    ------
    UnknownCode
        If the cargo class is not known.
    NotCovered
        If it has no prices, or sails in chartered ships: their ways overlap entirely, and each voyage would be counted
        once for every port it passes.
    BadInput
        If mu is not above 0, or above the ceiling.
    """
    kind = cargo_class(cargo)
    mu = chosen_mu(mu_usd_per_t)
    edits = same_edits(scenario)
    choice = prepared(edits, kind.code)
    if choice.sea.tramp:
        raise NotCovered(
            f"no shares of lanes for {kind.code} cargo: a chartered ship may pass any port on its way, so that one "
            "voyage would be counted many times; `all_pairs` gives its best lanes"
        )
    graph = _laid_out(edits, kind.code)
    found, cost = values_of(graph.graph, graph.destinations, mu_usd=mu * kind.load_t)
    iso3 = tuple(choice.book.ground.iso3[place] for place in graph.gateways)
    apart, barred = pairs_under_bars(scenario, iso3)
    cost[apart] = np.inf
    return Freight(scenario, kind.code, kind.load_t, mu * kind.load_t, iso3, cost, barred, found, graph, choice, NOTES)


def values_of(graph: ArcGraph, destinations: Ints, *, mu_usd: float) -> tuple[RouteValues, Floats]:
    """Return the kernel on a layered graph, and (gateways, gateways) V: infinite without a way, 0 on the diagonal.

    Parameters
    ----------
    graph
        As `layers` lays it out: the first states are the origins.
    destinations
        (gateways,) states.
    mu_usd
        Scale of the unseen part of cost, per load.
    """
    origins = np.arange(len(destinations))
    # A country that the scenario cuts off altogether has no arc, and no way: it is told apart from an unknown state.
    touched = np.zeros(graph.states, dtype=bool)
    touched[graph.tail] = touched[graph.head] = True
    starts, ends = origins[touched[origins]], origins[touched[destinations]]
    found = route_values(graph, mu_usd, destinations[ends], origins=starts)
    cost = np.full((len(origins), len(origins)), np.inf)
    cost[np.ix_(starts, ends)] = found.values
    np.fill_diagonal(cost, 0.0)
    return found, cost


def parameter(name: str) -> float:
    """Return a value of `kernel_parameters`."""
    return float(dict(data.table("kernel_parameters").select("parameter", "value").iter_rows())[name])


def service_arcs(found: Freight, port_a: str, *, port_b: str) -> tuple[int, ...]:
    """Return the arcs of the direct service between two ports: both ways, in every layer.

    Raises
    ------
    NotCovered
        If there is no such service.
    """
    ships, index = found.choice.sea, found.choice.book.ground.index
    ends = {ships.port.get(index.get(name, -1), -1) for name in (port_a, port_b)}
    rows = [row for row in range(len(ships.tails)) if {int(ships.tails[row]), int(ships.heads[row])} == ends]
    if -1 in ends or not rows:
        raise NotCovered(f"no direct service between {port_a} and {port_b} under this scenario")
    return tuple(block.first + row for block in found.layers.blocks if block.what == "sea" for row in rows)


def new_service(found: Freight, port_a: str, *, port_b: str, usd: float) -> list[tuple[int, int, float]]:
    """Return the arcs that a new direct service between two ports would add: both ways, in every layer.

    Parameters
    ----------
    found
        The freight.
    port_a, port_b
        Place ids of ports that have some service.
    usd
        Generalised cost of a leg per load, waits included.

    Raises
    ------
    NotCovered
        If no ship calls at one of the ports.
    """
    ships, index = found.choice.sea, found.choice.book.ground.index
    numbers = []
    for name in (port_a, port_b):
        if ships.port.get(index.get(name, -1), -1) < 0:
            raise NotCovered(f"no ship calls at {name} under this scenario")
        numbers.append(ships.port[index[name]])
    arcs = []
    graph = found.layers.graph
    for block in found.layers.blocks:
        if block.what == "sea":
            ready = int(graph.tail[block.first] - block.tails[0])
            arrived = int(graph.head[block.first] - block.heads[0])
            arcs += [(ready + a, arrived + b, usd) for a, b in (numbers, numbers[::-1])]
    return arcs


def chosen_mu(given: float | None) -> float:
    """Return the scale of the unseen part of cost (USD a tonne): the one given, held to its ceiling, or the usual."""
    ceiling = parameter("mu_ceiling_usd_per_t")
    mu = parameter("mu_usd_per_t") if given is None else positive(given, name="mu_usd_per_t")
    if mu > ceiling:
        raise BadInput(
            f"mu_usd_per_t {mu:g}; expected {ceiling:g} or less: above it, lanes with two changes of ship, which "
            "overlap, win by their number and not by their cost"
        )
    return mu


@lru_cache(maxsize=4)
def _laid_out(edits: Scenario, cargo: str) -> Layers:
    choice = prepared(edits, cargo)
    return layers(choice, gateways(choice))
