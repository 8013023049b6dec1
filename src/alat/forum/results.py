"""Who comes to a forum, whom they ask to meet, and the timetable that comes out."""

from dataclasses import dataclass
from enum import StrEnum

import polars as pl


@dataclass(frozen=True, slots=True)
class Participant:
    """One person at a forum.

    Attributes
    ----------
    id
        Key.
    name, organisation
        As on the badge.
    country
        ISO 3166-1 alpha-3 code.
    role
        ``business``, ``lawmaker``, ``analyst`` or ``official``.
    languages
        ISO 639-1 codes.
    interests
        HS codes or themes.
    available
        Slots the person can attend, counted from 1; None means every slot.
    """

    id: str
    name: str
    organisation: str
    country: str
    role: str
    languages: tuple[str, ...]
    interests: tuple[str, ...] = ()
    available: frozenset[int] | None = None

    def can_attend(self, slot: int) -> bool:
        """Whether the person can be there in a slot."""
        return self.available is None or slot in self.available


@dataclass(frozen=True, slots=True)
class Request:
    """A meeting that was asked for: who asks, whom they would meet, and how much it is worth (a whole number >= 1)."""

    asker: str
    guest: str
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Meeting:
    """One meeting: its two people, its slot and its table, both counted from 1."""

    asker: str
    guest: str
    slot: int
    table: int


class Unplaced(StrEnum):
    """Why a request has no meeting."""

    NO_COMMON_SLOT = "no_common_slot"
    NO_ROOM = "no_room"


@dataclass(frozen=True, slots=True)
class Timetable:
    """Who meets whom, when and where.

    Attributes
    ----------
    meetings
        By slot, then table.
    unplaced
        Requests without a meeting, in the order they came, each with the reason.
    slots, tables
        How many there are.
    value
        Sum of the weights of the requests that were met.
    bound
        No timetable can be worth more than this.
    gap
        (bound - value) / bound, 0 where both are nil.
    optimal
        Whether it is proven that nothing better exists.
    """

    meetings: tuple[Meeting, ...]
    unplaced: tuple[tuple[Request, Unplaced], ...]
    slots: int
    tables: int
    value: int
    bound: int
    gap: float
    optimal: bool

    def to_frame(self) -> pl.DataFrame:
        """Return one row a meeting: slot, table, asker, guest."""
        return pl.DataFrame(
            [(one.slot, one.table, one.asker, one.guest) for one in self.meetings],
            schema={"slot": pl.Int64, "table": pl.Int64, "asker": pl.String, "guest": pl.String},
            orient="row",
        )
