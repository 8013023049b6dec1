"""Timetables: no clash, what is best, and a checker that sees planted faults."""

import dataclasses
import itertools
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alat.errors import BadInput, UnknownCode
from alat.forum import Meeting, Participant, Request, Timetable, Unplaced, faults, timetable

SLOTS, TABLES = 4, 2


def person(name: str, available: frozenset[int] | None = None) -> Participant:
    return Participant(name, f"Name {name}", "Org", "AZE", "business", ("en",), available=available)


@st.composite
def forums(draw: st.DrawFn) -> tuple[list[Participant], list[Request], int, int]:
    slots, tables = draw(st.integers(1, 5)), draw(st.integers(1, 3))
    names = [f"P{index}" for index in range(draw(st.integers(2, 8)))]
    some = st.none() | st.frozensets(st.integers(1, slots), min_size=1)
    people = [person(name, draw(some)) for name in names]
    pairs = draw(st.lists(st.sampled_from(list(itertools.combinations(names, 2))), unique=True, max_size=12))
    requests = [
        Request(*(pair if draw(st.booleans()) else pair[::-1]), weight=draw(st.integers(1, 5))) for pair in pairs
    ]
    return people, requests, slots, tables


@settings(max_examples=80, deadline=None)
@given(forum=forums())
def test_no_random_forum_has_a_clash(forum: tuple[list[Participant], list[Request], int, int]) -> None:
    people, requests, slots, tables = forum
    found = timetable(people, requests, slots=slots, tables=tables)
    assert faults(found, people, requests=requests) == ()
    assert found.optimal
    assert found.gap == 0
    for request, reason in found.unplaced:
        both = [one for one in people if one.id in {request.asker, request.guest}]
        common = any(all(one.can_attend(slot) for one in both) for slot in range(1, slots + 1))
        assert reason is (Unplaced.NO_ROOM if common else Unplaced.NO_COMMON_SLOT)


@settings(max_examples=25, deadline=None)
@given(forum=forums())
def test_no_way_of_placing_few_requests_is_worth_more(
    forum: tuple[list[Participant], list[Request], int, int],
) -> None:
    people, requests, slots, tables = forum
    requests, slots = requests[:5], min(slots, 3)
    people = [
        dataclasses.replace(
            one, available=None if one.available is None else (one.available & set(range(1, slots + 1)))
        )
        for one in people
    ]
    people = [one for one in people if one.available is None or one.available]
    here = {one.id for one in people}
    requests = [one for one in requests if {one.asker, one.guest} <= here]
    found = timetable(people, requests, slots=slots, tables=tables)
    assert found.value == best_by_trying_all(people, requests, slots=slots, tables=tables)


def best_by_trying_all(people: list[Participant], requests: list[Request], *, slots: int, tables: int) -> int:
    known = {one.id: one for one in people}
    best = 0
    for choice in itertools.product(range(slots + 1), repeat=len(requests)):
        held = [(request, slot) for request, slot in zip(requests, choice, strict=True) if slot]
        busy = [(name, slot) for request, slot in held for name in (request.asker, request.guest)]
        full = any(choice.count(slot) > tables for slot in range(1, slots + 1))
        absent = any(not known[name].can_attend(slot) for name, slot in busy)
        if not full and not absent and len(set(busy)) == len(busy):
            best = max(best, sum(request.weight for request, _ in held))
    return best


PEOPLE = [person(name) for name in "ABCD"] + [person("E", frozenset({1}))]
REQUESTS = [Request("A", "B"), Request("A", "C", 3), Request("C", "D"), Request("E", "A", 2)]


@pytest.fixture
def sound() -> Timetable:
    found = timetable(PEOPLE, REQUESTS, slots=SLOTS, tables=TABLES)
    assert faults(found, PEOPLE, requests=REQUESTS) == ()
    assert found.value == 7
    return found


@pytest.mark.parametrize(
    ("meetings", "fault"),
    [
        ([Meeting("A", "B", 2, 1), Meeting("A", "C", 2, 2)], "A has 2 meetings in slot 2"),
        ([Meeting("A", "B", 2, 1), Meeting("C", "D", 2, 1)], "table 1 has 2 meetings in slot 2"),
        ([Meeting("E", "A", 2, 1)], "E cannot attend slot 2"),
        ([Meeting("A", "B", 5, 1)], "there is no slot 5"),
        ([Meeting("A", "B", 1, 3)], "there is no table 3"),
        ([Meeting("A", "D", 1, 1)], "the meeting of A and D was not asked for"),
        ([Meeting("A", "Z", 1, 1)], "Z is not a participant"),
        ([Meeting("A", "B", 1, 1), Meeting("B", "A", 2, 1)], "the meeting of A and B is placed 2 times and left out 0"),
        ([], "the meeting of A and B is placed 0 times and left out 0 times"),
        ([Meeting("A", "B", 1, 1)], "the meetings are worth 1; the timetable says 7"),
    ],
)
def test_the_checker_sees_a_planted_fault(sound: Timetable, meetings: list[Meeting], fault: str) -> None:
    planted = dataclasses.replace(sound, meetings=tuple(meetings))
    assert any(text.startswith(fault) for text in faults(planted, PEOPLE, requests=REQUESTS))


def test_the_checker_sees_a_value_above_its_bound(sound: Timetable) -> None:
    planted = dataclasses.replace(sound, bound=6)
    assert faults(planted, PEOPLE, requests=REQUESTS) == ("the timetable is worth 7, more than its bound 6",)


def test_two_who_are_never_there_together_cannot_meet_and_that_is_said() -> None:
    people = [person("A", frozenset({1})), person("B", frozenset({2}))]
    found = timetable(people, [Request("A", "B")], slots=2, tables=1)
    assert found.meetings == ()
    assert found.unplaced == ((Request("A", "B"), Unplaced.NO_COMMON_SLOT),)
    assert (found.bound, found.gap, found.optimal) == (0, 0.0, True)


def test_the_weightier_meeting_wins_the_only_table() -> None:
    requests = [Request("A", "B", 1), Request("C", "D", 2)]
    found = timetable(PEOPLE, requests, slots=1, tables=1)
    assert [(one.asker, one.guest) for one in found.meetings] == [("C", "D")]
    assert found.unplaced == ((requests[0], Unplaced.NO_ROOM),)


def test_too_little_effort_gives_a_sound_timetable_with_an_honest_gap() -> None:
    people = [person(f"P{index}") for index in range(40)]
    pairs = list(itertools.combinations([one.id for one in people], 2))[::3]
    requests = [Request(*pair) for pair in pairs]
    found = timetable(people, requests, slots=6, tables=9, effort=1e-9)
    assert faults(found, people, requests=requests) == ()
    assert found.bound >= found.value
    assert found.gap == pytest.approx((found.bound - found.value) / found.bound)
    # Six slots of nine tables hold 54 meetings; a bound below that would be false.
    assert found.bound >= 54
    # The start it is given fills at least half of them.
    assert found.value >= 27


def test_equal_input_gives_an_equal_timetable() -> None:
    assert timetable(PEOPLE, REQUESTS, slots=3, tables=2) == timetable(PEOPLE, REQUESTS, slots=3, tables=2)


def test_a_forum_without_requests_has_an_empty_timetable() -> None:
    found = timetable(PEOPLE, [], slots=2, tables=1)
    assert (found.meetings, found.value, found.bound, found.gap) == ((), 0, 0, 0.0)
    assert found.to_frame().columns == ["slot", "table", "asker", "guest"]


@pytest.mark.parametrize(
    ("people", "requests", "message"),
    [
        ([person("A"), person("A")], [], "participant 'A' stands twice"),
        ([person("A"), person("B")], [Request("A", "A")], "'A' asks to meet themselves"),
        ([person("A"), person("B")], [Request("A", "B"), Request("B", "A")], "'B' and 'A' is asked for twice"),
        ([person("A"), person("B")], [Request("A", "B", 0)], "weight 0; expected a whole number of at least 1"),
        ([person("A"), person("B")], [Request("A", "B", 1.5)], "weight 1.5; expected a whole number"),
        ([person("A", frozenset({3}))], [], "'A' is available in slot 3; the slots are 1 to 2"),
        ([person("A", frozenset())], [], "'A' is available in no slot"),
    ],
)
def test_bad_input_is_refused_in_one_line(people: list[Participant], requests: list[Request], message: str) -> None:
    with pytest.raises(BadInput) as caught:
        timetable(people, requests, slots=2, tables=1)
    assert message in str(caught.value)


def test_an_unknown_participant_is_named_with_near_ones() -> None:
    with pytest.raises(UnknownCode, match="unknown participant 'anar-huseynov'; did you mean anar-huseynova"):
        timetable([person("anar-huseynova"), person("B")], [Request("B", "anar-huseynov")], slots=1, tables=1)


@pytest.mark.parametrize("counts", [{"slots": 0, "tables": 1}, {"slots": 1, "tables": 0}, {"slots": 1, "tables": -1}])
def test_a_count_that_is_not_positive_is_refused(counts: dict[str, int]) -> None:
    with pytest.raises(BadInput, match="must be positive"):
        timetable([person("A")], [], **counts)


def test_opening_the_room_does_not_load_the_solver() -> None:
    code = "import sys, alat.forum; sys.exit(any(name.startswith('ortools') for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
