"""Does one revision of the product list answer, the one that has the years asked about?"""

from pathlib import Path
from types import ModuleType

import pytest

from alat.data.pull.baci import pull_baci
from alat.data.warehouse import open_warehouse
from alat.errors import NotCovered
from alat.trade.margins import margins
from alat.trade.records import warehouse_records


def test_records_of_an_older_year_rest_on_the_one_revision_that_has_it(baci_files: ModuleType, tmp_path: Path) -> None:
    with open_warehouse(str(tmp_path / "w.duckdb"), create=True) as warehouse:
        for revision, years in (("HS22", (2022, 2023)), ("HS17", (2020, 2021, 2022))):
            pull_baci(baci_files.write_baci(tmp_path / revision, years=years, revision=revision), warehouse=warehouse)
        newest, older = warehouse_records(warehouse), warehouse_records(warehouse, year=2021)
        assert (newest.name, newest.year) == ("BACI HS22 V202501", 2023)
        assert (older.name, older.year) == ("BACI HS17 V202501", 2021)
        # What follows from the records asks other years; it must not slip into the other revision.
        assert margins(older, 4).supply_years == (2020, 2021)
        assert margins(newest, 4).supply_years == (2022, 2023)
        with pytest.raises(NotCovered, match="no flows of 2019"):
            warehouse_records(warehouse, year=2019)
