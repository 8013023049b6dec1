"""Which links does a load use on each arc of the layered graph?"""

import numpy as np
from scipy.sparse import csr_array

from alat.routing.decision import Decision, bridge_walks
from alat.routing.figures import Floats
from alat.routing.kernel.access import Access, Trees, walks
from alat.routing.kernel.layers import Block, Layers
from alat.routing.steps import Ints, Kind

ON_LINKS = [Kind.MOVE, Kind.FERRY, Kind.FEEDER, Kind.TRUCK_FERRY]

_FAINTEST = 1e-12

Paths = csr_array[np.float64, tuple[int, int]]


def link_uses(choice: Decision, layout: Layers) -> Paths:
    """Return (links, arcs) how often a load on an arc of the layered graph uses each link.

    Parameters
    ----------
    choice
        The services.
    layout
        Their layered graph.
    """
    pieces = []
    for block in layout.blocks:
        if block.what in {"access", "egress"}:
            side = layout.out if block.what == "access" else layout.into
            gateway, port = (block.tails, block.heads) if block.what == "access" else (block.heads, block.tails)
            ends = (gateway, choice.sea.places[port])
            pieces += _used(choice, side, tree=side.trees[block.mode], block=block, ends=ends)
        elif block.what == "overland":
            tree = layout.out.trees[block.mode]
            rail = tree.graph.mode not in layout.out.reach_km
            last = block.ref if rail else layout.gateways[block.heads]
            pieces += _used(choice, layout.out, tree=tree, block=block, ends=(block.tails, last))
            if rail:
                road = next(each for each in layout.into.trees if each.graph.mode == "road")
                pieces += _used(choice, layout.into, tree=road, block=block, ends=(block.heads, last))
    link, arc = (np.concatenate(column) for column in zip(*pieces, strict=True))
    size = (len(choice.book.ground.links), layout.graph.arcs)
    return csr_array((np.ones(len(link)), (link, arc)), shape=size)


def on_links(choice: Decision, layout: Layers, *, paths: Paths, flows: Floats) -> Floats:
    """Return (links,) what flows on the arcs put on each link, land bridges included.

    Parameters
    ----------
    choice, layout
        The services and their layered graph.
    paths
        `link_uses` of the layout.
    flows
        (arcs,), any unit.
    """
    carried: Floats = np.asarray(paths @ flows)
    over = np.zeros(len(choice.bridges.tails))
    for block in layout.blocks:
        if block.what == "bridge":
            np.add.at(over, block.ref, flows[block.first : block.first + len(block.ref)])
    # Fainter flows than rounding would tell are not worth growing a tree for.
    rows = np.flatnonzero(over > _FAINTEST * flows.max(initial=0.0))
    graphs = {graph.mode: graph for graph in choice.book.graphs}
    for row, walk in zip(rows, bridge_walks(choice, rows.tolist()), strict=True):
        for mode, steps in walk:
            arcs, step = graphs[mode].arcs, np.array(steps, dtype=np.int64)
            np.add.at(carried, arcs.ref[step[np.isin(arcs.kind[step], ON_LINKS)]], over[row])
    return carried


def _used(
    choice: Decision, side: Access, *, tree: Trees, block: Block, ends: tuple[Ints, Ints]
) -> list[tuple[Ints, Ints]]:
    """Return link and arc of the layered graph for each step of the land services of a block."""
    graphs = {graph.mode: graph for graph in choice.book.graphs}
    pieces = []
    for mode, service, step in walks(side, tree, rows=ends[0], places=ends[1]).arcs:
        arcs = graphs[mode].arcs
        moved = np.isin(arcs.kind[step], ON_LINKS)
        pieces.append((arcs.ref[step[moved]], block.first + service[moved]))
    return pieces
