"""One cargo, a few, a small base: which years are flagged, and what growth is ordinary."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alat.errors import BadInput
from alat.trade import FlagKind, growth_reading
from alat.trade.flags import flags
from alat.trade.records import snapshot_records
from alat.trade.series import series

HELD = snapshot_records()

CARGOES = {FlagKind.ONE_CARGO, FlagKind.FEW_CARGOES, FlagKind.POSSIBLE_CARGO}
# TRADE.md 3.3: exporter, importer, whose record, years that must be flagged.
MUST_FIRE = [
    ("AZE", "BRA", "importer", [2006, 2007]),
    ("AZE", "BRA", "exporter", [2002, 2007, 2008]),
    ("AZE", "CHL", "exporter", [2007, 2008]),
    ("AZE", "ARG", "exporter", [2001, 2011]),
    ("BRA", "AZE", "exporter", [2013]),
    ("ECU", "AZE", "exporter", [2010]),
    ("VEN", "AZE", "importer", [2013]),
    ("SLV", "AZE", "importer", [2010]),
    ("CUB", "AZE", "importer", [2012]),
    ("MEX", "AZE", "exporter", [2007, 2016]),
]
# TRADE.md 3.2: base in US dollars, P10 and P90 of growth in percent.
ORDINARY = [(5e5, -87, 328), (5e6, -72, 157), (52e6, -55, 85), (5e8, -36, 53), (5e9, -25, 34)]


@pytest.mark.parametrize(("exporter", "importer", "side", "years"), MUST_FIRE)
def test_the_known_cargoes_are_flagged(exporter: str, importer: str, side: str, years: list[int]) -> None:
    found = {
        flag.year
        for flag in flags(series(exporter, importer, records=HELD))
        if flag.side == side and flag.kind in CARGOES
    }
    assert set(years) <= found


def test_two_years_in_a_row_are_a_few_cargoes_and_one_alone_is_one() -> None:
    found = [
        flag for flag in flags(series("AZE", "BRA", records=HELD)) if flag.side == "exporter" and flag.kind in CARGOES
    ]
    kinds = {flag.year: flag.kind for flag in found}
    assert kinds[2002] is FlagKind.ONE_CARGO
    assert kinds[2007] is kinds[2008] is FlagKind.FEW_CARGOES


def test_a_jump_with_no_year_after_it_is_only_possible() -> None:
    kinds = {flag.year: flag.kind for flag in flags(series("MEX", "AZE", records=HELD)) if flag.kind in CARGOES}
    assert kinds[2016] is FlagKind.POSSIBLE_CARGO


def test_one_cargo_of_81_million_after_51_thousand_is_flagged() -> None:
    # The case: Uruguay to Azerbaijan, 51 thousand in 2017 and 81 million in 2018, a year the snapshot does not hold.
    frame = _frame({2015: 40e3, 2016: 45e3, 2017: 51e3, 2018: 81e6, 2019: 60e3})
    found = {(flag.kind, flag.year) for flag in flags(frame)}
    assert found == {(FlagKind.ONE_CARGO, 2018)}


def test_a_first_million_after_a_small_year_is_a_small_base() -> None:
    assert [(f.kind, f.year) for f in flags(_frame({2000: 2e5, 2001: 2e6, 2002: 3e6}))] == [(FlagKind.SMALL_BASE, 2001)]


def test_a_steady_flow_has_no_flag() -> None:
    assert flags(_frame(dict.fromkeys(range(2000, 2010), 7e6))) == ()


def test_too_few_neighbours_say_nothing() -> None:
    assert flags(_frame({2000: 1e3, 2001: 50e6, 2002: 2e3}))[0].kind is FlagKind.SMALL_BASE


def test_a_year_that_was_not_reported_is_no_neighbour_and_no_base() -> None:
    values = {2000: None, 2001: None, 2002: 50e6, 2003: None, 2004: None}
    assert flags(_frame(values, reported={2002})) == ()
    assert [flag.kind for flag in flags(_frame(values))] == [FlagKind.ONE_CARGO]


@given(st.dictionaries(st.integers(1996, 2016), st.floats(0, 1e9), min_size=1))
def test_every_flag_names_a_year_of_the_series_with_its_value(values: dict[int, float]) -> None:
    for flag in flags(_frame(values)):
        assert flag.value_usd == values[flag.year]
        assert flag.value_usd >= (5e6 if flag.kind in CARGOES else 1e6)


@given(st.dictionaries(st.integers(1996, 2016), st.floats(0, 1e9), min_size=1), st.integers(0, 1000))
def test_the_order_of_rows_changes_no_flag(values: dict[int, float], seed: int) -> None:
    frame = _frame(values)
    mixed = frame.sample(fraction=1, shuffle=True, seed=seed)
    assert flags(mixed) == flags(frame)


@pytest.mark.parametrize(("base", "low", "high"), ORDINARY)
def test_ordinary_growth_by_size_of_base_is_the_published_one(base: float, low: float, high: float) -> None:
    reading = growth_reading(base)
    assert reading.low.value == pytest.approx(low, abs=0.6)
    assert reading.high.value == pytest.approx(high, abs=0.6)
    assert reading.quotable == (base >= 1e6)


def test_half_of_all_flows_of_52_million_move_between_minus_22_and_plus_36_percent() -> None:
    reading = growth_reading(52e6)
    assert (reading.quarter_low.value, reading.quarter_high.value) == pytest.approx((-22, 36), abs=0.5)


def test_a_base_below_every_class_has_no_interval() -> None:
    reading = growth_reading(5e4)
    assert (reading.low.value, reading.high.value, reading.quotable) == (None, None, False)
    assert "below the smallest class" in reading.note


@pytest.mark.parametrize("base", [-1.0, float("nan")])
def test_a_negative_base_is_refused(base: float) -> None:
    with pytest.raises(BadInput, match="not negative"):
        growth_reading(base)


def _frame(
    values: dict[int, float] | dict[int, None] | dict[int, float | None], reported: set[int] | None = None
) -> pl.DataFrame:
    years = sorted(values)
    return pl.DataFrame(
        {
            "year": years,
            "exporter_usd": pl.Series([values[year] for year in years], dtype=pl.Float64),
            "importer_usd": pl.Series([None] * len(years), dtype=pl.Float64),
            "exporter_reported": [reported is None or year in reported for year in years],
            "importer_reported": [False] * len(years),
        }
    )
