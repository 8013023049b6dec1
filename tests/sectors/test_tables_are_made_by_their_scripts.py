"""Do the scripts give the shipped tables of energy, exchanges and visas again, byte for byte?"""

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from alat.sealed import PACKAGE

SCRIPTS = Path(__file__).resolve().parents[2] / "tools" / "snapshot"
TABLES = {
    "energy": ("energy_parameters", "energy_prices"),
    "exchanges": ("exchange_costs", "exchange_stays"),
    "visas": ("visas",),
}


@pytest.fixture(autouse=True)
def scripts(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.syspath_prepend(str(SCRIPTS))
    yield
    for name in (*TABLES, "trade_files"):
        sys.modules.pop(name, None)


@pytest.mark.raw
@pytest.mark.parametrize("script", TABLES)
def test_a_script_gives_the_shipped_tables_again(script: str, raw_data: Path, tmp_path: Path) -> None:
    importlib.import_module(script).main(raw_data, tmp_path)
    for name in TABLES[script]:
        shipped = PACKAGE / "data" / "snapshot" / f"{name}.csv"
        assert (tmp_path / f"{name}.csv").read_bytes() == shipped.read_bytes()
