"""What does the choice of hubs come to, in words?"""

from collections.abc import Sequence

from alat.network.places import Place
from alat.routing.service_words import about

_LEAST_H = 0.05

_ALPHA = (
    "A hub is a port whose main sea legs cost alpha times as much as elsewhere: larger ships on consolidated cargo. "
    "Nobody has measured alpha at a port. At 1 no hub improves on today's lanes, which change ships where it is best."
)
_WEIGHTS = (
    "Boxes are modelled from the value of 2023 and what the exporter sells to the world; the weights are the central "
    "values of a wide range."
)
_LEFT_OUT = (
    "Nothing is counted for building or running a hub, or for ships sailing more often from it: what is saved is what "
    "such a hub may cost a year."
)
_SHIPS = (
    "Which ports ships sail between is mostly supposed from port size and distance: a hub may win by a service that no "
    "carrier is known to sail. `alat lanes` says so lane by lane."
)
NOTES = (_ALPHA, _SHIPS, _WEIGHTS, _LEFT_OUT)


def answer(chosen: Sequence[Place], *, saved: tuple[float, float, float], today_usd: float, robust: bool) -> str:
    """Say which hubs are best, what they save a year, and whether they stay best over the ranges.

    Parameters
    ----------
    chosen
        The hubs; none where none helps.
    saved
        A year: of what is minimised in USD, USD of freight; and hours a FEU in the mean.
    today_usd
        What is minimised, today.
    robust
        Whether they are best wherever a hub helps at all.
    """
    if not chosen:
        return "No. No hub out of the candidates improves on today's lanes."
    whole, money, hours_a_box = saved
    more = "less" if money >= 0 else "more"
    choice = "stays the best choice" if robust else "is not the best choice everywhere"
    names = " and ".join(one.name for one in chosen)
    return (
        f"{names}: saves about {about(whole)} USD a year, {whole / today_usd:.1%} of what these boxes cost today "
        f"({about(abs(money))} USD {more} freight, {_hours(hours_a_box)} in the mean). "
        f"It {choice} over the ranges of alpha and of the value of time."
    )


def _hours(saved: float) -> str:
    if abs(saved) < _LEAST_H:
        return "no hour gained or lost a box"
    return f"{abs(saved):.1f} hours a box {'faster' if saved > 0 else 'slower'}"
