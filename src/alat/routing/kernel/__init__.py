"""What does freight cost over all ways at once, and which ways does it take? Markovian route choice.

`route_values` answers; its result has `flows`, `edit` and `sensitivity`. `iceberg` is the same sum in the form of the
trade models. `every_way` counts one by one what the others sum, on small graphs.
"""

from alat.routing.kernel.enumeration import every_way, traversals_by_ways, value_by_ways
from alat.routing.kernel.graph import ArcGraph
from alat.routing.kernel.iceberg import Iceberg, iceberg
from alat.routing.kernel.values import RouteValues, route_values

__all__ = [
    "ArcGraph",
    "Iceberg",
    "RouteValues",
    "every_way",
    "iceberg",
    "route_values",
    "traversals_by_ways",
    "value_by_ways",
]
