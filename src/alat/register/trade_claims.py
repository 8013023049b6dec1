"""Does a statement on trade hold on every basis? Levels, growth, ranks and shares."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import polars as pl

from alat import trade
from alat.data import Basis, Quantity
from alat.errors import NotCovered
from alat.reference import Country, bloc_names, country, pair
from alat.register.checked import Checked, Ground, citation, context, nothing, number, other_unit
from alat.register.results import ClaimVerdict, Finding
from alat.register.statements import Claim, Evidence, bloc_of, countries_of, one_country
from alat.register.verdicts import CANNOT, CONTRADICTED, DEPENDS, LIKE, STALE, SUPPORTED, YEARS_APART, by_basis, compare
from alat.register.wording import listed, money, percent
from alat.trade import Records
from alat.trade.flows import in_totals, uncovered
from alat.trade.flows import total as recorded
from alat.trade.results import Direction, FlowState, Profile
from alat.trade.series import sources_of

TOTALS = "the BACI totals"
USD = "USD"
RANK = "partner_rank_"
# A share below this is small by any reading: losing such a region whole would move the total by less than an ordinary
# year does (the growth reference's middle half is -9 to +19 percent above a billion USD).
SMALL_SHARE = 0.05
# Growth within so many points of the claimed one is the same growth: claims are rounded to whole percents.
GROWTH_POINTS = 2.0


@dataclass(frozen=True, slots=True)
class _Record:
    """One basis' figure: whose record it is, and whether a part is missing, so that it is a lower bound.

    `party` is the one country on whose record it rests, where that is known, even if another has worked it up.
    """

    whose: str
    value: Quantity
    cited: str
    floor: bool = False
    party: str = ""

    @property
    def year(self) -> int:
        return int(self.value.year)


def two_way_trade(claim: Claim, ground: Ground) -> Checked:
    """Check a level of trade both ways against the totals file, both reporters' series and the study's evidence."""
    one, other = one_country(claim.subject), one_country(claim.partner)
    unfit = other_unit(claim, USD)
    if unfit:
        return unfit
    profile = trade.profile(pair(one.iso3, other.iso3), records=ground.records)
    records = [*_records(profile, trade_records=ground.records), *_stated(claim)]
    found = _level(claim, records, what=f"Goods traded between {one.name} and {other.name}, both ways")
    return _heard(claim, found, records=records, parties=(one, other))


def total_exports(claim: Claim, ground: Ground) -> Checked:
    """Check a country's exports of goods to the world against the totals file and the study's evidence."""
    seller = one_country(claim.subject)
    unfit = other_unit(claim, USD)
    if unfit:
        return unfit
    return _level(claim, [_exports(seller, ground.records), *_stated(claim)], what=f"Goods exported by {seller.name}")


def growth(claim: Claim, ground: Ground) -> Checked:
    """Check a growth rate against both reporters' series where they reach, and say what is ordinary on that base."""
    one, other = one_country(claim.subject), one_country(claim.partner)
    if claim.value is None:
        return nothing("The claim states no number.")
    unfit = other_unit(claim, "percent")
    if unfit:
        return unfit
    profile = trade.profile(pair(one.iso3, other.iso3), records=ground.records)
    findings = _growth_seen(claim, profile)
    base_usd, base_from = _base(claim, ground, profile=profile)
    usual, note = _usual(claim.value, base_usd, base_from=base_from)
    verdict = by_basis(findings, year=claim.year)
    if verdict is CANNOT:
        why = f"No record of the trade between {one.name} and {other.name} has both {claim.year - 1} and {claim.year}"
    else:
        why = f"The records of {claim.year - 1} and {claim.year} give " + listed(
            [f"{_signed(finding.value.value)} percent ({finding.what})" for finding in findings]
        )
    return Checked((*findings, *usual), verdict, f"{why}; {note}.")


def partner_rank(claim: Claim, ground: Ground) -> Checked:
    """Check a partner's place among the members of a bloc by trade both ways.

    A member whose trade the totals do not cover may stand anywhere, so that a place is then only a best case.
    """
    one, partner = one_country(claim.subject), one_country(claim.partner)
    code = claim.quantity.removeprefix(RANK).replace("_", "-")
    if code not in bloc_names():
        return nothing(f"Alat knows no bloc {code!r} to rank partners in.")
    unfit = other_unit(claim, "rank") or _too_far(claim, ground.records)
    if unfit:
        return unfit
    both = pair(one.iso3, code)
    found = trade.partner_totals(both, on=claim.said_on, records=ground.records)
    traded = {each.partner: each.usd for each in found}
    ranked = [member for member, total in traded.items() if total.value]
    unseen = [each.partner for each in found if not each.covered]
    if claim.value is None:
        return nothing("The claim states no number.")
    if partner not in ranked:
        return nothing(_why_unranked(partner, traded, unseen=unseen, where=f"{both.second.name} on {claim.said_on}"))
    place = ranked.index(partner) + 1
    possible = place <= claim.value <= place + len(unseen)
    verdict = CONTRADICTED if not possible else CANNOT if unseen else SUPPORTED
    total = traded[partner]
    note = f"of {len(ranked)} members with a recorded flow"
    value = Quantity(place, "rank", total.basis, total.sources, total.year, note)
    finding = number(
        f"Place of {partner.name} among the partners of {one.name} in {both.second.name}", value, verdict=verdict
    )
    largest = listed([f"{member.name} ({money(traded[member].value or 0.0)})" for member in ranked[:3]])
    unknown = f"; not covered: {listed([each.name for each in unseen])}" if unseen else ""
    return Checked((finding,), verdict, f"In {total.year} the largest two-way totals are {largest}{unknown}.")


def share_of_exports(claim: Claim, ground: Ground) -> Checked:
    """Check the share of a country's exports that a region takes."""
    seller = one_country(claim.subject)
    unfit = other_unit(claim, "percent", "share") or _too_far(claim, ground.records)
    if unfit:
        return unfit
    if claim.value is None and claim.answer != ("small",):
        return nothing(f"Alat has no measure for a share that is said to be {listed(claim.answer)}.")
    group = bloc_of(claim.partner)
    buyers = [
        each for each in (group.members(ground.study.as_of) if group else countries_of(claim.partner)) if each != seller
    ]
    name = group.name if group else listed([buyer.name for buyer in buyers])
    exports = _exports(seller, ground.records)
    found = {buyer.name: recorded(seller.iso3, buyer.iso3, records=ground.records) for buyer in buyers}
    unseen = [name for name, each in found.items() if each.state is FlowState.NOT_COVERED]
    if unseen or exports.floor or not exports.value.value:
        which = f"of {seller.name} to {listed(unseen)}" if unseen else f"of {seller.name} to all countries"
        return nothing(f"The BACI totals do not cover the exports {which}, so that the share is not known.")
    share = sum(each.quantity.value or 0.0 for each in found.values()) / exports.value.value
    value = Quantity(share, "share", exports.value.basis, exports.value.sources, exports.value.year, exports.value.note)
    if claim.value is None:
        verdict = SUPPORTED if share < SMALL_SHARE else CONTRADICTED
    else:
        stated = claim.value / 100 if claim.unit == "percent" else claim.value
        verdict = compare(stated, share, years_apart=claim.year - exports.year)
    reason = f"{name} took {percent(share)} of {seller.name}'s recorded exports in {value.year}"
    return Checked(
        (number(f"Share of {name} in the exports of {seller.name}", value, verdict=verdict),),
        verdict,
        f"{reason}, and less than {percent(SMALL_SHARE)} counts as small." if claim.value is None else f"{reason}.",
    )


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
    aside = tuple(context(each) for each in claim.on_quantity(claim.quantity) if not _comparable(each))
    said = [(record, finding.verdict) for record, finding in zip(records, findings, strict=True)]
    return Checked((*findings, *aside), verdict, _level_reason(claim, said, nearest=nearest))


def _heard(claim: Claim, found: Checked, *, records: list[_Record], parties: tuple[Country, Country]) -> Checked:
    """Return the verdict held back where only one party's records speak against a claim that may be the other's.

    That holds where both are known to have differed by more than `LIKE` in a year that is too old to speak.
    """
    against = {
        record.party for record, each in zip(records, found.findings, strict=False) if each.verdict is not CANNOT
    }
    silent = [each for each in parties if each.iso3 not in against]
    if found.verdict is not CONTRADICTED or len(silent) != 1 or against - {each.iso3 for each in parties}:
        return found
    own = {(record.party, record.year): record.value.value or 0.0 for record in records if record.whose != TOTALS}
    apart = max(
        (
            (year, max(value / theirs, theirs / value))
            for (party, year), value in own.items()
            if party != silent[0].iso3 and value and (theirs := own.get((silent[0].iso3, year)))
        ),
        default=None,
    )
    unheard = f"what {silent[0].name} recorded within {YEARS_APART} years of {claim.year} is not known"
    if apart is None or apart[1] <= LIKE:
        return Checked(found.findings, found.verdict, f"{found.reason.removesuffix('.')}; {unheard}.")
    gap = f"{unheard}, and in {apart[0]} the two differed by a factor of {apart[1]:.2g}"
    return Checked(found.findings, DEPENDS, f"{found.reason.removesuffix('.')}; {gap}.")


def _too_far(claim: Claim, records: Records) -> Checked | None:
    """Return that the totals file's one year says nothing of the claim's, None where they are near enough."""
    if abs(claim.year - records.year) <= YEARS_APART:
        return None
    return nothing(f"The BACI totals are of {records.year}, too far from {claim.year} to tell.")


def _why_unranked(partner: Country, traded: Iterable[Country], *, unseen: list[Country], where: str) -> str:
    if partner not in set(traded):
        return f"{partner.name} is not among the partners in {where}."
    if partner in unseen:
        return f"The BACI totals do not cover the trade with {partner.name}."
    return f"No trade with {partner.name} is recorded."


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
    alone = ", one side's record" if record.whose == TOTALS and record.party else ""
    return f"{record.whose} ({least}{money(record.value.value or 0.0)} in {record.year}{alone})"


def _exports(seller: Country, records: Records) -> _Record:
    sold = {buyer: value for (code, buyer), value in records.totals_usd.items() if code == seller.iso3}
    if not sold:
        raise NotCovered(f"the BACI totals have no exports of {seller.name}")
    alone = sum(seller.iso3 not in records.focal or buyer not in records.focal for buyer in sold)
    missing = uncovered(seller.iso3, records=records)
    limits = [
        f"{alone} of {len(sold)} flows rest on one side's record" if alone else "",
        f"trade with {missing} countries is not covered" if missing else "",
    ]
    # A sum is no better than the weakest figure in it.
    basis = Basis.REPORTED if alone else Basis.RECONCILED
    note = "; ".join(filter(None, limits))
    value = Quantity(sum(sold.values()), "usd", basis, (records.source,), str(records.year), note)
    return _Record(TOTALS, value, citation(value.sources), floor=missing > 0)


def _records(profile: Profile, *, trade_records: Records) -> list[_Record]:
    """Return the totals' two-way trade and each side's own, in the last year it reported both ways."""
    sums = trade.two_way(profile)
    one, other = profile.outward.exporter, profile.outward.importer
    floor = any(way.state is not FlowState.RECORDED for way in (profile.outward, profile.inward))
    covered = [
        each.iso3
        for each in (one, other)
        if in_totals(each.iso3, records=trade_records) and not uncovered(each.iso3, records=trade_records)
    ]
    alone = {"one": next(iter(covered), "")}
    found = [
        _Record(TOTALS, sums.totals, "", floor, alone.get(profile.outward.coverage, "")),
        _Record(_of(one), sums.first_records, "", party=one.iso3),
        _Record(_of(other), sums.second_records, "", party=other.iso3),
    ]
    return [replace(each, cited=citation(each.value.sources)) for each in found if each.value.known]


def _stated(claim: Claim) -> list[_Record]:
    return [
        _Record(_whose(each), each.number(), each.cited, party=each.reporter)
        for each in claim.on_quantity(claim.quantity)
        if _comparable(each)
    ]


def _comparable(found: Evidence) -> bool:
    """Return whether a finding is an amount in US dollars of one year."""
    return found.value is not None and found.year is not None and found.unit == USD


def _whose(found: Evidence) -> str:
    return _of(country(found.reporter)) if found.reporter else found.cited


def _of(whose: Country) -> str:
    return f"the record of {whose.name}"


def _growth_seen(claim: Claim, profile: Profile) -> tuple[Finding, ...]:
    """Return the growth in each side's own record, where it has both years and a base that bears a rate."""
    findings = []
    for whose in (profile.outward.exporter, profile.outward.importer):
        yearly = _own_record(profile, whose)
        before, after = yearly.get(claim.year - 1), yearly.get(claim.year)
        if before is None or after is None or claim.value is None or not trade.growth_reading(before).quotable:
            continue
        rate = 100 * (after / before - 1)
        verdict = SUPPORTED if abs(rate - claim.value) <= GROWTH_POINTS else CONTRADICTED
        ids = sources_of(profile.outward.series.filter(pl.col("year") == claim.year))
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


def _base(claim: Claim, ground: Ground, *, profile: Profile) -> tuple[float | None, str]:
    """Return the level that the growth starts from: the study's own claim on it, else the totals'."""
    one, other = profile.outward.exporter, profile.outward.importer
    level = ground.study.table("claims").filter(
        (pl.col("quantity") == "two_way_goods_trade")
        & (pl.col("subject") == one.iso3)
        & (pl.col("partner") == other.iso3)
        & (pl.col("year") == claim.year)
    )
    if level.height and level["value"][0] is not None:
        return float(level["value"][0]) / (1 + (claim.value or 0.0) / 100), "as claimed"
    for whose in (one, other):
        before = _own_record(profile, whose).get(claim.year - 1)
        if before:
            return before, f"recorded by {whose.name} in {claim.year - 1}"
    total = trade.two_way(profile).totals
    near = abs(claim.year - 1 - ground.records.year) <= YEARS_APART
    return (total.value, f"in the BACI totals of {total.year}") if total.value and near else (None, "")


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
