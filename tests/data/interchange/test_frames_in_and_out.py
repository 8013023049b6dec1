"""Polars, pandas and Arrow frames in and out, and the guard against cells that run."""

import subprocess
import sys
from datetime import date

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from alat.data.interchange import guarded, to_arrow, to_pandas, to_polars, unguarded
from alat.errors import BadInput

FRAME = pl.DataFrame(
    {
        "name": ["a", None, "ç"],
        "count": [1, None, 3],
        "value_usd": [1.5, None, -2.0],
        "good": [True, False, None],
        "day": [date(2025, 4, 18), None, date(2024, 1, 1)],
    }
)


@pytest.mark.parametrize("there", [to_arrow, lambda frame: frame.lazy(), lambda frame: to_arrow(frame).to_batches()[0]])
def test_a_frame_comes_back_as_it_went(there: object) -> None:
    assert callable(there)
    assert_frame_equal(to_polars(there(FRAME)), FRAME)


def test_a_frame_comes_back_from_pandas_with_its_values() -> None:
    back = to_polars(to_pandas(FRAME))
    assert back.select("name", "value_usd", "good").rows() == FRAME.select("name", "value_usd", "good").rows()
    assert back["count"].to_list() == [1, None, 3]


def test_pandas_is_not_imported_for_a_polars_frame() -> None:
    program = (
        "import sys, polars as pl; from alat.data.interchange import to_polars; to_polars(pl.DataFrame({'a': [1]}));"
        "sys.exit('pandas' in sys.modules or 'pyarrow' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_an_index_is_left_out_and_categories_are_texts() -> None:
    frame = pd.DataFrame({"a": pd.Categorical(["x", "y", "x"]), "b": [1.0, float("nan"), 3.0]}, index=[7, 7, 9])
    back = to_polars(frame)
    assert back.columns == ["a", "b"]
    assert back["a"].cast(pl.String).to_list() == ["x", "y", "x"]
    assert back["b"].to_list() == [1.0, None, 3.0]


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        (pd.DataFrame([[1, 2]], columns=["a", "a"]), "the column 'a' stands twice"),
        (pd.DataFrame([[1]], columns=[7]), "the column name 7 is a int; expected text"),
        (pd.DataFrame({"a": [1, "much", {}]}), "column a: its values have no one type"),
        ("a,b", "the frame is a str; expected a Polars, pandas or Arrow frame"),
        (pa.array([1, 2]), "the frame"),
    ],
)
def test_what_is_no_frame_is_refused_in_words(frame: object, message: str) -> None:
    with pytest.raises(BadInput, match=message):
        to_polars(frame)


@given(st.lists(st.text("'=+-@\t\rab 1", max_size=6), max_size=20))
def test_what_is_guarded_begins_like_no_formula_and_comes_back(texts: list[str]) -> None:
    frame = pl.DataFrame({"text": pl.Series(texts, dtype=pl.String), "number": [-1.0] * len(texts)})
    shown = guarded(frame)
    assert not any(text.startswith(("=", "+", "-", "@", "\t", "\r")) for text in shown["text"])
    assert_frame_equal(unguarded(shown), frame)


def test_a_header_is_guarded_too_and_a_number_is_left() -> None:
    frame = pl.DataFrame({"=cmd": ["x"], "n": [-5]})
    assert guarded(frame).columns == ["'=cmd", "n"]
    assert guarded(frame)["n"].to_list() == [-5]
    assert unguarded(guarded(frame)).columns == ["=cmd", "n"]
