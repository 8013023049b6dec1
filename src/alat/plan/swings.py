"""Which assumption moves the worth of what is chosen most? Each at either end of its range, all else central."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from alat.plan.appraisal_results import Terms
from alat.plan.outlooks import Outlook

CENTRAL, LOW, HIGH = "central", "low", "high"


@dataclass(frozen=True, slots=True)
class Stand:
    """Where worth is asked.

    Attributes
    ----------
    outlook
        Whose gains: row of the outlooks.
    demand, cost, opening
        ``low``, ``central`` or ``high``: which end of use, of costs, of the years that building takes.
    rate
        Discount rate a year; the central one where it is None.
    """

    outlook: int
    demand: str = CENTRAL
    cost: str = CENTRAL
    opening: str = CENTRAL
    rate: float | None = None


@dataclass(frozen=True, slots=True)
class Swing:
    """What one assumption moves.

    Attributes
    ----------
    name
        The assumption.
    low, high
        What its two ends are, in words; empty where that end was not computed.
    low_musd, high_musd
        Worth at that end less worth with all central (million USD); None where it was not computed.
    """

    name: str
    low: str
    high: str
    low_musd: float | None
    high_musd: float | None

    @property
    def width_musd(self) -> float:
        """How far it moves worth from end to end."""
        ends = (0.0, self.low_musd or 0.0, self.high_musd or 0.0)
        return max(ends) - min(ends)


Worth = Callable[[Stand], float]


def swings(worth: Worth, outlooks: Sequence[Outlook], *, terms: Terms) -> tuple[Swing, ...]:
    """Return what each assumption moves, the widest first.

    Parameters
    ----------
    worth
        Net present value (million USD) at a stand.
    outlooks
        How what is assumed may turn out; the one named central is the middle of all.
    terms
        Whose discount rates, demand and years are varied.

    Notes
    -----
    Gains are known for the outlooks alone: an end of theirs is shown where an outlook differs from the central one in
    nothing else that gains hang on.
    """
    middle = next(row for row, one in enumerate(outlooks) if one.name == CENTRAL)
    at = Stand(middle)
    base = worth(at)
    demand = tuple(f"{end:.0%} of forecast" for end in (terms.demand.low, terms.demand.high))
    low_rate, high_rate = terms.other_rates
    pairs = (
        ("costs", ("low ends", "high ends"), (replace(at, cost=LOW), replace(at, cost=HIGH))),
        ("use of what is built", demand, (replace(at, demand=LOW), replace(at, demand=HIGH))),
        ("time to build", ("shortest", "longest"), (replace(at, opening=LOW), replace(at, opening=HIGH))),
        (
            "discount rate",
            (f"{low_rate:.0%} a year", f"{high_rate:.0%} a year"),
            (replace(at, rate=low_rate), replace(at, rate=high_rate)),
        ),
    )
    found = [
        Swing(name, words[0], words[1], worth(ends[0]) - base, worth(ends[1]) - base) for name, words, ends in pairs
    ]
    found += _of_gains(worth, outlooks, at=at, base=base)
    return tuple(sorted(found, key=lambda one: -one.width_musd))


def _of_gains(worth: Worth, outlooks: Sequence[Outlook], *, at: Stand, base: float) -> list[Swing]:
    """Return what the trade elasticity, and whose trade a measure helps, move as far as gains are known."""
    usual = outlooks[at.outlook]
    by_theta: dict[str, float] = {}
    found = []
    for row, one in enumerate(outlooks):
        if row == at.outlook:
            continue
        moved = worth(replace(at, outlook=row)) - base
        if one.own_trade == usual.own_trade and one.theta != usual.theta:
            by_theta[one.theta] = moved
        elif one.own_trade != usual.own_trade and one.theta == usual.theta:
            # The central outlook stands at the other end itself.
            alone, every = "the parties' trade alone", "that of all who pass"
            low, high = (moved, 0.0) if one.own_trade else (0.0, moved)
            found.append(Swing("whose trade an edit helps", alone, every, low, high))
    if by_theta:
        words = [f"{end} end of its range" if end in by_theta else "" for end in (LOW, HIGH)]
        found.append(Swing("trade elasticity", words[0], words[1], by_theta.get(LOW), by_theta.get(HIGH)))
    return found
