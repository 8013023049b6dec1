"""Points from made votes: what was put in comes back, whatever the order; the ends keep their sides."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl
import pytest
from scipy.optimize import minimize

from alat.diplomacy.ideal.fit import CUT_VARIANCE, STILL, Drafts, fitted, slopes
from alat.diplomacy.ideal.items import Ballot, ballot
from alat.diplomacy.ideal.points import FEWEST_VOTES, ideal_points, keep_sides
from alat.diplomacy.record import VoteRecord, shipped_record
from alat.errors import BadInput, NotConvergent, UnknownCode

Maker = Callable[..., Any]
STATES, SESSIONS = 24, 6


def walked(seed: int, *, states: int = STATES, sessions: int = SESSIONS, step: float = 0.2) -> np.ndarray:
    random = np.random.default_rng(seed)
    begun = np.concatenate([[2.0, -2.0], random.normal(0, 1, states - 2)])
    return begun[:, None] + np.cumsum(random.normal(0, step, (states, sessions)), axis=1)


def in_order(given: Ballot, points: np.ndarray) -> np.ndarray:
    """Return points as states by sessions, the states in the order of their names in the made record."""
    rows = given.units.with_columns(point=pl.Series(points)).pivot("session", index="iso3", values="point")
    names = ["USA", "RUS", *(f"S{number:02d}" for number in range(rows.height - 2))]
    sorted_ = rows.with_columns(place=pl.col("iso3").replace_strict(names, range(len(names)))).sort("place")
    return sorted_.drop("iso3", "place").to_numpy()


def test_points_that_were_put_in_come_back(made: Maker) -> None:
    truth = walked(1)
    given = ballot(made(truth, drafts=60, seed=2, bridged=10).record)
    found = in_order(given, fitted(given).points)
    for session in range(SESSIONS):
        assert np.corrcoef(found[:, session], truth[:, session])[0, 1] > 0.95


def test_drafts_that_come_back_tie_sessions_together(made: Maker) -> None:
    truth = walked(3, states=40, sessions=2, step=0.05)
    truth[2:, 1] += 1.5  # nearly all move to one side between the two sessions
    votes = made(truth, drafts=80, seed=4, bridged=40, shift=np.array([0.0, 1.5])).record
    loose = replace(votes, repeated=votes.repeated.clear())
    moved = []
    for record in (votes, loose):
        given = ballot(record)
        found = in_order(given, fitted(given, step_variance=4.0).points)
        moved.append(float((found[2:, 1] - found[2:, 0]).mean() / found.std()))
    true = float((truth[2:, 1] - truth[2:, 0]).mean() / truth.std())
    assert abs(moved[0] - true) < 0.35
    assert abs(moved[1] - true) > 0.6


def test_what_drafts_ask_is_what_a_general_optimiser_finds(made: Maker) -> None:
    given = ballot(made(walked(5, states=8, sessions=2), drafts=12, seed=6, bridged=3).record)
    ours = fitted(given)
    free, drafts = given.free_cuts, given.drafts

    def held(x: np.ndarray) -> Drafts:
        cuts = np.where(given.some[:, [0, 2]], 0.0, [-np.inf, np.inf])
        cuts[free] = x[drafts:]
        cuts[given.one_cut, 1] = cuts[given.one_cut, 0]
        return Drafts(x[:drafts], cuts[:, 0], cuts[:, 1])

    def cost(x: np.ndarray) -> float:
        asked = held(x)
        with np.errstate(invalid="ignore"):
            kinds = slopes(given, ours.points, drafts=asked)
        value = sum(float(kind.log_p.sum()) for kind in kinds)
        return -value + 0.5 * float((asked.slope**2).sum()) + 0.5 * float((x[drafts:] ** 2).sum()) / CUT_VARIANCE

    cuts = np.stack([ours.drafts.first, ours.drafts.second], axis=1)
    start = np.concatenate([ours.drafts.slope, cuts[free]])
    best = minimize(cost, start, method="L-BFGS-B", options={"maxiter": 500})
    assert cost(start) - best.fun < 1e-5


def test_points_come_to_rest_on_the_scale_that_is_told(made: Maker) -> None:
    found = fitted(ballot(made(walked(7), drafts=40, seed=8, bridged=5).record))
    history = found.log_posterior
    assert history[-1] > history[0]
    assert abs(history[-1] - history[-2]) < 1e-3 * abs(history[-1])
    assert found.change < STILL
    assert found.points.mean() == pytest.approx(0.0, abs=1e-12)
    assert found.points.std() == pytest.approx(1.0, abs=1e-12)


def test_the_order_of_rows_changes_nothing(made: Maker) -> None:
    record = made(walked(9), drafts=20, seed=10, bridged=4).record
    mixed = replace(
        record,
        votes=record.votes.sample(fraction=1.0, shuffle=True, seed=1),
        calls=record.calls.sample(fraction=1.0, shuffle=True, seed=2),
    )
    one, two = (ideal_points(each).points for each in (record, mixed))
    assert one.select("iso3", "session", "votes", "rank").equals(two.select("iso3", "session", "votes", "rank"))
    np.testing.assert_allclose(one["z"].to_numpy(), two["z"].to_numpy(), atol=1e-9)


def test_a_start_with_the_ends_exchanged_is_refused(made: Maker) -> None:
    given = ballot(made(walked(11), drafts=40, seed=12, bridged=5).record)
    turned = fitted(given, start=-3.0 * given.at_pole + 3.0 * (given.units["iso3"] == "RUS").to_numpy())
    with pytest.raises(NotConvergent, match="USA stands below RUS in session 1"):
        keep_sides(given, turned.points)
    keep_sides(given, -turned.points)


def test_a_state_with_few_votes_has_no_point(made: Maker) -> None:
    record = made(walked(13), drafts=30, seed=14).record
    few = record.votes.filter((pl.col("iso3") != "S00") | (pl.col("rcid") % 2 == 0) | (pl.col("rcid") > 60))
    rows = ideal_points(replace(record, votes=few)).of("S00")
    thin, full = rows.filter(pl.col("session") <= 2), rows.filter(pl.col("session") > 2)
    assert (thin["votes"] < FEWEST_VOTES).all()
    assert thin.select("z", "z_low", "z_high", "rank").null_count().sum_horizontal().item() == 4 * thin.height
    assert full["z"].null_count() == 0


def test_a_topic_with_five_votes_gives_no_point_and_says_so(made: Maker) -> None:
    record = made(walked(15), drafts=30, seed=16).record
    tagged = record.calls.with_columns(issues=pl.when(pl.col("rcid") <= 5).then(pl.lit("Fish")).otherwise(pl.lit("")))
    found = ideal_points(replace(record, calls=tagged), topic="fish")
    assert found.points["z"].count() == 0
    assert any("too few for any point" in note for note in found.notes)
    assert set(found.points["votes"]) <= {1, 2, 3, 4, 5}


def test_what_is_used_and_what_is_left_out_is_all_there_is() -> None:
    record = shipped_record()
    given = ballot(record)
    assert int(given.units["votes"].sum()) + int(given.left_out["votes"].sum()) == record.votes.height
    assert (int(given.units["votes"].sum()), given.drafts, given.units.height) == (797_473, 4_784, 10_469)  # VOTES.md 8


@pytest.mark.parametrize(
    ("call", "error", "said"),
    [
        (lambda record: ideal_points(record, span=0), BadInput, "span 0"),
        (lambda record: ideal_points(record, topic="cheese"), UnknownCode, "unknown topic 'cheese'"),
        (lambda record: ideal_points(replace(record, votes=record.votes.clear())), BadInput, "no vote is left"),
    ],
)
def test_what_cannot_be_asked_is_refused(made: Maker, call: object, error: type[Exception], said: str) -> None:
    record: VoteRecord = made(walked(17, states=6, sessions=1), drafts=5, seed=18).record
    tagged = replace(record, calls=record.calls.with_columns(issues=pl.lit("Fish")))
    with pytest.raises(error, match=said):
        call(tagged)  # type: ignore[operator]
