"""How do two countries stand to each other on a day: posts, contacts, bodies, agreements, visas, and what is not known?

What a study does not list is not known; it is never taken for an absence.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from alat.data import Basis, Quantity, Study, datasets
from alat.data.cases import covering_study
from alat.diplomacy.presence import CONTACT_COLUMNS, NO_MEETING, contacts_between, first_day
from alat.diplomacy.relations_results import Relations
from alat.diplomacy.standing import agreements_of, bodies_of, bodies_unknown, gaps_of, visas_of
from alat.errors import SameParty
from alat.reference import Country, Pair, countries

OPEN, CLOSED, NOT_YET, REPORTED = "open", "closed", "not yet open", "reported"
PLANNED = "planned_closure"
_POSTS = {
    **dict.fromkeys(("id", "sender", "host", "level", "city", "covers_from", "since", "until", "state"), pl.String),
    "status_date": pl.String,
    "days_since_status": pl.Int64,
    **dict.fromkeys(("source", "url", "basis", "note"), pl.String),
}
_CHAINS = dict.fromkeys(
    ("sender", "host", "city", "seat", "seat_level", "also", "status_date", "source", "basis"), pl.String
)
_CONTACTS = dict.fromkeys(CONTACT_COLUMNS, pl.String)
NOTES = (
    "Posts, contacts and agreements are those that somebody wrote down with a source: a missing row is not an absence.",
    "A post counts as open on the day its row is known for; what became of it since is not known.",
)
NO_STUDY = "No study speaks of this pair: posts, contacts and agreements are not known. `alat study new` starts one."


@dataclass(frozen=True, slots=True)
class _Ledgers:
    """What a study knows of a pair on a day; empty tables without one."""

    posts: pl.DataFrame
    chains: pl.DataFrame
    contacts: pl.DataFrame
    last: str
    days_since: Quantity
    notes: tuple[str, ...]


def relations(first: Country, second: Country, *, study: Study | None = None, on: date | None = None) -> Relations:
    """Return how two countries stand to each other on a day, as far as it is known.

    Parameters
    ----------
    first, second
        The two countries.
    study
        The study whose ledgers are read; the shipped one that covers the pair where it is None.
    on
        The day; the study's date where it is None, and the newest day of any shipped table without a study.

    Raises
    ------
    SameParty
        If both are one country.
    BadTable
        If a table of the study breaks its schema.
    """
    if first == second:
        raise SameParty(f"{first.name} was given twice; expected two different countries")
    known = study or covering_study(Pair(first, second))
    day = on or (known.as_of if known else newest_day())
    ledgers = _ledgers(first, second, study=known, day=day) if known else _no_ledgers(day)
    agreements = agreements_of((first, second), study=known, day=day)
    bodies, visas = bodies_of((first, second), day=day), visas_of((first, second))
    cited = [*datasets()["reference_memberships"].sources, *(datasets()["visas"].sources if visas.height else ())]
    rows = [ledgers.posts, ledgers.contacts, agreements]
    cited += [source for frame in rows for source in frame["source"].drop_nulls()]
    return Relations(
        first=first,
        second=second,
        as_of=day,
        study=known.id if known else "",
        posts=ledgers.posts,
        chains=ledgers.chains,
        contacts=ledgers.contacts,
        last=ledgers.last,
        days_since=ledgers.days_since,
        by_level=_by_level(ledgers.contacts),
        visits=_visits(ledgers.contacts, (first, second), home=known.home if known else ""),
        bodies=bodies,
        agreements=agreements,
        visas=visas,
        gaps=gaps_of((first, second), ledgers=ledgers, agreements=agreements, visas=visas),
        sources=tuple(dict.fromkeys(cited)),
        notes=(*ledgers.notes, *_day_notes(known, day), *NOTES),
    )


def _day_notes(study: Study | None, day: date) -> list[str]:
    """Say what is not known as of a day that is not the ledger's own."""
    unknown = bodies_unknown(day=day)
    notes = [f"Members on {day} are not known, or there were none yet: {', '.join(unknown)}."] if unknown else []
    if study is not None and day < study.as_of:
        notes.append(f"Agreements stand as the ledger has them on {study.as_of}, later evidence included.")
    return notes


def newest_day() -> date:
    """Return the last day of the newest year of which the membership table speaks."""
    return date(int(datasets()["reference_memberships"].years.split("-")[-1]), 12, 31)


def _no_ledgers(day: date) -> _Ledgers:
    unknown = Quantity(None, "days", Basis.REPORTED, (), str(day.year), "no study speaks of the pair")
    posts, chains, contacts = (pl.DataFrame(schema=schema) for schema in (_POSTS, _CHAINS, _CONTACTS))
    return _Ledgers(posts, chains, contacts, "", unknown, (NO_STUDY,))


def _ledgers(first: Country, second: Country, *, study: Study, day: date) -> _Ledgers:
    met = contacts_between(first, second, study=study, on=day)
    every = study.table("posts").sort("id")
    both = [(first.iso3, second.iso3), (second.iso3, first.iso3)]
    rows = [row for row in every.iter_rows(named=True) if (row["sender"], row["host"]) in both]
    later = [row["id"] for row in rows if not row["since"] and first_day(row["status_date"]) > day]
    posts = pl.DataFrame([_post(row, day) for row in rows if row["id"] not in later], schema=_POSTS)
    notes = [*met.notes, *([f"Posts known only from a later day are left out: {', '.join(later)}."] if later else [])]
    return _Ledgers(
        posts,
        pl.DataFrame(list(_chains(posts, every, day=day)), schema=_CHAINS),
        met.contacts,
        met.last,
        met.days_since,
        tuple(notes),
    )


def _post(row: Mapping[str, Any], day: date) -> dict[str, object]:
    known = {name: row[name] for name in _POSTS if name in row}
    days = (day - first_day(row["status_date"])).days
    return {**known, "state": _state(row, day), "days_since_status": days if days >= 0 else None}


def _state(row: Mapping[str, Any], day: date) -> str:
    if row["level"] == PLANNED:
        return REPORTED
    if row["since"] and first_day(row["since"]) > day:
        return NOT_YET
    return CLOSED if row["until"] and first_day(row["until"]) <= day else OPEN


def _chains(posts: pl.DataFrame, every: pl.DataFrame, *, day: date) -> Iterator[dict[str, object]]:
    """Yield from where a country is covered: the city, its country, what stands there, and who else is covered so."""
    for row in posts.filter((pl.col("state") == OPEN) & pl.col("covers_from").is_not_null()).iter_rows(named=True):
        city = _city(row["covers_from"])
        seats = every.filter((pl.col("sender") == row["sender"]) & (pl.col("city") == city))
        capital = [found.iso3 for found in countries().values() if found.capital == city]
        seat = str(seats["host"][0]) if seats.height else (capital[0] if len(capital) == 1 else "")
        also = [
            other["host"]
            for other in every.iter_rows(named=True)
            if other["sender"] == row["sender"]
            and other["covers_from"]
            and _city(other["covers_from"]) == city
            and other["host"] != row["host"]
            and _state(other, day) == OPEN
        ]
        yield {
            "sender": row["sender"],
            "host": row["host"],
            "city": city,
            "seat": seat,
            "seat_level": str(seats["level"][0]) if seats.height else "",
            "also": ";".join(also),
            "status_date": row["status_date"],
            "source": row["source"],
            "basis": row["basis"],
        }


def _city(covers_from: str) -> str:
    """Return the city of ``Mexico City (ambassador)``."""
    return covers_from.partition(" (")[0].strip()


def _took_place(contacts: pl.DataFrame) -> pl.DataFrame:
    return contacts.filter((pl.col("status") == "reported") & ~pl.col("type").is_in(NO_MEETING))


def _visits(contacts: pl.DataFrame, pair: tuple[Country, Country], *, home: str) -> pl.DataFrame:
    """Return how often each side went to the other, and when last; a ledger states it as seen from the study's home."""
    other = next((country.iso3 for country in pair if country.iso3 != home), "")
    ways = {"from_home": (home, other), "to_home": (other, home)}
    rows = []
    for way, (visitor, host) in ways.items():
        found = _took_place(contacts).filter(pl.col("direction") == way)
        if found.height:
            last = max(found["date_to"], key=lambda ended: (first_day(ended), len(ended)))
            rows.append((visitor, host, found.height, last, Basis.REPORTED.value))
    names = {"visitor": pl.String, "host": pl.String, "visits": pl.Int64, "last": pl.String, "basis": pl.String}
    return pl.DataFrame(rows, schema=names, orient="row")


def _by_level(contacts: pl.DataFrame) -> pl.DataFrame:
    """Return how often each rank led a contact that took place, and when last."""
    return (
        _took_place(contacts)
        .group_by("level", maintain_order=True)
        .agg(contacts=pl.len(), last=pl.col("date_to").sort_by(pl.col("date_to").str.slice(0, 4), "date_to").last())
        .sort("contacts", "level", descending=[True, False])
        .with_columns(basis=pl.lit(Basis.REPORTED.value))
    )
