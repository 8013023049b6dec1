"""What the location of hubs answers with."""

from dataclasses import dataclass

from alat.data import Basis
from alat.network.places import Place
from alat.network.scenario import Scenario
from alat.routing.ships import Figure
from alat.routing.volume import Volume


@dataclass(frozen=True, slots=True)
class HubPair:
    """Goods from one country to another: a FEU today and by the hubs chosen, and FEU a year (modelled).

    Attributes
    ----------
    origin, destination
        ISO3 codes.
    volume
        Boxes a year that the recorded trade implies.
    today_usd, today_h
        The best lane of today.
    hub_usd, hub_h
        The best lane with the hubs; that of today where they do not help.
    off_usd
        What the lower price of legs at the hubs takes off that lane: today it costs `hub_usd` and this.
    helped
        Whether they do.
    """

    origin: str
    destination: str
    volume: Volume
    today_usd: float
    today_h: float
    hub_usd: float
    hub_h: float
    off_usd: float
    helped: bool


@dataclass(frozen=True, slots=True)
class Saving:
    """What hubs save a year over all pairs, on the central boxes; below zero where something is lost.

    Attributes
    ----------
    usd
        Of what is minimised: money and hours at their value, or money alone.
    usd_range
        The same with the fewest and with the most boxes there may be.
    money_usd, feu_h
        US dollars, and FEU times hours, over today's lanes.
    off_usd
        What the lower price of legs at the hubs comes to. Where money saved is more than this, the rest is saved by
        going another lane that is there today, and paid for in hours.
    """

    usd: float
    usd_range: tuple[float, float]
    money_usd: float
    feu_h: float
    off_usd: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """One port as the only hub: what it saves a year over all pairs, and FEU a year that would go by it."""

    port: Place
    saving: Saving
    feu: float


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """The hubs that are best at another value of time and another price of legs at a hub; what they save a year.

    Attributes
    ----------
    feu
        Boxes a year that are counted.
    """

    alpha: float
    usd_per_h: float
    hubs: tuple[Place, ...]
    saved_usd: float
    feu: float


@dataclass(frozen=True, slots=True)
class Hubs:
    """The hubs that serve a trade best.

    Attributes
    ----------
    by
        ``generalised`` or ``money``: what is minimised.
    alpha, usd_per_h
        Price of sailing a main leg at a hub over that of the same leg elsewhere; what an hour of a FEU is worth.
    chosen
        The best set of ports; empty where no hub improves on today's lanes.
    today_usd
        What all boxes of a year cost today, in what is minimised.
    saving
        What the hubs save a year.
    feu, feu_range, feu_basis
        FEU a year over all pairs: central, fewest and most; modelled from recorded trade, or assumed in the question.
    pairs
        Every pair, both ways.
    candidates
        Every candidate on its own, best first.
    never
        Ports that are in no best set anywhere in `sensitivity`.
    sensitivity
        Over the ranges of alpha and of the value of time.
    reported
        The best hubs where ships sail only where carriers are reported to, for the pairs with a lane on those; None
        where there is no such lane.
    gap
        How far from the least possible cost the choice may be, as a share; 0 where every set was tried.
    left_out
        Pairs without a record of trade or without a lane, and why.
    answer
        In words.
    """

    by: str
    cargo: str
    scenario: Scenario
    p: int
    alpha: Figure
    usd_per_h: Figure
    chosen: tuple[Place, ...]
    today_usd: float
    saving: Saving
    feu: float
    feu_range: tuple[float, float]
    feu_basis: Basis
    pairs: tuple[HubPair, ...]
    candidates: tuple[Candidate, ...]
    never: tuple[Place, ...]
    sensitivity: tuple[Sensitivity, ...]
    reported: Sensitivity | None
    gap: float
    left_out: tuple[str, ...]
    answer: str
    sources: tuple[str, ...]
    notes: tuple[str, ...]
