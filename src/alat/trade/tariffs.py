"""What duty does an importer charge on a product from a partner? The narrowest rate on record, or an average aloud.

Rates come from the warehouse (files of WITS or MAcMap-HS6 that a user has pulled). Where there are none, the importer's
mean tariff on manufactures that ships with Alat stands in for manufactures, is `assumed`, and says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from alat.data import Basis, Quantity, table
from alat.data.warehouse import Warehouse
from alat.data.warehouse import tariffs as stored_tariffs
from alat.errors import BadInput, NotCovered, SameParty
from alat.reference import Country, bloc

MFN, PREFERENTIAL, APPLIED = "mfn", "preferential", "applied"
AVERAGE_SOURCE = "world-bank-mfn"
# The World Bank's manufactures are sections 5 to 8 of the SITC less non-ferrous metals: chapters 28 to 96 without
# precious goods (71), copper to other base metals (74-81) and works of art.
MANUFACTURES = frozenset({*range(28, 71), 72, 73, *range(82, 97)})
_SOURCES = {"WITS-TRAINS": "wits-trains", "MAcMap-HS6": "macmap-hs6"}
_UNION = "EUN"
_LINE = 6
_LENGTHS = (2, 4, 6)


@dataclass(frozen=True, slots=True)
class Tariff:
    """The duty on a product from a partner.

    Attributes
    ----------
    importer, partner, product
        ISO3 codes ('' for no partner in particular) and the HS code asked for.
    kind
        ``preferential``: on goods of the partner's origin, with proof of it; ``applied``: what the partner's goods pay
        on the mean of lines, preferences included; ``mfn``: what all pay; ``average``: a mean over manufactures.
    held_by
        The HS code the rate is on record for, '' for an average; shorter than `product` where only a mean of the
        heading or chapter is known.
    rate
        Per cent of the customs value (ad valorem, or its equivalent).
    mfn
        The most favoured nation rate beside it, not known where none is on record.
    weighted_percent
        The mean weighted by imports, where the source has it.
    lines
        Of how many lines the rate is a mean, None where it is not told.
    sources, notes
        What it rests on, and what a reader must know.
    """

    importer: str
    partner: str
    product: str
    kind: str
    held_by: str
    rate: Quantity
    mfn: Quantity
    weighted_percent: float | None
    lines: int | None
    sources: tuple[str, ...]
    notes: tuple[str, ...]


def tariff(
    importer: Country, partner: Country | None, *, product: str, warehouse: Warehouse | None, year: int | None = None
) -> Tariff:
    """Return the duty on an HS code of a partner's goods.

    In this order: a preference for the partner, what is applied to it, and the most favoured nation rate, each at the
    code itself, else at its heading, else at its chapter; the latest year on record up to `year`. A preference above
    the most favoured nation rate is not used by anybody, so the lower one is the answer then.

    Parameters
    ----------
    partner
        Whose goods; None for what all pay, whatever any partner is granted.
    product
        2, 4 or 6 digits; points and blanks do not count.
    warehouse
        Where pulled tariffs are; None for the averages that ship.
    year
        The last year to look at; none for the latest.

    Raises
    ------
    BadInput
        If the product is no such code.
    SameParty
        If importer and partner are one.
    NotCovered
        If no rate is on record and no average stands in: goods that are no manufactures, or inside the European Union.
    """
    code = "".join(product.replace(".", "").split())
    if not (code.isascii() and code.isdigit() and len(code) in _LENGTHS):
        raise BadInput(f"product {product!r}; expected an HS code of 2, 4 or 6 digits")
    if importer == partner:
        raise SameParty(f"{importer.name} charges itself no duty; expected two countries")
    on = date(year, 12, 31) if year is not None else date.max
    if partner is not None and _in_union(importer, on) and _in_union(partner, on):
        raise NotCovered(f"{importer.name} and {partner.name} are in one customs territory; goods pay no duty there")
    rows = _on_record(importer, partner, warehouse=warehouse, on=on)
    found, older = _narrowest(rows, code)
    if not found:
        return _average(importer, partner, code=code)
    return _answer(importer, partner, code=code, found=found, older=older)


def _on_record(importer: Country, partner: Country | None, *, warehouse: Warehouse | None, on: date) -> pl.DataFrame:
    """Return the rates on record that may count: the importer's own, else those of its customs union."""
    frames = []
    if warehouse is not None:
        for party in (importer.iso3, *((_UNION,) if _in_union(importer, on) else ())):
            try:
                frames.append(stored_tariffs(warehouse, party, partner=_code(partner)))
            except NotCovered:
                # Nothing was pulled: the average that ships stands in, and says so.
                break
    kept = [frame.filter(pl.col("year") <= on.year) for frame in frames]
    return next((frame for frame in kept if frame.height), pl.DataFrame())


def _narrowest(rows: pl.DataFrame, code: str) -> tuple[dict[str, dict[str, object]], list[str]]:
    """Return the rates by kind at the narrowest code that has any (the code, its heading, its chapter), and notes.

    They are of one year, the latest: a preference that the newer schedule no longer has may have ended.
    """
    if not rows.height:
        return {}, []
    for length in sorted({length for length in _LENGTHS if length <= len(code)}, reverse=True):
        at = rows.filter(pl.col("product") == code[:length], pl.col("kind").is_in([MFN, PREFERENTIAL, APPLIED]))
        if at.height:
            newest = at.filter(pl.col("year") == pl.col("year").max()).sort("kind", "source")
            # Of two sources of one year the one that keeps tariff lines comes last: WITS.
            found = {str(row["kind"]): row for row in newest.iter_rows(named=True)}
            older = at.filter(~pl.col("kind").is_in([*found])).sort("year", descending=True)
            return found, [
                f"On record for {row['year']} only: {row['kind']} {row['rate_percent']:g} % ({row['source']})."
                for row in older.group_by("kind", maintain_order=True).first().iter_rows(named=True)
            ]
    return {}, []


def _answer(
    importer: Country, partner: Country | None, *, code: str, found: dict[str, dict[str, object]], older: list[str]
) -> Tariff:
    kind = next(each for each in (PREFERENTIAL, APPLIED, MFN) if each in found)
    notes = []
    if partner is not None and MFN in found and _percent(found[MFN]) < _percent(found[kind]):
        notes.append(
            f"The rate for {partner.name} on record ({_percent(found[kind]):g} %, {found[kind]['year']}) is above the"
            f" one for all ({_percent(found[MFN]):g} %, {found[MFN]['year']}), which goods may pay instead."
        )
        kind = MFN
    row = found[kind]
    held_by, lines = str(row["product"]), row["lines"]
    if held_by != code:
        notes.append(
            f"No rate of {code} is on record: {_percent(row):g} % is the mean of {held_by}, not a tariff line."
        )
    if len(held_by) < _LINE:
        notes.append(f"{held_by} is a plain mean of {f'{lines} lines' if lines else 'its lines'}, whatever is traded.")
    if kind == PREFERENTIAL:
        notes.append("A preference holds for goods of the partner's own origin, with proof of it.")
    return Tariff(
        importer=importer.iso3,
        partner=_code(partner),
        product=code,
        kind=kind,
        held_by=held_by,
        rate=_quantity(row, code=code),
        mfn=_quantity(found[MFN], code=code) if MFN in found else _unknown("no rate for most favoured nations"),
        weighted_percent=None if row["weighted_percent"] is None else float(str(row["weighted_percent"])),
        lines=None if lines is None else int(str(lines)),
        sources=tuple(dict.fromkeys(_source(each) for each in (row, *found.values()))),
        notes=(*notes, *older),
    )


def _average(importer: Country, partner: Country | None, *, code: str) -> Tariff:
    """Return the importer's mean tariff on manufactures, said aloud, where the goods are such."""
    rows = table("tariffs_manufactured").filter(pl.col("iso3") == importer.iso3)
    if int(code[:2]) not in MANUFACTURES or not rows.height:
        raise NotCovered(
            f"no tariff of {importer.name} on {code} was pulled, and no average stands for it; `alat data pull tariffs"
            " --from FOLDER` takes files of WITS or MAcMap, and `alat landed` has single rates of the study's countries"
        )
    (_, year, percent) = rows.row(0)
    note = f"No tariff of {importer.name} on {code} was pulled: {percent:g} % is its most favoured nation mean on"
    note += f" manufactures in {year}, not the tariff of this product."
    rate = Quantity(percent, "percent", Basis.ASSUMED, (AVERAGE_SOURCE,), str(year), note)
    return Tariff(
        importer=importer.iso3,
        partner=_code(partner),
        product=code,
        kind="average",
        held_by="",
        rate=rate,
        mfn=rate,
        weighted_percent=None,
        lines=None,
        sources=(AVERAGE_SOURCE,),
        notes=(note,),
    )


def _quantity(row: dict[str, object], *, code: str) -> Quantity:
    """Return a rate: reported as the source prints it, modelled where it is an equivalent, assumed of a wider code."""
    source = _source(row)
    held_by = str(row["product"])
    if held_by != code:
        basis, note = Basis.ASSUMED, f"mean of {held_by}"
    elif source == _SOURCES["MAcMap-HS6"]:
        basis, note = Basis.MODELLED, "ad valorem equivalent"
    else:
        basis, note = Basis.REPORTED, ""
    return Quantity(_percent(row), "percent", basis, (source,), str(row["year"]), note)


def _code(partner: Country | None) -> str:
    """Return a partner's code; '' is where rates for most favoured nations stand."""
    return "" if partner is None else partner.iso3


def _unknown(why: str) -> Quantity:
    return Quantity(None, "percent", Basis.REPORTED, note=why)


def _percent(row: dict[str, object]) -> float:
    return float(str(row["rate_percent"]))


def _source(row: dict[str, object]) -> str:
    return _SOURCES.get(str(row["source"]), str(row["source"]))


def _in_union(country: Country, on: date) -> bool:
    day = min(on, date(9998, 12, 31))
    return any(member.iso3 == country.iso3 for member in bloc("EU").members(day))


def pair_rates(
    importer: Country, partner: Country, *, products: Sequence[str], warehouse: Warehouse, on: date
) -> dict[str, tuple[float, float]]:
    """Return what a partner's goods pay and what all pay, in per cent, for the products with both on record.

    Each at the code itself, else at its heading or chapter, as in `tariff`.

    Parameters
    ----------
    importer, partner
        The pair.
    products
        HS codes.
    warehouse
        Where pulled tariffs are.
    on
        The last day to look at.
    """
    rows = _on_record(importer, partner, warehouse=warehouse, on=on)
    found = {}
    for code in products:
        rates, _ = _narrowest(rows, code)
        if MFN in rates:
            kind = next(each for each in (PREFERENTIAL, APPLIED, MFN) if each in rates)
            found[code] = (min(_percent(rates[kind]), _percent(rates[MFN])), _percent(rates[MFN]))
    return found
