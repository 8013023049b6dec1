"""What does the arithmetic of a direct service come to, in words?"""

from collections.abc import Sequence

from alat.reference import countries
from alat.routing.break_even_results import BreakEven, ServedPair, ServiceVerdict
from alat.routing.ships import Loop, dues_not_known

_CENTRAL, _HIGH = 1, 2

_VOLUME = (
    "Tonnes and boxes between the two sides are recorded nowhere: they are modelled, in a wide range, from the value "
    "of 2023 and what the exporter sells to the world; transit and goods declared to a third country are not in them."
)
_WORTH = (
    "The ship is worth to a box the freight that would make it as good as today's best lane, door to door, with hours "
    "at the value of time of containers. It sails without other calls, by which ships of today's lanes lose time."
)
_LEFT_OUT = (
    "Left out: boxes, agents, overhead, crew above the charter, carbon prices, cargo of other ports on the way, and "
    "cargo that would only come to be with the service. So break-even is a lower bound."
)
_CHARTER = (
    "Charter rates are those of September 2018 (low) and December 2025 (high): they tripled. The best and worst cases "
    "put every other figure at its favourable or unfavourable end as well."
)
_SHIPS = "Speed and fuel are those of a ship near in size, of 2010; newer ships burn less."
_KNOWN = {
    "assumed": (
        "The scenario supposes a direct service between the two ports, and it is among the lanes of today here: what a "
        "new one is worth is what it would be worth beside that one."
    ),
    "reported": "A direct service between the two ports is reported already and is among today's lanes.",
    "modelled": (
        "A direct service between the two ports is supposed already, from port size and distance, and is among today's "
        "lanes: what a new one is worth is what it would be worth beside that one."
    ),
}


def verdict(found: Sequence[BreakEven], best_ship: BreakEven, *, pairs: Sequence[ServedPair]) -> ServiceVerdict:
    """Judge a service: yes at today's charter on central volumes, no where not even the best case pays."""
    if not any(pair.gains for pair in pairs):
        return ServiceVerdict.NO_GAIN
    if best_ship.earned_usd[_CENTRAL] >= best_ship.cost.total_usd:
        return ServiceVerdict.YES
    hoped = (each for each in found if each.market == "best")
    if all(each.earned_usd[_HIGH] < each.cost.total_usd for each in hoped):
        return ServiceVerdict.NO
    return ServiceVerdict.ONLY_IF


def answer(
    said: ServiceVerdict,
    found: Sequence[BreakEven],
    *,
    best_ship: BreakEven,
    weekly: tuple[tuple[float, float, float], tuple[float, float, float]],
) -> str:
    """Say it in words, with the numbers it rests on."""
    if said is ServiceVerdict.NO_GAIN:
        return (
            "No. The direct ship is worth nothing to any pair: today's lanes are better even if it sailed for nothing."
        )
    out, back = weekly
    trade = (
        f"Today's trade comes to {about(out[_CENTRAL])} TEU a week out and {about(back[_CENTRAL])} back "
        f"(at the most {about(out[_HIGH])} and {about(back[_HIGH])})."
    )
    earned = max(best_ship.earned_usd[_CENTRAL], 0.0)
    pays = (
        f"Carrying all of it that finds a slot, ships of {best_ship.vessel.teu:,.0f} TEU would earn {_musd(earned)} of "
        f"the {_musd(best_ship.cost.total_usd)} m USD that a departure costs at the charter of {best_ship.as_of}."
    )
    hoped = max((each for each in found if each.market == "best"), key=lambda each: _cover(each, _HIGH))
    limit = (
        f"with everything in its favour (charter of {hoped.as_of}, the most boxes, ships of {hoped.vessel.teu:,.0f} "
        f"TEU) it would earn {_cover(hoped, _HIGH):.0%} of its cost."
    )
    opening, closing = {
        ServiceVerdict.YES: ("Yes, if it wins the trade that gains by it.", ""),
        ServiceVerdict.NO: ("No.", f" Even {limit}"),
        ServiceVerdict.ONLY_IF: ("No, unless much turns in its favour.", f" Only {limit}"),
    }[said]
    return f"{opening} {trade} {pays} {_need(best_ship)}{closing}"


def notes(way: Loop, pairs: Sequence[ServedPair], *, known_as: str) -> tuple[str, ...]:
    """Return what a reader must know beside the numbers."""
    found = [_KNOWN[known_as]] if known_as else []
    names = countries()
    silent = [
        f"{names[pair.origin].name} to {names[pair.destination].name}"
        for pair in pairs
        if pair.volume.value.value is None
    ]
    if silent:
        found.append(f"No trade is on record, and none counted: {', '.join(silent)}.")
    canals = dues_not_known(way)
    if canals:
        found.append(f"Dues that are not known and not counted: {', '.join(canals)}.")
    return (*found, _VOLUME, _WORTH, _LEFT_OUT, _CHARTER, _SHIPS)


def _need(ship: BreakEven) -> str:
    """Say how many boxes pay, and whether they find a slot."""
    if ship.balanced_teu is None:
        return "No number of boxes pays for it: it is worth less to them than handling them."
    full = "" if ship.fits(ship.balanced_teu) else f", which is more than its {ship.slots_teu:,.0f} slots"
    one_way = "no number of boxes pays" if ship.one_way_teu is None else f"{about(ship.one_way_teu)} one way"
    return (
        f"To break even on goods such as those of the first pair it takes {about(ship.balanced_teu)} TEU a week each "
        f"way{full}, or {one_way} if all come back empty."
    )


def about(number: float) -> str:
    """Print a modelled number with the two digits that it is good for."""
    if number < 1:
        return "less than 1" if number > 0 else "0"
    step = 10.0 ** max(len(f"{number:.0f}") - 2, 0)
    return f"{round(number / step) * step:,.0f}"


def _musd(usd: float) -> str:
    return f"{usd / 1e6:.2f}"


def _cover(each: BreakEven, volume: int) -> float:
    return each.earned_usd[volume] / each.cost.total_usd
