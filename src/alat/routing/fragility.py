"""What is each strait, port and border worth to two places?

Each thing that the best ways use is closed alone and the best ways are found again, exactly. Beside it stands how much
of the choice passes there at the margin.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import polars as pl

from alat import network
from alat.network.model import Network
from alat.network.scenario import Scenario
from alat.network.status import statuses
from alat.reference import countries
from alat.routing.closing import closed
from alat.routing.decision import Decision, Option, options
from alat.routing.parts import parts
from alat.routing.results import Lane, Part, PartKind
from alat.routing.shares import Shares, shares

_MONEY, _HOURS = 0, 1
_PORTS = {"port", "caspian_port"}


@dataclass(frozen=True, slots=True)
class Thing:
    """Something a lane uses that can be shut.

    Attributes
    ----------
    kind
        ``passage``, ``port`` or ``border``; of what is named also ``place``, ``line`` or ``link``.
    id, name
        What `Scenario.close` takes (ids with ``;`` between where a border has several crossings), and its name.
    target
        Its name in the record of closures.
    """

    kind: str
    id: str
    name: str
    target: str


@dataclass(frozen=True, slots=True)
class Best:
    """The least of each measure between two places, per load; each may be of another way."""

    generalised_usd: float
    money_usd: float
    hours: float


@dataclass(frozen=True, slots=True)
class Closure:
    """What happens to the best ways when one thing is shut.

    Attributes
    ----------
    thing
        What is shut.
    lanes
        Ids of the lanes shown that use it.
    best
        The least of each measure without it; None where no way is left.
    extra_generalised_usd, extra_money_usd, extra_hours
        What it adds to each; None where no way is left.
    instead
        What the best way by generalised cost passes then.
    uses
        How often a load uses the thing over all ways (`shares`): what one dollar more there costs it. None for
        chartered ships.
    """

    thing: Thing
    lanes: tuple[str, ...]
    best: Best | None
    extra_generalised_usd: float | None
    extra_money_usd: float | None
    extra_hours: float | None
    instead: tuple[str, ...]
    uses: float | None = None


def things(lane: Lane, *, base: Network) -> tuple[Thing, ...]:
    """Return the straits, ports and land borders a lane uses, in order; a border is every crossing of two countries."""
    crossings = _crossings(base)
    pair_of = {link: pair for pair, links in crossings.items() for link in links}
    found: list[Thing] = []
    for part in lane.parts:
        if part.kind is not PartKind.MOVE:
            continue
        if part.mode in {"sea", "caspian"}:
            found += [_port(part.start, part.start_name)]
            found += [_passage(name) for name in part.passages]
            found += [_port(part.end, part.end_name)]
        else:
            pairs = dict.fromkeys(pair_of[link] for link in part.link_ids if link in pair_of)
            found += [_border(pair, crossings[pair]) for pair in pairs]
    return tuple(dict.fromkeys(found))


def _crossings(base: Network) -> dict[tuple[str, str], list[str]]:
    """Return the links over land that join each two countries."""
    links = base.links.filter((pl.col("iso3_a") != pl.col("iso3_b")) & (pl.col("mode") != "caspian"))
    found: dict[tuple[str, str], list[str]] = {}
    for link, first, second in links.select("link_id", "iso3_a", "iso3_b").iter_rows():
        found.setdefault((min(first, second), max(first, second)), []).append(link)
    return found


def named_things(names: Iterable[str]) -> tuple[Thing, ...]:
    """Return what some names stand for, as `Scenario.close` takes them.

    Raises
    ------
    UnknownCode, BadInput
        If one of them is nothing that can be shut; near matches are named.
    """
    return tuple(_named(item) for name in names for item in network.scenario({"close": [name]}, name="shut").close)


def _named(item: str) -> Thing:
    if item in network.passages():
        return _passage(item)
    place = network.places().get(item)
    if place is not None:
        return Thing("port" if place.kind in _PORTS else "place", item, place.name, item)
    status = statuses(None).get(item)
    return Thing("line", item, status["subject"], item) if status else Thing("link", item, item, item)


def closures(
    scenario: Scenario,
    *,
    held: tuple[str, ...],
    ends: tuple[str, str],
    shown: Iterable[Lane],
    base: Decision,
    named: Iterable[Thing] = (),
) -> tuple[Closure, ...]:
    """Close each thing that the best lanes use, and each that is named, one at a time, and find the best ways again.

    Parameters
    ----------
    scenario, held
        What was asked, and the ids of the bars that the goods meet.
    ends
        Ids of origin and destination.
    shown
        The lanes shown. Only what the best by generalised cost or by money uses is closed: to shut anything else leaves
        both as they are.
    base
        The choice under the scenario.
    named
        Things to shut too.

    Returns
    -------
    tuple of Closure
        The dearest first; those that leave no way before all.
    """
    lanes = list(shown)
    whole = network.load(scenario, held=held)
    used = {lane.id: things(lane, base=whole) for lane in lanes}
    today = _best(base, _ways(base, ends))
    if today is None:
        return ()
    leading = [lane.id for lane in lanes if {"generalised", "money"} & set(lane.best_in)]
    spread = shares(base, ends)
    suspects = dict.fromkeys((*(thing for lane in leading for thing in used[lane]), *named))
    found, every = [], frozenset(whole.links["link_id"].to_list())
    for thing in suspects:
        users = tuple(lane.id for lane in lanes if thing in used[lane.id])
        shut = replace(scenario, close=(*scenario.close, *thing.id.split(";")))
        left = network.load(shut, held=held)
        choice = closed(base, left)
        ways = _ways(choice, ends)
        one = _closure(thing, users, today=today, left=_best(choice, ways), instead=_instead(choice, ways))
        gone = every.difference(left.links["link_id"].to_list())
        found.append(replace(one, uses=_uses(thing, spread, gone=gone)))
    return tuple(sorted(found, key=_dearest_first))


def _uses(thing: Thing, spread: Shares | None, *, gone: frozenset[str]) -> float | None:
    """Return how often a load uses a thing; a line of several links as often as the busiest of them."""
    if spread is None:
        return None
    if thing.kind == "port":
        return spread.ports.get(thing.id, 0.0)
    if thing.kind == "passage":
        return spread.passages.get(thing.id, 0.0)
    if thing.kind == "border":
        return sum(spread.links.get(link, 0.0) for link in sorted(gone))
    return max((spread.links.get(link, 0.0) for link in gone), default=0.0)


def _ways(choice: Decision, ends: tuple[str, str]) -> tuple[Option, ...]:
    index = choice.book.ground.index
    if not set(ends) <= set(index):
        return ()
    return options(choice, index[ends[0]], destination=index[ends[1]])


def _best(choice: Decision, ways: tuple[Option, ...]) -> Best | None:
    if not ways:
        return None
    return Best(
        generalised_usd=min(_generalised(choice, way) for way in ways),
        money_usd=min(way.cost[_MONEY] for way in ways),
        hours=min(way.cost[_HOURS] for way in ways),
    )


def _generalised(choice: Decision, way: Option) -> float:
    return way.cost[_MONEY] + choice.costs.value_of_time_usd_per_h * way.cost[_HOURS]


def _instead(choice: Decision, ways: tuple[Option, ...]) -> tuple[str, ...]:
    """Return the ports and passages of the best way by generalised cost, in order."""
    if not ways:
        return ()
    best = min(ways, key=lambda way: _generalised(choice, way))
    return tuple(dict.fromkeys(name for part in parts(choice, best) for name in _waypoints(part)))


def _waypoints(part: Part) -> list[str]:
    if part.kind is not PartKind.MOVE or part.mode not in {"sea", "caspian"}:
        return []
    passed = [network.passage(name).name for name in part.passages]
    return [part.start_name, *passed, part.end_name]


def _closure(
    thing: Thing, users: tuple[str, ...], *, today: Best, left: Best | None, instead: tuple[str, ...]
) -> Closure:
    if left is None:
        return Closure(thing, users, None, None, None, None, ())
    return Closure(
        thing=thing,
        lanes=users,
        best=left,
        extra_generalised_usd=left.generalised_usd - today.generalised_usd,
        extra_money_usd=left.money_usd - today.money_usd,
        extra_hours=left.hours - today.hours,
        instead=instead,
    )


def _dearest_first(closure: Closure) -> tuple[bool, float, str]:
    return closure.best is not None, -(closure.extra_generalised_usd or 0.0), closure.thing.id


def _port(place_id: str, name: str) -> Thing:
    return Thing("port", place_id, name, place_id)


def _passage(name: str) -> Thing:
    return Thing("passage", name, network.passage(name).name, name)


def _border(pair: tuple[str, str], links: list[str]) -> Thing:
    known = countries()
    names = " - ".join(known[iso3].name if iso3 in known else iso3 for iso3 in pair)
    return Thing("border", ";".join(sorted(links)), f"{names} border", "-".join(pair))
