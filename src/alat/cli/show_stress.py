"""Stress on a terminal: closures, times, closures on record, and the figures that move the best lane."""

from alat.cli.paper import Paper
from alat.routing.disruptions import Record
from alat.routing.fragility import Closure
from alat.routing.reliability import LaneTimes
from alat.routing.stress import Stress
from alat.routing.tornado import Swing

_DAY_H = 24.0
_MOST_SWINGS = 12


def show_stress(paper: Paper, result: Stress) -> None:
    """Write what each closure adds, how long each lane takes, what is on record, and the widest swings."""
    lanes = result.lanes
    paper.title(
        f"{lanes.origin.name} ({lanes.origin_place}) to {lanes.destination.name} ({lanes.destination_place}): "
        f"{lanes.cargo}, one {lanes.load_name} of {lanes.load_t:g} t, scenario {lanes.scenario.name}"
    )
    paper.say("All figures are modelled, per load. For the lanes themselves: alat lanes, with the same options.")
    paper.table(
        ("shut", "kind", "on lanes", "uses", "generalised USD", "USD", "days", "then by"),
        [_closure(one) for one in result.closures],
        right=("uses", "generalised USD", "USD", "days"),
        title="Each thing shut alone: what it adds to the best lane by each measure",
    )
    paper.say("Uses: how often a load passes there over all ways, which is what one dollar more there costs it.")
    paper.table(
        ("lane", "P10", "P50", "P90", "on time", "P90 with closures", "on time with closures"),
        [_times(one) for one in result.times],
        right=("P10", "P50", "P90", "on time", "P90 with closures", "on time with closures"),
        title=f"Days, {result.draws:,} draws; on time is within {result.within_days:g} days",
    )
    paper.table(
        (
            "may be shut",
            "on lanes",
            "on record",
            "a year",
            "chance in a year",
            "share of time",
            "basis",
            "source",
            "note",
        ),
        [_odds(paper, one.thing.name, lanes=one.lanes, record=one.record) for one in result.odds if one.record],
        right=("on record", "a year", "chance in a year", "share of time"),
        title="Closures on record; a year with P10-P90",
    )
    unknown = [one.thing.name for one in result.odds if one.record is None]
    if unknown:
        paper.say(f"No closure was looked for at {', '.join(unknown)}.")
    paper.table(
        ("row", "figure", "unit", "low", "value", "high", "at low", "at high", "best then", "basis", "source"),
        [_swing(paper, one) for one in result.swings[:_MOST_SWINGS]],
        right=("low", "value", "high", "at low", "at high"),
        title="What moves the generalised cost of the best lane, USD",
    )


def _closure(one: Closure) -> tuple[str, ...]:
    first = (one.thing.name, one.thing.kind, ", ".join(one.lanes), "" if one.uses is None else f"{one.uses:.2f}")
    if one.best is None:
        return (*first, "no way left", "", "", "")
    return (
        *first,
        _added(one.extra_generalised_usd),
        _added(one.extra_money_usd),
        f"{(one.extra_hours or 0.0) / _DAY_H:+.1f}",
        " - ".join(one.instead),
    )


def _times(one: LaneTimes) -> tuple[str, ...]:
    days = (one.p10_h, one.p50_h, one.p90_h)
    return (
        one.lane,
        *(f"{hours / _DAY_H:.1f}" for hours in days),
        f"{one.on_time_share:.0%}",
        f"{one.closures_p90_h / _DAY_H:.1f}",
        f"{one.closures_on_time_share:.0%}",
    )


def _odds(paper: Paper, name: str, *, lanes: tuple[str, ...], record: Record) -> tuple[str, ...]:
    return (
        name,
        ", ".join(lanes),
        f"{len(record.days)} in {record.years:.0f} years",
        f"{record.per_year:.2f} ({record.per_year_low:.2f}-{record.per_year_high:.2f})",
        f"{record.odds_in_a_year:.0%}",
        f"{record.share_of_time:.2%}",
        record.basis.value,
        paper.cite(record.sources),
        record.note,
    )


def _swing(paper: Paper, one: Swing) -> tuple[str, ...]:
    changed = sorted({one.best_low, one.best_high} - {"L1"})
    return (
        one.row,
        one.subject,
        one.unit,
        f"{one.low:g}",
        f"{one.value:g}",
        f"{one.high:g}",
        _added(one.generalised_low_usd),
        _added(one.generalised_high_usd),
        ", ".join(changed),
        one.basis.value,
        paper.cite(one.sources),
    )


def _added(usd: float | None) -> str:
    return f"{usd or 0.0:+,.0f}"
