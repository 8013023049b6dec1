"""What do reports, indicators and tariffs in the warehouse say?"""

import polars as pl

from alat.data.warehouse.opening import Warehouse
from alat.data.warehouse.tables import SCHEMAS, framed, stored
from alat.data.warehouse.vintages import vintages
from alat.errors import BadInput, NotCovered

_LENGTH = {"A": 4, "M": 7}  # 2023, 2023-04


def reports(warehouse: Warehouse, first: str, second: str, *, frequency: str) -> pl.DataFrame:
    """Return what two countries reported on their trade with each other, each side's own records.

    Parameters
    ----------
    frequency
        ``A`` for years, ``M`` for months.

    Raises
    ------
    NotCovered
        If no reports have been loaded.
    BadInput
        If `frequency` is neither.
    """
    kind = "reports"
    rows = stored(warehouse, kind, vintage_id=_holding(warehouse, kind))
    both = ((rows.reporter == first) & (rows.partner == second)) | ((rows.reporter == second) & (rows.partner == first))
    return framed(rows.filter(both, rows.period.length() == _length(frequency)), SCHEMAS[kind])


def reported_periods(warehouse: Warehouse, reporter: str, *, frequency: str) -> pl.DataFrame:
    """Return the periods for which a country reported anything: period, flow.

    Raises
    ------
    NotCovered
        If no reports have been loaded.
    BadInput
        If `frequency` is neither ``A`` nor ``M``.
    """
    # A row without a flow is a period that was asked for: see `asked_periods`.
    return _periods(warehouse, reporter, frequency=frequency).filter(pl.col("flow") != "")


def asked_periods(warehouse: Warehouse, reporter: str, *, frequency: str) -> frozenset[str]:
    """Return the periods for which a country's reports were asked for, whether or not there were any.

    A period that is not among them says nothing: the country may have reported, and nobody looked.

    Raises
    ------
    NotCovered
        If no reports have been loaded.
    BadInput
        If `frequency` is neither ``A`` nor ``M``.
    """
    return frozenset(_periods(warehouse, reporter, frequency=frequency)["period"])


def indicators(warehouse: Warehouse, indicator: str) -> pl.DataFrame:
    """Return an indicator: country, year, value.

    Raises
    ------
    NotCovered
        If it has not been loaded.
    """
    kind = "indicators"
    columns = {"country": "string", "year": "int32", "value": "float64"}
    for vintage_id in _all_holding(warehouse, kind):
        rows = stored(warehouse, kind, vintage_id=vintage_id)
        frame = framed(rows.filter(rows.indicator == indicator).select(*columns), columns)
        if frame.height:
            return frame
    raise NotCovered(f"{warehouse.shown}: the indicator {indicator} has not been loaded")


def tariffs(warehouse: Warehouse, importer: str, *, partner: str | None) -> pl.DataFrame:
    """Return an importer's tariffs: partner ('' is most favoured nation), year, product, level, rate_percent, kind.

    Parameters
    ----------
    partner
        One partner's rates and those for most favoured nations; None for all.

    Raises
    ------
    NotCovered
        If no tariffs have been loaded.
    """
    kind = "tariffs"
    columns = {name: type_ for name, type_ in SCHEMAS[kind].items() if name != "importer"}
    rows = stored(warehouse, kind, vintage_id=_holding(warehouse, kind))
    chosen = rows.filter(rows.importer == importer)
    if partner is not None:
        chosen = chosen.filter(chosen.partner.isin([partner, ""]))
    return framed(chosen.select(*columns), columns)


def _periods(warehouse: Warehouse, reporter: str, *, frequency: str) -> pl.DataFrame:
    kind = "reported_periods"
    rows = stored(warehouse, kind, vintage_id=_holding(warehouse, kind))
    chosen = rows.filter(rows.reporter == reporter, rows.period.length() == _length(frequency))
    return framed(chosen.select("period", "flow").distinct(), {"period": "string", "flow": "string"})


def _holding(warehouse: Warehouse, kind: str) -> str:
    found = _all_holding(warehouse, kind)
    if not found:
        raise NotCovered(
            f"{warehouse.shown}: no {kind.replace('_', ' ')} have been loaded; see `alat data pull --help`"
        )
    return found[0]


def _all_holding(warehouse: Warehouse, kind: str) -> list[str]:
    return [each.id for each in vintages(warehouse) if each.state == "current" and kind in each.tables]


def _length(frequency: str) -> int:
    if frequency not in _LENGTH:
        raise BadInput(f"frequency {frequency!r}; expected A (years) or M (months)")
    return _LENGTH[frequency]
