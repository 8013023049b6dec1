"""Are the shipped tables of rates what their scripts write?"""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from alat.data import datasets

ROOT = Path(__file__).resolve().parents[3]
TOOLS = ROOT / "tools" / "snapshot"
MADE = (
    *("tariffs_case", "vat", "import_charges", "tariff_preferences", "customs_bases"),
    *("landed_parameters", "landed_margins"),
)


def script(name: str, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(TOOLS))
    spec = importlib.util.spec_from_file_location(f"snapshot_{name}", TOOLS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def shipped(name: str) -> bytes:
    return (ROOT / "src" / "alat" / datasets()[name].path).read_bytes()


@pytest.mark.raw
def test_rates_are_rebuilt_as_shipped(raw_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script("landed", monkeypatch).main(raw_data, tmp_path)
    for name in MADE:
        assert (tmp_path / f"{name}.csv").read_bytes() == shipped(name)


@pytest.mark.raw
def test_subheadings_are_rebuilt_as_shipped(raw_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script("landed_subheadings", monkeypatch).main(raw_data, tmp_path)
    assert (tmp_path / "hs_subheadings.parquet").read_bytes() == shipped("hs_subheadings")


@pytest.mark.raw
def test_a_raw_duty_that_nobody_has_read_stops_the_script(
    raw_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = tmp_path / "case"
    case.mkdir()
    for name in ("tariffs_case.csv", "tax_rates.csv"):
        (case / name).write_bytes((raw_data / "case" / name).read_bytes())
    with (case / "tariffs_case.csv").open("a", encoding="utf-8") as file:
        file.write("PER,0901,coffee,6,,2026,applied,somebody,https://example.org,reported,\n")
    with pytest.raises(SystemExit, match="PER 0901 is new"):
        script("landed", monkeypatch).main(tmp_path, tmp_path)
