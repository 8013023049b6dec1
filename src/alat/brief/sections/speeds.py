"""How fast do goods move, and how much of it do stops take? Speeds along the way, without and with its delays."""

from collections.abc import Sequence

from alat.brief.catalogue import Catalogue, Given
from alat.brief.document import Column, Runs, Table, Text
from alat.brief.gather import Ways
from alat.brief.sections import wording
from alat.data import Basis, Quantity
from alat.routing import Lane, Lanes, Part, PartKind

_LAND = {"rail", "road"}


def speed_table(ways: Ways, lanes: Sequence[Lane], *, names: Sequence[str], words: Catalogue) -> Table:
    """Compose the speeds of some lanes, over land to the first ship and over the whole way.

    The two speeds are those that corridor monitoring calls speed without delay (km over hours in movement) and speed
    with delay (km over all hours, stops included).
    """
    found = ways.lanes
    rows = []
    for lane, name in zip(lanes, names, strict=True):
        for stretch, parts in (("land", _first_land(lane)), ("whole", lane.parts)):
            if any(part.km for part in parts):
                rows.append(_row((name, words.say(f"speeds.{stretch}")), parts, found=found, words=words))
    first = _speeds(_first_land(lanes[0]) or lanes[0].parts, found)
    values: dict[str, Given] = {"lane": Text(names[0], given=True), "moving": first["moving"], "all": first["all"]}
    key = "speeds.caption" if _first_land(lanes[0]) else "speeds.caption_whole"
    columns = (
        Column(words.say("speeds.column_lane"), parts=0.8),
        Column(words.say("speeds.column_stretch"), parts=2.6),
        Column(words.say("speeds.column_km"), number=True),
        Column(words.say("speeds.column_moving_days"), number=True),
        Column(words.say("speeds.column_standing_days"), number=True),
        Column(words.say("speeds.column_moving"), number=True, parts=1.4),
        Column(words.say("speeds.column_all"), number=True, parts=1.4),
    )
    return Table(words.say(key, values), columns, tuple(rows), words.say("speeds.note"), found.sources)


def _first_land(lane: Lane) -> tuple[Part, ...]:
    """Return the parts up to the end of the last movement over land before the first ship."""
    moves = [(index, part.mode) for index, part in enumerate(lane.parts) if part.kind is PartKind.MOVE]
    ends = []
    for index, mode in moves:
        if mode not in _LAND:
            break
        ends.append(index)
    return lane.parts[: ends[-1] + 1] if ends and len(ends) < len(moves) else ()


def _row(named: tuple[str, Runs], parts: Sequence[Part], *, found: Lanes, words: Catalogue) -> tuple[Runs, ...]:
    shown = ("km", "moving_h", "standing_h", "moving", "all")
    speeds = _speeds(parts, found)
    name, stretch = named
    return (
        (Text(name, given=True, strong=True),),
        stretch,
        *((wording.compared(speeds[each], words),) for each in shown),
    )


def _speeds(parts: Sequence[Part], found: Lanes) -> dict[str, Quantity]:
    km = sum(part.km for part in parts)
    hours = sum(part.hours for part in parts)
    moving = sum(part.hours for part in parts if part.kind is PartKind.MOVE)

    def modelled(value: float | None, unit: str) -> Quantity:
        return Quantity(value, unit, Basis.MODELLED, found.sources, "", found.scenario.name)

    return {
        "km": modelled(km, "km"),
        "moving_h": modelled(moving, "h"),
        "standing_h": modelled(hours - moving, "h"),
        "moving": modelled(km / moving if moving else None, "km_per_h"),
        "all": modelled(km / hours if hours else None, "km_per_h"),
    }
