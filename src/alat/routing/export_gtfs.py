"""What is a lane as a folder like a GTFS feed?

It departs from GTFS on purpose, and `README.txt` in the folder says so: the feed is modelled and no timetable; times
run on from the start of the lane; a road haul stands under the route type for buses; addresses that GTFS requires are
under the reserved name ``invalid``.
"""

import csv
import io
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from alat.errors import BadInput
from alat.network.places import places
from alat.routing.results import Lane, Lanes, Part, PartKind

ROUTE_TYPES = {"rail": 2, "road": 3, "sea": 4, "caspian": 4}
_NOWHERE = "https://alat.invalid"
_SERVICE = "any-day"
_HOUR_S = 3600

README = """A lane in files like those of GTFS. It is MODELLED freight, no timetable, and departs from GTFS in this:

* trips.txt holds one trip for each move of the lane; a load takes them one after the other.
* Times in stop_times.txt are typical hours since the load was ready at the origin, past 24:00:00 where they must be;
  handling, borders and waits lie between the trips. timepoint is 0: no time is exact.
* frequencies.txt names a headway where a wait is half of one; nobody publishes these departures.
* route_type 3 stands for a road haul, 2 for rail, 4 for a ship.
* agency.txt names who would handle the goods in the model; addresses are placeholders under the name "invalid".
* calendar.txt covers the two years around the day given; it promises nothing for any day.
"""


def write_gtfs(found: Lanes, lane: Lane, *, folder: Path, day: date) -> tuple[Path, ...]:
    """Write one lane as a folder of text files and return their paths.

    Parameters
    ----------
    found, lane
        The answer and one of its lanes.
    folder
        Is made where it is missing; files of the same names are replaced.
    day
        The middle of the two years that `calendar.txt` covers.

    Raises
    ------
    BadInput
        If something that is no folder has that name, or it cannot be written to.
    """
    if folder.exists() and not folder.is_dir():
        raise BadInput(f"{folder} is not a folder; expected one to write the lane to")
    files = gtfs_files(found, lane, day=day)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # Written by its side and moved into place, so that half a lane is never seen.
        with TemporaryDirectory(prefix=".lane.", dir=folder) as draft:
            for name, content in files.items():
                (Path(draft) / name).write_text(content, encoding="utf-8", newline="")
            return tuple((Path(draft) / name).replace(folder / name) for name in files)
    except OSError as error:
        raise BadInput(f"{folder}: the lane cannot be written there ({error.strerror})") from None


def gtfs_files(found: Lanes, lane: Lane, *, day: date) -> dict[str, str]:
    """Return the text of each file by its name."""
    moves = _moves(lane)
    agencies = {party: f"A{number}" for number, party in enumerate(dict.fromkeys(p.party for p, _, _ in moves), 1)}
    title = f"{lane.id} {found.origin_place} - {found.destination_place}, {found.cargo}"
    stops = dict.fromkeys(place for part, _, _ in moves for place in (part.start, part.end))
    ids = [f"T{number}" for number in range(1, len(moves) + 1)]
    return {
        "README.txt": README,
        "feed_info.txt": _text(
            ("feed_publisher_name", "feed_publisher_url", "feed_lang", "feed_version", "basis"),
            [("Alat: modelled, not a timetable", _NOWHERE, "en", found.scenario.digest, "modelled")],
        ),
        "agency.txt": _text(
            ("agency_id", "agency_name", "agency_url", "agency_timezone"),
            [(agency, party, _NOWHERE, "UTC") for party, agency in agencies.items()],
        ),
        "stops.txt": _text(
            ("stop_id", "stop_name", "stop_lat", "stop_lon"),
            [(stop, places()[stop].name, f"{places()[stop].lat:.5f}", f"{places()[stop].lon:.5f}") for stop in stops],
        ),
        "routes.txt": _text(
            ("route_id", "agency_id", "route_short_name", "route_long_name", "route_type", "basis", "sources"),
            [_route(part, agencies[part.party], number=number) for number, (part, _, _) in enumerate(moves, 1)],
        ),
        "trips.txt": _text(
            ("route_id", "service_id", "trip_id", "trip_headsign"),
            [(f"R{n}", _SERVICE, ids[n - 1], f"{title}: {part.end_name}") for n, (part, _, _) in enumerate(moves, 1)],
        ),
        "stop_times.txt": _text(
            ("trip_id", "arrival_time", "departure_time", "stop_id", "stop_sequence", "timepoint"),
            [
                row
                for trip, (part, begins_h, ends_h) in zip(ids, moves, strict=True)
                for row in _stop_times(trip, part, begins_h=begins_h, ends_h=ends_h)
            ],
        ),
        "frequencies.txt": _text(
            ("trip_id", "start_time", "end_time", "headway_secs", "exact_times"),
            [
                (trip, "00:00:00", "24:00:00", str(round(headway_h * _HOUR_S)), "0")
                for trip, headway_h in zip(ids, _headways(lane), strict=True)
                if headway_h
            ],
        ),
        "calendar.txt": _text(
            ("service_id", *_DAYS, "start_date", "end_date"),
            [(_SERVICE, *("1" for _ in _DAYS), f"{day.year - 1}0101", f"{day.year + 1}1231")],
        ),
    }


_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def _moves(lane: Lane) -> list[tuple[Part, float, float]]:
    """Return each move with the hours at which it begins and ends."""
    hours, found = 0.0, []
    for part in lane.parts:
        if part.kind is PartKind.MOVE:
            found.append((part, hours, hours + part.hours))
        hours += part.hours
    return found


def _headways(lane: Lane) -> list[float]:
    """Return for each move the headway of which the wait before it is half; 0 where no headway is modelled."""
    found, waiting = [], 0.0
    for part in lane.parts:
        if part.kind is PartKind.WAIT and part.detail == "wait for the ship":
            waiting = 2 * part.hours
        elif part.kind is PartKind.MOVE:
            found.append(waiting)
            waiting = 0.0
    return found


def _route(part: Part, agency: str, *, number: int) -> tuple[str, ...]:
    name = f"{part.start_name} - {part.end_name}"
    kind = str(ROUTE_TYPES[part.mode])
    return (f"R{number}", agency, part.mode, name, kind, part.basis.value, " ".join(part.sources))


def _stop_times(trip: str, part: Part, *, begins_h: float, ends_h: float) -> list[tuple[str, ...]]:
    begins, ends = _clock(begins_h), _clock(ends_h)
    return [(trip, begins, begins, part.start, "1", "0"), (trip, ends, ends, part.end, "2", "0")]


def _clock(hours: float) -> str:
    seconds = round(hours * _HOUR_S)
    return f"{seconds // _HOUR_S:02d}:{seconds % _HOUR_S // 60:02d}:{seconds % 60:02d}"


def _text(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(rows)
    return file.getvalue()
