"""What does a study say its measures change? Rows of `measure_effects.csv`, held to what no schema can say."""

from collections.abc import Mapping, Sequence

from alat.data import Basis, Study
from alat.errors import BadInput, BadTable, near_matches
from alat.plan.results import Effect
from alat.reference import party

ALL = "all"
_PARTS_OF_A_DUTY = 3
# Which figures each verb changes, and whether it takes a number.
_FIGURES = {
    "close": ("close",),
    "open": ("open",),
    "avoid": ("avoid",),
    "none": ("none",),
    "add": ("headway_h", "km"),
    "improve": ("hours", "usd", "wait"),
    "tariff": ("duty",),
}
_NUMBERED = ("add", "improve", "tariff")
_UNITS = {
    "headway_h": ("h",),
    "km": ("km",),
    "hours": ("factor", "h"),
    "wait": ("factor", "h"),
    "usd": ("factor", "USD"),
    "duty": ("factor",),
}


def read_effects(study: Study, *, known: Sequence[str]) -> dict[str, tuple[Effect, ...]]:
    """Return what each measure changes; a study without the table says nothing of it.

    Parameters
    ----------
    study
        An open study.
    known
        Ids of its measures.

    Raises
    ------
    BadTable
        If a row breaks the schema, speaks of an unknown measure, changes a figure that its verb does not have, lacks a
        number or has one too many, has its range upside down, or if a measure changes something and nothing at once.
    """
    if not study.has("measure_effects"):
        return {}
    file = f"{study.id}/measure_effects.csv"
    found: dict[str, list[Effect]] = {}
    for number, row in enumerate(study.table("measure_effects").to_dicts(), start=2):
        one = _effect(row)
        _check_row(one, known, file=file, number=number)
        before = found.setdefault(one.measure, [])
        if before and "none" in {one.verb, before[0].verb}:
            raise BadTable(file, f"{one.measure} changes something and nothing at once", row=number, column="verb")
        before.append(one)
    return {name: tuple(effects) for name, effects in found.items()}


def duty_parts(one: Effect) -> tuple[str, str, str]:
    """Return importer, exporter and products of a duty.

    Raises
    ------
    BadInput
        If the subject is not three parts, a party is not known, or the products are no code.
    """
    parts = tuple(part.strip() for part in one.subject.split(":"))
    if len(parts) != _PARTS_OF_A_DUTY or not all(parts):
        raise BadInput(f"{one.subject!r}; expected IMPORTER:EXPORTER:PRODUCTS, such as AZE:BRA:all")
    importer, exporter, products = parts
    party(importer)
    party(exporter)
    if products != ALL and not (products.isdigit() and len(products) in {2, 4, 6}):
        raise BadInput(f"products {products!r}; expected {ALL}, or two, four or six digits")
    return importer, exporter, products


def _effect(row: Mapping[str, object]) -> Effect:
    value, low, high = (
        float(number) if isinstance(number := row[name], float) else None for name in ("value", "low", "high")
    )
    return Effect(
        measure=str(row["measure"]),
        verb=str(row["verb"]),
        subject=str(row["subject"]),
        what=str(row["what"]),
        value=value,
        low=low,
        high=high,
        unit=str(row["unit"] or ""),
        basis=Basis(str(row["basis"])),
        source=str(row["source"]),
        note=str(row["note"]),
        own=row.get("holds_for") == "own",
    )


def _check_row(one: Effect, known: Sequence[str], *, file: str, number: int) -> None:
    if one.measure not in known:
        near = near_matches(one.measure, known)
        hint = f"; did you mean {near[0]}?" if near else ""
        raise BadTable(file, f"{one.measure!r} is no measure of this study{hint}", row=number, column="measure")
    figures = _FIGURES[one.verb]
    if one.what not in figures:
        raise BadTable(
            file, f"{one.verb} changes no {one.what}; expected {', '.join(figures)}", row=number, column="what"
        )
    _check_numbers(one, file=file, number=number)
    if one.verb == "tariff":
        try:
            duty_parts(one)
        except BadInput as error:
            raise BadTable(file, str(error), row=number, column="subject") from None


def _check_numbers(one: Effect, *, file: str, number: int) -> None:
    ends = (one.low, one.value, one.high)
    if one.verb not in _NUMBERED:
        if ends != (None, None, None) or one.unit:
            raise BadTable(file, f"{one.verb} takes no number and no unit", row=number, column="value")
        return
    if one.value is None or one.low is None or one.high is None:
        raise BadTable(file, f"{one.verb} needs a value with its low and high end", row=number, column="value")
    if not one.low <= one.value <= one.high:
        said = f"low {one.low:g}, value {one.value:g}, high {one.high:g}; expected them in this order"
        raise BadTable(file, said, row=number, column="value")
    if one.unit not in _UNITS[one.what]:
        wanted = " or ".join(_UNITS[one.what])
        raise BadTable(file, f"{one.unit!r}; {one.what} is in {wanted}", row=number, column="unit")
