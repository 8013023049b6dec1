"""What flows between two countries, both ways and on every basis there is?"""

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from alat.data import Basis, Quantity
from alat.errors import BadInput
from alat.reference import Bloc, Country, Pair
from alat.trade.flags import flags, other_flags
from alat.trade.flows import destination_rank, in_totals, origin_rank, total
from alat.trade.goods import goods
from alat.trade.growth import growth
from alat.trade.mirror import POOL_SOURCE, mirror_gap
from alat.trade.records import Records, snapshot_records
from alat.trade.results import Direction, FlagKind, Profile
from alat.trade.series import SOURCE as REPORTS
from alat.trade.series import months, re_exports, revisions, series, sources_of
from alat.trade.sums import sum_of

NO_SERIES = "The snapshot holds reporters' yearly series only for the pairs of the shipped study: here it has none."
GAPS_ARE_NORMAL = (
    "Gaps between two reporters are the norm: read the ratio with its percentile. A lead for questions, not a verdict."
)
POOL_READING = (
    "The ratio of the transit pool takes the buyer together with the countries its goods pass through. Where it closes "
    "the gap, goods were declared to a transit country, or sold on there: the data cannot tell which."
)
CARGO_READING = "Flagged years hold one or a few cargoes: no growth rate is drawn from them."
CARGO_FLAGS = {FlagKind.ONE_CARGO, FlagKind.FEW_CARGOES, FlagKind.POSSIBLE_CARGO}
GROWTH_READING = (
    "What growth is ordinary comes from flows of that size that importers recorded in both of two years, 2000-2016: "
    "the true spread is wider."
)


@dataclass(frozen=True, slots=True)
class TwoWay:
    """Trade of two countries, both ways added, on each basis.

    Attributes
    ----------
    totals
        From the totals file of 2023.
    first_records, second_records
        The first country's own exports and imports, and the second's, in the last year it reported both.
    exporters_record, importers_record
        Both exporters' records, and both importers', in the last year in which both countries reported.
    """

    totals: Quantity
    first_records: Quantity
    second_records: Quantity
    exporters_record: Quantity
    importers_record: Quantity


def profile(pair: Pair, *, records: Records | None = None) -> Profile:
    """Return the trade of two countries, both ways.

    Parameters
    ----------
    pair
        Two countries; for a country and a bloc, see `region_profile`.
    records
        What is on record; the shipped totals of 2023 without it.

    Raises
    ------
    BadInput
        If the second party is a bloc.

    Examples
    --------
    >>> from alat.reference import pair
    >>> found = profile(pair("AZE", "BRA"))
    >>> round(found.inward.total.value / 1e6, 1), found.inward.mirror.verdict.value
    (220.8, 'buyer_records_far_more')
    """
    if isinstance(pair.second, Bloc):
        raise BadInput(f"second party {pair.second.code!r} is a bloc; expected a country (or call region_profile)")
    held = snapshot_records() if records is None else records
    outward = _direction(pair.first, pair.second, records=held)
    inward = _direction(pair.second, pair.first, records=held)
    sources = [*outward.total.sources, *inward.total.sources]
    for direction in (outward, inward):
        sources += sources_of(direction.series)
        sources += [POOL_SOURCE] if direction.mirror and direction.mirror.pool else []
        sources += [REPORTS] if direction.growth else []
    vintage = held.vintage.id if held.vintage else ""
    notes = _notes(outward, inward, records=held)
    return Profile(outward, inward, tuple(dict.fromkeys(sources)), tuple(notes), vintage)


def two_way(found: Profile) -> TwoWay:
    """Return the two-way trade of a profile on each basis that the snapshot has.

    A side that reported one way only adds nothing for the other; with nothing recorded either way the sum is not known,
    and so it is where a side did not report.
    """
    out, back = found.outward, found.inward
    first, second = out.exporter, out.importer
    return TwoWay(
        totals=sum_of([out, back]),
        first_records=_records([(out, "exporter"), (back, "importer")], f"recorded by {first.name}"),
        second_records=_records([(back, "exporter"), (out, "importer")], f"recorded by {second.name}"),
        exporters_record=_records([(out, "exporter"), (back, "exporter")], "recorded by the exporters"),
        importers_record=_records([(out, "importer"), (back, "importer")], "recorded by the importers"),
    )


def _direction(exporter: Country, importer: Country, *, records: Records) -> Direction:
    seller, buyer = exporter.iso3, importer.iso3
    found = total(seller, buyer, records=records)
    reports = series(seller, buyer, records=records)
    made_of = goods(seller, buyer, records=records)
    marked = flags(reports)
    others = other_flags(
        re_exports(seller, buyer, records=records),
        revisions(seller, buyer, records=records),
        goods=made_of,
        year=records.year,
    )
    return Direction(
        exporter=exporter,
        importer=importer,
        total=found.quantity,
        coverage=found.coverage,
        state=found.state,
        series=reports,
        mirror=mirror_gap(seller, buyer, records=records),
        flags=(*marked, *others),
        destination_rank=destination_rank(seller, buyer, records=records),
        origin_rank=origin_rank(buyer, seller, records=records),
        both_known=all(in_totals(code, records=records) for code in (seller, buyer)),
        goods=made_of,
        months=months(seller, buyer, records=records),
        growth=growth(reports, made_of, flags=marked),
    )


def _notes(outward: Direction, inward: Direction, *, records: Records) -> Iterable[str]:
    for direction in (outward, inward):
        if direction.total.note:
            way = f"{direction.exporter.name} to {direction.importer.name}"
            yield f"{way}, {records.year}: {direction.total.note}."
    if records.vintage is not None:
        yield f"Totals, products and tonnes are those of {records.name}, as pulled into the warehouse in use."
    if any(each.rate.known for way in (outward, inward) for each in way.growth):
        yield GROWTH_READING
    if outward.series.is_empty() and inward.series.is_empty():
        yield NO_SERIES
        return
    reported = pl.col("exporter_reported") | pl.col("importer_reported")
    years = [year for way in (outward, inward) for year in way.series.filter(reported)["year"]]
    if not years:
        yield NO_SERIES
        return
    yield (
        f"Reporters' own series end in {max(years)} (from {min(years)}); the totals of {records.year} come from "
        "another source."
    )
    yield GAPS_ARE_NORMAL
    if outward.mirror and inward.mirror and (outward.mirror.pool or inward.mirror.pool):
        yield POOL_READING
    if any(flag.kind in CARGO_FLAGS for flag in (*outward.flags, *inward.flags)):
        yield CARGO_READING


def _records(parts: list[tuple[Direction, str]], who: str) -> Quantity:
    frames = [
        direction.series.filter(pl.col(f"{side}_reported")).select("year", pl.col(f"{side}_usd").alias(str(n)))
        for n, (direction, side) in enumerate(parts)
    ]
    both = frames[0].join(frames[1], on="year").sort("year")
    if both.is_empty():
        why = "no series in the snapshot" if parts[0][0].series.is_empty() else "no year in which all sides reported"
        return Quantity(None, "usd", Basis.REPORTED, (REPORTS,), "", f"{who}: {why}")
    year, *values = both.row(-1)
    records = [way.series.filter(pl.col("year") == year)[f"{side}_source"] for way, side in parts]
    sources = tuple(dict.fromkeys(source for each in records for source in each.drop_nulls()))
    known = [value for value in values if value is not None]
    if not known:
        return Quantity(None, "usd", Basis.REPORTED, sources, str(year), f"{who}: nothing, either way")
    return Quantity(float(sum(known)), "usd", Basis.REPORTED, sources, str(year), who)
