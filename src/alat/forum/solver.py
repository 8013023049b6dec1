"""When does everybody meet? A timetable by constraint programming, with a bound on what any timetable could reach."""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence

from ortools.sat.python import cp_model

from alat.errors import BadInput, UnknownCode, near_matches
from alat.forum.results import Meeting, Participant, Request, Timetable, Unplaced

_SEED = 1
# The solver gives its bound on a whole number as a float.
_ROUNDING = 1e-6


def timetable(
    participants: Sequence[Participant],
    requests: Sequence[Request],
    *,
    slots: int,
    tables: int,
    effort: float = 10.0,
) -> Timetable:
    """Place as much weight of requested meetings as fits, with nobody in two places at once.

    Each request is met at most once, each person has at most one meeting a slot and only in slots they can attend,
    and no slot has more meetings than tables. Solved by CP-SAT of OR-Tools, from a greedy start, on one thread under a
    limit on work and not on time, so that equal input gives an equal timetable.

    Parameters
    ----------
    participants
        Who is there.
    requests
        Which meetings were asked for; a pair may be asked for once, whoever asks.
    slots, tables
        How many there are.
    effort
        Work to spend before the best timetable so far is returned with its bound, in CP-SAT's deterministic time
        (about seconds).

    Raises
    ------
    UnknownCode
        If a request names somebody who is not a participant.
    BadInput
        If a participant or a request stands twice, somebody asks to meet themselves, a weight is not a whole number
        of at least 1, somebody can attend no slot or one that does not exist, or a count is not positive.
    """
    _check_positive(slots=slots, tables=tables, effort=effort)
    people = _checked_people(participants, slots=slots)
    _check_requests(requests, people)
    model, placed = _model(requests, people, slots=slots, tables=tables)
    start = _greedy(requests, list(placed), tables=tables)
    chosen, bound = _solved(model, placed, start=start, effort=effort)
    possible = {index for index, _ in placed}
    return _answer(requests, chosen, possible=possible, slots=slots, tables=tables, bound=bound)


def _check_positive(*, slots: int, tables: int, effort: float) -> None:
    for name, value in (("slots", slots), ("tables", tables), ("effort", effort)):
        if value <= 0:
            raise BadInput(f"{name} must be positive; got {value}")


def _checked_people(participants: Sequence[Participant], *, slots: int) -> dict[str, Participant]:
    people: dict[str, Participant] = {}
    for person in participants:
        if person.id in people:
            raise BadInput(f"participant {person.id!r} stands twice; expected each once")
        if person.available is not None:
            beyond = sorted(slot for slot in person.available if not 1 <= slot <= slots)
            if beyond:
                raise BadInput(
                    f"participant {person.id!r} is available in slot {beyond[0]}; the slots are 1 to {slots}"
                )
            if not person.available:
                raise BadInput(f"participant {person.id!r} is available in no slot; expected at least one")
        people[person.id] = person
    return people


def _check_requests(requests: Sequence[Request], people: Mapping[str, Participant]) -> None:
    seen: set[frozenset[str]] = set()
    for request in requests:
        for name in (request.asker, request.guest):
            if name not in people:
                raise UnknownCode("participant", name, near=near_matches(name, people))
        if request.asker == request.guest:
            raise BadInput(f"participant {request.asker!r} asks to meet themselves")
        both = frozenset((request.asker, request.guest))
        if both in seen:
            raise BadInput(f"the meeting of {request.asker!r} and {request.guest!r} is asked for twice; expected once")
        seen.add(both)
        if request.weight < 1 or request.weight % 1:
            raise BadInput(
                f"the meeting of {request.asker!r} and {request.guest!r} has weight {request.weight!r}; "
                "expected a whole number of at least 1"
            )


def _model(
    requests: Sequence[Request], people: Mapping[str, Participant], *, slots: int, tables: int
) -> tuple[cp_model.CpModel, dict[tuple[int, int], cp_model.IntVar]]:
    model = cp_model.CpModel()
    placed: dict[tuple[int, int], cp_model.IntVar] = {}
    by_person: dict[tuple[str, int], list[cp_model.IntVar]] = defaultdict(list)
    by_slot: dict[int, list[cp_model.IntVar]] = defaultdict(list)
    for index, request in enumerate(requests):
        both = (people[request.asker], people[request.guest])
        mine = []
        for slot in range(1, slots + 1):
            if all(person.can_attend(slot) for person in both):
                variable = model.new_bool_var(f"{index}@{slot}")
                placed[index, slot] = variable
                mine.append(variable)
                by_slot[slot].append(variable)
                for person in both:
                    by_person[person.id, slot].append(variable)
        model.add_at_most_one(mine)
    for together in by_person.values():
        model.add_at_most_one(together)
    for together in by_slot.values():
        model.add(sum(together) <= tables)
    model.maximize(sum(requests[index].weight * variable for (index, _), variable in placed.items()))
    return model, placed


def _greedy(requests: Sequence[Request], possible: Sequence[tuple[int, int]], *, tables: int) -> dict[int, int]:
    """Place the weightiest requests first, each in its first free slot: a sound timetable to start from."""
    busy: set[tuple[str, int]] = set()
    used: dict[int, int] = defaultdict(int)
    chosen: dict[int, int] = {}
    for index, slot in sorted(possible, key=lambda key: (-requests[key[0]].weight, key)):
        people = {(requests[index].asker, slot), (requests[index].guest, slot)}
        if index not in chosen and used[slot] < tables and not people & busy:
            chosen[index] = slot
            used[slot] += 1
            busy |= people
    return chosen


def _solved(
    model: cp_model.CpModel,
    placed: Mapping[tuple[int, int], cp_model.IntVar],
    *,
    start: Mapping[int, int],
    effort: float,
) -> tuple[Mapping[int, int], float]:
    """Return the slot of each request that was placed, and the solver's bound."""
    for (index, slot), variable in placed.items():
        model.add_hint(variable, start.get(index) == slot)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = _SEED
    solver.parameters.max_deterministic_time = effort
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        # With too little effort the solver has nothing of its own; what it was given to start from still stands.
        return start, math.inf
    chosen = {index: slot for (index, slot), variable in placed.items() if solver.boolean_value(variable)}
    return chosen, solver.best_objective_bound


def _answer(
    requests: Sequence[Request],
    chosen: Mapping[int, int],
    *,
    possible: set[int],
    slots: int,
    tables: int,
    bound: float,
) -> Timetable:
    table_of: dict[int, int] = defaultdict(int)
    meetings = []
    for index in sorted(chosen):
        slot = chosen[index]
        table_of[slot] += 1
        meetings.append(Meeting(requests[index].asker, requests[index].guest, slot, table_of[slot]))
    value = sum(requests[index].weight for index in chosen)
    # The weight of every request that has a common slot bounds any timetable too, whatever the solver proved.
    most = sum(requests[index].weight for index in possible)
    if math.isfinite(bound):
        most = min(most, math.floor(bound + _ROUNDING))
    return Timetable(
        meetings=tuple(sorted(meetings, key=lambda one: (one.slot, one.table))),
        unplaced=tuple(
            (request, Unplaced.NO_ROOM if index in possible else Unplaced.NO_COMMON_SLOT)
            for index, request in enumerate(requests)
            if index not in chosen
        ),
        slots=slots,
        tables=tables,
        value=value,
        bound=most,
        gap=(most - value) / most if most else 0.0,
        optimal=most == value,
    )
