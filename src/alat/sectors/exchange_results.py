"""What the answer on exchanges of people says."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from alat.reference import Country


@dataclass(frozen=True, slots=True)
class Exchanges:
    """Programmes of exchange between two countries: seats, what they cost, what is counted as outcome, what bars them.

    Attributes
    ----------
    first, second
        The two countries.
    as_of
        The day on which membership and agreements are looked at.
    study
        Id of the study whose programmes these are; '' where each kind is priced for a number of seats.
    programmes
        One row a programme: id, programme, kind, host, partner, share (this pair alone, or shared with others), status,
        barred_by, outcome, follow_up, seats a year, months and years of a stay, cost of a seat and of a year's intake,
        seats finished, each with range, basis (of the seats), source, url, note.
    items
        What a seat is paid for: kind, item, host, per, value, low, high, basis, sources, cited, url, note.
    totals
        Sums over the programmes that nothing bars, for the pair alone and for those shared with others: share,
        programmes, seats, intake_usd, finished, each with range. What the pair has of a shared one is not known.
    """

    first: Country
    second: Country
    as_of: date
    study: str
    programmes: pl.DataFrame
    items: pl.DataFrame
    totals: pl.DataFrame
    sources: tuple[str, ...]
    notes: tuple[str, ...]
