"""Participants read from CSV: what is kept, and what is refused with its row and column."""

import pytest

from alat.errors import BadTable
from alat.forum import Participant, read_participants

HEADER = "id,name,organisation,country,role,languages,interests,available\n"
GOOD = "p1,Aylin,Chamber,AZE,business,az;en,1701;logistics,1-3;5\n"


def read(*lines: str) -> tuple[Participant, ...]:
    return read_participants((HEADER + "".join(lines)).encode(), file="people.csv")


def test_a_row_becomes_a_participant() -> None:
    assert read(GOOD) == (
        Participant(
            "p1", "Aylin", "Chamber", "AZE", "business", ("az", "en"), ("1701", "logistics"), frozenset({1, 2, 3, 5})
        ),
    )


def test_no_availability_means_every_slot() -> None:
    (one,) = read("p1,Aylin,Chamber,AZE,official,az,,\n")
    assert one.available is None
    assert one.interests == ()
    assert all(one.can_attend(slot) for slot in (1, 99))


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (GOOD, "row 3, column id: duplicate key p1"),
        ("p2,A,B,AZE,minister,en,,\n", "row 3, column role: 'minister'; expected one of business"),
        ("p2,A,B,ZZZ,official,en,,\n", "row 3, column country: 'ZZZ'; expected an ISO3 code"),
        ("p2,A,B,AZE,official,English,,\n", "row 3, column languages: 'English'; expected two-letter codes"),
        ("p2,A,B,AZE,official,en,,4-2\n", "row 3, column available: '4-2'; expected slots such as 1-4;7"),
        ("p2,A,B,AZE,official,en,,0\n", "row 3, column available: '0'; expected slots"),
        ("p2,A,B,AZE,official,en,,morning\n", "row 3, column available: 'morning'; expected slots"),
        ("p2,,B,AZE,official,en,,\n", "row 3, column name: no value; one is required"),
    ],
)
def test_a_bad_row_is_refused_with_its_row_and_column(line: str, message: str) -> None:
    with pytest.raises(BadTable) as caught:
        read(GOOD, line)
    assert f"people.csv, {message}" in str(caught.value)
