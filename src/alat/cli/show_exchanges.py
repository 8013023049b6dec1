"""Exchanges of people on a terminal."""

from collections.abc import Mapping
from typing import Any

from alat.cli.paper import Paper
from alat.sectors import Exchanges

KILO, TEN = 1000.0, 10.0


def show_exchanges(paper: Paper, result: Exchanges) -> None:
    """Write the sums, the programmes, what bars them, and what a seat is paid for."""
    day = f" on {result.as_of}" if result.study else ""
    paper.title(f"Exchanges of people between {result.first.name} and {result.second.name}{day}")
    _sums(paper, result)
    _programmes(paper, result)
    for row in result.programmes.iter_rows(named=True):
        then = f"; afterwards: {row['follow_up']}" if row["follow_up"] else ""
        paper.say(f"{row['id']}: {row['programme']}. Counted are {row['outcome']}{then}.")
        if row["barred_by"]:
            paper.say(f"{row['id']} is left out of the sums: {row['barred_by']}.")
    _items(paper, result)


def _sums(paper: Paper, result: Exchanges) -> None:
    paper.table(
        ("", "programmes", "seats a year", "intake, k USD", "finished"),
        [
            (
                row["share"],
                str(row["programmes"]),
                _span(row, "seats"),
                _span(row, "intake_usd", per=KILO),
                _span(row, "finished"),
            )
            for row in result.totals.iter_rows(named=True)
        ],
        right=("programmes", "seats a year", "intake, k USD", "finished"),
        title="Sums of what nothing bars (assumed)",
    )


def _programmes(paper: Paper, result: Exchanges) -> None:
    paper.table(
        ("", "in", "for", "status", "seats a year", "a seat, k USD", "intake, k USD", "finished"),
        [
            (
                row["id"],
                row["host"],
                row["partner"],
                row["status"],
                _span(row, "seats"),
                _span(row, "seat_usd", per=KILO),
                _span(row, "intake_usd", per=KILO),
                _number(row["finished"]),
            )
            for row in result.programmes.iter_rows(named=True)
        ],
        right=("seats a year", "a seat, k USD", "intake, k USD", "finished"),
        title="Programmes (a seat and an intake over the whole stay)",
    )


def _items(paper: Paper, result: Exchanges) -> None:
    paper.table(
        ("kind", "item", "host", "per", "USD", "low", "high", "basis", "source"),
        [
            (
                row["kind"].replace("_", "-"),
                row["item"],
                row["host"],
                row["per"],
                f"{row['value']:,.0f}",
                f"{row['low']:,.0f}",
                f"{row['high']:,.0f}",
                row["basis"],
                paper.cite(row["sources"].split(";")),
            )
            for row in result.items.iter_rows(named=True)
        ],
        right=("USD", "low", "high"),
        title="What a seat is paid for",
    )


def _span(row: Mapping[str, Any], name: str, *, per: float = 1.0) -> str:
    low, value, high = (row[f"{name}{end}"] / per for end in ("_low", "", "_high"))
    return _number(value) if low == high else f"{_number(value)} ({_number(low)}-{_number(high)})"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= TEN or value == int(value) else f"{value:.1f}"
