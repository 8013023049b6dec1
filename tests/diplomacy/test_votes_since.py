"""The UN's own download: what it adds, and what in it is refused by row and column."""

from collections.abc import Callable
from pathlib import Path

import pytest

from alat.diplomacy import agreement
from alat.diplomacy.ideal import ideal_points
from alat.diplomacy.record import shipped_record
from alat.diplomacy.un_download import with_download
from alat.errors import BadInput, BadTable, MissingFile

HEAD = "undl_id,ms_code,ms_name,ms_vote,date,session,resolution,title"
CUBA = "Necessity of ending the economic, commercial and financial embargo imposed by the United States of America"
ROWS = [
    f'1,AZE,AZERBAIJAN,Y,2021-06-23,75,A/RES/75/289,"{CUBA} against Cuba : resolution / adopted by the Assembly"',
    f'1,BRA,BRAZIL,A,2021-06-23,75,A/RES/75/289,"{CUBA} against Cuba : resolution / adopted by the Assembly"',
    f'1,USA,UNITED STATES,N,2021-06-23,75,A/RES/75/289,"{CUBA} against Cuba : resolution / adopted by the Assembly"',
    f'1,MEX,MEXICO,X,2021-06-23,75,A/RES/75/289,"{CUBA} against Cuba : resolution / adopted by the Assembly"',
    "2,AZE,AZERBAIJAN,Y,2022-03-02,11emsp,A/RES/ES-11/1,A new matter",
    "2,BRA,BRAZIL,Y,2022-03-02,11emsp,A/RES/ES-11/1,A new matter",
]
Write = Callable[..., Path]


@pytest.fixture
def download(tmp_path: Path) -> Write:
    """Write a download."""

    def write(*rows: str, head: str = HEAD) -> Path:
        file = tmp_path / "votes.csv"
        file.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
        return file

    return write


def test_what_is_new_is_added_and_the_rest_stays(download: Write) -> None:
    record = shipped_record()
    found = with_download(record, download(*ROWS))
    assert found.calls.height == record.calls.height + 2
    assert found.votes.height == record.votes.height + 5
    new = found.calls.tail(2).to_dicts()
    assert [(row["session"], row["yes"], row["no"], row["abstain"]) for row in new] == [(75, 1, 1, 1), (76, 2, 0, 0)]
    assert found.sessions[1] == 76
    assert any("2 roll calls of votes.csv are added" in note for note in found.notes)


def test_a_title_that_comes_back_is_paired_with_the_last_one(download: Write) -> None:
    record = shipped_record()
    found = with_download(record, download(*ROWS))
    (pair,) = found.repeated.tail(found.repeated.height - record.repeated.height).rows()
    before = record.calls.filter(record.calls["rcid"] == pair[0])
    assert before["session"].item() == 74
    assert before["title"].item().startswith(CUBA)


def test_answers_use_what_was_added(download: Write) -> None:
    record = with_download(shipped_record(), download(*ROWS))
    found = agreement("AZE", "BRA", first_session=75, last_session=76, record=record)
    assert (found.votes, found.exact.value) == (2, 0.5)
    assert "un-digital-library-votes" in found.sources
    assert ideal_points(record, topic="colonialism").points["session"].unique().sort().to_list()[-2:] == [71, 76]


@pytest.mark.parametrize(
    ("session", "day", "counted"),
    [("75", "2021-09-07", 75), ("76", "2021-09-16", 76), ("11emsp", "2022-09-14", 76), ("11emsp", "2022-09-15", 77)],
)
def test_a_vote_counts_under_its_session_and_an_emergency_one_under_that_of_its_day(
    session: str, day: str, counted: int, download: Write
) -> None:
    found = with_download(shipped_record(), download(f"7,AZE,AZERBAIJAN,Y,{day},{session},A/RES/75/900,A matter"))
    assert found.calls["session"][-1] == counted


def test_what_is_known_already_adds_nothing(download: Write) -> None:
    known = "9,AZE,AZERBAIJAN,Y,2008-03-14,62,A/RES/62/243,The situation"
    with pytest.raises(BadInput, match="adds no roll call: all 1 resolutions are known"):
        with_download(shipped_record(), download(known))


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("3,AZB,AZERBAIJAN,Y,2021-06-23,75,A/RES/75/1,T", r"row 2, column ms_code: unknown state 'AZB'"),
        ("3,AZE,AZERBAIJAN,Q,2021-06-23,75,A/RES/75/1,T", r"row 2, column ms_vote: 'Q'; expected Y, N, A or X"),
        ("3,AZE,AZERBAIJAN,Y,23.06.2021,75,A/RES/75/1,T", r"row 2, column date: '23.06.2021'; expected a day"),
        (
            "3,AZE,AZERBAIJAN,Y,2021-06-23,57,A/RES/75/1,T",
            r"row 2, column session: '57'; expected the session of its day",
        ),
        ("3,SSD,SOUTH SUDAN,Y,1975-11-10,30,A/RES/30/9,T", r"row 2, column ms_code: 'SSD'; expected no vote before"),
    ],
)
def test_a_wrong_row_is_named(row: str, said: str, download: Write) -> None:
    with pytest.raises(BadTable, match=said):
        with_download(shipped_record(), download(row))


def test_two_votes_of_one_state_are_refused(download: Write) -> None:
    with pytest.raises(
        BadTable, match=r"row 2, column ms_code: 'AZE'; expected one vote a state and resolution \(2 rows\)"
    ):
        with_download(shipped_record(), download(ROWS[0], ROWS[0]))


def test_a_missing_column_or_file_is_named(download: Write, tmp_path: Path) -> None:
    with pytest.raises(BadTable, match="column ms_vote: is missing; is it ms_votes"):
        with_download(shipped_record(), download(ROWS[4], head=HEAD.replace("ms_vote", "ms_votes")))
    with pytest.raises(MissingFile, match="no such file"):
        with_download(shipped_record(), tmp_path / "none.csv")


def test_a_file_that_is_cut_off_is_named(tmp_path: Path) -> None:
    file = tmp_path / "cut.csv"
    file.write_text(HEAD + '\n1,AZE,AZERBAIJAN,Y,2021-06-23,75,A/RES/75/1,"cut', encoding="utf-8")
    with pytest.raises(BadTable, match=r"cut\.csv: not a CSV file"):
        with_download(shipped_record(), file)
