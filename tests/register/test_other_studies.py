"""Do other claims and other data give other verdicts?"""

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from alat.data import Study, new_study, open_study
from alat.errors import BadTable
from alat.register import ClaimCheck, ClaimChecks, check_claims

Rows = list[dict[str, str]]
CLAIM = {
    "id": "C1",
    "topic": "trade",
    "subject": "AZE",
    "partner": "BRA",
    "quantity": "two_way_goods_trade",
    "value": "52000000",
    "unit": "USD",
    "year": "2024",
    "statement": "Something was said",
    "said_by": "Someone",
    "said_on": "2025-04-18",
}
FOUND = {
    "id": "E1",
    "claim": "C1",
    "quantity": "two_way_goods_trade",
    "finding": "Two-way trade",
    "value": "52000000",
    "unit": "USD",
    "period": "2024",
    "basis": "reported",
    "cited": "A source",
}
POST = {
    "id": "P1",
    "sender": "AZE",
    "host": "BRA",
    "level": "embassy",
    "status_date": "2024",
    "source": "A",
    "basis": "reported",
}


@pytest.fixture
def case(tmp_path: Path) -> Callable[..., Study]:
    """Return a function that makes a study of Azerbaijan and Brazil from rows of claims, evidence and posts."""

    def make(*claims: dict[str, str], evidence: Rows | None = None, posts: Rows | None = None) -> Study:
        folder = tmp_path / ("case" if not list(tmp_path.iterdir()) else f"case-{len(list(tmp_path.iterdir()))}")
        made = new_study("AZE", "BRA", folder=folder, as_of=date(2025, 11, 26))
        for name, rows in (("claims", list(claims)), ("evidence", evidence or []), ("posts", posts or [])):
            columns = (made.folder / f"{name}.csv").read_text(encoding="utf-8").strip().split(",")
            with (made.folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, columns, restval="")
                writer.writeheader()
                writer.writerows(rows)
        return open_study(made.folder)

    return make


def only(found: ClaimChecks) -> ClaimCheck:
    assert len(found.checks) == 1
    return found.checks[0]


@pytest.mark.parametrize(
    ("claimed", "evidence", "verdict"),
    [
        ("221000000", {}, "stale"),
        ("221000000", {"value": "221000000"}, "supported"),
        ("300000000", {}, "supported"),
        ("52000000", {}, "contradicted"),
        ("52000000", {"reporter": "BRA"}, "depends_on_reporter"),
        ("52000000", {"reporter": "BRA", "period": "2015"}, "contradicted"),
        ("52000000", {"reporter": "BRA", "quantity": "one_way_goods_trade"}, "contradicted"),
    ],
)
def test_other_data_give_another_verdict(
    case: Callable[..., Study], claimed: str, evidence: dict[str, str], verdict: str
) -> None:
    study = case(CLAIM | {"value": claimed}, evidence=[FOUND | evidence] if evidence else [])
    assert only(check_claims(study)).verdict.value == verdict


def test_of_one_record_only_the_year_nearest_to_the_claim_speaks(case: Callable[..., Study]) -> None:
    older = FOUND | {"id": "E2", "period": "2021", "reporter": "BRA", "value": "900000000"}
    study = case(CLAIM, evidence=[FOUND | {"reporter": "BRA"}, older])
    by_year = {f.value.year: f.verdict.value for f in only(check_claims(study)).findings if "Brazil" in f.what}
    assert by_year["2024"] == "supported"
    assert by_year["2021"] == "cannot_be_checked"


def test_a_country_that_the_totals_do_not_know_is_not_read_as_no_trade(case: Callable[..., Study]) -> None:
    found = only(check_claims(case(CLAIM | {"partner": "CUB"})))
    assert found.verdict.value == "cannot_be_checked"
    assert all(finding.value.value is None or finding.value.year != "2023" for finding in found.findings)


def test_growth_that_the_series_cover_is_measured_by_both(case: Callable[..., Study]) -> None:
    claim = CLAIM | {"quantity": "two_way_trade_growth", "value": "12", "unit": "percent", "year": "2016"}
    found = only(check_claims(case(claim)))
    own = [f.value.value for f in found.findings if f.what == "the record of Azerbaijan"]
    assert found.verdict.value == "contradicted"
    again = only(check_claims(case(claim | {"value": f"{own[0]:.1f}"})))
    assert again.verdict.value == "depends_on_reporter"


@pytest.mark.parametrize(
    ("post", "verdict"),
    [
        ({}, "supported"),
        ({"status_date": "2015"}, "stale"),
        ({"until": "2020-03-01"}, "contradicted"),
        ({"level": "embassy_office", "covers_from": "Madrid"}, "contradicted"),
        ({"level": "planned_closure"}, "cannot_be_checked"),
        ({"host": "ARG"}, "cannot_be_checked"),
    ],
)
def test_an_embassy_is_what_the_posts_say_and_never_what_they_omit(
    case: Callable[..., Study], post: dict[str, str], verdict: str
) -> None:
    claim = CLAIM | {"quantity": "embassies", "value": "1", "unit": "posts", "year": "2025"}
    assert only(check_claims(case(claim, posts=[POST | post]))).verdict.value == verdict


def test_a_count_that_differs_from_the_list_is_said(case: Callable[..., Study]) -> None:
    claim = CLAIM | {"quantity": "embassies", "value": "3", "unit": "posts"}
    assert only(check_claims(case(claim, posts=[POST]))).reason == "The claim counts 3 posts and names 1 countries."


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ({"answer": "AUS;CHL;CHN"}, "supported"),
        ({"answer": "CHN;AUS;CHL"}, "supported"),
        ({"answer": "AUS"}, "supported"),
        ({"answer": "PER"}, "contradicted"),
        ({"quantity": "cobalt_leaders", "answer": "CUB"}, "cannot_be_checked"),
    ],
)
def test_leaders_are_those_with_the_largest_output(
    case: Callable[..., Study], changes: dict[str, str], verdict: str
) -> None:
    claim = CLAIM | {"quantity": "lithium_leaders", "value": "", "unit": "set"}
    assert only(check_claims(case(claim | changes))).verdict.value == verdict


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ({}, "supported"),
        ({"answer": "no"}, "contradicted"),
        ({"subject": "BRA", "said_on": "2020-01-01"}, "contradicted"),
        ({"quantity": "opecc_participant"}, "cannot_be_checked"),
    ],
)
def test_membership_is_dated(case: Callable[..., Study], changes: dict[str, str], verdict: str) -> None:
    claim = CLAIM | {"quantity": "opec_plus_participant", "value": "", "answer": "yes", "unit": "membership"}
    assert only(check_claims(case(claim | changes))).verdict.value == verdict


@pytest.mark.parametrize(
    ("subject", "symbol", "verdict"),
    [
        ("COL", "62/243", "supported"),
        ("COL;URY", "62/243", "contradicted"),
        ("PRY", "62/243", "cannot_be_checked"),
        ("latin-america", "62/243", "contradicted"),
        ("oic", "62/243", "supported"),
        ("COL", "62/99999", "cannot_be_checked"),
    ],
)
def test_support_is_how_the_states_voted(case: Callable[..., Study], subject: str, symbol: str, verdict: str) -> None:
    claim = CLAIM | {"quantity": "votes_in_support", "value": "", "answer": "supported", "unit": "votes"}
    study = case(
        claim | {"subject": subject, "partner": "AZE"},
        evidence=[FOUND | {"quantity": "roll_call", "value": "", "answer": symbol, "unit": "resolution"}],
    )
    assert only(check_claims(study)).verdict.value == verdict


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"quantity": "happiness"}, "Alat has no check for a statement of this kind."),
        ({"partner": "latin-america"}, "Not covered: the check needs countries by name"),
        ({"partner": "AZE"}, "Not covered: "),
        ({"value": ""}, "The claim states no number."),
        ({"quantity": "partner_rank_atlantis", "value": "1"}, "Alat knows no bloc 'atlantis'"),
        ({"quantity": "votes_in_support"}, "The study names no roll call to check it by."),
        ({"quantity": "direct_sea_services", "value": "0"}, "No evidence names such a service"),
    ],
)
def test_what_cannot_be_checked_says_why(case: Callable[..., Study], changes: dict[str, str], said: str) -> None:
    found = only(check_claims(case(CLAIM | changes)))
    assert found.verdict.value == "cannot_be_checked"
    assert found.reason.startswith(said)


def test_a_named_service_contradicts_that_there_is_none(case: Callable[..., Study]) -> None:
    claim = CLAIM | {"quantity": "direct_sea_services", "value": "0", "unit": "services"}
    named = FOUND | {"quantity": "direct_sea_services", "value": "1", "unit": "services"}
    assert only(check_claims(case(claim, evidence=[named]))).verdict.value == "contradicted"


def test_a_study_without_claims_has_no_checks(case: Callable[..., Study]) -> None:
    assert check_claims(case()).checks == ()


def test_a_broken_claim_is_named_by_row(case: Callable[..., Study]) -> None:
    with pytest.raises(BadTable, match=r"case/claims.csv, row 2, column year: 'soon'; expected a whole number"):
        case(CLAIM | {"year": "soon"})
