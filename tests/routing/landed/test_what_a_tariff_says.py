"""Does the answer on a tariff say what all pay, what is a mean, how old it is, and refuse what is no question?"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from alat.data import Basis
from alat.data.warehouse import open_warehouse
from alat.errors import BadInput, NotCovered, SameParty, UnknownCode
from alat.reference import country
from alat.routing import tariff
from alat.trade import Records, snapshot_records

LINES = """HS,H5,031,170114,000,2022,MFN,5.0,4.5
HS,H5,031,170191,000,2022,MFN,15.0,
HS,H5,031,170114,268,2022,PRF,1.0,
HS,H5,031,170114,000,2015,MFN,7.0,
HS,H5,031,170114,076,2015,PRF,1.0,
HS,H5,918,170114,000,2022,MFN,30.0,
"""


@pytest.fixture
def records(tmp_path: Path, wits_warehouse: Callable[[Path, str], str]) -> Iterator[Records]:
    """Return what is on record where a few tariffs were pulled."""
    with open_warehouse(wits_warehouse(tmp_path, LINES)) as made:
        yield replace(snapshot_records(), warehouse=made)


def test_what_all_pay_is_told_without_a_partner(records: Records) -> None:
    found = tariff(country("AZE"), None, code="1701.14", records=records)
    assert (found.kind, found.rate.value, found.rate.year, found.partner) == ("mfn", 5.0, "2022", None)
    assert found.rate.basis is Basis.REPORTED
    assert not found.only_an_average
    assert any("--from PARTNER" in note for note in found.notes)
    assert "Mean weighted by imports: 4.5 %." in found.notes


def test_a_preference_is_told_with_what_all_pay_beside_it(records: Records) -> None:
    granted = tariff(country("AZE"), country("GEO"), code="170114", records=records)
    assert (granted.kind, granted.rate.value, granted.mfn.value) == ("preferential", 1.0, 5.0)
    assert any("with proof of it" in note for note in granted.notes)


def test_a_mean_is_marked_as_one_and_a_missing_preference_is_not_taken_for_none(records: Records) -> None:
    heading = tariff(country("AZE"), country("BRA"), code="1701", records=records)
    assert heading.only_an_average
    assert heading.lines == 2
    assert any("does not mean that there is none" in note for note in heading.notes)
    average = tariff(country("AZE"), country("BRA"), code="8429", records=records)
    assert average.only_an_average
    assert average.rate.basis is Basis.ASSUMED
    assert any("No rate was pulled" in note for note in average.notes)


def test_a_preference_of_an_older_schedule_is_told_and_is_the_low_end(records: Records) -> None:
    found = tariff(country("AZE"), country("BRA"), code="170114", records=records)
    assert (found.kind, found.rate.value, found.low.value) == ("mfn", 5.0, 0.0)
    assert "On record for 2015 only: preferential 1 % (WITS-TRAINS)." in found.notes


def test_the_year_of_a_rate_is_set_beside_the_day_asked_for(records: Records) -> None:
    then = tariff(country("AZE"), country("BRA"), code="170114", day="2016-03-01", records=records)
    assert (then.rate.value, then.rate.year, then.on) == (1.0, "2015", "2016-03-01")
    late = tariff(country("AZE"), country("BRA"), code="170114", day="2030-01-01", records=records)
    assert any("up to 2030-01-01 is of 2022" in note for note in late.notes)
    early = tariff(country("AZE"), None, code="8429", day="1999-01-01", records=records)
    assert any("is of 2022, later than the day asked for" in note for note in early.notes)


def test_members_of_the_union_charge_its_tariff_and_none_among_themselves(records: Records) -> None:
    assert tariff(country("DEU"), country("AZE"), code="170114", records=records).rate.value == 30.0
    inside = tariff(country("DEU"), country("FRA"), code="170114", records=records)
    assert (inside.kind, inside.rate.value, inside.mfn.value) == ("one_customs_territory", 0.0, 30.0)


def test_a_rate_that_ships_is_told_though_nothing_was_pulled() -> None:
    raw = tariff(country("AZE"), country("BRA"), code="170114")
    assert (raw.kind, raw.rate.value, raw.rate.basis) == ("shipped_line", 0.0, Basis.REPORTED)
    wine = tariff(country("AZE"), None, code="2204")
    assert wine.usd_per_t.value == pytest.approx(2 / 1.7 * 1010)
    assert "USD a tonne" in wine.rate.note


@pytest.mark.parametrize("code", ["77", "8499", "842999"])
def test_no_average_stands_for_a_code_that_there_is_none_of(code: str, records: Records) -> None:
    with pytest.raises(UnknownCode, match=code):
        tariff(country("AZE"), country("BRA"), code=code, records=records)


def test_a_question_that_is_none_is_refused_and_what_is_not_known_says_what_to_pull() -> None:
    with pytest.raises(BadInput, match="expected an HS code of 2, 4 or 6 digits"):
        tariff(country("AZE"), country("BRA"), code="sugar")
    with pytest.raises(BadInput, match="is no day"):
        tariff(country("AZE"), country("BRA"), code="17", day="soon")
    with pytest.raises(SameParty):
        tariff(country("AZE"), country("AZE"), code="17")
    with pytest.raises(NotCovered, match=r"no tariff line of 2709 is known for Mexico.*alat data pull tariffs"):
        tariff(country("MEX"), country("AZE"), code="2709")
