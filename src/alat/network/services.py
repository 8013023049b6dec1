"""Which direct sea services remain when ports are out of reach or passages are closed?"""

from functools import lru_cache

import polars as pl

from alat.data import table
from alat.network.places import places
from alat.network.sea import Ways, ways

FEEDER_KM = 3000.0
HUB_TIER = "1"
JOIN_KM = 8000.0
Pairs = frozenset[frozenset[str]]
COLUMNS = ("port_a", "port_b", "km", "ship_class", "passages", "headway_h", "basis", "source")


def services(ports: pl.DataFrame, closed: frozenset[str], *, barred: Pairs = frozenset()) -> pl.DataFrame:
    """Return the services between ports with some passages closed.

    Parameters
    ----------
    ports
        The ports that may be used: place_id, tier.
    closed
        Ids of passages that no ship may use.
    barred
        Pairs of countries between which no ship may sail straight.

    Notes
    -----
    A service through a closed passage sails the next shortest way, if the rule that made it (`reach_km`) still holds
    over that distance; else it ends. So does a service between two countries of a barred pair. A port left without any
    joins the nearest port of the first tier within 8,000 km.
    Where carriers report a service of today (`liner_legs`), it stands in place of the modelled one, unless a passage on
    its way is closed: headway, ship class, basis and source are its own. Kilometres stay those of the shortest way, on
    which prices and speeds were calibrated.
    """
    used = frozenset(zip(ports["place_id"], ports["tier"], strict=True))
    return _services(used, closed, barred=barred)


# To close a border leaves ships as they are.
@lru_cache(maxsize=32)
def _services(ports: frozenset[tuple[str, str]], closed: frozenset[str], *, barred: Pairs) -> pl.DataFrame:
    usable = {port for port, _ in ports}
    known = table("services")
    kept = known.filter(pl.col("port_a").is_in(usable), pl.col("port_b").is_in(usable), ~_between(barred))
    if closed:
        hit = pl.col("passages").list.set_intersection(sorted(closed)).list.len() > 0
        kept = pl.concat([kept.filter(~hit), _rerouted(kept.filter(hit), closed)])
    lost = _ports(known) & usable - _ports(kept)
    if lost:
        kept = pl.concat([kept, _joined(sorted(lost), ports, closed=closed, barred=barred)])
    kept = kept.with_columns(headway_h=pl.lit(None, pl.Float64)).select(COLUMNS)
    observed = reported(usable, closed).filter(~_between(barred))
    return pl.concat([kept.join(observed, on=["port_a", "port_b"], how="anti"), observed]).sort("port_a", "port_b")


def reported(usable: set[str], closed: frozenset[str]) -> pl.DataFrame:
    """Return the pairs of ports that reported services of today join, the most frequent one of each pair.

    Parameters
    ----------
    usable
        Ids of the ports that may be used.
    closed
        Ids of passages that no ship may use.
    """
    legs = table("liner_legs").with_columns(
        passages=pl.col("passages").fill_null("").str.split(";").list.filter(pl.element() != "")
    )
    kept = legs.filter(
        pl.col("port_a").is_in(usable),
        pl.col("port_b").is_in(usable),
        pl.col("passages").list.set_intersection(sorted(closed)).list.len() == 0,
    )
    first = kept.sort("headway_h", "service").unique(["port_a", "port_b"], keep="first", maintain_order=True)
    return first.select(COLUMNS)


def _ports(services_: pl.DataFrame) -> set[str]:
    return set(pl.concat([services_["port_a"], services_["port_b"]]).unique().to_list())


def _between(barred: Pairs) -> pl.Expr:
    """Whether a service is one between two countries of a barred pair."""
    iso3 = _countries_of_ports(frozenset().union(*barred))
    ends = [pl.col(end).replace_strict(iso3, default="", return_dtype=pl.String) for end in ("port_a", "port_b")]
    known = [" ".join(sorted(pair)) for pair in barred]
    return pl.concat_str(pl.min_horizontal(ends), pl.max_horizontal(ends), separator=" ").is_in(known)


@lru_cache(maxsize=8)
def _countries_of_ports(among: frozenset[str]) -> dict[str, str]:
    return {place: one.iso3 for place, one in places().items() if one.kind == "port" and one.iso3 in among}


def _rerouted(hit: pl.DataFrame, closed: frozenset[str]) -> pl.DataFrame:
    """Return the services that survive the closure, with their new way."""
    if hit.is_empty():
        return hit
    often = pl.concat([hit["port_a"], hit["port_b"]]).value_counts().rows()
    weight = {str(port): int(count) for port, count in often}
    pairs = [(row, *_by_weight(row["port_a"], row["port_b"], weight=weight)) for row in hit.iter_rows(named=True)]
    found = ways(sorted({start for _, start, _ in pairs}), closed)
    rows = []
    for row, start, end in pairs:
        km = found.distance_km(start, end)
        limit = row["reach_km"] or JOIN_KM
        if km <= limit:
            rows.append({**row, **_way(found, row["port_a"], start=start, end=end)})
    return pl.DataFrame(rows, schema=hit.schema)


def _by_weight(a: str, b: str, *, weight: dict[str, int]) -> tuple[str, str]:
    return (a, b) if (weight[a], a) >= (weight[b], b) else (b, a)


def _way(found: Ways, first: str, *, start: str, end: str) -> dict[str, object]:
    """Return kilometres, ship class (main beyond feeder distance) and passages as seen from the first port."""
    km = round(found.distance_km(start, end), 1)
    passed = found.passages(start, end)
    fields: dict[str, object] = {"km": km, "passages": passed if first == start else passed[::-1]}
    return fields | ({"ship_class": "main"} if km >= FEEDER_KM else {})


def _joined(
    lost: list[str], ports: frozenset[tuple[str, str]], *, closed: frozenset[str], barred: Pairs
) -> pl.DataFrame:
    """Return one service for each port without any, to the nearest port of the first tier it may be joined to."""
    like = table("services")
    hubs = [hub for hub, tier in ports if tier == HUB_TIER and hub not in lost]
    found = ways(lost, closed)
    iso3 = {place: one.iso3 for place, one in places().items()}
    rows = []
    for port in lost:
        near = [(found.distance_km(port, hub), hub) for hub in hubs if frozenset((iso3[port], iso3[hub])) not in barred]
        km, hub = min(near, default=(float("inf"), ""))
        if km <= JOIN_KM:
            a, b = sorted((port, hub))
            way = _way(found, a, start=port, end=hub)
            rows.append(
                {"port_a": a, "port_b": b, "ship_class": "feeder", "reach_km": 0.0, "feeds": port, "basis": "modelled",
                 "source": "alat-service-rule", **way}
            )  # fmt: skip
    return pl.DataFrame(rows, schema=like.schema)
