"""What was said, and what was found: the study's claims and evidence as records."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from alat.data import Basis, Quantity, Study
from alat.data.study import hs_codes
from alat.errors import NotCovered
from alat.reference import Bloc, Country, bloc, bloc_names, country

# Units that numbers have everywhere in Alat; any other is a count of the thing it names, which the note keeps.
UNITS = ("usd", "percent", "share", "rank")


@dataclass(frozen=True, slots=True)
class Evidence:
    """One finding of the study on a claim; fields as in the schema `study_evidence`, '' where a cell is empty."""

    quantity: str
    finding: str
    value: float | None
    answer: str
    unit: str
    period: str
    reporter: str
    basis: Basis
    cited: str

    @property
    def year(self) -> int | None:
        """The year it speaks of, None where it speaks of a part of one, of a span or of none."""
        return int(self.period) if self.period.isdecimal() else None

    def number(self) -> Quantity:
        """Return its number with its provenance."""
        unit = self.unit.lower()
        whose = f"recorded by {country(self.reporter).name}" if self.reporter else ""
        other = "" if unit in UNITS or self.value is None else self.unit
        note = "; ".join(part for part in (whose, other) if part)
        return Quantity(self.value, "count" if other else unit, self.basis, (self.cited,), self.period, note)


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement of the study; fields as in the schema `study_claims`, '' where a cell is empty.

    `said_on` is the first day of its month or year where the study gives no day; `hs` has the codes of each item of
    `answer`, none where the study gives none.
    """

    id: str
    topic: str
    subject: tuple[str, ...]
    partner: tuple[str, ...]
    quantity: str
    value: float | None
    answer: tuple[str, ...]
    unit: str
    year: int
    statement: str
    said_on: date
    evidence: tuple[Evidence, ...]
    hs: tuple[tuple[str, ...], ...] = ()

    @property
    def goods(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Return each item of the answer with its HS codes."""
        return tuple(zip(self.answer, self.hs or ((),) * len(self.answer), strict=True))

    def on_quantity(self, quantity: str) -> tuple[Evidence, ...]:
        """Return the study's findings that measure `quantity`."""
        return tuple(found for found in self.evidence if found.quantity == quantity)


def claims(study: Study) -> tuple[Claim, ...]:
    """Return the study's claims with the evidence on each, in the order of the file.

    Raises
    ------
    BadTable
        If one of the two tables breaks its schema.
    """
    found: dict[str, list[Evidence]] = {}
    for row in study.table("evidence").iter_rows(named=True):
        found.setdefault(row["claim"], []).append(_evidence(row))
    rows = study.table("claims").iter_rows(named=True)
    return tuple(_claim(row, tuple(found.get(row["id"], ()))) for row in rows)


def countries_of(codes: tuple[str, ...]) -> tuple[Country, ...]:
    """Return the countries of a claim's list.

    Raises
    ------
    NotCovered
        If the list holds a bloc or the world where countries are needed.
    """
    unfit = [code for code in codes if code in bloc_names() or code == "WLD"]
    if unfit or not codes:
        raise NotCovered(f"the check needs countries by name, and the claim speaks of {', '.join(unfit) or 'nobody'}")
    return tuple(country(code) for code in codes)


def one_country(codes: tuple[str, ...]) -> Country:
    """Return the one country of a claim's list.

    Raises
    ------
    NotCovered
        If it is not one country.
    """
    found = countries_of(codes)
    if len(found) != 1:
        raise NotCovered(f"the check needs one country, and the claim speaks of {len(found)}")
    return found[0]


def bloc_of(codes: tuple[str, ...]) -> Bloc | None:
    """Return the bloc of a claim's list, None where it lists countries."""
    return bloc(codes[0]) if len(codes) == 1 and codes[0] in bloc_names() else None


def _evidence(row: dict[str, Any]) -> Evidence:
    text = {name: row[name] or "" for name in ("quantity", "finding", "answer", "unit", "period", "reporter", "cited")}
    return Evidence(value=row["value"], basis=Basis(row["basis"]), **text)


def _claim(row: dict[str, Any], evidence: tuple[Evidence, ...]) -> Claim:
    return Claim(
        id=row["id"],
        topic=row["topic"],
        subject=_parts(row["subject"]),
        partner=_parts(row["partner"]),
        quantity=row["quantity"],
        value=row["value"],
        answer=_parts(row["answer"]),
        unit=row["unit"],
        year=row["year"],
        statement=row["statement"],
        said_on=date.fromisoformat((row["said_on"] + "-01-01")[:10]),
        evidence=evidence,
        hs=hs_codes(row["hs"]),
    )


def _parts(cell: str | None) -> tuple[str, ...]:
    return tuple(part.strip() for part in (cell or "").split(";") if part.strip())
