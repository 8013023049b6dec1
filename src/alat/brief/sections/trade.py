"""What flows between the two, on two bases: the totals of the latest year, and both reporters' own series."""

from alat.brief import charts
from alat.brief.catalogue import Catalogue, Given
from alat.brief.charts.trade import Year
from alat.brief.document import Block, Column, Figure, Heading, Paragraph, Runs, Side, Table, Text, Value
from alat.brief.gather import PairMaterial
from alat.brief.sections import wording
from alat.brief.sections.goods import goods_blocks, growth_runs
from alat.data import Basis, Quantity
from alat.reference import countries
from alat.trade.results import Direction, Flag, FlagKind, GapVerdict, MirrorGap, Rank

_ONE_CARGO = {FlagKind.ONE_CARGO, FlagKind.POSSIBLE_CARGO, FlagKind.FEW_CARGOES}
_MOST_FLAGS = 4


def trade_page(material: PairMaterial, words: Catalogue) -> tuple[Block, ...]:
    """Compose the section on trade."""
    ways = (material.profile.outward, material.profile.inward)
    blocks: list[Block] = [
        Heading(words.say("trade.title"), 2, anchor="trade"),
        Paragraph(words.say("trade.lead"), "intro"),
        _totals(material, words),
        *goods_blocks(ways, words),
    ]
    series = [direction for direction in ways if direction.series.height]
    if not series:
        names: dict[str, Given] = {"home": material.home.name, "partner": material.partner.name}
        blocks.append(Paragraph(words.say("trade.no_series", names)))
        return tuple(blocks)
    pictures = [_series_figure(direction, words) for direction in series]
    blocks.append(Side((pictures[0],), (pictures[1],)) if len(pictures) == len(ways) else pictures[0])
    gaps = [(direction, direction.mirror) for direction in series if direction.mirror is not None]
    if gaps:
        blocks += [_gaps(gaps, words), *(_reading(direction, gap, words=words) for direction, gap in gaps)]
    return tuple(blocks)


def _totals(material: PairMaterial, words: Catalogue) -> Table:
    ways = (material.profile.outward, material.profile.inward)
    year = next((direction.total.year for direction in ways if direction.total.year), "")
    unit = words.say("trade.column_value", {"year": Value(year, "given", unit="year")})
    columns = (
        Column(words.say("trade.column_flow"), parts=2.2),
        Column(unit, number=True, parts=1.2),
        Column(words.say("trade.column_coverage"), parts=1.8),
        Column(words.say("trade.column_origin"), parts=2.6),
        Column(words.say("trade.column_destination"), parts=2.6),
    )
    rows = tuple(_total_row(direction, words) for direction in ways)
    return Table(
        words.say("trade.totals_caption"), columns, rows, words.say("trade.totals_note"), material.profile.sources
    )


def _total_row(direction: Direction, words: Catalogue) -> tuple[Runs, ...]:
    names: dict[str, Given] = {"exporter": direction.exporter.name, "importer": direction.importer.name}
    return (
        words.say("trade.flow", names),
        (wording.flow(direction, words, unit="usd_million", form="bare"),),
        (Text(words.word(f"coverage.{direction.coverage}")),),
        _rank(direction.origin_rank, direction.importer.name, key="trade.origin_rank", words=words),
        _rank(direction.destination_rank, direction.exporter.name, key="trade.destination_rank", words=words),
    )


def _rank(rank: Rank, country: str, *, key: str, words: Catalogue) -> Runs:
    if rank.position is None:
        return words.say("trade.no_rank")
    values: dict[str, Given] = {
        "rank": words.count(rank.position),
        "of": words.count(rank.of),
        "share": rank.share,
        "country": country,
    }
    return words.say(key, values)


def _series_figure(direction: Direction, words: Catalogue) -> Figure:
    names: dict[str, Given] = {"exporter": direction.exporter.name, "importer": direction.importer.name}
    years = [
        Year(row["year"], row["exporter_usd"], row["importer_usd"])
        for row in direction.series.sort("year").iter_rows(named=True)
    ]
    flagged = [(flag.year, flag.value_usd) for flag in direction.flags if flag.kind in _ONE_CARGO]
    labels = (
        _label(
            direction.exporter.name,
            "sells",
            recorded=[y.year for y in years if y.seller_usd is not None],
            last=years[-1].year,
            words=words,
        ),
        _label(
            direction.importer.name,
            "buys",
            recorded=[y.year for y in years if y.buyer_usd is not None],
            last=years[-1].year,
            words=words,
        ),
        words.word("trade.axis"),
    )
    span: dict[str, Given] = {"first": words.day(str(years[0].year)), "last": words.day(str(years[-1].year))}
    name = f"trade-{direction.exporter.iso3.lower()}-{direction.importer.iso3.lower()}"
    alt = "".join(run.text for run in words.say("trade.series_alt", {**names, **span}))
    picture = charts.two_reporter_lines(years, flagged=flagged, labels=labels, name=name, description=alt)
    verdict = direction.mirror.verdict if direction.mirror else GapVerdict.NOT_KNOWN
    pooled = Value(direction.mirror.years if direction.mirror else "", "given", unit="year")
    caption = words.say(f"trade.series_{verdict}", {**names, "years": pooled})
    note = words.say("trade.series_note", span) + (words.say("trade.series_flags") if flagged else ())
    sources = direction.mirror.ratio.sources if direction.mirror else ()
    return Figure(name, caption, picture, alt, note, sources)


def _label(name: str, side: str, *, recorded: list[int], last: int, words: Catalogue) -> str:
    """Name a line of the chart, with the last year of its record where that is not the last of the data."""
    if recorded and recorded[-1] < last:
        until = words.say("trade.label_until", {"year": words.day(str(recorded[-1]))})
        return f"{name}|{wording.plain(until)}"
    return f"{name}|{words.word(f'trade.label_{side}')}"


def _gaps(gaps: list[tuple[Direction, MirrorGap]], words: Catalogue) -> Table:
    columns = (
        Column(words.say("trade.column_flow"), parts=2.2),
        Column(words.say("trade.column_years"), parts=1.0),
        Column(words.say("trade.column_seller"), number=True, parts=1.2),
        Column(words.say("trade.column_buyer"), number=True, parts=1.2),
        Column(words.say("trade.column_ratio"), number=True, parts=1.0),
        Column(words.say("trade.column_percentile"), number=True, parts=1.2),
        Column(words.say("trade.column_pool"), number=True, parts=1.5),
    )
    rows = tuple(
        (
            words.say("trade.flow", {"exporter": direction.exporter.name, "importer": direction.importer.name}),
            (Value(gap.years, "given", unit="year"),),
            (words.show(gap.exporter_usd, unit="usd_million", form="bare"),),
            (words.show(gap.importer_usd, unit="usd_million", form="bare"),),
            (words.show(gap.ratio),),
            (words.show(gap.percentile),),
            (words.show(gap.pool_ratio),),
        )
        for direction, gap in gaps
    )
    return Table(words.say("trade.gaps_caption"), columns, rows, words.say("trade.gaps_note", _band(gaps[0][1])))


def _band(gap: MirrorGap) -> dict[str, Given]:
    """Return what carriage and insurance explain, as the trade room assumes it, and the median of all pairs."""
    low, high = (Quantity(value, "ratio", Basis.ASSUMED, gap.median.sources) for value in (gap.band_low, gap.band_high))
    return {"low": low, "high": high, "median": gap.median}


def _reading(direction: Direction, gap: MirrorGap, *, words: Catalogue) -> Paragraph:
    """Say in words what the gap may mean, with the years that one cargo explains."""
    names: dict[str, Given] = {"exporter": direction.exporter.name, "importer": direction.importer.name}
    runs = words.say("trade.reading", {**names, "verdict": words.word(f"verdict.{gap.verdict}")})
    others = [code for code in gap.pool if code != direction.importer.iso3]
    if gap.pool_ratio.known and others:
        known = countries()
        neighbours = words.join([(Text(known[code].name, given=True),) for code in others])
        pool: dict[str, Given] = {
            "importer": direction.importer.name,
            "neighbours": neighbours,
            "ratio": gap.pool_ratio,
        }
        runs += words.say("trade.reading_pool", pool)
    years = [flag for flag in direction.flags if flag.kind in _ONE_CARGO]
    if years:
        listed = words.join(
            [words.say("trade.flag", _flag(flag, direction, words=words)) for flag in years[:_MOST_FLAGS]]
        )
        runs += words.say("trade.reading_flags", {"years": listed})
    if direction.goods is None:
        runs += growth_runs(direction, words)
    return Paragraph(runs)


def _flag(flag: Flag, direction: Direction, *, words: Catalogue) -> dict[str, Given]:
    side = direction.exporter if flag.side == "exporter" else direction.importer
    sources = direction.mirror.ratio.sources if direction.mirror else ()
    value = Quantity(flag.value_usd, "usd", Basis.REPORTED, sources, str(flag.year), side.name)
    return {"year": words.day(str(flag.year)), "value": value, "side": side.name}
