"""Appraisal: net present value, return, ratio and payback worked by hand, their laws, draws, and bad input."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alat import plan
from alat.data import Basis
from alat.errors import BadInput, UnknownCode
from alat.plan import Benefits, CostLine, Flag, Kind, MeasureCost, Nature, Price, Range, Roots, Terms, appraise

SURE = Range(1.0, 1.0, 1.0)
TEN = Terms(
    counted=Kind.INCOME, start=2027.0, rate=0.1, years=4, base_year=2027, demand=SURE, draws=50, other_rates=(0.0, 0.2)
)


def sure(usd: float) -> Range:
    return Range(usd, usd, usd)


def cost(
    name: str = "A",
    *,
    capital: Range,
    yearly: Range | None = None,
    build: tuple[float, float] = (1.0, 1.0),
    owner: str = "port",
) -> MeasureCost:
    return MeasureCost(name, f"Name of {name}", owner, *build, capital, yearly or sure(0.0), (), ())


def gains(per_year: float, years: int = 40, *, kind: Kind = Kind.INCOME) -> Benefits:
    return Benefits((kind,), ("AZE",), np.full((years, 1, 1), per_year))


def test_a_thousand_for_three_times_five_hundred() -> None:
    # -1000 in 2027, 500 in 2028, 2029, 2030 at 10 percent: 500 (0.9090909 + 0.8264463 + 0.7513148) - 1000 = 243.4260.
    found = appraise([cost(capital=sure(1000))], gains(500), terms=TEN)
    assert found.cost_usd.tolist() == [1000, 0, 0, 0]
    assert found.benefit_usd.tolist() == [0, 500, 500, 500]
    assert found.npv_usd.central == pytest.approx(243.4260, abs=1e-4)
    assert found.benefit_cost.central == pytest.approx(1.2434260, abs=1e-7)
    # The annuity factor of three years is 2 at 23.37519 percent.
    assert found.eirr.verdict is Roots.ONE
    assert found.eirr.rate == pytest.approx(0.2337519, abs=1e-6)
    # 1000 is back after two payments; discounted 454.5455 + 413.2231 leave 132.2314 of 375.6574.
    assert found.payback_years.central == pytest.approx(3.0)
    assert found.discounted_payback_years.central == pytest.approx(3 + 132.2314 / 375.6574, abs=1e-6)
    assert dict(found.npv_at) == pytest.approx({0.0: 500.0, 0.2: 500 * (1 / 1.2 + 1 / 1.44 + 1 / 1.728) - 1000})


def test_building_over_a_year_and_a_half_from_the_middle_of_a_year() -> None:
    # From 2027.5 to 2029: a third of 900 in 2027, two thirds in 2028; yearly cost 100 and benefits 400 from 2029.
    one = cost(capital=sure(900), yearly=sure(100), build=(1.5, 1.5))
    found = appraise([one], gains(400), terms=replace(TEN, start=2027.5))
    assert found.cost_usd == pytest.approx([300, 600, 100, 100])
    assert found.benefit_usd == pytest.approx([0, 0, 400, 400])


def test_a_year_of_use_that_straddles_two_years_falls_to_both() -> None:
    # Opened at 2027.25 with 100, 200, 300, 400 by year of use: 75 in 2027, then 25 + 150, 50 + 225, 75 + 300.
    values = np.array([100.0, 200.0, 300.0, 400.0]).reshape(4, 1, 1)
    one = cost(capital=sure(1), build=(0.25, 0.25))
    found = appraise([one], Benefits((Kind.INCOME,), ("AZE",), values), terms=TEN)
    assert found.benefit_usd == pytest.approx([75, 175, 275, 375])


def test_what_is_never_paid_back_says_never_and_not_a_number() -> None:
    found = appraise([cost(capital=sure(1000))], gains(1), terms=TEN)
    assert found.payback_years.central is None
    assert found.payback_years.p90 is None
    assert (found.never, found.chance_of_gain) == (1.0, 0.0)


def test_a_service_without_capital_that_loses_every_year_has_no_return() -> None:
    found = appraise([cost(capital=sure(0), yearly=sure(50), build=(0, 0))], gains(20), terms=TEN)
    assert found.eirr.rate is None
    assert found.eirr.verdict is Roots.NONE
    assert found.eirr_found == 0.0
    assert found.eirr_draws == (None, None, None)


def test_what_costs_nothing_has_no_ratio() -> None:
    found = appraise([cost(capital=sure(0), build=(0, 0))], gains(20), terms=TEN)
    assert found.benefit_cost.central is None
    assert found.eirr.verdict is Roots.NO_COST_FIRST
    assert found.payback_years.central == 0.0


def test_real_income_and_money_saved_are_never_added() -> None:
    values = np.zeros((4, 2, 1))
    values[:, 0], values[:, 1] = 300.0, 500.0
    both = Benefits((Kind.MONEY, Kind.INCOME), ("AZE",), values)
    by_income = appraise([cost(capital=sure(1000))], both, terms=TEN)
    by_money = appraise([cost(capital=sure(1000))], both, terms=replace(TEN, counted=Kind.MONEY))
    assert by_income.npv_usd.central == pytest.approx(243.4260, abs=1e-4)
    assert by_money.npv_usd.central == pytest.approx(0.6 * 1243.4260 - 1000, abs=1e-4)
    assert [(each.kind, each.total, each.why) for each in by_income.beside] == [
        (Kind.MONEY, 900.0, "real income holds it already")
    ]
    assert "would count it twice" in " ".join(by_income.notes)


def test_days_and_carbon_stand_beside_until_they_have_a_price_with_a_source() -> None:
    values = np.zeros((4, 3, 1))
    values[:, 0], values[:, 1], values[:, 2] = 400.0, 2.0, 1.0
    benefits = Benefits((Kind.MONEY, Kind.DAYS, Kind.CO2E), ("AZE",), values)
    terms = replace(TEN, counted=Kind.MONEY)
    beside = appraise([cost(capital=sure(1000))], benefits, terms=terms)
    assert {each.kind: each.total for each in beside.beside} == {Kind.DAYS: 6.0, Kind.CO2E: 3.0}
    priced = replace(
        terms,
        prices=(
            Price(Kind.DAYS, sure(20), Basis.REPORTED, "a paper"),
            Price(Kind.CO2E, sure(60), Basis.REPORTED, "a list"),
        ),
    )
    found = appraise([cost(capital=sure(1000))], benefits, terms=priced)
    assert found.npv_usd.central == pytest.approx(243.4260, abs=1e-4)
    assert found.beside == ()
    assert "a paper" in found.sources


def test_the_price_of_carbon_has_its_source() -> None:
    assert plan.carbon_price().source == "hlccp-e3g"
    assert (plan.carbon_price().usd.low, plan.carbon_price().usd.high) == (50.0, 100.0)


def test_gains_and_payments_add_up_to_the_whole() -> None:
    values = np.zeros((10, 1, 3))
    values[:, 0] = (300.0, -50.0, 120.0)
    benefits = Benefits((Kind.INCOME,), ("AZE", "RUS", "BRA"), values)
    every = [
        cost("A", capital=Range(500, 800, 1500), yearly=sure(20), owner="port", build=(1, 3)),
        cost("B", capital=sure(0), yearly=Range(10, 30, 60), owner="carrier", build=(0.5, 1)),
        cost("C", capital=sure(100), owner="port"),
    ]
    found = appraise(every, benefits, terms=replace(TEN, years=10))
    gained = sum(each.present_usd for each in found.gains)
    paid = sum(each.capital_usd + each.yearly_usd for each in found.payments)
    assert found.npv_usd.central == pytest.approx(gained - paid)
    assert found.benefit_cost.central == pytest.approx(gained / paid)
    assert [each.country for each in found.gains] == ["AZE", "BRA", "RUS"]
    assert [each.owner for each in found.payments] == ["port", "carrier"]
    assert "Some lose: RUS." in found.notes


def test_benefits_wait_for_the_last_of_several_measures() -> None:
    every = [cost("A", capital=sure(1), build=(1, 1)), cost("B", capital=sure(1), build=(2, 2))]
    assert appraise(every, gains(10), terms=TEN).benefit_usd.tolist() == [0, 0, 10, 10]


MONEY = st.floats(1.0, 1e6)
LIKELY = settings(max_examples=40, deadline=None)


@LIKELY
@given(capital=MONEY, per_year=MONEY, times=st.floats(0.01, 1000))
def test_scale_changes_the_value_and_no_rate(capital: float, per_year: float, times: float) -> None:
    one = appraise([cost(capital=sure(capital))], gains(per_year), terms=TEN)
    other = appraise([cost(capital=sure(capital * times))], gains(per_year * times), terms=TEN)
    npv, ratio = one.npv_usd.central, one.benefit_cost.central
    assert npv is not None
    assert other.npv_usd.central == pytest.approx(npv * times, rel=1e-9, abs=1e-6 * times * capital)
    assert other.benefit_cost.central == pytest.approx(ratio)
    assert other.eirr.rate == (None if one.eirr.rate is None else pytest.approx(one.eirr.rate, abs=1e-9))


@LIKELY
@given(capital=MONEY, per_year=MONEY, later=st.integers(1, 20), part=st.floats(0, 0.99))
def test_the_same_some_years_later_is_worth_that_many_discounts_less(
    capital: float, per_year: float, later: int, part: float
) -> None:
    one = cost(capital=Range(capital / 2, capital, capital * 3), yearly=sure(per_year / 9), build=(0.3, 1.7))
    terms = replace(TEN, start=2027 + part, years=12)
    now = appraise([one], gains(per_year), terms=terms)
    then = appraise([one], gains(per_year), terms=replace(terms, start=2027 + later + part))
    for early, late in (
        (now.npv_usd.central, then.npv_usd.central),
        (now.npv_usd.p10, then.npv_usd.p10),
        (now.npv_usd.p90, then.npv_usd.p90),
    ):
        assert early is not None
        assert late == pytest.approx(early / 1.1**later, rel=1e-6, abs=1e-6 * (capital + per_year))
    assert then.eirr.rate == (None if now.eirr.rate is None else pytest.approx(now.eirr.rate, abs=1e-6))
    assert then.payback_years.p50 == pytest.approx(now.payback_years.p50, abs=1e-6)


@LIKELY
@given(capital=MONEY, per_year=MONEY, rates=st.tuples(st.floats(0, 0.9), st.floats(0, 0.9)))
def test_the_value_of_an_outlay_that_pays_later_falls_with_the_rate(
    capital: float, per_year: float, rates: tuple[float, float]
) -> None:
    terms = replace(TEN, years=20, other_rates=(min(rates), max(rates)))
    found = appraise([cost(capital=sure(capital))], gains(per_year), terms=terms)
    (_, at_low), (_, at_high) = found.npv_at
    assert at_high <= at_low + 1e-9 * (capital + per_year)
    if found.eirr.rate is not None:
        for rate, value in found.npv_at:
            assert (value > 0) == (rate < found.eirr.rate) or abs(rate - found.eirr.rate) < 1e-9


@LIKELY
@given(build=st.floats(0, 6), start=st.floats(2027, 2027.99))
def test_all_capital_is_spent_and_no_benefit_is_lost_or_made(build: float, start: float) -> None:
    one = cost(capital=sure(700), yearly=sure(30), build=(build, build))
    terms = replace(TEN, start=start, years=30, rate=0.0)
    found = appraise([one], gains(100), terms=terms)
    # The slow reference: ten thousand moments.
    moments = np.floor(start) + (np.arange(300_000) + 0.5) / 10_000
    opened = float(np.mean(moments >= start + build) * 30)
    assert found.cost_usd.sum() == pytest.approx(700 + 30 * opened, abs=0.01)
    assert found.benefit_usd.sum() == pytest.approx(100 * opened, abs=0.02)


def test_draws_repeat_with_their_seed_and_stay_inside_their_ends() -> None:
    one = cost(capital=Range(500, 1000, 2500), build=(0.2, 1.8))
    terms = replace(TEN, years=10, demand=Range(0.6, 1.0, 1.4), draws=4000, seed=7)
    first, again, other = (appraise([one], gains(400), terms=each) for each in (terms, terms, replace(terms, seed=8)))
    assert first.npv_usd == again.npv_usd
    assert first.npv_usd != other.npv_usd
    low = appraise([cost(capital=sure(2500), build=(1.8, 1.8))], gains(240), terms=replace(terms, demand=SURE))
    high = appraise([cost(capital=sure(500), build=(0.2, 0.2))], gains(560), terms=replace(terms, demand=SURE))
    spread = first.npv_usd
    assert low.npv_usd.central < spread.p10 < spread.p50 < spread.p90 < high.npv_usd.central  # type: ignore[operator]
    assert 0 < first.chance_of_gain < 1
    assert first.eirr_found == 1.0


def test_what_is_sure_has_no_spread() -> None:
    found = appraise([cost(capital=sure(1000))], gains(500), terms=TEN)
    for spread in (found.npv_usd, found.benefit_cost, found.payback_years, found.discounted_payback_years):
        assert (spread.p10, spread.p50, spread.p90) == pytest.approx((spread.central,) * 3)
    assert found.eirr_draws == pytest.approx((found.eirr.rate,) * 3)


def test_the_usual_terms_are_those_of_the_table() -> None:
    terms = plan.usual_terms(2027.5, Kind.INCOME)
    assert (terms.rate, terms.other_rates, terms.base_year, terms.years) == (0.09, (0.07, 0.12), 2027, 25)
    assert (terms.demand.low, terms.demand.high) == (0.6, 1.4)
    found = appraise([cost(capital=sure(1))], gains(1), terms=terms)
    assert "comcec-appraisal" in found.sources


def test_flags_of_costs_are_carried_to_the_answer() -> None:
    line = CostLine(
        "A", "works", Nature.CAPITAL, sure(5), (None, None), "2025", Basis.ASSUMED, Flag.TO_BE_SOURCED, "a", "", ""
    )
    found = appraise([replace(cost(capital=sure(5)), lines=(line,))], gains(1), terms=TEN)
    assert found.flags == {"A": ("to_be_sourced",)}
    assert "Costs with a flag: A (to be sourced)." in found.notes


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"counted": Kind.TRADE}, "trade cannot be added up"),
        ({"counted": Kind.DAYS}, "days_saved cannot be added up"),
        ({"start": math.nan}, "start nan; expected a year"),
        ({"rate": 9.0}, "a discount rate of 9.0; expected a share"),
        ({"rate": math.nan}, "a discount rate of nan"),
        ({"other_rates": (-0.1,)}, "a discount rate of -0.1"),
        ({"years": 0}, "0 years; expected 1 to 100"),
        ({"draws": 0}, "0 draws; expected 1"),
        ({"prices": (Price(Kind.DAYS, SURE, Basis.REPORTED, "x"),)}, "hold the hours already"),
        ({"prices": (Price(Kind.CO2E, SURE, Basis.REPORTED, "x"),) * 2}, "two prices of tonnes_co2e_saved"),
    ],
)
def test_terms_that_make_no_sense_are_refused(change: dict[str, object], message: str) -> None:
    with pytest.raises(BadInput) as caught:
        replace(TEN, **change)  # type: ignore[arg-type]
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("ends", "message"),
    [
        ((-1.0, 0.0, 1.0), "a cost of -1 USD; expected 0 or more"),
        ((3.0, 2.0, 1.0), "low 3, central 2, high 1; expected them in this order"),
        ((0.0, math.nan, 1.0), "expected finite numbers"),
        ((0.0, 1.0, math.inf), "expected finite numbers"),
    ],
)
def test_a_cost_that_makes_no_sense_is_refused(ends: tuple[float, float, float], message: str) -> None:
    with pytest.raises(BadInput, match=message):
        Range(*ends)


@pytest.mark.parametrize("build", [(math.nan, 1.0), (1.0, math.nan), (2.0, 1.0), (-1.0, 1.0), (1.0, math.inf)])
def test_years_that_are_no_time_to_build_are_refused(build: tuple[float, float]) -> None:
    with pytest.raises(BadInput, match="years to build; expected finite numbers"):
        cost(capital=sure(1), build=build)


@pytest.mark.parametrize(
    ("kinds", "codes", "values", "kind_of_error", "message"),
    [
        ((Kind.INCOME,), ("AZE",), np.ones((4, 1)), BadInput, "expected years of use, 1 kinds, 1 countries"),
        ((Kind.INCOME,), ("AZE",), np.full((4, 1, 1), np.nan), BadInput, "not finite"),
        ((Kind.INCOME,) * 2, ("AZE",), np.ones((4, 2, 1)), BadInput, "the kind real_income twice"),
        ((Kind.INCOME,), ("AZE", "AZE"), np.ones((4, 1, 2)), BadInput, "the country AZE twice"),
        ((Kind.INCOME,), ("AZR",), np.ones((4, 1, 1)), UnknownCode, "unknown country 'AZR'"),
    ],
)
def test_benefits_that_make_no_sense_are_refused(
    kinds: tuple[Kind, ...], codes: tuple[str, ...], values: np.ndarray, kind_of_error: type[BadInput], message: str
) -> None:
    with pytest.raises(kind_of_error) as caught:
        Benefits(kinds, codes, values)
    assert message in str(caught.value)


def test_a_price_needs_a_source_and_a_thing_to_price() -> None:
    with pytest.raises(BadInput, match="without a source"):
        Price(Kind.CO2E, SURE, Basis.ASSUMED, " ")
    with pytest.raises(BadInput, match="a price of trade"):
        Price(Kind.TRADE, SURE, Basis.ASSUMED, "x")


@pytest.mark.parametrize(
    ("costs", "benefits", "message"),
    [
        ([], gains(1), "measures none; expected at least one"),
        ([cost(capital=sure(1))] * 2, gains(1), "measures A, A; expected at least one, and each once"),
        ([cost(capital=sure(1))], gains(1, kind=Kind.TRADE), "real_income is not among the benefits (trade)"),
        ([cost(capital=sure(1))], gains(1, 3), "benefits of 3 years of use, and 4 years are counted"),
        ([cost(capital=sure(1), build=(1, 4))], gains(1), "may open at 2031 and years are counted up to 2031"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(costs: list[MeasureCost], benefits: Benefits, message: str) -> None:
    with pytest.raises(BadInput) as caught:
        appraise(costs, benefits, terms=TEN)
    assert message in str(caught.value)
