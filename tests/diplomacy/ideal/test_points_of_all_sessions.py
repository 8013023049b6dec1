"""The points of all sessions: beside those that are published, those that ship, and those that made the votes."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from scipy.special import ndtr

from alat.diplomacy.ideal import FEWEST_VOTES, IdealPoints, ideal_points, shipped_points
from alat.diplomacy.ideal.fit import Fit, fitted
from alat.diplomacy.ideal.items import Ballot, Votes, ballot
from alat.diplomacy.ideal.points import keep_sides
from alat.diplomacy.ideal.spread import _inverses, spread, standardised
from alat.diplomacy.record import shipped_record
from alat.errors import BadInput, NotConvergent

NINE_IN_TEN = 1.6448536269514722


@pytest.fixture(scope="module")
def points() -> IdealPoints:
    """Fit all sessions, once."""
    return ideal_points()


@pytest.fixture(scope="module")
def whole() -> tuple[Ballot, Fit]:
    """Return the votes of all sessions and their fit, once."""
    given = ballot(shipped_record())
    return given, fitted(given)


# VOTES.md, section 8: z and place of the prototype's refits; tolerance on z .06 (CUB .12, USA .3), on places 5 (AZE 9).
GOLDEN = [
    ("AZE", 68, -0.435, 118), ("AZE", 73, -0.775, 163), ("AZE", 74, -0.785, 164), ("BRA", 68, -0.475, 127),
    ("BRA", 73, 0.065, 74), ("BRA", 74, 0.39, 55), ("ARG", 68, 0.06, 68), ("ARG", 73, 0.06, 75),
    ("ARG", 74, 0.01, 75), ("MEX", 68, 0.045, 69), ("MEX", 73, 0.085, 71), ("MEX", 74, 0.06, 71),
    ("COL", 68, 0.04, 72), ("COL", 73, 0.01, 77), ("COL", 74, 0.14, 65), ("CUB", 68, -2.245, 191),
    ("CUB", 73, -2.495, 191), ("CUB", 74, -2.47, 191), ("USA", 68, 4.355, 1), ("USA", 73, 4.955, 1),
    ("USA", 74, 4.96, 1),
]  # fmt: skip


@pytest.mark.parametrize(("iso3", "session", "z", "place"), GOLDEN)
def test_golden_values(iso3: str, session: int, z: float, place: int, points: IdealPoints) -> None:
    row = points.of(iso3).filter(pl.col("session") == session).row(0, named=True)
    wide = {"CUB": 0.12, "USA": 0.3}.get(iso3, 0.06)
    assert row["z"] == pytest.approx(z, abs=wide)
    assert abs(row["rank"] - place) <= (9 if iso3 == "AZE" else 5)


def test_what_ships_is_what_is_fitted(points: IdealPoints) -> None:
    shipped = shipped_points()
    assert shipped.points.select("iso3", "session", "votes").equals(points.points.select("iso3", "session", "votes"))
    for name in ("z", "z_low", "z_high"):
        found, held = (each.points[name].fill_null(0.0).to_numpy() for each in (points, shipped))
        np.testing.assert_allclose(found, held, atol=2e-4)
    assert shipped.left_out.equals(points.left_out)


def test_sessions_are_shown_by_the_spans_that_hold_them() -> None:
    record = shipped_record()
    whole = shipped_points()
    assert set(whole.within(73, 74).of("AZE")["years"]) == {"2018", "2019-2020"}
    human = ideal_points(record, topic="human rights").within(72, 73).of("AZE")
    assert human.select("session", "years").rows() == [(74, "2015-2020")]


@pytest.mark.parametrize(
    ("span", "said"), [((90, 95), "session 90 is not"), ((74, 70), "74 comes after"), ((0, 5), "0")]
)
def test_sessions_that_are_not_there_are_refused(span: tuple[int, int], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        shipped_points().within(*span)


@pytest.mark.raw
def test_points_agree_with_those_that_are_published(points: IdealPoints, raw_data: Path) -> None:
    file = raw_data / "politics" / "votes" / "IdealpointestimatesAll_Apr2020.csv"
    published = pl.read_csv(file, encoding="latin-1", infer_schema_length=None).select(
        pl.col("iso3c").alias("iso3"), pl.col("session").cast(pl.Int64), "IdealPoint"
    )
    both = points.points.drop_nulls("z").join(published, on=["iso3", "session"])
    by = both.group_by("session").agg(
        r=pl.corr("z", "IdealPoint"), rank=pl.corr("z", "IdealPoint", method="spearman"), states=pl.len()
    )
    late = by.filter(pl.col("session") >= 46)
    assert late.height == 29
    assert late["r"].min() >= 0.97  # type: ignore[operator]
    assert late["rank"].min() >= 0.98  # type: ignore[operator]
    assert by.filter(pl.col("session").is_in([68, 69, 70, 73]))["r"].min() >= 0.98  # type: ignore[operator]


def test_the_ends_keep_their_sides_in_every_session(whole: tuple[Ballot, Fit]) -> None:
    given, fit = whole
    rows = given.units.with_columns(point=pl.Series(fit.points)).filter(pl.col("iso3").is_in(["USA", "RUS"]))
    ends = rows.pivot("iso3", index="session", values="point")
    assert ends.height == shipped_record().calls["session"].n_unique() - 1  # all but session 19
    assert (ends["USA"] > ends["RUS"]).all()


def test_a_solution_that_is_turned_round_is_refused_in_all_sessions_too(whole: tuple[Ballot, Fit]) -> None:
    given, fit = whole
    with pytest.raises(NotConvergent, match="USA stands below RUS"):
        keep_sides(given, -fit.points)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, 1])
def test_intervals_hold_nine_in_ten_of_simulated_points(seed: int, whole: tuple[Ballot, Fit]) -> None:
    given, truth = whole
    made = simulated(given, truth, seed=seed)
    found = fitted(made)
    votes, session = (given.units[name].to_numpy() for name in ("votes", "session"))
    held = np.full(len(votes), np.nan)
    for block in spread(made, found):
        z, sd = standardised(found.points[block.units], block.covariance)
        own = truth.points[block.units]
        held[block.units] = np.abs(z - (own - own.mean()) / own.std()) < NINE_IN_TEN * sd
    enough = votes >= FEWEST_VOTES
    assert 0.85 <= held[enough].mean() <= 0.95
    assert 0.85 <= held[enough & (session >= 46)].mean() <= 0.95


def simulated(given: Ballot, truth: Fit, *, seed: int) -> Ballot:
    """Return votes cast anew by the same states on the same drafts."""
    random = np.random.default_rng(seed)
    unit, draft = (np.concatenate([getattr(each, name) for each in given.kinds]) for name in ("unit", "draft"))
    drafts = truth.drafts
    eta, chance = drafts.slope[draft] * truth.points[unit], random.random(len(unit))
    vote = (chance > ndtr(drafts.first[draft] - eta)).astype(int) + (chance > ndtr(drafts.second[draft] - eta))
    some = np.stack([np.bincount(draft[vote == kind], minlength=given.drafts) > 0 for kind in range(3)], axis=1)
    parted = some.sum(axis=1) > 1
    number, kept = np.cumsum(parted) - 1, parted[draft]
    yes, abstain, no = (Votes(unit[kept & (vote == kind)], number[draft[kept & (vote == kind)]]) for kind in range(3))
    return replace(given, kinds=(yes, abstain, no), some=some[parted])


def test_a_chain_of_blocks_is_inverted_as_the_whole_would_be() -> None:
    random = np.random.default_rng(3)
    sizes = [3, 5, 4, 2]
    edges = np.concatenate([[0], np.cumsum(sizes)])
    whole = np.diag(np.full(edges[-1], 12.0))
    for first, last, after in zip(edges[:-1], edges[1:], [*edges[2:], edges[-1]], strict=True):
        own = random.normal(size=(last - first, last - first))
        whole[first:last, first:last] += own @ own.T
        if after > last:
            tie = random.normal(size=(last - first, after - last)) * 0.3
            whole[first:last, last:after], whole[last:after, first:last] = tie, tie.T
    spans = list(pairwise(edges))
    blocks = [whole[first:last, first:last] for first, last in spans]
    joints = [whole[one[0] : one[1], two[0] : two[1]] for one, two in pairwise(spans)]
    inverse = np.linalg.inv(whole)
    for (first, last), found in zip(spans, _inverses(blocks, joints), strict=True):
        np.testing.assert_allclose(found, inverse[first:last, first:last], rtol=1e-9, atol=1e-12)


def test_z_is_spread_as_small_moves_of_the_points_spread_it() -> None:
    random = np.random.default_rng(4)
    points, root = random.normal(size=6), random.normal(size=(6, 6)) * 1e-4
    _, sd = standardised(points, root @ root.T)
    moved = points + random.normal(size=(40_000, 6)) @ root.T
    z = (moved - moved.mean(axis=1, keepdims=True)) / moved.std(axis=1, keepdims=True)
    np.testing.assert_allclose(sd, z.std(axis=0), rtol=0.03)
