"""Build every table of the network room: ``python tools/snapshot/network_build.py [RAW_DIR]`` (about a minute)."""

import sys
from pathlib import Path

import network_curated
import polars as pl
from network_crossings import Crossing, crossings
from network_direct import Row, access_rows, direct_rows, link_row
from network_geo import DATA, HERE, raw_folder, rows_of, simplify, write_csv, write_parquet
from network_land import Land, add_hand_links, hand_links, railways, roads
from network_links import Link, domestic_links
from network_noding import node
from network_places import Place, places
from network_ports import Port
from network_sea import sea_graph
from network_sea_tables import pruned, sea_tables
from network_services import fewest_legs, services
from network_stations import stations

LINE_TOLERANCE = 0.05


def main(raw: Path, out: Path = DATA) -> None:
    """Write every table and print the sizes."""
    network_curated.main(raw, out)
    rows, ports = places(raw)
    by_id = {str(row["place_id"]): row for row in rows}
    _sea(ports, out)
    links, lines = _land(raw, by_id)
    _write_places(by_id, links, out=out)
    _write_links(links, lines, out=out)
    write_csv(rows_of(HERE / "network_passages.csv"), "passages", out=out)


def _sea(ports: dict[str, Port], out: Path) -> None:
    _, full = sea_graph(list(ports.values()))
    table = services(ports, full)
    nodes, edges = sea_tables(pruned(full, sorted(ports)), ports)
    write_parquet(nodes, "sea_nodes", out=out)
    write_parquet(edges, "sea_edges", out=out)
    frame = pl.DataFrame(table).sort("port_a", "port_b").with_columns(pl.col("reach_km").cast(pl.Float64))
    write_parquet(frame, "services", out=out)
    shares = ", ".join(f"{n}: {share:.1%}" for n, share in fewest_legs(ports, table).items())
    print(f"sea: {nodes.height} nodes, {edges.height} edges, {frame.height} services; fewest legs {shares}")


def _land(raw: Path, by_id: dict[str, Place]) -> tuple[list[Row], dict[str, list[tuple[float, float]]]]:
    links: list[Row] = []
    lines: dict[str, list[tuple[float, float]]] = {}
    gauges = _gauges(raw)
    hands = {row["id"]: row for row in hand_links(raw)}
    rails = _railways(raw, hands)
    by_id.update({str(place["place_id"]): place for place in stations(rails, by_id)})
    for land in (rails, _roads(raw)):
        found, inside = crossings(land, by_id)
        domestic = domestic_links(land, inside, places=by_id, crossings=found)
        served = {end for link in domestic for end in (link.a, link.b)}
        kept = [c for c in found if not c.a.startswith("X") or {c.a, c.b} <= served]
        for row, line in _link_rows(land, domestic, found=kept, by_id=by_id, gauges=gauges):
            links.append(row)
            lines[str(row["link_id"])] = simplify(line, LINE_TOLERANCE)
    with_roads = {str(row[end]) for row in links if row["mode"] == "road" for end in ("place_a", "place_b")}
    for row, line in [*direct_rows(by_id, hands), *access_rows(by_id, with_roads)]:
        links.append(row)
        lines[str(row["link_id"])] = line
    _set_zones(by_id, links)
    return links, lines


def _railways(raw: Path, hands: dict[str, dict[str, str]]) -> Land:
    land = railways(raw)
    node(land)
    drawn = rows_of(HERE / "network_hand_links.csv")
    add_hand_links(land, [{**hands[row["hand"]], "iso3": row["iso3"], **_redrawn(row)} for row in drawn])
    return land


def _redrawn(row: dict[str, str]) -> dict[str, str]:
    """Return the path that replaces a hand link's own where that cuts a bay; the kilometres stand."""
    return {"lon_lat_path": row["lon_lat_path"]} if row["lon_lat_path"] else {}


def _roads(raw: Path) -> Land:
    land = roads(raw)
    node(land)
    add_hand_links(land, [{**row, "id": row["hand"]} for row in rows_of(HERE / "network_road_links.csv")])
    return land


def _gauges(raw: Path) -> dict[str, int]:
    """Return one gauge a country or zone: Natural Earth's default, by hand where that is a placeholder or wrong."""
    frame = pl.read_parquet(
        raw / "network/rail_road/rail_edges_ne10m.parquet", columns=["iso3_a", "gauge_default_mm"]
    ).unique("iso3_a")
    gauges = dict(frame.iter_rows())
    return gauges | {row["iso3"]: int(row["gauge_mm"]) for row in rows_of(HERE / "network_gauges.csv")}


def _link_rows(
    land: Land, domestic: list[Link], *, found: list[Crossing], by_id: dict[str, Place], gauges: dict[str, int]
) -> list[tuple[Row, list[tuple[float, float]]]]:
    rows = []
    for link in domestic:
        gauge = _gauge(by_id[link.a], gauges) if land.mode == "rail" else None
        row = link_row(
            by_id, (link.a, link.b), mode=land.mode, km=link.km, gauges=(gauge, gauge), hand=";".join(link.hands)
        )
        rows.append((row, list(link.line)))
    for c in found:
        own = [_gauge(by_id[end], gauges) if land.mode == "rail" else None for end in (c.a, c.b)]
        given = (int(c.gauges[0]) if c.gauges[0] else own[0], int(c.gauges[1]) if c.gauges[1] else own[1])
        row = link_row(by_id, (c.a, c.b), mode=land.mode, km=c.km, gauges=given, hand=c.hand)
        row |= {"border": c.border, "status": c.status, "status_id": c.status_id}
        ends = (str(row["place_a"]), str(row["place_b"]))
        rows.append((row, [(float(str(by_id[e]["lon"])), float(str(by_id[e]["lat"]))) for e in ends]))
    return rows


def _gauge(place: Place, gauges: dict[str, int]) -> int | None:
    """Return the gauge of a place's zone, where that has its own, or of its country."""
    box = next((box["zone"] for box in rows_of(HERE / "network_zones.csv") if _in_box(place, box)), "")
    return gauges.get(box, gauges.get(str(place["iso3"])))


def _set_zones(by_id: dict[str, Place], links: list[Row]) -> None:
    """Name the zone of each place: a curated one stands, else the piece of its country that roads and rails join.

    The piece with the gateway (else the largest) has the country's code; any other adds the first of its places.
    """
    boxes = rows_of(HERE / "network_zones.csv")
    pieces = _pieces(by_id, links)
    for place_id, place in by_id.items():
        boxed = next((box["zone"] for box in boxes if _in_box(place, box)), None)
        if place["zone"] == place["iso3"]:
            place["zone"] = boxed or pieces[place_id]


def _pieces(by_id: dict[str, Place], links: list[Row]) -> dict[str, str]:
    joined: dict[str, set[str]] = {place_id: {place_id} for place_id in by_id}
    for row in links:
        a, b = str(row["place_a"]), str(row["place_b"])
        if row["iso3_a"] == row["iso3_b"] and row["status"] in {"open", "restricted"} and joined[a] is not joined[b]:
            joined[a] |= joined[b]
            for member in joined[b]:
                joined[member] = joined[a]
    largest: dict[str, str] = {}
    for place_id in sorted(by_id, key=lambda key: (-len(joined[key]), key)):
        largest.setdefault(str(by_id[place_id]["iso3"]), place_id)
    named = {}
    for place_id, place in by_id.items():
        iso3 = str(place["iso3"])
        home = f"GW{iso3}" if f"GW{iso3}" in by_id else largest[iso3]
        named[place_id] = iso3 if place_id in joined[home] else f"{iso3}-{min(joined[place_id])}"
    return named


def _in_box(place: Place, box: dict[str, str]) -> bool:
    lon, lat = float(str(place["lon"])), float(str(place["lat"]))
    return (
        place["iso3"] == box["iso3"]
        and float(box["west"]) <= lon <= float(box["east"])
        and float(box["south"]) <= lat <= float(box["north"])
    )


def _write_places(by_id: dict[str, Place], links: list[Row], *, out: Path) -> None:
    used = {str(row[end]) for row in links for end in ("place_a", "place_b")}
    kept = [p for i, p in sorted(by_id.items()) if p["kind"] != "border" or i in used]
    columns = ["place_id", "name", "unlocode", "iso3", "zone", "lon", "lat", "kind", "tier", "state", "basis", "source"]
    frame = pl.DataFrame(kept, infer_schema_length=None).select(columns)
    write_parquet(frame.with_columns(pl.col("lon", "lat").round(4)).sort("place_id"), "places", out=out)
    print(f"places: {frame.height}", dict(frame["kind"].value_counts().sort("kind").iter_rows()))


def _write_links(links: list[Row], lines: dict[str, list[tuple[float, float]]], *, out: Path) -> None:
    frame = _dated(pl.DataFrame(links, infer_schema_length=None).sort("link_id"))
    write_csv(
        [{key: _cell(value) for key, value in row.items()} for row in frame.iter_rows(named=True)], "links", out=out
    )
    names = sorted(lines)
    drawn = pl.DataFrame(
        {
            "link_id": names,
            "lon": [[round(x, 2) for x, _ in lines[name]] for name in names],
            "lat": [[round(y, 2) for _, y in lines[name]] for name in names],
        },
        schema_overrides={"lon": pl.List(pl.Float32), "lat": pl.List(pl.Float32)},
    )
    write_parquet(drawn, "link_lines", out=out)
    print(
        f"links: {frame.height}",
        dict(
            frame.group_by("mode", "status")
            .len()
            .sort("mode", "status")
            .select(pl.format("{} {}", "mode", "status"), "len")
            .iter_rows()
        ),
    )


def _dated(frame: pl.DataFrame) -> pl.DataFrame:
    """Add the first and the last day of the status of each link, from the row that states it."""
    rows = rows_of(DATA / "snapshot" / "link_status.csv")
    dates = {row["id"]: (row["since"], row["until"]) for row in rows}
    pairs = [dates.get(key, ("", "")) for key in frame["status_id"]]
    since, until = pl.Series("since", [pair[0] for pair in pairs]), pl.Series("until", [pair[1] for pair in pairs])
    return frame.with_columns(since, until)[
        ["link_id", "mode", "place_a", "place_b", "iso3_a", "iso3_b", "km", "gauge_a_mm", "gauge_b_mm", "border",
         "status", "since", "until", "status_id", "hand", "basis", "source"]
    ]  # fmt: skip


def _cell(value: object) -> str:
    return "" if value is None else str(value)


if __name__ == "__main__":
    main(raw_folder(sys.argv[1:]))
