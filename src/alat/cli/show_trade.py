"""Trade on a terminal: profiles of pairs and of a country with a bloc."""

from typing import Any

from alat.cli.paper import NOT_KNOWN, Paper, figure, number
from alat.cli.show_goods import NO_REPORT, NONE_RECORDED, NOT_ASKED, record, show_goods
from alat.data import Quantity
from alat.trade.results import (
    Direction,
    Flag,
    FlagKind,
    FlowState,
    MirrorGap,
    Profile,
    Rank,
    RegionProfile,
)

_CARGOES = {
    FlagKind.ONE_CARGO: "one cargo",
    FlagKind.FEW_CARGOES: "few cargoes",
    FlagKind.POSSIBLE_CARGO: "one cargo?",
}
# Two records that differ a hundredfold are not two records of the same goods.
_LARGEST_RATIO = 100.0
_STATES = {
    FlowState.RECORDED: "recorded",
    FlowState.NOTHING_RECORDED: "nothing recorded (not a zero)",
    FlowState.NOT_COVERED: "not covered by the totals file",
}


def show_profile(paper: Paper, result: Profile | RegionProfile) -> None:
    """Write the trade between two countries, or between a country and each member of a bloc."""
    if isinstance(result, RegionProfile):
        _region(paper, result)
        return
    for direction in (result.outward, result.inward):
        _direction(paper, direction)


def _direction(paper: Paper, direction: Direction) -> None:
    paper.title(f"Goods from {direction.exporter.name} to {direction.importer.name}: {_STATES[direction.state]}")
    to_rank, from_rank = direction.destination_rank, direction.origin_rank
    rows = [
        (f"latest total (sides of the pair covered: {direction.coverage})", direction.total),
        (f"{direction.importer.name} among destinations: {_place(to_rank)}; share", to_rank.share),
        (f"{direction.exporter.name} among origins: {_place(from_rank)}; share", from_rank.share),
    ]
    rows += _mirror(direction.mirror)
    paper.quantities(rows)
    if direction.mirror is not None:
        gap = direction.mirror
        paper.say(
            f"Mirror gap {gap.years}: {gap.verdict.value.replace('_', ' ')}; freight and insurance explain "
            f"{gap.band_low:.2f}-{gap.band_high:.2f}. Pool: {', '.join(gap.pool) or 'none'}."
        )
    if direction.series.height:
        _years(paper, direction)
    show_goods(paper, direction)
    for flag in direction.flags:
        paper.say(f"Read with care: {_flagged(flag)}")
    paper.say()


def _flagged(flag: Flag) -> str:
    kind = flag.kind.value.replace("_", " ")
    if flag.kind is FlagKind.CLASSIFICATION_BREAK:
        return f"{flag.year}, {flag.side}'s record: {kind} (another revision of the Harmonized System from that year)"
    whose = "the reconciled flow" if flag.side == "reconciled" else f"{flag.side}'s record"
    return f"{flag.year}, {whose}, {number(flag.value_usd, 'usd')}: {kind}"


def _years(paper: Paper, direction: Direction) -> None:
    """Write both records year by year: a side that reported and has no row recorded nothing, which is not a gap."""
    rows = direction.series.to_dicts()
    paper.table(
        ("year", "seller's record", "buyer's record", "buyer / seller"),
        [
            (str(row["year"]), record(row, "exporter"), record(row, "importer"), _ratio(row, direction.flags))
            for row in rows
        ],
        right=("seller's record", "buyer's record", "buyer / seller"),
        title="Both reporters, year by year (reported)",
    )
    paper.say(
        f"{NONE_RECORDED}: that side reported the year and has no row; {NO_REPORT}: it did not report; {NOT_ASKED}: "
        "nobody asked for its reports of that year. No ratio is given where both records are under 1 m USD, one is "
        "missing, or a few cargoes explain the year."
    )


def _ratio(row: dict[str, Any], flags: tuple[Flag, ...]) -> str:
    """Return what the buyer records over what the seller records, where that says anything."""
    cargo = next((_CARGOES[flag.kind] for flag in flags if flag.year == row["year"] and flag.kind in _CARGOES), "")
    ratio = row["ratio"]
    if cargo or ratio is None:
        return cargo or "-"
    if ratio > _LARGEST_RATIO:
        return f"over {_LARGEST_RATIO:.0f}"
    return number(ratio, "ratio") if ratio * _LARGEST_RATIO >= 1 else f"under {1 / _LARGEST_RATIO:.2f}"


def _mirror(gap: MirrorGap | None) -> list[tuple[str, Quantity]]:
    if gap is None:
        return []
    return [
        (f"seller's record, {gap.years}", gap.exporter_usd),
        (f"buyer's record, {gap.years}", gap.importer_usd),
        ("buyer over seller", gap.ratio),
        ("its place among all pairs", gap.percentile),
        ("median of all pairs", gap.median),
        ("buyer over seller, with transit neighbours", gap.pool_ratio),
    ]


def _place(rank: Rank) -> str:
    return NOT_KNOWN if rank.position is None else f"{rank.position} of {rank.of}"


def _region(paper: Paper, result: RegionProfile) -> None:
    paper.title(f"Goods trade of {result.home.name} with {result.bloc.name}")
    paper.quantities(
        [
            (f"from {result.home.name}, members with a record", result.outward_usd),
            (f"to {result.home.name}, members with a record", result.inward_usd),
        ]
    )
    paper.table(
        ("partner", "outward", "inward", "year", "basis", "source"),
        [
            (
                partner.outward.importer.name,
                _total(partner.outward),
                _total(partner.inward),
                partner.outward.total.year or partner.inward.total.year,
                ", ".join(dict.fromkeys(way.total.basis.value for way in _recorded(partner))),
                paper.cite((*partner.outward.total.sources, *partner.inward.total.sources)),
            )
            for partner in result.partners
        ],
        right=("outward", "inward"),
        title="By partner, largest first",
    )
    if result.no_data:
        names = ", ".join(country.name for country in result.no_data)
        paper.say(f"Not in the totals file at all (unknown, not zero): {names}")


def _recorded(partner: Profile) -> list[Direction]:
    return [way for way in (partner.outward, partner.inward) if way.state is FlowState.RECORDED]


def _total(direction: Direction) -> str:
    if direction.state is FlowState.RECORDED:
        return figure(direction.total)
    return direction.state.value.replace("_", " ")
