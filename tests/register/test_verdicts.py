"""What does a found number say of a claimed one, and how do the bases add up?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alat.data import Basis, Quantity
from alat.register import ClaimVerdict, Finding
from alat.register.verdicts import (
    CANNOT,
    CONTRADICTED,
    DEPENDS,
    LIKE,
    STALE,
    SUPPORTED,
    YEARS_APART,
    all_parts,
    by_basis,
    compare,
)

amounts = st.floats(1e3, 1e12)
verdicts = st.sampled_from(list(ClaimVerdict))


def finding(verdict: ClaimVerdict, year: int = 2023) -> Finding:
    return Finding("x", Quantity(1.0, "usd", Basis.REPORTED, (), str(year)), "", verdict, "")


@pytest.mark.parametrize(
    ("found", "years_apart", "floor", "verdict"),
    [
        (100.0, 0, False, SUPPORTED),
        (109.0, 0, False, SUPPORTED),
        (112.0, 0, False, CONTRADICTED),
        (100.0, 1, False, STALE),
        (100.0, -1, False, SUPPORTED),
        (150.0, 3, False, SUPPORTED),
        (210.0, 3, False, CONTRADICTED),
        (0.0, 0, False, CONTRADICTED),
        (100.0, YEARS_APART + 1, False, CANNOT),
        (50.0, 0, True, CANNOT),
        (50.0, 2, True, CANNOT),
        (300.0, 2, True, CONTRADICTED),
    ],
)
def test_bands_are_those_the_page_states(found: float, years_apart: int, *, floor: bool, verdict: ClaimVerdict) -> None:
    assert compare(100.0, found, years_apart=years_apart, floor=floor) is verdict


def test_nothing_claimed_and_nothing_found_agree() -> None:
    assert compare(0.0, 0.0, years_apart=0) is SUPPORTED


@given(amounts, amounts, st.integers(-7, 7), st.sampled_from([2.0, 1024.0, 0.5]))
def test_the_unit_changes_nothing(claimed: float, found: float, years_apart: int, scale: float) -> None:
    # Powers of two, so that scaling is exact.
    assert compare(claimed, found, years_apart=years_apart) is compare(
        claimed * scale, found * scale, years_apart=years_apart
    )


@given(amounts, amounts)
def test_neither_side_is_preferred(claimed: float, found: float) -> None:
    assert compare(claimed, found, years_apart=0) is compare(found, claimed, years_apart=0)


@given(st.lists(amounts, min_size=3, max_size=3).map(sorted), st.integers(0, YEARS_APART))
def test_a_number_further_off_is_never_better(rising: list[float], years_apart: int) -> None:
    claimed, near, far = rising
    if compare(claimed, near, years_apart=years_apart) is CONTRADICTED:
        assert compare(claimed, far, years_apart=years_apart) is CONTRADICTED


@given(amounts, st.floats(LIKE * 1.001, 1e3), st.integers(-YEARS_APART, YEARS_APART))
def test_beyond_a_factor_of_two_every_year_contradicts(claimed: float, times: float, years_apart: int) -> None:
    assert compare(claimed, claimed * times, years_apart=years_apart) is CONTRADICTED


@given(st.lists(verdicts, max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_findings_changes_nothing(found: list[ClaimVerdict], random: object) -> None:
    mixed = list(found)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert all_parts(found) is all_parts(mixed)
    assert by_basis(map(finding, found), year=2024) is by_basis(map(finding, mixed), year=2024)


@given(st.lists(verdicts, max_size=6))
def test_a_finding_that_says_nothing_adds_nothing(found: list[ClaimVerdict]) -> None:
    assert by_basis(map(finding, [*found, CANNOT]), year=2024) is by_basis(map(finding, found), year=2024)


@pytest.mark.parametrize(
    ("found", "verdict"),
    [
        ([], CANNOT),
        ([CANNOT], CANNOT),
        ([SUPPORTED, CONTRADICTED], DEPENDS),
        ([STALE, CONTRADICTED], DEPENDS),
        ([CONTRADICTED, CONTRADICTED], CONTRADICTED),
        ([SUPPORTED, STALE], STALE),
        ([SUPPORTED], SUPPORTED),
    ],
)
def test_bases_that_disagree_make_it_depend_on_the_reporter(found: list[ClaimVerdict], verdict: ClaimVerdict) -> None:
    assert by_basis(map(finding, found), year=2024) is verdict


def test_a_number_of_the_claims_own_year_outweighs_the_same_in_an_older_one() -> None:
    assert by_basis([finding(SUPPORTED, 2024), finding(STALE, 2023)], year=2024) is SUPPORTED


@pytest.mark.parametrize(
    ("found", "verdict"),
    [
        ([], CANNOT),
        ([SUPPORTED, CONTRADICTED], CONTRADICTED),
        ([SUPPORTED, CANNOT], CANNOT),
        ([SUPPORTED, STALE], STALE),
        ([SUPPORTED, SUPPORTED], SUPPORTED),
    ],
)
def test_of_several_parts_all_must_hold(found: list[ClaimVerdict], verdict: ClaimVerdict) -> None:
    assert all_parts(found) is verdict
