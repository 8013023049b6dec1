"""Does a result keep its meaning as JSON?"""

import json
import math
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alat.data import Basis, Quantity
from alat.data.envelope import envelope
from alat.data.plain import plain
from alat.errors import BadInput

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@dataclass(frozen=True)
class Result:
    total: Quantity
    frame: pl.DataFrame
    day: date
    codes: frozenset[str]


@given(json_values)
def test_what_is_json_already_stays_as_it_is(value: object) -> None:
    assert plain(value) == value
    assert json.loads(json.dumps(plain(value))) == value


def test_a_result_becomes_objects_by_field_name() -> None:
    result = Result(
        total=Quantity(None, "usd", Basis.RECONCILED, ("baci",), "2023", "no row"),
        frame=pl.DataFrame({"year": [2022, 2023], "usd": [1.5, None]}),
        day=date(2025, 4, 18),
        codes=frozenset({"b", "a"}),
    )
    assert plain(result) == {
        "total": {
            "value": None,
            "unit": "usd",
            "basis": "reconciled",
            "sources": ["baci"],
            "year": "2023",
            "note": "no row",
        },
        "frame": [{"year": 2022, "usd": 1.5}, {"year": 2023, "usd": None}],
        "day": "2025-04-18",
        "codes": ["a", "b"],
    }


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_a_number_that_is_not_finite_is_null(value: float) -> None:
    assert plain(value) is None
    assert plain(pl.DataFrame({"x": [value]})) == [{"x": None}]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (np.float64(1.5), 1.5),
        (np.int64(3), 3),
        (np.bool_(True), True),  # noqa: FBT003 - the value under test
        (np.array([1.0, np.nan]), [1.0, None]),
        (datetime(2025, 4, 18, 12, tzinfo=UTC), "2025-04-18T12:00:00+00:00"),
        (Path("out") / "brief.html", "out/brief.html"),
    ],
)
def test_what_libraries_hand_over_has_a_plain_form(value: object, expected: object) -> None:
    assert plain(value) == expected


@pytest.mark.parametrize("value", [object(), b"bytes", 1 + 2j, Result])
def test_what_has_no_plain_form_is_refused_and_not_hidden(value: object) -> None:
    with pytest.raises(TypeError, match="has no plain form"):
        plain(value)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_a_quantity_is_a_finite_number_or_not_known(value: float) -> None:
    with pytest.raises(BadInput, match="expected a finite number, or None"):
        Quantity(value, "usd", Basis.OBSERVED)
    assert not Quantity(None, "usd", Basis.OBSERVED).known
    assert Quantity(0.0, "usd", Basis.OBSERVED).known


def test_an_envelope_has_the_six_keys_and_each_source_once() -> None:
    answer = envelope("profile", {"a": "AZE"}, result=(1, 2), sources=("x", "y", "x"), notes=("n", "n"))
    assert list(answer) == ["alat", "command", "inputs", "result", "sources", "notes"]
    assert [source["id"] for source in answer["sources"]] == ["x", "y"]  # type: ignore[attr-defined]
    assert answer["notes"] == ["n"]
