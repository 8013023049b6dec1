"""What could be done, at what cost, and in which order can it be built?"""

from collections.abc import Mapping, Sequence

from alat.data import Basis, Quantity, Study
from alat.errors import BadTable, near_matches
from alat.plan.effect_rows import read_effects
from alat.plan.order import Circle, all_needs, building_order
from alat.plan.results import CostBasis, Effect, Measure, Measures

_USD_A_MILLION = 1e6
_BASIS = {
    CostBasis.STATED: Basis.REPORTED,
    CostBasis.ASSUMED: Basis.ASSUMED,
    CostBasis.TO_BE_SOURCED: Basis.ASSUMED,
    CostBasis.TO_BE_COMPUTED: Basis.MODELLED,
}


def measures(study: Study) -> Measures:
    """Read a study's measures, hold them to what no schema can say, and put them in an order that can be built.

    Parameters
    ----------
    study
        An open study.

    Returns
    -------
    Measures
        Costs that the table leaves empty are not known; they are never nil.

    Raises
    ------
    MissingFile
        If the study has no `measures.csv`.
    BadTable
        If a row breaks the schema, states a range upside down, requires itself, an unknown measure or one measure
        twice, if measures require each other in a circle, or if a row of `measure_effects.csv` makes no sense.
    """
    frame = study.table("measures")
    file = f"{study.id}/measures.csv"
    effects = read_effects(study, known=frame["id"].to_list())
    found = {
        row["id"]: _measure(row, effects.get(row["id"], ()), file=file, number=number)
        for number, row in enumerate(frame.to_dicts(), start=2)
    }
    rows = {name: number for number, name in enumerate(found, start=2)}
    _check_requirements(found, rows, file=file)
    requires = {name: one.requires for name, one in found.items()}
    try:
        order = building_order(requires)
    except Circle as circle:
        problem = f"measures require each other in a circle: {circle}"
        raise BadTable(file, problem, row=rows[circle.ids[0]], column="requires") from None
    return Measures(
        study=study.id,
        measures=tuple(found[name] for name in order),
        needs=all_needs(requires, order),
        sources=(),
        notes=_notes(tuple(found.values())),
    )


def _measure(row: Mapping[str, object], effects: tuple[Effect, ...], *, file: str, number: int) -> Measure:
    for low, high in (("cost_low_musd", "cost_high_musd"), ("years_low", "years_high")):
        least, most = row[low], row[high]
        if isinstance(least, float) and isinstance(most, float) and least > most:
            raise BadTable(file, f"{most:g} is less than {low} {least:g}", row=number, column=high)
    basis = _cost_basis(str(row["cost_basis"]))
    return Measure(
        id=str(row["id"]),
        name=str(row["name"]),
        kind=str(row["kind"]),
        where=_list(row["where"]),
        effect=str(row["effect"]),
        cost_low=_cost(row["cost_low_musd"], basis, note=str(row["cost_basis"])),
        cost_high=_cost(row["cost_high_musd"], basis, note=str(row["cost_basis"])),
        cost_basis=basis,
        cost_note=str(row["cost_basis"]),
        years_low=float(str(row["years_low"])),
        years_high=float(str(row["years_high"])),
        owner=str(row["owner"]),
        requires=_list(row["requires"]),
        source=str(row["source"]),
        effects=effects,
    )


def _cost_basis(text: str) -> CostBasis:
    """Tell what a cost rests on from how the study's words begin."""
    words = text.casefold()
    for start, basis in (
        ("assumed", CostBasis.ASSUMED),
        ("compute", CostBasis.TO_BE_COMPUTED),
        ("to be sourced", CostBasis.TO_BE_SOURCED),
    ):
        if words.startswith(start):
            return basis
    return CostBasis.STATED


def _cost(musd: object, basis: CostBasis, *, note: str) -> Quantity:
    value = musd * _USD_A_MILLION if isinstance(musd, float) else None
    return Quantity(value, "usd", _BASIS[basis], note=note if value is not None else f"not known: {note}")


def _list(cell: object) -> tuple[str, ...]:
    return tuple(part.strip() for part in str(cell or "").split(";") if part.strip())


def _check_requirements(found: Mapping[str, Measure], rows: Mapping[str, int], *, file: str) -> None:
    for name, one in found.items():
        for needed in one.requires:
            problem = ""
            if needed == name:
                problem = f"{name} requires itself"
            elif needed not in found:
                near = near_matches(needed, found)
                problem = f"{name} requires {needed}, which is not a measure of this table"
                problem += f"; did you mean {near[0]}?" if near else ""
            elif one.requires.count(needed) > 1:
                problem = f"{name} requires {needed} twice"
            if problem:
                raise BadTable(file, problem, row=rows[name], column="requires")


def _notes(every: Sequence[Measure]) -> tuple[str, ...]:
    unknown = [one.id for one in every if not one.costed]
    notes = []
    if unknown:
        notes.append(
            f"The cost, or one end of it, is not known for {', '.join(unknown)}: it is missing, not nil, and no sum "
            "over measures is given."
        )
    assumed = sum(one.cost_basis is CostBasis.ASSUMED for one in every)
    if assumed:
        notes.append(f"{assumed} of {len(every)} costs are assumed: a range of the study, without a source.")
    return tuple(notes)
