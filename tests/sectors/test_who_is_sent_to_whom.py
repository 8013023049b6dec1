"""What do exchanges of people cost, and what bars the way?"""

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alat.data import new_study, open_study, table
from alat.errors import BadInput, BadTable, NotCovered, SameParty
from alat.reference import country
from alat.sectors import Exchanges, exchanges
from alat.sectors.exchanges import seat_price

AZE, BRA, CUB, KEN, IND = (country(code) for code in ("AZE", "BRA", "CUB", "KEN", "IND"))
COLUMNS = (
    *("id", "programme", "kind", "host", "partner", "seats", "seats_low", "seats_high", "months", "years"),
    *("finishes", "finishes_low", "finishes_high", "outcome", "follow_up", "status", "requires", "source", "basis"),
)
ROW = ("E1", "x", "students", "IND", "KEN", "4", "2", "6", "10", "2", "0.5", "0.5", "1", "degrees", "y", "running")


def row(found: Exchanges, name: str) -> dict[str, object]:
    return found.programmes.filter(pl.col("id") == name).row(0, named=True)


def test_a_year_of_the_grant_of_azerbaijan_costs_what_its_call_prints_and_two_assumptions() -> None:
    """470 USD for ten months and 117 USD of insurance (call for 2025-2026); tuition and flight are assumed."""
    price = seat_price("students", "AZE", months=10, years=1)
    assert price.usd == (4700 + 117 + 1000 + 900, 4700 + 117 + 2500 + 1500, 4700 + 117 + 6000 + 2500)
    assert seat_price("students", "AZE", months=10, years=3).usd[1] == 3 * price.usd[1]


def test_what_is_paid_by_the_year_is_paid_once_for_a_short_stay() -> None:
    short = seat_price("language", "CUB", months=9, years=0.75).usd[1]
    assert short == 9 * (400 + 500) + 1500


def test_brazil_is_no_member_of_the_movement_and_its_agreement_is_not_signed() -> None:
    found = exchanges(AZE, BRA)
    assert "not known to be a member" in str(row(found, "X01")["barred_by"])
    assert row(found, "X02")["barred_by"] == ""
    assert "G22 is not known to be in force" in str(row(found, "X07")["barred_by"])
    assert row(exchanges(AZE, CUB), "X01")["barred_by"] == ""


def test_sums_hold_what_nothing_bars_and_keep_shared_seats_apart() -> None:
    found = exchanges(AZE, BRA)
    alone, shared = found.totals.to_dicts()
    assert (alone["programmes"], alone["seats"]) == (1, 10)
    assert (shared["programmes"], shared["seats"]) == (2, 40)
    assert alone["intake_usd"] == pytest.approx(row(found, "X02")["intake_usd"])


def test_either_order_asks_for_the_same() -> None:
    assert exchanges(AZE, CUB).programmes.equals(exchanges(CUB, AZE).programmes)


@given(seats=st.floats(0.1, 1e4), times=st.floats(0.1, 10))
def test_so_many_times_the_seats_cost_so_many_times_as_much(seats: float, times: float) -> None:
    one, many = exchanges(KEN, IND, seats=seats), exchanges(KEN, IND, seats=seats * times)
    for name in ("intake_usd", "intake_usd_low", "intake_usd_high", "finished"):
        assert many.totals[name][0] == pytest.approx(one.totals[name][0] * times, rel=1e-9)


def test_every_range_holds_its_value() -> None:
    for found in (exchanges(AZE, BRA), exchanges(AZE, CUB), exchanges(KEN, IND)):
        for each in found.programmes.to_dicts():
            for name in ("seats", "seat_usd", "intake_usd", "finished"):
                assert each[f"{name}_low"] <= each[name] <= each[f"{name}_high"], (each["id"], name)


def test_without_a_study_each_kind_is_priced_both_ways_and_all_is_assumed() -> None:
    found = exchanges(KEN, IND)
    assert found.study == ""
    assert found.programmes.height == 2 * table("exchange_stays").height
    assert set(found.programmes["basis"]) == {"assumed"}
    assert any("No study's programmes are used" in note for note in found.notes)
    # What India pays a trainee is printed, and lower than what is assumed elsewhere.
    assert row(found, "IND-know_how")["seat_usd"] < row(found, "KEN-know_how")["seat_usd"]  # type: ignore[operator]


def test_a_study_of_ones_own_is_read_and_held_to_its_commitments(tmp_path: Path) -> None:
    made = new_study("KEN", "IND", folder=tmp_path / "own")
    lines = [",".join(COLUMNS), ",".join((*ROW, "", "somebody", "reported"))]
    header = (made.folder / "exchanges.csv").read_text(encoding="utf-8").strip().split(",")
    cells = dict(zip(COLUMNS, lines[1].split(","), strict=True))
    text = "\n".join([",".join(header), ",".join(cells.get(name, "") for name in header)]) + "\n"
    (made.folder / "exchanges.csv").write_text(text, encoding="utf-8")
    found = exchanges(KEN, IND, study=open_study(made.folder))
    assert row(found, "E1")["finished"] == 2
    assert row(found, "E1")["basis"] == "reported"
    bad = text.replace(",running,", ",maybe,")
    (made.folder / "exchanges.csv").write_text(bad, encoding="utf-8")
    with pytest.raises(BadTable, match=r"exchanges\.csv, row 2, column status"):
        open_study(made.folder)


def test_a_commitment_that_is_not_there_is_refused(tmp_path: Path) -> None:
    made = new_study("KEN", "IND", folder=tmp_path / "own")
    header = (made.folder / "exchanges.csv").read_text(encoding="utf-8").strip().split(",")
    cells = dict(zip(COLUMNS, (*ROW, "G9", "somebody", "reported"), strict=True))
    text = "\n".join([",".join(header), ",".join(cells.get(name, "") for name in header)]) + "\n"
    (made.folder / "exchanges.csv").write_text(text, encoding="utf-8")
    with pytest.raises(BadTable, match="'G9' in the row E1; expected an id of commitments"):
        open_study(made.folder)


def test_bad_questions_are_refused() -> None:
    with pytest.raises(SameParty):
        exchanges(AZE, AZE)
    for seats in (0, -1, float("inf")):
        with pytest.raises(BadInput, match="expected a number above 0"):
            exchanges(KEN, IND, seats=seats)
    with pytest.raises(NotCovered, match="'sport' have no cost"):
        seat_price("sport", "AZE", months=1, years=1)
