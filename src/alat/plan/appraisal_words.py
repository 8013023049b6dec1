"""What must a reader of an appraisal know: what is counted, what is not, and what the costs rest on?"""

from collections.abc import Sequence

from alat.plan.appraisal_results import UNITS, Benefits, Kind, Terms
from alat.plan.cost_results import MeasureCost

_FIXED = (
    (
        "Real income and money saved are not added to each other: freight that is saved is where the gain in real "
        "income comes from, and the sum of both would count it twice."
    ),
    "What is left of a measure at the end of the years counted, such as a railway that lasts, counts for nothing.",
    "Who gains is told by country and who pays by owner; who finances is not known, and no country's net is given.",
    "Money is in prices of the years that the costs state, and the discount rate is taken as real.",
)


def why_beside(kind: Kind, terms: Terms) -> str:
    """Return why a kind of benefit is not added up."""
    if kind is Kind.MONEY:
        return "real income holds it already"
    if kind is Kind.INCOME:
        return f"{terms.counted} is counted in its place, and it would count the saving twice"
    if kind is Kind.TRADE:
        return "trade is a turnover and not a gain: what it costs to make the goods is not taken off"
    if kind is Kind.DAYS and terms.counted is Kind.INCOME:
        return "real income holds the hours already, by way of trade costs"
    return "no price with a source was given"


def appraisal_notes(costs: Sequence[MeasureCost], steps: Sequence[Benefits], *, terms: Terms) -> tuple[str, ...]:
    """Return the notes of an appraisal."""
    counted = f"Added up: {terms.counted}"
    for price in terms.prices:
        ends = price.usd
        counted += (
            f", and {price.kind} at {ends.central:,.0f} ({ends.low:,.0f} to {ends.high:,.0f}) USD per "
            f"{UNITS[price.kind].removesuffix('s')} ({price.basis}: {price.source})"
        )
    drawn = (
        f"{terms.draws:,} draws with seed {terms.seed}: costs and demand ({terms.demand.low:g} to "
        f"{terms.demand.high:g} of the forecast) by triangular laws, times to build evenly between their ends; the "
        "discount rate is not drawn."
    )
    notes = [f"{counted}.", *_FIXED, drawn]
    if len(costs) > 1 and len(steps) == 1:
        notes.append(
            "All measures begin at the start, and nothing comes in before the last of them opens; what some bring "
            "earlier is left out."
        )
    elif len(costs) > 1:
        notes.append("All measures begin at the start; each brings what it adds to those open before from its opening.")
    flagged = [f"{one.measure} ({', '.join(one.flags).replace('_', ' ')})" for one in costs if one.flags]
    if flagged:
        notes.append(f"Costs with a flag: {'; '.join(flagged)}.")
    whole = sum(one.of(terms.counted)[: terms.years].sum(axis=0) for one in steps)
    losers = [code for code, value in zip(steps[0].countries, whole, strict=True) if value < 0]
    if losers:
        notes.append(f"Some lose: {', '.join(losers)}.")
    return tuple(notes)
