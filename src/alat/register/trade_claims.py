"""Does a statement on trade hold on every basis? Levels, growth, ranks, shares and what is sold."""

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from alat import trade
from alat.data import Basis, Quantity, Study, datasets, table
from alat.errors import NotCovered
from alat.reference import Country, bloc_names, country, pair
from alat.register.checked import Checked, citation, context, nothing, number
from alat.register.results import ClaimVerdict, Finding
from alat.register.statements import Claim, Evidence, bloc_of, countries_of, one_country
from alat.register.verdicts import CANNOT, CONTRADICTED, STALE, SUPPORTED, YEARS_APART, by_basis, compare
from alat.register.wording import listed, money, percent
from alat.trade.results import Direction, FlowState, Profile

TOTALS = "the BACI totals"
RANK = "partner_rank_"
# A share below this is small by any reading: losing such a region whole would move the total by less than an ordinary
# year does (the growth reference's middle half is -9 to +19 percent above a billion USD).
SMALL_SHARE = 0.05
# Growth within so many points of the claimed one is the same growth: claims are rounded to whole percents.
GROWTH_POINTS = 2.0


@dataclass(frozen=True, slots=True)
class _Record:
    """One basis' figure: whose record it is, and whether one direction is missing, so that it is a lower bound."""

    whose: str
    value: Quantity
    cited: str
    floor: bool = False

    @property
    def year(self) -> int:
        return int(self.value.year)


def two_way_trade(claim: Claim, study: Study) -> Checked:
    """Check a level of trade both ways against the totals file, both reporters' series and the study's evidence."""
    del study
    one, other = one_country(claim.subject), one_country(claim.partner)
    profile = trade.profile(pair(one.iso3, other.iso3))
    records = [*_records(profile), *_stated(claim)]
    return _level(claim, records, what=f"Goods traded between {one.name} and {other.name}, both ways")


def total_exports(claim: Claim, study: Study) -> Checked:
    """Check a country's exports of goods to the world against the totals file and the study's evidence."""
    del study
    seller = one_country(claim.subject)
    return _level(claim, [_exports(seller), *_stated(claim)], what=f"Goods exported by {seller.name}")


def growth(claim: Claim, study: Study) -> Checked:
    """Check a growth rate against both reporters' series where they reach, and say what is ordinary on that base."""
    one, other = one_country(claim.subject), one_country(claim.partner)
    if claim.value is None:
        return nothing("The claim states no number.")
    findings = _growth_seen(claim, one, other=other)
    base_usd, base_from = _base(claim, study, one=one, other=other)
    usual, note = _usual(claim.value, base_usd, base_from=base_from)
    verdict = by_basis(findings, year=claim.year)
    if verdict is CANNOT:
        why = f"No record of the trade between {one.name} and {other.name} has both {claim.year - 1} and {claim.year}"
    else:
        why = f"The records of {claim.year - 1} and {claim.year} give " + listed(
            [f"{_signed(finding.value.value)} percent ({finding.what})" for finding in findings]
        )
    return Checked((*findings, *usual), verdict, f"{why}; {note}.")


def partner_rank(claim: Claim, study: Study) -> Checked:
    """Check a partner's place among the members of a bloc by trade both ways."""
    del study
    one, partner = one_country(claim.subject), one_country(claim.partner)
    code = claim.quantity.removeprefix(RANK).replace("_", "-")
    if code not in bloc_names():
        return nothing(f"Alat knows no bloc {code!r} to rank partners in.")
    region = trade.region_profile(pair(one.iso3, code), on=claim.said_on)
    traded = {each.outward.importer: trade.two_way(each).totals for each in region.partners}
    ranked = [member for member, total in traded.items() if total.value]
    if partner not in ranked or claim.value is None:
        return nothing(f"No trade of {one.name} with {partner.name} is recorded among {region.bloc.name}.")
    place = ranked.index(partner) + 1
    verdict = SUPPORTED if place == claim.value else CONTRADICTED
    total = traded[partner]
    note = f"of {len(ranked)} members with a recorded flow"
    value = Quantity(place, "rank", total.basis, total.sources, total.year, note)
    finding = number(
        f"Place of {partner.name} among the partners of {one.name} in {region.bloc.name}", value, verdict=verdict
    )
    largest = listed([f"{member.name} ({money(traded[member].value or 0.0)})" for member in ranked[:3]])
    unknown = f"; no data on {listed([each.name for each in region.no_data])}" if region.no_data else ""
    return Checked((finding,), verdict, f"In {total.year} the largest two-way totals are {largest}{unknown}.")


def share_of_exports(claim: Claim, study: Study) -> Checked:
    """Check the share of a country's exports that a region takes."""
    seller = one_country(claim.subject)
    group = bloc_of(claim.partner)
    buyers = group.members(study.as_of) if group else countries_of(claim.partner)
    name = group.name if group else listed([buyer.name for buyer in buyers])
    sold = table("flows_total").filter(
        (pl.col("exporter") == seller.iso3) & pl.col("importer").is_in([buyer.iso3 for buyer in buyers])
    )
    exports = _exports(seller)
    if not exports.value.value:
        return nothing(f"The BACI totals have no exports of {seller.name}.")
    share = float(sold["value_usd"].sum()) / exports.value.value
    value = Quantity(share, "share", Basis.RECONCILED, exports.value.sources, exports.value.year)
    if claim.value is None:
        verdict = SUPPORTED if (share < SMALL_SHARE) == (claim.answer == ("small",)) else CONTRADICTED
    else:
        stated = claim.value / 100 if claim.unit == "percent" else claim.value
        verdict = compare(stated, share, years_apart=claim.year - exports.year)
    reason = f"{name} took {percent(share)} of {seller.name}'s recorded exports in {value.year}"
    return Checked(
        (number(f"Share of {name} in the exports of {seller.name}", value, verdict=verdict),),
        verdict,
        f"{reason}, and less than {percent(SMALL_SHARE)} counts as small." if claim.value is None else f"{reason}.",
    )


def main_exports(claim: Claim, study: Study) -> Checked:
    """Check which goods one country sells to another: only the study's evidence can say, never a modelled split."""
    del study
    stated = claim.on_quantity(claim.quantity)
    borne_out = {part for found in stated for part in found.answer.split(";")} & set(claim.answer)
    findings = tuple(context(found, verdict=SUPPORTED) for found in stated if found.answer in claim.answer)
    open_items = [item for item in claim.answer if item not in borne_out]
    if claim.answer and not open_items:
        return Checked(findings, SUPPORTED, f"Evidence bears out {listed(claim.answer)}.")
    seen = f"Evidence bears out {listed(sorted(borne_out))}; nothing" if borne_out else "Nothing"
    why = "the snapshot holds no trade by pair and product, and a modelled split is no evidence"
    return nothing(f"{seen} tells of {listed(open_items)}: {why}.", findings)


def _level(claim: Claim, records: list[_Record], *, what: str) -> Checked:
    if claim.value is None:
        return nothing("The claim states no number.")
    nearest = {
        whose: min((r for r in records if r.whose == whose), key=lambda r: abs(claim.year - r.year))
        for whose in dict.fromkeys(record.whose for record in records)
    }
    findings = []
    for record in records:
        verdict = CANNOT
        if record is nearest[record.whose]:
            years_apart = claim.year - record.year
            verdict = compare(claim.value, record.value.value or 0.0, years_apart=years_apart, floor=record.floor)
        findings.append(Finding(f"{what}: {record.whose}", record.value, "", verdict, record.cited))
    verdict = by_basis(findings, year=claim.year)
    said = [(record, finding.verdict) for record, finding in zip(records, findings, strict=True)]
    return Checked(tuple(findings), verdict, _level_reason(claim, said, nearest=nearest))


def _level_reason(claim: Claim, said: list[tuple[_Record, ClaimVerdict]], *, nearest: dict[str, _Record]) -> str:
    parts = []
    for verdict, phrase in (
        (SUPPORTED, "is of the size of"),
        (STALE, "is the figure of an earlier year:"),
        (CONTRADICTED, "is far from"),
    ):
        named = [_named(record) for record, found in said if found is verdict]
        if named:
            parts.append(f"{phrase} {listed(named)}")
    old = [_named(record) for record in nearest.values() if abs(claim.year - record.year) > YEARS_APART]
    figure = f"{money(claim.value or 0.0)} for {claim.year}"
    text = f"{figure} {'; it '.join(parts)}" if parts else f"No record speaks of {figure}"
    return f"{text}{f'; too old to say: {listed(old)}' if old else ''}."


def _named(record: _Record) -> str:
    least = "at least " if record.floor else ""
    alone = ", one side's record" if record.whose == TOTALS and record.value.basis is Basis.REPORTED else ""
    return f"{record.whose} ({least}{money(record.value.value or 0.0)} in {record.year}{alone})"


def _exports(seller: Country) -> _Record:
    rows = table("flows_total").filter(pl.col("exporter") == seller.iso3)
    if not rows.height:
        raise NotCovered(f"the BACI totals have no exports of {seller.name}")
    dataset = datasets()["flows_total"]
    value = Quantity(float(rows["value_usd"].sum()), "usd", Basis.RECONCILED, dataset.sources, dataset.years)
    return _Record(TOTALS, value, citation(value.sources))


def _records(profile: Profile) -> list[_Record]:
    """Return the totals file's two-way trade and each side's own, in the last year it reported both ways."""
    sums = trade.two_way(profile)
    one, other = profile.outward.exporter, profile.outward.importer
    floor = any(way.state is not FlowState.RECORDED for way in (profile.outward, profile.inward))
    found = [
        (TOTALS, sums.totals, floor),
        (_of(one), sums.first_records, False),
        (_of(other), sums.second_records, False),
    ]
    return [_Record(whose, value, citation(value.sources), floor=lower) for whose, value, lower in found if value.known]


def _stated(claim: Claim) -> list[_Record]:
    found = [each for each in claim.on_quantity(claim.quantity) if each.value is not None and each.year]
    return [_Record(_whose(each), each.number(), each.cited) for each in found]


def _whose(found: Evidence) -> str:
    return _of(country(found.reporter)) if found.reporter else found.cited


def _of(whose: Country) -> str:
    return f"the record of {whose.name}"


def _growth_seen(claim: Claim, one: Country, *, other: Country) -> tuple[Finding, ...]:
    """Return the growth in each side's own record, where it has both years and a base that bears a rate."""
    profile = trade.profile(pair(one.iso3, other.iso3))
    findings = []
    for whose in (one, other):
        yearly = _own_record(profile, whose)
        before, after = yearly.get(claim.year - 1), yearly.get(claim.year)
        if before is None or after is None or claim.value is None or not trade.growth_reading(before).quotable:
            continue
        rate = 100 * (after / before - 1)
        verdict = SUPPORTED if abs(rate - claim.value) <= GROWTH_POINTS else CONTRADICTED
        ids = datasets()["flows_reported"].sources
        value = Quantity(rate, "percent", Basis.REPORTED, ids, str(claim.year), f"recorded by {whose.name}")
        findings.append(number(_of(whose), value, verdict=verdict))
    return tuple(findings)


def _own_record(profile: Profile, whose: Country) -> dict[int, float]:
    """Return one side's own record of both ways added, for the years in which it reported both."""
    ways = [dict(_side(way, whose)) for way in (profile.outward, profile.inward)]
    return {year: ways[0][year] + ways[1][year] for year in ways[0] if year in ways[1]}


def _side(way: Direction, whose: Country) -> Iterator[tuple[int, float]]:
    """Yield one side's record of one way by year; a flow that a reporting country did not record is none."""
    side = "exporter" if way.exporter == whose else "importer"
    rows = way.series.filter(pl.col(f"{side}_reported"))
    yield from rows.select("year", pl.col(f"{side}_usd").fill_null(0.0)).iter_rows()


def _base(claim: Claim, study: Study, *, one: Country, other: Country) -> tuple[float | None, str]:
    """Return the level that the growth starts from: the study's own claim on it, else the totals file's."""
    level = study.table("claims").filter(
        (pl.col("quantity") == "two_way_goods_trade")
        & (pl.col("subject") == one.iso3)
        & (pl.col("partner") == other.iso3)
        & (pl.col("year") == claim.year)
    )
    if level.height and level["value"][0] is not None:
        return float(level["value"][0]) / (1 + (claim.value or 0.0) / 100), "as claimed"
    total = trade.two_way(trade.profile(pair(one.iso3, other.iso3))).totals
    return (total.value, f"in the BACI totals of {total.year}") if total.value else (None, "")


def _usual(claimed: float, base_usd: float | None, *, base_from: str) -> tuple[tuple[Finding, ...], str]:
    """Return how much a flow of that size moves in an ordinary year, as findings and in words."""
    if base_usd is None:
        return (), "what is ordinary on that base is not known"
    reading = trade.growth_reading(base_usd)
    low, high = reading.low.value, reading.high.value
    if not reading.quotable or low is None or high is None:
        return (), f"a base of {money(base_usd)} ({base_from}) is too small for a growth rate to mean anything"
    ends = (
        number("Tenth percentile of yearly growth on a base of that size", reading.low),
        number("Ninetieth percentile of yearly growth on a base of that size", reading.high),
    )
    place = "within" if low <= claimed <= high else "outside"
    return ends, (
        f"on a base of {money(base_usd)} ({base_from}) eight flows in ten move between {_signed(low)} and "
        f"{_signed(high)} percent a year, and {_signed(claimed)} percent lies {place} that"
    )


def _signed(value: float | None) -> str:
    return f"{value or 0.0:+.0f}"
