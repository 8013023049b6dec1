"""How much of the choice of ways passes each port, strait and border, and what is one dollar more there worth?

Over all ways at once, by Markovian route choice (`kernel`): the slope of the expected cost of a pair in the price of
something is how often a load uses it. It is the marginal value to set beside an exact closure.
"""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from alat.routing.decision import Decision
from alat.routing.figures import Floats
from alat.routing.kernel import route_values
from alat.routing.kernel.freight import parameter
from alat.routing.kernel.layers import Layers, layers
from alat.routing.kernel.uses import link_uses, on_links
from alat.routing.steps import Ints


@dataclass(frozen=True, slots=True)
class Shares:
    """How often a load between two gateways is expected to use each thing, which is what one dollar there costs it.

    Attributes
    ----------
    mu_usd
        Scale of the unseen part of cost, per load.
    cost_usd
        Expected least generalised cost, per load.
    ports, passages
        Uses by place id, and by strait or canal.
    links
        Uses by link id; both ways.
    """

    mu_usd: float
    cost_usd: float
    ports: dict[str, float]
    passages: dict[str, float]
    links: dict[str, float]


def shares(choice: Decision, ends: tuple[str, str]) -> Shares | None:
    """Return how the choice between two places spreads over what lies between them.

    Parameters
    ----------
    choice
        The services under a scenario.
    ends
        Place ids of origin and destination.

    Returns
    -------
    Shares or None
        None for chartered ships, whose ways overlap entirely, and where no way leads.

    Notes
    -----
    The bars that the goods meet are those of `choice`.
    """
    index = choice.book.ground.index
    if choice.sea.tramp or not set(ends) <= set(index):
        return None
    layout = layers(choice, np.array([index[end] for end in ends], dtype=np.int64))
    if 0 not in layout.graph.tail or layout.destinations[1] not in layout.graph.head:
        return None
    mu_usd = parameter("mu_usd_per_t") * choice.costs.load_t
    found = route_values(layout.graph, mu_usd, layout.destinations[1:], origins=[0])
    if not np.isfinite(found.values[0, 0]):
        return None
    flows = found.flows([[1.0]])
    carried = on_links(choice, layout, paths=link_uses(choice, layout), flows=flows)
    ids = {link.id: float(carried[row]) for row, link in enumerate(choice.book.ground.links) if carried[row] > 0.0}
    return Shares(
        mu_usd=mu_usd,
        cost_usd=float(found.values[0, 0]),
        ports=_ports(choice, layout, flows=flows, carried=carried),
        passages=_passages(choice, layout, flows=flows),
        links=ids,
    )


def _ports(choice: Decision, layout: Layers, *, flows: Floats, carried: Floats) -> dict[str, float]:
    """Return how often a load is loaded, unloaded or changes ships at each port."""
    uses = np.zeros(len(choice.sea.places))
    for block in layout.blocks:
        own = flows[block.first : block.first + len(block.tails)]
        for port in _called_at(block.what, block.tails, heads=block.heads):
            np.add.at(uses, port, own)
    ids = choice.book.ground.ids
    found = Counter({ids[choice.sea.places[port]]: float(uses[port]) for port in np.flatnonzero(uses)})
    for row, link in enumerate(choice.book.ground.links):
        if link.mode == "caspian" and carried[row] > 0.0:
            found.update({ids[link.a]: float(carried[row]), ids[link.b]: float(carried[row])})
    return dict(found)


def _called_at(what: str, tails: Ints, *, heads: Ints) -> tuple[Ints, ...]:
    """Return the ports that arcs of a kind call at; arcs at sea call nowhere themselves."""
    ports = {"access": (heads,), "egress": (tails,), "transship": (tails,), "bridge": (tails, heads)}
    return ports.get(what, ())


def _passages(choice: Decision, layout: Layers, *, flows: Floats) -> dict[str, float]:
    sailed = np.zeros(len(choice.sea.tails))
    for block in layout.blocks:
        if block.what == "sea":
            sailed += flows[block.first : block.first + len(sailed)]
    services = choice.sea.services
    found: Counter[str] = Counter()
    for row in np.flatnonzero(sailed):
        found.update(dict.fromkeys(services[row % len(services)].passages, float(sailed[row])))
    return dict(found)
