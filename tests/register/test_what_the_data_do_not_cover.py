"""Are units, years and gaps of the data held against a claim before a verdict is given?"""

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from alat.data import Study, new_study, open_study
from alat.register import ClaimCheck, check_claims

CLAIM = {
    "id": "C1",
    "topic": "trade",
    "subject": "AZE",
    "partner": "WLD",
    "quantity": "total_goods_exports",
    "unit": "USD",
    "year": "2023",
    "statement": "Something was said",
    "said_by": "Someone",
    "said_on": "2025-04-18",
}


@pytest.fixture
def check(tmp_path: Path) -> Callable[..., ClaimCheck]:
    """Return a function that checks the one claim of a study, written from changes to `CLAIM`."""

    def made(changes: dict[str, str], *, table: str = "claims", more: dict[str, str] | None = None) -> ClaimCheck:
        study = new_study("AZE", "BRA", folder=tmp_path / "case", as_of=date(2025, 11, 26))
        _write(study, "claims", CLAIM | changes)
        if more:
            _write(study, table, more)
        return check_claims(open_study(study.folder)).checks[0]

    return made


def _write(study: Study, table: str, row: dict[str, str]) -> None:
    path = study.folder / f"{table}.csv"
    columns = path.read_text(encoding="utf-8").splitlines()[0].split(",")
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        writer.writerow(row)


@pytest.mark.parametrize(
    ("changes", "claimed"),
    [
        ({"value": "32.2", "unit": "billion USD"}, "32.2 billion USD"),
        ({"value": "32200000000", "unit": "EUR"}, "32,200,000,000 EUR"),
        (
            {"quantity": "two_way_goods_trade", "partner": "BRA", "value": "221", "unit": "million USD"},
            "221 million USD",
        ),
        ({"quantity": "two_way_trade_growth", "partner": "BRA", "value": "0.43", "unit": "share"}, "0.43 share"),
        ({"quantity": "share_of_exports", "partner": "BRA", "value": "9", "unit": "USD"}, "USD 9"),
        ({"quantity": "partner_rank_mercosur", "partner": "BRA", "value": "1", "unit": "percent"}, "1 percent"),
    ],
)
def test_a_number_in_another_unit_is_not_compared(
    check: Callable[..., ClaimCheck], changes: dict[str, str], claimed: str
) -> None:
    found = check(changes)
    assert (found.verdict.value, found.claimed) == ("cannot_be_checked", claimed)
    assert found.reason.startswith(f"The claim is in {changes['unit']!r}, and the check needs ")


def test_exports_that_lack_75_partners_are_a_lower_bound(check: Callable[..., ClaimCheck]) -> None:
    # The totals file has 66.5 billion of Argentina's exports, without those to 75 countries.
    assert check({"subject": "ARG", "value": "80000000000"}).verdict.value == "cannot_be_checked"


def test_exports_below_the_lower_bound_are_contradicted(check: Callable[..., ClaimCheck]) -> None:
    found = check({"subject": "ARG", "value": "40000000000"})
    assert found.verdict.value == "contradicted"
    assert "at least USD 66.5 billion in 2023" in found.reason


@pytest.mark.parametrize(
    ("subject", "partner"), [("ARG", "RUS;KOR;VNM"), ("AZE", "CUB"), ("AZE", "latin-america"), ("ARG", "BRA")]
)
def test_a_share_that_the_totals_do_not_cover_is_not_read_as_small(
    check: Callable[..., ClaimCheck], subject: str, partner: str
) -> None:
    found = check(
        {"subject": subject, "partner": partner, "quantity": "share_of_exports", "answer": "small", "unit": "share"}
    )
    assert found.verdict.value == "cannot_be_checked"
    assert "so that the share is not known" in found.reason


def test_a_share_said_to_be_anything_but_small_has_no_measure(check: Callable[..., ClaimCheck]) -> None:
    found = check({"partner": "ITA", "quantity": "share_of_exports", "answer": "modest", "unit": "share"})
    assert found.reason == "Alat has no measure for a share that is said to be modest."


@pytest.mark.parametrize(
    ("changes", "verdict", "said"),
    [
        # Belarus and Tajikistan are not covered and may stand before Kazakhstan.
        ({"value": "1"}, "cannot_be_checked", "not covered: Belarus and Tajikistan."),
        ({"value": "4"}, "contradicted", "not covered: Belarus and Tajikistan."),
        ({"value": "1", "partner": "BLR"}, "cannot_be_checked", "do not cover the trade with Belarus."),
        (
            {"value": "1", "partner": "MEX"},
            "cannot_be_checked",
            "Mexico is not among the partners in CIS on 2025-04-18.",
        ),
        ({"value": "1", "year": "2012"}, "cannot_be_checked", "of 2023, too far from 2012 to tell."),
    ],
)
def test_a_rank_leaves_room_for_members_that_are_not_covered(
    check: Callable[..., ClaimCheck], changes: dict[str, str], verdict: str, said: str
) -> None:
    ranked = {"subject": "RUS", "partner": "KAZ", "quantity": "partner_rank_cis", "unit": "rank"}
    found = check(ranked | changes)
    assert found.verdict.value == verdict
    assert found.reason.endswith(said)


@pytest.mark.parametrize(
    ("year", "answer", "verdict"),
    [
        ("2016", "CHL", "supported"),  # BP 2021: Chile 38.1, Australia 35.0 percent in 2016
        ("2020", "CHL", "contradicted"),
        ("2025", "AUS", "supported"),
        ("2026", "AUS", "cannot_be_checked"),
        ("2005", "CHL", "cannot_be_checked"),
    ],
)
def test_leaders_are_those_of_the_year_nearest_to_the_claim(
    check: Callable[..., ClaimCheck], year: str, answer: str, verdict: str
) -> None:
    found = check({"quantity": "lithium_leaders", "answer": answer, "unit": "set", "year": year})
    assert found.verdict.value == verdict


def test_a_post_opened_after_the_claims_year_does_not_bear_it_out(check: Callable[..., ClaimCheck]) -> None:
    post = {"id": "P1", "sender": "AZE", "host": "BRA", "level": "embassy", "since": "2024", "status_date": "2024"}
    claim = {"quantity": "embassies", "partner": "BRA", "value": "1", "unit": "posts", "year": "2023"}
    found = check(claim, table="posts", more=post | {"source": "A", "basis": "reported"})
    assert found.verdict.value == "contradicted"


@pytest.mark.parametrize(("subject", "verdict"), [("AZE", "cannot_be_checked"), ("BRA", "contradicted")])
def test_more_than_membership_is_not_shown_by_membership(
    check: Callable[..., ClaimCheck], subject: str, verdict: str
) -> None:
    core = {"quantity": "opec_plus_participant", "answer": "core participant", "unit": "membership"}
    assert check(core | {"subject": subject}).verdict.value == verdict


def test_growth_is_read_on_the_base_of_its_own_year(check: Callable[..., ClaimCheck]) -> None:
    grew = {"quantity": "two_way_trade_growth", "partner": "BRA", "value": "40", "unit": "percent", "year": "2010"}
    # World Bank WITS, 2009: 115.5 million recorded by Azerbaijan one way and 0.09 the other.
    assert "on a base of USD 116 million (recorded by Azerbaijan in 2009)" in check(grew).reason


def test_evidence_in_another_unit_is_shown_and_not_compared(check: Callable[..., ClaimCheck]) -> None:
    other = {
        "id": "E1",
        "claim": "C1",
        "quantity": "total_goods_exports",
        "finding": "In euros",
        "value": "30000000000",
    }
    found = check(
        {"value": "32200000000"},
        table="evidence",
        more=other | {"unit": "EUR", "period": "2023", "basis": "reported", "cited": "A source"},
    )
    assert {f.what: f.verdict.value for f in found.findings}["In euros"] == "cannot_be_checked"
    assert found.verdict.value == "supported"
