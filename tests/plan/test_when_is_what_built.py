"""Roadmaps: feasible, no worse than brute force, never below the bound; ranges of cost; files others can read."""

import csv
from datetime import date
from io import StringIO
from itertools import product

import icalendar
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alat.errors import BadInput, Infeasible, UnknownCode
from alat.plan.candidates import Candidate, Problem
from alat.plan.cost_results import Flag
from alat.plan.export import gantt, to_csv, to_ics
from alat.plan.ranges import cost_range, end_range
from alat.plan.timing import Calendar, Roadmap, roadmap
from alat.plan.triangular import triangular

YEARLY = Calendar(2026, 12)


def candidate(name: str, *, cost: float, years: float, requires: tuple[str, ...] = ()) -> Candidate:
    return Candidate(
        name, f"Name of {name}", (cost / 2, cost, cost * 2), "assumed", (years / 2, years, years * 2), "owner", requires
    )


def plan(*every: Candidate, budget: tuple[float, ...], calendar: Calendar = YEARLY) -> Roadmap:
    problem = Problem(every, (1e9,))
    return roadmap(problem, frozenset(one.id for one in every), budget_musd=budget, calendar=calendar)


def is_sound(starts: dict[str, int], every: tuple[Candidate, ...], budget: tuple[float, ...]) -> bool:
    by_id = {one.id: one for one in every}
    spent = [0.0] * (len(budget) + 20)
    for name, start in starts.items():
        one = by_id[name]
        if any(starts[needed] + by_id[needed].years[1] > start for needed in one.requires):
            return False
        for year in range(start, start + int(one.years[1])):
            spent[year] += one.cost_musd[1] / one.years[1]
    return all(s <= b + 1e-5 for s, b in zip(spent, [*budget, *[0.0] * 20], strict=True))


@settings(max_examples=30)
@given(st.integers(0, 10_000), st.integers(1, 4))
def test_it_is_sound_and_equals_brute_force(seed: int, size: int) -> None:
    random = np.random.default_rng(seed)
    every = tuple(
        candidate(
            f"m{k}",
            cost=float(random.integers(1, 9)),
            years=float(random.integers(1, 3)),
            requires=tuple(f"m{j}" for j in range(k) if random.random() < 0.3),
        )
        for k in range(size)
    )
    budget = tuple(float(money) for money in random.integers(2, 8, 6))
    lengths = [int(one.years[1]) for one in every]
    best = min(
        (
            (max(s + n for s, n in zip(starts, lengths, strict=True)), sum(starts) + sum(lengths))
            for starts in product(range(6), repeat=size)
            if is_sound({f"m{k}": s for k, s in enumerate(starts)}, every, budget)
        ),
        default=None,
    )
    if best is None:
        with pytest.raises(Infeasible):
            plan(*every, budget=budget)
        return
    found = plan(*every, budget=budget)
    assert is_sound({task.id: task.start for task in found.tasks}, every, budget)
    assert found.proven
    assert (found.steps, sum(task.finish for task in found.tasks)) == best
    assert found.chain_steps <= found.bound_steps <= found.steps
    assert sum(found.spent_musd) == pytest.approx(sum(one.cost_musd[1] for one in every))


def test_a_large_roadmap_has_a_bound_it_does_not_pass() -> None:
    random = np.random.default_rng(4)
    every = tuple(
        candidate(f"m{k}", cost=float(random.uniform(1, 20)), years=1.5, requires=(f"m{k - 1}",) if k % 3 else ())
        for k in range(40)
    )
    found = plan(*every, budget=(30.0,) * 25, calendar=Calendar(2026, 3))
    assert found.bound_steps <= found.steps
    assert not found.proven
    assert "not proven" in " ".join(found.notes)
    assert all(spent <= 30 + 1e-6 for spent in found.spent_musd)


def test_the_critical_path_and_slack_are_those_of_the_textbook() -> None:
    # a (2) -> c (3); b (1) -> c; d (1) alone: a and c are critical, b may slip one year, d four.
    found = plan(
        candidate("a", cost=1, years=2),
        candidate("b", cost=1, years=1),
        candidate("c", cost=1, years=3, requires=("a", "b")),
        candidate("d", cost=1, years=1),
        budget=(100.0,) * 6,
    )
    assert found.chain == ("a", "c")
    assert {task.id: task.slack for task in found.tasks} == {"a": 0, "b": 1, "c": 0, "d": 4}
    assert (found.steps, found.bound_steps, found.chain_steps) == (5, 5, 5)
    assert found.proven


def test_money_makes_it_later_and_the_words_say_so() -> None:
    found = plan(candidate("a", cost=4, years=1), candidate("b", cost=4, years=1), budget=(4.0, 4.0))
    assert [task.start for task in found.tasks] == [0, 1]
    assert found.notes[0] == "Requirements alone would allow an end after 12 months; money makes it 24."


def test_what_cannot_be_paid_or_was_asked_wrongly_is_refused() -> None:
    one, two = candidate("a", cost=4, years=1), candidate("b", cost=4, years=1, requires=("a",))
    with pytest.raises(Infeasible, match="cost 8 million USD, 3 more than all years' budgets"):
        plan(one, two, budget=(5.0,))
    with pytest.raises(Infeasible, match="longest chain takes 2 steps"):
        plan(one, two, budget=(50.0,))
    with pytest.raises(Infeasible, match="in whatever order"):
        plan(one, two, budget=(2.0, 2.0, 2.0, 2.0))
    with pytest.raises(BadInput, match="budget of year 2 is nan"):
        plan(one, budget=(5.0, float("nan")))
    with pytest.raises(BadInput, match="b requires a, which is not among the chosen"):
        roadmap(Problem((one, two), (9.0,)), frozenset({"b"}), budget_musd=(9.0,), calendar=YEARLY)
    with pytest.raises(BadInput, match="a step of 5 months"):
        Calendar(2026, 5)


def test_a_triangular_sum_has_its_mean_and_its_ends() -> None:
    every = [candidate(f"m{k}", cost=6, years=1) for k in range(9)]
    alone = cost_range(every, correlation=0, draws=50_000)
    together = cost_range(every, correlation=1, draws=50_000)
    # The mean of a triangle is (low + mode + high) / 3, that of nine is nine times that, whatever their dependence.
    assert alone.mean == pytest.approx(9 * (3 + 6 + 12) / 3, rel=0.005)
    assert together.mean == pytest.approx(9 * (3 + 6 + 12) / 3, rel=0.01)
    # All together are nine times one: P90 of one is high - sqrt(0.1 * width * (high - mode)).
    assert together.p90 == pytest.approx(9 * (12 - np.sqrt(0.1 * 9 * 6)), rel=0.01)
    assert together.p90 - together.p10 > 2 * (alone.p90 - alone.p10)
    assert "independent" in alone.note
    assert "together" in together.note
    assert cost_range(every, correlation=0.3) == cost_range(every, correlation=0.3)
    for bad in (-0.1, 1.1, float("nan")):
        with pytest.raises(BadInput, match="correlation"):
            cost_range(every, correlation=bad)


@given(st.floats(0, 50), st.floats(0, 50), st.floats(0, 50))
def test_quantiles_of_a_triangle_rise_from_end_to_end(low: float, rise: float, fall: float) -> None:
    found = triangular(np.linspace(0, 1, 101), (low, low + rise, low + rise + fall))
    assert found[0] == pytest.approx(low)
    assert found[-1] == pytest.approx(low + rise + fall)
    assert (np.diff(found) >= -1e-9).all()


def test_late_requirements_carry_over_to_the_end() -> None:
    one, two = candidate("a", cost=1, years=2), candidate("b", cost=1, years=2, requires=("a",))
    found = plan(one, two, budget=(9.0,) * 4)
    end = end_range(found, (one, two), correlation=0)
    assert end.p10 < end.p50 < end.p90
    assert end.p50 > 4
    with pytest.raises(BadInput, match="b is in the roadmap"):
        end_range(found, (one,), correlation=0)


def parsed(text: str) -> list[dict[str, str]]:
    """Read a calendar as RFC 5545 says: unfold, split at the first colon outside parameters, unescape."""
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    events: list[dict[str, str]] = []
    depth: list[str] = []
    for line in text.replace("\r\n ", "").split("\r\n")[:-1]:
        name, _, value = line.partition(":")
        if name == "BEGIN":
            depth.append(value)
            if value == "VEVENT":
                events.append({})
        elif name == "END":
            assert depth.pop() == value
        elif depth[-1] == "VEVENT":
            out, signs = "", iter(value)
            for sign in signs:
                out += {"n": "\n"}.get(after := next(signs), after) if sign == "\\" else sign
            events[-1][name.split(";")[0]] = out
    assert not depth
    return events


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=90))
def test_any_name_comes_back_from_the_calendar(name: str) -> None:
    one = Candidate("a", name, (1, 2, 3), "assumed", (1, 1, 2), "Port; \\ railway, both", (), (1.0,))
    events = parsed(to_ics(plan(one, budget=(9.0,)), study="trial", as_of=date(2026, 1, 2)))
    assert events == [
        {
            "UID": "trial-a@alat",
            "DTSTAMP": "20260102T000000Z",
            "DTSTART": "20260101",
            "DTEND": "20270101",
            "SUMMARY": f"a {name}",
            "DESCRIPTION": "Owner: Port; \\ railway, both\nOutlay while building: 2 million USD (assumed)",
            "TRANSP": "TRANSPARENT",
        }
    ]


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=90))
def test_another_reader_of_calendars_reads_the_same(name: str) -> None:
    one = Candidate("a", name, (1, 2, 3), "assumed", (1, 1, 2), "port, railway", (), (1.0,), (Flag.TO_BE_SOURCED,))
    two = candidate("b", cost=3, years=2, requires=("a",))
    text = to_ics(plan(one, two, budget=(9.0,) * 3), study="trial", as_of=date(2026, 1, 2))
    first, second = icalendar.Calendar.from_ical(text).walk("VEVENT")
    assert not first.errors
    # Control characters have no place in such a text (3.3.11), but for tabs and ends of lines.
    plain = name.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(sign for sign in plain if sign in "\t\n" or (sign >= " " and sign != "\x7f"))
    assert str(first["SUMMARY"]) == f"a {kept}"
    assert str(first["DESCRIPTION"]) == (
        "Owner: port, railway\nOutlay while building: 2 million USD (assumed; to be sourced)"
    )
    assert (first.decoded("DTSTART"), first.decoded("DTEND")) == (date(2026, 1, 1), date(2027, 1, 1))
    assert (second.decoded("DTSTART"), second.decoded("DTEND")) == (date(2027, 1, 1), date(2029, 1, 1))
    assert "Requires: a" in second["DESCRIPTION"]


def test_no_calendar_is_made_of_nothing() -> None:
    with pytest.raises(BadInput, match="no measure, and a calendar without an event is none"):
        to_ics(plan(budget=()), study="trial", as_of=date(2026, 1, 2))


def test_a_set_that_could_not_be_chosen_is_not_put_in_time() -> None:
    problem = Problem((candidate("a", cost=1, years=1), candidate("b", cost=1, years=1)), (9.0,), (("a", "b"),))
    with pytest.raises(BadInput, match="a and b exclude each other and are both chosen"):
        roadmap(problem, frozenset({"a", "b"}), budget_musd=(9.0,), calendar=YEARLY)
    with pytest.raises(UnknownCode, match="unknown measure 'aa'; did you mean a"):
        roadmap(problem, frozenset({"aa"}), budget_musd=(9.0,), calendar=YEARLY)
    with pytest.raises(BadInput, match="the first year is 20270, expected 1000 to 9000"):
        Calendar(20270)


def test_the_rows_say_who_and_when_and_no_spreadsheet_runs_them() -> None:
    one = Candidate("a", "=1+1", (1, 2, 3), "assumed", (1, 1.2, 2), "port")
    two = candidate("b", cost=2, years=0.5, requires=("a",))
    found = plan(one, two, budget=(9.0,) * 3, calendar=Calendar(2026, 6))
    frame = gantt(found)
    assert frame["start"].to_list() == [date(2026, 1, 1), date(2027, 7, 1)]
    assert frame["finish"].to_list() == [date(2027, 7, 1), date(2028, 1, 1)]
    rows = list(csv.DictReader(StringIO(to_csv(found))))
    assert rows[0]["name"] == "'=1+1"
    assert rows[1]["requires"] == "a"
