"""What does the choice of hubs come to, in words?"""

from collections.abc import Sequence

from alat.network.places import Place
from alat.routing.hub_results import Saving, Sensitivity
from alat.routing.service_words import about

_DAY_H = 24.0
_LEAST_DAYS = 0.05
_LEAST_SHARE = 0.01

_ALPHA = (
    "A hub is a port where sailing a main leg costs alpha times as much as elsewhere: cargo is put together on larger "
    "ships, and carriers pass all of it on. Nobody has measured alpha at a port. At 1 no hub improves on today's "
    "lanes, which change ships where it is best."
)
_MONEY = (
    "US dollars are those of about 2025, and about half of the prices and times are assumed; sea freight swings by "
    "half, which is more than most hubs save. What is saved is money and hours at their value, unless it is by money."
)
_WEIGHTS = (
    "Boxes are modelled from the value of trade in 2023 and what the exporter sells to the world. Fewest and most are "
    "the ends of that range for all pairs at once; alpha and the value of time are central there."
)
_SUPPOSED = "The boxes are those that the question supposes, the same each way between any two countries."
_LEFT_OUT = (
    "Nothing is counted for building or running a hub, or for ships sailing more often from it: what is saved is "
    "the most that such a hub may cost a year."
)
_SHIPS = (
    "Which ports ships sail between is mostly supposed from port size and distance: a hub may win by a service that no "
    "carrier is known to sail; `alat lanes` says so lane by lane."
)


def notes(*, supposed: bool) -> tuple[str, ...]:
    """Return what a reader must know beside the numbers; `supposed` where the boxes are."""
    return (_SHIPS, _ALPHA, _MONEY, _SUPPOSED if supposed else _WEIGHTS, _LEFT_OUT)


def answer(
    chosen: Sequence[Place], *, p: int, saving: Saving, today_usd: float, feu: float, swings: Sequence[Sensitivity]
) -> str:
    """Say which hubs are best, what they save a year and how, and whether they stay best over the ranges.

    Parameters
    ----------
    chosen
        The hubs that help; none where none does.
    p
        How many were asked for.
    saving
        What they save.
    today_usd
        What is minimised, today.
    feu
        FEU a year.
    swings
        The best hubs over the ranges.
    """
    if not chosen:
        return f"No. No hub out of the candidates improves on today's lanes. {_elsewhere(swings)}"
    names = " and ".join(one.name for one in chosen)
    more = " More hubs add nothing." if len(chosen) < p else ""
    fewest, most = (about(each) for each in saving.usd_range)
    span = "" if fewest == most else f" ({fewest} to {most} with the fewest and the most boxes)"
    elsewhere = [swing for swing in swings if swing.alpha < 1]
    best = sum(swing.hubs == tuple(chosen) for swing in elsewhere)
    return (
        f"{names}: about {about(saving.usd)} USD a year saved{span}, {saving.usd / today_usd:.1%} of what these boxes "
        f"cost today. {_how(saving, feu=feu)}{more} Best in {best} of {len(elsewhere)} cases over the ranges of alpha "
        "below 1 and of the value of time."
    )


def _how(saving: Saving, *, feu: float) -> str:
    """Say what is saved by the price of legs, and what by going another lane of today."""
    days = -saving.feu_h / feu / _DAY_H
    more = "less" if saving.money_usd >= 0 else "more"
    price = f"The lower price of legs there comes to {about(saving.off_usd)} USD"
    if abs(days) < _LEAST_DAYS and abs(saving.money_usd - saving.off_usd) <= _LEAST_SHARE * saving.off_usd:
        return f"{price} and is had on today's best lanes."
    time = "are as fast" if abs(days) < _LEAST_DAYS else f"take {abs(days):.1f} days {'more' if days > 0 else 'less'}"
    return (
        f"{price}. To have it goods leave today's best lanes for others that sail today too: with the lower price "
        f"their freight is {about(abs(saving.money_usd))} USD a year {more}, and they {time} in the mean."
    )


def _elsewhere(swings: Sequence[Sensitivity]) -> str:
    """Say what would have to be so that a hub helps."""
    helping = [swing for swing in swings if swing.hubs]
    if not helping:
        return "Nor does any over the ranges of alpha and of the value of time."
    best = max(helping, key=lambda swing: swing.saved_usd)
    names = " and ".join(one.name for one in best.hubs)
    return (
        f"At the most {names} would save about {about(best.saved_usd)} USD a year, were alpha {best.alpha:g} and "
        f"an hour worth {best.usd_per_h:.2f} USD a FEU."
    )


def said_of_reported(reported: Sensitivity | None) -> str:
    """Say which hubs are best on the ships that carriers are reported to sail; None where there is no lane on them."""
    only = "On ships that carriers are reported to sail alone"
    if reported is None:
        return f"{only} there is no lane at all."
    boxes = f"{reported.feu:,.0f} of the FEU have a lane"
    if not reported.hubs:
        return f"{only}, {boxes}, and no hub out of the candidates improves on it."
    names = " and ".join(one.name for one in reported.hubs)
    return f"{only}, {boxes}, and {names} would save about {about(reported.saved_usd)} USD a year."
