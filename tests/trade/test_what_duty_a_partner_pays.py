"""The duty on a product from a partner: the narrowest rate pulled, a preference before the rest, averages aloud."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from alat.data import Basis, sources
from alat.data.warehouse import Warehouse, open_warehouse
from alat.reference import country
from alat.trade import Records, snapshot_records
from alat.trade.tariffs import PulledRates, pulled_rates

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
def warehouse(tmp_path: Path, wits_warehouse: Callable[[Path, str], str]) -> Iterator[Warehouse]:
    """Store a few tariffs of Azerbaijan and of the European Union."""
    with open_warehouse(wits_warehouse(tmp_path, LINES)) as made:
        yield made


@pytest.fixture
def records(warehouse: Warehouse) -> Records:
    """Return what is on record with that warehouse."""
    return replace(snapshot_records(), warehouse=warehouse)


def rates(importer: str, partner: str, hs: str, *, records: Records, year: int = 2026) -> PulledRates:
    whose = country(partner) if partner else None
    found = pulled_rates(country(importer), whose, hs=hs, records=records, on=date(year, 12, 31))
    assert found is not None
    return found


def test_a_line_on_record_has_its_year_and_source(records: Records) -> None:
    found = rates("AZE", "BRA", "170114", records=records)
    assert found.bilateral is None
    assert found.mfn is not None
    assert (found.held_by, found.mfn.percent, found.mfn.year) == ("170114", 5.0, 2022)
    assert (found.mfn.basis, found.mfn.source) == (Basis.REPORTED, "wits-trains")
    assert found.mfn.weighted_percent == 4.5
    assert found.mfn.source in sources()


def test_a_preference_stands_beside_what_all_pay(records: Records) -> None:
    found = rates("AZE", "GEO", "170114", records=records)
    assert found.bilateral is not None
    assert found.mfn is not None
    assert (found.bilateral.kind, found.bilateral.percent, found.mfn.percent) == ("preferential", 0.0, 5.0)


def test_a_heading_is_a_mean_that_says_of_how_many_lines(records: Records) -> None:
    found = rates("AZE", "GEO", "1701", records=records)
    assert found.bilateral is not None
    assert found.mfn is not None
    assert (found.mfn.percent, found.mfn.lines) == (10.0, 2)
    assert (found.bilateral.kind, found.bilateral.percent) == ("applied", 7.5)


def test_a_line_that_is_not_on_record_has_its_headings_mean(records: Records) -> None:
    assert rates("AZE", "BRA", "170199", records=records).held_by == "1701"
    assert rates("AZE", "BRA", "170210", records=records).held_by == "17"
    nothing = pulled_rates(country("AZE"), country("BRA"), hs="2709", records=records, on=date(2026, 1, 1))
    assert nothing is None


def test_a_preference_of_an_older_schedule_is_kept_apart(records: Records) -> None:
    found = rates("AZE", "UKR", "170114", records=records)
    assert found.bilateral is None
    assert [(each.kind, each.percent, each.year) for each in found.older] == [("preferential", 1.0, 2015)]
    then = rates("AZE", "UKR", "170114", records=records, year=2015)
    assert then.bilateral is not None
    assert then.mfn is not None
    assert (then.year, then.bilateral.percent, then.mfn.percent) == (2015, 1.0, 7.0)


def test_members_of_the_union_charge_its_tariff(records: Records) -> None:
    found = rates("DEU", "AZE", "170114", records=records)
    assert found.mfn is not None
    assert found.mfn.percent == 30.0


def test_nothing_is_found_where_nothing_was_pulled(tmp_path: Path) -> None:
    on = date(2026, 1, 1)
    with open_warehouse(str(tmp_path / "empty.duckdb"), create=True) as empty:
        for where in (empty, None):
            records = replace(snapshot_records(), warehouse=where)
            assert pulled_rates(country("BRA"), None, hs="39", records=records, on=on) is None
