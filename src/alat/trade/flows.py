"""What does the totals file of 2023 say of two countries, and what does its silence mean?

The file is not a full matrix. Its *focal* codes have rows with every other code; a pair of two codes that are not
focal is not covered. So "no row" is one of three things: a code that the file does not know, a pair that it does not
cover, or nothing recorded. A pair with one focal code reads as that side's record, not as reconciled.
"""

from dataclasses import dataclass
from functools import cache

from alat.data import Basis, Quantity, table
from alat.reference import Country, countries
from alat.trade.results import FlowState, Rank

YEAR = 2023
SOURCE = "baci-hs22-2023"

_COVERAGE = ("none", "one", "both")


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


def total(exporter: str, importer: str) -> Total:
    """Return the total of 2023 from one country to another.

    Parameters
    ----------
    exporter, importer
        ISO3 codes.

    Returns
    -------
    Total
        US dollars; the value is None, never zero, where there is no row, and the note says why.
    """
    missing = [code for code in (exporter, importer) if code not in _focal()]
    if missing:
        names = " and ".join(countries()[code].name for code in missing)
        return _silent(FlowState.NOT_COVERED, 0, note=f"no {YEAR} data: the totals file does not know {names}")
    sides = int(_focal()[exporter]) + int(_focal()[importer])
    if sides == 0:
        return _silent(FlowState.NOT_COVERED, 0, note=f"no {YEAR} data: the totals file does not cover this pair")
    value = recorded().get((exporter, importer))
    limit = _one_side(exporter, importer) if sides == 1 else ""
    if value is None:
        return _silent(FlowState.NOTHING_RECORDED, sides, note="; ".join(filter(None, ["nothing recorded", limit])))
    basis = Basis.RECONCILED if sides == len(_COVERAGE) - 1 else Basis.REPORTED
    return Total(Quantity(value, "usd", basis, (SOURCE,), str(YEAR), limit), _COVERAGE[sides], FlowState.RECORDED)


def in_totals(code: str) -> bool:
    """Return whether the totals file knows a country at all."""
    return code in _focal()


def destination_rank(exporter: str, importer: str) -> Rank:
    """Return the importer's place among the exporter's recorded destinations of 2023, and its share of them."""
    return _rank(exporter, importer, partners=_destinations().get(exporter), value=recorded().get((exporter, importer)))


def origin_rank(importer: str, exporter: str) -> Rank:
    """Return the exporter's place among the importer's recorded origins of 2023, and its share of them."""
    return _rank(importer, exporter, partners=_origins().get(importer), value=recorded().get((exporter, importer)))


def uncovered(code: str) -> int:
    """Return with how many countries of the totals file a country's trade is not covered."""
    return 0 if _focal()[code] else len(_focal()) - len(focal_codes()) - 1


@cache
def recorded() -> dict[tuple[str, str], float]:
    """Return every recorded total of 2023 in US dollars, by exporter and importer."""
    rows = table("flows_total").select("exporter", "importer", "value_usd")
    return {(exporter, importer): value for exporter, importer, value in rows.iter_rows()}


@cache
def focal_codes() -> frozenset[str]:
    """Return the codes whose trade with every other code the totals file covers."""
    return frozenset(code for code, focal in _focal().items() if focal)


@cache
def codes() -> tuple[str, ...]:
    """Return the codes of the totals file, sorted."""
    return tuple(sorted(_focal()))


@cache
def _focal() -> dict[str, bool]:
    rows = table("flows_total_codes").select("iso3", "present", "focal")
    return {iso3: focal for iso3, present, focal in rows.iter_rows() if present}


def _silent(state: FlowState, sides: int, *, note: str) -> Total:
    basis = Basis.RECONCILED if sides == len(_COVERAGE) - 1 else Basis.REPORTED
    return Total(Quantity(None, "usd", basis, (SOURCE,), str(YEAR), note), _COVERAGE[sides], state)


def _one_side(exporter: str, importer: str) -> str:
    covered, other = (exporter, importer) if _focal()[exporter] else (importer, exporter)
    named: tuple[Country, Country] = (countries()[covered], countries()[other])
    return f"read as the record of {named[0].name} alone; what {named[1].name} recorded is not in the file"


def _rank(country: str, partner: str, *, partners: _Partners | None, value: float | None) -> Rank:
    if partners is None:
        return Rank(None, 0, Quantity(None, "share", Basis.REPORTED, (SOURCE,), str(YEAR), f"no {YEAR} data"))
    alone = sum(not _focal()[country] or not _focal()[other] for other in partners.order)
    # A share is no better than the weakest flow in its total.
    basis = Basis.REPORTED if alone else Basis.RECONCILED
    limits = [
        "no flow recorded" if value is None else "",
        f"{alone} of {len(partners.order)} partners rest on one side's record" if alone else "",
        f"{uncovered(country)} countries whose trade with it is not covered are left out" if uncovered(country) else "",
    ]
    share = None if value is None else value / partners.sum_usd
    place = None if value is None else partners.order.index(partner) + 1
    note = "; ".join(filter(None, limits))
    return Rank(place, len(partners.order), Quantity(share, "share", basis, (SOURCE,), str(YEAR), note))


@cache
def _destinations() -> dict[str, _Partners]:
    return _ordered({(exporter, importer): value for (exporter, importer), value in recorded().items()})


@cache
def _origins() -> dict[str, _Partners]:
    return _ordered({(importer, exporter): value for (exporter, importer), value in recorded().items()})


def _ordered(flows: dict[tuple[str, str], float]) -> dict[str, _Partners]:
    found: dict[str, dict[str, float]] = {}
    for (country, partner), value in flows.items():
        found.setdefault(country, {})[partner] = value
    return {
        country: _Partners(tuple(sorted(values, key=lambda p: (-values[p], p))), sum(values.values()))
        for country, values in found.items()
    }
