"""How sure are the points? The curvature of the posterior at its mode, drafts and states together.

What drafts ask is as uncertain as where states stand. Taking drafts out of the joint curvature (a Schur complement)
ties all states of a span that voted on the same drafts: one block a span, tied to the next by the states' random walks.
The inverse of such a chain of blocks is swept forward and back once. Two short cuts are taken, and both widen the
spread: a draft that comes back counts anew in each span, and a walk is cut where a state was away.
"""

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from scipy.sparse import csr_array

from alat.diplomacy.ideal.fit import STEP_VARIANCE, Drafts, Fit, curvature, slopes, walk, with_priors
from alat.diplomacy.ideal.items import Ballot, Ints, Votes
from alat.diplomacy.ideal.ordinal import Floats, Slopes


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """The units of one span.

    Attributes
    ----------
    units
        Their numbers.
    covariance
        (units, units) of their points.
    """

    units: Ints
    covariance: Floats


def spread(ballot: Ballot, fit: Fit, *, step_variance: float = STEP_VARIANCE) -> tuple[Block, ...]:
    """Return the covariance of points within each span, in the order of spans.

    Parameters
    ----------
    ballot
        The votes that were fitted.
    fit
        Their mode.
    step_variance
        As it was fitted.
    """
    sessions = ballot.units["session"].to_numpy()
    spans, number = np.unique(sessions, return_inverse=True)
    apart, of = _in_each_span(ballot, number)
    drafts = Drafts(*(each[of.draft] for each in (fit.drafts.slope, fit.drafts.first, fit.drafts.second)))
    found = slopes(apart, fit.points, drafts=drafts)
    _, bend = curvature(apart, fit.points, found=found)
    freed = np.linalg.inv(with_priors(apart, bend))
    own, ties = _own(apart, drafts, found=found), _ties(apart, fit.points, drafts=drafts, found=found)
    members = [np.flatnonzero(number == span) for span in range(len(spans))]
    blocks = []
    for span, units in enumerate(members):
        here = np.flatnonzero(of.unit == span)
        columns = (3 * here[:, None] + np.arange(3)).ravel()
        tie = ties[units][:, columns].toarray()
        through = np.einsum("udk,dkl->udl", tie.reshape(len(units), len(here), 3), freed[here])
        blocks.append(np.diag(own[units]) - through.reshape(len(units), -1) @ tie.T)
    joints = _walked(ballot, blocks, members=members, step_variance=step_variance)
    return tuple(Block(units, each) for units, each in zip(members, _inverses(blocks, joints), strict=True))


def standardised(points: Floats, covariance: Floats) -> tuple[Floats, Floats]:
    """Return z and its standard deviation within one span (mean 0, deviation 1 over its units).

    Parameters
    ----------
    points, covariance
        (units,) and (units, units).
    """
    scale = float(points.std())
    z = (points - points.mean()) / scale
    count = len(points)
    turn = (np.eye(count) - 1.0 / count - np.outer(z, z) / count) / scale
    variance = np.einsum("ij,jk,ik->i", turn, covariance, turn, optimize=True)
    return z, np.sqrt(np.maximum(variance, 0.0))


def _in_each_span(ballot: Ballot, number: Ints) -> tuple[Ballot, Votes]:
    """Return the votes with drafts counted anew in each span, and the span (as `unit`) and draft each one was."""
    keys = [number[votes.unit] * ballot.drafts + votes.draft for votes in ballot.kinds]
    every, place = np.unique(np.concatenate(keys), return_inverse=True)
    parts = np.split(place, np.cumsum([len(each) for each in keys])[:-1])
    yes, abstain, no = (Votes(votes.unit, part) for votes, part in zip(ballot.kinds, parts, strict=True))
    of = Votes(every // ballot.drafts, every % ballot.drafts)
    return replace(ballot, kinds=(yes, abstain, no), some=ballot.some[of.draft]), of


def _own(ballot: Ballot, drafts: Drafts, *, found: tuple[Slopes, Slopes, Slopes]) -> Floats:
    """Return (units,) minus the second derivative of the log-likelihood in each point."""
    total = np.zeros(ballot.units.height)
    for votes, each in zip(ballot.kinds, found, strict=True):
        weights = drafts.slope[votes.draft] ** 2 * each.eta_eta
        total -= np.bincount(votes.unit, weights=weights, minlength=len(total))
    return total


def _ties(
    ballot: Ballot, points: Floats, *, drafts: Drafts, found: tuple[Slopes, Slopes, Slopes]
) -> "csr_array[np.float64, tuple[int, int]]":
    """Return (units, 3 x drafts) minus the cross derivatives between points and what drafts ask.

    The part that is nought on average is left out (Gauss and Newton), which keeps the whole positive definite.
    """
    rows, columns, values = [], [], []
    for votes, each in zip(ballot.kinds, found, strict=True):
        slope = drafts.slope[votes.draft]
        first = slope * (each.first_first + each.cross)
        second = slope * (each.second_second + each.cross)
        one = ballot.one_cut[votes.draft]
        three = (
            -slope * points[votes.unit] * each.eta_eta,
            np.where(one, first + second, first),
            np.where(one, 0.0, second),
        )
        for place, weights in enumerate(three):
            rows.append(votes.unit)
            columns.append(3 * votes.draft + place)
            values.append(weights)
    entries = (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns)))
    return csr_array(entries, shape=(len(points), 3 * ballot.drafts))


def _walked(ballot: Ballot, blocks: list[Floats], *, members: list[Ints], step_variance: float) -> list[Floats]:
    """Add the precision of the random walks to the blocks, and return what ties each to the next."""
    span, place = np.empty(ballot.units.height, dtype=np.int64), np.empty(ballot.units.height, dtype=np.int64)
    for number, units in enumerate(members):
        span[units], place[units] = number, np.arange(len(units))
    goes_on = (ballot.gap > 0) & (span == np.roll(span, 1) + 1)
    band = walk(np.where(goes_on, ballot.gap, 0), step_variance)
    joints = [np.zeros((len(one), len(two))) for one, two in pairwise(members)]
    for number, units in enumerate(members):
        blocks[number] += np.diag(band[1, units])
        later = units[goes_on[units]]
        if len(later):
            joints[number - 1][place[later - 1], place[later]] = band[0, later]
    return joints


def _inverses(blocks: list[Floats], joints: list[Floats]) -> list[Floats]:
    """Return the diagonal blocks of the inverse of a chain of blocks."""
    ahead: list[Floats] = [blocks[0]]
    behind: list[Floats] = [blocks[-1]]
    for block, joint in zip(blocks[1:], joints, strict=True):
        ahead.append(block - joint.T @ np.linalg.solve(ahead[-1], joint))
    for block, joint in zip(blocks[-2::-1], joints[::-1], strict=True):
        behind.append(block - joint @ np.linalg.solve(behind[-1], joint.T))
    chain = zip(ahead, behind[::-1], blocks, strict=True)
    return [np.asarray(np.linalg.inv(one + two - own)) for one, two, own in chain]
