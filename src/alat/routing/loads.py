"""What is shipped, what is an hour worth to its owner, and which surcharges does it pay?"""

from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

import polars as pl

from alat import data
from alat.data import Basis, Quantity
from alat.errors import BadInput, NotCovered, UnknownCode
from alat.reference import Product, cargo_class, product
from alat.routing.worth import worth
from alat.trade.records import Records

# Published for manufactures (Hummels and Schaur 2013); sectors outside the range are brought to its end.
SHARE_LOW, SHARE_HIGH = 0.006, 0.021
_BULK = frozenset({"dry_bulk", "liquid_bulk"})


@dataclass(frozen=True, slots=True)
class Load:
    """What is asked about.

    Attributes
    ----------
    cargo
        Cargo class: ``container``, ``reefer``, ``dry_bulk``, ``liquid_bulk``, ``general`` or ``roro``.
    product
        Chapter or heading of the Harmonized System, which sets what an hour is worth; '' for the mean of the class.
    surcharges
        Surcharges to count beside those that always apply: ``dangerous``, ``empty-return``.
    records
        What is on record, for the value of a tonne of the product; None for what ships alone.
    """

    cargo: str = "container"
    product: str = ""
    surcharges: tuple[str, ...] = ()
    records: Records | None = None


@dataclass(frozen=True, slots=True)
class TimeValue:
    """What time costs the owner of goods: value of a tonne, share of it that a day costs, and what they rest on."""

    value_usd_per_t: float
    share_per_day: float
    basis: Basis
    sources: tuple[str, ...]
    note: str

    def usd_per_h(self, load_t: float) -> float:
        """Return what an hour costs the owner of a load."""
        return load_t * self.value_usd_per_t * self.share_per_day / 24


@dataclass(frozen=True, slots=True)
class Priced:
    """A load ready for the cost tables: its class, what an hour costs, its surcharges."""

    cargo: str
    usd_per_h: float
    surcharges: tuple[str, ...]
    time: TimeValue


def priced(load: Load | str, *, exporter: str = "", importer: str = "") -> Priced:
    """Return a load with what an hour of it costs.

    Parameters
    ----------
    load
        A load, or a cargo class alone.
    exporter
        ISO3 code of the country the goods come from; its own unit value is used where it is known.
    importer
        ISO3 code of the country they go to.

    Raises
    ------
    UnknownCode
        If there is no such cargo class, product or surcharge.
    BadInput
        If the product is a section: its goods are too many kinds.
    """
    asked = load if isinstance(load, Load) else Load(load)
    kind = cargo_class(asked.cargo)
    ends = (exporter, importer)
    time = value_of_time(asked.product, cargo=kind.code, ends=ends, records=asked.records)
    return Priced(kind.code, time.usd_per_h(kind.load_t), _surcharges(asked.surcharges, kind.code), time)


def value_of_time(
    code: str = "",
    *,
    cargo: str = "container",
    ends: tuple[str, str] = ("", ""),
    records: Records | None = None,
) -> TimeValue:
    """Return what time costs the owner of goods.

    Parameters
    ----------
    code
        Chapter or heading of the Harmonized System; '' for the mean of the cargo class.
    cargo
        Cargo class; bulk goods lose interest and storage only, whatever they are.
    ends
        ISO3 codes of exporter and importer; '' for any.
    records
        What is on record; None for what ships alone. Flows by product are asked where both ends are named.

    Notes
    -----
    The value of a tonne is that of `worth`, which landed cost and rivals ask too. The share is that of the sector
    (parameters P49), within the 0.6 to 2.1 % a day of Hummels and Schaur (2013).

    Raises
    ------
    UnknownCode
        If there is no such cargo class or product.
    BadInput
        If the product is a section.
    NotCovered
        If neither value nor tonnes of the chapter are known.
    """
    kind = cargo_class(cargo)
    row = _class_row(kind.code)
    if not code:
        return TimeValue(
            row["value_usd_per_t"],
            row["value_share_per_day"],
            Basis(row["basis"]),
            (row["source"],),
            f"mean of {kind.code}",
        )
    share = time_share(code, cargo=kind.code)
    goods = product(code)
    value = worth(*ends, hs=goods.code, records=records if all(ends) else None).value
    sources = tuple(dict.fromkeys((*share.sources, *value.sources)))
    return TimeValue(value.value or 0.0, share.value or 0.0, value.basis, sources, value.note)


def time_share(code: str, *, cargo: str = "container") -> Quantity:
    """Return the share of their value that a day in transit costs the owner of goods.

    Parameters
    ----------
    code
        Chapter or heading of the Harmonized System.
    cargo
        Cargo class; bulk goods lose interest and storage only, whatever they are.

    Raises
    ------
    UnknownCode
        If there is no such cargo class or product.
    BadInput
        If the product is a section.
    NotCovered
        If no value of time is known for the cargo class, or no sector for the chapter.
    """
    kind, goods = cargo_class(cargo), product(code)
    if not goods.level:
        raise BadInput(f"{goods.code} is a section; give a chapter or heading of the Harmonized System, such as 1701")
    row = _class_row(kind.code)
    if kind.code in _BULK:
        return Quantity(
            row["value_share_per_day"], "share", Basis(row["basis"]), (row["source"],), note=row["note"] or ""
        )
    share, source = _share(goods)
    return Quantity(share, "share", Basis.MODELLED, (source,), note=f"sector of chapter {goods.code[:2]}")


def _class_row(cargo: str) -> dict[str, Any]:
    held = data.table("value_of_time").filter(pl.col("cargo") == cargo).to_dicts()
    if not held:
        raise NotCovered(f"no value of time is known for {cargo} cargo")
    return held[0]


def _share(goods: Product) -> tuple[float, str]:
    sectors = data.table("time_sectors")
    chapter = goods.code[:2]
    within = (pl.col("first") <= chapter) & (pl.col("last") >= chapter)
    rows = sectors.filter(within)["parameter"].to_list()
    if not rows:
        raise NotCovered(f"no sector is known for chapter {chapter}, so not what a day costs; ask without a product")
    percent = data.table("parameters").row(by_predicate=pl.col("id") == rows[0], named=True)["value"]
    return min(max(float(percent) / 100, SHARE_LOW), SHARE_HIGH), "hummels-schaur-2013"


def _surcharges(asked: tuple[str, ...], cargo: str) -> tuple[str, ...]:
    """Return the surcharges that apply: those that always do, and those asked for."""
    table = data.table("surcharges")
    known = sorted(set(table["id"]))
    for name in asked:
        if name not in known:
            raise UnknownCode("surcharge", name, near=get_close_matches(name, known, n=3))
    own = table.filter(pl.col("cargo") == cargo)
    missing = [name for name in asked if name not in set(own["id"])]
    if missing:
        raise NotCovered(f"no {missing[0]} surcharge is known for {cargo} cargo")
    chosen = own.filter((pl.col("default") == "yes") | pl.col("id").is_in(list(asked)))
    return tuple(sorted(set(chosen["id"])))
