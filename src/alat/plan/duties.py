"""What duties are in force once measures have changed them?"""

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np

from alat.economy import Baseline
from alat.economy.baseline import FloatArray
from alat.errors import NotCovered
from alat.plan.effect_rows import ALL
from alat.plan.results import TariffChange
from alat.reference import countries_of


def duties_after(
    baseline: Baseline, changes: Sequence[TariffChange], *, sector_of: Mapping[str, int], day: date
) -> FloatArray | None:
    """Return the ad valorem rates once duties are multiplied by their factors; None where nothing changes.

    Parameters
    ----------
    baseline
        The world today.
    changes
        Factors on duties.
    sector_of
        The sector of each chapter of the Harmonized System.
    day
        Whose members blocs have.

    Returns
    -------
    FloatArray or None
        (N, N, J), buyer first.

    Raises
    ------
    NotCovered
        If a change holds for a part of a sector only: the world knows one rate for the whole.
    """
    rates = baseline.tariff.copy()
    place = {code: index for index, code in enumerate(baseline.countries)}
    for change in changes:
        buyers, sellers = (_members(name, place, day=day) for name in (change.importer, change.exporter))
        columns = _columns(change, sector_of)
        cells = np.ix_(buyers, sellers, columns)
        rates[cells] *= change.factor
    return None if np.array_equal(rates, baseline.tariff) else rates


def _members(name: str, place: Mapping[str, int], *, day: date) -> list[int]:
    return [place[one.iso3] for one in countries_of((name,), on=day) if one.iso3 in place]


def _columns(change: TariffChange, sector_of: Mapping[str, int]) -> list[int]:
    if change.products == ALL:
        return sorted(set(sector_of.values()))
    sector = sector_of.get(change.products)
    if sector is None or list(sector_of.values()).count(sector) > 1:
        said = f"{change.importer}:{change.exporter}:{change.products}"
        raise NotCovered(
            f"a duty on {said} holds for a part of a sector; expected {ALL}, or a chapter that is a sector"
        )
    return [sector]
