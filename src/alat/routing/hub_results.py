"""What the location of hubs answers with."""

from dataclasses import dataclass

from alat.network.places import Place
from alat.network.scenario import Scenario
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
    helped: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """One port as the only hub: what it saves a year over all pairs, and how many boxes it serves.

    Attributes
    ----------
    saved_usd
        Of what is minimised: money and hours at their value, or money alone.
    saved_money_usd, saved_feu_h
        US dollars, and FEU times hours; below zero where money is saved at the cost of hours.
    feu
        FEU a year that would go by it.
    """

    port: Place
    saved_usd: float
    saved_money_usd: float
    saved_feu_h: float
    feu: float


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """The hubs that are best at another value of time and another price of legs at a hub; what they save a year."""

    alpha: float
    usd_per_h: float
    hubs: tuple[Place, ...]
    saved_usd: float


@dataclass(frozen=True, slots=True)
class Hubs:
    """The hubs that serve a trade best.

    Attributes
    ----------
    by
        ``generalised`` or ``money``: what is minimised.
    alpha, usd_per_h
        Money of a sea leg at a hub over that of the same leg elsewhere; what an hour of a FEU is worth.
    chosen
        The best set of ports; empty where no hub improves on today's lanes.
    today_usd
        What all boxes of a year cost today, in what is minimised.
    saved_usd, saved_money_usd, saved_feu_h
        What the hubs save a year: of what is minimised, in US dollars, and in FEU times hours.
    pairs
        Every pair, both ways.
    candidates
        Every candidate on its own, best first.
    never
        Ports that are in no best set anywhere in `sensitivity`.
    sensitivity
        Over the ranges of alpha and of the value of time.
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
    alpha: float
    usd_per_h: float
    chosen: tuple[Place, ...]
    today_usd: float
    saved_usd: float
    saved_money_usd: float
    saved_feu_h: float
    feu: float
    pairs: tuple[HubPair, ...]
    candidates: tuple[Candidate, ...]
    never: tuple[Place, ...]
    sensitivity: tuple[Sensitivity, ...]
    gap: float
    left_out: tuple[str, ...]
    answer: str
    sources: tuple[str, ...]
    notes: tuple[str, ...]
