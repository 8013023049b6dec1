"""What can go wrong on the way? Closures, delays, and the figures that the cost of the best lane hangs on."""

from collections.abc import Sequence

from alat.brief import charts
from alat.brief.catalogue import Catalogue, Given
from alat.brief.charts.tornado import Span
from alat.brief.document import Block, Column, Figure, Heading, Paragraph, Runs, Table, Text, Value
from alat.brief.gather import Absent, PairMaterial
from alat.brief.sections import wording
from alat.brief.sections.lanes import scenario_lane_name
from alat.data import Basis, Quantity
from alat.routing import Stress
from alat.routing.disruptions import DAYS_A_YEAR
from alat.routing.fragility import Closure
from alat.routing.reliability import LaneTimes
from alat.routing.tornado import Swing

_MOST_CLOSURES, _MOST_SWINGS, _MOST_TIMES = 7, 7, 5
_LABEL_LENGTH = 60


def risk_page(material: PairMaterial, words: Catalogue) -> tuple[Block, ...]:
    """Compose the section on what can go wrong."""
    found = material.risk
    if isinstance(found, Absent):
        return ()
    blocks: list[Block] = [Heading(words.say("risk.title"), 2, anchor="risk")]
    scenario = wording.scenario(found.lanes.scenario, words)
    blocks.append(Paragraph(words.say("risk.lead", {"lane": _first(found), "scenario": scenario}), "intro"))
    blocks.append(_times(found, words))
    if found.swings:
        blocks.append(_swings(found, words))
    if found.closures:
        blocks.append(_closures(found, words))
    return tuple(blocks)


def _first(found: Stress) -> Text:
    return Text(scenario_lane_name(found.lanes.lanes[0], found.lanes), given=True)


def _closures(found: Stress, words: Catalogue) -> Table:
    columns = (
        Column(words.say("risk.column_shut"), parts=2.9),
        Column(words.say("risk.column_lanes"), parts=1.8),
        Column(words.say("risk.column_uses"), number=True, parts=1.0),
        Column(words.say("risk.column_money", {"load": found.lanes.load_name}), number=True, parts=1.1),
        Column(words.say("risk.column_cheapest"), number=True, parts=1.1),
        Column(words.say("risk.column_days"), number=True, parts=0.9),
        Column(words.say("risk.column_instead"), parts=3.5),
        Column(words.say("risk.column_record"), parts=2.0),
    )
    shown = found.closures[:_MOST_CLOSURES]
    rows = tuple(_closure(one, found, words=words) for one in shown)
    note: Runs = words.say("risk.closures_note", {"load": found.lanes.load_name})
    if len(found.closures) > len(shown):
        note += words.say("risk.more", {"n": words.count(len(found.closures) - len(shown))})
    return Table(_worst(found, words), columns, rows, note, found.sources)


def _worst(found: Stress, words: Catalogue) -> Runs:
    """Say what the dearest closure does, or that it leaves no way."""
    worst = found.closures[0]
    values: dict[str, Given] = {"thing": worst.thing.name, "lane": _first(found)}
    if worst.best is None:
        return words.say("risk.closures_caption_none", values)
    values["money"] = _usd(worst.extra_generalised_usd, found)
    return words.say("risk.closures_caption", values)


def _closure(one: Closure, found: Stress, *, words: Catalogue) -> tuple[Runs, ...]:
    record = next((odds.record for odds in found.odds if odds.thing == one.thing), None)
    names = [scenario_lane_name(lane, found.lanes) for lane in found.lanes.lanes if lane.id in one.lanes]
    uses = Quantity(one.uses, "share", Basis.MODELLED, found.sources)
    days = Quantity(record.share_of_time * DAYS_A_YEAR, "days", Basis(record.basis), record.sources) if record else None
    on_record: Runs = words.say("risk.no_record")
    if record and days is not None:
        on_record = words.say(
            "risk.record", {"n": words.count(len(record.days)), "years": _years(record.years), "days": days}
        )
    if one.best is None:
        cells: tuple[Runs, ...] = (words.say("risk.no_way"), (), (), ())
    else:
        instead = words.join([(Text(name, given=True),) for name in one.instead], last="list.comma")
        cells = (
            (words.show(_usd(one.extra_generalised_usd, found), form="bare"),),
            (words.show(_usd(one.extra_money_usd, found), form="bare"),),
            (words.show(_hours(one.extra_hours, found), form="bare"),),
            instead,
        )
    return (
        (Text(one.thing.name, given=True),),
        (Text(", ".join(names), given=True),),
        (wording.compared(uses, words),),
        *cells,
        on_record,
    )


def _years(years: float) -> Value:
    return Value(f"{years:.0f}", "given", unit="years")


def _times(found: Stress, words: Catalogue) -> Table:
    columns = (
        Column(words.say("risk.column_lane"), parts=0.8),
        Column(words.say("risk.column_p10"), number=True),
        Column(words.say("risk.column_p50"), number=True),
        Column(words.say("risk.column_p90"), number=True),
        Column(words.say("risk.column_on_time"), number=True, parts=1.2),
        Column(words.say("risk.column_shut_p90"), number=True, parts=1.3),
    )
    shown = found.times[:_MOST_TIMES]
    rows = tuple(_time(one, found, words=words) for one in shown)
    within = Quantity(found.within_days, "days", Basis.REPORTED)
    values: dict[str, Given] = {
        "lane": _first(found),
        "share": _share(found.times[0].on_time_share, found),
        "within": within,
    }
    note = words.say("risk.times_note", {"draws": words.count(found.draws), "within": within})
    return Table(words.say("risk.times_caption", values), columns, rows, note, found.sources)


def _time(one: LaneTimes, found: Stress, *, words: Catalogue) -> tuple[Runs, ...]:
    lane = next(lane for lane in found.lanes.lanes if lane.id == one.lane)
    hours = (one.p10_h, one.p50_h, one.p90_h)
    return (
        (Text(scenario_lane_name(lane, found.lanes), given=True, strong=True),),
        *((wording.compared(_hours(each, found), words),) for each in hours),
        (wording.compared(_share(one.on_time_share, found), words),),
        (wording.compared(_hours(one.closures_p90_h, found), words),),
    )


def _swings(found: Stress, words: Catalogue) -> Figure:
    shown = found.swings[:_MOST_SWINGS]
    names = _labels(shown)
    spans = [
        Span(name, one.generalised_low_usd, one.generalised_high_usd, _printed(one, found, words=words))
        for name, one in zip(names, shown, strict=True)
    ]
    load: dict[str, Given] = {"load": found.lanes.load_name}
    labels = (
        wording.plain(words.say("risk.axis", load)),
        words.word("risk.low"),
        words.word("risk.high"),
    )
    values: dict[str, Given] = {
        "figure": Text(names[0], given=True),
        "lane": _first(found),
        "money": Quantity(shown[0].width_usd, _unit(found), Basis.MODELLED, found.sources),
    }
    caption = words.say("risk.swings_caption", values)
    picture = charts.tornado(spans, labels=labels, name="tornado", description=wording.plain(caption))
    return Figure(
        "tornado", caption, picture, wording.plain(caption), words.say("risk.swings_note", load), found.sources
    )


def _labels(shown: Sequence[Swing]) -> list[str]:
    """Name each figure; two of one name are told apart by their unit."""
    names = [wording.short(one.subject, _LABEL_LENGTH) for one in shown]
    return [f"{name} ({one.unit})" if names.count(name) > 1 else name for name, one in zip(names, shown, strict=True)]


def _printed(one: Swing, found: Stress, *, words: Catalogue) -> str:
    """Print what the low and the high end add, with their signs."""
    ends = (one.generalised_low_usd, one.generalised_high_usd)
    texts = [words.show(_usd(value, found), form="bare").text for value in ends]
    return " / ".join(f"+{text}" if value > 0 else text for text, value in zip(texts, ends, strict=True))


def _usd(value: float | None, found: Stress) -> Quantity:
    return Quantity(value, _unit(found), Basis.MODELLED, found.sources)


def _unit(found: Stress) -> str:
    return f"usd_per_{found.lanes.load_name.casefold()}"


def _hours(value: float | None, found: Stress) -> Quantity:
    return Quantity(value, "h", Basis.MODELLED, found.sources)


def _share(value: float, found: Stress) -> Quantity:
    return Quantity(value, "share", Basis.MODELLED, found.sources)
