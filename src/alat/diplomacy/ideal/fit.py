"""Where do states stand, and what do drafts ask, so that the votes cast are most likely?

    P(y <= k) = Phi(cut_jk - slope_j point_it),   point_it ~ N(point_is, step (t - s)),   point_i,first ~ N(0, 1),
    slope_j ~ N(0, 1),   cut_jk ~ N(0, 25)

The dynamic ordinal model of Bailey, Strezhnev & Voeten (2017, "Estimating Dynamic State Preferences from United Nations
Voting Data"), with the posterior mode in place of their sampler: drafts given states by damped Newton steps, all at
once; states given drafts by one Newton step, whose matrix is a band because only a state's neighbouring spans are tied;
points then brought to mean 0 and deviation 1. The scale has no sign of its own: the start gives it one.
"""

from dataclasses import dataclass

import numpy as np
from scipy.linalg import solveh_banded

from alat.diplomacy.ideal.items import Ballot, Ints
from alat.diplomacy.ideal.ordinal import Floats, Slopes, of_abstention, of_no, of_yes
from alat.errors import NotConvergent

STEP_VARIANCE = 0.06
SLOPE_VARIANCE, CUT_VARIANCE = 1.0, 25.0
STILL = 3e-3
_ROUNDS = 250
_START = 3.0
_APART = 0.5  # of the two cuts, at first
_LONGEST_STEP, _FARTHEST = 1.0, 5.0
_SETTLED = 1e-6
_AT_FIRST = 3  # rounds of the drafts alone, so that the start's sign is in them before states move


@dataclass(frozen=True, slots=True, eq=False)
class Drafts:
    """What each draft asks.

    Attributes
    ----------
    slope
        How strongly votes on it follow where states stand.
    first, second
        Cuts between yes and abstention, and between abstention and no; infinite where nobody voted so, one number where
        nobody abstained.
    """

    slope: Floats
    first: Floats
    second: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """The mode.

    Attributes
    ----------
    points
        (units,) mean 0, standard deviation 1.
    drafts
        What each draft asks.
    log_posterior
        At each round.
    change
        Largest move of a point in the last round.
    """

    points: Floats
    drafts: Drafts
    log_posterior: tuple[float, ...]
    change: float


def fitted(ballot: Ballot, *, step_variance: float = STEP_VARIANCE, start: Floats | None = None) -> Fit:
    """Return the mode.

    Parameters
    ----------
    ballot
        Votes by unit (a state in a span of sessions) and draft.
    step_variance
        Variance of a state's step from one session to the next.
    start
        (units,) where to begin; the pole's own units apart from all others without it.

    Raises
    ------
    NotConvergent
        If points still move after many rounds.
    """
    prior = walk(ballot.gap, step_variance)
    points = np.where(ballot.at_pole, _START, 0.0) if start is None else start.copy()
    drafts = _first_guess(ballot)
    for _ in range(_AT_FIRST):
        drafts, _ = _drafts_step(ballot, points, drafts=drafts)
    history: list[float] = []
    change = np.inf
    while change >= STILL:
        if len(history) == _ROUNDS:
            raise NotConvergent("ideal points", residual=change, tolerance=STILL, iterations=_ROUNDS, last=points)
        drafts, _ = _drafts_step(ballot, points, drafts=drafts)
        moved, value = _points_step(ballot, points, drafts=drafts, prior=prior)
        mean, spread = float(moved.mean()), float(moved.std())
        moved, drafts = (moved - mean) / spread, _rescaled(drafts, mean, spread=spread)
        change = float(np.abs(moved - points).max())
        points = moved
        history.append(value)
    return Fit(points, _asked(ballot, points, drafts=drafts), tuple(history), change)


def walk(gap: Ints, step_variance: float) -> Floats:
    """Return the precision of the random walks as a band, shape (2, units): diagonal, and the one above it.

    Parameters
    ----------
    gap
        (units,) sessions since the unit before, 0 where a walk begins.
    step_variance
        Variance of a step from one session to the next.
    """
    tied = gap > 0
    strength = np.where(tied, 1.0 / (step_variance * np.where(tied, gap, 1)), 0.0)
    band = np.zeros((2, len(strength)))
    band[1] = np.where(tied, 0.0, 1.0) + strength
    band[1, :-1] += strength[1:]
    band[0, 1:] = -strength[1:]
    return band


def slopes(ballot: Ballot, points: Floats, *, drafts: Drafts) -> tuple[Slopes, Slopes, Slopes]:
    """Return the slopes of yes votes, abstentions and no votes."""
    eta = [drafts.slope[votes.draft] * points[votes.unit] for votes in ballot.kinds]
    yes, abstain, no = ballot.kinds
    return (
        of_yes(eta[0], drafts.first[yes.draft]),
        of_abstention(eta[1], drafts.first[abstain.draft], second=drafts.second[abstain.draft]),
        of_no(eta[2], drafts.second[no.draft]),
    )


def _first_guess(ballot: Ballot) -> Drafts:
    nought = np.zeros(ballot.drafts)
    first = np.where(ballot.some[:, 0], -_APART, -np.inf)
    second = np.where(ballot.some[:, 2], _APART, np.inf)
    return Drafts(nought, np.where(ballot.one_cut, 0.0, first), np.where(ballot.one_cut, 0.0, second))


def _asked(ballot: Ballot, points: Floats, *, drafts: Drafts) -> Drafts:
    """Return what drafts ask where points no longer move."""
    step = np.inf
    for _ in range(_ROUNDS):
        if step < _SETTLED:
            break
        drafts, step = _drafts_step(ballot, points, drafts=drafts)
    return drafts


def _rescaled(drafts: Drafts, mean: float, *, spread: float) -> Drafts:
    """Return drafts that say the same of points that are moved and stretched."""
    moved = drafts.slope * mean
    return Drafts(drafts.slope * spread, drafts.first - moved, drafts.second - moved)


def curvature(ballot: Ballot, points: Floats, *, found: tuple[Slopes, Slopes, Slopes]) -> tuple[Floats, Floats]:
    """Return gradient (drafts, 3) and minus the second derivatives (drafts, 3, 3) of each draft's log-likelihood.

    The three are slope, first cut, second cut; where nobody abstained both cuts are the first.
    """
    gradient, bend = np.zeros((ballot.drafts, 3)), np.zeros((ballot.drafts, 3, 3))
    for votes, each in zip(ballot.kinds, found, strict=True):
        at = points[votes.unit]
        sums = {
            (0,): at * each.eta, (1,): each.first, (2,): each.second,
            (0, 0): at**2 * each.eta_eta, (0, 1): -at * (each.first_first + each.cross),
            (0, 2): -at * (each.second_second + each.cross), (1, 1): each.first_first,
            (2, 2): each.second_second, (1, 2): each.cross,
        }  # fmt: skip
        for place, values in sums.items():
            if not values.any():
                continue
            total = np.bincount(votes.draft, weights=values, minlength=ballot.drafts)
            if len(place) == 1:
                gradient[:, place[0]] += total
            else:
                bend[:, place[0], place[1]] -= total
    bend[:, 1, 0], bend[:, 2, 0], bend[:, 2, 1] = bend[:, 0, 1], bend[:, 0, 2], bend[:, 1, 2]
    one = ballot.one_cut
    gradient[one, 1] += gradient[one, 2]
    bend[one, 0, 1] += bend[one, 0, 2]
    bend[one, 1, 0] = bend[one, 0, 1]
    bend[one, 1, 1] += bend[one, 2, 2] + 2 * bend[one, 1, 2]
    free = ballot.free_cuts
    for cut in (1, 2):
        shut = ~free[:, cut - 1]
        gradient[shut, cut] = 0.0
        bend[shut, cut, :] = bend[shut, :, cut] = 0.0
        bend[shut, cut, cut] = 1.0
    return gradient, bend


def with_priors(ballot: Ballot, bend: Floats) -> Floats:
    """Return second derivatives with what the priors of slopes and cuts add."""
    found = bend.copy()
    found[:, 0, 0] += 1.0 / SLOPE_VARIANCE
    for cut in (1, 2):
        found[ballot.free_cuts[:, cut - 1], cut, cut] += 1.0 / CUT_VARIANCE
    return found


def _drafts_step(ballot: Ballot, points: Floats, *, drafts: Drafts) -> tuple[Drafts, float]:
    """Take one damped Newton step of all drafts."""
    gradient, bend = curvature(ballot, points, found=slopes(ballot, points, drafts=drafts))
    free = ballot.free_cuts
    gradient[:, 0] -= drafts.slope / SLOPE_VARIANCE
    for cut, held in ((1, drafts.first), (2, drafts.second)):
        gradient[free[:, cut - 1], cut] -= held[free[:, cut - 1]] / CUT_VARIANCE
    step = np.linalg.solve(with_priors(ballot, bend), gradient[:, :, None])[:, :, 0]
    both = free.all(axis=1)
    closer = np.where(both, step[:, 1] - step[:, 2], 0.0)
    room = np.where(both, drafts.second - drafts.first, np.inf)
    short = np.minimum(1.0, _LONGEST_STEP / np.maximum(np.abs(step).max(axis=1), 1e-12))
    short = np.where(closer > 0, np.minimum(short, 0.5 * room / np.where(closer > 0, closer, 1.0)), short)
    step *= short[:, None]
    one = ballot.one_cut
    first = drafts.first + step[:, 1]
    second = np.where(one, first, drafts.second + step[:, 2])
    return Drafts(drafts.slope + step[:, 0], first, second), float(np.abs(step).max())


def _points_step(ballot: Ballot, points: Floats, *, drafts: Drafts, prior: Floats) -> tuple[Floats, float]:
    """Take one Newton step of all points; return them and the log-posterior before it."""
    gradient, bend = np.zeros(len(points)), np.zeros(len(points))
    value = 0.0
    for votes, each in zip(ballot.kinds, slopes(ballot, points, drafts=drafts), strict=True):
        slope = drafts.slope[votes.draft]
        gradient += np.bincount(votes.unit, weights=slope * each.eta, minlength=len(points))
        bend -= np.bincount(votes.unit, weights=slope**2 * each.eta_eta, minlength=len(points))
        value += float(each.log_p.sum())
    pull = banded_times(prior, points)
    value -= 0.5 * float(points @ pull) + 0.5 * float((drafts.slope**2).sum()) / SLOPE_VARIANCE
    cuts = np.stack([drafts.first, drafts.second], axis=1)
    value -= 0.5 * float((cuts[ballot.free_cuts] ** 2).sum()) / CUT_VARIANCE
    band = prior.copy()
    band[1] += bend
    step: Floats = solveh_banded(band, gradient - pull, check_finite=False)
    moved: Floats = np.clip(points + np.clip(step, -_LONGEST_STEP, _LONGEST_STEP), -_FARTHEST, _FARTHEST)
    return moved, value


def banded_times(band: Floats, x: Floats) -> Floats:
    """Return a symmetric matrix of one band times a vector."""
    found: Floats = band[1] * x
    found[:-1] += band[0, 1:] * x[1:]
    found[1:] += band[0, 1:] * x[:-1]
    return found
