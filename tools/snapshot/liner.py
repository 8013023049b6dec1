"""Write `vessels`, `liner_services` and `liner_legs`: what ships cost and who sails where, each row as printed.

A service stands once in `liner_services`, with its calls resolved to ports. A bracketed call is not a regular one and
is left out; an ellipsis says that calls are missing, so that nothing is known across it; a name without a port of ours
is listed in `unresolved`, and the ship sails past it. A rotation is a cycle unless an ellipsis breaks it.

`liner_legs` holds the pairs of ports that a service of today joins without a change of ships: both ways within twice
the shortest way. Services last seen in 2018 or before are history, and join nothing.

Run as ``python tools/snapshot/liner.py [RAW_DIR]``.
"""

import csv
import re
import sys
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

from alat.network.sea import Ways, ways

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
DEFAULT_RAW = ROOT.parent / "shared" / "data"
OUT = ROOT / "src" / "alat" / "data" / "snapshot"

Row = dict[str, str]

GAP = "..."
HISTORY_TO = 2018
LONGEST_DETOUR = 2.0
HOURS_A_WEEK = 168.0
HOURS_A_MONTH = 365.25 / 12 * 24
SHIPPING = ("Med-", "N Europe-", "Black Sea", "Intra-Med")
VESSEL_GROUPS = {
    "container": "container",
    "bunker": "fuel",
    "straits": "passage",
    "canal": "passage",
}
NOT_VESSELS = ("newbuilding", "EU ETS", "gold franc", "Suez")  # prices of ships and changes without a level
_PER_MONTH = re.compile(r"([0-9]+) voyages a month")


def main(raw: Path = DEFAULT_RAW, out: Path = OUT) -> None:
    """Write the three tables.

    Parameters
    ----------
    raw
        The folder with the raw files.
    out
        Where the tables go.
    """
    by_address = {row["address"]: row["source"] for row in _read(HERE / "liner_sources.csv")}
    vessels = list(_vessels(_read(raw / "case" / "vessels.csv"), by_address))
    _write(out / "vessels.csv", vessels)
    printed = [row for row in _read(raw / "case" / "ports_services.csv") if row["region"].startswith(SHIPPING)]
    services = list(_services(printed, by_address))
    _write(out / "liner_services.csv", services)
    legs = [leg for service in services if service["state"] == "current" for leg in _legs(service)]
    _write(out / "liner_legs.csv", sorted(legs, key=lambda row: (row["port_a"], row["port_b"], row["service"])))
    print(f"{len(vessels)} vessel rows, {len(services)} services, {len(legs)} pairs of ports joined by those of today")


def _vessels(printed: list[Row], by_address: dict[str, str]) -> Iterator[Row]:
    kept = [
        row
        for row in printed
        if row["group"] in VESSEL_GROUPS and not row["item"].startswith(NOT_VESSELS) and row["url"]
    ]
    sourced = [row for row in kept if row["url"] in by_address]
    for number, row in enumerate(sourced, start=1):
        yield {
            "id": f"V{number:02d}",
            "kind": VESSEL_GROUPS[row["group"]],
            "item": row["item"],
            "size": row["size"],
            "parameter": row["parameter"],
            "value": row["value"],
            "unit": row["unit"],
            "as_of": row["year"],
            "basis": row["basis"],
            "source": by_address[row["url"]],
            "note": row["note"].replace("already in shared data", "").strip(),
        }


def _services(printed: list[Row], by_address: dict[str, str]) -> Iterator[Row]:
    ports = {row["name"]: row["place_id"] for row in _read(HERE / "liner_ports.csv")}
    for number, row in enumerate(printed, start=1):
        calls, unresolved = _calls(row["ports_in_order"], ports)
        low, _, high = row["capacity_teu"].replace("-", ";").partition(";")
        yield {
            "id": f"LS{number:02d}",
            "carrier": row["carrier"],
            "service": row["service"],
            "calls": ";".join(calls),
            "unresolved": ";".join(unresolved),
            "region": row["region"],
            "frequency": row["frequency"],
            "headway_h": _headway_h(row["frequency"]),
            "ships": row["vessels"],
            "capacity_low_teu": low,
            "capacity_high_teu": high or low,
            "ship_class": "feeder" if "feeder" in row["region"] else "main",
            "status_date": row["status_date"],
            "state": _state(row),
            "basis": row["basis"],
            "source": by_address.get(row["url"], "") or "alat-liner",
            "note": row["note"],
        }


def _calls(text: str, ports: dict[str, str]) -> tuple[list[str], list[str]]:
    """Return port ids in order, with a gap where calls are missing, and the names that are none of our ports."""
    calls: list[str] = []
    unresolved: list[str] = []
    for name in (part.strip() for part in text.split(";")):
        if name == GAP:
            calls.append(GAP)
        elif not name.startswith("(") and name not in ports:
            raise SystemExit(f"liner: no row for the port {name!r} in liner_ports.csv")
        elif not name.startswith("(") and ports[name]:
            calls.append(ports[name])
        elif not name.startswith("("):
            unresolved.append(name)
    return calls, unresolved


def _headway_h(frequency: str) -> str:
    monthly = _PER_MONTH.match(frequency)
    if monthly:
        return f"{HOURS_A_MONTH / int(monthly[1]):.1f}"
    return f"{HOURS_A_WEEK:.1f}" if frequency == "weekly" else ""


def _state(row: Row) -> str:
    if int(row["status_date"][:4]) <= HISTORY_TO:
        return "history"
    doubt = "not known" in row["note"] or not row["url"] or not row["frequency"]
    return "unconfirmed" if doubt else "current"


def _legs(service: Row) -> Iterator[Row]:
    calls = service["calls"].split(";")
    ports = sorted({call for call in calls if call != GAP})
    found = ways(ports) if len(ports) > 1 else None
    for a, b in combinations(ports, 2):
        if found is None:
            return
        km = found.distance_km(a, b)
        there, back = (_sailed_km(calls, first, last=last, found=found) for first, last in ((a, b), (b, a)))
        if max(there, back) <= LONGEST_DETOUR * km:
            yield {
                "service": service["id"],
                "port_a": a,
                "port_b": b,
                "km": f"{max(km, 1.0):.1f}",
                "sailed_ab_km": f"{there:.1f}",
                "sailed_ba_km": f"{back:.1f}",
                "headway_h": service["headway_h"],
                "ship_class": service["ship_class"],
                "passages": ";".join(found.passages(a, b)),
                "status_date": service["status_date"],
                "basis": service["basis"],
                "source": service["source"],
            }


def _sailed_km(calls: list[str], first: str, *, last: str, found: Ways) -> float:
    """Return the shortest stretch of a rotation from one port to another; infinite where a gap lies between."""
    cycle = calls[:-1] if calls[0] == calls[-1] else calls
    best = float("inf")
    for start in (number for number, call in enumerate(cycle) if call == first):
        sailed, here = 0.0, first
        for call in (cycle[(start + step) % len(cycle)] for step in range(1, len(cycle))):
            if call == GAP:
                break
            sailed, here = sailed + found.distance_km(here, call), call
            if call == last:
                best = min(best, sailed)
                break
    return best


def _read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _write(path: Path, rows: list[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT_RAW)
