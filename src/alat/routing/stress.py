"""What can go wrong on the way, and what does it cost?"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from alat import network
from alat.errors import BadInput, NotCovered
from alat.network.scenario import BASE, Scenario
from alat.reference import Country, cargo_class
from alat.routing.decision import Decision, Option, options
from alat.routing.disruptions import Record, records
from alat.routing.fragility import Closure, Thing, closures, named_things, things
from alat.routing.lanes import AIR, lanes, prepared
from alat.routing.lines import same_edits
from alat.routing.reliability import LaneTimes, Risk, Sample, lane_times
from alat.routing.results import Lanes
from alat.routing.tornado import Swing, swings

_HOURS_A_DAY, _DAYS_A_WEEK = 24.0, 7
_SAMPLE = Sample()
NOTES = (
    "Each closure is exact: the thing is shut for good and the best way is found again; a short closure costs less.",
    "Times are drawn step by step, each step independent of the others; a bad week on one line is not in them.",
    "Closures on record come from press reports, so that most odds are a floor, and no record is not no closure.",
    "A swing changes one figure at a time within the range of its table; about half of those ranges are assumed.",
)


@dataclass(frozen=True, slots=True)
class Odds:
    """A thing the lanes use, and the closures of it on record; `record` is None where none was looked for."""

    thing: Thing
    lanes: tuple[str, ...]
    record: Record | None


@dataclass(frozen=True, slots=True)
class Stress:
    """How the lanes between two countries bear closures, delays and other prices.

    Attributes
    ----------
    lanes
        The lanes, as `routing.lanes` finds them.
    closures
        Things that the best lanes use, and those that were named, each shut alone, the dearest first.
    times
        How long each lane takes, drawn many times.
    within_days
        The time that counts as on time.
    odds
        Closures on record of each thing on the lanes shown.
    swings
        Figures that move the best lane, the widest first.
    draws, seed
        How many draws, and from which seed.
    """

    lanes: Lanes
    closures: tuple[Closure, ...]
    times: tuple[LaneTimes, ...]
    within_days: float
    odds: tuple[Odds, ...]
    swings: tuple[Swing, ...]
    draws: int
    seed: int
    sources: tuple[str, ...]
    notes: tuple[str, ...]


def stress(
    origin: Country | str,
    destination: Country | str,
    *,
    cargo: str = "container",
    scenario: Scenario = BASE,
    shut: Sequence[str] = (),
    within_days: float | None = None,
    sample: Sample = _SAMPLE,
) -> Stress:
    """Return what closures, delays and other prices do to the lanes between two countries.

    Parameters
    ----------
    origin, destination, cargo, scenario
        As for `routing.lanes`.
    shut
        Straits, canals, ports, places, borders or links to shut too, each alone, beside what the best lanes use.
    within_days
        The time that counts as on time; the next whole week above the mean of the best lane where it is not given.
    sample
        How many draws of the hours, and the seed.

    Raises
    ------
    UnknownCode, SameParty, NotCovered, NoRoute
        As `routing.lanes`; UnknownCode also for a name of nothing that can be shut, NotCovered for lanes by air.
    BadInput
        If draws or the time asked for is not positive.
    """
    _check(cargo, within_days)
    named = named_things(shut)
    found = lanes(origin, destination, cargo=cargo, scenario=scenario)
    held, ends, odds = _held(found), _ends(found), _odds(found)
    choice = prepared(same_edits(scenario), found.cargo, held=held)
    tried = closures(scenario, held=held, ends=ends, shown=found.lanes, base=choice, named=named)
    within = within_days or _next_week(found.lanes[0].mean_hours)
    moved = swings(choice, network.load(scenario, held=held), ways=_ways(choice, found, ends=ends))
    return Stress(
        lanes=found,
        closures=tried,
        times=_times(found, tried, within_h=within * _HOURS_A_DAY, sample=sample),
        within_days=within,
        odds=odds,
        swings=moved,
        draws=sample.draws,
        seed=sample.seed,
        sources=_sources(found, odds, moved=moved),
        notes=(*NOTES, *found.notes),
    )


def _check(cargo: str, days: float | None) -> None:
    if cargo_class(cargo).code == AIR:
        raise NotCovered("stress does not cover air: what shuts an airport or airspace is not on record; `lanes` does")
    if days is not None and not (days > 0 and math.isfinite(days)):
        raise BadInput(f"within {days} days; expected more than none")


def _ends(found: Lanes) -> tuple[str, str]:
    return network.gateway(found.origin).id, network.gateway(found.destination).id


def _held(found: Lanes) -> tuple[str, ...]:
    """Return the ids of the bars that the goods of some lanes meet."""
    barred = network.bars_to_goods(found.scenario, found.origin.iso3, destination=found.destination.iso3)
    return tuple(bar.id for bar in barred)


def _next_week(hours: float) -> float:
    return float(math.ceil(hours / _HOURS_A_DAY / _DAYS_A_WEEK) * _DAYS_A_WEEK)


def _times(found: Lanes, tried: tuple[Closure, ...], *, within_h: float, sample: Sample) -> tuple[LaneTimes, ...]:
    return tuple(
        lane_times(lane, within_h=within_h, risks=_risks(found, lane.id, shut=tried), sample=sample)
        for lane in found.lanes
    )


def _risks(found: Lanes, lane_id: str, *, shut: tuple[Closure, ...]) -> dict[str, Risk]:
    """Return the things on a lane with closures on record, and how much longer the fastest way round takes."""
    whole = network.load(found.scenario)
    lane = next(lane for lane in found.lanes if lane.id == lane_id)
    round_h = {
        closure.thing.target: math.inf if closure.best is None else max(closure.best.hours - lane.hours, 0.0)
        for closure in shut
    }
    on_lane = [thing.target for thing in things(lane, base=whole)]
    return {target: Risk(records()[target], round_h.get(target, math.inf)) for target in on_lane if target in records()}


def _ways(choice: Decision, found: Lanes, *, ends: tuple[str, str]) -> list[tuple[str, Option]]:
    """Return the way behind each lane: costs are whole quanta, so that they tell it exactly."""
    index = choice.book.ground.index
    known = {way.cost[:4]: way for way in options(choice, index[ends[0]], destination=index[ends[1]])}
    return [(lane.id, known[lane.money_usd, lane.hours, lane.variance_h2, lane.kgco2e]) for lane in found.lanes]


def _odds(found: Lanes) -> tuple[Odds, ...]:
    whole = network.load(found.scenario)
    users: dict[Thing, list[str]] = {}
    for lane in found.lanes:
        for thing in things(lane, base=whole):
            users.setdefault(thing, []).append(lane.id)
    return tuple(Odds(thing, tuple(ids), records().get(thing.target)) for thing, ids in users.items())


def _sources(found: Lanes, odds: tuple[Odds, ...], *, moved: tuple[Swing, ...]) -> tuple[str, ...]:
    used = {source for one in odds if one.record for source in one.record.sources}
    used |= {source for swing in moved for source in swing.sources}
    return tuple(sorted({*found.sources, *used}))
