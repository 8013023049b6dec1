"""How is a plan told? Its tables, and the answer in words."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from alat.plan.cost_results import Flag
from alat.plan.export import gantt
from alat.plan.study_plan import StudyPlan

_MUSD = 1e6
_FLAG_WORDS = {
    Flag.TO_BE_SOURCED: "to be sourced",
    Flag.CONTRADICTED: "sources differ",
    Flag.FLOOR: "a floor",
}


@dataclass(frozen=True, slots=True)
class PlanTold:
    """What to do first, as tables.

    Attributes
    ----------
    study, title
        Whose measures.
    answer
        What to build, in words.
    measures
        One row a candidate, dearest last by what it is worth alone: id, name, owner, chosen, requires, outlay_low_musd,
        outlay_musd, outlay_high_musd (capital, and running within the budget's years), years_low, years_high,
        alone_musd (net present value of it and all it requires; null where that is dearer than the budget), gain_musd
        (real income of the parties a year, alone, mean over outlooks), gain_low_musd and gain_high_musd (over
        outlooks), kept (weight of the outlooks whose best set has it), share_musd (of the worth of what is chosen, its
        Shapley value; null where it is not chosen or not computed), flags.
    sets
        Sets that were valued, best first: measures, worth_musd (mean over outlooks), one column an outlook.
    pairs
        first, second, together_musd: what two are worth beyond the sum of both.
    gains
        Of what is chosen: iso3, party, gain_musd, gain_low_musd, gain_high_musd (real income a year over outlooks); all
        parties, and others who gain or lose most.
    payments
        owner, capital_musd, yearly_musd (present values).
    roadmap
        As `alat.plan.export.gantt`.
    appraisal
        name, central, p10, p50, p90, unit: net present value, return, benefit over cost, payback of what is chosen.
    swings
        What moves the worth of what is chosen, the widest first: name, low, high (both ends in words), low_musd,
        high_musd (worth there less worth with all central; null where that end was not computed).
    left_out
        id, why.
    outlooks
        outlook, probability, note.
    sources, notes
        As ever.
    """

    study: str
    title: str
    answer: str
    measures: pl.DataFrame
    sets: pl.DataFrame
    pairs: pl.DataFrame
    gains: pl.DataFrame
    payments: pl.DataFrame
    roadmap: pl.DataFrame
    appraisal: pl.DataFrame
    swings: pl.DataFrame
    left_out: pl.DataFrame
    outlooks: pl.DataFrame
    sources: tuple[str, ...]
    notes: tuple[str, ...]


def plan_told(found: StudyPlan) -> PlanTold:
    """Return a plan as tables."""
    return PlanTold(
        study=found.study,
        title=found.title,
        answer=_answer(found),
        measures=_measures(found),
        sets=_sets(found),
        pairs=_pairs(found),
        gains=_gains(found),
        payments=_payments(found),
        roadmap=gantt(found.roadmap) if found.roadmap is not None else pl.DataFrame(),
        appraisal=_figures(found),
        swings=_swings(found),
        left_out=pl.DataFrame(
            {"id": list(found.left_out), "why": list(found.left_out.values())},
            schema={"id": pl.String, "why": pl.String},
        ),
        outlooks=pl.DataFrame(
            [{"outlook": one.name, "probability": one.probability, "note": one.note} for one in found.outlooks]
        ),
        sources=found.sources,
        notes=found.notes,
    )


def _answer(found: StudyPlan) -> str:
    choice = found.choice
    money = f"a budget of {found.budget_musd:,.0f} million USD (capital, and running within {found.budget_years} years)"
    if not choice.chosen:
        return f"Under {money}: build nothing. No allowed set of measures is worth more than it costs."
    spent = sum(choice.spent_musd)
    worth = f"worth {choice.score_musd:,.0f} million USD net (present value, mean over outlooks"
    low, high = choice.values_musd.min(), choice.values_musd.max()
    return (
        f"Under {money}: build {', '.join(choice.chosen)}. Outlay {spent:,.0f} million USD, {worth}; "
        f"{low:,.0f} in the worst outlook, {high:,.0f} in the best)."
    )


def _worth(found: StudyPlan, ids: frozenset[str]) -> float | None:
    values = found.choice.known.get(ids)
    return (
        None
        if values is None
        else float(sum(v * one.probability for v, one in zip(values, found.outlooks, strict=True)))
    )


def _measures(found: StudyPlan) -> pl.DataFrame:
    share = {one.id: one.shapley_musd for one in found.contributions}
    rows = []
    for one in found.problem.candidates:
        alone = frozenset({one.id}) | found.problem.needs[one.id]
        gains = found.party_gain_usd(alone) / _MUSD if alone in found.gains else None
        mean = (
            None if gains is None else float(sum(g * o.probability for g, o in zip(gains, found.outlooks, strict=True)))
        )
        cost = found.costs[one.id]
        rows.append(
            {
                "id": one.id,
                "name": one.name,
                "owner": one.owner,
                "chosen": one.id in found.choice.chosen,
                "requires": ";".join(one.requires),
                "outlay_low_musd": one.cost_musd[0],
                "outlay_musd": one.cost_musd[1],
                "outlay_high_musd": one.cost_musd[2],
                "years_low": cost.years_low,
                "years_high": cost.years_high,
                "alone_musd": _worth(found, alone),
                "gain_musd": mean,
                "gain_low_musd": None if gains is None else float(gains.min()),
                "gain_high_musd": None if gains is None else float(gains.max()),
                "kept": found.regret.kept.get(one.id, 0.0),
                "share_musd": share.get(one.id),
                "flags": "; ".join(_FLAG_WORDS[flag] for flag in cost.flags),
            }
        )
    frame = pl.DataFrame(rows, schema_overrides={"share_musd": pl.Float64}, infer_schema_length=None)
    return frame.sort("alone_musd", descending=True, nulls_last=True)


def _sets(found: StudyPlan) -> pl.DataFrame:
    rows = [
        {"measures": ";".join(sorted(ids)), "worth_musd": _worth(found, ids)}
        | {one.name: float(value) for one, value in zip(found.outlooks, values, strict=True)}
        for ids, values in found.choice.known.items()
    ]
    return pl.DataFrame(rows, infer_schema_length=None).sort("worth_musd", descending=True)


def _pairs(found: StudyPlan) -> pl.DataFrame:
    """Return what two measures are worth together beyond the sum, where neither requires the other."""
    rows = []
    needs = found.problem.needs
    for place, first in enumerate(found.problem.order):
        for second in found.problem.order[place + 1 :]:
            one, two = (frozenset({name}) | needs[name] for name in (first, second))
            both, shared = one | two, one & two
            values = [_worth(found, ids) for ids in (both, one, two, shared)]
            if first in two or second in one or None in values:
                continue
            together = values[0] - values[1] - values[2] + values[3]  # type: ignore[operator]
            rows.append({"first": first, "second": second, "together_musd": together})
    return pl.DataFrame(rows, schema={"first": pl.String, "second": pl.String, "together_musd": pl.Float64})


def _gains(found: StudyPlan) -> pl.DataFrame:
    schema = {"iso3": pl.String, "party": pl.Boolean} | dict.fromkeys(
        ("gain_musd", "gain_low_musd", "gain_high_musd"), pl.Float64
    )
    chosen = frozenset(found.choice.chosen)
    if not chosen:
        return pl.DataFrame(schema=schema)
    gains = found.gains[chosen] / _MUSD
    mean = np.array([one.probability for one in found.outlooks]) @ gains
    frame = pl.DataFrame(
        {
            "iso3": found.countries,
            "party": [code in found.parties for code in found.countries],
            "gain_musd": mean,
            "gain_low_musd": gains.min(axis=0),
            "gain_high_musd": gains.max(axis=0),
        },
        schema=schema,
    )
    return frame.sort(pl.col("party"), pl.col("gain_musd").abs(), descending=True)


def _payments(found: StudyPlan) -> pl.DataFrame:
    rows = [] if found.appraisal is None else found.appraisal.payments
    return pl.DataFrame(
        [
            {"owner": one.owner, "capital_musd": one.capital_usd / _MUSD, "yearly_musd": one.yearly_usd / _MUSD}
            for one in rows
        ],
        schema={"owner": pl.String, "capital_musd": pl.Float64, "yearly_musd": pl.Float64},
    )


def _figures(found: StudyPlan) -> pl.DataFrame:
    schema = {"name": pl.String} | dict.fromkeys(("central", "p10", "p50", "p90"), pl.Float64) | {"unit": pl.String}
    held = found.appraisal
    if held is None:
        return pl.DataFrame(schema=schema)
    npv, years, ratio = held.npv_usd, held.payback_years, held.benefit_cost
    scaled = [None if end is None else end / _MUSD for end in (npv.central, npv.p10, npv.p50, npv.p90)]
    rows = [
        ("net present value, central outlook", *scaled, "million USD"),
        ("economic internal rate of return", *_percent(held.eirr.rate, *held.eirr_draws), "percent a year"),
        ("benefit over cost", ratio.central, ratio.p10, ratio.p50, ratio.p90, "ratio"),
        ("payback", years.central, years.p10, years.p50, years.p90, "years"),
    ]
    return pl.DataFrame(rows, schema=schema, orient="row")


def _swings(found: StudyPlan) -> pl.DataFrame:
    schema = dict.fromkeys(("name", "low", "high"), pl.String) | dict.fromkeys(("low_musd", "high_musd"), pl.Float64)
    return pl.DataFrame(
        [{name: getattr(one, name) for name in schema} for one in found.swings],
        schema=schema,
    )


def _percent(*shares: float | None) -> list[float | None]:
    return [None if share is None else 100 * share for share in shares]
