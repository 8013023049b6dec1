"""What duty follows from a schedule that a user pulled, and what is told of one that is not used?"""

from fractions import Fraction

from alat.data import Basis
from alat.reference import Country
from alat.routing.landed.money import exact
from alat.routing.landed.owed import Duty, DutyKind
from alat.trade.tariffs import MFN, PREFERENTIAL, PulledRate, PulledRates

_LINE_DIGITS = 6
_KINDS = {
    "mfn": "the rate for most favoured nations",
    "preferential": "a preference",
    "applied": "what is applied to it, preferences included",
}


def pulled_duty(rates: PulledRates, *, hs: str, partner: Country | None) -> Duty:
    """Return the duty by a pulled schedule: what the partner's goods pay there, else what all pay.

    A rate for the partner above the one for all is used by nobody, so the lower one is the answer then. The mean of a
    heading or chapter that stands for a line is `assumed`. The range reaches to a rate for the partner that only an
    older schedule has, because it may still hold.

    Parameters
    ----------
    rates
        The schedule at the narrowest code on record.
    hs
        The code asked for.
    partner
        Whose goods; None for what all pay.
    """
    chosen, above = _chosen(rates, partner=partner)
    wider = rates.held_by != hs
    rate = _share(chosen)
    older = [_share(each) for each in rates.older if each.kind != MFN]
    return Duty(
        rate=rate,
        low=min([rate, *older]),
        high=max([rate, *older]),
        usd_per_t=Fraction(0),
        basis=Basis.ASSUMED if wider else chosen.basis,
        sources=(chosen.source,),
        year=str(chosen.year),
        detail=f"{chosen.percent:g} % by {chosen.publisher}, {chosen.year}",
        notes=(*_of_rate(chosen, hs=hs), *above, *(_on_record_for(each) for each in rates.older)),
        kind=DutyKind.WIDER_MEAN if wider else DutyKind(chosen.kind),
        held_by=rates.held_by,
        lines=chosen.lines,
    )


def not_used(rates: PulledRates, *, hs: str, partner: Country | None) -> list[str]:
    """Return what is told of pulled rates that the tables that ship stand before."""
    both = [each for each in (rates.bilateral, rates.mfn) if each is not None]
    notes = [f"Pulled, and not used here: {_told(each)}." for each in both]
    if partner is not None and rates.bilateral is None and rates.held_by == hs:
        notes.append(
            f"The schedule of {rates.year} that was pulled has no rate for goods of {partner.name} on {hs}: if it lists"
            " preferences, the goods may be among an agreement's exceptions."
        )
    return notes


def _chosen(rates: PulledRates, *, partner: Country | None) -> tuple[PulledRate, list[str]]:
    own, mfn = rates.bilateral, rates.mfn
    if own is not None and mfn is not None and mfn.percent < own.percent and partner is not None:
        note = f"The rate for {partner.name} on record ({own.percent:g} %, {own.year}) is above the one for all"
        return mfn, [f"{note} ({mfn.percent:g} %, {mfn.year}), which goods may pay instead."]
    return next(each for each in (own, mfn) if each is not None), []


def _of_rate(rate: PulledRate, *, hs: str) -> list[str]:
    notes = [f"Duty: {_told(rate)}."]
    if rate.held_by != hs:
        notes.append(f"No rate of {hs} is on record: {rate.percent:g} % is the mean of {rate.held_by}, no tariff line.")
    if len(rate.held_by) < _LINE_DIGITS:
        lines = "its lines" if rate.lines is None else f"{rate.lines} lines" if rate.lines > 1 else "one line"
        notes.append(f"{rate.held_by} is a plain mean of {lines}, whatever is traded.")
    if rate.weighted_percent is not None:
        notes.append(f"Mean weighted by imports: {rate.weighted_percent:g} %.")
    if rate.kind == PREFERENTIAL:
        notes.append("A preference holds for goods of the partner's own origin, with proof of it.")
    return notes


def _told(rate: PulledRate) -> str:
    return f"{rate.percent:g} % by {rate.publisher}, {rate.year}, {rate.held_by} ({_KINDS[rate.kind]})"


def _on_record_for(rate: PulledRate) -> str:
    return f"On record for {rate.year} only: {rate.kind} {rate.percent:g} % ({rate.publisher})."


def _share(rate: PulledRate) -> Fraction:
    return exact(rate.percent) / 100
