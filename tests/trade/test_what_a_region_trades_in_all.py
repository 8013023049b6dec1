"""Totals with each member of a bloc, without what a whole profile tells besides."""

from datetime import date

import pytest

from alat.reference import pair
from alat.trade import FlowState, partner_totals, region_profile, snapshot_records, two_way

DAY = date(2023, 12, 31)


@pytest.mark.parametrize(("home", "bloc"), [("AZE", "latin-america"), ("KAZ", "cis"), ("BRA", "oic")])
def test_the_totals_are_those_of_the_whole_profiles(home: str, bloc: str) -> None:
    both, records = pair(home, bloc), snapshot_records()
    profiles = region_profile(both, on=DAY, records=records).partners
    known = {each.outward.importer: two_way(each).totals for each in profiles}
    covered = {each.outward.importer for each in profiles if each.outward.state is not FlowState.NOT_COVERED}
    found = partner_totals(both, on=DAY, records=records)
    assert {each.partner: each.usd for each in found} == known
    assert {each.partner for each in found if each.covered} == covered
    values = [each.usd.value or 0.0 for each in found]
    assert values == sorted(values, reverse=True)
    assert values[0] > 0


def test_only_a_member_is_told_to_be_left_out_of_its_bloc() -> None:
    outside, inside = (region_profile(pair(home, "cis"), on=DAY).notes[0] for home in ("BRA", "KAZ"))
    assert inside.endswith("besides Kazakhstan.")
    assert "besides" not in outside
