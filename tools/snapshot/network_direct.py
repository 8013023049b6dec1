"""Links drawn by hand between two places: planned railways, the Kars line's gauge change, Caspian crossings."""

from collections import defaultdict

from network_geo import HERE, apart_km, path_km, rows_of

Row = dict[str, object]
Place = dict[str, object]
ACCESS_KM = 60.0
CIRCUITY = 1.35
STATUS_OF_HAND = {"H01a": ("restricted", "ST13"), "H12": ("open", "ST40"), "H07b": ("open", "ST41")}


def link_row(
    by_id: dict[str, Place],
    ends: tuple[str, str],
    *,
    mode: str,
    km: float,
    gauges: tuple[int | None, int | None],
    hand: str,
) -> Row:
    """Return one row of the links table, its ends in alphabetical order."""
    (a, gauge_a), (b, gauge_b) = sorted(zip(ends, gauges, strict=True), key=lambda pair: pair[0])
    drawn = hand != ""
    status, status_id = next((STATUS_OF_HAND[h] for h in hand.split(";") if h in STATUS_OF_HAND), ("open", ""))
    least = apart_km(_point(by_id[a]), _point(by_id[b]))
    return {
        "link_id": f"{mode}:{a}-{b}",
        "mode": mode,
        "place_a": a,
        "place_b": b,
        "iso3_a": str(by_id[a]["iso3"]),
        "iso3_b": str(by_id[b]["iso3"]),
        "km": round(max(km, least + 0.05, 0.1), 1),
        "gauge_a_mm": gauge_a,
        "gauge_b_mm": gauge_b,
        "border": "",
        "status": status,
        "status_id": status_id,
        "hand": hand,
        "basis": "assumed" if drawn else "modelled",
        "source": "alat-hand-links"
        if drawn and mode == "caspian"
        else "natural-earth;alat-hand-links"
        if drawn
        else "natural-earth",
    }


def direct_rows(
    by_id: dict[str, Place], hands: dict[str, dict[str, str]]
) -> list[tuple[Row, list[tuple[float, float]]]]:
    """Return the hand links between two places; one drawn over several is shared out by great circle."""
    rows = rows_of(HERE / "network_direct_links.csv")
    whole: dict[str, float] = defaultdict(float)
    for row in rows:
        whole[row["hand"]] += apart_km(_point(by_id[row["place_a"]]), _point(by_id[row["place_b"]]))
    found = []
    for row in rows:
        hand = hands[row["hand"]]
        ends = (row["place_a"], row["place_b"])
        points = [_point(by_id[end]) for end in ends]
        share = apart_km(points[0], points[1]) / whole[row["hand"]]
        gauges = (_gauge(row["gauge_a_mm"]), _gauge(row["gauge_b_mm"]))
        made = link_row(by_id, ends, mode=row["mode"], km=float(hand["km"]) * share, gauges=gauges, hand=row["hand"])
        made |= {
            "border": row["border"], "status": row["status"], "status_id": row["status_id"],
            "source": "alat-hand-links",
            "basis": hand["basis"] if share == 1 else "assumed",
        }  # fmt: skip
        line = _drawn(hand, points) if share == 1 else points
        found.append((made, line if made["place_a"] == ends[0] else line[::-1]))
    return found


def access_rows(by_id: dict[str, Place], roads: set[str]) -> list[tuple[Row, list[tuple[float, float]]]]:
    """Return assumed road access from a gateway without roads to the nearest port of its country.

    Parameters
    ----------
    by_id
        Every place.
    roads
        Places that have a road link.
    """
    found = []
    for place_id, place in sorted(by_id.items()):
        if place["kind"] != "gateway" or place_id in roads:
            continue
        near = [
            (apart_km(_point(place), _point(other)), other_id)
            for other_id, other in sorted(by_id.items())
            if other["kind"] == "port" and other["iso3"] == place["iso3"]
        ]
        gap, port = min(near, default=(ACCESS_KM + 1, ""))
        if gap <= ACCESS_KM:
            row = link_row(by_id, (place_id, port), mode="road", km=gap * CIRCUITY, gauges=(None, None), hand="")
            row |= {"basis": "assumed", "source": "alat-hand-links"}
            ends = [_point(by_id[str(row[end])]) for end in ("place_a", "place_b")]
            found.append((row, ends))
    return found


def _drawn(hand: dict[str, str], ends: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return the hand link's path from the first place to the second."""
    path = [(float(x), float(y)) for x, y in (pair.split() for pair in hand["lon_lat_path"].split(";"))]
    if path_km([ends[0], path[0]]) > path_km([ends[0], path[-1]]):
        path.reverse()
    return [ends[0], *path[1:-1], ends[1]]


def _gauge(text: str) -> int | None:
    return int(text) if text else None


def _point(place: Place) -> tuple[float, float]:
    return float(str(place["lon"])), float(str(place["lat"]))
