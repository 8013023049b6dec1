"""Which container ports are there? Position and name from the World Port Index, size class from container calls.

PortWatch's calls are read to choose the ports and to place them in four size classes; they are not shipped.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from network_geo import HERE, Floats, nearest, rows_of

NEAR_WPI_KM = 15.0
ABSORB_KM = 25.0
LEAST_CALLS = 85.0
LEAST_CALLS_ONLY_PORT = 12.0
TIER_FLOORS = ((2000.0, "1"), (700.0, "2"), (100.0, "3"))


@dataclass(frozen=True, slots=True)
class Port:
    """A container port as the build knows it; `calls` a year stay in memory."""

    place_id: str
    name: str
    unlocode: str
    iso3: str
    lon: float
    lat: float
    calls: float
    basis: str
    source: str

    @property
    def tier(self) -> str:
        """Size class of our own: 1 at 2,000 container calls a year and more, then 2 (700), 3 (100) and 4."""
        return next((tier for floor, tier in TIER_FLOORS if self.calls >= floor), "4")


def ports(raw: Path, curated: list[dict[str, str]]) -> list[Port]:
    """Return every container port, curated ones first, each with its yearly container calls.

    Parameters
    ----------
    raw
        Folder of raw files.
    curated
        Rows of ``terminals.csv``; those that ships reach over the open sea take the calls of their surroundings.
    """
    seen = [row for row in rows_of(raw / "network/ports/PortWatch_ports_database.csv") if _calls(row) > 0]
    own = [row for row in curated if row["kind"] == "port" and "sea" in row["modes"].split(";")]
    calls, left = _absorbed(seen, own)
    found = [_curated_port(row, calls[row["id"]]) for row in own if row["state"] == "open"]
    lone = _lone_ports(raw)
    taken = {code for row in curated for code in (row["id"], row["unlocode"])} | {port.unlocode for port in lone}
    found += lone + _indexed_ports(raw, left, taken=taken)
    always = {row["id"] for row in own} | {port.place_id for port in lone}
    return sorted(_worth_keeping(found, always), key=lambda port: port.place_id)


def _calls(row: dict[str, str]) -> float:
    return float(row["vessel_count_container"] or 0)


def _absorbed(seen: list[dict[str, str]], own: list[dict[str, str]]) -> tuple[dict[str, float], list[dict[str, str]]]:
    """Give the calls within reach of a curated port to it; return its calls and the rows left over."""
    named = {row["portname"]: row["place_id"] for row in rows_of(HERE / "network_port_merges.csv")}
    distance, index = nearest(_spots(own), _spots(seen))
    calls = {row["id"]: 0.0 for row in own}
    left = []
    for row, km, i in zip(seen, distance, index, strict=True):
        target = own[int(i)]
        if row["portname"] in named and named[row["portname"]] in calls:
            calls[named[row["portname"]]] += _calls(row)
        elif km <= ABSORB_KM and target["iso3"] == row["ISO3"]:
            calls[target["id"]] += _calls(row)
        else:
            left.append(row)
    return calls, left


def _spots(rows: list[dict[str, str]]) -> tuple[Floats, Floats]:
    return np.array([float(row["lon"]) for row in rows]), np.array([float(row["lat"]) for row in rows])


def _curated_port(row: dict[str, str], calls: float) -> Port:
    return Port(
        row["id"], row["name"], row["unlocode"], row["iso3"], float(row["lon"]), float(row["lat"]), calls,
        "assumed", "alat-terminals",
    )  # fmt: skip


def _indexed_ports(raw: Path, seen: list[dict[str, str]], *, taken: set[str]) -> list[Port]:
    index = [r for r in rows_of(raw / "network/ports/WPI_UpdatedPub150.csv") if r["Latitude"] and r["Longitude"]]
    extra = rows_of(HERE / "network_port_positions.csv")
    lon = np.array([float(r["Longitude"]) for r in index] + [float(r["lon"]) for r in extra])
    lat = np.array([float(r["Latitude"]) for r in index] + [float(r["lat"]) for r in extra])
    distance, closest = nearest((lon, lat), _spots(seen))
    lone = {row["wpi"] for row in rows_of(HERE / "network_lone_ports.csv")}
    grouped: dict[int, list[tuple[float, dict[str, str]]]] = {}
    for row, km, i in zip(seen, distance, closest, strict=True):
        if km <= NEAR_WPI_KM:
            grouped.setdefault(int(i), []).append((_calls(row), row))
    found = []
    for i, rows in sorted(grouped.items()):
        iso3 = max(rows, key=lambda pair: (pair[0], pair[1]["portid"]))[1]["ISO3"]
        calls = sum(count for count, _ in rows)
        if i < len(index) and index[i]["World Port Index Number"] in lone:
            continue
        if i < len(index):
            found.append(_wpi_port(index[i], iso3, calls=calls, taken=taken))
        else:
            e = extra[i - len(index)]
            found.append(Port(e["place_id"], e["name"], e["unlocode"], e["iso3"], lon[i], lat[i], calls, "assumed",
                              "alat-terminals"))  # fmt: skip
        taken.add(found[-1].unlocode)
    return found


def _wpi_port(row: dict[str, str], iso3: str, *, calls: float, taken: set[str]) -> Port:
    unlocode = row["UN/LOCODE"].replace(" ", "")
    if unlocode in taken:
        unlocode = ""
    return Port(
        unlocode or f"WPI{row['World Port Index Number']}",
        row["Main Port Name"].strip(),
        unlocode,
        iso3,
        float(row["Longitude"]),
        float(row["Latitude"]),
        calls,
        "observed",
        "wpi-2024",
    )


def _lone_ports(raw: Path) -> list[Port]:
    """Return the ports of island gateways that the calls would leave without one, in the smallest class."""
    wanted = {row["wpi"]: row["iso3"] for row in rows_of(HERE / "network_lone_ports.csv")}
    index = rows_of(raw / "network/ports/WPI_UpdatedPub150.csv")
    rows = [row for row in index if row["World Port Index Number"] in wanted]
    return [
        _wpi_port(row, wanted[row["World Port Index Number"]], calls=LEAST_CALLS_ONLY_PORT, taken=set()) for row in rows
    ]


def _worth_keeping(found: list[Port], always: set[str]) -> list[Port]:
    """Keep the named ports, those with enough calls, and the busiest of a country that would have none."""
    kept = [port for port in found if port.place_id in always or port.calls >= LEAST_CALLS]
    served = {port.iso3 for port in kept}
    busiest: dict[str, Port] = {}
    for port in found:
        best = busiest.get(port.iso3)
        if (
            port.iso3 not in served
            and port.calls >= LEAST_CALLS_ONLY_PORT
            and (best is None or port.calls > best.calls)
        ):
            busiest[port.iso3] = port
    return kept + list(busiest.values())
