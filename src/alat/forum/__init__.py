"""Who should meet? Participants and a timetable without clashes."""

from importlib import import_module
from typing import TYPE_CHECKING

from alat.forum.checker import faults
from alat.forum.participants import read_participants
from alat.forum.results import Meeting, Participant, Request, Timetable, Unplaced

if TYPE_CHECKING:
    from alat.forum.solver import timetable

__all__ = ["Meeting", "Participant", "Request", "Timetable", "Unplaced", "faults", "read_participants", "timetable"]


def __getattr__(name: str) -> object:
    # The solver's library takes over a second to load: only who asks for a timetable waits for it.
    if name == "timetable":
        return import_module("alat.forum.solver").timetable
    raise AttributeError(f"module 'alat.forum' has no attribute {name!r}")
