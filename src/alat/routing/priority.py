"""Which partner of a region first? What a country could sell to each member, or buy from it, at real freight."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from alat.errors import BadInput, NotCovered
from alat.network.scenario import BASE, Scenario
from alat.reference import Bloc, Country, Pair
from alat.routing.potential import NOTES as FREIGHT_NOTES
from alat.routing.potential import network_potential
from alat.trade import opportunities, to_look_at
from alat.trade.flows import total
from alat.trade.margins import CHAPTER, margins
from alat.trade.records import Records
from alat.trade.results import FlowState

FIRST_PRODUCTS = 3
UNVALIDATED = "The order is that of the network potential over the products kept; it is no forecast."

_SCHEMA = {
    "iso3": pl.String,
    "name": pl.String,
    "network_musd": pl.Float64,
    "network_low_musd": pl.Float64,
    "network_high_musd": pl.Float64,
    "structural_musd": pl.Float64,
    "recorded_musd": pl.Float64,
    "recorded_basis": pl.String,
    "covered": pl.Boolean,
    "percentile": pl.Float64,
    "complementarity": pl.Float64,
    "products": pl.Int64,
    "first": pl.String,
    "unknown": pl.String,
}
_MUSD = 1e6
# A range is that of the sum: each product's own ends would be wider than any elasticity gives.
_ENDS = ("at_high_theta_musd", "at_low_theta_musd")


@dataclass(frozen=True, slots=True)
class Priority:
    """The members of a bloc as partners of one country, one way, the largest potential first.

    Attributes
    ----------
    home, bloc
        The two parties.
    sells
        Whether `home` sells; else it buys.
    partners
        One row a member: iso3, name, network_musd with its low and high over the elasticity's range, structural_musd
        (all of products that pass the filters and that the buyer is not known not to buy), recorded_musd (today's
        total; null where none is on record), recorded_basis, covered (whether the records cover the pair at all),
        percentile (among pairs of like prediction), complementarity, products (how many), first (HS codes of the
        largest), unknown (why nothing can be said; the figures are null then).
    sources, notes
        As ever.
    """

    home: Country
    bloc: Bloc
    sells: bool
    partners: pl.DataFrame
    sources: tuple[str, ...]
    notes: tuple[str, ...]


def priority(
    pair: Pair, *, sells: bool, on: date, records: Records, scenario: Scenario = BASE, level: int = CHAPTER
) -> Priority:
    """Return the members of a bloc in the order of what a country could sell to, or buy from, each.

    Parameters
    ----------
    pair
        A country and a bloc.
    sells
        Whether the country sells; else it buys.
    on
        The day on which membership counts.
    records
        What is on record.
    scenario
        What is closed, opened or avoided.
    level
        Digits of the Harmonized System: 2, or 4 and 6 where flows were pulled.

    Raises
    ------
    BadInput
        If the second party is no bloc, or there is no such level.
    NotCovered
        If the shipped files are asked for more than chapters.
    EmptyBloc
        If the bloc has no other member on that day.
    """
    if isinstance(pair.second, Country):
        raise BadInput(f"second party {pair.second.iso3} is a country; expected a bloc")
    margins(records, level)
    rows: list[dict[str, object]] = []
    sources: list[str] = []
    for member in pair.partners(on):
        ends = (pair.first, member) if sells else (member, pair.first)
        row, cited = _row(member, ends, records=records, scenario=scenario, level=level)
        rows.append(row)
        sources += cited
    frame = pl.DataFrame(rows, schema=_SCHEMA)
    frame = frame.sort(["network_musd", "iso3"], descending=[True, False], nulls_last=True)
    return Priority(pair.first, pair.second, sells, frame, tuple(dict.fromkeys(sources)), (*FREIGHT_NOTES, UNVALIDATED))


def _row(
    member: Country, ends: tuple[Country, Country], *, records: Records, scenario: Scenario, level: int
) -> tuple[dict[str, object], tuple[str, ...]]:
    flow = total(ends[0].iso3, ends[1].iso3, records=records)
    recorded = flow.quantity
    row: dict[str, object] = {"iso3": member.iso3, "name": member.name, "first": "", "unknown": ""}
    row["recorded_basis"] = recorded.basis.value
    row["covered"] = flow.state is not FlowState.NOT_COVERED
    row["recorded_musd"] = None if recorded.value is None else recorded.value / _MUSD
    try:
        found = opportunities(*ends, records=records, level=level)
    except NotCovered as error:
        return {**row, "unknown": str(error)}, recorded.sources
    net = network_potential(found, records=records, scenario=scenario)
    listed = to_look_at(found)
    chosen = net.products.filter(pl.col("hs").is_in([each["hs"] for each in listed]))
    sums = chosen.select(pl.col("structural_musd", "network_musd", *_ENDS).sum()).row(0, named=True)
    spread = [sums["network_musd"], *(sums.pop(end) for end in _ENDS)]
    row |= sums | {
        "network_low_musd": min(spread),
        "network_high_musd": max(spread),
        "percentile": found.percentile.value,
        "complementarity": found.complementarity.value,
        "products": len(listed),
        "first": ";".join(str(each["hs"]) for each in listed[:FIRST_PRODUCTS]),
    }
    return row, net.sources
