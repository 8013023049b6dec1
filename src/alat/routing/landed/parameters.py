"""What does landed cost assume? The rows of `landed_parameters` and `landed_margins`, each with its range."""

from dataclasses import dataclass
from functools import cache

from alat.data import Basis, Quantity, table
from alat.errors import BadInput, UnknownCode, near_matches
from alat.routing.landed.results import Intermediary

AT = ("fob", "cif", "delivered")
GIVEN = "given by the user"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One assumption: value, range, unit, basis and sources."""

    value: float
    low: float
    high: float
    unit: str
    basis: Basis
    sources: tuple[str, ...]
    note: str


def parameter(name: str) -> Parameter:
    """Return a row of `landed_parameters`.

    Raises
    ------
    UnknownCode
        If there is none of that name.
    """
    try:
        return _parameters()[name]
    except KeyError:
        raise UnknownCode("parameter of landed cost", name, near=near_matches(name, _parameters())) from None


@cache
def intermediaries() -> tuple[Intermediary, ...]:
    """Return the chain that is assumed where the user gives none."""
    return tuple(
        Intermediary(
            id=row["id"],
            actor=row["actor"],
            at=row["at"],
            share=Quantity(
                row["share"],
                "share",
                Basis(row["basis"]),
                (row["source"],),
                note=f"range {100 * row['low']:g}-{100 * row['high']:g} %; {row['note']}",
            ),
        )
        for row in table("landed_margins").iter_rows(named=True)
    )


def margins_typed(text: str) -> tuple[Intermediary, ...]:
    """Return the chain that a user types: ``none``, or ``broker@fob=2,importer=5`` (percent; delivered without @).

    Raises
    ------
    BadInput
        If a part is not NAME=PERCENT or NAME@WHERE=PERCENT, or a percentage is not one.
    """
    if text.strip().lower() == "none":
        return ()
    return tuple(_intermediary(part.strip()) for part in text.split(",") if part.strip())


def _intermediary(part: str) -> Intermediary:
    name, mark, percent = part.partition("=")
    actor, where, at = name.strip().partition("@")
    at = at.strip().lower() if where else "delivered"
    if not mark or not actor.strip() or at not in AT:
        raise BadInput(f"margin {part!r}; expected NAME=PERCENT or NAME@fob=PERCENT (fob, cif or delivered)")
    try:
        share = float(percent) / 100
    except ValueError:
        raise BadInput(f"margin {part!r}: {percent!r} is no percentage") from None
    if not 0 <= share <= 1:
        raise BadInput(f"margin {part!r}; expected a percentage from 0 to 100")
    return Intermediary(actor.strip().lower(), actor.strip(), at, Quantity(share, "share", Basis.ASSUMED, note=GIVEN))


@cache
def _parameters() -> dict[str, Parameter]:
    return {
        row["name"]: Parameter(
            row["value"], row["low"], row["high"], row["unit"], Basis(row["basis"]), (row["source"],), row["note"] or ""
        )
        for row in table("landed_parameters").iter_rows(named=True)
    }
