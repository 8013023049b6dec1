"""A country and a bloc: totals, every member side by side, and where they stand apart."""

from dataclasses import replace
from statistics import median

from alat.brief import charts
from alat.brief import format as numbers
from alat.brief.catalogue import Catalogue, Given
from alat.brief.charts.map import Line, Place
from alat.brief.charts.region import Member
from alat.brief.document import (
    Block,
    Column,
    Figure,
    Heading,
    KeyFigure,
    KeyFigures,
    Paragraph,
    Runs,
    Side,
    Table,
    Text,
    Value,
)
from alat.brief.gather import Absent, MemberMaterial, RegionMaterial
from alat.brief.sections import wording
from alat.brief.sections.priority import priority_blocks
from alat.data import Basis, Quantity
from alat.diplomacy.results import Agreement
from alat.routing.results import Lane, Lanes
from alat.trade.results import FlowState

_MILLION = 1e6
_RESIDENT = {"embassy", "embassy_office"}
_TOP = 3


def region_pages(material: RegionMaterial, words: Catalogue) -> tuple[Block, ...]:
    """Compose the first pages of a brief on a country and a bloc."""
    names: dict[str, Given] = {"home": material.home.name, "partner": material.bloc.name}
    blocks: list[Block] = [
        Heading(words.say("decision.title", names), 1, anchor="top"),
        Paragraph(_subtitle(material, words), style="lead"),
        KeyFigures(_key_figures(material, words)),
        Heading(words.say("decision.know"), 2),
    ]
    blocks += [Paragraph(runs, style="bullet") for runs in _things_to_know(material, words) if runs]
    blocks += _asks(material, words)
    if _lanes(material):
        blocks.append(_map(material, words))
    blocks += [Heading(words.say("region.table_title"), 2, anchor="members", new_page=True), _table(material, words)]
    blocks.append(Side((_trade_figure(material, words),), (_votes_figure(material, words),)))
    return (*blocks, *priority_blocks(material, words))


def _subtitle(material: RegionMaterial, words: Catalogue) -> Runs:
    values: dict[str, Given] = {
        "home": material.home.name,
        "bloc": material.bloc.name,
        "n": words.count(len(material.members), of="members"),
    }
    if material.study is None:
        return words.say("region.no_study", values)
    return words.say(
        "region.subtitle", {**values, "study": material.study.title, "as_of": words.day(material.study.as_of)}
    )


def _key_figures(material: RegionMaterial, words: Catalogue) -> tuple[KeyFigure, ...]:
    profile = material.profile
    year = Value(profile.outward_usd.year or profile.inward_usd.year, "given", unit="year")
    sold = words.say("region.key_sold", {"home": material.home.name, "year": year})
    bought = words.say("region.key_bought", {"home": material.home.name, "year": year})
    with_trade = [
        m for m in material.members if m.profile is not None and (_total(m, "outward") or _total(m, "inward"))
    ]
    counts: dict[str, Given] = {"n": words.count(len(material.members)), "missing": words.count(len(profile.no_data))}
    return (
        KeyFigure(words.show(profile.outward_usd, form="short"), sold, ()),
        KeyFigure(words.show(profile.inward_usd, form="short"), bought, ()),
        KeyFigure(
            words.count(len(with_trade)), words.say("region.key_members"), words.say("region.key_members_note", counts)
        ),
        _lane_key(material, words),
        _votes_key(material, words),
    )


def _lane_key(material: RegionMaterial, words: Catalogue) -> KeyFigure:
    found = _lanes(material)
    label = words.say("region.key_lane")
    if not found:
        return KeyFigure(words.show(Quantity(None, "h", Basis.MODELLED)), label, words.say("region.lanes_none"))
    hours = [lane.hours for _, lane, _ in found]
    sources = found[0][2].sources
    middle, least, most = (Quantity(v, "h", Basis.MODELLED, sources) for v in (median(hours), min(hours), max(hours)))
    scenario = wording.scenario(material.scenario, words)
    note = words.say("region.key_lane_note", {"least": least, "most": most, "scenario": scenario})
    return KeyFigure(words.show(middle), label, note)


def _votes_key(material: RegionMaterial, words: Catalogue) -> KeyFigure:
    found = _agreements(material)
    label = words.say("region.key_votes")
    if not found:
        return KeyFigure(words.show(Quantity(None, "share", Basis.OBSERVED)), label, ())
    shares = [share for _, share, _ in found]
    first = found[0][2]
    value = Quantity(median(shares), "share", first.exact.basis, first.exact.sources, first.years)
    note = words.say("region.key_votes_note", {"median": first.median_exact, "years": Value(first.years, "given")})
    return KeyFigure(words.show(value), label, note)


def _things_to_know(material: RegionMaterial, words: Catalogue) -> list[Runs]:
    return [
        _largest(material, words),
        _votes_range(material, words),
        _posts(material, words),
        _no_data(material, words),
    ]


def _largest(material: RegionMaterial, words: Catalogue) -> Runs:
    first = material.members[0]
    if first.profile is None or not (_total(first, "outward") or _total(first, "inward")):
        return ()
    sold, bought = first.profile.outward, first.profile.inward
    values: dict[str, Given] = {
        "name": first.country.name,
        "sold": wording.flow(sold, words),
        "bought": wording.flow(bought, words),
    }
    runs = words.say("region.largest", values)
    inward = sorted(((_total(m, "inward") or 0.0, m.country.name) for m in material.members), reverse=True)[:_TOP]
    whole = material.profile.inward_usd
    if whole.value:
        share = Quantity(
            sum(value for value, _ in inward) / whole.value, "share", whole.basis, whole.sources, whole.year
        )
        names = words.join([(Text(name, given=True),) for _, name in inward])
        runs += (Text(" "), *words.say("region.concentration", {"share": share, "names": names}))
    return runs


def _votes_range(material: RegionMaterial, words: Catalogue) -> Runs:
    found = sorted(_agreements(material), key=lambda item: item[1])
    if not found:
        return ()
    (lowest, low, first), (highest, high, last) = found[0], found[-1]
    below = sum(share < (each.median_exact.value or 0.0) for _, share, each in found)
    values: dict[str, Given] = {
        "low": first.exact,
        "lowest": lowest.country.name,
        "high": last.exact,
        "highest": highest.country.name,
        "below": words.count(below),
        "n": words.count(len(found)),
    }
    return words.say("region.votes_range", values) if low <= high else ()


def _posts(material: RegionMaterial, words: Catalogue) -> Runs:
    if material.study is None:
        return ()
    resident = [member for member in material.members if _levels(member) & _RESIDENT]
    if not resident:
        return words.say("region.posts_none", {"home": material.home.name})
    values: dict[str, Given] = {
        "home": material.home.name,
        "n": words.count(len(resident)),
        "all": words.count(len(material.members)),
        "names": words.join([(Text(member.country.name),) for member in resident]),
    }
    return words.say("region.posts", values)


def _no_data(material: RegionMaterial, words: Catalogue) -> Runs:
    if not material.profile.no_data:
        return ()
    names = words.join([(Text(country.name),) for country in material.profile.no_data])
    return words.say("region.no_data", {"names": names})


def _asks(material: RegionMaterial, words: Catalogue) -> list[Block]:
    if material.wants is None:
        return []
    rows = material.wants.rows(named=True)
    home = material.home.iso3
    sides = []
    for mine in (True, False):
        asking, giving = (material.home.name, material.bloc.name) if mine else (material.bloc.name, material.home.name)
        found = [row for row in rows if home in row["asks" if mine else "offers"].split(";")]
        sides.append(wording.asks(found, (asking, giving), words=words))
    return [Heading(words.say("region.asks_title"), 2), Side((sides[0],), (sides[1],))]


def _table(material: RegionMaterial, words: Catalogue) -> Table:
    home: dict[str, Given] = {"home": material.home.name}
    lanes = _lanes(material)
    load = lanes[0][2].load_name if lanes else "FEU"
    columns = (
        Column(words.say("region.column_member"), parts=2.0),
        Column(words.say("region.column_sold", home), number=True, parts=1.75),
        Column(words.say("region.column_bought", home), number=True, parts=1.4),
        Column(words.say("region.column_agreement"), number=True, parts=1.0),
        Column(words.say("region.column_rank"), number=True, parts=0.8),
        Column(words.say("region.column_days"), number=True, parts=0.9),
        Column(words.say("region.column_money", {"load": load}), number=True, parts=1.0),
        Column(words.say("region.column_post", home), parts=2.4),
    )
    rows = tuple(_row(member, words) for member in material.members)
    profile = material.profile
    agreements = _agreements(material)
    note: dict[str, Given] = {
        "year": Value(profile.outward_usd.year or profile.inward_usd.year, "given", unit="year"),
        "years": Value(agreements[0][2].years if agreements else words.word("missing.not_known"), "given"),
        "origin": lanes[0][2].origin_place if lanes else material.home.name,
        "load": load,
        "scenario": wording.scenario(material.scenario, words),
    }
    return Table(
        words.say("region.table_caption"), columns, rows, words.say("region.table_note", note), profile.sources
    )


def _row(member: MemberMaterial, words: Catalogue) -> tuple[Runs, ...]:
    unknown = (words.show(Quantity(None, "usd", Basis.RECONCILED)),)
    if member.profile is None:
        sold: Runs = unknown
        bought: Runs = unknown
    else:
        sold, bought = (
            (wording.flow(each, words, unit="usd_million", form="bare"),)
            for each in (member.profile.outward, member.profile.inward)
        )
    agreement = member.agreement
    share, rank = unknown, unknown
    if not isinstance(agreement, Absent) and agreement.rank is not None:
        share, rank = (words.show(agreement.exact),), (words.count(agreement.rank),)
    days, money = unknown, unknown
    if not isinstance(member.best, Absent) and member.lanes is not None:
        days, money = (
            (words.show(measure(member.best, member.lanes), form="bare", digits=numbers.COMPARED_DIGITS),)
            for measure in (wording.lane_days, wording.lane_money)
        )
    return ((Text(member.country.name),), sold, bought, share, rank, days, money, _post(member, words))


def _post(member: MemberMaterial, words: Catalogue) -> Runs:
    levels = sorted(_levels(member))
    if not levels:
        return (Value(words.word("missing.not_known"), "given", missing="not_known"),)
    return words.join([(Text(words.word(f"level.{level}")),) for level in levels], last="list.comma")


def _levels(member: MemberMaterial) -> set[str]:
    if member.ties is None:
        return set()
    outward = member.ties.presence.outward
    return set(outward.filter(outward["until"].is_null())["level"])


def _trade_figure(material: RegionMaterial, words: Catalogue) -> Figure:
    pairs = [(m.country.name, _total(m, "inward"), _total(m, "outward")) for m in material.members]
    shown = [Member(name, _musd(bought), _musd(sold)) for name, bought, sold in pairs if bought or sold]
    more = sum((bought or 0.0) > (sold or 0.0) for _, bought, sold in pairs)
    profile = material.profile
    values: dict[str, Given] = {"home": material.home.name, "n": words.count(more), "all": words.count(len(shown))}
    alt = wording.plain(words.say("region.trade_alt", {"home": material.home.name, "bloc": material.bloc.name}))
    picture = charts.trade_bars(shown, axis=words.word("region.trade_axis"), name="members-trade", description=alt)
    year = Value(profile.outward_usd.year or profile.inward_usd.year, "given", unit="year")
    least = Quantity(charts.LEAST_DRAWN_MUSD, "musd", Basis.ASSUMED)
    note = words.say(
        "region.trade_note",
        {"home": material.home.name, "year": year, "least": replace(words.show(least), basis="given")},
    )
    return Figure("members-trade", words.say("region.trade_caption", values), picture, alt, note, profile.sources)


def _votes_figure(material: RegionMaterial, words: Catalogue) -> Figure:
    found = sorted(_agreements(material), key=lambda item: -item[1])
    members = [Member(member.country.name, 100 * share, None) for member, share, _ in found]
    middle = found[0][2].median_exact
    below = sum(share < (middle.value or 0.0) for _, share, _ in found)
    home: dict[str, Given] = {"home": material.home.name}
    alt = wording.plain(words.say("region.votes_alt", home))
    labels = (words.word("region.votes_axis"), words.word("region.votes_median"))
    line = None if middle.value is None else 100 * middle.value
    picture = charts.agreement_dots(members, median=line, labels=labels, name="members-votes", description=alt)
    caption = words.say("region.votes_caption", {**home, "below": words.count(below), "n": words.count(len(found))})
    note = words.say("region.votes_note", {"years": Value(found[0][2].years, "given")})
    return Figure("members-votes", caption, picture, alt, note, found[0][2].sources)


def _map(material: RegionMaterial, words: Catalogue) -> Figure:
    found = [(member, lanes) for member, _, lanes in _lanes(material) if member.lines]
    lines = [Line(line.points, first=True) for member, _ in found for line in member.lines]
    origin = found[0][0].lines[0].points[0]
    places = [Place(found[0][1].origin_place, *origin)]
    places += [Place(member.country.name, *member.lines[-1].points[-1]) for member, _ in found]
    names: dict[str, Given] = {"origin": found[0][1].origin_place, "bloc": material.bloc.name}
    alt = wording.plain(words.say("region.map_alt", names))
    picture = charts.lane_map(lines, places, name="members-map", description=alt)
    quick = min(_lanes(material), key=lambda item: item[1].hours)
    values: dict[str, Given] = {"name": quick[0].country.name, "days": wording.lane_days(quick[1], quick[2])}
    scenario = wording.scenario(material.scenario, words)
    note = words.say("region.map_note", {**names, "scenario": scenario})
    sources = tuple(dict.fromkeys(["natural-earth-land-50m", *found[0][1].sources]))
    return Figure("members-map", words.say("region.lanes_caption", values), picture, alt, note, sources)


def _lanes(material: RegionMaterial) -> list[tuple[MemberMaterial, Lane, Lanes]]:
    return [
        (member, member.best, member.lanes)
        for member in material.members
        if not isinstance(member.best, Absent) and member.lanes is not None
    ]


def _agreements(material: RegionMaterial) -> list[tuple[MemberMaterial, float, Agreement]]:
    return [
        (member, member.agreement.exact.value, member.agreement)
        for member in material.members
        if not isinstance(member.agreement, Absent)
        and member.agreement.rank is not None
        and member.agreement.exact.value is not None
    ]


def _total(member: MemberMaterial, direction: str) -> float | None:
    if member.profile is None:
        return None
    found = member.profile.outward if direction == "outward" else member.profile.inward
    return found.total.value if found.state is FlowState.RECORDED else None


def _musd(value_usd: float | None) -> float | None:
    return None if value_usd is None else value_usd / _MILLION
