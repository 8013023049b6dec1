"""How does a country stand to each member of a bloc on a day? One row a partner, from what is known of each pair."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from alat.data import Basis, Study
from alat.data.cases import covering_study
from alat.diplomacy.relations import NO_STUDY, NOTES, relations
from alat.diplomacy.relations_results import Relations
from alat.diplomacy.standing import visa_words
from alat.reference import Bloc, Country, Pair

# Kinds of posts, the fullest first.
_LEVELS = ("embassy", "embassy_office", "consulate", "office", "accredited")
_SCHEMA = {
    **dict.fromkeys(("iso3", "name", "outward", "outward_known", "inward", "inward_known", "last"), pl.String),
    **dict.fromkeys(("days_since", "contacts", "agreements", "in_force", "bodies_in_common"), pl.Int64),
    **dict.fromkeys(("visa_out", "visa_in", "gaps", "basis"), pl.String),
}


@dataclass(frozen=True, slots=True)
class RelationsBoard:
    """One row for each member of a bloc: posts, contacts, agreements, bodies, visas and gaps.

    Attributes
    ----------
    home
        The country that looks.
    region
        Name of the bloc.
    as_of
        The day.
    study
        Id of the study whose ledgers were read, '' where none speaks of the bloc.
    partners
        One row a member, the longest without a contact first: iso3, name, outward and inward (the fullest post that is
        open, '' where none is known), outward_known and inward_known (on which date), last, days_since, contacts,
        agreements, in_force, bodies_in_common, visa_out, visa_in, gaps.
    """

    home: Country
    region: str
    as_of: date
    study: str
    partners: pl.DataFrame
    sources: tuple[str, ...]
    notes: tuple[str, ...]


def relations_board(home: Country, region: Bloc, *, study: Study | None = None, on: date) -> RelationsBoard:
    """Return how a country stands to each member of a bloc on a day, itself left out.

    Parameters
    ----------
    home, region
        The country, and the bloc.
    study
        The study whose ledgers are read; the shipped one that covers them where it is None.
    on
        The day; it decides who is a member, too.

    Raises
    ------
    EmptyBloc, NotCovered
        If the bloc has no known members on that day.
    """
    known = study or covering_study(Pair(home, region))
    members = [member for member in region.members(on) if member != home]
    found = [relations(home, member, study=known, on=on) for member in members]
    rows = pl.DataFrame([_row(each) for each in found], schema=_SCHEMA)
    return RelationsBoard(
        home=home,
        region=region.name,
        as_of=on,
        study=known.id if known else "",
        partners=rows.sort("days_since", "iso3", descending=[True, False], nulls_last=False),
        sources=tuple(dict.fromkeys(source for each in found for source in each.sources)),
        notes=NOTES if known else (NO_STUDY, *NOTES),
    )


def _row(found: Relations) -> dict[str, object]:
    home, partner = found.first, found.second
    outward, outward_known = _fullest(found, home, host=partner)
    inward, inward_known = _fullest(found, partner, host=home)
    visas = {(row["passport"], row["destination"]): visa_words(row) for row in found.visas.iter_rows(named=True)}
    days = found.days_since.value
    return {
        "iso3": partner.iso3,
        "name": partner.name,
        "outward": outward,
        "outward_known": outward_known,
        "inward": inward,
        "inward_known": inward_known,
        "last": found.last,
        "days_since": None if days is None else int(days),
        "contacts": found.contacts.height,
        "agreements": found.agreements.height,
        "in_force": found.agreements.filter(pl.col("in_force") == "yes").height,
        "bodies_in_common": found.bodies.filter(pl.col("both")).height,
        "visa_out": visas.get((home.iso3, partner.iso3), ""),
        "visa_in": visas.get((partner.iso3, home.iso3), ""),
        "gaps": "; ".join(found.gaps["what"]),
        "basis": Basis.REPORTED.value,
    }


def _fullest(found: Relations, sender: Country, *, host: Country) -> tuple[str, str]:
    """Return the fullest post of one country in another that is open, and the date it is known for."""
    posts = found.posts.filter(
        (pl.col("sender") == sender.iso3) & (pl.col("host") == host.iso3) & (pl.col("state") == "open")
    )
    here = min(posts.iter_rows(named=True), key=lambda row: _LEVELS.index(row["level"]), default=None)
    return ("", "") if here is None else (here["level"], here["status_date"])
