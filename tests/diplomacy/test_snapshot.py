"""Do the scripts make the shipped tables out of the raw files, and lose no vote?"""

import importlib.util
from pathlib import Path
from types import ModuleType

import polars as pl
import pytest

from alat.data import table

TOOLS = Path(__file__).resolve().parents[2] / "tools" / "snapshot"


def script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"snapshot_{name}", TOOLS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.raw
def test_votes_are_rebuilt_as_shipped(raw_data: Path, tmp_path: Path) -> None:
    script("votes").main(raw_data, tmp_path)
    assert pl.read_parquet(tmp_path / "votes.parquet").equals(table("votes"))
    assert pl.read_parquet(tmp_path / "roll_calls.parquet").equals(table("roll_calls"))
    assert (tmp_path / "votes.parquet").stat().st_size <= 800_000


@pytest.mark.raw
def test_minerals_are_rebuilt_as_shipped(raw_data: Path, tmp_path: Path) -> None:
    script("minerals").main(raw_data, tmp_path)
    assert pl.read_csv(tmp_path / "minerals.csv").equals(table("minerals"))


@pytest.mark.raw
def test_every_raw_vote_is_shipped_under_some_code(raw_data: Path) -> None:
    raw = pl.read_parquet(raw_data / "politics" / "votes" / "votes_long.parquet")
    by_word = dict(raw["vote"].value_counts().iter_rows())
    shipped = dict(table("votes")["vote"].value_counts().iter_rows())
    assert shipped == {1: by_word["yes"], 2: by_word["abstain"], 3: by_word["no"]}
    coded = raw.drop_nulls("iso3").group_by("iso3").agg(n=pl.len())
    both = coded.join(table("voters"), on="iso3")
    assert both.height == coded.height
    assert both.filter(pl.col("n") != pl.col("votes")).height == 0
