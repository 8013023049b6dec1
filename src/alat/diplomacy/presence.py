"""What posts do two countries keep, and when did they last meet? Only what the study knows.

A missing row is never an absence: a study lists the posts and contacts that somebody wrote down, with source and date.
"""

from collections.abc import Sequence
from datetime import date

import polars as pl

from alat.data import Basis, Quantity, Study
from alat.diplomacy.results import Contacts, Presence
from alat.errors import SameParty
from alat.reference import Country, bloc, bloc_names

POST_COLUMNS = (
    "level",
    "city",
    "since",
    "until",
    "status_date",
    "covers_from",
    "source",
    "url",
    "basis",
    "note",
)
CONTACT_COLUMNS = (
    "id",
    "date_from",
    "date_to",
    "place",
    "direction",
    "level",
    "type",
    "status",
    "who",
    "outcome",
    "source",
    "url",
    "basis",
    "note",
)
# Somebody speaking to the press has met nobody.
NO_MEETING = ("statement",)
_MONTH = 7  # length of an ISO date that names no day; a year's is less


def presence(first: Country, second: Country, *, study: Study) -> Presence:
    """Return the posts of each country in the other, as the study has them.

    Parameters
    ----------
    first, second
        The two countries.
    study
        The study whose `posts` table is read.

    Returns
    -------
    Presence
        Rows that contradict each other are all kept, with their notes; a post that has closed has `until`.

    Raises
    ------
    SameParty
        If both are one country.
    BadTable
        If the table breaks its schema.
    """
    _refuse_same(first, second)
    posts = study.table("posts").sort("id")
    outward, inward = _posts(posts, first, host=second), _posts(posts, second, host=first)
    notes = [
        *_side_notes(outward, first, host=second),
        *_side_notes(inward, second, host=first),
        *_shared_offices(posts, (first, second), on=study.as_of),
    ]
    cited = pl.concat([outward, inward])["source"].unique(maintain_order=True)
    return Presence(first, second, outward, inward, tuple(cited), tuple(notes))


def contacts_between(first: Country, second: Country, *, study: Study, on: date | None = None) -> Contacts:
    """Return the contacts between two countries up to a day, and the days since the last.

    Parameters
    ----------
    first, second
        The two countries, in either order.
    study
        The study whose `contacts` table is read.
    on
        The day; the study's date where it is None.

    Raises
    ------
    SameParty
        If both are one country.
    BadTable
        If the table breaks its schema.
    """
    _refuse_same(first, second)
    day = on or study.as_of
    ends = (first.iso3, second.iso3)
    rows = (
        study.table("contacts")
        .filter(pl.col("home").is_in(ends) & pl.col("partner").is_in(ends))
        .sort("date_from", "id")
    )
    late = pl.Series([first_day(begun) > day for begun in rows["date_from"]], dtype=pl.Boolean)
    notes = [f"Left out as dated after {day}: {', '.join(rows.filter(late)['id'])}."] if late.any() else []
    known = rows.filter(~late)
    met = known.filter((pl.col("status") == "reported") & ~pl.col("type").is_in(NO_MEETING))
    last = max(met["date_to"], key=lambda ended: (first_day(ended), len(ended)), default="")
    if not last:
        notes.append(f"The study has no contact of {first.name} with {second.name}; that is not to say there was none.")
    elif len(last) <= _MONTH:
        notes.append(f"The last contact is dated {last} without a day: at most so many days ago.")
    if day > study.as_of:
        notes.append(f"The study's ledger ends on {study.as_of}: later contacts are missing, not absent.")
    days = (day - first_day(last)).days if last else None
    cited = tuple(known["source"].unique(maintain_order=True))
    return Contacts(
        first=first,
        second=second,
        as_of=day,
        contacts=known.select(CONTACT_COLUMNS),
        last=last,
        days_since=Quantity(days, "days", Basis.REPORTED, cited, str(day.year), "" if last else "no contact known"),
        sources=cited,
        notes=tuple(notes),
    )


def _refuse_same(first: Country, second: Country) -> None:
    if first == second:
        raise SameParty(f"{first.name} was given twice; expected two different countries")


def _posts(posts: pl.DataFrame, sender: Country, *, host: Country) -> pl.DataFrame:
    return posts.filter((pl.col("sender") == sender.iso3) & (pl.col("host") == host.iso3)).select(POST_COLUMNS)


def _side_notes(found: pl.DataFrame, sender: Country, *, host: Country) -> list[str]:
    if not found.height:
        return [f"The study knows of no post of {sender.name} in {host.name}; that is not to say there is none."]
    return [
        f"{sender.name} covers {host.name} from {row['covers_from']} (as of {row['status_date']})."
        for row in found.filter(pl.col("covers_from").is_not_null() & pl.col("until").is_null()).iter_rows(named=True)
    ]


def _shared_offices(posts: pl.DataFrame, sides: Sequence[Country], *, on: date) -> list[str]:
    """Name offices that a bloc of one side keeps in the other."""
    notes = []
    for row in posts.filter(pl.col("sender").is_in(list(bloc_names()))).iter_rows(named=True):
        body = bloc(row["sender"])
        hosts = [side for side in sides if side.iso3 == row["host"]]
        senders = [side for side in sides if side in body.members(on)]
        if hosts and senders and hosts != senders:
            notes.append(
                f"{body.name}, of which {senders[0].name} is a member, has an office in {row['city']} "
                f"(as of {row['status_date']})."
            )
    return notes


def first_day(text: str) -> date:
    """Return the first day of an ISO date that may lack its day or month."""
    return date.fromisoformat((text + "-01-01")[:10])
