"""On which ships does a lane rest: on services that carriers report, or on services that a rule supposes?"""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from alat.data import Basis
from alat.routing.decision import Decision
from alat.routing.results import Lane, PartKind

_DAY_H = 24.0
_REPORTED = (Basis.OBSERVED, Basis.REPORTED)


def on_reported_ships(choice: Decision) -> Decision:
    """Return the choice between services when ships sail only where carriers are reported to sail today."""
    ships, count = choice.sea, len(choice.sea.services)
    kept = [number for number, service in enumerate(ships.services) if service.basis in _REPORTED]
    rows = np.array([*kept, *(count + number for number in kept)], dtype=np.int64)
    return replace(
        choice,
        sea=replace(
            ships,
            services=tuple(ships.services[number] for number in kept),
            rows=ships.rows[kept],
            tails=ships.tails[rows],
            heads=ships.heads[rows],
            first=ships.first[rows],
            later=ships.later[rows],
        ),
    )


def supposed_legs(lane: Lane) -> tuple[str, ...]:
    """Return the sea legs of a lane that no carrier is reported to sail, as ``Mersin - Santos``."""
    legs = (part for part in lane.parts if part.kind is PartKind.MOVE and part.evidence is Basis.MODELLED)
    return tuple(f"{part.start_name} - {part.end_name}" for part in legs)


def evidence_notes(best: Lane, observed: tuple[Lane, ...]) -> tuple[str, ...]:
    """Return what a reader must know of the ships of the best lane, and what lanes on reported ships cost.

    Parameters
    ----------
    best
        The lane of least generalised cost.
    observed
        The best lanes on reported services alone.
    """
    legs = supposed_legs(best)
    if not legs:
        return ()
    supposed = f"{best.id} rests on {_listed(legs)}: supposed from port size and distance, not found in a timetable."
    if not observed:
        return (f"{supposed} On the few services that carriers are reported to sail today there is no lane at all.",)
    return (supposed, *(_against(best, lane) for lane in observed))


def _against(best: Lane, lane: Lane) -> str:
    more_usd, more_days = lane.money_usd - best.money_usd, (lane.hours - best.hours) / _DAY_H
    return (
        f"{lane.id}, on services that carriers are reported to sail today ({_listed(_reported_legs(lane))}), costs "
        f"{lane.money_usd:,.0f} USD and takes {lane.hours / _DAY_H:.1f} days, ship changes: {lane.transshipments}; "
        f"{more_usd:+,.0f} USD and {more_days:+.1f} days against {best.id}. The list of such services is short."
    )


def _reported_legs(lane: Lane) -> tuple[str, ...]:
    legs = (part for part in lane.parts if part.kind is PartKind.MOVE and part.evidence is not None)
    return tuple(f"{part.start_name} - {part.end_name}" for part in legs)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names) or "no ship"
