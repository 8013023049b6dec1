"""Which ways lead from one country to another, and what does each cost in money, days, carbon and hands?"""

from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from operator import attrgetter

import numpy as np

from alat import network
from alat.errors import SameParty
from alat.network.bars import Bar
from alat.network.scenario import BASE, Scenario
from alat.reference import Country, cargo_class, country
from alat.routing.blame import no_route
from alat.routing.decision import Decision, Option, decision, options
from alat.routing.distinct import apart_km, distinct
from alat.routing.liner import evidence_notes, on_reported_ships
from alat.routing.lines import same_edits, sea_points
from alat.routing.loads import Load, Priced, priced
from alat.routing.parts import parties, parts
from alat.routing.results import Lane, Lanes, Part, PartKind
from alat.routing.spread import quantile_hours
from alat.routing.steps import HOURS, VARIANCE

NOTES = (
    "Prices are of about 2025; about half of the price and time parameters are assumed; sea freight swings by half.",
    "Times are typical, not promised: strikes and closures are not in them.",
    "The P90 takes typical hours for the mean, and delays of a lane's steps as independent; shared delays widen it.",
    "Sea services are modelled from port size and distance where no carrier is reported; a ship is half a week away.",
    "Handling costs the same in every seaport: the sea price was calibrated that way; local charges differ.",
    "Sanctions are a surcharge at the land border of the EU with Russia and Belarus only; avoid a country to be safe.",
    "Left out: customs clearance, duty, insurance, demurrage, empty returns and winter closures.",
    "Emissions are those of moving, well to wake; those of rails are an assumed mean, and ports are not in them.",
    "Lanes lead between the main cities of the two countries.",
)

# What a lane may be best in, in the order of the criteria; the P90 stands for the variance of the hours.
TITLES = ("money", "hours", "p90_hours", "kgco2e", "transshipments", "parties")


def lanes(
    origin: Country | str, destination: Country | str, *, cargo: str | Load = "container", scenario: Scenario = BASE
) -> Lanes:
    """Return the lanes worth a look between two countries, least generalised cost first.

    Parameters
    ----------
    origin, destination
        Countries, or their names or codes; lanes run between their gateways.
    cargo
        ``container``, ``reefer``, ``dry_bulk``, ``liquid_bulk``, ``general`` or ``roro``; or a `Load` of one, whose
        product sets what an hour is worth, and which may pay surcharges.
    scenario
        What is closed, opened or avoided.

    Returns
    -------
    Lanes
        At most ten: the best by generalised cost, by money, hours, P90 hours, kgCO2e, transshipments and parties, and
        the cheapest others that are distinct from all before (path size), out of the Pareto set over money, hours,
        variance of hours, kgCO2e, transshipments and parties.

    Raises
    ------
    UnknownCode
        If a country, cargo class, product or surcharge is not known.
    SameParty
        If origin and destination are one.
    NotCovered
        If a country has no gateway, or the cargo class no prices.
    NoRoute
        If no lane exists; it names what cut it.

    Notes
    -----
    The Pareto set is exact, without tolerance, on the layered graph of services (origin, land, port, up to three sea
    legs, port, land, destination; land alone; one land bridge). A land service of that graph is the best way by one of
    generalised cost, money, hours or kgCO2e, by road or rail, without or with ships on the Caspian. So the best lane
    by each of these four is the best of all ways of that shape; parties and transshipments are best among those
    services.
    """
    start = country(origin) if isinstance(origin, str) else origin
    end = country(destination) if isinstance(destination, str) else destination
    if start.iso3 == end.iso3:
        raise SameParty(f"a lane from {start.name} to itself was asked for; expected two countries")
    load = cargo if isinstance(cargo, Load) else Load(cargo)
    return _answer(start, end, load=load, scenario=scenario)


def _answer(start: Country, end: Country, *, load: Load, scenario: Scenario) -> Lanes:
    cargo, asked = cargo_class(load.cargo), priced(load, exporter=start.iso3)
    first, last = network.gateway(start), network.gateway(end)
    barred = network.bars_to_goods(scenario, start.iso3, destination=end.iso3)
    # A plain load is prepared under the name of its class, as every other caller does.
    plain = asked == priced(cargo.code)
    choice = prepared(same_edits(scenario), cargo.code if plain else asked, held=tuple(bar.id for bar in barred))
    index = choice.book.ground.index
    there = first.id in index and last.id in index
    found = options(choice, index[first.id], destination=index[last.id]) if there else ()
    if not found:
        raise no_route((start, end), (first.id, last.id), cargo=cargo.code, scenario=scenario)
    chosen, size = _chosen(choice, found, scenario=scenario)
    observed = _observed(choice, (index[first.id], index[last.id]))
    return Lanes(
        origin=start,
        destination=end,
        origin_place=first.name,
        destination_place=last.name,
        cargo=cargo.code,
        scenario=scenario,
        load_name=cargo.load_name,
        load_t=cargo.load_t,
        value_of_time_usd_per_h=choice.costs.value_of_time_usd_per_h,
        product=load.product,
        surcharges=asked.surcharges,
        lanes=chosen,
        sources=tuple(sorted({source for lane in chosen for part in lane.parts for source in part.sources})),
        notes=(*evidence_notes(chosen[0], observed), *NOTES, *_bar_notes(barred), *_edit_notes(scenario)),
        pareto_size=size,
        observed=observed,
    )


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


def _edit_notes(scenario: Scenario) -> tuple[str, ...]:
    """Say what is not today's network in these lanes."""
    supposed = [one.said for one in (*scenario.add, *scenario.improve)]
    notes = [f"Supposed by the scenario, not there today: {'; '.join(supposed)}."] if supposed else []
    day = [f"Closures and bars are those of {scenario.as_of}, prices and services those of today."]
    return (*notes, *(day if scenario.as_of else []))


def _bar_notes(barred: tuple[Bar, ...]) -> tuple[str, ...]:
    """Say which ways law or decree keeps these goods from; they are left out of the lanes."""
    return tuple(f"Left out by law or decree: {bar.subject} ({bar.id}, since {bar.since})." for bar in barred)


def _observed(choice: Decision, ends: tuple[int, int]) -> tuple[Lane, ...]:
    """Return the best lanes on ships that carriers are reported to sail; tramps sail for one cargo and are not."""
    if choice.sea.tramp:
        return ()
    alone = on_reported_ships(choice)
    usd_per_h = choice.costs.value_of_time_usd_per_h
    found = [
        _lane(parts(alone, each), each, usd_per_h=usd_per_h) for each in options(alone, ends[0], destination=ends[1])
    ]
    if not found:
        return ()
    by_c, by_money = (min(found, key=attrgetter(name)) for name in ("generalised_usd", "money_usd"))
    if by_c is by_money:
        return (replace(by_c, id="O1", best_in=("generalised", "money")),)
    return replace(by_c, id="O1", best_in=("generalised",)), replace(by_money, id="O2", best_in=("money",))


def _chosen(choice: Decision, found: tuple[Option, ...], *, scenario: Scenario) -> tuple[tuple[Lane, ...], int]:
    """Thin the Pareto set to distinct lanes and name them."""
    usd_per_h = choice.costs.value_of_time_usd_per_h
    costs = np.array([option.cost for option in found])
    shown = costs.copy()
    shown[:, VARIANCE] = [quantile_hours(hours, variance) for hours, variance in costs[:, [HOURS, VARIANCE]]]
    generalised = costs[:, 0] + usd_per_h * costs[:, 1]
    steps = [parts(choice, option) for option in found]
    rows = distinct(shown, generalised, sizes=[_sizes(each, scenario, usd_per_h=usd_per_h) for each in steps])
    best = shown.min(axis=0)
    lanes_found = []
    for place, row in enumerate(rows):
        titles = ["generalised"] if place == 0 else []
        titles += [name for name, value, least in zip(TITLES, shown[row], best, strict=True) if value == least]
        lane = _lane(steps[row], found[row], usd_per_h=usd_per_h)
        lanes_found.append(replace(lane, id=f"L{place + 1}", best_in=tuple(titles)))
    return tuple(lanes_found), len(found)


def _sizes(steps: tuple[Part, ...], scenario: Scenario, *, usd_per_h: float) -> dict[str, float]:
    """Return the generalised cost of each stretch under a name that equal stretches of two lanes share.

    A leg at sea is cut where ships' ways part, so that two lanes to neighbouring ports count as nearly one.
    """
    sizes: dict[str, float] = {}
    for part in steps:
        cost = part.money_usd + usd_per_h * part.hours
        if part.kind is PartKind.MOVE and part.mode == "sea":
            points = sea_points(same_edits(scenario), part.start, end=part.end)
            stretches = {f"sea {min(pair)} {max(pair)}": apart_km(*pair) for pair in pairwise(points)}
        elif part.link_ids:
            stretches = dict.fromkeys(part.link_ids, 1.0)
        else:
            stretches = {f"{part.start} {part.end} {part.kind} {part.mode} {part.detail}": 1.0}
        whole = sum(stretches.values())
        for name, share in stretches.items():
            sizes[name] = sizes.get(name, 0.0) + cost * (share / whole if whole else 1 / len(stretches))
    return sizes


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
    )
