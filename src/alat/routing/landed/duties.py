"""What duty does the importer charge? A sourced rate, an average that says so, or a duty that is not known."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from alat.data import Basis, table
from alat.reference import Country, bloc
from alat.routing.landed.dates import Row, covers, depth, in_force, printed
from alat.routing.landed.money import exact
from alat.routing.landed.parameters import parameter
from alat.trade.tariffs import AVERAGE_SOURCE, MANUFACTURES

_BLOC = "bloc:"


@dataclass(frozen=True, slots=True)
class Duty:
    """A duty on the customs value, on the tonne, or both.

    Attributes
    ----------
    rate
        Share of the customs value; None where the duty is not known.
    low, high
        Ends of the range of what sources print; equal to `rate` where they agree.
    usd_per_t
        Specific duty on top.
    basis, sources, year
        What it rests on.
    detail, notes
        The line it was read from, and what a reader must know.
    cleared
        Whether goods are cleared by customs at all: they are not inside one customs territory.
    """

    rate: Fraction | None
    low: Fraction | None
    high: Fraction | None
    usd_per_t: Fraction
    basis: Basis
    sources: tuple[str, ...]
    year: str
    detail: str
    notes: tuple[str, ...] = ()
    cleared: bool = True

    @property
    def known(self) -> bool:
        """Whether there is a duty at all, nought included."""
        return self.rate is not None


def duty(exporter: Country, importer: Country, *, hs: str, day: str) -> Duty:
    """Return the duty on goods of an HS code on a day.

    In this order: an agreement that frees the pair; the narrowest dated line that holds the whole code; where only
    finer lines are known, their mean, with their range; for manufactures, the importer's mean most-favoured-nation
    tariff; else a duty that is not known. A mean is `assumed` and says so. Where an agreement frees the pair, the
    range reaches up to what is paid without proof of origin. Where it joins the pair and leaves the goods out, no mean
    stands for what they pay: there are quotas and rules of their own.
    """
    plain = _most_favoured(importer, hs=hs, day=day)
    rows = list(_agreements(exporter, importer, day=day))
    free = [row for row in rows if not _left_out(row, hs)]
    if free:
        return _freed(free[0], plain)
    return _excepted(rows[0], plain, hs=hs) if rows else plain


def customs_territory(exporter: Country, importer: Country, *, day: str) -> frozenset[str]:
    """Return the countries whose common border is the importer's for goods from the exporter; empty for one alone."""
    for row in in_force("tariff_preferences", where={"declared": "no"}, day=day):
        members = _side(str(row["first"]), day)
        if importer.iso3 in members and exporter.iso3 not in members:
            return members
    return frozenset()


def _agreements(exporter: Country, importer: Country, *, day: str) -> Iterator[Row]:
    for row in in_force("tariff_preferences", where={}, day=day):
        first, second = _side(str(row["first"]), day), _side(str(row["second"]), day)
        pairs = ((exporter.iso3, importer.iso3), (importer.iso3, exporter.iso3))
        if any(a in first and b in second for a, b in pairs):
            yield row


def _left_out(row: Row, hs: str) -> bool:
    """Whether an agreement leaves out goods of a code, or some of them."""
    starts = [start for start in str(row["hs_except"] or "").split(";") if start]
    return any(hs.startswith(start) or start.startswith(hs) for start in starts)


def _freed(row: Row, plain: Duty) -> Duty:
    """Return a duty of nothing by an agreement."""
    kind = str(row["kind"]).replace("_", " ")
    declared = row["declared"] == "yes"
    notes = [f"No duty by {kind}, for goods in free circulation, and no declaration to customs: {printed(row)}."]
    if declared:
        notes = [f"No duty by {kind}, for goods of the exporter's own origin with proof of it: {printed(row)}."]
        notes.append("Agreements keep lists of exceptions and periods, which are not in the table.")
        notes += [f"Without proof of origin: {note}" for note in plain.notes[:1]]
    return Duty(
        rate=Fraction(0),
        low=Fraction(0),
        high=(plain.rate or Fraction(0)) if declared else Fraction(0),
        usd_per_t=Fraction(0),
        basis=Basis(str(row["basis"])),
        sources=(str(row["source"]),),
        year=str(row["valid_from"] or "")[:4],
        detail=kind,
        notes=tuple(notes),
        cleared=declared,
    )


def _excepted(row: Row, plain: Duty, *, hs: str) -> Duty:
    """Return the duty on goods that an agreement of the pair leaves out: a line of the tariff, never a mean."""
    kind = str(row["kind"]).replace("_", " ")
    note = f"{hs}, or some of it, is left out of the {kind} that joins the two countries: {printed(row)}."
    if plain.sources != (AVERAGE_SOURCE,):
        return replace(plain, notes=(note, *plain.notes))
    unknown = (
        f"Duty not known: no tariff line of {hs} is known, and a mean says nothing of goods under rules of their own."
    )
    return replace(
        plain, rate=None, low=None, high=None, sources=(), year="", detail="not known",
        notes=(note, unknown, *plain.notes[1:]),
    )  # fmt: skip


def _side(text: str, day: str) -> frozenset[str]:
    """Return the countries of one side: codes and blocs with ``;`` between."""
    found: set[str] = set()
    for part in text.split(";"):
        if part.startswith(_BLOC):
            found |= {member.iso3 for member in bloc(part.removeprefix(_BLOC)).members(date.fromisoformat(day))}
        else:
            found.add(part)
    return frozenset(found)


def _most_favoured(importer: Country, *, hs: str, day: str) -> Duty:
    rows = list(in_force("tariffs_case", where={"importer": importer.iso3, "use": "rate"}, day=day))
    rows = [row for row in rows if _in_season(row, day)]
    finer = [row for row in rows if str(row["hs"]).startswith(hs) and row["hs"] != hs]
    whole = [row for row in rows if covers(str(row["hs"]), hs)]
    if whole:
        return _line(whole, finer=finer, hs=hs)
    if finer and all(row["specific"] is None for row in finer):
        return _of_finer(finer, hs=hs)
    found = _average(importer, hs=hs, day=day)
    told = tuple(f"Inside {hs}, {row['hs']} ({row['product']}) has its own duty: {_told(row)}." for row in finer)
    return replace(found, notes=(*found.notes, *told))


def _in_season(row: Row, day: str) -> bool:
    first, last = row["month_from"], row["month_until"]
    return first is None or last is None or int(str(first)) <= int(day[5:7]) <= int(str(last))


def _line(rows: Sequence[Row], *, finer: Sequence[Row], hs: str) -> Duty:
    """Return the narrowest line, newest first where sources differ."""
    narrowest = max(depth(str(row["hs"])) for row in rows)
    level = [row for row in rows if depth(str(row["hs"])) == narrowest]
    chosen = max(level, key=_newness)
    rates = [_rate(row) for row in (*level, *finer) if row["specific"] is None] or [_rate(chosen)]
    notes = [f"Duty: {_told(chosen)}."]
    notes += [f"Another source prints {_told(row)}." for row in level if row is not chosen]
    notes += [f"Inside {hs}, {row['hs']} ({row['product']}) has its own duty: {_told(row)}." for row in finer]
    return _made(chosen, rate=_rate(chosen), span=rates, basis=Basis(str(chosen["basis"])), notes=notes)


def _of_finer(rows: Sequence[Row], *, hs: str) -> Duty:
    """Return the mean of the newest rates of the lines inside a code, with their range."""
    newest = {code: max((row for row in rows if row["hs"] == code), key=_newness) for code in _codes(rows)}
    rates = [_rate(row) for row in newest.values()]
    lines = "; ".join(f"{row['hs']} {_told(row)}" for row in rows)
    mean = sum(rates, Fraction(0)) / len(rates)
    first = next(iter(newest.values()))
    note = f"Duty of {hs} is the plain mean of the lines known inside it, not a tariff line; give six digits: {lines}."
    return _made(first, rate=mean, span=[_rate(row) for row in rows], basis=Basis.ASSUMED, notes=[note])


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
        f"On the tariff of {importer.name}: {row['product']}, {printed(row)}."
        for row in in_force("tariffs_case", where={"importer": importer.iso3, "use": "context"}, day=day)
    ]
    found = table("tariffs_manufactured").filter(table("tariffs_manufactured")["iso3"] == importer.iso3)
    if int(hs[:2]) in MANUFACTURES and found.height:
        (_, year, percent) = found.row(0)
        rate = exact(percent) / 100
        note = f"No tariff line of {hs} is known for {importer.name}: {percent:g} % is its mean tariff on manufactures"
        note += f" in {year}, and an average is not the tariff line."
        detail = f"{percent:g} %, mean on manufactures"
        told = (note, *context)
        span = (rate, rate, rate)
        return Duty(*span, Fraction(0), Basis.ASSUMED, (AVERAGE_SOURCE,), str(year), detail, told)
    note = f"Duty not known: no tariff line of {hs} is known for {importer.name}, and no average stands for it."
    unknown = (None, None, None)
    return Duty(*unknown, Fraction(0), Basis.ASSUMED, (), "", "not known", (note, *context))
