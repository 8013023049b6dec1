"""The duty on a product from a partner: the narrowest rate on record, a preference before the rest, averages aloud."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from alat.data import Basis, sources
from alat.data.pull.harvest import keep
from alat.data.pull.tariff_files import read_tariffs
from alat.data.warehouse import Warehouse, open_warehouse
from alat.errors import BadInput, NotCovered, SameParty, UnknownCode
from alat.reference import country
from alat.trade import duty, tariff

HEAD = "Selected Nomen,Native Nomen,Reporter,Product,Partner,Tariff Year,DutyType,Simple Average,Weighted Average\n"
LINES = """HS,H5,031,170114,000,2022,MFN,5.0,4.5
HS,H5,031,170191,000,2022,MFN,15.0,
HS,H5,031,170114,268,2022,PRF,0.0,
HS,H5,031,170114,000,2015,MFN,7.0,
HS,H5,031,170114,804,2015,PRF,1.0,
HS,H5,031,090111,000,2022,MFN,3.0,
HS,H5,031,090111,268,2022,PRF,4.0,
HS,H5,918,170114,000,2022,MFN,30.0,
"""


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[Warehouse]:
    """Store a few tariffs of Azerbaijan and of the European Union."""
    (tmp_path / "wits.csv").write_text(HEAD + LINES)
    with open_warehouse(str(tmp_path / "t.duckdb"), create=True) as made:
        keep(made, read_tariffs(tmp_path / "wits.csv"))
        yield made


def test_a_line_on_record_is_the_answer_with_year_and_source(warehouse: Warehouse) -> None:
    found = tariff(country("AZE"), country("BRA"), product="1701.14", warehouse=warehouse)
    assert (found.kind, found.held_by, found.rate.value, found.rate.year) == ("mfn", "170114", 5.0, "2022")
    assert found.rate.basis is Basis.REPORTED
    assert found.weighted_percent == 4.5
    assert found.sources == ("wits-trains",)
    assert found.sources[0] in sources()


def test_a_preference_comes_before_what_all_pay_and_both_are_shown(warehouse: Warehouse) -> None:
    found = tariff(country("AZE"), country("GEO"), product="170114", warehouse=warehouse)
    assert (found.kind, found.rate.value, found.mfn.value) == ("preferential", 0.0, 5.0)
    assert "with proof of it" in found.notes[0]


def test_a_preference_above_what_all_pay_is_not_used(warehouse: Warehouse) -> None:
    found = tariff(country("AZE"), country("GEO"), product="090111", warehouse=warehouse)
    assert (found.kind, found.rate.value) == ("mfn", 3.0)
    assert "above the one for all (3 %, 2022)" in found.notes[0]


def test_a_heading_is_a_mean_that_says_of_how_many_lines(warehouse: Warehouse) -> None:
    found = tariff(country("AZE"), country("BRA"), product="1701", warehouse=warehouse)
    assert (found.rate.value, found.lines) == (10.0, 2)
    assert "plain mean of 2 lines" in found.notes[0]
    georgia = tariff(country("AZE"), country("GEO"), product="1701", warehouse=warehouse)
    assert (georgia.kind, georgia.rate.value, georgia.mfn.value) == ("applied", 7.5, 10.0)


def test_a_line_that_is_not_on_record_takes_its_headings_mean_as_assumed(warehouse: Warehouse) -> None:
    found = tariff(country("AZE"), country("BRA"), product="170199", warehouse=warehouse)
    assert (found.held_by, found.rate.value, found.rate.basis) == ("1701", 10.0, Basis.ASSUMED)
    assert found.notes[0].startswith("No rate of 170199 is on record: 10 % is the mean of 1701")


def test_a_preference_of_an_older_schedule_is_told_and_not_used(warehouse: Warehouse) -> None:
    found = tariff(country("AZE"), country("UKR"), product="170114", warehouse=warehouse)
    assert (found.kind, found.rate.value) == ("mfn", 5.0)
    assert "On record for 2015 only: preferential 1 % (WITS-TRAINS)." in found.notes
    then = tariff(country("AZE"), country("UKR"), product="170114", warehouse=warehouse, year=2015)
    assert (then.kind, then.rate.value, then.mfn.value) == ("preferential", 1.0, 7.0)


def test_members_of_the_union_charge_its_tariff_and_none_among_themselves(warehouse: Warehouse) -> None:
    assert tariff(country("DEU"), country("AZE"), product="170114", warehouse=warehouse).rate.value == 30.0
    with pytest.raises(NotCovered, match="one customs territory"):
        tariff(country("DEU"), country("FRA"), product="170114", warehouse=warehouse)


@pytest.mark.parametrize("nothing", [True, False])
def test_an_average_stands_in_aloud_for_manufactures_only(warehouse: Warehouse, *, nothing: bool) -> None:
    where = None if nothing else warehouse
    found = tariff(country("BRA"), country("AZE"), product="390120", warehouse=where)
    assert (found.kind, found.held_by, found.rate.basis) == ("average", "", Basis.ASSUMED)
    assert "not the tariff of this product" in found.notes[0]
    assert found.sources == ("world-bank-mfn",)
    with pytest.raises(NotCovered, match=r"no tariff of Brazil on 170114 was pulled.*alat data pull tariffs"):
        tariff(country("BRA"), country("AZE"), product="170114", warehouse=where)


def test_a_warehouse_without_tariffs_is_as_none(tmp_path: Path) -> None:
    with open_warehouse(str(tmp_path / "empty.duckdb"), create=True) as empty:
        assert tariff(country("BRA"), country("AZE"), product="39", warehouse=empty).kind == "average"


def test_a_question_that_is_none_is_refused(warehouse: Warehouse) -> None:
    with pytest.raises(BadInput, match="expected an HS code of 2, 4 or 6 digits"):
        tariff(country("AZE"), country("BRA"), product="sugar", warehouse=warehouse)
    with pytest.raises(SameParty):
        tariff(country("AZE"), country("AZE"), product="17", warehouse=warehouse)


def test_what_all_pay_is_told_without_a_partner(warehouse: Warehouse) -> None:
    found = duty(country("AZE"), None, code="1701.14", warehouse=warehouse)
    assert (found.tariff.kind, found.tariff.rate.value, found.tariff.partner) == ("mfn", 5.0, "")
    assert not found.only_an_average
    assert any("--from PARTNER" in note for note in found.notes)
    granted = duty(country("AZE"), country("GEO"), code="170114", warehouse=warehouse)
    assert (granted.tariff.kind, granted.tariff.rate.value, granted.tariff.mfn.value) == ("preferential", 0.0, 5.0)


def test_a_mean_is_marked_as_one_and_a_missing_preference_is_not_taken_for_none(warehouse: Warehouse) -> None:
    heading = duty(country("AZE"), country("BRA"), code="1701", warehouse=warehouse)
    assert heading.only_an_average
    assert any("does not mean that there is none" in note for note in heading.notes)
    average = duty(country("AZE"), country("BRA"), code="8429", warehouse=warehouse)
    assert average.only_an_average
    assert average.tariff.rate.basis is Basis.ASSUMED
    assert any("was pulled" in note for note in average.notes)


def test_the_year_of_a_rate_is_set_beside_the_day_asked_for(warehouse: Warehouse) -> None:
    then = duty(country("AZE"), country("BRA"), code="170114", warehouse=warehouse, on=date(2016, 3, 1))
    assert (then.tariff.rate.value, then.tariff.rate.year, then.on) == (7.0, "2015", "2016-03-01")
    late = duty(country("AZE"), country("BRA"), code="170114", warehouse=warehouse, on=date(2030, 1, 1))
    assert any("up to 2030-01-01 is of 2022" in note for note in late.notes)
    early = duty(country("AZE"), None, code="8429", warehouse=warehouse, on=date(1999, 1, 1))
    assert any("is of 2022, later than the day asked for" in note for note in early.notes)


@pytest.mark.parametrize("code", ["77", "8499", "842999"])
def test_no_average_stands_for_a_code_that_there_is_none_of(warehouse: Warehouse, code: str) -> None:
    with pytest.raises(UnknownCode, match=code):
        duty(country("AZE"), country("BRA"), code=code, warehouse=warehouse)
