"""What the answer on the standing of two countries' relations says."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from alat.data import Quantity
from alat.reference import Country


@dataclass(frozen=True, slots=True)
class Relations:
    """Posts, chains of accreditation, contacts, bodies, agreements and visa rules of two countries, and the gaps.

    Attributes
    ----------
    first, second
        The two countries.
    as_of
        The day on which it is looked at.
    study
        Id of the study whose ledgers were read, '' where none speaks of the pair.
    posts
        One row a post of either in the other: sender, host, level, city, covers_from, since, until, state, status_date,
        days_since_status, source, url, basis, note. `state` is open, closed, not yet open or reported; what is open is
        known to have been so on `status_date`, and no later; `days_since_status` is empty where that is after the day.
    chains
        From where each covers the other, and whom that post covers besides: sender, host, city, seat, seat_level, also,
        status_date, source, basis. `seat` is the country of the city, '' where it is not known.
    contacts
        Every contact up to the day, oldest first.
    last, days_since
        Date of the last contact that took place, and the days from then to the day.
    by_level
        How often each rank led a contact that took place, and when last: level, contacts, last.
    visits
        How often each side went to the other, and when last: visitor, host, visits, last. What was held elsewhere, by
        letter or by telephone is none.
    bodies
        International bodies in which one or both are: code, name, first_is, second_is, both, basis, sources.
    agreements
        What the study knows as agreed, and trade agreements that join them: id, item, kind, status, signed, effective,
        in_force, source, url, basis, note.
    visas
        What each asks of the other's ordinary passport: passport, destination, rule, days, basis, sources.
    gaps
        What is not known or long ago: kind, what. A gap of the ledger is never an absence in the world.
    """

    first: Country
    second: Country
    as_of: date
    study: str
    posts: pl.DataFrame
    chains: pl.DataFrame
    contacts: pl.DataFrame
    last: str
    days_since: Quantity
    by_level: pl.DataFrame
    visits: pl.DataFrame
    bodies: pl.DataFrame
    agreements: pl.DataFrame
    visas: pl.DataFrame
    gaps: pl.DataFrame
    sources: tuple[str, ...]
    notes: tuple[str, ...]
