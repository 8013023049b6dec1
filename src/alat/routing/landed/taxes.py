"""Which taxes and charges fall on imports beside the duty, and on what base?"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from alat.data import Basis, table
from alat.reference import Country
from alat.routing.landed.dates import Row, covers, depth, in_force, printed
from alat.routing.landed.money import exact


@dataclass(frozen=True, slots=True)
class Tax:
    """A rate on a base.

    Attributes
    ----------
    id, name
        A short name that does not change with the table, and what it is called.
    rate
        Share of the base; None where no rate is known.
    base
        ``customs_value``, ``customs_value_and_duty``, ``sea_freight``, or ``vat`` (customs value, duty and charges).
    in_vat_base
        Whether VAT is counted on it.
    within_price
        Whether the rate is counted on the base with the tax in it.
    basis, sources, year, note
        What it rests on.
    """

    id: str
    name: str
    rate: Fraction | None
    base: str
    in_vat_base: bool
    within_price: bool
    basis: Basis
    sources: tuple[str, ...]
    year: str
    note: str

    @property
    def effective(self) -> Fraction:
        """The rate on the base without the tax in it: r / (1 - r) where it is counted within the price."""
        rate = self.rate or Fraction(0)
        return rate / (1 - rate) if self.within_price else rate


def vat(importer: Country, *, hs: str, day: str) -> Tax:
    """Return VAT, or what stands for it, on imports of an HS code; a rate of None where none is known."""
    rows = _narrowest(in_force("vat", where={"iso3": importer.iso3}, day=day), hs)
    if not rows:
        return _no_vat(f"No VAT rate is known for {importer.name}.")
    row = rows[0]
    cell = row["rate_pct"]
    note = printed(row)
    if row["second_rate_pct"] not in {None, str(cell), f"{cell:g}" if cell is not None else None}:
        note += f"; a second source prints {row['second_rate_pct']} %"
    return Tax(
        id="vat",
        name=str(row["tax"]),
        rate=_share(cell),
        base="vat",
        in_vat_base=False,
        within_price=bool(row["within_price"]),
        basis=Basis(str(row["basis"])),
        sources=(str(row["source"]),),
        year=str(row["stated"] or ""),
        note=note,
    )


def customs_base(importer: Country) -> str:
    """Return what duty falls on: ``cif``, or ``fob`` where the importer is known to value goods so."""
    bases: dict[str, str] = dict(table("customs_bases").select("iso3", "base").iter_rows())
    return bases.get(importer.iso3, "cif")


def charges(importer: Country, *, hs: str, day: str) -> tuple[Tax, ...]:
    """Return the charges beside duty and VAT that are known, the narrowest row of each name."""
    rows = list(in_force("import_charges", where={"iso3": importer.iso3}, day=day))
    names = dict.fromkeys(str(row["name"]) for row in rows)
    found = []
    for name in names:
        for row in _narrowest((each for each in rows if each["name"] == name), hs)[:1]:
            tax = Tax(
                id=f"charge_{'_'.join(re.findall('[a-z]+', name.lower()))}",
                name=name,
                rate=_share(row["rate_pct"]),
                base=str(row["base"]),
                in_vat_base=bool(row["in_vat_base"]),
                within_price=False,
                basis=Basis(str(row["basis"])),
                sources=(str(row["source"]),),
                year=str(row["stated"] or ""),
                note=printed(row),
            )
            found.append(tax)
    return tuple(found)


def _share(cell: object) -> Fraction | None:
    return None if cell is None else exact(float(str(cell))) / 100


def _narrowest(rows: Iterable[Row], hs: str) -> list[Row]:
    """Return the rows that hold the whole code, narrowest and newest first."""
    kept = [row for row in rows if covers(str(row["hs"]), hs)]
    return sorted(kept, key=lambda row: (depth(str(row["hs"])), str(row["valid_from"] or "")), reverse=True)


def _no_vat(note: str) -> Tax:
    return Tax(
        "vat",
        "VAT",
        None,
        "vat",
        in_vat_base=False,
        within_price=False,
        basis=Basis.ASSUMED,
        sources=(),
        year="",
        note=note,
    )
