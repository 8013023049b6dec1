"""Which bodies do two countries share, what is agreed, what do they ask of travellers, and what is not known?"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Protocol

import polars as pl

from alat.data import Basis, Quantity, Study, datasets, table
from alat.errors import EmptyBloc, NotCovered
from alat.reference import Bloc, Country, bloc, bloc_names
from alat.routing.landed.agreements import agreements as trade_agreements

# Kinds of commitments that are something agreed, and not a wish, a talk or a notice.
AGREED = ("mou", "agreement", "protocol", "joint_commission", "membership", "contract")
SIGNED = ("signed", "in_force", "in_use", "started", "active", "partly_done", "done", "dormant")
IN_FORCE = ("in_force", "in_use", "started", "active", "done")
TRADE = ("free_trade", "customs_union", "single_market")
LONG_AGO_DAYS, OLD_STATUS_DAYS = 365, 3 * 365
_AGREEMENTS = dict.fromkeys(
    (
        *("id", "item", "kind", "status", "signed", "effective", "in_force"),
        *("evidence", "source", "url", "basis", "note"),
    ),
    pl.String,
)
_WORDS = {
    "free_trade": "free trade agreement in the table of preferences",
    "customs_union": "customs union in the table of preferences",
    "single_market": "single market in the table of preferences",
}
_NOT_BODIES = ("latin-america", "lac", "south-america")
Pairing = tuple[Country, Country]


class Ledgers(Protocol):
    """What a study knows of a pair."""

    @property
    def posts(self) -> pl.DataFrame:
        """Posts of either in the other."""

    @property
    def last(self) -> str:
        """Date of the last contact, '' where none is known."""

    @property
    def days_since(self) -> Quantity:
        """Days from then on."""


def bodies_of(pair: Pairing, *, day: date) -> pl.DataFrame:
    """Return the international bodies of which one or both are known to be members on a day."""
    rows = []
    for code in bloc_names():
        body = bloc(code)
        members = _members(body, day)
        if code in _NOT_BODIES or members is None:
            continue
        here = [country in members for country in pair]
        if any(here):
            sources = {part for each in body.memberships for part in each.source.split(";")}
            rows.append((body.code, body.name, *here, all(here), Basis.REPORTED.value, ";".join(sorted(sources))))
    names = ("code", "name", "first_is", "second_is", "both", "basis", "sources")
    kinds = (pl.String, pl.String, pl.Boolean, pl.Boolean, pl.Boolean, pl.String, pl.String)
    frame = pl.DataFrame(rows, schema=dict(zip(names, kinds, strict=True)), orient="row")
    return frame.sort("both", "name", descending=[True, False])


def bodies_unknown(*, day: date) -> tuple[str, ...]:
    """Return the names of bodies whose members on a day are not all known, or that were not there yet."""
    found = [bloc(code) for code in bloc_names() if code not in _NOT_BODIES]
    return tuple(body.name for body in found if _members(body, day) is None)


def agreements_of(pair: Pairing, *, study: Study | None, day: date) -> pl.DataFrame:
    """Return what a study knows as agreed between two countries up to a day, and trade agreements that join them."""
    rows = [*(_agreed(pair, study, day=day) if study else ()), *_trade(pair, day)]
    return pl.DataFrame(rows, schema=_AGREEMENTS)


def visas_of(pair: Pairing) -> pl.DataFrame:
    """Return what each country asks of the other's ordinary passport, where a row ships."""
    codes = [country.iso3 for country in pair]
    found = table("visas").filter(pl.col("passport").is_in(codes) & pl.col("destination").is_in(codes))
    sources = ";".join(datasets()["visas"].sources)
    return found.with_columns(basis=pl.lit(Basis.REPORTED.value), sources=pl.lit(sources))


def gaps_of(pair: Pairing, *, ledgers: Ledgers, agreements: pl.DataFrame, visas: pl.DataFrame) -> pl.DataFrame:
    """Return what is not known of a pair, or known to be long ago."""
    rows = [
        *_post_gaps(pair, ledgers.posts),
        *_contact_gaps(ledgers),
        *_agreement_gaps(agreements),
        *([] if visas.height else [("visas", "no visa rule of the pair ships")]),
    ]
    return pl.DataFrame(rows, schema={"kind": pl.String, "what": pl.String}, orient="row")


def _members(body: Bloc, day: date) -> tuple[Country, ...] | None:
    """Return the members of a body on a day, None where they are not known."""
    try:
        return body.members(day)
    except (EmptyBloc, NotCovered):
        return None


def _agreed(pair: Pairing, study: Study, *, day: date) -> Iterator[dict[str, object]]:
    """Yield rows of the study's commitments: they are between its home and the partner, or a body that one is in."""
    if study.home not in {country.iso3 for country in pair}:
        return
    other = next(country for country in pair if country.iso3 != study.home)
    for row in study.table("commitments").filter(pl.col("kind").is_in(AGREED)).iter_rows(named=True):
        if row["status"] not in SIGNED or not _is_with(row["partner"], other, day=day):
            continue
        dates = [cell for cell in (row["date_signed"], row["date_effective"], row["date_announced"]) if cell]
        if dates and min(dates) > day.isoformat():
            continue
        yield {
            **{name: row[name] for name in _AGREEMENTS if name in row},
            "signed": row["date_signed"],
            "effective": row["date_effective"],
            "in_force": "yes" if row["status"] in IN_FORCE else "not known",
        }


def _is_with(partner: str, country: Country, *, day: date) -> bool:
    if partner == country.iso3:
        return True
    members = _members(bloc(partner), day) if partner in bloc_names() else None
    return members is not None and country in members


def _trade(pair: Pairing, day: date) -> Iterator[dict[str, object]]:
    for row in trade_agreements(*pair, day=day.isoformat()):
        yield {
            "id": str(row["id"]),
            "item": _WORDS[str(row["kind"])],
            "kind": str(row["kind"]),
            "status": "in_force",
            "signed": None,
            "effective": None if row["valid_from"] is None else str(row["valid_from"]),
            "in_force": "yes",
            "evidence": None,
            "source": str(row["source"]),
            "url": None if row.get("address") is None else str(row["address"]),
            "basis": str(row["basis"]),
            "note": None if row["note"] is None else str(row["note"]),
        }


def _post_gaps(pair: Pairing, posts: pl.DataFrame) -> Iterator[tuple[str, str]]:
    names = {country.iso3: country.name for country in pair}
    for sender, host in (pair, pair[::-1]):
        here = posts.filter((pl.col("sender") == sender.iso3) & (pl.col("host") == host.iso3))
        standing = here.filter(pl.col("state") == "open")
        where = f"{names[sender.iso3]} in {names[host.iso3]}"
        if not standing.height:
            yield "posts", f"no post of {where} is known to be open"
            continue
        if not standing.filter((pl.col("level") == "embassy") & pl.col("covers_from").is_null()).height:
            yield "posts", f"no embassy of {where} with an ambassador on the spot is known"
        known = [row for row in standing.iter_rows(named=True) if row["days_since_status"] is not None]
        newest = min(known, key=lambda row: row["days_since_status"], default=None)
        if newest is not None and len(known) == standing.height and newest["days_since_status"] > OLD_STATUS_DAYS:
            yield "posts", f"what is known of the posts of {where} is of {newest['status_date']}"


def _contact_gaps(ledgers: Ledgers) -> Iterator[tuple[str, str]]:
    days = ledgers.days_since.value
    if days is None:
        yield "contacts", "no contact is known"
    elif days > LONG_AGO_DAYS:
        yield "contacts", f"the last known contact is {days:,.0f} days ago ({ledgers.last})"


def _agreement_gaps(agreements: pl.DataFrame) -> Iterator[tuple[str, str]]:
    trade = agreements.filter(pl.col("kind").is_in(TRADE))
    if not trade.height:
        yield "agreements", "no trade agreement that joins them ships"
    unsure = agreements.filter(pl.col("in_force") != "yes")
    if unsure.height:
        yield "agreements", f"whether these are in force is not known: {', '.join(unsure['id'])}"
    dormant = agreements.filter(pl.col("status") == "dormant")
    if dormant.height:
        yield "agreements", f"nothing has been heard of these for long: {', '.join(dormant['id'])}"


def visa_words(row: Mapping[str, Any]) -> str:
    """Return a visa rule as a person reads it."""
    words = str(row["rule"]).replace("e_visa", "e-visa").replace("_", " ")
    return f"{words}, {row['days']} days" if row["days"] is not None else words
