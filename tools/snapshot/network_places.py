"""Where does freight start, change mode or cross? Gateways and terminals, before crossings are known."""

from pathlib import Path

import polars as pl
from network_geo import HERE, rows_of
from network_ports import Port, ports

KINDS = {"rail": "rail_terminal", "border": "border", "airport": "airport"}
NO_GATEWAY = {"ATA", "ATF", "BVT", "HMD", "IOT", "SGS", "UMI", "VAT", "LIE", "MCO", "SMR", "AND"}

Place = dict[str, object]


def places(raw: Path) -> tuple[list[Place], dict[str, Port]]:
    """Return gateways, ports, inland terminals and airports as rows of the table, and the ports with their calls."""
    curated = rows_of(raw / "network/curated/terminals.csv") + rows_of(HERE / "network_terminals.csv")
    modes = {row["id"]: row["modes"] for row in curated}
    sea = ports(raw, curated)
    rows = gateways(raw) + [_port_place(port, modes.get(port.place_id, "sea;road;rail")) for port in sea]
    rows += [_terminal_place(row) for row in curated if _is_land_terminal(row)]
    rows += [_airport_place(row) for row in rows_of(HERE / "network_airports.csv")]
    return rows, {port.place_id: port for port in sea}


def gateways(raw: Path) -> list[Place]:
    """Return one gateway a country: the main city of the country list, never chosen from flows."""
    given = {row["iso3"]: row for row in rows_of(HERE / "network_gateways.csv")}
    listed = {row["iso3"]: row for row in _geodist_main_cities(raw)}
    return [
        _gateway(iso3, given.get(iso3), listed=listed.get(iso3))
        for iso3 in _country_list(raw)
        if iso3 in given or iso3 in listed
    ]


def _country_list(raw: Path) -> list[str]:
    """Return the codes of independent states and of every other economy with trade totals of its own."""
    codes = rows_of(raw / "trade/country-codes.csv")
    states = {row["ISO3166-1-Alpha-3"] for row in codes if row["is_independent"] == "Yes"}
    totals = pl.read_parquet(raw / "trade/baci_2023_bilateral_totals.parquet", columns=["exporter", "importer"])
    return sorted((states | set(totals["exporter"]) | set(totals["importer"]) | {"PSE", "TWN"}) - NO_GATEWAY - {""})


def _geodist_main_cities(raw: Path) -> list[dict[str, str]]:
    """Return GeoDist's main city of each country (the capital where it marks none)."""
    frame = pl.read_parquet(raw / "trade/geo_cepii.parquet", columns=["iso3", "city_en", "lon", "lat", "maincity"])
    best = frame.sort("maincity", "city_en", descending=[True, False]).unique("iso3", keep="first")
    return [{key: str(value) for key, value in row.items()} for row in best.sort("iso3").to_dicts()]


def _gateway(iso3: str, given: dict[str, str] | None, *, listed: dict[str, str] | None) -> Place:
    if given is not None:
        city, lon, lat, basis, source = given["city"], given["lon"], given["lat"], "assumed", "alat-terminals"
    else:
        assert listed is not None  # noqa: S101 - the caller keeps only codes that one of the two lists has
        city, lon, lat, basis, source = listed["city_en"], listed["lon"], listed["lat"], "observed", "cepii-geodist"
    return {
        "place_id": f"GW{iso3}", "name": city.split(" (")[0], "unlocode": "", "iso3": iso3, "zone": iso3,
        "lon": float(lon), "lat": float(lat), "kind": "gateway", "tier": "", "modes": "road;rail",
        "state": "open", "gauge_mm": None, "basis": basis, "source": source,
    }  # fmt: skip


def _port_place(port: Port, modes: str) -> Place:
    return {
        "place_id": port.place_id, "name": port.name, "unlocode": port.unlocode, "iso3": port.iso3, "zone": port.iso3,
        "lon": port.lon, "lat": port.lat, "kind": "port", "tier": port.tier, "modes": modes,
        "state": "open", "gauge_mm": None, "basis": port.basis, "source": port.source,
    }  # fmt: skip


def _is_land_terminal(row: dict[str, str]) -> bool:
    return row["kind"] in KINDS or (row["kind"] == "port" and "sea" not in row["modes"].split(";"))


def _terminal_place(row: dict[str, str]) -> Place:
    return {
        "place_id": row["id"], "name": row["name"], "unlocode": row["unlocode"], "iso3": row["iso3"],
        "zone": row["zone"], "lon": float(row["lon"]), "lat": float(row["lat"]), "kind": _kind(row),
        "tier": "", "modes": row["modes"], "state": row["state"],
        "gauge_mm": int(row["gauge_mm"].split("/")[0]) if row["gauge_mm"] else None,
        "basis": row["basis"], "source": "alat-terminals",
    }  # fmt: skip


def _airport_place(row: dict[str, str]) -> Place:
    return {
        "place_id": row["id"], "name": row["name"], "unlocode": "", "iso3": row["iso3"], "zone": row["iso3"],
        "lon": float(row["lon"]), "lat": float(row["lat"]), "kind": "airport", "tier": "", "modes": "air;road",
        "state": "open", "gauge_mm": None, "basis": row["basis"], "source": "alat-terminals",
    }  # fmt: skip


def _kind(row: dict[str, str]) -> str:
    if row["kind"] in KINDS:
        return KINDS[row["kind"]]
    return "caspian_port" if "sea-caspian" in row["modes"] else "rail_terminal"
