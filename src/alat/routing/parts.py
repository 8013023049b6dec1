"""What happens to the goods, step by step, on one way through the network?"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial

from alat.data import Basis
from alat.reference import countries
from alat.routing.better import ADDED, SOURCE
from alat.routing.decision import Decision, Option, Stage
from alat.routing.figures import Charge, Rate, Spent, quantised, weakest
from alat.routing.results import Part, PartKind
from alat.routing.sea import dues, port_charges, waits
from alat.routing.services import Walk
from alat.routing.steps import (
    Graph,
    Kind,
    Land,
    Link,
    breaks_gauge,
    crossing,
    ferry_charges,
    ferrying,
    gauge_charge,
    link_rate,
    move_costs,
    sailing,
    truck_ferry_charges,
)

PASSING = "passes without calling"
EMPTY_RETURN = "the empty box back"
HAULIER = "Haulier"
_SHIPPING = {"main": "Shipping line", "feeder": "Feeder line"}


def parts(choice: Decision, option: Option, *, inland: Callable[[Walk], list[Part]] | None = None) -> tuple[Part, ...]:
    """Return the steps of a way in order; their costs add up to the way's to the last bit.

    `inland` is `land_parts` of the choice where a caller keeps its answers, since many ways share a land service.
    """
    ashore = inland or partial(land_parts, choice)
    found: list[Part] = []
    legs = 0
    for number, stage in enumerate(option.stages):
        if stage.what == "sea":
            found += _sea_leg(choice, stage, first=legs == 0)
            legs += 1
        elif stage.what == "transship":
            found += _transship(choice, option.stages[number - 1])
        elif stage.what == "bridge":
            tail, head = int(choice.bridges.tails[stage.number]), int(choice.bridges.heads[stage.number])
            rails = ashore(stage.walk)
            found += [*_port(choice, tail, what="unload"), *rails, *_port(choice, head, what="load")]
        elif legs == 0 and len(option.stages) > 1:
            after = choice.sea.tails[option.stages[number + 1].number]
            found += [*ashore(stage.walk), *_port(choice, int(after), what="load")]
        elif legs:
            before = choice.sea.heads[option.stages[number - 1].number]
            found += [*_port(choice, int(before), what="unload"), *ashore(stage.walk)]
        else:
            found += ashore(stage.walk)
    return tuple(found)


def parties(steps: Iterable[Part]) -> tuple[str, ...]:
    """Return who handles the goods, in order, without repeats side by side; borders are not parties."""
    found: list[str] = []
    for step in steps:
        if step.party and (not found or found[-1] != step.party):
            found.append(step.party)
    return tuple(found)


def land_parts(choice: Decision, walk: Walk) -> list[Part]:
    """Return the steps of a land service, moves through one country by one mode brought together."""
    ground = choice.book.ground
    found: list[Part] = []
    for mode, arcs in walk:
        graph = next(graph for graph in choice.book.graphs if graph.mode == mode)
        if mode.startswith("road"):
            start = _start_place(ground, graph, arc=arcs[0]) if arcs else -1
            if start >= 0:
                found.append(_at(ground, start, charge=ground.costs.operations["road_haul"], party=HAULIER))
        for arc in arcs:
            found += _arc_parts(ground, graph, arc=arc)
    return _with_empty_return(ground, _merged(found))


def _with_empty_return(ground: Land, found: list[Part]) -> list[Part]:
    """Tell what the way back of the empty box costs apart from the carriage that it is priced with."""
    empty = ground.costs.empty_return
    if empty is None:
        return found
    told: list[Part] = []
    for part in found:
        told.append(part)
        if part.kind is PartKind.MOVE and part.money_usd:
            back = quantised(part.money_usd * empty.value / (1 + empty.value))
            charge = Charge(EMPTY_RETURN, 0.0, back, weakest([part.basis, empty.basis]), empty.sources)
            paid = _at(ground, ground.index[part.end], charge=charge, party=part.party, kind=PartKind.SURCHARGE)
            told[-1:] = [replace(part, money_usd=part.money_usd - back), paid]
    return told


def _start_place(ground: Land, graph: Graph, *, arc: int) -> int:
    link = ground.links[int(graph.arcs.ref[arc])]
    return link.a if graph.arcs.forward[arc] else link.b


def _arc_parts(ground: Land, graph: Graph, *, arc: int) -> list[Part]:
    kind, ref = Kind(int(graph.arcs.kind[arc])), int(graph.arcs.ref[arc])
    forward = bool(graph.arcs.forward[arc])
    if kind is Kind.MOVE:
        return _move(ground, ground.links[ref], forward=forward)
    if kind in {Kind.LOAD, Kind.UNLOAD}:
        what = "rail_load" if kind is Kind.LOAD else "rail_unload"
        detail = "load train" if kind is Kind.LOAD else "unload train"
        return [replace(_at(ground, ref, charge=ground.at(what, ref), party=_railway(ground, ref)), detail=detail)]
    if kind is Kind.GAUGE:
        part = _at(ground, ref, charge=ground.at("gauge", ref), party=_railway(ground, ref), kind=PartKind.GAUGE)
        return [replace(part, detail="change of gauge")]
    if kind is Kind.JOIN:
        return []
    return _by_ship(ground, ground.links[ref], kind=kind, forward=forward)


def _move(ground: Land, link: Link, *, forward: bool) -> list[Part]:
    start, end = (link.a, link.b) if forward else (link.b, link.a)
    found = [
        _border(ground, start, charge=charge, kind=kind) for kind, charge in crossing(ground, link, forward=forward)
    ]
    party = HAULIER if link.mode == "road" else _railway(ground, end)
    spent, rates = move_costs(ground, link), link_rate(ground, link)
    move = _moving(ground, link, ends=(start, end), spent=spent, rates=rates, party=party)
    gauge = gauge_charge(ground, link)
    if gauge is None or not breaks_gauge(link) or found:
        return [*found, move]
    # Inside a country the gauge changes where the link begins in the table, whichever way the goods go.
    part = _at(ground, link.a, charge=gauge, party=_railway(ground, link.a), kind=PartKind.GAUGE)
    change = replace(part, detail="change of gauge")
    return [change, move] if forward else [move, change]


def _border(ground: Land, place: int, *, charge: Charge, kind: PartKind) -> Part:
    if kind is PartKind.GAUGE:
        part = _at(ground, place, charge=charge, party=_railway(ground, place), kind=kind)
        return replace(part, detail="change of gauge")
    return _at(ground, place, charge=charge, party="", kind=kind)


def _by_ship(ground: Land, link: Link, *, kind: Kind, forward: bool) -> list[Part]:
    """Return control or handling, wait, crossing, and control or handling on the Caspian."""
    start, end = (link.a, link.b) if forward else (link.b, link.a)
    line = f"Ferry operator {ground.names[start]} - {ground.names[end]}"
    if kind is Kind.FEEDER:
        line = "Caspian feeder line"
    if kind is Kind.TRUCK_FERRY:
        charges = truck_ferry_charges(ground, (start, end), link=link)
        rate, detail, sides = ground.costs.rates["truck ferry"], "truck ferry", ("", "")
        kinds = (PartKind.BORDER, PartKind.WAIT, PartKind.BORDER)
    else:
        charges = ferry_charges(ground, (start, end), link=link, wagon=kind is Kind.FERRY)
        rate, detail = ground.costs.rates["caspian"], "rail ferry" if kind is Kind.FERRY else "feeder"
        sides = (line, line) if kind is Kind.FERRY else (_terminal(ground, start), _terminal(ground, end))
        kinds = (PartKind.HANDLING, PartKind.WAIT, PartKind.HANDLING)
    before = _at(ground, start, charge=charges[0], party=sides[0], kind=kinds[0])
    wait = replace(
        _at(ground, start, charge=charges[1], party=line, kind=kinds[1]), mode="caspian", detail=f"wait for {detail}"
    )
    spent = ferrying(ground, "truck ferry" if kind is Kind.TRUCK_FERRY else "caspian", link=link)
    crossing_part = _moving(ground, link, ends=(start, end), spent=spent, rates=(rate, rate), party=line)
    after = _at(ground, end, charge=charges[2], party=sides[1], kind=kinds[2])
    if kind is Kind.TRUCK_FERRY:
        found = [part for part in (before,) if part.hours or part.money_usd]
        last = [part for part in (after,) if part.hours or part.money_usd]
        return [*found, wait, replace(crossing_part, detail=detail), *last]
    before, after = replace(before, detail=f"load {detail}"), replace(after, detail=f"unload {detail}")
    return [before, wait, replace(crossing_part, detail=detail), after]


def _sea_leg(choice: Decision, stage: Stage, *, first: bool) -> list[Part]:
    ground, ships = choice.book.ground, choice.sea
    service = ships.services[stage.number % len(ships.services)]
    start, end = (int(ships.places[port[stage.number]]) for port in (ships.tails, ships.heads))
    party = _SHIPPING.get(service.ship_class, "Shipping line")
    if ships.tramp:
        party = "Ship owner"
    usual = ground.costs.operations.get("sea_wait")
    found = []
    for charge in waits(ground, service, start=start):
        wait = _at(ground, start, charge=charge, party=party, kind=PartKind.WAIT)
        at_passage = usual is None or charge.detail != usual.detail
        found.append(replace(wait, mode="sea", detail=charge.detail if at_passage else "wait for the ship"))
    rate = ground.costs.rates[f"sea {service.ship_class}"]
    if ships.tramp and not first:
        # A chartered ship that sails on past a port is on the voyage it began.
        rate = replace(rate, fixed_usd=0.0)
    spent = sailing(rate, service.km)
    move = Part(
        kind=PartKind.MOVE,
        mode="sea",
        start=ground.ids[start],
        end=ground.ids[end],
        start_name=ground.names[start],
        end_name=ground.names[end],
        km=service.km,
        hours=spent.hours,
        money_usd=spent.money_usd,
        policy_usd=0.0,
        kgco2e=spent.kgco2e,
        detail=service.ship_class if first or not ships.tramp else PASSING,
        passages=service.passages if start == service.a else service.passages[::-1],
        link_ids=(),
        basis=weakest([rate.basis, service.basis]),
        sources=tuple(sorted({*rate.sources, *service.sources})),
        party=party,
        evidence=None if ships.tramp else service.basis,
        edit=ADDED if SOURCE in service.sources else "",
        variance_h2=spent.variance_h2,
        late_h=rate.late_h(service.km),
    )
    paid = [_at(ground, start, charge=charge, party=party, kind=PartKind.DUES) for charge in dues(ground, service)]
    return [*found, *(replace(part, mode="sea") for part in paid), move]


def _transship(choice: Decision, before: Stage) -> list[Part]:
    if choice.sea.tramp:
        return []
    return _in_port(choice, int(choice.sea.heads[before.number]), role="transship", detail="transship")


def _port(choice: Decision, port: int, *, what: str) -> list[Part]:
    return _in_port(choice, port, role=f"port_{what}", detail=f"{what} ship")


def _in_port(choice: Decision, port: int, *, role: str, detail: str) -> list[Part]:
    """Return an operation in a seaport, and the charges on top of it."""
    ground, place = choice.book.ground, int(choice.sea.places[port])
    party = _terminal(ground, place)
    charges = port_charges(ground, role, place=place)
    found = [_at(ground, place, charge=charge, party=party, kind=PartKind.SURCHARGE) for charge in charges]
    return [replace(found[0], kind=PartKind.HANDLING, detail=detail), *found[1:]]


def _at(ground: Land, place: int, *, charge: Charge, party: str, kind: PartKind = PartKind.HANDLING) -> Part:
    return Part(
        kind=kind,
        mode="",
        start=ground.ids[place],
        end=ground.ids[place],
        start_name=ground.names[place],
        end_name=ground.names[place],
        km=0.0,
        hours=charge.hours,
        money_usd=charge.money_usd,
        policy_usd=charge.policy_usd,
        kgco2e=0.0,
        detail=charge.detail,
        passages=(),
        link_ids=(),
        basis=charge.basis,
        sources=charge.sources,
        party=party,
        edit=charge.edit,
        variance_h2=charge.variance_h2,
        late_h=charge.late_h,
    )


def _moving(
    ground: Land,
    link: Link,
    *,
    ends: tuple[int, int],
    spent: Spent,
    rates: tuple[Rate, Rate],
    party: str,
) -> Part:
    start, end = ends
    edit = ground.better.said(link.id)
    supposed, sources = [Basis.ASSUMED] if edit else [], (source for rate in rates for source in rate.sources)
    return Part(
        kind=PartKind.MOVE,
        mode=link.mode,
        start=ground.ids[start],
        end=ground.ids[end],
        start_name=ground.names[start],
        end_name=ground.names[end],
        km=link.km,
        hours=spent.hours,
        money_usd=spent.money_usd,
        policy_usd=0.0,
        kgco2e=spent.kgco2e,
        detail="",
        passages=(),
        link_ids=(link.id,),
        basis=weakest([link.basis, *supposed, *(rate.basis for rate in rates)]),
        sources=tuple(sorted({*link.sources, *sources, *([SOURCE] if edit else [])})),
        party=party,
        edit=edit,
        variance_h2=spent.variance_h2,
        late_h=_late_h(rates, link.km, hours=spent.hours),
    )


def _late_h(rates: tuple[Rate, Rate], km: float, *, hours: float) -> float:
    """Return how much later the mean is, in proportion where a scenario changes the hours."""
    typical = sum(km / rate.km_per_h for rate in rates) / 2
    late = sum(rate.late_h(km) for rate in rates) / 2
    return late * hours / typical if typical else 0.0


def _merged(found: list[Part]) -> list[Part]:
    """Bring neighbouring moves of one mode and party together."""
    merged: list[Part] = []
    for part in found:
        last = merged[-1] if merged else None
        moving = last is not None and last.kind is part.kind is PartKind.MOVE
        if last is not None and moving and (last.mode, last.party, last.detail) == (part.mode, part.party, part.detail):
            merged[-1] = replace(
                last,
                end=part.end,
                end_name=part.end_name,
                km=last.km + part.km,
                hours=last.hours + part.hours,
                money_usd=last.money_usd + part.money_usd,
                kgco2e=last.kgco2e + part.kgco2e,
                variance_h2=last.variance_h2 + part.variance_h2,
                late_h=last.late_h + part.late_h,
                link_ids=(*last.link_ids, *part.link_ids),
                basis=weakest([last.basis, part.basis]),
                sources=tuple(sorted({*last.sources, *part.sources})),
                edit="; ".join(dict.fromkeys(edit for edit in (last.edit, part.edit) if edit)),
            )
        else:
            merged.append(part)
    return merged


def _railway(ground: Land, place: int) -> str:
    iso3 = ground.iso3[place]
    known = countries()
    return f"Railway of {known[iso3].name if iso3 in known else iso3}"


def _terminal(ground: Land, place: int) -> str:
    return f"Terminal of {ground.names[place]}"
