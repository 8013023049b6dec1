"""Is every shipped file what it should be, and is one that is not refused and named?"""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import alat.data
from alat import sealed
from alat.data import datasets, sources, table, verify
from alat.data.identities import world_problem
from alat.data.schema import schema
from alat.errors import CorruptSnapshot, UnknownCode

TOY = "data/snapshot/toy.csv"


def problems() -> dict[str, str]:
    return {verdict.file: verdict.problem for verdict in verify() if verdict.problem}


def test_the_shipped_snapshot_is_sound() -> None:
    assert problems() == {}


def test_every_shipped_table_has_a_schema_a_source_and_a_licence() -> None:
    for name, dataset in datasets().items():
        assert schema(name).columns, name
        assert dataset.sources, name
        for source_id in dataset.sources:
            assert sources()[source_id].licence, source_id


def test_every_shipped_table_opens_with_the_columns_of_its_schema() -> None:
    for name in datasets():
        assert set(table(name).columns) == set(schema(name).names), name


def test_the_snapshot_stays_within_its_size_budget() -> None:
    assert sum((sealed.PACKAGE / path).stat().st_size for path in sealed.seals()) <= 15e6


@pytest.mark.usefixtures("package")
def test_a_sound_package_has_no_problem_and_counts_rows() -> None:
    rows = {verdict.file: verdict.rows for verdict in verify()}
    assert problems() == {}
    assert rows[TOY] == 2
    assert rows["data/snapshot/toy_frame.parquet"] == 2
    assert table("toy").equals(table("toy_frame"))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(place=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_one_changed_bit_anywhere_is_named_and_refused(package: Path, place: float, bit: int) -> None:
    path = package / "data" / "snapshot" / "toy_frame.parquet"
    sound = path.read_bytes()
    broken = bytearray(sound)
    broken[int(place * len(broken))] ^= 1 << bit
    path.write_bytes(bytes(broken))
    try:
        sealed.read_bytes.cache_clear()
        table.cache_clear()
        assert list(problems()) == ["data/snapshot/toy_frame.parquet"]
        with pytest.raises(CorruptSnapshot, match=r"toy_frame\.parquet: changed since it was shipped"):
            table("toy_frame")
    finally:
        path.write_bytes(sound)


def test_a_missing_file_is_named_and_refused(package: Path) -> None:
    (package / TOY).unlink()
    assert problems() == {TOY: "missing"}
    with pytest.raises(CorruptSnapshot, match=r"toy\.csv: missing; run `alat data verify`"):
        table("toy")


def test_a_file_nobody_shipped_is_named(package: Path) -> None:
    (package / "data" / "snapshot" / "extra.csv").write_text("a\n1\n", encoding="utf-8")
    assert problems() == {"data/snapshot/extra.csv": "not on the list of shipped files"}


@pytest.mark.parametrize("content", [None, b"", b"\xff\xfe", b"path\nx\n"])
def test_a_broken_list_of_files_refuses_everything(
    package: Path, content: bytes | None, reseal: Callable[[], None]
) -> None:
    reseal()
    (package / sealed.LIST).unlink()
    if content is not None:
        (package / sealed.LIST).write_bytes(content)
    sealed.seals.cache_clear()
    for refused in (verify, datasets, lambda: table("toy")):
        with pytest.raises(CorruptSnapshot, match=r"seals\.csv: the list of shipped files is missing or unreadable"):
            refused()


@pytest.mark.parametrize(
    ("path", "old", "new", "message"),
    [
        (TOY, "1.5", "-1.5", "row 2, column value_usd: -1.5; expected at least 0"),
        (TOY, "b,,", "a,,", "row 3, column id: duplicate key a"),
        ("data/datasets.csv", "observed,2023,who", "observed,2023,nobody", "its source nobody is not in sources.csv"),
        ("data/datasets.csv", "observed,2023,who", "guessed,2023,who", "row 2, column basis: 'guessed'"),
        ("data/sources.csv", "CC-BY-4.0", "", "row 2, column licence: no value; one is required"),
        ("data/datasets.csv", "toy,data/snapshot/toy.csv,observed,2023,who,a toy\n", "", "not in data/datasets.csv"),
    ],
)
def test_what_was_sealed_wrong_is_found_all_the_same(
    package: Path, reseal: Callable[[], None], *, path: str, old: str, new: str, message: str
) -> None:
    text = (package / path).read_text(encoding="utf-8")
    assert old in text
    (package / path).write_text(text.replace(old, new, 1), encoding="utf-8")
    reseal()
    assert any(message in problem for problem in problems().values()), problems()


def test_a_parquet_table_out_of_bounds_is_found(package: Path, reseal: Callable[[], None]) -> None:
    path = package / "data" / "snapshot" / "toy_frame.parquet"
    pl.read_parquet(path).with_columns(value_usd=-pl.col("value_usd")).write_parquet(path)
    reseal()
    found = problems()["data/snapshot/toy_frame.parquet"]
    assert found.startswith("data/snapshot/toy_frame.parquet, row ") or "column value_usd: -" in found


@pytest.mark.usefixtures("package")
def test_an_unknown_table_suggests_the_near_one() -> None:
    with pytest.raises(UnknownCode, match=r"unknown table 'toyy'; did you mean toy"):
        table("toyy")


def test_an_unknown_source_suggests_the_near_one() -> None:
    with pytest.raises(UnknownCode, match="unknown source 'zzzzzz'"):
        alat.data.source("zzzzzz")


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Copy what ships, so that a test may break a real file."""
    for path in (*sealed.seals(), sealed.LIST):
        target = tmp_path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(sealed.PACKAGE / path, target)
    monkeypatch.setattr(sealed, "PACKAGE", tmp_path)
    caches = (sealed.seals, sealed.read_bytes, schema, datasets, table, sources)
    for cached in caches:
        cached.cache_clear()
    yield tmp_path
    for cached in caches:
        cached.cache_clear()


def test_a_broken_real_table_is_the_only_one_named_and_refused(copied: Path) -> None:
    name, dataset = next(item for item in datasets().items() if item[1].path.endswith(".parquet"))
    path = copied / dataset.path
    path.write_bytes(path.read_bytes()[:-1])
    assert list(problems()) == [dataset.path]
    with pytest.raises(CorruptSnapshot, match="changed since it was shipped"):
        table(name)


def test_mapped_and_unmapped_trade_make_the_world_and_a_lost_flow_is_found() -> None:
    world, flows = table("flows_total_world"), table("flows_total")
    assert world_problem(world, lambda _: flows) == ""
    assert "rows" in world_problem(world, lambda _: flows.tail(-1))
    raised = flows.with_columns(value_usd=pl.col("value_usd") * 1.001)
    assert "mapped_usd" in world_problem(world, lambda _: raised)
    renamed = flows.with_columns(exporter=pl.col("exporter").replace("AZE", "S19"))
    assert "mapped_usd" in world_problem(world, lambda _: renamed)
