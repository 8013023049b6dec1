"""What is known of two countries on a day, and is what is not known ever told as an absence?"""

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from alat.data import Study, new_study, open_study, table
from alat.diplomacy import Relations, relations, relations_board
from alat.errors import SameParty
from alat.reference import bloc, country

AZE, BRA, URY, PER, COL, ECU, KOR, CHL = (country(c) for c in ("AZE", "BRA", "URY", "PER", "COL", "ECU", "KOR", "CHL"))
POST = {"id": "P1", "sender": "BRA", "host": "PER", "level": "embassy", "status_date": "2024", "source": "A"}
POST["basis"] = "reported"
COMMITMENT = {"id": "G1", "partner": "PER", "item": "x", "kind": "agreement", "status": "signed"}
COMMITMENT |= {"date_signed": "2020-05", "source": "B", "basis": "reported"}


@pytest.fixture
def case(tmp_path: Path) -> Callable[..., Study]:
    """Return a function that makes a study of Brazil and Peru as of 2025-01-01 from rows of its tables."""

    def make(**tables: list[dict[str, str]]) -> Study:
        made = new_study("BRA", "PER", folder=tmp_path / "case", as_of=date(2025, 1, 1))
        for name, rows in tables.items():
            columns = (made.folder / f"{name}.csv").read_text(encoding="utf-8").strip().split(",")
            with (made.folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, columns, restval="")
                writer.writeheader()
                writer.writerows(rows)
        return made

    return make


def gaps(found: Relations) -> list[str]:
    return found.gaps["what"].to_list()


def test_the_shipped_pair_has_embassies_both_ways_and_met_in_september_2025() -> None:
    found = relations(AZE, BRA)
    assert found.posts.select("sender", "host", "level", "state").rows() == [
        ("AZE", "BRA", "embassy", "open"),
        ("BRA", "AZE", "embassy", "open"),
    ]
    assert found.last == "2025-09-01"
    assert found.days_since.value == (date(2025, 11, 26) - date(2025, 9, 1)).days
    assert not found.gaps.filter(pl.col("kind") == "posts").height


def test_a_chain_names_the_seat_and_who_else_is_covered_from_there() -> None:
    rows = relations(AZE, URY).chains.to_dicts()
    outward, inward = rows
    assert (outward["city"], outward["seat"], outward["seat_level"]) == ("Buenos Aires", "ARG", "embassy")
    assert set(outward["also"].split(";")) == {"CHL", "PRY"}
    # Uruguay's embassy in Tehran is no row of the study: its country is told from the capital.
    assert (inward["city"], inward["seat"], inward["seat_level"]) == ("Tehran", "IRN", "")


def test_a_closed_embassy_is_open_before_it_closed() -> None:
    before = relations(AZE, PER, on=date(2019, 6, 1)).posts.filter(pl.col("sender") == "PER")
    after = relations(AZE, PER, on=date(2021, 6, 1)).posts.filter(pl.col("sender") == "PER")
    assert dict(before.select("level", "state").rows()) == {"embassy": "open", "accredited": "not yet open"}
    assert dict(after.select("level", "state").rows()) == {"embassy": "closed", "accredited": "open"}


def test_a_closure_that_was_denied_closes_nothing() -> None:
    posts = relations(AZE, COL).posts.filter(pl.col("sender") == "AZE")
    assert dict(posts.select("level", "state").rows()) == {"embassy_office": "open", "planned_closure": "reported"}


def test_days_are_counted_to_the_day_asked_for() -> None:
    at = relations(AZE, BRA, on=date(2025, 10, 1))
    assert at.days_since.value == 30
    early = relations(AZE, BRA, on=date(2012, 12, 31))
    assert early.last == "2012"
    assert all(row < "2013" for row in early.contacts["date_from"])


def test_visits_are_told_by_who_went_and_not_by_the_order_of_asking() -> None:
    there, back = relations(AZE, BRA).visits, relations(BRA, AZE).visits
    assert there.equals(back)
    ledger = open_study("azerbaijan-latin-america").table("contacts").filter(pl.col("partner") == "BRA")
    went = ledger.filter((pl.col("direction") == "from_home") & (pl.col("status") == "reported"))
    row = there.filter(pl.col("visitor") == "AZE").row(0, named=True)
    assert (row["host"], row["visits"], row["last"]) == ("BRA", went.height, "2025-09-01")


def test_a_day_after_the_ledger_says_that_later_contacts_are_missing() -> None:
    found = relations(AZE, BRA, on=date(2026, 11, 26))
    assert any("later contacts are missing, not absent" in note for note in found.notes)
    assert any("the last known contact is 451 days ago" in gap for gap in gaps(found))


def test_without_a_study_nothing_is_known_and_nothing_is_denied() -> None:
    found = relations(KOR, CHL)
    assert found.study == ""
    assert not found.posts.height
    assert found.days_since.value is None
    assert any("No study speaks of this pair" in note for note in found.notes)
    assert all("known" in gap or "ships" in gap for gap in gaps(found))
    assert found.agreements["kind"].to_list() == ["free_trade"]


def test_bodies_are_dated_and_those_whose_members_are_not_known_are_named() -> None:
    both = relations(AZE, ECU).bodies.filter(pl.col("both"))["code"].to_list()
    assert {"nam", "g77"} <= set(both)
    past = relations(AZE, PER, on=date(2018, 1, 1))
    assert "nam" not in set(past.bodies["code"])
    assert any("Non-Aligned Movement" in note for note in past.notes)


def test_what_is_signed_is_not_taken_to_be_in_force(case: Callable[..., Study]) -> None:
    rows = [COMMITMENT, COMMITMENT | {"id": "G2", "status": "in_force"}, COMMITMENT | {"id": "G3", "kind": "intention"}]
    found = relations(BRA, PER, study=case(commitments=rows))
    known = dict(found.agreements.filter(pl.col("id").str.starts_with("G")).select("id", "in_force").rows())
    assert known == {"G1": "not known", "G2": "yes"}
    assert any("G1" in gap and "G2" not in gap for gap in gaps(found))


def test_an_agreement_of_a_later_day_is_not_there_yet(case: Callable[..., Study]) -> None:
    found = relations(BRA, PER, study=case(commitments=[COMMITMENT]), on=date(2019, 1, 1))
    assert "G1" not in set(found.agreements["id"])


def test_an_old_row_is_said_to_be_old(case: Callable[..., Study]) -> None:
    found = relations(BRA, PER, study=case(posts=[POST | {"status_date": "2019"}]))
    assert "what is known of the posts of Brazil in Peru is of 2019" in gaps(found)
    assert "no post of Peru in Brazil is known to be open" in gaps(found)


def test_a_post_without_a_beginning_is_left_out_before_it_is_known(case: Callable[..., Study]) -> None:
    made = case(posts=[POST])
    assert relations(BRA, PER, study=made).posts.height == 1
    past = relations(BRA, PER, study=made, on=date(2020, 1, 1))
    assert not past.posts.height
    assert any("left out: P1" in note for note in past.notes)


def test_visa_rules_ship_for_the_study_both_ways_and_no_other() -> None:
    visas = table("visas")
    study = open_study("azerbaijan-latin-america")
    assert study.home == "AZE"
    assert ((visas["passport"] == "AZE") | (visas["destination"] == "AZE")).all()
    assert visas.height == 2 * 20
    rules = {(row["passport"], row["destination"]): row for row in relations(AZE, COL).visas.to_dicts()}
    assert (rules["AZE", "COL"]["rule"], rules["AZE", "COL"]["days"]) == ("visa_free", 90)
    assert rules["COL", "AZE"]["rule"] == "e_visa"


def test_a_country_and_itself_are_refused() -> None:
    with pytest.raises(SameParty):
        relations(AZE, AZE)


def test_a_board_has_each_member_once_and_says_what_the_pairs_say() -> None:
    region, day = bloc("latin-america"), date(2025, 11, 26)
    found = relations_board(AZE, region, on=day)
    assert sorted(found.partners["iso3"]) == [member.iso3 for member in region.members(day)]
    for row in found.partners.sample(5, seed=1).to_dicts():
        pair = relations(AZE, country(row["iso3"]), on=day)
        assert row["days_since"] == (None if pair.days_since.value is None else int(pair.days_since.value))
        assert row["gaps"] == "; ".join(pair.gaps["what"])
    rows = {row["iso3"]: row for row in found.partners.to_dicts()}
    assert rows["BRA"]["outward"] == "embassy"
    assert rows["PER"]["inward"] == "accredited"
    assert rows["BOL"]["outward"] == ""


def test_a_board_puts_whom_nobody_is_known_to_have_met_first() -> None:
    days = relations_board(AZE, bloc("latin-america"), on=date(2025, 11, 26)).partners["days_since"].to_list()
    known = [each for each in days if each is not None]
    assert days == [None] * (len(days) - len(known)) + sorted(known, reverse=True)


def test_a_member_is_not_its_own_partner() -> None:
    found = relations_board(BRA, bloc("mercosur"), on=date(2025, 11, 26))
    assert "BRA" not in set(found.partners["iso3"])
