"""Is a number printed so that a minister can read it, and so that nothing is lost or made up on the way?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alat.brief.catalogue import Catalogue
from alat.brief.format import COMPARED_DIGITS, HONEST_DIGITS, MINUS, amount, grouped, rounded, significant, split
from alat.data import Basis, Quantity
from alat.errors import BrokenTemplate

SIZES = st.floats(min_value=1e-2, max_value=1e12)


def parsed(text: str) -> float:
    return float(text.replace(MINUS, "-").replace(",", ""))


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (220_800_000.0, "usd", "USD 220.8 million"),
        (529_000.0, "usd", "USD 0.53 million"),
        (2_100.0, "usd", "USD 2.1 thousand"),
        (33.8e9, "usd", "USD 33.8 billion"),
        (8.63, "musd", "USD 8.6 million"),
        (4_879.0, "usd_per_feu", "USD 4,879 per FEU"),
        (159.0, "usd", "USD 159"),
        (36.2 * 24, "h", "36 days"),
        (2.46 * 24, "h", "2.5 days"),
        (0.8937, "share", "89.4%"),
        (0.00002, "share", "0.002%"),
        (4.283, "ratio", "4.3"),
        (1.197, "ratio", "1.20"),
        (3_104.0, "kgco2e", "3.1 t CO\u2082e"),
        (13_930.4, "km", "13,930 km"),
    ],
)
def test_a_quantity_is_printed_in_words_that_a_person_says(
    words: Catalogue, value: float, unit: str, text: str
) -> None:
    assert words.show(Quantity(value, unit, Basis.OBSERVED)).text == text.replace(" ", "\u00a0")


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (327_100_000.0, "usd", "USD 330 million"),
        (8.63, "musd", "USD 8.6 million"),
        (99_960_000.0, "usd", "USD 100 million"),
        (0.0682, "musd", "USD 68 thousand"),
        (4_384.0, "usd_per_feu", "USD 4,400 per FEU"),
        (11_560.0, "usd_per_feu", "USD 12,000 per FEU"),
        (36.2 * 24, "h", "36 days"),
        (2.46 * 24, "h", "2.5 days"),
        (0.393, "share", "39%"),
        (0.0551, "share", "5.5%"),
        (3_104.0, "kgco2e", "3.1 t CO\u2082e"),
        (13_930.4, "km", "14,000 km"),
        (0.0, "usd", "USD 0"),
        (12.0, "count", "12"),
        (1.25, "ratio", "1.25"),
        (77.0, "percentile", "77"),
    ],
)
@pytest.mark.parametrize("basis", [Basis.MODELLED, Basis.ASSUMED])
def test_a_modelled_amount_is_printed_with_two_digits_and_a_count_or_ratio_as_it_is(
    words: Catalogue, basis: Basis, value: float, unit: str, text: str
) -> None:
    assert words.show(Quantity(value, unit, basis)).text == text.replace(" ", "\u00a0")


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (4_384.0, "usd_per_feu", "4,380"),
        (35.17 * 24, "h", "35.2"),
        (3_094.0, "kgco2e", "3.09"),
        (11_560.0, "usd_per_feu", "11,600"),
    ],
)
def test_in_a_table_that_compares_a_modelled_amount_has_three(
    words: Catalogue, value: float, unit: str, text: str
) -> None:
    assert words.show(Quantity(value, unit, Basis.MODELLED), form="bare", digits=COMPARED_DIGITS).text == text


@given(st.floats(min_value=2e-3, max_value=1e12))
def test_a_modelled_amount_is_within_half_of_its_second_digit(value: float) -> None:
    assert abs(parsed(rounded(value, HONEST_DIGITS)) / value - 1) <= 0.05 * (1 + 1e-9)


def test_a_printed_number_never_breaks_at_its_unit(words: Catalogue) -> None:
    assert " " not in words.show(Quantity(220.8e6, "usd", Basis.OBSERVED)).text


def test_a_unit_nobody_knows_is_refused() -> None:
    with pytest.raises(BrokenTemplate, match="furlong"):
        split(Quantity(1.0, "furlong", Basis.OBSERVED))


@given(SIZES)
def test_an_amount_is_within_half_a_unit_of_its_last_digit(value: float) -> None:
    text = amount(value)
    decimals = len(text.partition(".")[2])
    assert abs(parsed(text) - value) <= 0.5 * 10**-decimals * (1 + 1e-9)


@given(SIZES, SIZES)
def test_a_larger_amount_is_never_printed_smaller(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert parsed(amount(low)) <= parsed(amount(high))


@given(SIZES)
def test_a_negative_amount_is_the_positive_one_with_a_true_minus(value: float) -> None:
    assert amount(-value) == MINUS + amount(value)


@given(st.floats(min_value=0, max_value=0.4))
def test_nothing_is_printed_as_minus_zero(value: float) -> None:
    assert MINUS not in grouped(-value, decimals=0)


@given(st.floats(min_value=1e-9, max_value=1e-3, exclude_max=True))
def test_a_tiny_amount_is_said_to_be_below_a_thousandth_and_never_zero(value: float) -> None:
    assert amount(value) == "<\u00a00.001"


@given(SIZES, st.integers(1, 6))
def test_rounding_to_significant_digits_moves_a_number_by_less_than_its_last_digit(value: float, digits: int) -> None:
    assert abs(significant(value, digits) / value - 1) <= 0.5 * 10 ** (1 - digits) * (1 + 1e-9)
