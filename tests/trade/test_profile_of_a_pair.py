"""What a profile says of a pair and of a region, and that it says what it does not know."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alat.cli.paper import number
from alat.data import Basis, sources
from alat.data.plain import plain
from alat.errors import BadInput, EmptyBloc
from alat.reference import countries, pair
from alat.trade import FlowState, profile, region_profile, two_way
from alat.trade.goods import tonnes_note

AS_OF = date(2025, 11, 26)


def test_a_profile_shows_both_ways_on_every_basis() -> None:
    found = profile(pair("AZE", "BRA"))
    assert found.outward.exporter.iso3 == found.inward.importer.iso3 == "AZE"
    assert found.inward.total.basis is Basis.RECONCILED
    assert found.inward.origin_rank.position == 16
    assert found.inward.mirror is not None
    assert found.outward.series.height == found.inward.series.height == 21


def test_the_two_way_trade_of_brazil_depends_on_who_counts() -> None:
    found = two_way(profile(pair("AZE", "BRA")))
    values = (found.totals, found.first_records, found.second_records)
    # 2023 totals; 2016 as recorded by Azerbaijan and by Brazil (World Bank WITS).
    assert [(v.value or 0) / 1e6 for v in values] == pytest.approx([221.355, 171.433, 11.285], abs=0.001)
    assert [v.year for v in values] == ["2023", "2016", "2016"]
    assert found.exporters_record.value != found.importers_record.value


def test_any_pair_has_a_profile_and_one_without_series_says_so() -> None:
    found = profile(pair("KAZ", "PER"))
    assert found.outward.mirror is None
    assert found.outward.flags == ()
    assert any("only for the pairs of the shipped study" in note for note in found.notes)
    assert two_way(found).first_records.value is None
    assert two_way(found).totals.value == pytest.approx(3_899_496 + 23_339_700, rel=1e-6)


def test_cuba_has_no_2023_data_and_keeps_its_old_series() -> None:
    found = profile(pair("AZE", "CUB"))
    assert found.outward.state is FlowState.NOT_COVERED
    assert two_way(found).totals.value is None
    assert any("no 2023 data" in note and "Cuba" in note for note in found.notes)
    assert found.inward.series["importer_usd"].drop_nulls().len() > 0


def test_a_region_sums_what_is_recorded_and_names_who_is_missing() -> None:
    found = region_profile(pair("AZE", "latin-america"), on=AS_OF)
    assert found.partners[0].outward.importer.iso3 == "BRA"
    assert [member.iso3 for member in found.no_data] == ["CUB"]
    assert found.partners[-1].outward.importer.iso3 == "CUB"
    # TRADE.md 2.3: 1.96 million USD out and 389.7 million in.
    assert (found.outward_usd.value or 0) / 1e6 == pytest.approx(1.96, abs=0.01)
    assert (found.inward_usd.value or 0) / 1e6 == pytest.approx(389.7, abs=0.1)
    assert any("not zero" in note and "Cuba" in note for note in found.notes)


def test_a_regions_sums_are_the_sums_of_its_members() -> None:
    found = region_profile(pair("AZE", "mercosur"), on=AS_OF)
    for way in ("outward", "inward"):
        parts = [getattr(member, way).total.value or 0.0 for member in found.partners]
        assert getattr(found, f"{way}_usd").value == pytest.approx(sum(parts))


def test_a_sum_that_rests_on_one_sides_record_is_not_called_reconciled() -> None:
    found = region_profile(pair("AZE", "latin-america"), on=AS_OF)
    assert found.inward_usd.basis is Basis.REPORTED
    assert "one side's record" in found.inward_usd.note


def test_the_wrong_kind_of_pair_is_refused_with_the_right_function_named() -> None:
    with pytest.raises(BadInput, match="region_profile"):
        profile(pair("AZE", "latin-america"))
    with pytest.raises(BadInput, match="call profile"):
        region_profile(pair("AZE", "BRA"), on=AS_OF)


def test_a_bloc_before_its_first_member_is_empty() -> None:
    with pytest.raises(EmptyBloc):
        region_profile(pair("AZE", "mercosur"), on=date(1950, 1, 1))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(sorted(countries())), min_size=2, max_size=2, unique=True))
def test_turning_a_pair_round_turns_its_profile_round(codes: list[str]) -> None:
    there, back = profile(pair(codes[0], codes[1])), profile(pair(codes[1], codes[0]))
    assert there.outward.total == back.inward.total
    assert plain(there.inward.mirror) == plain(back.outward.mirror)
    assert two_way(there).totals.value == two_way(back).totals.value
    assert two_way(there).first_records == two_way(back).second_records
    assert set(there.sources) <= set(sources())


def test_members_whose_trade_is_not_covered_are_named_beside_the_sum() -> None:
    found = region_profile(pair("RUS", "cis"), on=date(2023, 12, 31))
    assert any("Trade with Belarus, Tajikistan is not covered" in note for note in found.notes)
    assert "2 more are not covered and not in the sum" in found.outward_usd.note


def test_two_sides_that_recorded_nothing_are_not_shown_as_zero() -> None:
    # Cuba reported to 2006 and recorded neither way with Azerbaijan that year (World Bank WITS).
    record = two_way(profile(pair("AZE", "CUB"))).second_records
    assert (record.value, record.year) == (None, "2006")
    assert record.note == "recorded by Cuba: nothing, either way"


# World Bank WITS, thousand US dollars: last year reported, what was last recorded before it, whose record.
ENDED = [
    ("VEN", "AZE", "importer", 2016, "nothing recorded in 2016 after 7.6 m USD in 2015"),
    ("AZE", "PAN", "exporter", 2016, "nothing recorded in 2016 after 1.7 m USD in 2014"),
    ("PAN", "AZE", "importer", 2016, "nothing recorded in 2016 after 564,622 USD in 2014"),
    ("PAN", "AZE", "exporter", 2016, "nothing recorded in 2015, before 9,881 USD in 2016"),
]


@pytest.mark.parametrize(("seller", "buyer", "side", "year", "told"), ENDED)
def test_a_flow_that_stopped_has_no_rate_of_an_earlier_year(
    seller: str, buyer: str, side: str, year: int, told: str
) -> None:
    found = {each.side: each for each in profile(pair(seller, buyer)).outward.growth}[side]
    assert (found.year, found.rate.value, found.rate.note) == (year, None, told)
    assert (found.low.value, found.high.value, found.ordinary) == (None, None, None)


def test_growth_to_the_last_year_reported_is_that_of_both_records() -> None:
    # World Bank WITS 2015 and 2016: Brazil's exports to Azerbaijan, and what Azerbaijan recorded.
    found = {each.side: each for each in profile(pair("BRA", "AZE")).outward.growth}
    assert found["exporter"].rate.value == pytest.approx(-57.19, abs=0.01)
    assert found["importer"].rate.value == pytest.approx(40.80, abs=0.01)
    assert (found["exporter"].ordinary, found["importer"].ordinary) == (False, True)


def test_no_rate_is_older_than_the_last_year_a_side_reported() -> None:
    for seller, buyer in [("VEN", "AZE"), ("AZE", "PAN"), ("CUB", "AZE"), ("AZE", "CHL"), ("SLV", "AZE")]:
        way = profile(pair(seller, buyer)).outward
        for each in way.growth:
            reported = way.series.filter(f"{each.side}_reported")
            assert each.year == reported["year"].max()
            last = reported.filter(reported["year"] == each.year)[f"{each.side}_usd"][0]
            assert last is not None or each.rate.value is None


def test_a_share_beside_tonnes_is_rounded_as_the_share_of_the_row() -> None:
    every = pl.DataFrame({"v": [99_960.0, 40.0], "q": [1.0, None]})
    known = float(every.filter(pl.col("q").is_not_null())["v"].sum() / every["v"].sum())
    assert tonnes_note(known) == "of almost all of the value; the rest has no tonnes on record"
    assert tonnes_note(0.9967) == "of 99.7 % of the value; the rest has no tonnes on record"
    assert number(0.9967, "share") == "99.7 %"
    assert tonnes_note(1.0) == ""
