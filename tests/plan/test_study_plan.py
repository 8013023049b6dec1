"""What to build first of a study: the choice over gains that are given, its tables, and the gains that ship."""

from itertools import combinations

import numpy as np
import polars as pl
import pytest

from alat.data import open_study, table
from alat.economy import sector_world
from alat.errors import BadInput
from alat.plan import plan_told, study_plan
from alat.plan.outlooks import outlooks
from alat.plan.set_gains import every_single_and_pair, set_gains
from alat.plan.shipped_gains import MADE_FROM, digest, shipped_gains
from alat.plan.study_plan import StudyPlan

_STUDY = "azerbaijan-latin-america"
_MODELLED = ("M01", "M02", "M03", "M04", "M05", "M06", "M07", "M08", "M12")


def _given(usd_a_year: dict[str, float]) -> dict[frozenset[str], np.ndarray]:
    """Return gains of every set: what each measure brings Azerbaijan, a tenth less for each other in the set."""
    world = sector_world().baseline.countries
    found = {}
    for size in range(1, len(_MODELLED) + 1):
        for ids in combinations(_MODELLED, size):
            gains = np.zeros((len(outlooks()), len(world)))
            gains[:, world.index("AZE")] = sum(usd_a_year.get(one, 0.0) for one in ids) * (1 - 0.1 * (size - 1))
            found[frozenset(ids)] = gains
    return found


@pytest.fixture(scope="module")
def some() -> StudyPlan:
    return study_plan(open_study(_STUDY), budget_usd=100e6, known=_given({"M08": 9e6, "M12": 5e6, "M05": 1e5}))


def test_what_pays_is_built_and_fits_the_budget(some: StudyPlan) -> None:
    assert set(some.choice.chosen) == {"M08", "M12"}
    assert sum(some.choice.spent_musd) <= 100.0
    assert some.roadmap is not None
    assert {task.id for task in some.roadmap.tasks} == {"M08", "M12"}
    assert some.appraisal is not None
    assert some.appraisal.npv_usd.central == pytest.approx(1e6 * some.choice.values_musd[1], rel=1e-9)


def test_no_set_that_was_valued_is_worth_more(some: StudyPlan) -> None:
    weights = np.array([one.probability for one in some.outlooks])
    allowed = [ids for ids in some.choice.known if sum(some.problem.spent_musd(ids)) <= 100.0]
    assert max(float(some.choice.known[ids] @ weights) for ids in allowed) == pytest.approx(some.choice.score_musd)


def test_nothing_is_an_answer() -> None:
    found = study_plan(open_study(_STUDY), budget_usd=500e6, known=_given({}))
    told = plan_told(found)
    assert found.choice.chosen == ()
    assert "build nothing" in told.answer
    assert found.appraisal is None
    assert found.roadmap is None
    assert told.gains.is_empty()
    assert told.appraisal.is_empty()


def test_a_plan_is_told_in_tables_that_agree(some: StudyPlan) -> None:
    told = plan_told(some)
    assert told.measures.filter("chosen")["id"].sort().to_list() == ["M08", "M12"]
    assert set(told.left_out["id"]) == {"M09", "M10", "M11", "M13", "M14", "M15"}
    over = told.measures.filter(pl.col("alone_musd").is_null())["id"].to_list()
    assert {"M03", "M04", "M06", "M07"} <= set(over)
    best = told.sets.row(0, named=True)
    assert best["measures"] == "M08;M12"
    pair = told.pairs.filter((pl.col("first") == "M08") & (pl.col("second") == "M12"))["together_musd"].item()
    worth = {row["measures"]: row["worth_musd"] for row in told.sets.iter_rows(named=True)}
    assert pair == pytest.approx(worth["M08;M12"] - worth["M08"] - worth["M12"])
    assert pair < 0
    assert told.gains.filter(pl.col("iso3") == "AZE")["gain_musd"].item() == pytest.approx(14 * 0.9)


def test_shares_sum_to_the_worth_of_what_is_chosen(some: StudyPlan) -> None:
    shares = {one.id: one.shapley_musd for one in some.contributions}
    assert set(shares) == set(some.choice.chosen)
    assert sum(shares.values()) == pytest.approx(some.choice.score_musd, rel=1e-9)
    told = plan_told(some).measures
    assert told.filter("chosen")["share_musd"].sum() == pytest.approx(some.choice.score_musd, rel=1e-9)
    assert told.filter(~pl.col("chosen"))["share_musd"].null_count() == len(told) - len(shares)


def test_swings_are_about_the_central_worth_and_go_the_way_they_must(some: StudyPlan) -> None:
    found = {one.name: one for one in some.swings}
    assert [one.width_musd for one in some.swings] == sorted((one.width_musd for one in some.swings), reverse=True)
    costs, use, rate, time = (
        found[name] for name in ("costs", "use of what is built", "discount rate", "time to build")
    )
    for one, sign in ((costs, -1), (use, 1), (rate, -1), (time, -1)):
        assert one.low_musd is not None
        assert one.high_musd is not None
        assert sign * one.low_musd < 0 < sign * one.high_musd
    assert some.appraisal is not None
    base = (some.appraisal.npv_usd.central or 0.0) / 1e6
    at_rates = [npv / 1e6 - base for _, npv in some.appraisal.npv_at]
    assert [rate.low_musd, rate.high_musd] == pytest.approx(at_rates, rel=1e-9)
    # Gains that are given are the same in every outlook: neither elasticity nor whose trade it is moves anything.
    assert found["trade elasticity"].low_musd is None
    assert found["trade elasticity"].high_musd == pytest.approx(0.0, abs=1e-9)
    assert found["whose trade an edit helps"].width_musd == pytest.approx(0.0, abs=1e-9)


def test_where_nothing_is_chosen_nothing_is_shared_and_nothing_moves() -> None:
    found = study_plan(open_study(_STUDY), budget_usd=0.0, known=_given({}))
    assert found.contributions == ()
    assert found.swings == ()
    assert plan_told(found).swings.is_empty()


def test_outlooks_weigh_one_together() -> None:
    assert sum(one.probability for one in outlooks()) == pytest.approx(1.0)
    assert [one.own_trade for one in outlooks()] == [True, False, False]


@pytest.mark.parametrize("start", [float("nan"), float("inf")])
def test_a_start_that_is_no_year_is_refused(start: float) -> None:
    with pytest.raises(BadInput, match="building begins in"):
        study_plan(open_study(_STUDY), budget_usd=5e8, start=start)


@pytest.mark.parametrize("budget", [-1.0, float("nan"), float("inf")])
def test_a_budget_that_is_no_sum_is_refused(budget: float) -> None:
    with pytest.raises(BadInput, match="budget"):
        study_plan(open_study(_STUDY), budget_usd=budget)


def test_what_ships_was_made_from_the_files_that_ship() -> None:
    assert table(MADE_FROM)["digest"].to_list() == [digest()]
    study = open_study(_STUDY)
    held = shipped_gains(study, sector_world().baseline.countries)
    assert set(every_single_and_pair(study)) <= set(held)


def test_a_set_that_ships_is_what_the_chain_says_today() -> None:
    study, ids = open_study(_STUDY), frozenset({"M02", "M12"})
    held = shipped_gains(study, sector_world().baseline.countries)[ids]
    again = set_gains(study, [ids])[ids]
    np.testing.assert_allclose(again, held, rtol=1e-6, atol=1.0)
