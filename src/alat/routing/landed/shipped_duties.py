"""What duty do all pay by the tables that ship: a dated line, the mean of finer ones, a class rate, or an average?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache

from alat.data import Basis, table
from alat.reference import Country
from alat.routing.landed.dates import Row, covers, depth, first_day, in_force, printed
from alat.routing.landed.money import exact
from alat.routing.landed.owed import Duty, DutyKind
from alat.routing.landed.parameters import parameter

AVERAGE_SOURCE = "world-bank-mfn"
# How a remark begins that describes a tariff and states no rate of the goods.
CONTEXT = "On the tariff of"
# A code of which less are manufactures holds raw goods too (cotton, hides, pulp), and their duty is another.
_MANUFACTURED_AT_LEAST = 0.95
# One line says little of a whole chapter: Brazil's of organic chemicals is that of one solvent.
_LINES_OF_A_CHAPTER = 3


@dataclass(frozen=True, slots=True)
class Shipped:
    """A duty by the tables that ship.

    Attributes
    ----------
    duty
        What all pay.
    since
        The first day (ISO) of the law it was read from; '' where that is not told, or is not one line that a source
        reports.
    """

    duty: Duty
    since: str


def shipped_duty(importer: Country, *, hs: str, day: str) -> Shipped:
    """Return what all pay on an HS code by the tables that ship.

    The narrowest dated line that holds the whole code, a line for all goods or for a class of chapters among them;
    where only finer lines are known, their mean, if they are three at least or the code is finer than a chapter; for
    manufactures the importer's mean tariff; else not known.
    """
    rows = list(in_force("tariffs_case", where={"importer": importer.iso3, "use": "rate"}, day=day))
    rows = [row for row in rows if _in_season(row, day)]
    finer = [row for row in rows if str(row["hs"]).startswith(hs) and row["hs"] != hs]
    whole = [row for row in rows if covers(str(row["hs"]), hs)]
    if whole:
        return _line(whole, finer=finer, hs=hs)
    enough = len(_codes(finer)) >= (_LINES_OF_A_CHAPTER if _is_chapter(hs) else 1)
    if enough and all(row["specific"] is None for row in finer):
        return Shipped(_of_finer(finer, hs=hs), "")
    found = _average(importer, hs=hs, day=day)
    told = tuple(f"Inside {hs}, {row['hs']} ({row['product']}) has its own duty: {_told(row)}." for row in finer)
    return Shipped(replace(found, notes=(*found.notes, *told)), "")


def _is_chapter(hs: str) -> bool:
    """Whether a code is a chapter of the Harmonized System."""
    return len(hs) == len("17")


@cache
def _manufactured_share(hs: str) -> float:
    """Return what share of a chapter, or of the heading of a finer code, are manufactures; 0 where nothing is known."""
    rows = table("manufactured_goods")
    found = rows.filter(rows["code"] == hs[:4])["manufactured_share"]
    return float(found[0]) if len(found) else 0.0


def _in_season(row: Row, day: str) -> bool:
    first, last = row["month_from"], row["month_until"]
    return first is None or last is None or int(str(first)) <= int(day[5:7]) <= int(str(last))


def _line(rows: Sequence[Row], *, finer: Sequence[Row], hs: str) -> Shipped:
    """Return the narrowest line, newest first where sources differ."""
    narrowest = max(depth(str(row["hs"])) for row in rows)
    level = [row for row in rows if depth(str(row["hs"])) == narrowest]
    chosen = max(level, key=_newness)
    rates = [_rate(row) for row in (*level, *finer) if row["specific"] is None] or [_rate(chosen)]
    notes = [f"Duty: {_told(chosen)}."]
    notes += [f"Another source prints {_told(row)}." for row in level if row is not chosen]
    notes += [f"Inside {hs}, {row['hs']} ({row['product']}) has its own duty: {_told(row)}." for row in finer]
    made = _made(chosen, rate=_rate(chosen), span=rates, basis=Basis(str(chosen["basis"])), notes=notes)
    # A rate for a class of chapters that is only assumed to hold for each of its goods is no tariff line.
    assumed = chosen["basis"] == Basis.ASSUMED.value
    loose = assumed and not str(chosen["hs"]).isdecimal()
    kind = DutyKind.CLASS_RATE if loose else DutyKind.LINE
    since = "" if assumed or chosen["valid_from"] is None else first_day(str(chosen["valid_from"]))
    return Shipped(replace(made, kind=kind, held_by=str(chosen["hs"])), since)


def _of_finer(rows: Sequence[Row], *, hs: str) -> Duty:
    """Return the mean of the newest rates of the lines inside a code, with their range."""
    newest = {code: max((row for row in rows if row["hs"] == code), key=_newness) for code in _codes(rows)}
    rates = [_rate(row) for row in newest.values()]
    lines = "; ".join(f"{row['hs']} {_told(row)}" for row in rows)
    mean = sum(rates, Fraction(0)) / len(rates)
    first = next(iter(newest.values()))
    note = f"Duty of {hs} is the plain mean of the lines known inside it, not a tariff line; give six digits: {lines}."
    made = _made(first, rate=mean, span=[_rate(row) for row in rows], basis=Basis.ASSUMED, notes=[note])
    return replace(made, kind=DutyKind.FINER_LINES, held_by=hs, lines=len(newest))


def _codes(rows: Iterable[Row]) -> list[str]:
    return sorted({str(row["hs"]) for row in rows})


def _made(row: Row, *, rate: Fraction, span: Sequence[Fraction], basis: Basis, notes: Sequence[str]) -> Duty:
    specific, unit = row["specific"], str(row["specific_unit"] or "")
    per_t = Fraction(0)
    extra = list(notes)
    if specific is not None:
        per_t = _usd_per_t(float(str(specific)), unit)
        extra.append(f"{specific:g} {unit} is turned into US dollars a tonne with assumed factors.")
        basis = Basis.ASSUMED
    return Duty(
        rate=rate,
        low=min(span),
        high=max(span),
        usd_per_t=per_t,
        basis=basis,
        sources=(str(row["source"]),),
        year=str(row["stated"] or ""),
        detail=_told(row) if basis is not Basis.ASSUMED or specific is None else f"{specific:g} {unit}",
        notes=tuple(extra),
    )


def _usd_per_t(amount: float, unit: str) -> Fraction:
    usd = exact(amount)
    if unit.startswith("AZN"):
        usd /= exact(parameter("azn_per_usd").value)
    return usd * exact(parameter("litres_per_t").value) if unit.endswith("per l") else usd


def _rate(row: Row) -> Fraction:
    cell = row["ad_valorem_pct"]
    return exact(float(str(cell))) / 100 if cell is not None else Fraction(0)


def _newness(row: Row) -> tuple[str, str]:
    return str(row["valid_from"] or ""), str(row["stated"] or "")


def _told(row: Row) -> str:
    specific = f"{row['specific']:g} {row['specific_unit']}" if row["specific"] is not None else ""
    rate = f"{row['ad_valorem_pct']:g} %" if row["ad_valorem_pct"] is not None else ""
    return f"{' + '.join(filter(None, (rate, specific)))} by {printed(row)}"


def _average(importer: Country, *, hs: str, day: str) -> Duty:
    """Return the mean tariff on manufactures where the goods are such, else a duty that is not known."""
    context = [
        f"{CONTEXT} {importer.name}: {row['product']}, {printed(row)}."
        for row in in_force("tariffs_case", where={"importer": importer.iso3, "use": "context"}, day=day)
    ]
    found = table("tariffs_manufactured").filter(table("tariffs_manufactured")["iso3"] == importer.iso3)
    share = _manufactured_share(hs)
    if share >= _MANUFACTURED_AT_LEAST and found.height:
        (_, year, percent) = found.row(0)
        rate = exact(percent) / 100
        note = f"No tariff line of {hs} is known for {importer.name}: {percent:g} % is its mean tariff on manufactures"
        note += f" in {year}, and an average is not the tariff line."
        detail = f"{percent:g} %, mean on manufactures"
        told = (note, *context)
        span = (rate, rate, rate)
        made = Duty(*span, Fraction(0), Basis.ASSUMED, (AVERAGE_SOURCE,), str(year), detail, told)
        return replace(made, kind=DutyKind.AVERAGE)
    note = f"Duty not known: no tariff line of {hs} is known for {importer.name}, and no average stands for it."
    if 1 - _MANUFACTURED_AT_LEAST < share < _MANUFACTURED_AT_LEAST:
        note += f" {share:.0%} of it are manufactures: their mean does not stand for the raw goods beside them."
    unknown = (None, None, None)
    made = Duty(*unknown, Fraction(0), Basis.ASSUMED, (), "", "not known", (note, *context))
    return replace(made, kind=DutyKind.UNKNOWN)
