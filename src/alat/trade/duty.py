"""Which duty does an importer charge on a product, of whom, since when, and what of it is not known?"""

from dataclasses import dataclass
from datetime import date

import polars as pl

from alat.data import Basis, table
from alat.data.warehouse import Warehouse
from alat.errors import UnknownCode
from alat.reference import Country, product
from alat.trade.labels import in_hs, product_label
from alat.trade.tariffs import AVERAGE_SOURCE, PREFERENTIAL, Tariff, tariff

_HEADING, _LINE, _NEAR = 4, 6, 3
# How old a rate may be before a reader is told so.
_FRESH_YEARS = 3


@dataclass(frozen=True, slots=True)
class Duty:
    """The duty on a product, with what a reader must know of it.

    Attributes
    ----------
    importer, partner
        Who charges, and whose goods; `partner` is None for what all pay.
    label
        What the product is called.
    on
        The day that was asked for (ISO), '' for the newest on record.
    only_an_average
        Whether the rate is a mean over more than the code asked for, so that no line of the tariff is told.
    tariff
        The rate, its kind, the most favoured nation rate beside it, and the code that it is on record for.
    """

    importer: Country
    partner: Country | None
    label: str
    on: str
    only_an_average: bool
    tariff: Tariff
    sources: tuple[str, ...]
    notes: tuple[str, ...]


def duty(
    importer: Country, partner: Country | None, *, code: str, warehouse: Warehouse | None, on: date | None = None
) -> Duty:
    """Return the duty of an importer on an HS code, from a partner or from whomever.

    Parameters
    ----------
    code
        2, 4 or 6 digits; points and blanks do not count.
    warehouse
        Where pulled tariffs are; None for the averages that ship.
    on
        The day; the newest rate on record without it. Rates are on record by year.

    Raises
    ------
    BadInput, SameParty, NotCovered
        As `alat.trade.tariff`.
    UnknownCode
        If neither HS 2022 nor the rates on record have the code.

    Examples
    --------
    >>> from alat.reference import country
    >>> found = duty(country("AZE"), None, code="8429", warehouse=None)
    >>> found.only_an_average, found.tariff.rate.basis.value
    (True, 'assumed')
    """
    try:
        found = tariff(importer, partner, product=code, warehouse=warehouse, year=None if on is None else on.year)
    except LookupError:
        _refuse_unknown(code)
        raise
    if found.held_by != found.product:
        # A mean would stand for a code that there is none of.
        _refuse_unknown(code)
    return Duty(
        importer=importer,
        partner=partner,
        label=product_label(found.product),
        on="" if on is None else on.isoformat(),
        only_an_average=found.rate.basis is Basis.ASSUMED or len(found.held_by) < _LINE or (found.lines or 0) > 1,
        tariff=found,
        sources=found.sources,
        notes=tuple(dict.fromkeys((*found.notes, *_notes(found, importer, partner=partner, on=on)))),
    )


def _refuse_unknown(code: str) -> None:
    digits = "".join(code.replace(".", "").split())
    if digits.isascii() and digits.isdigit() and not in_hs(digits):
        # The nearest that there are: of the same heading or chapter.
        product(digits[:_HEADING])
        beside = table("hs_subheadings").filter(pl.col("code").str.starts_with(digits[:_HEADING]))["code"]
        raise UnknownCode("HS subheading", code, near=tuple(beside[:_NEAR]))


def _notes(found: Tariff, importer: Country, *, partner: Country | None, on: date | None) -> list[str]:
    notes = []
    year = int(found.rate.year)
    if found.sources == (AVERAGE_SOURCE,):
        notes.append(
            f"No rate of {importer.name} on {found.product} was pulled: `alat data pull tariffs --from FOLDER` takes"
            " files of WITS or MAcMap."
        )
    if partner is None:
        notes.append("What all pay who have no agreement; --from PARTNER looks for a preference.")
    elif found.kind != PREFERENTIAL:
        notes.append(f"No preference for {partner.name} is on record here; that does not mean that there is none.")
    if on is not None and year > on.year:
        notes.append(f"The rate is of {year}, later than the day asked for: none of {on.year} or before is on record.")
    elif on is not None and on.year - year > _FRESH_YEARS:
        notes.append(
            f"The newest rate on record up to {on.isoformat()} is of {year}; what was charged then may differ."
        )
    notes.append("Excise, value added tax, quotas and trade remedies are not in it; `alat landed` has those on record.")
    return notes
