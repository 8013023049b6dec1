"""Lanes on a terminal: a table to compare them, then each one step by step."""

from alat.cli.paper import Paper
from alat.network import passages
from alat.routing.onward import Corridor, OnwardLanes
from alat.routing.parts import PASSING
from alat.routing.results import Lane, Lanes, Part, PartKind

_DAY_H = 24.0
_BEST = {
    "generalised": "overall",
    "money": "money",
    "hours": "time",
    "p90_hours": "P90",
    "kgco2e": "CO2e",
    "transshipments": "changes",
    "parties": "parties",
}


def show_lanes(paper: Paper, result: Lanes) -> None:
    """Write the lanes between two places: money, time, emissions, changes and parties, then the steps of each."""
    paper.title(
        f"{result.origin.name} ({result.origin_place}) to {result.destination.name} ({result.destination_place}): "
        f"{result.cargo}, one {result.load_name} of {result.load_t:g} t"
    )
    paper.say(f"Scenario {result.scenario.name}: {_edits(result)}")
    goods = f" of HS {result.product}" if result.product else ""
    paper.say(
        f"An hour is worth {result.value_of_time_usd_per_h:.2f} USD a load{goods}; figures are modelled for one load."
    )
    if result.surcharges:
        paper.say(f"Surcharges counted: {', '.join(result.surcharges)}.")
    if result.via:
        paper.say(f"Every lane goes by {', then '.join(result.via)}.")
    if result.max_transshipments is not None:
        paper.say(f"At most {result.max_transshipments} changes of ship.")
    first = result.lanes[0]
    paper.say(
        f"Days are typical; delays run further than head starts: {first.id} takes {first.mean_hours / _DAY_H:.1f} days "
        "in the mean. Nine loads in ten take at most P90 days. ± is the standard deviation of hours."
    )
    paper.table(
        (
            "lane",
            "USD",
            "days",
            "P90 days",
            "kg CO2e",
            "generalised USD",
            "ship changes",
            "parties",
            "ships",
            "best in",
            "ports",
        ),
        [_line(lane) for lane in (*result.lanes, *result.observed)],
        right=("USD", "days", "P90 days", "kg CO2e", "generalised USD", "ship changes", "parties"),
    )
    for lane in (*result.lanes, *result.observed):
        paper.table(
            ("step", "from", "to", "km", "hours", "±", "USD", "kg CO2e", "detail", "basis", "source"),
            [(*_step(part), paper.cite(part.sources)) for part in lane.parts],
            right=("km", "hours", "±", "USD", "kg CO2e"),
            title=_heading(lane),
        )


def show_onward(paper: Paper, result: OnwardLanes) -> None:
    """Write for each destination the lane by the hub and its rivals, then where each goes."""
    paper.title(
        f"{result.origin.name} ({result.origin_place}) onward by {result.hub}: {result.cargo}, "
        f"one {result.load_name} of {result.load_t:g} t"
    )
    paper.say(f"Scenario {result.scenario.name}: {_edits(result)}")
    for one in result.onward:
        hub = [("by the hub", one.by_hub)] if one.by_hub else []
        rows = [*hub, *((f"rival {number}", rival) for number, rival in enumerate(one.rivals, 1))]
        paper.table(
            ("way", "USD", "days", "P90 days", "kg CO2e", "ship changes", "goes by", "ports"),
            [_corridor_line(name, corridor) for name, corridor in rows],
            right=("USD", "days", "P90 days", "kg CO2e", "ship changes"),
            title=f"{one.destination.name} ({one.destination_place})",
        )
        for note in one.notes:
            paper.say(note)


def _corridor_line(name: str, corridor: Corridor) -> tuple[str, ...]:
    lane = corridor.lane
    return (
        name,
        f"{lane.money_usd:,.0f}",
        f"{lane.hours / _DAY_H:.1f}",
        f"{lane.p90_hours / _DAY_H:.1f}",
        f"{lane.kgco2e:,.0f}",
        str(lane.transshipments),
        ", ".join(corridor.goes_by),
        _ports(lane),
    )


def _edits(result: Lanes | OnwardLanes) -> str:
    asked = result.scenario
    named = (("avoid", asked.avoid), ("close", asked.close), ("open", asked.open))
    changed = (("add", asked.add), ("improve", asked.improve))
    edits = [f"{verb} {', '.join(ids)}" for verb, ids in named if ids]
    edits += [f"{verb} {', '.join(one.said for one in items)}" for verb, items in changed if items]
    if asked.as_of:
        edits.append(f"as of {asked.as_of}")
    return "; ".join(edits) or "the network as it stands"


def _line(lane: Lane) -> tuple[str, ...]:
    return (
        lane.id,
        f"{lane.money_usd:,.0f}",
        f"{lane.hours / _DAY_H:.1f}",
        f"{lane.p90_hours / _DAY_H:.1f}",
        f"{lane.kgco2e:,.0f}",
        f"{lane.generalised_usd:,.0f}",
        str(lane.transshipments),
        str(len(lane.parties)),
        lane.evidence,
        ", ".join(_BEST[name] for name in lane.best_in),
        _ports(lane),
    )


def _ports(lane: Lane) -> str:
    """Return the ports or airports where the load changes from or to a ship or aircraft, in order."""
    calls: list[str] = []
    for part in lane.parts:
        if part.kind is PartKind.MOVE and part.mode in {"sea", "caspian", "air"}:
            if part.detail == PASSING:
                calls.pop()
            calls += [part.start_name, part.end_name] if part.detail != PASSING else [part.end_name]
    return ", ".join(dict.fromkeys(calls))


def _heading(lane: Lane) -> str:
    passed = "; ".join((*lane.borders, *_passages(lane)))
    through = f" Through: {passed}." if passed else ""
    return f"{lane.id}: {', '.join(lane.parties)}.{through}"


def _passages(lane: Lane) -> list[str]:
    known = passages()
    return [known[code].name if code in known else code for code in lane.passages]


def _step(part: Part) -> tuple[str, ...]:
    kind = part.kind.value.replace("_", " ")
    return (
        f"{kind}, {part.mode}" if part.mode else kind,
        part.start_name,
        "" if part.end == part.start else part.end_name,
        f"{part.km:,.0f}" if part.km else "",
        f"{part.hours:,.1f}",
        f"{part.spread_h:,.1f}",
        f"{part.money_usd:,.0f}" + (f" ({part.policy_usd:,.0f} policy)" if part.policy_usd else ""),
        f"{part.kgco2e:,.0f}",
        f"{part.detail} ({part.edit})".strip() if part.edit else part.detail,
        part.basis.value,
    )
