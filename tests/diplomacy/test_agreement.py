"""How often do two countries vote alike, and is that much or little?"""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alat.data import table
from alat.data.plain import plain
from alat.diplomacy import agreement, ballots
from alat.diplomacy.agreement import FEWEST_VOTES, _compare
from alat.diplomacy.ballots import ABSTAIN, NO, YES
from alat.errors import BadInput, SameParty, UnknownCode

TODAY = sorted(table("voters").filter(~pl.col("historic") & (pl.col("last_session") == 74))["iso3"])


# The case digest's values for sessions 65-74: exact agreement with Azerbaijan .894, .887, .883, .876, .872 against a
# median of .911, Lijphart's .941, .940, .937, .925, .933 against .949.
@pytest.mark.parametrize(
    ("other", "exact", "lijphart"),
    [
        ("BRA", 0.894, 0.941),
        ("ARG", 0.887, 0.940),
        ("COL", 0.883, 0.937),
        ("CUB", 0.876, 0.925),
        ("MEX", 0.872, 0.933),
    ],
)
def test_agreement_with_azerbaijan_is_high_and_below_the_median(other: str, exact: float, lijphart: float) -> None:
    found = agreement("AZE", other)
    assert round(found.exact.value or 0, 3) == exact
    assert round(found.lijphart.value or 0, 3) == lijphart
    assert round(found.median_exact.value or 0, 3) == 0.911
    assert round(found.median_lijphart.value or 0, 3) == 0.949
    assert found.rank is not None
    assert found.rank > found.ranked / 2


def test_every_member_but_the_country_itself_is_ranked() -> None:
    # 193 members less Azerbaijan. The digest says 191: it lost Serbia, which the file writes "Yugoslavia".
    assert agreement("AZE", "BRA").ranked == 192
    assert agreement("AZE", "SRB").votes > 800


def test_brazil_stands_where_the_roll_calls_put_it() -> None:
    found = agreement("AZE", "BRA")
    assert (found.votes, found.rank, found.years) == (836, 104, "2010-2020")
    assert found.by_session["votes"].sum() == found.votes
    assert found.by_session["session"].to_list() == list(range(65, 75))


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(TODAY), st.sampled_from(TODAY), st.integers(1, 74), st.integers(0, 10))
def test_agreement_is_a_share_and_the_same_from_both_sides(one: str, other: str, session: int, more: int) -> None:
    if one == other:
        return
    last = min(74, session + more)
    found = agreement(one, other, first_session=session, last_session=last)
    back = agreement(other, one, first_session=session, last_session=last)
    assert (found.exact.value, found.lijphart.value, found.votes) == (back.exact.value, back.lijphart.value, back.votes)
    if found.exact.value is None or found.lijphart.value is None:
        assert found.votes == 0
        assert found.rank is None
        assert found.exact.note
    else:
        assert 0 <= found.exact.value <= found.lijphart.value <= 1


votes = st.integers(2, 8).flatmap(
    lambda calls: st.lists(st.lists(st.integers(0, 3), min_size=calls, max_size=calls), min_size=2, max_size=6)
)


@given(votes, st.randoms(use_true_random=False))
def test_the_order_of_states_and_roll_calls_changes_nothing(rows: list[list[int]], random: object) -> None:
    matrix = np.array(rows, dtype=np.int8)
    states, calls = list(range(matrix.shape[0])), list(range(matrix.shape[1]))
    random.shuffle(states)  # type: ignore[attr-defined]
    random.shuffle(calls)  # type: ignore[attr-defined]
    tidy = _compare(matrix, 0)
    mixed = _compare(matrix[states][:, calls], states.index(0))
    for name in ("votes", "exact", "lijphart"):
        np.testing.assert_array_equal(getattr(mixed, name), getattr(tidy, name)[states])


@given(votes)
def test_agreement_equals_a_count_by_hand(rows: list[list[int]]) -> None:
    found = _compare(np.array(rows, dtype=np.int8), 0)
    half = {(YES, ABSTAIN), (ABSTAIN, YES), (NO, ABSTAIN), (ABSTAIN, NO)}
    for at, row in enumerate(rows[1:], start=1):
        both = [(a, b) for a, b in zip(rows[0], row, strict=True) if a and b]
        assert found.votes[at] == len(both)
        if both:
            same = sum(a == b for a, b in both)
            assert found.exact[at] == same / len(both)
            assert found.lijphart[at] == pytest.approx((same + sum(p in half for p in both) / 2) / len(both))


def test_an_absence_is_neither_agreement_nor_disagreement() -> None:
    found = _compare(np.array([[YES, NO, YES], [YES, 0, 0], [0, 0, 0]], dtype=np.int8), 0)
    assert found.votes.tolist() == [0, 1, 0]
    assert found.exact[1] == 1.0
    assert np.isnan(found.exact[2])


def test_a_country_without_a_vote_is_not_known_and_not_zero() -> None:
    found = agreement("AZE", "GRL")
    assert (found.exact.value, found.lijphart.value, found.rank, found.votes) == (None, None, None, 0)
    assert found.exact.note == "no vote of Greenland is recorded in sessions 65-74"
    assert found.median_exact.value is not None
    assert found.absent_second.value is None
    assert found.absent_second.note == "no vote of Greenland is recorded in any session"


def test_a_state_that_joined_later_is_said_to_have() -> None:
    notes = agreement("AZE", "SSD").notes
    assert any("South Sudan first voted in session 66" in note for note in notes)


def test_a_state_misses_no_roll_call_from_before_its_first_vote() -> None:
    found = agreement("AZE", "SSD").absent_second
    cast = table("votes").filter(pl.col("iso3").cast(pl.String) == "SSD")
    calls = table("roll_calls").filter(pl.col("session").is_between(65, 74))
    first = calls.join(cast, on="rcid", how="semi")["date"].min()
    could = calls.filter(pl.col("date") >= first).height
    assert 0 < could < calls.height
    assert found.value == pytest.approx(1 - cast.height / could)
    assert found.note == f"of {could} roll calls from its first recorded vote on"


def test_a_state_that_was_not_yet_there_missed_nothing() -> None:
    found = agreement("BRA", "AZE", first_session=30, last_session=40)
    assert found.absent_second.value is None
    assert found.absent_second.note.startswith("Azerbaijan voted only from 199")


def test_a_state_that_is_no_more_misses_nothing_after_its_last_vote() -> None:
    days = ballots.voting_days("DDR")
    assert days is not None
    assert days[1].startswith("1989")


def test_a_member_of_all_ten_sessions_is_counted_on_every_roll_call() -> None:
    found = agreement("AZE", "BRA")
    calls = table("roll_calls").filter(pl.col("session").is_between(65, 74))
    cast = (
        table("votes").join(calls.select("rcid"), on="rcid", how="semi").filter(pl.col("iso3").cast(pl.String) == "BRA")
    )
    assert found.absent_second.value == pytest.approx(1 - cast.height / calls.height)
    assert found.absent_second.note == ""


def test_two_states_that_never_met_in_the_hall_are_not_known() -> None:
    found = agreement("AZE", "ARM", first_session=1, last_session=40)
    assert found.exact.value is None
    assert found.median_exact.value is None
    assert "Azerbaijan or Armenia" in found.exact.note


def test_too_few_votes_are_shown_but_not_ranked() -> None:
    # Session 19 had one roll call in the file.
    found = agreement("BRA", "ARG", first_session=19, last_session=19)
    assert 0 < found.votes < FEWEST_VOTES
    assert found.rank is None
    assert any("too few to rank" in note for note in found.notes)


def test_former_states_are_ranked_and_named() -> None:
    notes = agreement("BRA", "ARG", first_session=30, last_session=40).notes
    assert any(note.startswith("Former states") and "DDR" in note and "YUG" in note for note in notes)


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (74, 65, "first session 74 comes after last session 65"),
        (0, 74, "session 0 is not in the roll calls; expected 1 to 74"),
        (65, 75, "session 75 is not in the roll calls; expected 1 to 74"),
    ],
)
def test_sessions_that_make_no_span_are_refused(first: int, last: int, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        agreement("AZE", "BRA", first_session=first, last_session=last)


def test_a_country_with_itself_is_refused() -> None:
    with pytest.raises(SameParty, match="Brazil was given twice"):
        agreement("BRA", "Brasil")


def test_an_unknown_country_is_refused() -> None:
    with pytest.raises(UnknownCode, match="did you mean"):
        agreement("AZE", "Brasilia Republic of Brazl")


def test_the_same_question_has_the_same_answer() -> None:
    first = plain(agreement("AZE", "BRA"))
    ballots._ballots.cache_clear()
    assert plain(agreement("AZE", "BRA")) == first
