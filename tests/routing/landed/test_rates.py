"""Is each duty and tax the one its row states, on the day, for the goods, and is what is not known said so?"""

from fractions import Fraction

import pytest

from alat.data import Basis, table
from alat.reference import country
from alat.routing.landed.dates import in_force, newest_day
from alat.routing.landed.duties import Duty, customs_territory, duty
from alat.routing.landed.taxes import charges, vat

DAY = "2026-06-01"


def asked(exporter: str, importer: str, hs: str, day: str = DAY) -> Duty:
    return duty(country(exporter), country(importer), hs=hs, day=day)


def percent(found: Duty) -> float | None:
    return None if found.rate is None else float(100 * found.rate)


@pytest.mark.parametrize(
    ("exporter", "importer", "hs", "rate", "basis"),
    [
        ("BRA", "AZE", "170199", 15.0, Basis.ASSUMED),  # farm produce, the class of the three bands
        ("BRA", "AZE", "170114", 0.0, Basis.REPORTED),  # raw cane sugar for refining
        ("AZE", "BRA", "310210", 5.4, Basis.REPORTED),  # urea, newest of two rows
        ("AZE", "BRA", "310230", 0.0, Basis.REPORTED),
        ("GEO", "ARG", "310230", 0.0, Basis.ASSUMED),  # as Brazil's line
        ("KAZ", "CHL", "7202", 6.0, Basis.REPORTED),  # one duty for all goods
        ("AZE", "CHL", "0802", 6.0, Basis.REPORTED),
    ],
)
def test_a_line_that_holds_the_goods_is_taken(exporter: str, importer: str, hs: str, rate: float, basis: Basis) -> None:
    found = asked(exporter, importer, hs)
    assert percent(found) == pytest.approx(rate)
    assert found.basis is basis


def test_a_finer_line_and_a_second_source_are_told_and_widen_the_range() -> None:
    sugar, urea = asked("BRA", "AZE", "1701"), asked("AZE", "BRA", "310210")
    assert (sugar.low, sugar.high) == (0, Fraction(15, 100))
    assert any("170114" in note for note in sugar.notes)
    assert (urea.low, urea.high) == (0, Fraction(54, 1000))
    assert any("Another source prints 0 %" in note for note in urea.notes)


def test_a_heading_of_which_only_lines_are_known_has_their_mean_and_says_so() -> None:
    found = asked("AZE", "BRA", "3102")
    assert found.rate == (Fraction(54, 1000) + 0 + Fraction(36, 1000)) / 3
    assert found.basis is Basis.ASSUMED
    assert "not a tariff line" in found.notes[0]


def test_manufactures_without_a_line_have_the_country_s_mean_and_say_that_it_is_no_line() -> None:
    found = asked("BRA", "AZE", "8471")
    mean = dict(table("tariffs_manufactured").select("iso3", "mfn_percent").iter_rows())["AZE"]
    assert percent(found) == pytest.approx(mean)
    assert found.basis is Basis.ASSUMED
    assert "an average is not the tariff line" in found.notes[0]
    assert any("three bands" in note for note in found.notes)


@pytest.mark.parametrize(
    ("exporter", "importer", "hs"), [("AZE", "MEX", "0802"), ("AZE", "DEU", "27"), ("KAZ", "PER", "74")]
)
def test_farm_goods_and_metals_without_a_line_have_no_duty_at_all(exporter: str, importer: str, hs: str) -> None:
    found = asked(exporter, importer, hs)
    assert not found.known
    assert found.low is found.high is None


def test_mexico_s_list_is_told_though_its_lines_are_not_in_the_table() -> None:
    assert any("5-50" in note for note in asked("AZE", "MEX", "3901").notes)


@pytest.mark.parametrize(
    ("day", "rate"), [("2025-01-15", 20.0), ("2024-10-14", None), ("2025-10-15", None), ("2025-10-14", 20.0)]
)
def test_a_temporary_duty_ends_on_its_day_and_the_mean_takes_its_place(day: str, rate: float | None) -> None:
    found = asked("AZE", "BRA", "3901", day)
    assert (percent(found) == pytest.approx(20.0)) is (rate == 20.0)
    assert (found.basis is Basis.ASSUMED) is (rate is None)


@pytest.mark.parametrize(("day", "rate"), [("2026-06-30", 30.0), ("2026-07-01", 15.0)])
def test_a_seasonal_duty_follows_the_month(day: str, rate: float) -> None:
    assert percent(asked("BRA", "AZE", "0701", day)) == pytest.approx(rate)


def test_a_specific_duty_is_turned_into_dollars_a_tonne() -> None:
    wine = asked("BRA", "AZE", "2204")
    assert wine.usd_per_t == Fraction(2) / Fraction("1.7") * 1010
    assert wine.rate == 0
    assert wine.basis is Basis.ASSUMED


@pytest.mark.parametrize(
    ("exporter", "importer", "hs", "day", "free"),
    [
        ("KAZ", "AZE", "1001", DAY, True),
        ("AZE", "GEO", "1701", DAY, True),
        ("DEU", "FRA", "8703", DAY, True),
        ("BRA", "ARG", "3901", DAY, True),
        ("BRA", "ARG", "1701", DAY, False),  # sugar is not free inside the bloc
        ("BRA", "ARG", "17", DAY, False),
        ("BRA", "AZE", "1001", DAY, False),
        ("TJK", "AZE", "1001", "2007-10-18", False),
        ("TJK", "AZE", "1001", "2007-10-19", True),
        ("GBR", "DEU", "8703", "2019-06-01", True),
        ("GBR", "DEU", "8703", DAY, False),
        ("RUS", "KAZ", "1701", DAY, True),
        ("USA", "CHL", "1001", "2014-12-31", False),
        ("USA", "CHL", "1001", DAY, True),
        ("TUR", "DEU", "8703", DAY, True),
        ("TUR", "DEU", "0805", DAY, False),
        ("BRA", "MEX", "8703", DAY, False),  # a partial agreement is none here
    ],
)
def test_an_agreement_frees_a_pair_on_its_days_and_for_its_goods(
    exporter: str, importer: str, hs: str, day: str, *, free: bool
) -> None:
    found = asked(exporter, importer, hs, day)
    assert any("No duty by" in note for note in found.notes) is free
    if free:
        assert found.rate == found.low == 0
        assert found.high is not None


def test_goods_that_an_agreement_frees_may_pay_the_common_duty_without_proof_of_origin() -> None:
    found = asked("USA", "CHL", "1001")
    assert (found.rate, found.high) == (0, Fraction(6, 100))
    assert any(note.startswith("Without proof of origin: Duty: 6 %") for note in found.notes)


def test_a_specific_line_inside_a_code_is_told_and_in_no_mean() -> None:
    petrol = asked("BRA", "AZE", "2710")
    assert not petrol.known
    assert any("AZN per t" in note for note in petrol.notes)


@pytest.mark.parametrize(("exporter", "importer"), [("ARG", "BRA"), ("BRA", "ARG"), ("CAN", "USA"), ("USA", "MEX")])
def test_no_mean_stands_for_goods_that_an_agreement_of_the_pair_leaves_out(exporter: str, importer: str) -> None:
    # Cars go by quotas of their own inside MERCOSUR, and pay on a part of their value in North America since 2025.
    for hs in ("8703", "87"):
        found = asked(exporter, importer, hs)
        assert not found.known
        assert found.low is found.high is None
        assert "left out of" in found.notes[0]
        assert not any("mean tariff on manufactures" in note for note in found.notes)
    assert asked(exporter, importer, "3901").known


@pytest.mark.parametrize(
    ("exporter", "importer", "hs", "day", "free"),
    [
        ("CAN", "USA", "8703", "2019-06-01", True),
        ("CAN", "USA", "8703", DAY, False),
        ("CAN", "USA", "7208", "2025-03-11", True),
        ("CAN", "USA", "7208", "2025-03-12", False),
        ("USA", "CAN", "1001", DAY, True),
        ("USA", "MEX", "1001", DAY, True),
        ("MEX", "CAN", "8703", DAY, True),
    ],
)
def test_north_america_trades_freely_but_for_what_pays_since_2025(
    exporter: str, importer: str, hs: str, day: str, *, free: bool
) -> None:
    assert (asked(exporter, importer, hs, day).rate == 0) is free


def test_goods_are_not_declared_inside_the_eurasian_union_and_its_border_is_the_outer_one() -> None:
    inside = asked("RUS", "KAZ", "1701")
    assert not inside.cleared
    assert inside.low == inside.high == 0
    assert {"RUS", "KAZ", "BLR"} <= customs_territory(country("BRA"), country("KAZ"), day=DAY)
    assert customs_territory(country("RUS"), country("KAZ"), day=DAY) == frozenset()
    assert customs_territory(country("BRA"), country("KAZ"), day="2014-06-01") == frozenset()


@pytest.mark.parametrize(("exporter", "importer"), [("BRA", "ARG"), ("TUR", "DEU"), ("DEU", "TUR")])
def test_a_customs_union_whose_members_clear_each_other_s_goods_is_no_one_territory(
    exporter: str, importer: str
) -> None:
    assert asked(exporter, importer, "8471").cleared
    assert exporter not in customs_territory(country("CHN"), country(importer), day=DAY)


def test_every_customs_union_says_why_its_members_declare_goods_to_each_other_or_not() -> None:
    rows = [row for row in table("tariff_preferences").iter_rows(named=True) if row["kind"] == "customs_union"]
    assert len(rows) >= 3
    for row in rows:
        assert ("not one customs territory" in row["note"]) is (row["declared"] == "yes")


def test_goods_are_not_cleared_inside_a_single_market_and_its_border_is_the_outer_one() -> None:
    assert not asked("DEU", "FRA", "8703").cleared
    assert asked("KAZ", "AZE", "1001").cleared
    assert customs_territory(country("DEU"), country("FRA"), day=DAY) == frozenset()
    assert "BGR" in customs_territory(country("AZE"), country("FRA"), day=DAY)


@pytest.mark.parametrize(
    ("iso3", "hs", "day", "effective"),
    [
        ("AZE", "17", DAY, 18.0),
        ("KAZ", "17", "2025-12-31", 12.0),
        ("KAZ", "17", "2026-01-01", 16.0),
        ("ECU", "17", "2024-03-31", 12.0),
        ("ECU", "17", "2024-04-01", 15.0),
        ("BOL", "17", DAY, 14.9425),  # 13 % of a price with the tax in it; a second source prints 14.94
        ("BRA", "3901", DAY, 21.9512),  # 18 % of São Paulo within the price
        ("BRA", "3102", DAY, 4.0),  # fertilizers
        ("CHL", "7202", DAY, 19.0),
    ],
)
def test_vat_is_that_of_the_country_the_goods_and_the_day(iso3: str, hs: str, day: str, effective: float) -> None:
    assert float(100 * vat(country(iso3), hs=hs, day=day).effective) == pytest.approx(effective, abs=1e-4)


@pytest.mark.parametrize("iso3", ["CUB", "FRA"])
def test_a_vat_that_no_source_states_is_not_known(iso3: str) -> None:
    assert vat(country(iso3), hs="17", day=DAY).rate is None


def test_brazil_s_charges_are_those_of_the_narrowest_row() -> None:
    fertilizer = {tax.name: tax.rate for tax in charges(country("BRA"), hs="310210", day=DAY)}
    wine = {tax.name: tax.rate for tax in charges(country("BRA"), hs="220429", day=DAY)}
    sugar = {tax.name: tax.rate for tax in charges(country("BRA"), hs="1701", day=DAY)}
    assert fertilizer == {"IPI": 0, "PIS/COFINS on imports": 0, "AFRMM": Fraction(8, 100)}
    assert wine["IPI"] == Fraction(13, 100)
    assert wine["PIS/COFINS on imports"] == Fraction(1175, 10000)
    assert sugar["IPI"] is None


def test_the_newest_day_is_one_on_which_rates_begin() -> None:
    assert newest_day() == "2026-01-01"
    assert {row["iso3"] for row in in_force("vat", where={"iso3": "KAZ"}, day=newest_day())} == {"KAZ"}


@pytest.mark.parametrize("name", ["tariffs_case", "vat", "import_charges", "tariff_preferences"])
def test_every_reported_row_says_who_prints_it_and_where(name: str) -> None:
    for row in table(name).iter_rows(named=True):
        assert row["publisher"] or row["basis"] == "assumed", row["id"]
        assert row["address"] or row["basis"] == "assumed", row["id"]
