"""Under which outlooks is a set of measures valued?"""

from dataclasses import dataclass
from functools import cache

from alat.data import table
from alat.plan.cost_results import Range


@dataclass(frozen=True, slots=True)
class Outlook:
    """One way in which what is assumed may turn out.

    Attributes
    ----------
    name, probability
        Its weight in the mean is assumed.
    own_trade
        Whether an edit of the network helps the trade between the study's parties alone, and not all who pass.
    theta, demand, cost
        ``low``, ``central`` or ``high``: which end of each range.
    note
        What it stands for.
    """

    name: str
    probability: float
    own_trade: bool
    theta: str
    demand: str
    cost: str
    note: str


@cache
def outlooks() -> tuple[Outlook, ...]:
    """Return the outlooks of `plan_outlooks`, their probabilities summing to one."""
    rows = table("plan_outlooks").iter_rows(named=True)
    return tuple(
        Outlook(
            row["outlook"],
            row["probability"],
            row["holds_for"] == "own",
            row["theta"],
            row["demand"],
            row["cost"],
            row["note"],
        )
        for row in rows
    )


def end_of(values: Range, end: str) -> float:
    """Return one end of a range by its name."""
    return dict(zip(("low", "central", "high"), values.ends, strict=True))[end]
