"""What the routing room answers with."""

import math
from dataclasses import dataclass, field
from enum import StrEnum

from alat.data import Basis
from alat.network.scenario import Scenario
from alat.reference import Country
from alat.routing.spread import quantile_hours


class PartKind(StrEnum):
    """What happens to the goods in one part of a lane."""

    MOVE = "move"
    HANDLING = "handling"
    BORDER = "border"
    GAUGE = "gauge_change"
    WAIT = "wait"
    DUES = "dues"
    SURCHARGE = "surcharge"


@dataclass(frozen=True, slots=True)
class Part:
    """One step of a lane; the parts of a lane add up to it exactly.

    Attributes
    ----------
    kind
        What happens.
    mode
        ``road``, ``rail``, ``sea``, ``caspian`` or ``air`` for a move or the wait for one; '' otherwise.
    start, end
        Place ids; equal unless the goods move.
    start_name, end_name
        Their names.
    km, hours, money_usd, kgco2e
        Of one load (`Lanes.load_t` tonnes).
    policy_usd
        The part of `money_usd` that is a war-risk or policy surcharge, kept apart so that a page can show it.
    detail
        What a person calls it: ``transship``, ``load``, a border's name, a ship class.
    passages
        Straits and canals sailed through.
    link_ids
        The links moved over, in order, for the map; '' entries never occur.
    basis, sources
        How the figures came to be, and ids from `sources.csv`.
    party
        Who handles the goods: the haulier, a country's railway, a port's terminal, a line; '' at borders.
    evidence
        Of a move at sea or by air, how it is known that a ship or aircraft goes there: ``reported`` by carriers,
        ``modelled`` by rule; None elsewhere.
    edit
        What the scenario adds here or changes in today's figures; '' for nothing.
    variance_h2, spread_h
        Variance and standard deviation of the hours.
    late_h
        How much later than the hours, which are typical, their mean is: delays run further than head starts.
    """

    kind: PartKind
    mode: str
    start: str
    end: str
    start_name: str
    end_name: str
    km: float
    hours: float
    money_usd: float
    policy_usd: float
    kgco2e: float
    detail: str
    passages: tuple[str, ...]
    link_ids: tuple[str, ...]
    basis: Basis
    sources: tuple[str, ...]
    party: str = ""
    evidence: Basis | None = None
    edit: str = ""
    variance_h2: float = 0.0
    late_h: float = 0.0
    spread_h: float = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "spread_h", math.sqrt(self.variance_h2))


@dataclass(frozen=True, slots=True)
class Lane:
    """One way from origin to destination.

    Attributes
    ----------
    id
        Stable short name within a result: ``L1`` is the one of least generalised cost.
    parts
        Steps in order.
    money_usd, hours, kgco2e
        Sums over parts.
    generalised_usd
        money_usd + value of time x hours.
    transshipments
        Ship-to-ship changes, in a port or over a land bridge between two; by air, changes of aircraft.
    parties
        Who handles the goods, in order, without repeats side by side: hauliers, railways, terminals, lines.
    borders, passages
        Land borders crossed and straits or canals sailed through, in order.
    best_in
        What it is best in among the lanes found: ``generalised``, ``money``, ``hours``, ``p90_hours``, ``kgco2e``,
        ``transshipments``, ``parties``.
    variance_h2, spread_h
        Variance and standard deviation of the hours; the variance is the sum over parts, taken as independent.
    late_h, mean_hours
        How much later than the hours, which are typical, their mean is, and that mean.
    p90_hours
        Hours that nine loads in ten take at most, by a gamma law of that mean and variance.
    """

    id: str
    parts: tuple[Part, ...]
    money_usd: float
    hours: float
    kgco2e: float
    generalised_usd: float
    transshipments: int
    parties: tuple[str, ...]
    borders: tuple[str, ...]
    passages: tuple[str, ...]
    best_in: tuple[str, ...]
    variance_h2: float = 0.0
    late_h: float = 0.0
    spread_h: float = field(init=False)
    mean_hours: float = field(init=False)
    p90_hours: float = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "spread_h", math.sqrt(self.variance_h2))
        object.__setattr__(self, "mean_hours", self.hours + self.late_h)
        object.__setattr__(self, "p90_hours", quantile_hours(self.mean_hours, self.variance_h2))

    @property
    def evidence(self) -> str:
        """How ships and flights are known: ``reported``, ``modelled``, ``partly modelled``, ``supposed`` or ''."""
        known = {part.evidence for part in self.parts} - {None}
        if Basis.ASSUMED in known:
            return "supposed"
        if known <= {Basis.MODELLED}:
            return "modelled" if known else ""
        return "partly modelled" if Basis.MODELLED in known else "reported"


@dataclass(frozen=True, slots=True)
class Lanes:
    """The lanes worth a look between two places: the Pareto set, thinned to at most ten distinct ones.

    Attributes
    ----------
    origin, destination
        The two countries; lanes run between their gateways.
    origin_place, destination_place
        Names of the gateways.
    cargo
        Cargo class.
    scenario
        The edits in force.
    load_name, load_t
        What one load is: ``FEU`` of 20 t for boxes, ``t`` otherwise.
    value_of_time_usd_per_h
        Used in `generalised_usd`, per load.
    product, surcharges
        The product that set the value of time, '' where the mean of the class did, and the surcharges counted.
    lanes
        Least generalised cost first.
    pareto_size
        How many ways were beaten by none, before they were thinned to distinct ones.
    observed
        On ships that carriers are reported to sail today alone: the lane of least generalised cost (``O1``) and, where
        it is another, that of least money (``O2``).
    via
        Names of the countries, passages and places that every lane touches, in this order.
    max_transshipments
        The most changes of ship that was asked for.
    """

    origin: Country
    destination: Country
    origin_place: str
    destination_place: str
    cargo: str
    scenario: Scenario
    load_name: str
    load_t: float
    value_of_time_usd_per_h: float
    lanes: tuple[Lane, ...]
    sources: tuple[str, ...]
    notes: tuple[str, ...]
    pareto_size: int = 0
    product: str = ""
    surcharges: tuple[str, ...] = ()
    observed: tuple[Lane, ...] = ()
    via: tuple[str, ...] = ()
    max_transshipments: int | None = None
