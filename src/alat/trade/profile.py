"""What flows between two countries, both ways and on every basis there is?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import polars as pl

from alat.data import Basis, Quantity
from alat.errors import BadInput
from alat.reference import Bloc, Country, Pair
from alat.trade.flags import flags
from alat.trade.flows import SOURCE as TOTALS
from alat.trade.flows import YEAR, destination_rank, in_totals, origin_rank, total
from alat.trade.mirror import POOL_SOURCE, mirror_gap
from alat.trade.results import Direction, FlagKind, FlowState, Profile, RegionProfile
from alat.trade.series import SOURCE as REPORTS
from alat.trade.series import series, series_years

NO_SERIES = "The snapshot holds reporters' yearly series only for the pairs of the shipped study: here it has none."
GAPS_ARE_NORMAL = (
    "Gaps between two reporters are the norm: read the ratio with its percentile. A lead for questions, not a verdict."
)
POOL_READING = (
    "The ratio of the transit pool takes the buyer together with the countries its goods pass through. Where it closes "
    "the gap, goods were declared to a transit country, or sold on there: the data cannot tell which."
)
CARGO_READING = "Flagged years hold one or a few cargoes: no growth rate is drawn from them."


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


def profile(pair: Pair) -> Profile:
    """Return the trade of two countries, both ways.

    Parameters
    ----------
    pair
        Two countries; for a country and a bloc, see `region_profile`.

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
    outward, inward = _direction(pair.first, pair.second), _direction(pair.second, pair.first)
    sources = [*outward.total.sources, *inward.total.sources]
    for direction in (outward, inward):
        sources += [REPORTS] if not direction.series.is_empty() else []
        sources += [POOL_SOURCE] if direction.mirror and direction.mirror.pool else []
    return Profile(outward, inward, tuple(dict.fromkeys(sources)), tuple(_notes(outward, inward)))


def region_profile(pair: Pair, *, on: date) -> RegionProfile:
    """Return the trade of a country with each member of a bloc.

    Parameters
    ----------
    pair
        A country and a bloc.
    on
        The day on which membership counts.

    Raises
    ------
    BadInput
        If the second party is a country.
    EmptyBloc
        If the bloc has no other member on that day.
    """
    if isinstance(pair.second, Country):
        raise BadInput(f"second party {pair.second.iso3} is a country; expected a bloc (or call profile)")
    members = pair.partners(on)
    profiles = sorted((profile(Pair(pair.first, member)) for member in members), key=_largest_first)
    no_data = tuple(member for member in members if not in_totals(member.iso3))
    uncovered = [p.outward.importer.name for p in profiles if _uncovered(p.outward)]
    outward = _sum([p.outward for p in profiles])
    inward = _sum([p.inward for p in profiles])
    notes = [f"Members of {pair.second.name} on {on.isoformat()}: {len(members)} besides {pair.first.name}."]
    if no_data:
        names = ", ".join(member.name for member in no_data)
        notes.append(f"Not in the totals of {YEAR}, so not in the sums: {names}. Their trade is not known, not zero.")
    if uncovered:
        notes.append(
            f"Trade with {', '.join(uncovered)} is not covered by the totals of {YEAR}, so not in the sums: "
            "it is not known, not zero."
        )
    return RegionProfile(
        home=pair.first,
        bloc=pair.second,
        partners=tuple(profiles),
        no_data=no_data,
        outward_usd=outward,
        inward_usd=inward,
        sources=tuple(dict.fromkeys(source for p in profiles for source in p.sources)),
        notes=tuple(dict.fromkeys([*notes, *(note for p in profiles for note in _general(p.notes))])),
    )


def two_way(found: Profile) -> TwoWay:
    """Return the two-way trade of a profile on each basis that the snapshot has.

    A side that reported one way only adds nothing for the other; with nothing recorded either way the sum is not known,
    and so it is where a side did not report.
    """
    out, back = found.outward, found.inward
    first, second = out.exporter, out.importer
    return TwoWay(
        totals=_sum([out, back]),
        first_records=_records([(out, "exporter"), (back, "importer")], f"recorded by {first.name}"),
        second_records=_records([(back, "exporter"), (out, "importer")], f"recorded by {second.name}"),
        exporters_record=_records([(out, "exporter"), (back, "exporter")], "recorded by the exporters"),
        importers_record=_records([(out, "importer"), (back, "importer")], "recorded by the importers"),
    )


def _direction(exporter: Country, importer: Country) -> Direction:
    found = total(exporter.iso3, importer.iso3)
    records = series(exporter.iso3, importer.iso3)
    return Direction(
        exporter=exporter,
        importer=importer,
        total=found.quantity,
        coverage=found.coverage,
        state=found.state,
        series=records,
        mirror=mirror_gap(exporter.iso3, importer.iso3),
        flags=flags(records),
        destination_rank=destination_rank(exporter.iso3, importer.iso3),
        origin_rank=origin_rank(importer.iso3, exporter.iso3),
    )


def _notes(outward: Direction, inward: Direction) -> Iterable[str]:
    for direction in (outward, inward):
        if direction.total.note:
            way = f"{direction.exporter.name} to {direction.importer.name}"
            yield f"{way}, {YEAR}: {direction.total.note}."
    if outward.series.is_empty():
        yield NO_SERIES
        return
    first, last = series_years()
    yield f"Reporters' own series end in {last} (from {first}); the totals of {YEAR} come from another source."
    yield GAPS_ARE_NORMAL
    if outward.mirror and inward.mirror and (outward.mirror.pool or inward.mirror.pool):
        yield POOL_READING
    if any(flag.kind is not FlagKind.SMALL_BASE for flag in (*outward.flags, *inward.flags)):
        yield CARGO_READING


def _general(notes: Iterable[str]) -> list[str]:
    """Return the notes that speak of the data and not of one pair."""
    return [note for note in notes if note in {NO_SERIES, GAPS_ARE_NORMAL, POOL_READING, CARGO_READING}]


def _largest_first(found: Profile) -> tuple[bool, float, str]:
    values = [direction.total.value for direction in (found.outward, found.inward) if direction.total.value is not None]
    return (not in_totals(found.outward.importer.iso3), -sum(values), found.outward.importer.iso3)


def _uncovered(direction: Direction) -> bool:
    """Return whether the totals file knows both countries and covers no trade between them."""
    known = in_totals(direction.exporter.iso3) and in_totals(direction.importer.iso3)
    return known and direction.state is FlowState.NOT_COVERED


def _sum(directions: Iterable[Direction]) -> Quantity:
    """Return the sum of the recorded totals; known as soon as the file covers one of them."""
    every = list(directions)
    covered = [direction for direction in every if direction.state is not FlowState.NOT_COVERED]
    left_out = sum(map(_uncovered, every))
    if not covered:
        return Quantity(None, "usd", Basis.REPORTED, (TOTALS,), str(YEAR), f"no {YEAR} data")
    values = [direction.total.value for direction in covered if direction.total.value is not None]
    alone = [d for d in covered if d.coverage != "both"]
    silent = [d for d in covered if d.state is FlowState.NOTHING_RECORDED]
    limits = [
        f"{len(alone)} of {len(covered)} flows rest on one side's record" if alone else "",
        f"{len(silent)} of {len(covered)} flows have nothing recorded and add nothing" if silent else "",
        f"{left_out} more are not covered and not in the sum" if left_out else "",
    ]
    if not values:
        return Quantity(None, "usd", Basis.REPORTED, (TOTALS,), str(YEAR), "nothing recorded")
    # A sum is no better than the weakest figure in it.
    basis = Basis.REPORTED if alone else Basis.RECONCILED
    return Quantity(sum(values), "usd", basis, (TOTALS,), str(YEAR), "; ".join(filter(None, limits)))


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
    known = [value for value in values if value is not None]
    if not known:
        return Quantity(None, "usd", Basis.REPORTED, (REPORTS,), str(year), f"{who}: nothing, either way")
    return Quantity(float(sum(known)), "usd", Basis.REPORTED, (REPORTS,), str(year), who)
