"""Is the room small, quick to enter, and are its tables what its scripts write?"""

import ast
import doctest
import importlib
import importlib.util
import pkgutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

import alat.reference
from alat.data import datasets, source, table
from alat.reference import bloc_names, countries
from alat.reference.names import read_table
from alat.sealed import PACKAGE

ROOT = PACKAGE.parents[1]
MODULES = sorted(found.name for found in pkgutil.iter_modules(alat.reference.__path__))
TABLES = sorted(name for name in datasets() if name.startswith("reference_"))


def _script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / "snapshot" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_public_names_are_sorted_and_there() -> None:
    assert alat.reference.__all__ == sorted(alat.reference.__all__)
    assert all(hasattr(alat.reference, name) for name in alat.reference.__all__)


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_the_docstrings_hold(name: str) -> None:
    result = doctest.testmod(importlib.import_module(f"alat.reference.{name}"))
    assert result.failed == 0


def test_entering_the_room_loads_no_frame_library_and_reads_no_table() -> None:
    code = (
        "import sys, alat.reference, alat.sealed;"
        "print('polars' in sys.modules, alat.sealed.read_bytes.cache_info().currsize)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "0"]


def test_every_table_of_the_room_is_in_the_list_that_verify_reads() -> None:
    listed = {PACKAGE / datasets()[name].path for name in TABLES}
    assert listed == set((PACKAGE / "reference" / "tables").glob("*.csv"))


@pytest.mark.parametrize("name", TABLES)
def test_a_table_keeps_its_schema_and_its_sources_are_known(name: str) -> None:
    assert table(name).height > 0
    assert all(source(each).licence for each in datasets()[name].sources)


def test_tables_refer_only_to_what_is_there() -> None:
    memberships = read_table("memberships")
    assert {row["bloc"] for row in memberships} == set(bloc_names())
    assert {row["iso3"] for row in memberships} <= set(countries())
    assert {row["iso3"] for row in read_table("aliases")} <= set(countries())
    assert {row["code"] for row in read_table("bloc_aliases")} <= set(bloc_names())
    assert {row["iso3"] for row in read_table("comtrade_codes")} - {""} <= set(countries())
    for row in memberships:
        assert all(source(each) for each in row["source"].split(";"))


@pytest.mark.raw
@pytest.mark.parametrize("name", ["reference", "reference_products"])
def test_the_scripts_write_the_shipped_bytes_again(name: str, raw_data: Path, tmp_path: Path) -> None:
    _script(name).main(raw_data, tmp_path)
    written = sorted(tmp_path.glob("*.csv"))
    assert written
    for path in written:
        assert path.read_bytes() == (PACKAGE / "reference" / "tables" / path.name).read_bytes(), path.name


def test_the_build_runs_every_script_that_has_a_main_and_reference_first() -> None:
    build = _script("build")
    found = build.scripts(ROOT / "tools" / "snapshot")
    assert found[:2] == ["reference", "reference_products"]
    assert not {"build", "seal"} & set(found)
    with_main = {
        path.stem
        for path in (ROOT / "tools" / "snapshot").glob("*.py")
        if any(isinstance(n, ast.FunctionDef) and n.name == "main" for n in ast.parse(path.read_text("utf-8")).body)
    }
    assert set(found) == with_main - {"build", "seal"}


def test_the_build_refuses_a_folder_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _script("build").main(tmp_path / "nowhere") == 2
    assert "no such folder" in capsys.readouterr().err


def test_the_build_orders_families_by_the_list_and_the_rest_by_name(tmp_path: Path) -> None:
    for name in ("zebra", "outline", "trade_b", "trade_a", "reference", "seal", "build"):
        (tmp_path / f"{name}.py").write_text("def main():\n    pass\n", encoding="utf-8")
    (tmp_path / "trade_files.py").write_text("PATHS = ()\n", encoding="utf-8")
    assert _script("build").scripts(tmp_path) == ["reference", "trade_a", "trade_b", "outline", "zebra"]
