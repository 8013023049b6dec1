"""What flows between a country and each member of a bloc?"""

from dataclasses import dataclass
from datetime import date

from alat.data import Quantity
from alat.errors import BadInput
from alat.reference import Bloc, Country, Pair
from alat.trade.flows import in_totals, total
from alat.trade.profile import CARGO_READING, GAPS_ARE_NORMAL, GROWTH_READING, NO_SERIES, POOL_READING, profile
from alat.trade.records import Records, snapshot_records
from alat.trade.results import FlowState, Profile, RegionProfile
from alat.trade.sums import concentration, sum_of, uncovered

# Notes that speak of the data and not of one pair.
_GENERAL = {NO_SERIES, GAPS_ARE_NORMAL, POOL_READING, CARGO_READING, GROWTH_READING}


@dataclass(frozen=True, slots=True)
class PartnerTotal:
    """Trade both ways with one member of a bloc.

    Attributes
    ----------
    partner
        The member.
    usd
        Both ways added (US dollars), None where nothing is recorded or known.
    covered
        Whether the records cover the two at all.
    """

    partner: Country
    usd: Quantity
    covered: bool


@dataclass(frozen=True, slots=True)
class _OneWay:
    total: Quantity
    coverage: str
    state: FlowState
    both_known: bool


def partner_totals(pair: Pair, *, on: date, records: Records) -> tuple[PartnerTotal, ...]:
    """Return the trade of a country with each member of a bloc, largest first: the totals alone.

    Parameters
    ----------
    pair
        A country and a bloc.
    on
        The day on which membership counts.
    records
        What is on record.

    Raises
    ------
    EmptyBloc
        If the bloc has no other member on that day.
    """
    home = pair.first.iso3
    found = []
    for member in pair.partners(on):
        ways = [_one_way(*ends, records=records) for ends in ((home, member.iso3), (member.iso3, home))]
        found.append(PartnerTotal(member, sum_of(ways), ways[0].state is not FlowState.NOT_COVERED))
    return tuple(sorted(found, key=lambda each: (-(each.usd.value or 0.0), each.partner.iso3)))


def _one_way(exporter: str, importer: str, *, records: Records) -> _OneWay:
    found = total(exporter, importer, records=records)
    known = all(in_totals(code, records=records) for code in (exporter, importer))
    return _OneWay(found.quantity, found.coverage, found.state, known)


def region_profile(pair: Pair, *, on: date, records: Records | None = None) -> RegionProfile:
    """Return the trade of a country with each member of a bloc.

    Parameters
    ----------
    pair
        A country and a bloc.
    on
        The day on which membership counts.
    records
        What is on record; the shipped totals of 2023 without it.

    Raises
    ------
    BadInput
        If the second party is a country.
    EmptyBloc
        If the bloc has no other member on that day.
    """
    if isinstance(pair.second, Country):
        raise BadInput(f"second party {pair.second.iso3} is a country; expected a bloc (or call profile)")
    held = snapshot_records() if records is None else records
    members = pair.partners(on)
    found = [profile(Pair(pair.first, member), records=held) for member in members]
    profiles = sorted(found, key=lambda each: _largest_first(each, held))
    no_data = tuple(member for member in members if not in_totals(member.iso3, records=held))
    silent = [p.outward.importer.name for p in profiles if uncovered(p.outward)]
    outward, inward = [p.outward for p in profiles], [p.inward for p in profiles]
    notes = _members(pair.second, pair.first, on=on, count=len(members)) + _left_out(no_data, silent, year=held.year)
    return RegionProfile(
        home=pair.first,
        bloc=pair.second,
        partners=tuple(profiles),
        no_data=no_data,
        outward_usd=sum_of(outward),
        inward_usd=sum_of(inward),
        outward_concentration=concentration(outward),
        inward_concentration=concentration(inward),
        sources=tuple(dict.fromkeys(source for p in profiles for source in p.sources)),
        notes=tuple(dict.fromkeys([*notes, *(note for p in profiles for note in p.notes if note in _GENERAL)])),
    )


def _largest_first(found: Profile, records: Records) -> tuple[bool, float, str]:
    values = [direction.total.value for direction in (found.outward, found.inward) if direction.total.value is not None]
    code = found.outward.importer.iso3
    return (not in_totals(code, records=records), -sum(values), code)


def _members(bloc: Bloc, home: Country, *, on: date, count: int) -> list[str]:
    inside = home in bloc.members(on)
    return [f"Members of {bloc.name} on {on.isoformat()}: {count}{f' besides {home.name}' if inside else ''}."]


def _left_out(no_data: tuple[Country, ...], silent: list[str], *, year: int) -> list[str]:
    """Say which members are not in the sums, and that this is no zero."""
    notes = []
    if no_data:
        names = ", ".join(member.name for member in no_data)
        notes.append(f"Not in the totals of {year}, so not in the sums: {names}. Their trade is not known, not zero.")
    if silent:
        notes.append(
            f"Trade with {', '.join(silent)} is not covered by the totals of {year}, so not in the sums: "
            "it is not known, not zero."
        )
    return notes
