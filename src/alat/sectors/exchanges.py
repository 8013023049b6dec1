"""What would exchanges of people cost, what would come of them, and what stands in the way?

Seats come from a study; what a seat costs comes from `exchange_costs`, item by item. Without a study each kind of
exchange is priced for a number of seats that the user names.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import isfinite
from typing import Any, TypeAlias

import polars as pl

from alat.data import Basis, Study, datasets, table
from alat.data.cases import covering_study
from alat.errors import BadInput, EmptyBloc, NotCovered, SameParty
from alat.reference import Bloc, Country, Pair, bloc, bloc_names
from alat.sectors.exchange_results import Exchanges

COSTS, STAYS = "exchange_costs", "exchange_stays"
ANYWHERE = "WLD"
DEFAULT_SEATS = 10.0
PAIR, SHARED = "this pair alone", "shared with others"
IN_FORCE = ("in_force", "in_use", "started", "active", "done")
NOTES = (
    "Seats, costs and the share that finishes are assumed where the row says so; a range is the sum of the ends.",
    "A year's intake is costed over its whole stay; who pays, and what the host's own staff cost, are left out.",
    "A seat that is finished is what is counted; what it does for trade or votes is not claimed.",
)
Range: TypeAlias = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class _Price:
    """What a seat costs over its stay: lowest, counted on, highest, and what it is made of."""

    usd: Range
    items: list[dict[str, object]]


def exchanges(
    first: Country,
    second: Country,
    *,
    study: Study | None = None,
    on: date | None = None,
    seats: float | None = None,
) -> Exchanges:
    """Return programmes of exchange between two countries: seats, cost, outcome, follow-up, and what bars the way.

    Parameters
    ----------
    first, second
        The two countries.
    study
        The study whose `exchanges` are read; the shipped one that covers the pair where it is None.
    on
        The day on which membership and agreements are looked at; the study's date where it is None.
    seats
        Seats a year of each kind where no study speaks of the pair; ten where it is None. A study has its own.

    Raises
    ------
    SameParty
        If both are one country.
    BadInput
        If `seats` is not above 0.
    BadTable
        If the study's table breaks its schema.
    """
    if first == second:
        raise SameParty(f"{first.name} was given twice; expected two different countries")
    if seats is not None and not (isfinite(seats) and seats > 0):
        raise BadInput(f"{seats:g} seats were asked for; expected a number above 0")
    known = study or covering_study(Pair(first, second))
    day = on or (known.as_of if known else date(int(datasets()[COSTS].years.split("-")[-1]), 12, 31))
    if known is None or not known.has("exchanges") or seats is not None:
        asked = seats or DEFAULT_SEATS
        note = f"No study's programmes are used: each kind is priced for {asked:g} seats a year."
        return _answer((first, second), list(_templates((first, second), asked)), day=day, study="", notes=[note])
    rows = list(_of_study(known, (first, second), day=day))
    notes = [] if rows else [f"The study knows of no exchange between {first.name} and {second.name}."]
    return _answer((first, second), rows, day=day, study=known.id, notes=notes)


def _answer(
    pair: tuple[Country, Country], rows: Sequence[Mapping[str, Any]], *, day: date, study: str, notes: Sequence[str]
) -> Exchanges:
    programmes = [_programme(row) for row in rows]
    frame = pl.DataFrame([each for each, _ in programmes], schema=_SCHEMA)
    items = pl.DataFrame([item for _, price in programmes for item in price.items], schema=_ITEMS)
    sources = (*datasets()[COSTS].sources, *(source for source in frame["source"].drop_nulls() if source))
    return Exchanges(
        first=pair[0],
        second=pair[1],
        as_of=day,
        study=study,
        programmes=frame,
        items=items.unique(maintain_order=True),
        totals=_totals(frame),
        sources=tuple(dict.fromkeys(sources)),
        notes=(*notes, *NOTES),
    )


_TEXTS = ("id", "programme", "kind", "host", "partner", "share", "status", "barred_by", "outcome", "follow_up")
_NUMBERS = (
    *("seats", "seats_low", "seats_high", "months", "years"),
    *("seat_usd", "seat_usd_low", "seat_usd_high", "intake_usd", "intake_usd_low", "intake_usd_high"),
    *("finished", "finished_low", "finished_high"),
)
_SCHEMA = {
    **dict.fromkeys(_TEXTS, pl.String),
    **dict.fromkeys(_NUMBERS, pl.Float64),
    **dict.fromkeys(("basis", "source", "url", "note"), pl.String),
}
_ITEMS = {
    **dict.fromkeys(("kind", "item", "host", "per"), pl.String),
    **dict.fromkeys(("value", "low", "high"), pl.Float64),
    **dict.fromkeys(("basis", "sources", "cited", "url", "note"), pl.String),
}


def seat_price(kind: str, host: str, *, months: float, years: float) -> _Price:
    """Return what a seat costs over its whole stay: months and years of it, and what is paid once.

    Parameters
    ----------
    kind, host
        Kind of exchange, and ISO3 code of the country that receives.
    months
        Months of each year that are paid.
    years
        Years of the stay; what is paid by the year is paid once where that is below one.

    Raises
    ------
    NotCovered
        If no row prices that kind.
    """
    rows = {row["item"]: row for row in _cost_rows(kind, ANYWHERE)} | {
        row["item"]: row for row in _cost_rows(kind, host)
    }
    if not rows:
        raise NotCovered(f"exchanges of the kind {kind!r} have no cost in {COSTS}")
    whole = max(years, 1.0)
    times = {"month": months * whole, "year": whole, "seat": 1.0}
    low, value, high = (sum(row[end] * times[row["per"]] for row in rows.values()) for end in ("low", "value", "high"))
    return _Price((low, value, high), [{name: row[name] for name in _ITEMS} for row in rows.values()])


def _cost_rows(kind: str, host: str) -> list[dict[str, Any]]:
    return table(COSTS).filter((pl.col("kind") == kind) & (pl.col("host") == host)).to_dicts()


def _programme(row: Mapping[str, Any]) -> tuple[dict[str, object], _Price]:
    price = seat_price(row["kind"], row["host"], months=row["months"], years=row["years"])
    seats = (row["seats_low"], row["seats"], row["seats_high"])
    finishes = (row["finishes_low"], row["finishes"], row["finishes_high"])
    ends = ("_low", "", "_high")
    made = {name: row.get(name) for name in _SCHEMA}
    for place, end in enumerate(ends):
        made[f"seat_usd{end}"] = price.usd[place]
        made[f"intake_usd{end}"] = price.usd[place] * seats[place]
        made[f"finished{end}"] = seats[place] * finishes[place]
    return made, price


def _of_study(study: Study, pair: tuple[Country, Country], *, day: date) -> Iterator[dict[str, Any]]:
    """Yield the study's programmes between two countries, each with what bars these two from it."""
    signed = dict(study.table("commitments").select("id", "status").iter_rows())
    for row in study.table("exchanges").sort("id").iter_rows(named=True):
        for host, guest in (pair, pair[::-1]):
            if _is_in(row["host"], host, day=day) and any(
                _is_in(part, guest, day=day) for part in row["partner"].split(";")
            ):
                alone = row["partner"] == guest.iso3
                barred = "; ".join(_bars(row, guest, signed=signed, day=day))
                yield {**row, "host": host.iso3, "share": PAIR if alone else SHARED, "barred_by": barred}


def _bars(row: Mapping[str, Any], guest: Country, *, signed: Mapping[str, str], day: date) -> Iterator[str]:
    open_to = [part for part in (row["open_to"] or "").split(";") if part]
    if open_to and not any(_is_in(part, guest, day=day) for part in open_to):
        names = " or ".join(bloc(part).name for part in open_to)
        yield f"{guest.name} is not known to be a member of {names}"
    if row["requires"] and signed.get(row["requires"]) not in IN_FORCE:
        yield f"commitment {row['requires']} is not known to be in force"


def _is_in(part: str, country: Country, *, day: date) -> bool:
    if part.strip() == country.iso3:
        return True
    if part.strip() not in bloc_names():
        return False
    return country in _members(bloc(part.strip()), day)


def _members(body: Bloc, day: date) -> Sequence[Country]:
    try:
        return body.members(day)
    except (EmptyBloc, NotCovered):
        return ()


def _templates(pair: tuple[Country, Country], seats: float) -> Iterator[dict[str, Any]]:
    """Yield each kind of exchange in each of two countries, for a number of seats."""
    for host, guest in (pair, pair[::-1]):
        for stay in table(STAYS).iter_rows(named=True):
            yield {
                **stay,
                "id": f"{host.iso3}-{stay['kind']}",
                "programme": f"{stay['kind'].replace('_', '-')} in {host.name}",
                "host": host.iso3,
                "partner": guest.iso3,
                "share": PAIR,
                "status": "supposed",
                "barred_by": "",
                "outcome": "seats that are finished",
                "follow_up": "",
                **dict.fromkeys(("seats", "seats_low", "seats_high"), seats),
            }


def _totals(frame: pl.DataFrame) -> pl.DataFrame:
    """Return sums over programmes that nothing bars: those of the pair alone, and those shared with others."""
    sums = [
        pl.col(f"{name}{end}").sum() for name in ("seats", "intake_usd", "finished") for end in ("", "_low", "_high")
    ]
    free = frame.filter(pl.col("barred_by") == "")
    rows = [
        free.filter(pl.col("share") == share).select(pl.lit(share).alias("share"), pl.len().alias("programmes"), *sums)
        for share in (PAIR, SHARED)
    ]
    return pl.concat(rows).with_columns(basis=pl.lit(Basis.ASSUMED.value))
