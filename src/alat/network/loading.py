"""What can be used under a scenario, and what is cut?"""

from dataclasses import replace
from datetime import date
from functools import lru_cache

import polars as pl

from alat.data import table
from alat.network.added import with_better_borders, with_new_links, with_new_services
from alat.network.bars import Bar, barred_pairs, bars, bars_in_force
from alat.network.model import Network
from alat.network.passages import passages
from alat.network.scenario import BASE, Scenario
from alat.network.services import services
from alat.network.status import statuses
from alat.reference import countries

USABLE = ("open", "restricted")
_CUT = {"id": pl.String, "kind": pl.String, "name": pl.String, "why": pl.String}


def load(scenario: Scenario = BASE, *, held: tuple[str, ...] = ()) -> Network:
    """Return the network under a scenario.

    Parameters
    ----------
    scenario
        The edits; `BASE` is the network as it stands, with every passage open.
    held
        Ids of the bars that keep the goods in question out of some countries (`bars_to_goods`); those are left out.
        Without any, only the services that no ship may sail are.

    Raises
    ------
    UnknownCode
        If the scenario adds something between places that do not exist.
    BadInput
        If it multiplies a figure that a border does not state.

    Notes
    -----
    Scenarios that make the same edits share one network, whatever their names and order. Avoiding a country also
    closes the passages it alone controls.
    """
    return replace(_loaded(scenario.edits, held), scenario=scenario)


@lru_cache(maxsize=32)
def _loaded(edits: Scenario, held: tuple[str, ...]) -> Network:
    kept_out = [bars()[name] for name in held]
    shut = closed_passages(edits)
    places = _places(edits, _countries(kept_out, reach="territory"))
    links, out = _links(edits, places)
    ports = places.filter((pl.col("kind") == "port") & ~pl.col("iso3").is_in(_countries(kept_out, reach="ports")))
    barred = barred_pairs(edits)
    sailed = services(ports, shut, barred=barred)
    return Network(
        places=places,
        links=with_new_links(links, edits, usable=places),
        services=with_new_services(sailed, edits, ports=ports, closed=shut, barred=barred),
        borders=with_better_borders(table("borders"), edits),
        handling=table("handling"),
        parameters=table("parameters"),
        scenario=edits,
        cut=pl.concat([_cut(edits, out, shut=shut), _bars_cut(edits, kept_out)]),
    )


def closed_passages(scenario: Scenario) -> frozenset[str]:
    """Return the ids of the passages that no ship may use under a scenario."""
    status = table("link_status").filter(pl.col("id").is_in(scenario.close), pl.col("passage") != "")
    by_status = set(status["passage"])
    return frozenset(
        one.id
        for one in passages().values()
        if one.id in scenario.close or one.id in by_status or one.iso3 in scenario.avoid
    )


def _countries(kept_out: list[Bar], *, reach: str) -> list[str]:
    return sorted({iso3 for bar in kept_out if bar.reach == reach for iso3 in bar.at})


def _places(edits: Scenario, barred: list[str]) -> pl.DataFrame:
    without = pl.col("iso3").is_in([*edits.avoid, *barred])
    shut = (pl.col("state") == "planned") | pl.col("place_id").is_in(edits.close) | without
    return table("places").filter(~shut).drop("state")


def _links(edits: Scenario, places: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the links that can be used, and those that a status or an edit keeps out."""
    links = _on_the_day(table("links"), edits.as_of)
    opened, closed = (_named(links, ids) for ids in (edits.open, edits.close))
    usable = (pl.col("status").is_in(USABLE) | opened) & ~closed
    there = pl.col("place_a").is_in(places["place_id"].implode()) & pl.col("place_b").is_in(
        places["place_id"].implode()
    )
    kept = links.filter(usable & there).drop("hand", "status_id")
    return kept, links.filter(~usable)


def _on_the_day(links: pl.DataFrame, as_of: date | None) -> pl.DataFrame:
    """Return the links with the statuses of a day in place of the newest ones."""
    newest = statuses(None)
    changed = {key: row["status"] for key, row in statuses(as_of).items() if row["status"] != newest[key]["status"]}
    if not changed:
        return links
    then = pl.col("status_id").replace_strict(changed, default=pl.col("status"), return_dtype=pl.String)
    return links.with_columns(status=then)


def _named(links: pl.DataFrame, ids: tuple[str, ...]) -> pl.Series:
    """Return which links go by one of some ids: their own, their status's or that of a line drawn by hand."""
    by_hand = pl.col("hand").str.split(";").list.set_intersection(pl.lit([*ids], dtype=pl.List(pl.String))).list.len()
    named = pl.col("link_id").is_in(ids) | pl.col("status_id").is_in(ids) | (by_hand > 0)
    return links.select(named.fill_null(value=False).alias("named"))["named"]


def _cut(edits: Scenario, out: pl.DataFrame, *, shut: frozenset[str]) -> pl.DataFrame:
    """Return what is kept closed: by the scenario first, then by dated status."""
    rows = [_passage_row(name, edits) for name in sorted(shut)]
    known = table("places").filter(pl.col("place_id").is_in(edits.close))
    rows += [(row["place_id"], "place", row["name"], "closed by the scenario") for row in known.iter_rows(named=True)]
    rows += [(iso3, "country", _country_name(iso3), "avoided by the scenario") for iso3 in edits.avoid]
    known_statuses = statuses(edits.as_of)
    done: set[str] = set()
    for row in out.sort("status_id", "link_id").iter_rows(named=True):
        status = known_statuses.get(row["status_id"] or "")
        by_hand = {row["link_id"], *(row["hand"] or "").split(";")} & set(edits.close)
        if status is None or by_hand:
            rows.append((row["link_id"], _kind(row), row["link_id"], "closed by the scenario"))
        else:
            done.add(status["id"])
    for key, status in sorted(known_statuses.items()):
        lasting = status["status"] in {"closed", "planned"} and key not in edits.open
        if key in done or (lasting and status["kind"] != "capacity") or key in edits.close:
            why = "closed by the scenario" if key in edits.close else _why(status)
            rows.append((key, _status_kind(status), status["subject"], why))
    return pl.DataFrame(rows, schema=_CUT, orient="row")


def _bars_cut(edits: Scenario, kept_out: list[Bar]) -> pl.DataFrame:
    """Return the bars that the goods in question or any ship meets."""
    met = [bar for bar in bars_in_force(edits) if bar.direct == "sea" or bar in kept_out]
    rows = [(bar.id, "bar", f"the bar {bar.id}: {bar.subject}", f"in force since {bar.since}") for bar in met]
    return pl.DataFrame(rows, schema=_CUT, orient="row")


def _passage_row(name: str, edits: Scenario) -> tuple[str, str, str, str]:
    one = passages()[name]
    avoided = one.iso3 in edits.avoid and name not in edits.close
    why = f"avoiding {_country_name(one.iso3)} closes it" if avoided else "closed by the scenario"
    return name, "passage", one.name, why


def _country_name(iso3: str) -> str:
    found = countries().get(iso3)
    return found.name if found else iso3


def _kind(row: dict[str, str]) -> str:
    return "border" if row["border"] else "link"


def _status_kind(status: dict[str, str]) -> str:
    if status["passage"]:
        return "passage"
    if status["kind"] == "place":
        return "place"
    return "border" if "border" in status["kind"] else "link"


def _why(status: dict[str, str]) -> str:
    since = f" since {status['since']}" if status["since"] and status["status"] == "closed" else ""
    due = f", expected {status['expected_open']}" if status["expected_open"] else ""
    seen = f" (as of {status['as_of']})" if status["as_of"] else ""
    return f"{status['status']}{since}{due}{seen}"
