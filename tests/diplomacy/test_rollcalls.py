"""How did each state of a group vote on one resolution?"""

import polars as pl
import pytest

from alat.data import table
from alat.diplomacy import roll_call
from alat.errors import AmbiguousName, UnknownCode
from alat.reference import bloc


def test_resolution_62_243_has_the_counts_of_the_roll_call_file() -> None:
    # 38 / 7 / 101 in the file; the press release GA/10693 prints 39 / 7 / 100.
    found = roll_call("62/243")
    assert (found.rcid, found.date, found.session) == (4828, "2008-03-14", 62)
    assert (found.yes.value, found.no.value, found.abstain.value) == (38, 7, 101)
    assert (found.tally["yes"], found.tally["no"], found.tally["abstain"]) == (38, 7, 101)
    assert found.tally["absent"] > 0


def test_of_latin_america_colombia_alone_voted_yes() -> None:
    found = roll_call(4828, group=bloc("latin-america"))
    votes = dict(found.votes.select("iso3", "vote").iter_rows())
    assert [state for state, vote in votes.items() if vote == "yes"] == ["COL"]
    assert {votes[state] for state in ("URY", "BRA", "ARG", "MEX")} == {"abstain"}
    assert votes["PRY"] == "absent"
    # Of eighteen Latin American states with a recorded vote one voted yes and seventeen abstained (case digest).
    assert found.tally == {"yes": 1, "no": 0, "abstain": 17, "absent": 2, "no_record": 0}


@pytest.mark.parametrize("symbol", ["62/243", "R/62/243", "A/RES/62/243", " a/res/62/243 "])
def test_a_resolution_has_several_spellings(symbol: str) -> None:
    assert roll_call(symbol).rcid == 4828


def test_a_vote_on_the_text_as_a_whole_comes_before_its_paragraphs() -> None:
    calls = table("roll_calls").filter(pl.col("resolution") != "")
    parts = pl.col("paragraph").fill_null(value=False) | pl.col("amendment").fill_null(value=False)
    several = (
        calls.group_by("resolution")
        .agg(n=pl.len(), whole=(~parts).sum())
        .filter((pl.col("n") > 1) & (pl.col("whole") == 1))
    ).sort("resolution")
    symbol = several["resolution"][-1]
    found = roll_call(symbol)
    row = calls.filter(pl.col("rcid") == found.rcid).row(0, named=True)
    assert not row["paragraph"]
    assert not row["amendment"]


def test_a_resolution_with_several_votes_asks_which() -> None:
    calls = table("roll_calls").filter((pl.col("resolution") != "") & pl.col("paragraph").is_null())
    several = calls.filter(calls["resolution"].is_duplicated() & pl.col("amendment").is_null())["resolution"].sort()
    with pytest.raises(AmbiguousName, match="roll call"):
        roll_call(several[0])


def test_a_state_without_a_vote_in_the_session_is_not_called_absent() -> None:
    # Session 10 was in 1955; Guyana became independent in 1966 and Suriname in 1975.
    call = table("roll_calls").filter(pl.col("session") == 10)["rcid"].to_list()[0]
    votes = dict(roll_call(call, group=bloc("south-america")).votes.select("iso3", "vote").iter_rows())
    assert [state for state, vote in votes.items() if vote == "no_record"] == ["GUY", "SUR"]


def test_an_unknown_resolution_lists_the_near_ones() -> None:
    with pytest.raises(UnknownCode, match="did you mean"):
        roll_call("62/2430")
    with pytest.raises(UnknownCode, match="unknown roll call '99999'"):
        roll_call(99999)


def test_counts_are_those_of_the_votes() -> None:
    votes = (
        table("votes")
        .group_by("rcid")
        .agg(
            *((pl.col("vote") == code).sum().alias(name) for name, code in {"yes_": 1, "abstain_": 2, "no_": 3}.items())
        )
    )
    both = table("roll_calls").join(votes, on="rcid", how="full")
    assert (
        both.filter(
            (pl.col("yes") != pl.col("yes_"))
            | (pl.col("no") != pl.col("no_"))
            | (pl.col("abstain") != pl.col("abstain_"))
        ).height
        == 0
    )
    assert both["yes_"].null_count() == 0
    assert table("roll_calls").height == 6203


def test_every_vote_has_a_voter_and_each_former_state_its_own_code() -> None:
    voters = table("voters")
    assert set(table("votes")["iso3"].cast(pl.String).unique()) == set(voters["iso3"])
    assert sorted(voters.filter(pl.col("historic"))["iso3"]) == ["CSK", "DDR", "EAZ", "FRG", "YAR", "YMD", "YUG"]
    assert voters["votes"].sum() == table("votes").height == 870_109
