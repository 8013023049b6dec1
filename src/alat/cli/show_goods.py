"""What a flow is made of, on a terminal: products, tonnes, reconciled years, months and growth."""

from collections.abc import Mapping
from typing import Any

from alat.cli.paper import NOT_KNOWN, Paper, number
from alat.data import Quantity
from alat.trade import Direction, Goods, Growth, by_section

SHOWN_PRODUCTS, SHOWN_MONTHS = 10, 12
NONE_RECORDED, NO_REPORT, NOT_ASKED = "none recorded", "no report", "not pulled"
_WHOSE = {"exporter": "seller's record", "importer": "buyer's record", "reconciled": "reconciled"}


def show_goods(paper: Paper, direction: Direction) -> None:
    """Write products, tonnes, years, months and growth of a flow, as far as they are on record."""
    if direction.goods is not None:
        _products(paper, direction.goods)
    if direction.months.height:
        _months(paper, direction)
    for each in direction.growth:
        paper.say(_growth(each))


def _products(paper: Paper, goods: Goods) -> None:
    paper.quantities(
        [
            ("tonnes", goods.tonnes),
            ("share of the value with tonnes on record", goods.tonnes_known),
            ("share of the largest subheading", goods.largest_share),
            ("concentration over subheadings (0-1)", goods.concentration),
            *([("not specified by product", goods.unspecified_share)] if goods.unspecified_share.value else []),
        ]
    )
    year = goods.concentration.year
    rows = goods.products.head(SHOWN_PRODUCTS).iter_rows(named=True)
    paper.table(
        ("HS6", "product", "value", "share", "USD/t"),
        [
            (
                row["hs"],
                row["label"],
                number(row["value_usd"], "usd"),
                number(row["share"], "share"),
                NOT_KNOWN if row["usd_per_t"] is None else f"{row['usd_per_t']:,.0f}",
            )
            for row in rows
        ],
        right=("value", "share", "USD/t"),
        title=f"Largest products, {year} (reconciled)",
    )
    sections = by_section(goods).head(3).iter_rows(named=True)
    paper.say(
        f"{goods.products.height} subheadings; largest sections: "
        + "; ".join(f"{row['section'] or 'none'} {row['label']} {number(row['share'], 'share')}" for row in sections)
    )
    paper.table(
        ("year", "value", "tonnes", "value with tonnes"),
        [
            (
                str(row["year"]),
                number(row["value_usd"], "usd"),
                NOT_KNOWN if not row["tonnes_known"] else f"{row['quantity_t']:,.0f}",
                NOT_KNOWN if row["tonnes_known"] is None else number(row["tonnes_known"], "share"),
            )
            for row in goods.years.iter_rows(named=True)
        ],
        right=("value", "tonnes", "value with tonnes"),
        title="Year by year (reconciled)",
    )


def _months(paper: Paper, direction: Direction) -> None:
    rows = direction.months.tail(SHOWN_MONTHS).iter_rows(named=True)
    paper.table(
        ("month", "seller's record", "buyer's record"),
        [(row["period"], record(row, "exporter"), record(row, "importer")) for row in rows],
        right=("seller's record", "buyer's record"),
        title=f"The last {SHOWN_MONTHS} months with a report (reported)",
    )


def record(row: Mapping[str, Any], side: str) -> str:
    """Return one side's record of a period, or why there is none: no row, no report, or reports never asked for."""
    if row[f"{side}_usd"] is not None:
        return number(row[f"{side}_usd"], "usd")
    if row[f"{side}_reported"]:
        return NONE_RECORDED
    return NO_REPORT if row[f"{side}_asked"] else NOT_ASKED


def _growth(found: Growth) -> str:
    start = f"Growth to {found.year}, {_WHOSE[found.side]}: "
    if not found.rate.known:
        return f"{start}not given ({found.rate.note})"
    if found.ordinary is None:
        return f"{start}{_percent(found.rate)}; what is ordinary for such a base is not known"
    span = f"{_percent(found.low)} to {_percent(found.high)}"
    place = "within" if found.ordinary else "outside"
    return f"{start}{_percent(found.rate)}; {place} what eight in ten flows of that size do ({span})"


def _percent(item: Quantity) -> str:
    return NOT_KNOWN if item.value is None else f"{item.value:+.0f} %"
