"""What flows between a country and each member of a bloc?"""

from datetime import date

from alat.errors import BadInput
from alat.reference import Bloc, Country, Pair
from alat.trade.flows import in_totals
from alat.trade.profile import CARGO_READING, GAPS_ARE_NORMAL, GROWTH_READING, NO_SERIES, POOL_READING, profile
from alat.trade.records import Records, snapshot_records
from alat.trade.results import Profile, RegionProfile
from alat.trade.sums import concentration, sum_of, uncovered

# Notes that speak of the data and not of one pair.
_GENERAL = {NO_SERIES, GAPS_ARE_NORMAL, POOL_READING, CARGO_READING, GROWTH_READING}


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
    return [f"Members of {bloc.name} on {on.isoformat()}: {count} besides {home.name}."]


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
