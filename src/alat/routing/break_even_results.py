"""What the break-even of a direct service answers with."""

from dataclasses import dataclass
from enum import StrEnum

from alat.network.places import Place
from alat.network.scenario import Scenario
from alat.routing.ships import Loop, VesselClass, WeeklyCost
from alat.routing.volume import Volume


class ServiceVerdict(StrEnum):
    """Whether the recorded trade could carry a weekly direct service."""

    NO_GAIN = "no_gain"
    NO = "no"
    ONLY_IF = "only_if"
    YES = "yes"


@dataclass(frozen=True, slots=True)
class ServedPair:
    """Goods from one country to another, today and by the direct ship; money per FEU.

    Attributes
    ----------
    origin, destination
        ISO3 codes.
    outward
        Whether they would sail from the first port to the second.
    today_usd, today_h
        The lane of least generalised cost today.
    cheapest_usd
        The cheapest lane today.
    land_usd, land_h
        Both land legs and handling in both ports by the direct ship, without the sea leg.
    direct_h
        Door to door by the direct ship of the class that does best.
    worth_usd
        Sea freight at which the direct ship is as good as today's best lane by generalised cost; below zero the ship is
        worse even for nothing.
    worth_by_money_usd
        The same by money alone, against the cheapest lane.
    volume
        Boxes a year that the recorded trade implies.
    """

    origin: str
    destination: str
    outward: bool
    today_usd: float
    today_h: float
    cheapest_usd: float
    land_usd: float
    land_h: float
    direct_h: float
    worth_usd: float
    worth_by_money_usd: float
    volume: Volume

    @property
    def gains(self) -> bool:
        """Whether the direct ship is worth anything to these goods."""
        return self.worth_usd > 0


@dataclass(frozen=True, slots=True)
class BreakEven:
    """Boxes a week that pay for one class of ship in one market; TEU, None where no number of boxes would.

    Attributes
    ----------
    vessel, market, as_of
        Class; ``low`` or ``high`` charter market, or the ``best`` and ``worst`` case in which every other figure is at
        its favourable or unfavourable end too; day of the charter rate.
    cost
        What a departure a week costs.
    slots_teu
        Slots that can be sold, each way.
    one_way_teu
        Boxes a week in the strong direction if all come back empty.
    balanced_teu
        Boxes a week in each direction if both are as full.
    as_trade_teu
        Boxes a week in the strong direction if the weak one has its share of today's trade, or the share asked for.
    earned_usd
        (low, central, high) a week if every box of today's trade that gains came, as far as there are slots, and paid
        all that the ship is worth to it. No service earns more on that trade.
    """

    vessel: VesselClass
    market: str
    as_of: str
    cost: WeeklyCost
    slots_teu: float
    one_way_teu: float | None
    balanced_teu: float | None
    as_trade_teu: float | None
    earned_usd: tuple[float, float, float]

    def fits(self, teu: float | None) -> bool:
        """Whether that many boxes find a slot."""
        return teu is not None and teu <= self.slots_teu


@dataclass(frozen=True, slots=True)
class DirectService:
    """Whether a weekly direct service between two ports would pay.

    Attributes
    ----------
    first, second
        The two ports.
    loop
        The rotation.
    scenario
        The edits in force.
    known_as
        ``reported``, ``modelled`` or '': how a direct service between the ports is in the network already.
    price_usd
        What the sea leg would cost a FEU by the price of the model, for comparison.
    main
        The pair by whose goods boxes to break even are counted, outward and back.
    pairs
        Every pair of the hinterlands, both ways.
    ships
        By class and market.
    best
        The class and market (high charter, everything else central) that comes nearest to paying.
    volume_teu_per_week
        (outward, back), each (low, central, high), of the pairs that gain.
    weak_share
        Boxes in the weak direction over those in the strong one.
    verdict, answer
        The answer, and in words.
    """

    first: Place
    second: Place
    loop: Loop
    scenario: Scenario
    known_as: str
    price_usd: float
    main: tuple[ServedPair, ServedPair]
    pairs: tuple[ServedPair, ...]
    ships: tuple[BreakEven, ...]
    best: BreakEven
    volume_teu_per_week: tuple[tuple[float, float, float], tuple[float, float, float]]
    weak_share: float
    verdict: ServiceVerdict
    answer: str
    sources: tuple[str, ...]
    notes: tuple[str, ...]
