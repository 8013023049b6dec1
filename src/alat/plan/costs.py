"""What does each measure cost, once and every year, and what was found beside that?"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from alat.data import Basis, Study
from alat.errors import BadInput, BadTable, NotCovered, near_matches
from alat.network import BASE, Scenario
from alat.plan.cost_results import NIL, CostLine, Costs, Flag, MeasureCost, Nature, Range
from alat.plan.engine_costs import computed
from alat.plan.parameters import parameter
from alat.plan.results import Measure, Measures
from alat.plan.shipped_gains import shipped_cost

_USD_A_MILLION = 1e6
UPKEEP = "upkeep"
NOTES = (
    (
        "Capital is paid while a measure is built, yearly cost from its opening; where no yearly cost is stated none "
        "is counted, which is not to say that there is none."
    ),
    "Ends of several lines are added end to end, as if all were low or high at once: the range of a sum is wide.",
    "Money of different years is not brought to one; each line says its year.",
    (
        "A service costs its ships less the freight they earn: shippers' savings are counted after freight, and the "
        "whole cost of the ships beside them would count the freight twice."
    ),
)
_Row = tuple[int, Mapping[str, object]]


def costs(study: Study, plan: Measures, *, only: Sequence[str] = (), scenario: Scenario = BASE) -> Costs:
    """Return what measures cost: stated lines, lines that the engine computes, and the evidence beside them.

    Parameters
    ----------
    study
        An open study with `measure_costs.csv`.
    plan
        Its measures.
    only
        Ids of the measures wanted; all where none is given. Those whose ships are computed take seconds each.
    scenario
        What is closed, opened or avoided when ships are priced.

    Raises
    ------
    NotCovered
        If the study has no table of costs, or a measure no line that enters its sum: that is not a cost of nothing.
    BadTable
        If a row breaks the schema, speaks of an unknown measure, has its range upside down, lacks figures and a rule
        or has both, if a rule is not known, or upkeep stands without capital.
    BadInput
        If `only` names no measure of the plan.
    """
    if not study.has("measure_costs"):
        raise NotCovered(f"{study.id} has no measure_costs.csv; what its measures cost is not known")
    known = [one.id for one in plan.measures]
    for name in only:
        if name not in known:
            near = near_matches(name, known)
            raise BadInput(f"{name!r} is no measure of {study.id}; {'did you mean ' + near[0] + '?' if near else ''}")
    rows: dict[str, list[_Row]] = {}
    file = f"{study.id}/measure_costs.csv"
    for number, row in enumerate(study.table("measure_costs").to_dicts(), start=2):
        _check(row, known, file=file, number=number)
        rows.setdefault(str(row["measure"]), []).append((number, row))
    found: list[MeasureCost] = []
    sources: set[str] = set()
    for one in plan.measures:
        if not only or one.id in only:
            cost, cited = _cost(one, rows.get(one.id, []), study=study, scenario=scenario)
            found.append(cost)
            sources |= cited
    return Costs(tuple(found), tuple(sorted(sources)), (*NOTES, *_flagged(found)))


def total(found: Sequence[MeasureCost]) -> tuple[Range, Range]:
    """Return capital and yearly cost of several measures, end added to end."""
    capital, every_year = NIL, NIL
    for one in found:
        capital, every_year = capital + one.capital, every_year + one.yearly
    return capital, every_year


def _cost(
    measure: Measure, rows: Sequence[_Row], *, study: Study, scenario: Scenario
) -> tuple[MeasureCost, frozenset[str]]:
    file = f"{study.id}/measure_costs.csv"
    lines = [_line(row) for _, row in rows if row["use"] == "sum" and not row["rule"]]
    sources: set[str] = set()
    for number, row in (each for each in rows if each[1]["use"] == "sum" and each[1]["rule"]):
        rule = str(row["rule"])
        try:
            priced, note, cited = _by_rule(rule, lines, study=study, scenario=scenario)
        except BadInput as error:
            raise BadTable(file, str(error), row=number, column="rule") from None
        sources |= set(cited)
        said = "; ".join(part for part in (note, str(row["note"] or "")) if part)
        lines.append(replace(_line(row), usd=priced, note=said))
    if not lines:
        raise NotCovered(f"{measure.id} ({measure.name}): no line of {file} enters its cost; it is not known, not nil")
    return (
        MeasureCost(
            measure=measure.id,
            name=measure.name,
            owner=measure.owner,
            years_low=measure.years_low,
            years_high=measure.years_high,
            capital=_sum(lines, Nature.CAPITAL),
            yearly=_sum(lines, Nature.YEARLY),
            lines=tuple(lines),
            evidence=tuple(_line(row) for _, row in rows if row["use"] == "evidence"),
        ),
        frozenset(sources),
    )


def _by_rule(
    rule: str, lines: Sequence[CostLine], *, study: Study, scenario: Scenario
) -> tuple[Range, str, tuple[str, ...]]:
    """Return a yearly cost, how it came to be, and ids of sources."""
    if rule == UPKEEP:
        capital, share = _sum(lines, Nature.CAPITAL), parameter("upkeep")
        if capital == NIL:
            raise BadInput("upkeep of nothing; expected a line of capital of the same measure")
        ends = share.range
        note = f"{ends.low:.1%}, {ends.central:.1%} and {ends.high:.1%} of capital a year"
        return capital.times(ends), note, share.sources
    ready = shipped_cost(rule, study) if scenario.edits == BASE.edits else None
    priced = computed(rule, study=study, scenario=scenario) if ready is None else ready
    return priced.usd, priced.note, priced.sources


def _sum(lines: Sequence[CostLine], nature: Nature) -> Range:
    found = NIL
    for line in lines:
        if line.nature is nature and line.usd is not None:
            found = found + line.usd
    return found


def _line(row: Mapping[str, object]) -> CostLine:
    low, central, high = (_usd(row[f"{end}_musd"]) for end in ("low", "central", "high"))
    whole = low is not None and central is not None and high is not None
    return CostLine(
        measure=str(row["measure"]),
        item=str(row["item"]),
        nature=Nature(str(row["nature"])),
        usd=Range(low, central, high) if low is not None and central is not None and high is not None else None,
        printed=(None, None) if whole else (low, high),
        money_year=str(row["money_year"] or ""),
        basis=Basis(str(row["basis"])),
        flag=Flag(str(row["flag"] or "")),
        source=str(row["source"]),
        address=str(row["address"] or ""),
        note=str(row["note"] or ""),
    )


def _usd(musd: object) -> float | None:
    return musd * _USD_A_MILLION if isinstance(musd, float) else None


def _check(row: Mapping[str, object], known: Sequence[str], *, file: str, number: int) -> None:
    if row["measure"] not in known:
        near = near_matches(str(row["measure"]), known)
        hint = f"; did you mean {near[0]}?" if near else ""
        raise BadTable(file, f"{row['measure']!r} is no measure of this study{hint}", row=number, column="measure")
    ends = [end for name in ("low", "central", "high") if isinstance(end := row[f"{name}_musd"], float)]
    if ends != sorted(ends):
        said = f"{', '.join(f'{end:g}' for end in ends)}; expected low, central and high in this order"
        raise BadTable(file, said, row=number, column="central_musd")
    if row["use"] != "sum":
        return
    if row["rule"] and (ends or row["nature"] != Nature.YEARLY):
        raise BadTable(file, "a rule stands for a yearly cost without figures of its own", row=number, column="rule")
    if not row["rule"] and len(ends) < len(("low", "central", "high")):
        raise BadTable(
            file,
            "what enters the sum needs low, central and high, or a rule; what is not known is evidence",
            row=number,
            column="central_musd",
        )


def _flagged(found: Sequence[MeasureCost]) -> tuple[str, ...]:
    said = {
        Flag.TO_BE_SOURCED: "No source was found for a part of the cost of {}: the range is assumed.",
        Flag.CONTRADICTED: "Sources contradict each other on a part of the cost of {}: the range holds both.",
        Flag.FLOOR: "A part of the cost of {} is a floor: sources give less than the whole.",
    }
    return tuple(
        words.format(", ".join(names))
        for flag, words in said.items()
        if (names := [one.measure for one in found if flag in one.flags])
    )
