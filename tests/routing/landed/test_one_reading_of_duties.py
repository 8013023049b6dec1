"""Is there one duty on goods, whoever asks, and does each thing on record stand where it should?"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from alat.data import Basis
from alat.data.warehouse import Warehouse, open_warehouse
from alat.errors import NotCovered
from alat.reference import country
from alat.routing import Deal, landed, tariff
from alat.routing.landed.duties import Duty, DutyKind, duty, duty_rates
from alat.routing.landed.money import whole_cents
from alat.trade import Records, snapshot_records

DAY = "2026-06-01"
CODES = (
    *("02", "0201", "0202", "020230", "17", "1701", "170114", "170199", "27", "2709", "270900"),
    *("31", "3102", "310210", "08", "0802", "080221", "2204", "8703", "7202"),
)
PARTNERS = {"AZE": "BRA", "BRA": "AZE", "MEX": "ARG", "ARG": "BRA", "CHL": "ARG", "COL": "AZE"}
# Rates are made up. Reporters: Azerbaijan 031, Brazil 076, Mexico 484, Argentina 032, Chile 152, United States 840.
LINES = """HS,H5,031,170114,000,2022,MFN,5.0,4.5
HS,H5,031,170191,000,2022,MFN,15.0,
HS,H5,031,170114,268,2022,PRF,2.0,
HS,H5,031,090111,000,2022,MFN,3.0,
HS,H5,031,090111,268,2022,PRF,4.0,
HS,H5,031,070190,000,2022,MFN,12.0,
HS,H5,031,020130,000,2022,MFN,14.0,
HS,H5,031,020130,398,1995,PRF,9.0,
HS,H5,031,220421,000,2014,MFN,20.0,
HS,H5,076,310210,000,2022,MFN,6.0,
HS,H5,076,310230,000,2022,MFN,2.0,
HS,H5,076,390120,000,2024,MFN,11.0,
HS,H5,076,270900,000,2022,MFN,0.0,
HS,H5,484,020130,000,2022,MFN,25.0,
HS,H5,484,080221,000,2022,MFN,20.0,
HS,H5,032,170114,000,2022,MFN,16.0,
HS,H5,032,170114,076,2022,PRF,10.0,
HS,H5,032,170199,000,2022,MFN,18.0,
HS,H5,032,870323,000,2022,MFN,35.0,
HS,H5,152,310210,000,2022,MFN,6.0,
HS,H5,152,310210,032,2010,PRF,1.5,
HS,H5,840,720211,000,2022,MFN,2.0,
HS,H5,840,720211,124,2022,PRF,0.0,
"""


@pytest.fixture(scope="module")
def pulled(tmp_path_factory: pytest.TempPathFactory, wits_warehouse: Callable[[Path, str], str]) -> Iterator[Records]:
    """Store some schedules, and return what is on record then."""
    with open_warehouse(wits_warehouse(tmp_path_factory.mktemp("duties"), LINES)) as made:
        yield _records(made)


def _records(warehouse: Warehouse) -> Records:
    return replace(snapshot_records(), warehouse=warehouse)


def asked(pair: Sequence[str], hs: str, *, records: Records | None, day: str = DAY) -> Duty:
    exporter, importer = pair
    return duty(country(exporter) if exporter else None, country(importer), hs=hs, day=day, records=records)


def percent(found: Duty) -> float | None:
    return None if found.rate is None else float(100 * found.rate)


@pytest.mark.parametrize("importer", PARTNERS)
@pytest.mark.parametrize("warehouse", [False, True], ids=["shipped", "pulled"])
def test_what_is_told_of_a_duty_is_what_is_charged(importer: str, pulled: Records, *, warehouse: bool) -> None:
    records = pulled if warehouse else None
    partner = PARTNERS[importer]
    for hs in CODES:
        found = asked((partner, importer), hs, records=records)
        deal = Deal(hs, value_usd_per_t=1000.0, day=DAY, cargo="dry_bulk", records=records)
        answer = landed(country(partner), country(importer), deal=deal)
        charged = next(step for step in answer.steps if step.id == "duty")
        if found.rate is None:
            assert "Duty" in answer.missing, hs
            with pytest.raises(NotCovered):
                tariff(country(importer), country(partner), code=hs, day=DAY, records=records)
            continue
        told = tariff(country(importer), country(partner), code=hs, day=DAY, records=records)
        assert told.rate.value == float(100 * found.rate)
        assert (told.rate.basis, told.rate.sources, told.rate.year) == (found.basis, found.sources, found.year)
        assert (charged.amount.basis, charged.amount.sources) == (found.basis, found.sources)
        on_value = Fraction(answer.totals.customs_value, 100) * found.rate
        on_tonnes = found.usd_per_t * Fraction(str(answer.tonnes))
        assert charged.cents == whole_cents(on_value + on_tonnes), hs
        assert set(found.notes) <= set(answer.notes)
        assert set(found.notes) <= set(told.notes)


@pytest.mark.parametrize("importer", PARTNERS)
def test_a_warehouse_without_tariffs_changes_no_duty(importer: str, tmp_path: Path) -> None:
    with open_warehouse(str(tmp_path / "empty.duckdb"), create=True) as empty:
        for hs in CODES:
            pair = (PARTNERS[importer], importer)
            assert asked(pair, hs, records=_records(empty)) == asked(pair, hs, records=None)


@pytest.mark.parametrize("importer", PARTNERS)
def test_rates_by_product_are_those_of_the_one_reading_and_never_above_what_all_pay(
    importer: str, pulled: Records
) -> None:
    partner = PARTNERS[importer]
    found = duty_rates((country(partner), country(importer)), CODES, records=pulled)
    for hs in CODES:
        own, plain = (asked(pair, hs, records=pulled).rate for pair in ((partner, importer), ("", importer)))
        if own is None or plain is None:
            assert hs not in found
        else:
            assert found[hs] == (float(min(own, plain)), float(plain))


@pytest.mark.parametrize(
    ("pair", "hs", "rate", "kind"),
    [
        # What the pair's goods pay, in a schedule newer than the agreement of 1996.
        (("GEO", "AZE"), "170114", 2.0, DutyKind.PREFERENTIAL),
        (("GEO", "AZE"), "1701", 8.5, DutyKind.APPLIED),
        # A preference above what all pay is used by nobody.
        (("GEO", "AZE"), "090111", 3.0, DutyKind.MFN),
        # An agreement frees the goods: never the rate for most favoured nations, though it was pulled.
        (("KAZ", "AZE"), "170114", 0.0, DutyKind.AGREEMENT),
        (("GEO", "AZE"), "020130", 0.0, DutyKind.AGREEMENT),
        # A preference of a schedule older than the agreement (1995, 1997), and the last year of it.
        (("KAZ", "AZE"), "020130", 0.0, DutyKind.AGREEMENT),
        # A pulled line before a shipped one (2014) and before the class rate; a wider mean before the class rate.
        (("BRA", "AZE"), "170114", 5.0, DutyKind.MFN),
        (("BRA", "AZE"), "170199", 10.0, DutyKind.WIDER_MEAN),
        (("BRA", "AZE"), "0802", 15.0, DutyKind.CLASS_RATE),
        # A shipped line that began after the schedule, of 2026 and by day in 2024.
        (("AZE", "BRA"), "310210", 5.4, DutyKind.LINE),
        (("AZE", "BRA"), "310230", 0.0, DutyKind.LINE),
        # A pulled mean of the very code before the mean of finer shipped lines.
        (("AZE", "BRA"), "3102", 4.0, DutyKind.MFN),
        # Shipped lines at the code before the mean of a heading that was pulled.
        (("AZE", "BRA"), "310280", 3.6, DutyKind.LINE),
        # A line for all goods, in force since 2003, before a wider mean.
        (("AZE", "CHL"), "310230", 6.0, DutyKind.LINE),
        # Left out of the bloc's free trade: what the pair pays by the schedule, else what all pay, and no wider mean.
        (("BRA", "ARG"), "170114", 10.0, DutyKind.PREFERENTIAL),
        (("BRA", "ARG"), "870323", 35.0, DutyKind.MFN),
        (("BRA", "ARG"), "870322", None, DutyKind.UNKNOWN),
        # Left out since 2025: neither the preference nor the rate for all of 2022 says what is paid now.
        (("CAN", "USA"), "720211", None, DutyKind.UNKNOWN),
        (("DEU", "FRA"), "170114", 0.0, DutyKind.TERRITORY),
        # Manufactures and other goods nobody has a rate for.
        (("AZE", "BRA"), "8471", 12.0, DutyKind.AVERAGE),
        (("AZE", "MEX"), "2709", None, DutyKind.UNKNOWN),
    ],
)
def test_what_stands_before_what(
    pair: tuple[str, str], hs: str, rate: float | None, kind: DutyKind, pulled: Records
) -> None:
    found = asked(pair, hs, records=pulled)
    assert found.kind is kind
    if kind is DutyKind.AVERAGE:
        assert found == asked(pair, hs, records=None)
    else:
        assert percent(found) == (None if rate is None else pytest.approx(rate))
    assert (found.basis is Basis.ASSUMED) or kind not in {DutyKind.WIDER_MEAN, DutyKind.CLASS_RATE, DutyKind.AVERAGE}
    assert found.low is None or found.rate is None or found.high is None or found.low <= found.rate <= found.high


def test_a_dated_line_gives_way_to_the_schedule_of_its_own_year_from_the_first_day(pulled: Records) -> None:
    # The temporary duty of 15 October 2024 is not in a schedule of 2024; after it has ended the schedule is.
    assert percent(asked(("AZE", "BRA"), "390120", records=pulled, day="2024-10-15")) == pytest.approx(20.0)
    assert percent(asked(("AZE", "BRA"), "390120", records=pulled, day="2024-10-14")) == pytest.approx(11.0)
    assert percent(asked(("AZE", "BRA"), "390120", records=pulled, day=DAY)) == pytest.approx(11.0)


def test_a_schedule_of_a_later_year_is_not_looked_at(pulled: Records) -> None:
    assert asked(("BRA", "AZE"), "170114", records=pulled, day="2021-12-31").kind is DutyKind.LINE
    assert asked(("BRA", "AZE"), "170114", records=pulled, day="2022-01-01").kind is DutyKind.MFN


def test_what_is_not_used_is_told_and_reported_rates_widen_the_range(pulled: Records) -> None:
    sugar = asked(("BRA", "AZE"), "170114", records=pulled)
    assert (sugar.low, sugar.high) == (0, Fraction(5, 100))
    assert sugar.notes[0] == "Duty: 5 % by WITS-TRAINS, 2022, 170114 (the rate for most favoured nations)."
    assert any(note.startswith("Not used, since what was pulled stands before it: 0 %") for note in sugar.notes)
    free = asked(("KAZ", "AZE"), "170114", records=pulled)
    assert (free.low, free.high) == (0, Fraction(5, 100))
    assert any(note.startswith("Without proof of origin: Duty: 5 % by WITS-TRAINS") for note in free.notes)
    assert any("no rate for goods of Kazakhstan on 170114" in note for note in free.notes)
    old = asked(("ARG", "CHL"), "310210", records=pulled)
    assert old.kind is DutyKind.AGREEMENT
    urea = asked(("AZE", "BRA"), "310210", records=pulled)
    assert any("not used here: 6 % by WITS-TRAINS, 2022" in note for note in urea.notes)
    heading = asked(("BRA", "AZE"), "1701", records=pulled)
    assert (heading.lines, percent(heading)) == (2, 10.0)
    assert any("plain mean of 2 lines" in note for note in heading.notes)


def test_a_rate_for_a_season_or_on_the_tonne_is_told_beside_a_pulled_one(pulled: Records) -> None:
    potatoes = asked(("BRA", "AZE"), "070190", records=pulled, day="2026-03-01")
    assert percent(potatoes) == pytest.approx(12.0)
    assert (potatoes.low, potatoes.high) == (Fraction(12, 100), Fraction(30, 100))
    wine = asked(("BRA", "AZE"), "220421", records=pulled)
    assert wine.usd_per_t > 0  # the amount on the tonne of March 2015 is later than the schedule of 2014
    assert any("not used here: 20 %" in note for note in wine.notes)


def test_what_all_pay_has_no_preference_in_it(pulled: Records) -> None:
    assert percent(asked(("", "AZE"), "170114", records=pulled)) == pytest.approx(5.0)
    assert percent(asked(("", "CHL"), "310230", records=None)) == pytest.approx(6.0)
    assert tariff(country("AZE"), country("KAZ"), code="170114", records=pulled).mfn.value == pytest.approx(5.0)


def test_a_day_is_taken_alike_by_all(pulled: Records) -> None:
    told = tariff(country("AZE"), country("BRA"), code="170114", records=pulled)
    answer = landed(country("BRA"), country("AZE"), deal=Deal("170114", records=pulled))
    assert told.on == answer.day
    assert date.fromisoformat(told.on)
