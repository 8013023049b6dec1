"""Is a figure on a terminal never without its unit, and a missing one never a number?"""

import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from alat.cli.paper import NOT_KNOWN, Paper, blank_paper, figure, number, written_out
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


def page(width: int) -> Paper:
    return Paper(Console(file=io.StringIO(), width=width, markup=False, highlight=False))


@given(
    st.lists(st.lists(st.integers(0, 10**9).map(lambda n: f"{n:,}"), min_size=9, max_size=9), min_size=1, max_size=4),
    st.integers(40, 130),
)
def test_no_number_is_broken_however_narrow_the_page_and_none_is_lost(rows: list[list[str]], width: int) -> None:
    paper = page(width)
    names = ("what", *(f"n{i}" for i in range(9)))
    lines = [("a name of several words and a Mediterraneanisation", *row) for row in rows]
    paper.table(names, lines, right=names[1:], title="Numbers")
    words = paper.close((), ()).split()
    assert max(map(len, paper.close((), ()).splitlines())) <= width
    for row in rows:
        for cell in row:
            assert words.count(cell) >= sum(other.count(cell) for other in rows)


def test_what_stands_side_by_side_is_not_split_and_what_does_not_repeats_its_first_texts() -> None:
    columns, row = ("HS", "product", "value", "of it"), ("85", "Electrical equipment", "1,234,567.89", "9,876,543.21")
    wide, narrow = page(60), page(40)
    for paper in (wide, narrow):
        paper.table(columns, [row], right=("value", "of it"), title="Trade")
    assert "(continued)" not in wide.close((), ())
    told = narrow.close((), ())
    assert told.count("Trade (continued)") == 1
    first, second = told.split("Trade (continued)")
    assert "1,234,567.89" in first
    assert "9,876,543.21" in second
    assert first.count("85") == second.count("85") == 1


@pytest.mark.parametrize(("value", "shown"), [(8e-6, "0.000008"), (0.0123, "0.012"), (0.0, "0")])
def test_small_numbers_are_written_out(value: float, shown: str) -> None:
    assert written_out(value, digits=2) == shown
