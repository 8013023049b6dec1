"""What does an importer charge on a product, of whom, since when, and what of it is not known?"""

from dataclasses import dataclass

from alat.data import Quantity, table
from alat.errors import BadInput, NotCovered, SameParty, UnknownCode
from alat.reference import Country, product
from alat.routing.landed.dates import checked_day, newest_day
from alat.routing.landed.duties import duty
from alat.routing.landed.owed import Duty, DutyKind
from alat.routing.landed.shipped_duties import CONTEXT
from alat.trade.labels import in_hs, product_label
from alat.trade.records import Records

_LENGTHS = (2, 4, 6)
_HEADING, _LINE, _NEAR = 4, 6, 3
# How old a rate may be before a reader is told so.
_FRESH_YEARS = 3
_MEANS = frozenset({DutyKind.FINER_LINES, DutyKind.WIDER_MEAN, DutyKind.CLASS_RATE, DutyKind.AVERAGE})


@dataclass(frozen=True, slots=True)
class Tariff:
    """The duty on a product, with what a reader must know of it: the one that `landed` charges.

    Attributes
    ----------
    importer, partner
        Who charges, and whose goods; `partner` is None for what all pay.
    product, label
        HS code, and what the product is called.
    on
        The day that was asked for (ISO).
    kind, held_by, lines
        What the duty was read from, the goods it is on record for, and of how many lines it is a mean; see `Duty`.
    rate
        Per cent of the customs value.
    low, high
        Ends of the range of what sources print, in per cent.
    usd_per_t
        What is charged on the tonne on top; nought where there is none.
    mfn
        What all pay, on the same day; a value of None where that is not known.
    only_an_average
        Whether the rate is a mean over more than the code asked for, so that no line of the tariff is told.
    sources, notes
        What it rests on, and what a reader must know.
    """

    importer: Country
    partner: Country | None
    product: str
    label: str
    on: str
    kind: str
    held_by: str
    lines: int | None
    rate: Quantity
    low: Quantity
    high: Quantity
    usd_per_t: Quantity
    mfn: Quantity
    only_an_average: bool
    sources: tuple[str, ...]
    notes: tuple[str, ...]


def tariff(
    importer: Country, partner: Country | None, *, code: str, day: str | None = None, records: Records | None = None
) -> Tariff:
    """Return the duty of an importer on an HS code, from a partner or from whomever.

    Parameters
    ----------
    importer
        Who charges.
    partner
        Whose goods; None for what all pay who have no agreement.
    code
        2, 4 or 6 digits; points and blanks do not count.
    day
        ISO day; the newest on which a rate that ships begins without it, as in `landed`.
    records
        What the user has on record; None for what ships alone.

    Raises
    ------
    BadInput
        If the code or the day is none.
    SameParty
        If importer and partner are one.
    UnknownCode
        If neither HS 2022 nor the rates on record have the code.
    NotCovered
        If the duty is not known.

    Examples
    --------
    >>> from alat.reference import country
    >>> found = tariff(country("AZE"), None, code="8429")
    >>> found.only_an_average, found.rate.basis.value
    (True, 'assumed')
    """
    hs = _checked(code)
    if importer == partner:
        raise SameParty(f"{importer.name} charges itself no duty; expected two countries")
    on = newest_day() if day is None else checked_day(day)
    found = duty(partner, importer, hs=hs, day=on, records=records)
    if found.held_by != hs:
        # A mean, or an agreement, would stand for a code that there is none of.
        _refuse_unknown(hs, typed=code)
    if not found.known:
        why = " ".join(note for note in found.notes if not note.startswith(CONTEXT))
        raise NotCovered(f"{why} `alat data pull tariffs --from FOLDER` takes files of WITS or MAcMap.")
    everybody = found if partner is None else duty(None, importer, hs=hs, day=on, records=records)
    return _answer(found, (importer, partner), hs=hs, day=on, everybody=everybody)


def _checked(code: str) -> str:
    hs = "".join(code.replace(".", "").split())
    if not (hs.isascii() and hs.isdigit() and len(hs) in _LENGTHS):
        raise BadInput(f"product {code!r}; expected an HS code of 2, 4 or 6 digits")
    return hs


def _answer(found: Duty, sides: tuple[Country, Country | None], *, hs: str, day: str, everybody: Duty) -> Tariff:
    importer, partner = sides
    return Tariff(
        importer=importer,
        partner=partner,
        product=hs,
        label=product_label(hs),
        on=day,
        kind=found.kind.value,
        held_by=found.held_by,
        lines=found.lines,
        rate=_percent(found),
        low=_end(found, high=False),
        high=_end(found, high=True),
        usd_per_t=Quantity(float(found.usd_per_t), "usd_per_t", found.basis, found.sources, found.year),
        mfn=_percent(everybody),
        only_an_average=_is_mean(found),
        sources=tuple(dict.fromkeys((*found.sources, *everybody.sources))),
        notes=tuple(dict.fromkeys((*found.notes, *_notes(found, partner=partner, day=day)))),
    )


def _percent(found: Duty) -> Quantity:
    if found.rate is None:
        return Quantity(None, "percent", found.basis, note="no rate for all is known")
    percent = float(100 * found.rate)
    # A rate of nought beside an amount on the tonne is no free entry.
    extra = f"and {float(found.usd_per_t):,.2f} USD a tonne" if found.usd_per_t else ""
    return Quantity(percent, "percent", found.basis, found.sources, found.year, extra)


def _end(found: Duty, *, high: bool) -> Quantity:
    end = found.high if high else found.low
    value = None if end is None else float(100 * end)
    return Quantity(value, "percent", found.basis, found.sources, found.year)


def _is_mean(found: Duty) -> bool:
    pulled = found.kind in {DutyKind.PREFERENTIAL, DutyKind.APPLIED, DutyKind.MFN}
    return found.kind in _MEANS or (pulled and len(found.held_by) < _LINE) or (found.lines or 0) > 1


def _refuse_unknown(hs: str, *, typed: str) -> None:
    if not in_hs(hs):
        # The nearest that there are: of the same heading or chapter.
        product(hs[:_HEADING])
        codes = table("hs_subheadings")["code"]
        beside = codes.filter(codes.str.starts_with(hs[:_HEADING]))
        raise UnknownCode("HS subheading", typed, near=tuple(beside[:_NEAR]))


def _notes(found: Duty, *, partner: Country | None, day: str) -> list[str]:
    notes = []
    year, asked = found.year[:4], int(day[:4])
    if found.kind in {DutyKind.AVERAGE, DutyKind.CLASS_RATE}:
        notes.append("No rate was pulled: `alat data pull tariffs --from FOLDER` takes files of WITS or MAcMap.")
    if partner is None:
        notes.append("What all pay who have no agreement; --from PARTNER looks for a preference.")
    elif found.kind not in {DutyKind.PREFERENTIAL, DutyKind.AGREEMENT, DutyKind.TERRITORY}:
        notes.append(f"No preference for {partner.name} is on record here; that does not mean that there is none.")
    agreed = found.kind in {DutyKind.AGREEMENT, DutyKind.TERRITORY}
    if year.isdecimal() and int(year) > asked:
        notes.append(f"The rate is of {year}, later than the day asked for: none of {asked} or before is on record.")
    elif year.isdecimal() and asked - int(year) > _FRESH_YEARS and not agreed:
        notes.append(f"The newest rate on record up to {day} is of {year}; what was charged then may differ.")
    notes.append("Excise, value added tax, quotas and trade remedies are not in it; `alat landed` has those on record.")
    return notes
