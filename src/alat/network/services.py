"""Which direct sea services remain when ports are out of reach or passages are closed?"""

import polars as pl

from alat.data import table
from alat.network.sea import Ways, ways

FEEDER_KM = 3000.0
HUB_TIER = "1"
JOIN_KM = 8000.0
COLUMNS = ("port_a", "port_b", "km", "ship_class", "passages", "headway_h", "basis", "source")


def services(ports: pl.DataFrame, closed: frozenset[str]) -> pl.DataFrame:
    """Return the services between ports with some passages closed.

    Parameters
    ----------
    ports
        The ports that may be used: place_id, tier.
    closed
        Ids of passages that no ship may use.

    Notes
    -----
    A service through a closed passage sails the next shortest way, if the rule that made it (`reach_km`) still holds
    over that distance; else it ends. A port left without any joins the nearest port of the first tier within 8,000 km.
    Where carriers report a service of today (`liner_legs`), it stands in place of the modelled one, unless a passage on
    its way is closed: headway, ship class, basis and source are its own. Kilometres stay those of the shortest way, on
    which prices and speeds were calibrated.
    """
    usable = set(ports["place_id"])
    known = table("services")
    kept = known.filter(pl.col("port_a").is_in(usable), pl.col("port_b").is_in(usable))
    if closed:
        hit = pl.col("passages").list.set_intersection(sorted(closed)).list.len() > 0
        kept = pl.concat([kept.filter(~hit), _rerouted(kept.filter(hit), closed)])
    lost = (set(known["port_a"]) | set(known["port_b"])) & usable - set(kept["port_a"]) - set(kept["port_b"])
    if lost:
        kept = pl.concat([kept, _joined(sorted(lost), ports, closed=closed, like=known)])
    kept = kept.with_columns(headway_h=pl.lit(None, pl.Float64)).select(COLUMNS)
    observed = reported(usable, closed)
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


def _joined(lost: list[str], ports: pl.DataFrame, *, closed: frozenset[str], like: pl.DataFrame) -> pl.DataFrame:
    """Return one service for each port without any, to the nearest port of the first tier."""
    hubs = [hub for hub in ports.filter(pl.col("tier") == HUB_TIER)["place_id"] if hub not in lost]
    if not hubs:
        return like.clear()
    found = ways(lost, closed)
    rows = []
    for port in lost:
        km, hub = min((found.distance_km(port, hub), hub) for hub in hubs)
        if km <= JOIN_KM:
            a, b = sorted((port, hub))
            way = _way(found, a, start=port, end=hub)
            rows.append(
                {"port_a": a, "port_b": b, "ship_class": "feeder", "reach_km": 0.0, "feeds": port, "basis": "modelled",
                 "source": "alat-service-rule", **way}
            )  # fmt: skip
    return pl.DataFrame(rows, schema=like.schema)
