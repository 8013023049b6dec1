"""How would goods get there? Lanes side by side, on the map, and what time and money build up to along the way."""

import re

from alat.brief import charts
from alat.brief import format as numbers
from alat.brief.catalogue import Catalogue, Given
from alat.brief.charts.lanes import Point, Step
from alat.brief.charts.map import Line, Place
from alat.brief.document import Block, Column, Figure, Heading, Paragraph, Runs, Side, Table, Text
from alat.brief.gather import Absent, PairMaterial, Ways
from alat.brief.sections import wording
from alat.brief.sections.speeds import speed_table
from alat.data import Basis, Quantity
from alat.network import passages
from alat.routing.results import Lane, Lanes, PartKind

_MOST_LANES = 5
_ON_WATER = {"sea", "caspian"}
_MOST_WALLS = 4
_LEAST_WALL_HOURS = 54.0
_HOURS_A_DAY = 24.0
_SAME_HOURS = 12.0
_AVOIDING = str.maketrans("LO", "AB")
_LANE_ID = re.compile(r"\b[LO]\d+\b")


def lanes_page(material: PairMaterial, words: Catalogue) -> tuple[Block, ...]:
    """Compose the section on lanes."""
    blocks: list[Block] = [Heading(words.say("lanes.title"), 2, anchor="lanes")]
    found = [ways for ways in (material.free, material.avoiding) if isinstance(ways, Ways)]
    blocks += [
        Paragraph(words.say("lanes.absent", {"reason": ways.reason}))
        for ways in (material.free, material.avoiding)
        if isinstance(ways, Absent)
    ]
    if not found:
        return tuple(blocks)
    lanes = found[0].lanes
    ends: dict[str, Given] = {"start": lanes.origin_place, "end": lanes.destination_place}
    load = words.word(f"load.{lanes.load_name.casefold()}")
    blocks.append(
        Paragraph(words.say("lanes.lead", {**ends, "load": load, "cargo": words.word(f"cargo.{lanes.cargo}")}), "intro")
    )
    blocks += [_table(ways, words, noted=ways is found[-1]) for ways in found]
    return (*blocks, _scatter(found, words), _map(found, words), _build_up(found, words), _speeds(found[-1], words))


def _speeds(ways: Ways, words: Catalogue) -> Table:
    shown = best_and_fastest(ways)
    return speed_table(ways, shown, names=[lane_name(lane, ways) for lane in shown], words=words)


def _table(ways: Ways, words: Catalogue, *, noted: bool) -> Table:
    lanes = ways.lanes
    columns = (
        Column(words.say("lanes.column_lane"), parts=0.7),
        Column(words.say("lanes.column_via"), parts=4.1),
        Column(words.say("lanes.column_money", {"load": lanes.load_name}), number=True, parts=1.2),
        Column(words.say("lanes.column_days"), number=True, parts=0.7),
        Column(words.say("lanes.column_p90"), number=True, parts=0.8),
        Column(words.say("lanes.column_emissions", {"gas": numbers.GAS}), number=True, parts=0.9),
        Column(words.say("lanes.column_transshipments"), number=True, parts=1.1),
        Column(words.say("lanes.column_parties"), number=True, parts=0.9),
        Column(words.say("lanes.column_ships"), parts=1.2),
        Column(words.say("lanes.column_best"), parts=2.5),
    )
    rows = tuple(_row(lane, ways, words=words) for lane in _shown(ways))
    scenario = wording.scenario_name(ways, words)
    caption = words.say("lanes.table_caption", {"scenario": scenario, "n": words.count(len(lanes.lanes))})
    note: Runs = words.say("lanes.table_note", {"load": lanes.load_name}) if noted else ()
    if len(lanes.lanes) > _MOST_LANES:
        note += words.say("lanes.more", {"n": words.count(len(lanes.lanes) - _MOST_LANES)})
    return Table(caption, columns, rows, note, lanes.sources)


def _row(lane: Lane, ways: Ways, *, words: Catalogue) -> tuple[Runs, ...]:
    lanes = ways.lanes
    best = words.join([words.say(f"best.{measure}") for measure in lane.best_in], last="list.comma")
    return (
        (Text(lane_name(lane, ways), given=True, strong=True),),
        wording.via(lane, words),
        *(
            (wording.compared(measure(lane, lanes), words),)
            for measure in (wording.lane_money, wording.lane_days, wording.lane_p90, wording.lane_emissions)
        ),
        (wording.lane_count(lane.transshipments, lanes, words=words),),
        (wording.lane_count(len(lane.parties), lanes, words=words),),
        words.say(f"ships.{lane.evidence.replace(' ', '_') or 'none'}"),
        words.say("lanes.best_reported", {"best": best}) if lane in lanes.observed else best,
    )


def _shown(ways: Ways) -> tuple[Lane, ...]:
    """Return the first lanes, then those on ships that carriers are reported to sail."""
    return (*ways.lanes.lanes[:_MOST_LANES], *ways.lanes.observed)


def lane_name(lane: Lane, ways: Ways) -> str:
    """Name a lane so that those of two scenarios cannot be confused: L1 and O1 unrestricted, A1 and B1 avoiding."""
    return scenario_lane_name(lane, ways.lanes)


def lane_names(note: str, ways: Ways) -> str:
    """Return a remark of the routing room with its lanes named as the brief names them."""
    if not ways.lanes.scenario.avoid:
        return note
    return _LANE_ID.sub(lambda found: found[0].translate(_AVOIDING), note)


def scenario_lane_name(lane: Lane, lanes: Lanes) -> str:
    """Name a lane by the scenario of the lanes it is one of."""
    return lane.id if not lanes.scenario.avoid else lane.id.translate(_AVOIDING)


def _map(found: list[Ways], words: Catalogue) -> Figure:
    first, second = found[0], found[-1]
    if _same_best(found):
        second = first
    lines = [Line(line.points, first=True) for line in first.lines[first.lanes.lanes[0].id]]
    if second is not first:
        lines += [Line(line.points, first=False) for line in second.lines[second.lanes.lanes[0].id]]
    places = _places(found)
    values: dict[str, Given] = {"start": first.lanes.origin_place, "end": first.lanes.destination_place}
    alt = "".join(run.text for run in words.say("lanes.map_alt", values))
    picture = charts.lane_map(lines, places, name="lane-map", description=alt)
    key = "lanes.map_caption_two" if second is not first else "lanes.map_caption_one"
    if len(found) > 1 and second is first:
        key = "lanes.map_caption_same"
    named: dict[str, Given] = {"first": Text(lane_name(first.lanes.lanes[0], first), given=True)}
    if len(found) > 1:
        named["second"] = Text(lane_name(found[-1].lanes.lanes[0], found[-1]), given=True)
        named["scenario"] = wording.scenario_name(found[-1], words)
    sources = tuple(dict.fromkeys(["natural-earth-land-50m", *first.lanes.sources]))
    return Figure(
        "lane-map",
        words.say(key, named),
        picture,
        alt,
        words.say("lanes.map_note_two" if second is not first else "lanes.map_note"),
        sources,
    )


def _same_best(found: list[Ways]) -> bool:
    """Tell whether the scenario leaves the best lane as it is."""
    return len(found) > 1 and found[0].lanes.lanes[0].parts == found[-1].lanes.lanes[0].parts


def _places(found: list[Ways]) -> list[Place]:
    """Name both ends, then the ports of the best lanes; a crossing on land is in the table and not on the map."""
    ends: dict[str, Place] = {}
    ports: dict[str, Place] = {}
    for ways in found:
        best = ways.lanes.lanes[0]
        moves = [part for part in best.parts if part.kind is PartKind.MOVE]
        for index, (part, line) in enumerate(zip(moves, ways.lines[best.id], strict=True)):
            if not line.points:
                continue
            first, last = Place(part.start_name, *line.points[0]), Place(part.end_name, *line.points[-1])
            if index == 0:
                ends.setdefault(first.name, first)
            if index == len(moves) - 1:
                ends.setdefault(last.name, last)
            if part.mode in _ON_WATER:
                ports.setdefault(first.name, first)
                ports.setdefault(last.name, last)
    return list({**ends, **ports}.values())


def _build_up(found: list[Ways], words: Catalogue) -> Figure:
    """Draw the lane of least generalised cost and the fastest other one, under the last scenario."""
    ways = found[-1]
    lanes = ways.lanes
    shown = best_and_fastest(ways)
    best = shown[0]
    named = [(lane_name(lane, ways), steps(lane, words)) for lane in shown]
    load: dict[str, Given] = {"load": lanes.load_name}
    labels = (
        words.word("lanes.axis_km"),
        words.word("lanes.axis_days"),
        wording.plain(words.say("lanes.axis_money", load)),
    )
    still = Quantity(
        sum(part.hours for part in best.parts if part.kind is not PartKind.MOVE) / best.hours,
        "share",
        Basis.MODELLED,
        lanes.sources,
    )
    values: dict[str, Given] = {"lane": Text(named[0][0], given=True), "share": still}
    caption = words.say("lanes.build_up_caption", values)
    picture = charts.time_cost_distance(named, labels=labels, name="build-up", description=wording.plain(caption))
    note = words.say("lanes.build_up_note", {"scenario": wording.scenario_name(ways, words), **load})
    return Figure("build-up", caption, picture, wording.plain(caption), note, lanes.sources)


def best_and_fastest(ways: Ways) -> list[Lane]:
    """Return the lane of least overall cost and the fastest other one."""
    best, *others = ways.lanes.lanes[:_MOST_LANES]
    return [best, *sorted(others, key=lambda lane: lane.hours)[:1]]


def steps(lane: Lane, words: Catalogue) -> tuple[Step, ...]:
    """Return where a lane has got to after each part, its longest stops named.

    Parts that stand still in a row at one place are one wall: a reader sees the port, not its paperwork.
    """
    walls = _walls(lane, words)
    km = hours = money = 0.0
    found = [Step(0.0, 0.0, 0.0, "")]
    for index, part in enumerate(lane.parts):
        km, hours, money = km + part.km, hours + part.hours, money + part.money_usd
        found.append(Step(km, hours / _HOURS_A_DAY, money, walls.get(index, "")))
    return tuple(found)


def _walls(lane: Lane, words: Catalogue) -> dict[int, str]:
    """Return the label of each named stop by the part at whose middle it is written."""
    groups: list[list[int]] = []
    for index, part in enumerate(lane.parts):
        if part.kind is PartKind.MOVE:
            continue
        if groups and groups[-1][-1] == index - 1:
            groups[-1].append(index)
        else:
            groups.append([index])
    heights = [(sum(lane.parts[i].hours for i in group), group) for group in groups]
    longest = sorted(heights, key=lambda item: -item[0])[:_MOST_WALLS]
    return {
        group[len(group) // 2]: _wall(lane.parts[group[0]].start_name, hours, words=words)
        for hours, group in longest
        if hours >= _LEAST_WALL_HOURS
    }


def _wall(place: str, hours: float, *, words: Catalogue) -> str:
    days = words.show(Quantity(hours, "h", Basis.MODELLED))
    return wording.plain(words.say("lanes.wall", {"place": place, "days": days}))


def _scatter(found: list[Ways], words: Catalogue) -> Side:
    points = [
        Point(lane_name(lane, ways), lane.hours / _HOURS_A_DAY, lane.money_usd, first=index == 0)
        for index, ways in enumerate(found)
        for lane in _shown(ways)
    ]
    load: dict[str, Given] = {"load": found[0].lanes.load_name}
    labels = (words.word("lanes.axis_days"), wording.plain(words.say("lanes.axis_money", load)))
    caption = words.say("lanes.scatter_caption", _range(found))
    picture = charts.lanes_scatter(points, labels=labels, name="lanes-scatter", description=wording.plain(caption))
    note = words.say("lanes.scatter_note_two" if len(found) > 1 else "lanes.scatter_note_one", load)
    figure = Figure("lanes-scatter", caption, picture, wording.plain(caption), note, found[0].lanes.sources)
    return Side((figure,), tuple(_reading(found, words)))


def _range(found: list[Ways]) -> dict[str, Given]:
    """Return the least and the most days and money among the lanes shown."""
    shown = [(lane, ways.lanes) for ways in found for lane in _shown(ways)]
    by_days = sorted(shown, key=lambda item: item[0].hours)
    by_money = sorted(shown, key=lambda item: item[0].money_usd)
    return {
        "fast": wording.lane_days(*by_days[0]),
        "slow": wording.lane_days(*by_days[-1]),
        "cheap": wording.lane_money(*by_money[0]),
        "dear": wording.lane_money(*by_money[-1]),
    }


def _reading(found: list[Ways], words: Catalogue) -> list[Block]:
    """Say what separates the scenarios, who handles the goods, and what is not in these numbers."""
    ways = found[-1]
    lanes = ways.lanes
    best = lanes.lanes[0]
    blocks: list[Block] = []
    if _same_best(found):
        scenario = wording.capital(wording.scenario_name(ways, words))
        blocks.append(Paragraph(words.say("lanes.no_price_of_avoiding", {"scenario": scenario})))
    elif len(found) > 1:
        free = found[0].lanes.lanes[0]
        values = {
            "scenario": wording.capital(wording.scenario_name(ways, words)),
            **_beside(best, free, lanes=lanes, words=words),
        }
        blocks.append(Paragraph(words.say("lanes.price_of_avoiding", values)))
    parties = words.join([(Text(party, given=True),) for party in best.parties])
    count = wording.lane_count(len(best.parties), lanes, words=words)
    lane: dict[str, Given] = {"lane": Text(lane_name(best, ways), given=True)}
    blocks.append(Paragraph(words.say("lanes.parties", {**lane, "n": count, "parties": parties})))
    known = passages()
    passed = [*best.borders, *(known[each].name if each in known else each for each in best.passages)]
    if passed:
        listed = words.join([(Text(name, given=True),) for name in passed])
        blocks.append(Paragraph(words.say("lanes.passes", {**lane, "passed": listed})))
    policy = sum(part.policy_usd for part in best.parts)
    if policy > 0:
        surcharge = Quantity(policy, wording.lane_money(best, lanes).unit, Basis.MODELLED, lanes.sources)
        blocks.append(Paragraph(words.say("lanes.policy", {**lane, "money": surcharge})))
    blocks.append(Paragraph(words.say("lanes.limits")))
    return blocks


def _beside(best: Lane, free: Lane, *, lanes: Lanes, words: Catalogue) -> dict[str, Given]:
    """Say how much dearer and longer one lane is than another; within half a day they take the same time."""
    usd, hours = best.money_usd - free.money_usd, best.hours - free.hours
    money = Quantity(abs(usd), wording.lane_money(best, lanes).unit, Basis.MODELLED, lanes.sources)
    days = Quantity(abs(hours), "h", Basis.MODELLED, lanes.sources)
    same_time = abs(hours) < _SAME_HOURS
    return {
        "money": words.say("lanes.dearer" if usd > 0 else "lanes.cheaper", {"money": money}),
        "days": words.say(
            "lanes.as_long" if same_time else "lanes.longer" if hours > 0 else "lanes.shorter", {"days": days}
        ),
    }
