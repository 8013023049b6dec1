"""What posts do two countries keep, and when did they last meet?"""

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from alat.data import Study, new_study, open_study
from alat.diplomacy import contacts_between, presence
from alat.errors import SameParty
from alat.reference import country

AZE, BRA, PER, BOL = (country(code) for code in ("AZE", "BRA", "PER", "BOL"))
POST = {
    "id": "P1",
    "sender": "BRA",
    "host": "PER",
    "level": "embassy",
    "status_date": "2024",
    "source": "A",
    "basis": "reported",
}
CONTACT = {
    "id": "K1",
    "date_from": "2024-05-01",
    "date_to": "2024-05-02",
    "home": "BRA",
    "partner": "PER",
    "direction": "both",
    "level": "minister",
    "type": "visit",
    "status": "reported",
    "who": "x",
    "source": "A",
    "basis": "reported",
}


@pytest.fixture
def case(tmp_path: Path) -> Callable[..., Study]:
    """Return a function that makes a study of Brazil and Peru as of 2025-01-01 from rows of posts and contacts."""

    def make(*, posts: list[dict[str, str]] = [], contacts: list[dict[str, str]] = []) -> Study:  # noqa: B006
        made = new_study("BRA", "PER", folder=tmp_path / "case", as_of=date(2025, 1, 1))
        for name, rows in (("posts", posts), ("contacts", contacts)):
            columns = (made.folder / f"{name}.csv").read_text(encoding="utf-8").strip().split(",")
            with (made.folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, columns, restval="")
                writer.writeheader()
                writer.writerows(rows)
        return made

    return make


def test_both_embassies_of_azerbaijan_and_brazil_are_known() -> None:
    found = presence(AZE, BRA, study=open_study("azerbaijan-latin-america"))
    assert found.outward.select("level", "city").rows() == [("embassy", "Brasilia")]
    assert found.inward.select("level", "city").rows() == [("embassy", "Baku")]
    assert found.notes == ()
    assert len(found.sources) == 2


def test_the_two_sides_change_places_with_the_countries() -> None:
    study = open_study("azerbaijan-latin-america")
    there, back = presence(AZE, PER, study=study), presence(PER, AZE, study=study)
    assert there.outward.equals(back.inward)
    assert there.inward.equals(back.outward)


def test_a_closed_embassy_stays_in_the_list_with_its_end_and_its_successor() -> None:
    found = presence(AZE, PER, study=open_study("azerbaijan-latin-america"))
    assert found.inward.select("level", "until", "covers_from").rows() == [
        ("embassy", "2020-03-01", None),
        ("accredited", None, "Ankara"),
    ]
    assert any("Peru covers Azerbaijan from Ankara" in note for note in found.notes)
    assert any("Pacific Alliance" in note for note in found.notes)


def test_a_missing_row_is_not_an_absence() -> None:
    found = presence(AZE, BOL, study=open_study("azerbaijan-latin-america"))
    assert found.outward.height == found.inward.height == 0
    assert all(note.endswith("that is not to say there is none.") for note in found.notes)
    assert len(found.notes) == 2


def test_rows_that_contradict_each_other_are_all_kept(case: Callable[..., Study]) -> None:
    study = case(
        posts=[POST, POST | {"id": "P2", "level": "accredited", "covers_from": "Lima", "note": "another says so"}]
    )
    assert presence(BRA, PER, study=study).outward["level"].to_list() == ["embassy", "accredited"]


def test_the_last_contact_of_azerbaijan_and_brazil_is_dated() -> None:
    found = contacts_between(BRA, AZE, study=open_study("azerbaijan-latin-america"))
    # Trend, 2 September 2025: fifth round of political consultations on 1 September; the study speaks from 26 November.
    assert (found.last, found.days_since.value) == ("2025-09-01", 86)
    assert found.contacts.height == 13


def test_a_statement_to_the_press_is_no_contact() -> None:
    found = contacts_between(AZE, country("MEX"), study=open_study("azerbaijan-latin-america"))
    assert found.contacts["date_to"].to_list()[-1] == "2025-11-26"
    assert found.last == "2024-02-05"


@pytest.mark.parametrize(
    ("changes", "last", "days"),
    [
        ({}, "2024-05-02", 244),
        ({"date_from": "2024-05", "date_to": "2024-05"}, "2024-05", 245),
        ({"date_from": "2024", "date_to": "2024"}, "2024", 366),
        ({"status": "announced"}, "", None),
        ({"date_from": "2025-02", "date_to": "2025-02"}, "", None),
        ({"home": "PER", "partner": "BRA"}, "2024-05-02", 244),
        ({"partner": "ARG"}, "", None),
    ],
)
def test_days_count_from_the_last_contact_that_took_place(
    case: Callable[..., Study], changes: dict[str, str], last: str, days: int | None
) -> None:
    found = contacts_between(BRA, PER, study=case(contacts=[CONTACT | changes]))
    assert (found.last, found.days_since.value) == (last, days)
    assert bool(found.notes) == (len(last) < 10)


def test_a_contact_after_the_studys_date_is_left_out_and_said(case: Callable[..., Study]) -> None:
    later = CONTACT | {"id": "K2", "date_from": "2025-02-01", "date_to": "2025-02-01"}
    found = contacts_between(BRA, PER, study=case(contacts=[later, CONTACT]))
    assert found.contacts["id"].to_list() == ["K1"]
    assert any("Left out as dated after 2025-01-01: K2." in note for note in found.notes)


def test_a_country_with_itself_is_refused() -> None:
    study = open_study("azerbaijan-latin-america")
    with pytest.raises(SameParty):
        presence(AZE, AZE, study=study)
    with pytest.raises(SameParty):
        contacts_between(AZE, AZE, study=study)
