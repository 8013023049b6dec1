"""Is a claim on what is sold held to the flows of its HS codes, and left alone where it has none?"""

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from alat.data import Study, new_study, open_study
from alat.data.warehouse import flow_products, open_warehouse, pair_products
from alat.errors import BadTable
from alat.register import ClaimCheck, check_claims
from alat.trade import Records, warehouse_records

CLAIM = {
    "id": "C1",
    "topic": "trade",
    "subject": "BRA",
    "partner": "AZE",
    "quantity": "main_exports",
    "unit": "HS heading",
    "year": "2024",
    "statement": "Something is sold",
    "said_by": "Someone",
    "said_on": "2025-04-18",
}
Case = Callable[..., Study]


@pytest.fixture
def case(tmp_path: Path) -> Case:
    """Return a function that makes a study with one claim, with or without the column of HS codes."""

    def make(answer: str, hs: str | None, *, year: str = "2024") -> Study:
        made = new_study(
            "AZE", "BRA", folder=tmp_path / f"case{len(list(tmp_path.iterdir()))}", as_of=date(2025, 4, 18)
        )
        file = made.folder / "claims.csv"
        columns = file.read_text(encoding="utf-8").strip().split(",")
        assert columns[-1] == "hs"
        row = CLAIM | {"answer": answer, "year": year} | ({} if hs is None else {"hs": hs})
        with file.open("w", encoding="utf-8", newline="") as out:
            writer = csv.DictWriter(out, columns if hs is not None else columns[:-1], restval="")
            writer.writeheader()
            writer.writerow(row)
        return open_study(made.folder)

    return make


@pytest.fixture(scope="module")
def records(baci_warehouse: str) -> Records:
    return warehouse_records(open_warehouse(baci_warehouse))


def checked(study: Study, records: Records | None = None) -> ClaimCheck:
    return check_claims(study, records=records).checks[0]


def sold(records: Records) -> dict[str, float]:
    """Return what Brazil sold Azerbaijan in 2023 by chapter, added up row by row."""
    assert records.flows is not None
    found: dict[str, float] = {}
    for row in pair_products(records.flows, "BRA", "AZE", level=6, years=(2023,)).iter_rows(named=True):
        found[row["product"][:2]] = found.get(row["product"][:2], 0.0) + row["value_usd"]
    return found


def test_a_main_export_is_supported_by_the_sum_of_its_codes(case: Case, records: Records) -> None:
    flows = sold(records)
    first, second = sorted(flows, key=lambda code: flows[code], reverse=True)[:2]
    found = checked(case("goods", f"{first}|{second}"), records)
    assert found.verdict.value == "supported"
    assert found.findings[0].value.value == pytest.approx(flows[first] + flows[second])
    assert (found.findings[0].value.year, found.findings[0].value.basis.value) == ("2023", "reconciled")
    assert f"HS {first}, {second}" in found.findings[0].what


def test_what_is_sold_but_small_is_not_called_a_main_export(case: Case, records: Records) -> None:
    flows = sold(records)
    least = min(flows, key=lambda code: flows[code])
    assert 0 < flows[least] / sum(flows.values()) < 0.05
    found = checked(case("goods", least), records)
    assert found.verdict.value == "cannot_be_checked"
    assert "sold, but" in found.reason
    assert found.findings[0].value.value == pytest.approx(flows[least])


def test_what_the_flows_do_not_record_is_contradicted(case: Case, records: Records) -> None:
    assert records.flows is not None
    held = pair_products(records.flows, "BRA", "AZE", level=6, years=(2023,))["product"].to_list()
    missing = next(code for code in flow_products(records.flows)["product"] if code not in held)
    found = checked(case("goods", missing), records)
    assert found.verdict.value == "contradicted"
    assert "the flows record nothing in 2023" in found.reason


def test_one_part_that_cannot_be_told_leaves_the_whole_open(case: Case, records: Records) -> None:
    flows = sold(records)
    first = max(flows, key=lambda code: flows[code])
    found = checked(case("goods;wonders", f"{first};"), records)
    assert found.verdict.value == "cannot_be_checked"
    assert "no HS codes for wonders (column hs)" in found.reason
    assert found.findings[0].verdict.value == "supported"


@pytest.mark.parametrize("hs", [None, ""])
def test_without_codes_the_verdict_says_what_is_missing(case: Case, records: Records, hs: str | None) -> None:
    found = checked(case("urea", hs), records)
    assert found.verdict.value == "cannot_be_checked"
    assert found.reason == "The claim gives no HS codes for urea (column hs)."


def test_without_pulled_flows_the_verdict_says_what_would_tell(case: Case) -> None:
    found = checked(case("urea", "3102"))
    assert found.verdict.value == "cannot_be_checked"
    assert "urea (HS 3102): the shipped data hold no trade by pair and product; `alat data pull baci`" in found.reason


def test_flows_that_end_too_early_say_nothing(case: Case, records: Records) -> None:
    assert "too far from 2040" in checked(case("urea", "3102", year="2040"), records).reason


@pytest.mark.parametrize(
    ("hs", "message"),
    [
        ("310", "'310' in the row C1; expected 2, 4 or 6 digits"),
        ("3102;17", "is of 2 items; expected 1, one for each answer"),
        ("3999", "unknown product '3999'"),
    ],
)
def test_codes_that_are_none_are_refused(case: Case, hs: str, message: str) -> None:
    with pytest.raises(BadTable, match=message):
        case("urea", hs)
