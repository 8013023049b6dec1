"""The snapshot scripts give the shipped tables again, row for row."""

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from alat.data import datasets
from alat.data.schema import schema
from alat.sealed import PACKAGE

SCRIPTS = Path(__file__).resolve().parents[2] / "tools" / "snapshot"
TABLES = {
    "trade_flows": ["flows_total", "flows_total_codes", "flows_total_world"],
    "trade_reported": ["flows_reported", "mirror_reference", "growth_reference", "transit_pools"],
    "trade_products": ["supply_hs2", "demand_hs2", "demand_hs4", "demand_coverage"],
    "trade_macro": ["macro", "tariffs_manufactured"],
    "trade_theta": ["theta_studies", "theta_cargo"],
    "trade_uses": ["chapter_uses"],
}


@pytest.fixture(autouse=True)
def scripts(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.syspath_prepend(str(SCRIPTS))
    yield
    for name in [name for name in sys.modules if name.startswith("trade_")]:
        del sys.modules[name]


@pytest.mark.raw
@pytest.mark.parametrize("script", TABLES)
def test_a_script_gives_the_shipped_tables_again(script: str, raw_data: Path, tmp_path: Path) -> None:
    importlib.import_module(script).main(raw_data, tmp_path)
    for name in TABLES[script]:
        assert_frame_equal(_read(tmp_path / _file(name)), _read(_shipped(name)))


@pytest.mark.raw
def test_the_gravity_script_gives_the_shipped_fit_again(raw_data: Path, tmp_path: Path) -> None:
    for name in ("flows_total", "flows_total_codes"):
        (tmp_path / _file(name)).write_bytes(_shipped(name).read_bytes())
    importlib.import_module("trade_gravity").main(raw_data, tmp_path)
    for name in ("gravity_geography", "gravity_fit"):
        # Another processor may differ in the last digits of a fit.
        assert_frame_equal(_read(tmp_path / _file(name)), _read(_shipped(name)), rel_tol=1e-6)


def test_the_settings_script_gives_the_shipped_lists_again(tmp_path: Path) -> None:
    importlib.import_module("trade_settings").main(out=tmp_path)
    for name in ("trade_parameters", "trade_chapters", "trade_entrepots"):
        assert (tmp_path / _file(name)).read_bytes() == _shipped(name).read_bytes()


def test_every_trade_table_has_a_unit_or_is_a_name() -> None:
    for name in [name for names in TABLES.values() for name in names]:
        for column in schema(name).columns:
            assert column.unit or column.type in {"str", "bool"}, f"{name}.{column.name}"


def _shipped(name: str) -> Path:
    return PACKAGE / datasets()[name].path


def _file(name: str) -> str:
    return _shipped(name).name


def _read(path: Path) -> pl.DataFrame:
    return pl.read_csv(path) if path.suffix == ".csv" else pl.read_parquet(path)
