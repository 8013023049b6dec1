"""Is a timetable sound? A check that knows nothing of how it was made."""

from collections import Counter
from collections.abc import Iterator, Sequence

from alat.forum.results import Participant, Request, Timetable


def faults(
    timetable: Timetable, participants: Sequence[Participant], *, requests: Sequence[Request]
) -> tuple[str, ...]:
    """Return everything that is wrong with a timetable, in words; empty when it is sound.

    Parameters
    ----------
    timetable
        What to check.
    participants, requests
        What it was made for.
    """
    return (
        *_people(timetable, participants),
        *_places(timetable),
        *_asked(timetable, requests),
        *_sums(timetable, requests),
    )


def _people(timetable: Timetable, participants: Sequence[Participant]) -> Iterator[str]:
    known = {person.id: person for person in participants}
    busy: Counter[tuple[str, int]] = Counter()
    for meeting in timetable.meetings:
        for name in (meeting.asker, meeting.guest):
            busy[name, meeting.slot] += 1
            if name not in known:
                yield f"{name} is not a participant"
            elif not known[name].can_attend(meeting.slot):
                yield f"{name} cannot attend slot {meeting.slot}"
    for (name, slot), count in sorted(busy.items()):
        if count > 1:
            yield f"{name} has {count} meetings in slot {slot}"


def _places(timetable: Timetable) -> Iterator[str]:
    used = Counter((meeting.slot, meeting.table) for meeting in timetable.meetings)
    for (slot, table), count in sorted(used.items()):
        if count > 1:
            yield f"table {table} has {count} meetings in slot {slot}"
        if not 1 <= slot <= timetable.slots:
            yield f"there is no slot {slot}"
        if not 1 <= table <= timetable.tables:
            yield f"there is no table {table}"


def _asked(timetable: Timetable, requests: Sequence[Request]) -> Iterator[str]:
    wanted = Counter(frozenset((request.asker, request.guest)) for request in requests)
    held = Counter(frozenset((meeting.asker, meeting.guest)) for meeting in timetable.meetings)
    left = Counter(frozenset((request.asker, request.guest)) for request, _ in timetable.unplaced)
    for pair in sorted(wanted | held | left, key=sorted):
        names = " and ".join(sorted(pair))
        if pair not in wanted:
            yield f"the meeting of {names} was not asked for"
        elif held[pair] + left[pair] != 1:
            yield f"the meeting of {names} is placed {held[pair]} times and left out {left[pair]} times"


def _sums(timetable: Timetable, requests: Sequence[Request]) -> Iterator[str]:
    weight = {frozenset((request.asker, request.guest)): request.weight for request in requests}
    value = sum(weight.get(frozenset((meeting.asker, meeting.guest)), 0) for meeting in timetable.meetings)
    if value != timetable.value:
        yield f"the meetings are worth {value}; the timetable says {timetable.value}"
    if timetable.value > timetable.bound:
        yield f"the timetable is worth {timetable.value}, more than its bound {timetable.bound}"
