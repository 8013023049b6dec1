"""Against the best rival: parts that add up to the gap, one rival in the brief and every command, whose value."""

import json
import statistics
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

import polars as pl
import pytest

from alat.brief import gather
from alat.cli.app import run
from alat.cli.paper import figure
from alat.data import table
from alat.data.warehouse import open_warehouse
from alat.network import scenario
from alat.reference import cargo_class, countries, country
from alat.routing import AgainstRivals, against, against_rivals
from alat.routing.carriage import carriage
from alat.routing.delivered import deliveries
from alat.routing.landed.duties import duty
from alat.routing.loads import time_share
from alat.routing.prices import price_factor
from alat.routing.worth import sold as pulled_sold
from alat.routing.worth import worth
from alat.trade import Records, opportunities, snapshot_records, to_look_at
from alat.trade.margins import margins
from alat.trade.records import warehouse_records
from alat.trade.screens import cargo_of
from alat.trade.sells_on import sells_on

HELD = snapshot_records()
PAIRS = [("AZE", "BRA"), ("BRA", "AZE"), ("AZE", "MEX")]
PARTS = ("carriage", "insurance", "time", "duty")


@pytest.fixture(scope="module")
def pulled(baci_warehouse: str) -> Iterator[Records]:
    with open_warehouse(baci_warehouse) as warehouse:
        yield warehouse_records(warehouse)


@pytest.fixture
def configured(baci_warehouse: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALAT_WAREHOUSE", baci_warehouse)


def found_at(level: int, pair: tuple[str, str], *, pulled: Records) -> tuple[AgainstRivals, Records]:
    records = HELD if level == 2 else pulled
    return against_rivals(opportunities(*pair, records=records, level=level), records=records), records


@pytest.mark.parametrize("level", [2, 4, 6])
@pytest.mark.parametrize("pair", PAIRS)
def test_the_columns_add_up_to_the_gap_to_the_last_digit(pair: tuple[str, str], level: int, pulled: Records) -> None:
    answer, _ = found_at(level, pair, pulled=pulled)
    assert answer.products.height
    for row in answer.products.filter(pl.col("why") == "").iter_rows(named=True):
        sums = []
        for side in ("", "rival_"):
            printed = [row[f"{side}{part}_usd_per_t"] for part in PARTS]
            assert (printed[3] is None) == (row["compares"] == "without_duty")
            parts = [Decimal(f"{each:.2f}") for each in printed if each is not None]
            sums.append(sum(parts, Decimal(0)))
            assert sums[-1] == Decimal(f"{row[f'{side}delivery_usd_per_t']:.2f}")
            assert sum(parts[:3], Decimal(0)) == Decimal(f"{row[f'{side}without_duty_usd_per_t']:.2f}")
        assert sums[0] - sums[1] == Decimal(f"{row['gap_usd_per_t']:.2f}")
        assert row["gap_share"] == pytest.approx(row["gap_usd_per_t"] / row["value_usd_per_t"])
        plain = row["without_duty_usd_per_t"] - row["rival_without_duty_usd_per_t"]
        assert row["gap_without_duty_share"] == pytest.approx(plain / row["value_usd_per_t"], abs=1e-9)
        paid = row["gap_usd_per_t"] - row["time_usd_per_t"] + row["rival_time_usd_per_t"]
        assert row["gap_without_time_share"] == pytest.approx(paid / row["value_usd_per_t"], abs=1e-9)


@pytest.mark.parametrize("pair", PAIRS)
def test_the_brief_and_the_commands_name_one_rival(pair: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    net = gather._net(opportunities(*pair), records=HELD)
    assert isinstance(net, gather.Net)
    plain, freight = (_asked(capsys, *pair, *more) for more in ((), ("--net",)))
    assert plain == freight
    told = net.rivals.products.to_dicts()
    assert told == plain[: len(told)]
    assert all(row["rival"] for row in told)


@pytest.mark.parametrize(("pair", "level"), list(zip(PAIRS, (4, 6, 4), strict=True)))
def test_so_they_do_with_pulled_flows(
    pair: tuple[str, str], level: int, pulled: Records, capsys: pytest.CaptureFixture[str], configured: None
) -> None:
    del configured
    net = gather._net(opportunities(*pair, records=pulled, level=level), records=pulled)
    assert isinstance(net, gather.Net)
    plain, freight = (_asked(capsys, *pair, "--level", str(level), *more) for more in ((), ("--net",)))
    assert plain == freight
    told = net.rivals.products.to_dicts()
    assert told == plain[: len(told)]


def _asked(capsys: pytest.CaptureFixture[str], *command: str) -> list[dict[str, object]]:
    assert run(["opportunities", *command, "--json"]) == 0
    result = json.loads(capsys.readouterr().out)["result"]
    rows: list[dict[str, object]] = result["rivals"]["products"]
    return rows


@pytest.mark.parametrize("level", [2, 4])
@pytest.mark.parametrize("pair", PAIRS)
def test_a_gap_is_what_its_tables_give_by_hand(pair: tuple[str, str], level: int, pulled: Records) -> None:
    answer, _ = found_at(level, pair, pulled=pulled)
    buyer = country(pair[1])
    assert answer.suppliers.height
    for row in answer.suppliers.iter_rows(named=True):
        product = answer.products.row(by_predicate=pl.col("hs") == row["hs"], named=True)
        value, cargo = product["value_usd_per_t"], cargo_of(row["hs"])
        ends = (pl.col("origin") == row["supplier"]) & (pl.col("destination") == buyer.iso3)
        lane = table("freight_costs").filter((pl.col("cargo") == cargo) & ends).row(0, named=True)
        carried = lane["money_usd"] / cargo_class(cargo).load_t
        # 0.2 % of 110 % of CIF, in closed form.
        insured = (value + carried) * 0.0022 / (1 - 0.0022)
        waits = value * time_share(row["hs"], cargo=cargo).value * lane["hours"] / 24
        assert row["carriage_usd_per_t"] == pytest.approx(carried, abs=0.006)
        assert row["insurance_usd_per_t"] == pytest.approx(insured, abs=0.006)
        assert row["time_usd_per_t"] == pytest.approx(waits, abs=0.006)
        owed = duty(country(row["supplier"]), buyer, hs=row["hs"], day=answer.day)
        assert row["duty_share"] == (None if owed.rate is None else float(owed.rate))
        if row["duty_usd_per_t"] is not None:
            levied = (value + carried + insured) * float(owed.rate or 0) + float(owed.usd_per_t)
            assert row["duty_usd_per_t"] == pytest.approx(levied, abs=0.02)


@pytest.mark.parametrize("pair", PAIRS)
def test_the_best_rival_is_the_one_with_the_least_sum_of_those_weighed(pair: tuple[str, str]) -> None:
    answer, _ = found_at(2, pair, pulled=HELD)
    for row in answer.products.iter_rows(named=True):
        weighed = answer.suppliers.filter((pl.col("hs") == row["hs"]) & ~pl.col("seller"))
        assert weighed.height == 8
        assert row["rival_delivery_usd_per_t"] == weighed["delivery_usd_per_t"].min()
        assert not set(weighed["supplier"]) & set(pair)
        unmarked = weighed.filter(~pl.col("marks").str.contains("entrepot|sells_on|buys_more"))
        assert row["net_exporter"] == (unmarked["supplier"][0] if unmarked.height else "")


def test_sellers_that_the_totals_do_not_know_are_rivals_too() -> None:
    sold = table("supply_hs2").filter(pl.col("hs2") == "85", pl.col("year") == pl.col("year").max())
    largest = sold.sort("value_usd", descending=True)["exporter"].to_list()
    known = [code for code in largest if code in countries() and code not in {"KOR", "PHL"}][:8]
    assert "TWN" in known
    assert "TWN" not in HELD.codes
    answer = against_rivals(opportunities("KOR", "PHL"), records=HELD)
    weighed = answer.suppliers.filter((pl.col("hs") == "85") & ~pl.col("seller"))
    assert set(weighed["supplier"]) == set(known)
    assert answer.products.row(by_predicate=pl.col("hs") == "85", named=True)["rival"] == "TWN"


def test_a_seller_on_record_under_the_code_of_an_area_is_a_rival_by_its_name(pulled: Records) -> None:
    sold = pulled_sold(pulled, "64").filter(pl.col("importer") == "URY").sort("value_usd", descending=True)
    assert "490" in [code for code in sold["exporter"].to_list() if code not in {"VNM", "URY"}][:8]
    answer = against_rivals(opportunities("VNM", "URY", records=pulled, level=2), records=pulled)
    weighed = answer.suppliers.filter((pl.col("hs") == "64") & ~pl.col("seller"))
    marked = {row["supplier"]: row["marks"] for row in weighed.iter_rows(named=True)}
    assert "listed_as_an_area" in marked.pop("TWN")
    assert marked
    assert not any("listed_as_an_area" in marks for marks in marked.values())
    assert "490" not in answer.suppliers["supplier"].to_list()


def test_the_side_of_a_pair_is_not_its_own_rival_under_another_code() -> None:
    chosen = against._largest(["CHN", "490", "DEU", "TWN"], {"TWN", "URY"})
    assert chosen == {"CHN": "CHN", "DEU": "DEU"}
    assert against._largest(["490", "TWN"], {"KOR"}) == {"TWN": "490"}


def test_a_customs_value_without_freight_bears_less_duty() -> None:
    sellers = [country("BRA"), country("CHN")]
    for buyer in ("AUS", "AZE"):
        found = deliveries(sellers, country(buyer), hs="39", usd_per_t=1000.0, day="2026-01-01").found
        for each in found:
            valued = 1000 + (0 if buyer == "AUS" else Fraction(each.carriage + each.insurance, 100))
            assert each.owed.rate is not None
            assert each.duty == pytest.approx(float(100 * valued * each.owed.rate), abs=0.51)


def test_a_preference_shows_in_the_gap_without_duty() -> None:
    answer, _ = found_at(2, ("BRA", "AZE"), pulled=HELD)
    row = answer.products.row(by_predicate=pl.col("hs") == "12", named=True)
    assert (row["rival"], row["rival_duty_share"], row["duty_share"]) == ("UKR", 0.0, 0.15)
    assert row["gap_share"] - row["gap_without_duty_share"] == pytest.approx(
        row["duty_usd_per_t"] / row["value_usd_per_t"]
    )


def test_without_a_lane_nothing_is_compared_and_it_is_said() -> None:
    cut = scenario({"avoid": ["GEO", "RUS", "IRN", "KAZ", "TKM", "ARM", "TUR"]}, name="cut")
    answer = against_rivals(opportunities("AZE", "BRA"), records=HELD, scenario=cut, most=1)
    (row,) = answer.products.to_dicts()
    assert (row["rival"], row["gap_share"], answer.scenario) == ("", None, "cut")
    assert row["why"] == "no lane leads from Azerbaijan to Brazil"
    assert answer.suppliers.is_empty()


def test_a_scenario_holds_for_rivals_too() -> None:
    cut = scenario({"avoid": ["RUS", "IRN"]}, name="cut")
    answer = against_rivals(opportunities("AZE", "BRA"), records=HELD, scenario=cut, most=1)
    assert answer.suppliers.height
    for row in answer.suppliers.iter_rows(named=True):
        way = carriage(cargo_of(row["hs"]), scenario=cut).between(row["supplier"], "BRA")
        assert way is not None
        assert row["carriage_usd_per_t"] == pytest.approx(way[0], abs=0.006)
        assert row["supplier"] != "RUS"


def test_the_shipped_value_is_that_of_the_exporters_chapter_and_its_year() -> None:
    rows = table("supply_hs2").filter((pl.col("exporter") == "AZE") & (pl.col("hs2") == "31")).sort("year")
    last = rows.row(-1, named=True)
    found = worth("AZE", "BRA", hs="31", records=HELD)
    assert (found.whose, found.value.year, found.passed_over) == ("exporter", str(last["year"]), ())
    wanted = last["value_usd"] / last["tonnes"] * price_factor(last["year"])
    assert found.usd_per_t == pytest.approx(wanted, abs=0.006)


def test_few_tonnes_make_no_value() -> None:
    supply = table("supply_hs2")
    newest = supply.filter(pl.col("tonnes") > 0).group_by("exporter", "hs2").agg(pl.col("tonnes").max())
    few = newest.filter(pl.col("tonnes") < 20).sort("exporter", "hs2").row(0, named=True)
    found = worth(few["exporter"], "BRA", hs=few["hs2"], records=HELD)
    assert (found.whose, found.digits) == ("world", few["hs2"])
    assert "t are too few" in found.passed_over[0]


def test_who_buys_more_than_it_sells_is_marked() -> None:
    every = margins(HELD)
    for supplier, hs in (("NLD", "17"), ("DEU", "09"), ("BRA", "17"), ("ARE", "10")):
        at = every.codes.index(supplier), every.products.index(hs)
        ratio = every.exports[at] / every.imports[at]
        wanted = ["entrepot"] if supplier in {"NLD", "ARE", "CHE"} else []
        wanted += ["sells_on"] if ratio < 0.25 else ["buys_more_than_it_sells"] if ratio < 1 else []
        assert list(sells_on(supplier, hs, records=HELD)) == wanted
    assert sells_on("BRA", "17", records=HELD) == ()
    assert sells_on("XXX", "17", records=HELD) == ()


def test_what_is_listed_is_told_from_what_is_kept() -> None:
    found = opportunities("BRA", "AZE")
    kept = found.products.filter("kept")
    aside = kept.filter(pl.col("caution").str.contains("demand_not_recorded"))
    listed = sum(row["structural_musd"] for row in to_look_at(found)) * 1e6
    assert aside.height
    assert found.structural_listed.value == pytest.approx(listed)
    assert found.structural_kept.value == pytest.approx(listed + aside["structural_musd"].sum() * 1e6)


def test_the_page_shows_the_parts_and_what_is_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["opportunities", "BRA", "AZE"]) == 0
    page = " ".join(capsys.readouterr().out.split())
    listed, kept = opportunities("BRA", "AZE").structural_listed, opportunities("BRA", "AZE").structural_kept
    assert figure(listed) in page
    assert figure(kept) in page
    assert "* HS 17, NLD: an entrepot" in page
    assert "Value a tonne: the seller's exports in 2020, in USD of 2025" in page
    assert "Left out of a gap: VAT and like taxes" in page


def test_a_value_far_from_what_is_usual_in_the_chapter_is_passed_over() -> None:
    """Slow reference: by rows, the first exporter whose own mean of its newest year lies 20 times off the median."""
    far = None
    for (hs,), rows in table("supply_hs2").filter((pl.col("tonnes") > 0) & (pl.col("value_usd") > 0)).group_by("hs2"):
        year = max(rows["year"])
        each = {
            row["exporter"]: row for row in rows.iter_rows(named=True) if row["year"] == year and row["tonnes"] >= 20
        }
        means = {name: row["value_usd"] / row["tonnes"] for name, row in each.items()}
        middle = statistics.median(means.values())
        odd = sorted(name for name, mean in means.items() if not middle / 20 <= mean <= middle * 20)
        far = far or ((odd[0], str(hs)) if odd else None)
    assert far is not None
    found = worth(far[0], "BRA", hs=far[1], records=HELD)
    assert found.whose == "world"
    assert "over 20 times off" in found.passed_over[0]
    assert "not exporter: " in found.value.note
