"""What duty does the importer charge? The one reading of duties: pulled rates, agreements, dated lines, then means.

`duty` is what `alat tariff`, `alat landed`, `alat opportunities --net` and the brief answer from.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction

from alat.data import Basis
from alat.reference import Country
from alat.routing.landed.agreements import agreements, customs_territory, leaves_out
from alat.routing.landed.dates import Row, first_day, newest_day, printed
from alat.routing.landed.owed import Duty, DutyKind
from alat.routing.landed.pulled_duties import not_used, pulled_duty
from alat.routing.landed.shipped_duties import shipped_duty
from alat.trade.records import Records
from alat.trade.tariffs import PulledRates, pulled_rates

__all__ = ["Duty", "DutyKind", "customs_territory", "duty", "duty_rates"]


def duty(exporter: Country | None, importer: Country, *, hs: str, day: str, records: Records | None = None) -> Duty:
    """Return the duty on goods of an HS code on a day.

    The first of these that is there: no duty inside one customs territory; what the pair's goods pay at that very code
    by a schedule that the user pulled; an agreement that frees the pair; the pulled rate that all pay at that very
    code; a dated line of the tables that ship which holds the whole code; the mean of finer lines of these tables;
    the mean of the heading or chapter in the pulled schedule; a class rate, or for manufactures the importer's mean
    tariff; else a duty that is not known. What began after the year of a pulled schedule stands before it: an
    agreement that frees the pair or leaves the goods out, or a line that a source reports.

    A mean is `assumed` and says so. Where an agreement frees the pair, the range reaches up to what is paid without
    proof of origin. Where it joins the pair and leaves the goods out, no wider mean stands for what they pay: there are
    quotas and rules of their own.

    Parameters
    ----------
    exporter
        Whose goods; None for what all pay who have no agreement.
    importer
        Who charges.
    hs
        2, 4 or 6 digits.
    day
        ISO day. Tables that ship are dated; a pulled schedule is of a year, the newest up to the day's.
    records
        What the user has on record; None for what ships alone.
    """
    rates = _pulled(exporter, importer, hs=hs, day=day, records=records)
    if exporter is None:
        return _all_pay(importer, hs=hs, day=day, rates=rates, partner=None)
    joined = list(agreements(exporter, importer, day=day))
    free = next((row for row in joined if not leaves_out(row, hs)), None)
    plain = duty(None, importer, hs=hs, day=day, records=records)
    if free is not None and free["declared"] != "yes":
        return _freed(free, plain)
    law = free or next(iter(joined), None)
    newer = law is not None and rates is not None and _began_after(law, rates)
    if rates is not None and rates.bilateral is not None and rates.held_by == hs and not newer:
        return _not_above(pulled_duty(rates, hs=hs, partner=exporter), plain, partner=exporter)
    if law is None:
        return _all_pay(importer, hs=hs, day=day, rates=rates, partner=exporter)
    if free is None and not newer:
        return _excepted(law, plain, hs=hs)
    # What was pulled is older than an exception, so that only a line of the tables that ship can stand for it.
    found = _freed(law, plain) if free else _excepted(law, duty(None, importer, hs=hs, day=day), hs=hs)
    return _beside(found, rates, partner=exporter, hs=hs)


def duty_rates(
    pair: tuple[Country, Country], products: Sequence[str], *, records: Records | None = None
) -> dict[str, tuple[float, float]]:
    """Return what the exporter's goods pay and what all pay, as shares of their value, by `duty` on the newest day.

    Parameters
    ----------
    pair
        Exporter and importer.
    products
        Codes of two, four or six digits; those of which either rate is not known are left out.
    records
        What the user has on record; None for what ships alone.
    """
    exporter, importer = pair
    day, found = newest_day(), {}
    for hs in products:
        own, plain = (duty(each, importer, hs=hs, day=day, records=records).rate for each in (exporter, None))
        if own is not None and plain is not None:
            # Nobody uses a preference that is above the rate for all.
            found[hs] = (float(min(own, plain)), float(plain))
    return found


def _pulled(
    exporter: Country | None, importer: Country, *, hs: str, day: str, records: Records | None
) -> PulledRates | None:
    if records is None:
        return None
    return pulled_rates(importer, exporter, hs=hs, records=records, on=date.fromisoformat(day))


def _began_after(law: Row, rates: PulledRates) -> bool:
    """Whether an agreement began after the schedule that was pulled; not where its first day is not told."""
    return law["valid_from"] is not None and _later(first_day(str(law["valid_from"])), rates)


def _later(since: str, rates: PulledRates) -> bool:
    """Whether a day is after the first of the year that a schedule is of; what began in the year is not in it."""
    return since > f"{rates.year}-01-01"


def _all_pay(importer: Country, *, hs: str, day: str, rates: PulledRates | None, partner: Country | None) -> Duty:
    """Return the duty where no agreement of the pair has a say."""
    shipped = shipped_duty(importer, hs=hs, day=day)
    found = shipped.duty
    if rates is None:
        return found
    at_code = rates.held_by == hs
    later = found.kind is DutyKind.LINE and _later(shipped.since, rates)
    finer = found.kind in {DutyKind.LINE, DutyKind.FINER_LINES} and not at_code
    if later or finer:
        return _beside(found, rates, partner=partner, hs=hs)
    return _with_shipped(pulled_duty(rates, hs=hs, partner=partner), found)


def _not_above(own: Duty, plain: Duty, *, partner: Country) -> Duty:
    """Return what a partner's goods pay by a pulled schedule, or what all pay where a shipped line asks less."""
    lower = plain.rate is not None and own.rate is not None and plain.rate < own.rate
    if plain.kind is not DutyKind.LINE or plain.usd_per_t or not lower:
        return own
    note = f"The pulled rate for {partner.name} ({own.detail}) is above the one for all, which goods may pay instead."
    return replace(plain, notes=(*plain.notes, note))


def _with_shipped(pulled: Duty, shipped: Duty) -> Duty:
    """Return a pulled duty with what the tables that ship have beside it, where that is more than an average."""
    if shipped.kind in {DutyKind.AVERAGE, DutyKind.UNKNOWN}:
        return pulled
    note = f"Not used, since what was pulled stands before it: {shipped.detail}."
    # An assumed rate, or an amount on the tonne, is no end of a range of rates that sources print.
    if shipped.kind is DutyKind.CLASS_RATE or shipped.usd_per_t or shipped.low is None or shipped.high is None:
        return replace(pulled, notes=(*pulled.notes, note))
    ends = [end for end in (pulled.low, pulled.high, shipped.low, shipped.high) if end is not None]
    return replace(pulled, low=min(ends), high=max(ends), notes=(*pulled.notes, note))


def _beside(found: Duty, rates: PulledRates | None, *, partner: Country | None, hs: str) -> Duty:
    """Return a duty by the tables that ship with what was pulled and is not used beside it."""
    if rates is None:
        return found
    return replace(found, notes=(*found.notes, *not_used(rates, hs=hs, partner=partner)))


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
        kind=DutyKind.AGREEMENT if declared else DutyKind.TERRITORY,
    )


def _excepted(row: Row, plain: Duty, *, hs: str) -> Duty:
    """Return the duty on goods that an agreement of the pair leaves out: a line of the tariff, never a wider mean."""
    kind = str(row["kind"]).replace("_", " ")
    note = f"{hs}, or some of it, is left out of the {kind} that joins the two countries: {printed(row)}."
    if plain.kind not in {DutyKind.AVERAGE, DutyKind.WIDER_MEAN}:
        return replace(plain, notes=(note, *plain.notes))
    unknown = (
        f"Duty not known: no tariff line of {hs} is known, and a mean says nothing of goods under rules of their own."
    )
    return replace(
        plain, rate=None, low=None, high=None, basis=Basis.ASSUMED, sources=(), year="", detail="not known",
        notes=(note, unknown, *plain.notes[1:]), kind=DutyKind.UNKNOWN, held_by="", lines=None,
    )  # fmt: skip
