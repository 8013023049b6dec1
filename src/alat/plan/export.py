"""A roadmap for other programs: rows for a Gantt chart, CSV, and a calendar (RFC 5545)."""

import csv
from collections.abc import Iterator
from datetime import date
from io import StringIO

import polars as pl

from alat.data.interchange.guard import guarded_text
from alat.errors import BadInput
from alat.plan.timing import MONTHS, Roadmap, Task

_OCTETS = 75
_DELETE = "\x7f"


def gantt(plan: Roadmap) -> pl.DataFrame:
    """Return one row a measure, in order of start: dates, slack, owner, outlay (million USD) and its basis.

    ``finish`` is the first day on which the measure is there; ``latest_start`` is how late it may begin by
    requirements alone without the whole ending later.
    """
    rows = [
        {
            "id": task.id,
            "name": task.name,
            "owner": task.owner,
            "start": _day(plan, task.start),
            "finish": _day(plan, task.finish),
            "latest_start": _day(plan, task.start + task.slack),
            "critical": task.critical,
            "cost_musd": task.cost_musd,
            "cost_basis": task.basis,
            "cost_flags": ";".join(task.flags),
            "requires": ";".join(task.requires),
        }
        for task in plan.tasks
    ]
    text = dict.fromkeys(("id", "name", "owner"), pl.String)
    dates = dict.fromkeys(("start", "finish", "latest_start"), pl.Date)
    rest = {"critical": pl.Boolean, "cost_musd": pl.Float64}
    words = dict.fromkeys(("cost_basis", "cost_flags", "requires"), pl.String)
    return pl.DataFrame(rows, schema={**text, **dates, **rest, **words})


def to_csv(plan: Roadmap) -> str:
    """Return the rows of `gantt` as CSV; a text that a spreadsheet would run has an apostrophe before it."""
    frame = gantt(plan)
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(frame.columns)
    for row in frame.iter_rows():
        writer.writerow([guarded_text(cell) if isinstance(cell, str) else cell for cell in row])
    return out.getvalue()


def to_ics(plan: Roadmap, *, study: str, as_of: date) -> str:
    """Return a calendar with one event of whole days a measure.

    Parameters
    ----------
    plan
        The roadmap.
    study
        Its study's id; with a measure's id it makes an event's UID, so that a later export replaces the events.
    as_of
        The day the plan was made, for the stamp that each event must have: equal inputs give equal bytes.

    Raises
    ------
    BadInput
        If the roadmap is empty: a calendar holds one event at the least (RFC 5545, 3.6).

    Notes
    -----
    RFC 5545: lines end in CR LF and are folded at 75 octets (3.1), text is escaped (3.3.11), DTEND is exclusive
    (3.6.1).
    """
    if not plan.tasks:
        raise BadInput("the roadmap has no measure, and a calendar without an event is none (RFC 5545, 3.6)")
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Alat//Roadmap//EN", "CALSCALE:GREGORIAN"]
    for task in plan.tasks:
        lines += _event(plan, task, study=study, as_of=as_of)
    lines.append("END:VCALENDAR")
    return "".join(f"{piece}\r\n" for line in lines for piece in _folded(line))


def _event(plan: Roadmap, task: Task, *, study: str, as_of: date) -> list[str]:
    needs = f"\nRequires: {', '.join(task.requires)}" if task.requires else ""
    resting = "; ".join((task.basis, *(flag.replace("_", " ") for flag in task.flags)))
    about = f"Owner: {task.owner}\nOutlay while building: {task.cost_musd:g} million USD ({resting}){needs}"
    return [
        "BEGIN:VEVENT",
        f"UID:{_escaped(f'{study}-{task.id}')}@alat",
        f"DTSTAMP:{as_of:%Y%m%d}T000000Z",
        f"DTSTART;VALUE=DATE:{_day(plan, task.start):%Y%m%d}",
        f"DTEND;VALUE=DATE:{_day(plan, task.finish):%Y%m%d}",
        f"SUMMARY:{_escaped(f'{task.id} {task.name}')}",
        f"DESCRIPTION:{_escaped(about)}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _day(plan: Roadmap, step: int) -> date:
    months = step * plan.months_a_step
    return date(plan.first_year + months // MONTHS, months % MONTHS + 1, 1)


def _escaped(text: str) -> str:
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    for sign in ("\\", ";", ","):
        plain = plain.replace(sign, f"\\{sign}")
    return "".join(sign for sign in plain.replace("\n", "\\n") if (sign >= " " and sign != _DELETE) or sign == "\t")


def _folded(line: str) -> Iterator[str]:
    """Yield a line in pieces of 75 octets at the most, never within a character; all but the first begin blank."""
    piece, size = "", 0
    for sign in line:
        octets = len(sign.encode())
        if size + octets > _OCTETS:
            yield piece
            piece, size = " ", 1
        piece, size = piece + sign, size + octets
    yield piece
