"""What every test may ask for."""

from collections.abc import Callable, Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import settings

from alat.data.pull.baci import pull_baci
from alat.data.pull.harvest import keep
from alat.data.pull.tariff_files import read_tariffs
from alat.data.warehouse import open_warehouse

# A busy machine must not fail a law: how long an example takes is no part of it.
settings.register_profile("untimed", parent=settings.get_profile(settings.get_current_profile_name()), deadline=None)
settings.load_profile("untimed")

RAW = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def raw_data() -> Path:
    """Return the folder of raw files, or skip with the reason."""
    if not RAW.is_dir():
        pytest.skip("the raw files are not beside the project (../shared/data)")
    return RAW


@pytest.fixture(autouse=True, scope="session")
def no_warehouse() -> Iterator[None]:
    """Keep every test away from the warehouse of whoever runs it; a test that wants one sets its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ALAT_WAREHOUSE", "none")
        yield


@pytest.fixture(scope="session")
def module_at() -> Callable[[Path], ModuleType]:
    """Return a function that loads a file beside the tests as a module; the tests themselves are no package."""

    def loaded(path: Path) -> ModuleType:
        spec = spec_from_file_location(path.stem, path)
        assert spec is not None
        assert spec.loader is not None
        module = module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    return loaded


@pytest.fixture(scope="session")
def baci_files(module_at: Callable[[Path], ModuleType]) -> ModuleType:
    """Return the maker of small files of BACI, `tests/baci_files.py`."""
    return module_at(Path(__file__).with_name("baci_files.py"))


@pytest.fixture(scope="session")
def baci_warehouse(baci_files: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the URL of a DuckDB file with 2019 to 2023 of such files in it; nobody writes to it."""
    folder = tmp_path_factory.mktemp("baci")
    source = baci_files.write_baci(folder, years=range(2019, 2024), revision="HS17")
    url = str(folder / "warehouse.duckdb")
    with open_warehouse(url, create=True) as warehouse:
        pull_baci(source, warehouse=warehouse)
    return url


@pytest.fixture(scope="session")
def wits_warehouse() -> Callable[[Path, str], str]:
    """Return a function that stores lines of a WITS file in a warehouse in a folder, and returns its URL."""
    head = "Selected Nomen,Native Nomen,Reporter,Product,Partner,Tariff Year,DutyType,Simple Average,Weighted Average\n"

    def stored(folder: Path, lines: str) -> str:
        (folder / "wits.csv").write_text(head + lines)
        url = str(folder / "tariffs.duckdb")
        with open_warehouse(url, create=True) as made:
            keep(made, read_tariffs(folder / "wits.csv"))
        return url

    return stored
