"""What do the recorded totals say of two countries, and what does their silence mean?

The shipped file is not a full matrix. Its *focal* codes have rows with every other code; a pair of two codes that are
not focal is not covered. So "no row" is one of three things: a code that the file does not know, a pair that it does
not cover, or nothing recorded. A pair with one focal code reads as that side's record, not as reconciled. Flows that a
user has pulled whole cover every pair.
"""

from dataclasses import dataclass
from functools import lru_cache

from alat.data import Basis, Quantity
from alat.reference import Country, comtrade_areas, countries
from alat.trade.records import KEPT, Records
from alat.trade.results import FlowState, Rank

_COVERAGE = ("none", "one", "both")
# UN Comtrade, and CEPII after it, publish no trade of Taiwan but that of an area which is next to nothing else.
_LISTED_UNDER = {"TWN": 490}


@dataclass(frozen=True, slots=True)
class Total:
    """The recorded goods trade of a pair one way, how many sides are covered, and what a missing value means."""

    quantity: Quantity
    coverage: str
    state: FlowState


@dataclass(frozen=True, slots=True)
class _Partners:
    """A country's partners on one side, largest first, and the sum over them."""

    order: tuple[str, ...]
    sum_usd: float


def total(exporter: str, importer: str, *, records: Records) -> Total:
    """Return the recorded total from one country to another.

    Parameters
    ----------
    exporter, importer
        ISO3 codes.
    records
        Whose totals are asked.

    Returns
    -------
    Total
        US dollars; the value is None, never zero, where there is no row, and the note says why.
    """
    missing = [code for code in (exporter, importer) if not in_totals(code, records=records)]
    if missing:
        names = " and ".join(countries()[code].name for code in missing)
        elsewhere = "".join(listed_under(code, records=records) for code in missing)
        note = f"no {records.year} data: {records.name} does not know {names}{elsewhere}"
        return _silent(records, FlowState.NOT_COVERED, sides=0, note=note)
    sides = int(exporter in records.focal) + int(importer in records.focal)
    if sides == 0:
        note = f"no {records.year} data: {records.name} does not cover this pair"
        return _silent(records, FlowState.NOT_COVERED, sides=0, note=note)
    value = records.totals_usd.get((exporter, importer))
    limit = _one_side(exporter, importer, records=records) if sides == 1 else ""
    if value is None:
        note = "; ".join(filter(None, ["nothing recorded", limit]))
        return _silent(records, FlowState.NOTHING_RECORDED, sides=sides, note=note)
    basis = Basis.RECONCILED if sides == len(_COVERAGE) - 1 else Basis.REPORTED
    found = Quantity(value, "usd", basis, (records.source,), str(records.year), limit)
    return Total(found, _COVERAGE[sides], FlowState.RECORDED)


def in_totals(code: str, *, records: Records) -> bool:
    """Return whether the records know a country at all."""
    return code in _codes(records)


def listed_under(code: str, *, records: Records) -> str:
    """Return ``; Taiwan is in it under 490, ...`` of a country that the records know as an area only, '' of others."""
    area = _LISTED_UNDER.get(code)
    if area is None or not in_totals(str(area), records=records):
        return ""
    return f"; {countries()[code].name} is in it under {area}, {comtrade_areas()[area]}"


def seller_behind(code: str) -> str:
    """Return the country that sells under a code of the records: 490 is Taiwan; of other codes the code itself."""
    return next((country for country, area in _LISTED_UNDER.items() if str(area) == code), code)


def destination_rank(exporter: str, importer: str, *, records: Records) -> Rank:
    """Return the importer's place among the exporter's recorded destinations, and its share of them."""
    value = records.totals_usd.get((exporter, importer))
    return _rank(exporter, importer, records=records, partners=_destinations(records).get(exporter), value=value)


def origin_rank(importer: str, exporter: str, *, records: Records) -> Rank:
    """Return the exporter's place among the importer's recorded origins, and its share of them."""
    value = records.totals_usd.get((exporter, importer))
    return _rank(importer, exporter, records=records, partners=_origins(records).get(importer), value=value)


def uncovered(code: str, *, records: Records) -> int:
    """Return with how many countries of the records a country's trade is not covered."""
    return 0 if code in records.focal else len(records.codes) - len(records.focal) - 1


@lru_cache(maxsize=KEPT)
def _codes(records: Records) -> frozenset[str]:
    return frozenset(records.codes)


def _silent(records: Records, state: FlowState, *, sides: int, note: str) -> Total:
    basis = Basis.RECONCILED if sides == len(_COVERAGE) - 1 else Basis.REPORTED
    return Total(Quantity(None, "usd", basis, (records.source,), str(records.year), note), _COVERAGE[sides], state)


def _one_side(exporter: str, importer: str, *, records: Records) -> str:
    covered, other = (exporter, importer) if exporter in records.focal else (importer, exporter)
    named: tuple[Country, Country] = (countries()[covered], countries()[other])
    return f"read as the record of {named[0].name} alone; what {named[1].name} recorded is not in the file"


def _rank(country: str, partner: str, *, records: Records, partners: _Partners | None, value: float | None) -> Rank:
    year, sources = str(records.year), (records.source,)
    if partners is None:
        return Rank(None, 0, Quantity(None, "share", Basis.REPORTED, sources, year, f"no {year} data"))
    alone = sum(country not in records.focal or other not in records.focal for other in partners.order)
    left_out = uncovered(country, records=records)
    beside = in_totals(partner, records=records) and bool({country, partner} & records.focal)
    # A share is no better than the weakest flow in its total.
    basis = Basis.REPORTED if alone else Basis.RECONCILED
    limits = [
        "" if value is not None else "no flow recorded" if beside else "the pair is not covered",
        f"{alone} of {len(partners.order)} partners rest on one side's record" if alone else "",
        f"{left_out} countries whose trade with it is not covered are left out" if left_out else "",
    ]
    share = None if value is None else value / partners.sum_usd
    place = None if value is None else partners.order.index(partner) + 1
    note = "; ".join(filter(None, limits))
    return Rank(place, len(partners.order), Quantity(share, "share", basis, sources, year, note))


@lru_cache(maxsize=KEPT)
def _destinations(records: Records) -> dict[str, _Partners]:
    return _ordered(dict(records.totals_usd))


@lru_cache(maxsize=KEPT)
def _origins(records: Records) -> dict[str, _Partners]:
    return _ordered({(importer, exporter): value for (exporter, importer), value in records.totals_usd.items()})


def _ordered(flows: dict[tuple[str, str], float]) -> dict[str, _Partners]:
    found: dict[str, dict[str, float]] = {}
    for (country, partner), value in flows.items():
        found.setdefault(country, {})[partner] = value
    return {
        country: _Partners(tuple(sorted(values, key=lambda p: (-values[p], p))), sum(values.values()))
        for country, values in found.items()
    }
