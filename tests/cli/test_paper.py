"""Is a figure on a terminal never without its unit, and a missing one never a number?"""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alat.cli.paper import NOT_KNOWN, blank_paper, figure, number
from alat.data import Basis, Quantity

UNITS = ("usd", "share", "km", "h", "kgco2e", "t", "percent")


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (220_847_123.0, "usd", "220.8 m USD"),
        (1_064_000_000.0, "usd", "1.06 bn USD"),
        (529_312.0, "usd", "529.3 k USD"),
        (8.0, "usd", "8 USD"),
        (0.0, "usd", "0 USD"),
        (-1_500_000.0, "usd", "-1.5 m USD"),
        (0.894, "share", "89.4 %"),
        (0.0033, "share", "0.33 %"),
        (0.0, "share", "0 %"),
        (86.2, "percentile", "86 of 100"),
        (4.283, "ratio", "4.28"),
        (1204.0, "km", "1,204 km"),
        (12_450.4, "km", "12,450 km"),
        (0.25, "t", "0.25 t"),
        (8e-6, "t", "0.000008 t"),
        (4.2e-7, "share", "0.000042 %"),
        (3087.0, "kgco2e", "3,087 kg CO2e"),
        (104.0, "rank", "104"),
        (None, "usd", NOT_KNOWN),
    ],
)
def test_a_number_is_shown_with_its_unit(value: float | None, unit: str, shown: str) -> None:
    assert number(value, unit) == shown


@given(st.floats(-1e15, 1e15), st.sampled_from(UNITS), st.sampled_from(list(Basis)))
def test_a_known_figure_has_digits_a_unit_and_a_mark_when_it_is_no_record(
    value: float, unit: str, basis: Basis
) -> None:
    shown = figure(Quantity(value, unit, basis))
    assert re.search(r"\d", shown)
    assert re.search(r"[%a-zA-Z]$", shown)
    assert shown.startswith("~") == (basis in {Basis.MODELLED, Basis.ASSUMED})


@given(st.sampled_from(UNITS), st.sampled_from(list(Basis)))
def test_a_missing_figure_has_no_digit(unit: str, basis: Basis) -> None:
    assert figure(Quantity(None, unit, basis)) == NOT_KNOWN


def test_footnotes_count_sources_in_order_of_first_use_and_list_each_once() -> None:
    paper = blank_paper(plain=True)
    assert paper.cite(("b", "a", "b")) == "[1] [2]"
    assert paper.cite(("a",)) == "[2]"
    page = paper.close(("c", "a"), ("mind this", "mind this"))
    assert page == "Note: mind this\nSources\n[1] b\n[2] a\n[3] c\n"


def test_what_is_printed_is_never_read_as_markup() -> None:
    paper = blank_paper(plain=True)
    paper.table(("name",), [("[red]x[/red] :smile:",)])
    assert "[red]x[/red] :smile:" in paper.close((), ())


def test_an_empty_column_is_left_out() -> None:
    paper = blank_paper(plain=True)
    paper.table(("here", "gone"), [("a", ""), ("b", "")])
    page = paper.close((), ())
    assert "here" in page
    assert "gone" not in page
