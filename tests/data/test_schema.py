"""Is a typed frame held to its schema, and a schema to being one?"""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from alat.data.schema import check, schema
from alat.errors import BadTable, CorruptSnapshot


def frame(**changes: list[object]) -> pl.DataFrame:
    sound: dict[str, list[object]] = {
        "id": ["a", "b"],
        "day": ["2025", "2025-04-18"],
        "count": [1, 2],
        "value_usd": [1.5, 2.0],
        "kind": ["big", "small"],
        "good": [True, False],
    }
    return pl.DataFrame(sound | changes, strict=False)


@pytest.mark.usefixtures("package")
def test_a_sound_frame_passes() -> None:
    check(frame(), "toy", file="toy")
    check(frame(day=[date(2025, 1, 1), None]), "toy", file="toy")


@pytest.mark.usefixtures("package")
@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"id": ["a", "a"]}, "toy, row 2, column id: duplicate key a; it stands in row 1 already"),
        ({"id": ["a", None]}, "toy, row 2, column id: no value; one is required"),
        ({"day": ["2025", "2025-02-30"]}, "toy, row 2, column day: '2025-02-30'; expected a date"),
        ({"count": [1, -1]}, "toy, row 2, column count: -1; expected at least 0"),
        ({"count": [101, 1]}, "toy, row 1, column count: 101; expected at most 100"),
        ({"count": [1.0, 2.0]}, "toy, column count: type Float64; expected int"),
        ({"value_usd": [1.0, float("nan")]}, "toy, row 2, column value_usd: nan; expected a finite number"),
        ({"value_usd": [float("inf"), 1.0]}, "toy, row 1, column value_usd: inf; expected a finite number"),
        ({"value_usd": ["1", "2"]}, "toy, column value_usd: type String; expected float"),
        ({"kind": ["big", "huge"]}, "toy, row 2, column kind: 'huge'; expected one of big, small"),
        ({"good": ["yes", "no"]}, "toy, column good: type String; expected bool"),
        ({"more": [1, 2]}, "toy, row 1, column more: unknown column"),
    ],
)
def test_a_frame_that_breaks_its_schema_is_named(changes: dict[str, list[object]], message: str) -> None:
    with pytest.raises(BadTable) as caught:
        check(frame(**changes), "toy", file="toy")
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("count,int", "count,integer", "row 4, column type: 'integer'; expected one of str, int"),
        (",0,100,", ",zero,100,", "row 4, column low: 'zero'; expected a number or nothing"),
        (",0,100,", ",nan,100,", "row 4, column low: 'nan'; expected a number or nothing"),
        ("id,str,,yes", "id,str,,true", "row 2, column key: 'true'; expected yes or nothing"),
        (",the key", ",", "row 2, column meaning: no value"),
        ("column,type", "name,type", "row 1: a schema has the columns column, type"),
    ],
)
def test_a_schema_that_is_none_is_refused(
    package: Path, reseal: Callable[[], None], *, old: str, new: str, message: str
) -> None:
    path = package / "data" / "schemas" / "toy.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    reseal()
    with pytest.raises(BadTable) as caught:
        schema("toy")
    assert str(caught.value).startswith(f"data/schemas/toy.csv, {message}")


@pytest.mark.usefixtures("package")
def test_a_table_without_a_schema_is_a_broken_snapshot() -> None:
    with pytest.raises(CorruptSnapshot, match=r"data/schemas/none.csv: not on the list"):
        schema("none")
