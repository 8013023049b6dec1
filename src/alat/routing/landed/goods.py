"""What are the goods called, and who sells most of them?"""

from dataclasses import dataclass

import polars as pl

from alat.data import Basis, Quantity, table
from alat.errors import BadInput, UnknownCode
from alat.reference import Product, product, products
from alat.reference.products import CHAPTER, HEADING
from alat.trade.margins import SUPPLY_SOURCE

_SUBHEADING = 6
_MOST_NEAR = 3


@dataclass(frozen=True, slots=True)
class Goods:
    """Goods by their HS code of two, four or six digits.

    Attributes
    ----------
    code, label
        As asked, without points, and what they are called.
    chapter
        HS chapter.
    cargo
        Cargo class in which goods of the chapter usually travel.
    """

    code: str
    label: str
    chapter: str
    cargo: str


def goods(code: str) -> Goods:
    """Return the goods of an HS code.

    Raises
    ------
    UnknownCode
        If it is no chapter, heading or subheading; the message lists the near ones.
    BadInput
        If it is a section.
    """
    text = "".join(code.replace(".", "").split())
    whole = text.isascii() and text.isdigit()
    if whole and len(text) == _SUBHEADING:
        return _subheading(text, typed=code)
    found = _found(text, typed=code)
    if found.level not in {CHAPTER, HEADING}:
        raise BadInput(f"product {code!r} is a section ({found.label}); expected an HS code of two, four or six digits")
    return Goods(found.code, found.label, found.code[:2], found.cargo)


def _subheading(code: str, *, typed: str) -> Goods:
    heading = _found(code[:HEADING], typed=typed)
    inside = table("hs_subheadings").filter(pl.col("code").str.starts_with(heading.code))
    labels = dict(inside.iter_rows())
    if code not in labels:
        near = [f"{each} ({label})" for each, label in labels.items()][:_MOST_NEAR]
        raise UnknownCode("product", typed, near=near)
    return Goods(code, labels[code], code[:2], heading.cargo)


def _found(code: str, *, typed: str) -> Product:
    try:
        return product(code)
    except UnknownCode as error:
        near = error.near or tuple(f"{key} ({each.label})" for key, each in products(CHAPTER).items())[:3]
        raise UnknownCode("product", typed, near=near) from None


def largest_exporters(chapter: str) -> list[tuple[str, Quantity]]:
    """Return the exporters of a chapter in the newest year, largest first, with what they sell to the world."""
    rows = table("supply_hs2").filter(pl.col("hs2") == chapter)
    newest = rows.filter(pl.col("year") == rows["year"].max()).sort("value_usd", "exporter", descending=[True, False])
    return [
        (exporter, Quantity(value, "usd", Basis.RECONCILED, (SUPPLY_SOURCE,), str(year)))
        for exporter, year, value in newest.select("exporter", "year", "value_usd").iter_rows()
    ]
