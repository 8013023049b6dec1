"""What does each country charge on the goods of each other, by chapter? The mean on manufactures, nil by agreement.

The rate is the importer's mean for most favoured nations on manufactures, taken for goods of every chapter; it is nil
between the sides of an agreement of `tariff_preferences`, but for chapters that the agreement leaves out. The table
knows the agreements of the shipped study's countries and few others: between most pairs rates are overstated.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from alat.data import table
from alat.economy.baseline import FloatArray
from alat.reference import bloc
from alat.routing.landed.agreements import joined

_PERCENT = 100.0


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ShippedTariffs:
    """Tariffs of N countries on K chapters.

    Attributes
    ----------
    rates
        What the importer charges most favoured nations on average (0.05 is 5 %), shape (N,).
    dutiable
        Whether goods pay it, shape (N, N, K), exporter first: nobody pays at home or under an agreement.
    supposed
        Importers without a rate in the table, which take that of their customs union or the median importer's.
    agreements
        How many agreements were in force.
    """

    rates: FloatArray
    dutiable: NDArray[np.bool_]
    supposed: tuple[str, ...]
    agreements: int


def shipped_tariffs(countries: tuple[str, ...], chapters: tuple[str, ...], *, day: str) -> ShippedTariffs:
    """Return the tariffs in force on a day (ISO).

    Parameters
    ----------
    countries, chapters
        ISO3 codes and HS chapters.
    day
        The day on which agreements must hold; rates are the latest of each importer.
    """
    rates, supposed = _rates(countries, day=day)
    dutiable = np.ones((len(countries), len(countries), len(chapters)), dtype=np.bool_)
    dutiable[np.arange(len(countries)), np.arange(len(countries))] = False
    count = 0
    for row, first, second in joined(day):
        count += 1
        left_out = str(row["hs_except"] or "").split(";")
        free = np.array([chapter not in left_out for chapter in chapters])
        one, other = (np.array([code in side for code in countries]) for side in (first, second))
        pairs = (one[:, None] & other[None, :]) | (other[:, None] & one[None, :])
        dutiable &= ~(pairs[:, :, None] & free)
    return ShippedTariffs(rates, dutiable, supposed, count)


def _rates(countries: tuple[str, ...], *, day: str) -> tuple[FloatArray, tuple[str, ...]]:
    listed = table("tariffs_manufactured")
    known = dict(listed.select("iso3", pl.col("mfn_percent") / _PERCENT).iter_rows())
    median = float(np.median([known[code] for code in countries if code in known]))
    union = {member.iso3 for member in bloc("EU").members(date.fromisoformat(day))}
    common = float(np.median([known[code] for code in sorted(union) if code in known]))
    rates = [known.get(code, common if code in union else median) for code in countries]
    return np.array(rates), tuple(code for code in countries if code not in known)
