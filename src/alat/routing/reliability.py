"""How long does a lane take on a good day and on a bad one, and how often is it on time?

Each step's hours follow a law with its mean and variance, and are drawn many times; steps are independent. The same
step draws the same numbers in every lane and scenario (common random numbers), so that two lanes differ by what
differs between them.
"""

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from alat.errors import BadInput
from alat.routing.disruptions import Record
from alat.routing.figures import Floats
from alat.routing.results import Lane, Part, PartKind

DRAWS = 10_000
_HOURS_A_DAY = 24.0
_QUANTILES = (0.1, 0.5, 0.9)


@dataclass(frozen=True, slots=True)
class Sample:
    """How many draws of the hours, and the seed; equal seeds give equal draws.

    Raises
    ------
    BadInput
        If there is no draw.
    """

    draws: int = DRAWS
    seed: int = 0

    def __post_init__(self) -> None:
        if self.draws < 1:
            raise BadInput(f"{self.draws} draws; expected one or more")


@dataclass(frozen=True, slots=True)
class LaneTimes:
    """The hours of one lane, drawn many times.

    Attributes
    ----------
    lane
        Its id.
    mean_h, p10_h, p50_h, p90_h
        Of the draws, nothing shut.
    on_time_share
        Share of draws within the time asked for.
    closures_p90_h, closures_on_time_share
        The same with closures at the odds on record: a load that finds a thing shut waits until it opens, or takes as
        much longer as the best way round, whichever is less.
    """

    lane: str
    mean_h: float
    p10_h: float
    p50_h: float
    p90_h: float
    on_time_share: float
    closures_p90_h: float
    closures_on_time_share: float


@dataclass(frozen=True, slots=True)
class Risk:
    """A thing on a lane that may be shut: its record, and the hours the best way round takes longer (inf: none)."""

    record: Record
    round_h: float


def lane_times(lane: Lane, *, within_h: float, risks: Mapping[str, Risk], sample: Sample) -> LaneTimes:
    """Return how long a lane takes, with its chance of being on time.

    Parameters
    ----------
    lane
        The lane.
    within_h
        The time asked for, hours.
    risks
        Things on the lane with closures on record, by target.
    sample
        How many draws, and the seed.

    Raises
    ------
    BadInput
        If the time asked for is not positive.
    """
    draws, seed = sample.draws, sample.seed
    if not within_h > 0:
        raise BadInput(f"within {within_h / _HOURS_A_DAY:g} days; expected more than none")
    hours = lane_draws(lane, draws=draws, seed=seed)
    delayed = hours + sum((_closed(risk, draws=draws, seed=seed) for risk in risks.values()), np.zeros(draws))
    p10, p50, p90 = np.quantile(hours, _QUANTILES)
    return LaneTimes(
        lane=lane.id,
        mean_h=float(hours.mean()),
        p10_h=float(p10),
        p50_h=float(p50),
        p90_h=float(p90),
        on_time_share=float((hours <= within_h).mean()),
        closures_p90_h=float(np.quantile(delayed, _QUANTILES[-1])),
        closures_on_time_share=float((delayed <= within_h).mean()),
    )


def lane_draws(lane: Lane, *, draws: int = DRAWS, seed: int = 0) -> Floats:
    """Return (draws,) hours of a lane.

    Notes
    -----
    A wait for a scheduled ship is uniform between none and the headway; every other step follows a gamma law of its
    mean and variance, which starts at zero and leans right.
    """
    seen: Counter[str] = Counter()
    total = np.zeros(draws)
    for part in lane.parts:
        name = f"{part.kind} {part.mode} {part.start} {part.end} {part.detail}"
        seen[name] += 1
        total += _drawn(part, _stream(f"{name} {seen[name]}", seed=seed), draws=draws)
    return total


def _drawn(part: Part, stream: np.random.Generator, *, draws: int) -> Floats:
    mean_h = part.hours + part.late_h
    if not part.variance_h2 or not part.hours:
        return np.full(draws, part.hours)
    if part.kind is PartKind.WAIT and part.mode == "sea" and part.detail == "wait for the ship":
        return stream.uniform(0.0, 2 * part.hours, draws)
    return stream.gamma(mean_h**2 / part.variance_h2, part.variance_h2 / mean_h, draws)


def _closed(risk: Risk, *, draws: int, seed: int) -> Floats:
    """Draw the hours lost to closures: most loads lose none; the longer a closure, the likelier a load meets it."""
    stream = _stream(f"closed {risk.record.target}", seed=seed)
    met = stream.uniform(size=draws) < risk.record.share_of_time
    days = np.array(risk.record.days)
    if not days.sum():
        return np.zeros(draws)
    which = stream.choice(len(days), size=draws, p=days / days.sum())
    left_h = days[which] * _HOURS_A_DAY * stream.uniform(size=draws)
    return np.where(met, np.minimum(left_h, max(risk.round_h, 0.0)), 0.0)


def _stream(name: str, *, seed: int) -> np.random.Generator:
    digest = hashlib.sha256(f"{seed} {name}".encode()).digest()
    return np.random.Generator(np.random.Philox(key=int.from_bytes(digest[:16], "big")))
