"""Which ways lead from one country to another, and what does each cost in money, days, carbon and hands?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import pairwise

import numpy as np

from alat import network
from alat.errors import BadInput, NoRoute, SameParty
from alat.network import Place
from alat.network.bars import Bar
from alat.network.scenario import BASE, Scenario
from alat.reference import CargoClass, Country, cargo_class
from alat.routing.air import air_lanes
from alat.routing.blame import no_route
from alat.routing.decision import Decision, Option, decision, options
from alat.routing.distinct import apart_km, distinct
from alat.routing.ends import End, lane_end
from alat.routing.liner import evidence_notes, on_reported_ships
from alat.routing.lines import same_edits, sea_points
from alat.routing.loads import Load, Priced, priced
from alat.routing.parts import land_parts, parties, parts
from alat.routing.results import Lane, Lanes, Part, PartKind
from alat.routing.services import Walk
from alat.routing.spread import quantile_hours
from alat.routing.steps import HOURS, MONEY, VARIANCE
from alat.routing.vias import Through, Via, on_reported_ships_through, options_through, through
from alat.routing.vias import via as as_via

AIR = "air"
NOTES = (
    "Prices are of about 2025; about half of the price and time parameters are assumed; sea freight swings by half.",
    "Times are typical, not promised: strikes and closures are not in them.",
    "The P90 takes typical hours for the mean, and delays of a lane's steps as independent; shared delays widen it.",
    "Sea services are modelled from port size and distance where no carrier is reported; a ship is half a week away.",
    "Handling costs the same in every seaport: the sea price was calibrated that way; local charges differ.",
    "Sanctions are a surcharge at the land border of the EU with Russia and Belarus only; avoid a country to be safe.",
    "Left out: customs clearance, duty, insurance, demurrage, winter closures; empty returns unless asked for.",
    "Emissions are those of moving, well to wake at sea and by road, an assumed mean by rail; ports are not in them.",
    "Lanes lead between the main cities of the two countries.",
)

# What a lane may be best in, in the order of the criteria; the P90 stands for the variance of the hours.
TITLES = ("money", "hours", "p90_hours", "kgco2e", "transshipments", "parties")
_BEST_IN = ("generalised", *TITLES)


def lanes(
    origin: Country | Place | str,
    destination: Country | Place | str,
    *,
    cargo: str | Load = "container",
    scenario: Scenario = BASE,
    via: Sequence[str] = (),
    max_transshipments: int | None = None,
) -> Lanes:
    """Return the lanes worth a look between two countries or places, least generalised cost first.

    Parameters
    ----------
    origin, destination
        Countries (their gateways) or places, or their names, ids or codes; a country's name comes before a place's.
    cargo
        A cargo class (``container``, ``dry_bulk``, ``air`` ...), or a `Load` of one with product and surcharges.
    scenario
        What is closed, opened or avoided.
    via
        Countries, straits and canals, or places that every lane must touch, in this order.
    max_transshipments
        The most changes of ship a lane may have; None for no limit.

    Returns
    -------
    Lanes
        At most ten: the best in each criterion, and the cheapest others that are distinct (path size).

    Raises
    ------
    UnknownCode
        If a country, place, cargo class, product or surcharge is not known.
    BadInput
        If `max_transshipments` is negative, or lanes by air are asked for by what is named or with that limit.
    SameParty
        If origin and destination are one.
    NotCovered
        If a country has no gateway, or the cargo class no prices.
    NoRoute
        If no lane exists; it names what cut it.

    Notes
    -----
    The Pareto set over money, hours and their variance, kgCO2e, transshipments and parties is exact on the graph of
    services. A land service is the best way by one of generalised cost, money, hours or kgCO2e, so that the best lane
    by each of these is the best of all; the other criteria are best among those services.
    """
    ends = (lane_end(origin), lane_end(destination))
    return _answer(_read(ends, cargo, scenario=scenario, via=via, max_transshipments=max_transshipments))


def shown_lanes(origin: Country, destination: Country, *, cargo: str, scenario: Scenario) -> Lanes:
    """Return `lanes` for one who looks at the lanes alone: without those on reported ships and the notes on them."""
    ends = (lane_end(origin), lane_end(destination))
    return _shown(_read(ends, cargo, scenario=scenario, via=(), max_transshipments=None))


@dataclass(frozen=True, slots=True)
class _Asked:
    """One question, read."""

    ends: tuple[End, End]
    load: Load
    scenario: Scenario
    vias: tuple[Via, ...]
    max_transshipments: int | None

    @property
    def cargo(self) -> CargoClass:
        """The cargo class."""
        return cargo_class(self.load.cargo)

    @property
    def goods(self) -> str | Priced:
        """What the lanes are prepared for: a plain load goes by the name of its class, as for every other caller."""
        return self.load.cargo if self.priced == priced(self.load.cargo) else self.priced

    @property
    def priced(self) -> Priced:
        """The load, with what an hour of it costs its exporter."""
        return priced(self.load, exporter=self.ends[0].country.iso3, importer=self.ends[1].country.iso3)

    @property
    def barred(self) -> tuple[Bar, ...]:
        """The bars the goods meet."""
        return network.bars_to_goods(self.scenario, self.ends[0].country.iso3, destination=self.ends[1].country.iso3)


def _read(
    ends: tuple[End, End],
    cargo: str | Load,
    *,
    scenario: Scenario,
    via: Sequence[str],
    max_transshipments: int | None,
) -> _Asked:
    start, end = ends
    if start.place.id == end.place.id:
        same = f"{start.place.name} ({start.country.name})"
        raise SameParty(f"a lane from {same} to itself was asked for; expected two places")
    if max_transshipments is not None and max_transshipments < 0:
        raise BadInput(f"at most {max_transshipments} changes of ship were asked for; expected 0 or more")
    vias = [as_via(name) for name in via]
    # Goods that begin or end at a place have touched it.
    if vias and vias[0].id == start.place.id:
        vias = vias[1:]
    if vias and vias[-1].id == end.place.id:
        vias = vias[:-1]
    load = cargo if isinstance(cargo, Load) else Load(cargo)
    return _Asked(ends, load, scenario, tuple(vias), max_transshipments)


def _by_air(asked: _Asked) -> Lanes:
    if asked.vias or asked.max_transshipments is not None or asked.load.surcharges:
        raise BadInput("lanes by air take no via, no limit on changes and no surcharge; expected a scenario alone")
    return air_lanes(asked.ends, load=asked.load, scenario=asked.scenario)


# A brief asks several rooms about one pair.
@lru_cache(maxsize=32)
def _answer(asked: _Asked) -> Lanes:
    shown = _shown(asked)
    if asked.cargo.code == AIR:
        return shown
    observed = _observed(_laid_out(asked) if asked.vias else _choice(asked), asked)
    return replace(shown, observed=observed, notes=(*evidence_notes(shown.lanes[0], observed), *shown.notes))


@lru_cache(maxsize=32)
def _shown(asked: _Asked) -> Lanes:
    cargo, barred = asked.cargo, asked.barred
    if cargo.code == AIR:
        return _by_air(asked)
    start, end = asked.ends
    choice = _choice(asked)
    found = _ways(_laid_out(asked) if asked.vias else choice, asked)
    if not found:
        raise _no_lane(choice, asked)
    chosen, size = _chosen(choice, found, scenario=asked.scenario)
    return Lanes(
        origin=start.country,
        destination=end.country,
        origin_place=start.place.name,
        destination_place=end.place.name,
        cargo=cargo.code,
        scenario=asked.scenario,
        load_name=cargo.load_name,
        load_t=cargo.load_t,
        value_of_time_usd_per_h=choice.costs.value_of_time_usd_per_h,
        product=asked.load.product,
        surcharges=asked.priced.surcharges,
        lanes=chosen,
        sources=tuple(sorted({source for lane in chosen for part in lane.parts for source in part.sources})),
        notes=(*NOTES, *_bar_notes(barred), *edit_notes(asked.scenario)),
        pareto_size=size,
        observed=(),
        via=tuple(one.name for one in asked.vias),
        max_transshipments=asked.max_transshipments,
    )


def _choice(asked: _Asked) -> Decision:
    return prepared(same_edits(asked.scenario), asked.goods, held=tuple(bar.id for bar in asked.barred))


def _laid_out(asked: _Asked) -> Through:
    held = tuple(bar.id for bar in asked.barred)
    return _prepared_through(same_edits(asked.scenario), asked.goods, held=held, vias=asked.vias)


@lru_cache(maxsize=4)
def _prepared_through(
    scenario: Scenario, cargo: str | Priced, *, held: tuple[str, ...], vias: tuple[Via, ...]
) -> Through:
    return through(prepared(scenario, cargo, held=held), vias)


def _ways(choice: Decision | Through, asked: _Asked) -> tuple[Option, ...]:
    """Return the Pareto set of what was asked, vias and limit included."""
    base = choice.base if isinstance(choice, Through) else choice
    index = base.book.ground.index
    first, last = (index.get(end.place.id) for end in asked.ends)
    if first is None or last is None:
        return ()
    most = float("inf") if asked.max_transshipments is None else asked.max_transshipments
    if isinstance(choice, Through):
        return options_through(choice, first, destination=last, most_transshipments=most)
    return options(choice, first, destination=last, most_transshipments=most)


def _no_lane(choice: Decision, asked: _Asked) -> NoRoute:
    """Say what cut every lane: the vias or the limit of the question, or else what lies on the network."""
    free = replace(asked, vias=(), max_transshipments=None)
    first, last = asked.ends
    if not _ways(choice, free):
        ends = (first.country, last.country)
        return no_route(ends, (first.place.id, last.place.id), cargo=asked.cargo.code, scenario=asked.scenario)
    lifted = [
        (f"going by {one.name}", replace(asked, vias=tuple(other for other in asked.vias if other is not one)))
        for one in asked.vias
    ]
    if asked.max_transshipments is not None:
        limit = f"the limit of {asked.max_transshipments} on changes of ship"
        lifted.append((limit, replace(asked, max_transshipments=None)))
    alone = [name for name, rest in lifted if _ways(_laid_out(rest) if rest.vias else choice, rest)]
    question = f"no lane from {first.place.name} to {last.place.name} by {asked.cargo.code}"
    if alone:
        hint = "; to lift any one of these restores a lane" if len(alone) > 1 else ""
        return NoRoute(f"{question}: cut by {'; '.join(alone)}{hint}")
    return NoRoute(f"{question}: cut by {' and '.join(name for name, _ in lifted)} together")


@lru_cache(maxsize=16)
def prepared(scenario: Scenario, cargo: str | Priced, *, held: tuple[str, ...] = ()) -> Decision:
    """Return the choice between services under a scenario, kept for the next question.

    Parameters
    ----------
    scenario, cargo
        What was asked.
    held
        Ids of the bars that the goods meet.
    """
    return decision(network.load(scenario, held=held), cargo)


def edit_notes(scenario: Scenario) -> tuple[str, ...]:
    """Say what is not today's network in these lanes."""
    supposed = [one.said for one in (*scenario.add, *scenario.improve)]
    notes = [f"Supposed by the scenario, not there today: {'; '.join(supposed)}."] if supposed else []
    day = [f"Closures and bars are those of {scenario.as_of}, prices and services those of today."]
    return (*notes, *(day if scenario.as_of else []))


def _bar_notes(barred: tuple[Bar, ...]) -> tuple[str, ...]:
    """Say which ways law or decree keeps these goods from; they are left out of the lanes."""
    return tuple(f"Left out by law or decree: {bar.subject} ({bar.id}, since {bar.since})." for bar in barred)


def _observed(choice: Decision | Through, asked: _Asked) -> tuple[Lane, ...]:
    """Return the best lanes on ships that carriers are reported to sail; tramps sail for one cargo and are not."""
    if isinstance(choice, Through):
        alone: Decision | Through = on_reported_ships_through(choice)
    else:
        alone = on_reported_ships(choice)
    base = alone.base if isinstance(alone, Through) else alone
    if base.sea.tramp:
        return ()
    usd_per_h = base.costs.value_of_time_usd_per_h
    found = _ways(alone, asked)
    if not found:
        return ()
    by_c = min(found, key=lambda way: way.cost[MONEY] + usd_per_h * way.cost[HOURS])
    by_money = min(found, key=lambda way: way.cost[MONEY])
    first, second = (_lane(parts(base, way), way, usd_per_h=usd_per_h) for way in (by_c, by_money))
    if by_c is by_money:
        return (replace(first, id="O1", best_in=("generalised", "money")),)
    return replace(first, id="O1", best_in=("generalised",)), replace(second, id="O2", best_in=("money",))


def _chosen(choice: Decision, found: tuple[Option, ...], *, scenario: Scenario) -> tuple[tuple[Lane, ...], int]:
    """Thin the Pareto set to distinct lanes and name them."""
    usd_per_h = choice.costs.value_of_time_usd_per_h
    costs = np.array([option.cost for option in found])
    shown = costs.copy()
    shown[:, VARIANCE] = [quantile_hours(hours, variance) for hours, variance in costs[:, [HOURS, VARIANCE]]]
    generalised = costs[:, 0] + usd_per_h * costs[:, 1]

    # Of hundreds of ways a few dozen are looked at: only those are told step by step.
    @cache
    def inland(walk: Walk) -> list[Part]:
        return land_parts(choice, walk)

    @cache
    def steps(row: int) -> tuple[Part, ...]:
        return parts(choice, found[row], inland=inland)

    @cache
    def sizes(row: int) -> dict[str, float]:
        return _sizes(steps(row), scenario, usd_per_h=usd_per_h)

    rows = distinct(shown, generalised, sizes=sizes)
    best = shown.min(axis=0)
    lanes_found = []
    for place, row in enumerate(rows):
        lane = _lane(steps(row), found[row], usd_per_h=usd_per_h)
        titles = ["generalised"] if place == 0 else []
        titles += [name for name, value, least in zip(TITLES, shown[row], best, strict=True) if value == least]
        lanes_found.append(replace(lane, id=f"L{place + 1}", best_in=tuple(titles)))
    return _surest(lanes_found), len(found)


def _surest(found: list[Lane]) -> tuple[Lane, ...]:
    """Give the title of the least P90 to the lanes shown that have it: the mean is known only step by step."""
    least = min(lane.p90_hours for lane in found)
    return tuple(
        replace(lane, best_in=tuple(name for name in _BEST_IN if _has(lane, name, least=least))) for lane in found
    )


def _has(lane: Lane, title: str, *, least: float) -> bool:
    return lane.p90_hours == least if title == "p90_hours" else title in lane.best_in


def _sizes(steps: tuple[Part, ...], scenario: Scenario, *, usd_per_h: float) -> dict[str, float]:
    """Return the generalised cost of each stretch under a name that equal stretches of two lanes share.

    A leg at sea is cut where ships' ways part, so that two lanes to neighbouring ports count as nearly one.
    """
    sizes: dict[str, float] = {}
    for part in steps:
        cost = part.money_usd + usd_per_h * part.hours
        if part.kind is PartKind.MOVE and part.mode == "sea":
            stretches = _sea_stretches(same_edits(scenario), part.start, end=part.end)
        elif part.link_ids:
            stretches = dict.fromkeys(part.link_ids, 1.0)
        else:
            stretches = {f"{part.start} {part.end} {part.kind} {part.mode} {part.detail}": 1.0}
        whole = sum(stretches.values())
        for name, share in stretches.items():
            sizes[name] = sizes.get(name, 0.0) + cost * (share / whole if whole else 1 / len(stretches))
    return sizes


@lru_cache(maxsize=4096)
def _sea_stretches(scenario: Scenario, start: str, *, end: str) -> dict[str, float]:
    points = sea_points(scenario, start, end=end)
    return {f"sea {min(pair)} {max(pair)}": apart_km(*pair) for pair in pairwise(points)}


def _lane(steps: tuple[Part, ...], option: Option, *, usd_per_h: float) -> Lane:
    money_usd, hours, variance_h2, kgco2e, transshipments, _ = option.cost
    return Lane(
        id="",
        parts=steps,
        money_usd=money_usd,
        hours=hours,
        kgco2e=kgco2e,
        generalised_usd=money_usd + usd_per_h * hours,
        transshipments=round(transshipments),
        parties=parties(steps),
        borders=tuple(part.detail for part in steps if part.kind is PartKind.BORDER and not part.policy_usd),
        passages=tuple(passage for part in steps for passage in part.passages),
        best_in=(),
        variance_h2=variance_h2,
        late_h=sum(part.late_h for part in steps),
    )
