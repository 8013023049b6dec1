"""What does freight cost over all ways at once, and which ways does it take? Markovian route choice.

`route_values` answers on any graph; its result has `flows`, `edit` and `sensitivity`. `freight` is the same on the
decision graph of all countries, `all_pairs` the best lane of each pair. `iceberg` is the sum in the form of the trade
models. `every_way` counts one by one what the others sum, on small graphs.
"""

from alat.routing.kernel.best import BestLanes, all_pairs
from alat.routing.kernel.enumeration import every_way, traversals_by_ways, value_by_ways
from alat.routing.kernel.freight import Freight, freight, new_service, service_arcs
from alat.routing.kernel.graph import ArcGraph
from alat.routing.kernel.iceberg import Iceberg, iceberg
from alat.routing.kernel.values import RouteValues, route_values

__all__ = [
    "ArcGraph",
    "BestLanes",
    "Freight",
    "Iceberg",
    "RouteValues",
    "all_pairs",
    "every_way",
    "freight",
    "iceberg",
    "new_service",
    "route_values",
    "service_arcs",
    "traversals_by_ways",
    "value_by_ways",
]
