"""Does a load come in whole or not at all, and is what was there before still there?"""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import polars as pl
import pytest

from alat.data.pull.baci import pull_baci
from alat.data.warehouse import (
    Incoming,
    StoredFile,
    Warehouse,
    current,
    flow_dataset,
    flow_years,
    holding,
    indicators,
    open_warehouse,
    pair_products,
    pair_years,
    reported_periods,
    reports,
    store,
    tariffs,
    totals,
    vintages,
)
from alat.errors import BadInput, BadTable, MissingFile, NotCovered

FILE = StoredFile("file.json", "ab" * 32, 10)
PULL = """
import sys
from pathlib import Path
from alat.data.pull.baci import pull_baci
from alat.data.warehouse import open_warehouse
with open_warehouse(sys.argv[2], create=True) as warehouse:
    pull_baci(Path(sys.argv[1]), warehouse=warehouse)
"""


@pytest.fixture
def url(tmp_path: Path) -> str:
    return str(tmp_path / "house" / "warehouse.duckdb")


@pytest.fixture
def warehouse(url: str) -> Iterator[Warehouse]:
    with open_warehouse(url, create=True) as opened:
        yield opened


def incoming(*frames: pl.DataFrame, table: str = "indicators", dataset: str = "worldbank", keys: str = "") -> Incoming:
    replaces = {table: tuple(keys.split())} if keys else {}
    return Incoming(
        dataset=dataset, release="", revision="", files=(FILE,), tables={table: frames}, replaces=replaces, note="n"
    )


def gdp(value: float, *, country: str = "AZE", year: int = 2023) -> pl.DataFrame:
    return pl.DataFrame({"indicator": "gdp_usd", "country": country, "year": year, "value": value})


def test_a_load_replaces_the_one_before_and_leaves_it_on_record(warehouse: Warehouse) -> None:
    first = store(warehouse, incoming(gdp(1.0), gdp(2.0, country="BRA")))
    assert first.state == "current"
    assert (first.rows, first.first_year, first.last_year, first.value_usd) == (2, 2023, 2023, None)
    second = store(warehouse, incoming(gdp(3.0)))
    assert indicators(warehouse, "gdp_usd").to_dicts() == [{"country": "AZE", "year": 2023, "value": 3.0}]
    assert [(each.id, each.state) for each in vintages(warehouse)] == [
        (second.id, "current"),
        (first.id, "superseded"),
    ]
    assert current(warehouse, "worldbank") == vintages(warehouse)[0]
    assert second.files == (FILE,)


def test_only_the_tables_of_current_loads_are_kept(warehouse: Warehouse) -> None:
    for value in (1.0, 2.0, 3.0):
        store(warehouse, incoming(gdp(value)))
    assert len([name for name in warehouse.backend.list_tables() if name.startswith("indicators")]) == 1


def test_a_piece_carries_over_the_rows_it_does_not_stand_for(warehouse: Warehouse) -> None:
    keys = "indicator country"
    store(warehouse, incoming(gdp(1.0), gdp(2.0, country="BRA"), keys=keys))
    store(warehouse, incoming(gdp(5.0, year=2024), keys=keys))
    assert indicators(warehouse, "gdp_usd").rows() == [("AZE", 2024, 5.0), ("BRA", 2023, 2.0)]


def test_a_table_that_does_not_come_with_a_piece_is_carried_over(warehouse: Warehouse) -> None:
    flows = pl.DataFrame([report("AZE", "BRA", "2023", 5.0)])
    periods = pl.DataFrame({"reporter": ["AZE"], "period": ["2023"], "flow": ["X"]})
    both = {"reports": ("reporter", "period"), "reported_periods": ("reporter", "period")}
    make = {"dataset": "comtrade", "release": "", "revision": "", "files": (FILE,), "replaces": both}
    store(warehouse, Incoming(tables={"reports": [flows], "reported_periods": [periods]}, **make))  # type: ignore[arg-type]
    more = pl.DataFrame([report("BRA", "AZE", "2023", 7.0)])
    store(warehouse, Incoming(tables={"reports": [more]}, **make))  # type: ignore[arg-type]
    assert reports(warehouse, "AZE", "BRA", frequency="A")["value_usd"].to_list() == [5.0, 7.0]
    assert reported_periods(warehouse, "AZE", frequency="A").rows() == [("2023", "X")]


def test_a_row_that_breaks_its_table_leaves_the_load_before(warehouse: Warehouse, url: str) -> None:
    store(warehouse, incoming(gdp(1.0)))
    with pytest.raises(BadTable, match=r"indicators, column worth: the column is not one of this table; expected"):
        store(warehouse, incoming(gdp(2.0), gdp(3.0).rename({"value": "worth"})))
    assert indicators(warehouse, "gdp_usd")["value"].to_list() == [1.0]
    assert beside(url) == ["warehouse.duckdb"]


def test_a_source_that_breaks_in_the_middle_leaves_the_load_before(warehouse: Warehouse) -> None:
    def broken() -> Iterator[pl.DataFrame]:
        yield gdp(9.0)
        raise ConnectionResetError("the publisher hung up")

    store(warehouse, incoming(gdp(1.0)))
    torn = Incoming(dataset="worldbank", release="", revision="", files=(), tables={"indicators": broken()})
    with pytest.raises(ConnectionResetError):
        store(warehouse, torn)
    assert indicators(warehouse, "gdp_usd")["value"].to_list() == [1.0]
    assert len(vintages(warehouse)) == 1


def test_who_reads_meanwhile_reads_the_load_before(warehouse: Warehouse, url: str) -> None:
    store(warehouse, incoming(gdp(1.0)))
    with open_warehouse(url) as reader:

        def frames() -> Iterator[pl.DataFrame]:
            assert indicators(reader, "gdp_usd")["value"].to_list() == [1.0]
            yield gdp(2.0)

        store(
            warehouse, Incoming(dataset="worldbank", release="", revision="", files=(), tables={"indicators": frames()})
        )
        assert indicators(reader, "gdp_usd")["value"].to_list() == [1.0]
    with open_warehouse(url) as reader:
        assert indicators(reader, "gdp_usd")["value"].to_list() == [2.0]


def test_reports_of_years_and_months_are_told_apart(warehouse: Warehouse) -> None:
    rows = [report("AZE", "BRA", "2023", 5.0), report("BRA", "AZE", "2023-04", 7.0), report("AZE", "ITA", "2023", 9.0)]
    store(warehouse, incoming(pl.DataFrame(rows), table="reports", dataset="comtrade"))
    assert reports(warehouse, "BRA", "AZE", frequency="A")["value_usd"].to_list() == [5.0]
    assert reports(warehouse, "AZE", "BRA", frequency="M")["month"].to_list() == [4]
    with pytest.raises(BadInput, match="expected A"):
        reports(warehouse, "AZE", "BRA", frequency="Q")


def test_a_partner_has_its_own_tariff_beside_that_for_all(warehouse: Warehouse) -> None:
    columns = ("importer", "partner", "year", "product", "level", "rate_percent", "kind")
    rows = [("BRA", "", 2022, "17", 2, 14.0, "MFN"), ("BRA", "ARG", 2022, "17", 2, 0.0, "PRF")]
    more = [("BRA", "MEX", 2022, "17", 2, 10.0, "PRF")]
    frame = pl.DataFrame([*rows, *more], schema=columns, orient="row")
    store(warehouse, incoming(frame, table="tariffs", dataset="tariffs"))
    assert tariffs(warehouse, "BRA", partner="ARG")["rate_percent"].to_list() == [14.0, 0.0]
    assert tariffs(warehouse, "BRA", partner=None).height == 3
    assert tariffs(warehouse, "BRA", partner="AZE")["partner"].to_list() == [""]


def test_what_was_never_loaded_is_not_covered(warehouse: Warehouse) -> None:
    assert vintages(warehouse) == ()
    assert flow_dataset(warehouse) is None
    with pytest.raises(NotCovered, match="no BACI has been loaded; `alat data pull baci"):
        totals(warehouse, 2023)
    with pytest.raises(NotCovered, match="no reports have been loaded"):
        reports(warehouse, "AZE", "BRA", frequency="A")
    with pytest.raises(NotCovered, match="the indicator gdp_usd has not been loaded"):
        indicators(warehouse, "gdp_usd")


def test_the_newest_revision_answers_and_says_what_it_passed_over(
    warehouse: Warehouse, baci_files: ModuleType, tmp_path: Path
) -> None:
    for revision, years in (("HS22", (2022, 2023)), ("HS92", (2021,)), ("HS17", (2020,))):
        source = baci_files.write_baci(tmp_path / revision, years=years, revision=revision)
        pull_baci(source, warehouse=warehouse)
    vintage = flow_dataset(warehouse)
    assert vintage is not None
    assert vintage.dataset == "baci-hs22"
    assert vintage.note.endswith(
        "HS22 answers, the newest revision loaded; also there: HS92 (2021-2021), HS17 (2020-2020)"
    )
    assert {each.state for each in vintages(warehouse)} == {"current"}


def test_the_revision_that_has_most_of_the_years_asked_for_answers_alone(
    warehouse: Warehouse, baci_files: ModuleType, tmp_path: Path
) -> None:
    for revision, years in (("HS22", (2022, 2023)), ("HS17", (2020, 2021, 2022)), ("HS12", (2021, 2022))):
        source = baci_files.write_baci(tmp_path / revision, years=years, revision=revision)
        pull_baci(source, warehouse=warehouse)
    # One year that several have: the newest of them; a span: the one that has most of it.
    chosen = {years: flow_dataset(warehouse, years) for years in ((2022,), (2021,), (2020, 2021), (2021, 2022, 2023))}
    answers = {years: each.revision for years, each in chosen.items() if each is not None}
    assert answers == {(2022,): "HS22", (2021,): "HS17", (2020, 2021): "HS17", (2021, 2022, 2023): "HS22"}
    assert sorted(pair_products(warehouse, "BRA", "AZE", level=6, years=(2020, 2021))["year"].unique()) == [2020, 2021]
    older = chosen[2020, 2021]
    assert older is not None
    assert older.note.endswith(
        "HS17 (2020-2022, 2 of 2 asked for) answers, which has most of the years asked for; also there:"
        " HS22 (2022-2023, 0 of 2 asked for), HS12 (2021-2022, 1 of 2 asked for)"
    )
    with pytest.raises(
        NotCovered, match=r"has no year 2021; it has 2022, 2023; .*HS17 \(2020-2022, 2 of 3 asked for\)"
    ):
        pair_products(warehouse, "BRA", "AZE", level=6, years=(2021, 2022, 2023))
    held = holding(warehouse, (2020,))
    assert flow_years(held) == (2020, 2021, 2022)
    with pytest.raises(NotCovered, match=r"baci-hs17 .* has no year 2023"):
        totals(held, 2023)


def test_a_load_that_is_killed_leaves_the_one_before_answering(
    warehouse: Warehouse, url: str, baci_files: ModuleType, tmp_path: Path
) -> None:
    pull_baci(baci_files.write_baci(tmp_path / "a", years=(2022,)), warehouse=warehouse)
    before = pair_years(warehouse, "BRA", "AZE")
    again = baci_files.write_baci(tmp_path / "b", years=(2022, 2023))
    part = Path(url).with_name(".warehouse.duckdb.loading")
    with subprocess.Popen([sys.executable, "-c", PULL, str(again), url]) as process:
        # The copy is as large as the file at first; it grows once the new rows are written.
        while process.poll() is None and not (part.exists() and part.stat().st_size > Path(url).stat().st_size):
            time.sleep(0.005)
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert process.returncode == -signal.SIGKILL, "the load was over before it could be killed"
    assert part.exists()
    with open_warehouse(url) as reader:
        assert pair_years(reader, "BRA", "AZE").equals(before)
        assert len(vintages(reader)) == 1
    pull_baci(again, warehouse=warehouse)
    assert pair_years(warehouse, "BRA", "AZE")["year"].to_list() == [2022, 2023]
    assert beside(url) == ["warehouse.duckdb"]


@pytest.mark.parametrize("limit_mb", [4, 9])
def test_a_disk_that_fills_up_leaves_the_load_before(
    warehouse: Warehouse, url: str, baci_files: ModuleType, tmp_path: Path, limit_mb: int
) -> None:
    pull_baci(baci_files.write_baci(tmp_path / "a", years=(2022,)), warehouse=warehouse)
    before = pair_years(warehouse, "BRA", "AZE")
    again = baci_files.write_baci(tmp_path / "b", years=(2022, 2023))
    limited = f"import resource\nresource.setrlimit(resource.RLIMIT_FSIZE, ({limit_mb << 20}, {limit_mb << 20}))\n"
    done = subprocess.run(
        [sys.executable, "-c", limited + PULL, str(again), url], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "a file grew too large; nothing was loaded and what was there before is as it was" in done.stderr
    assert beside(url) == ["warehouse.duckdb"]
    with open_warehouse(url) as reader:
        assert pair_years(reader, "BRA", "AZE").equals(before)


def test_a_disk_with_too_little_room_is_named_before_anything_is_read(
    warehouse: Warehouse, baci_files: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Usage:
        free = 1_000_000

    monkeypatch.setattr("alat.data.pull.baci.shutil.disk_usage", lambda _: Usage)
    with pytest.raises(BadInput, match=r"0\.0 GB free; about 0\.0 GB are needed to load this"):
        pull_baci(baci_files.write_baci(tmp_path / "a"), warehouse=warehouse)


def test_two_loads_at_once_are_refused(warehouse: Warehouse, url: str) -> None:
    hold = "import duckdb, sys; held = duckdb.connect(sys.argv[1]); print('held', flush=True); sys.stdin.read()"
    lock = Path(url).with_name(".warehouse.duckdb.lock")
    with subprocess.Popen(
        [sys.executable, "-c", hold, str(lock)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        with pytest.raises(BadInput, match="another load is going on; try again when it is done"):
            store(warehouse, incoming(gdp(1.0)))
        process.communicate("")
    assert store(warehouse, incoming(gdp(1.0))).state == "current"


def test_a_file_that_another_program_writes_to_is_left_alone(warehouse: Warehouse, url: str) -> None:
    Path(f"{url}.wal").write_bytes(b"not done")
    with pytest.raises(BadInput, match="another program is writing to it"):
        store(warehouse, incoming(gdp(1.0)))
    assert vintages(warehouse) == ()


def test_a_file_that_is_no_warehouse_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "notes.duckdb"
    file.write_text("not a database " * 1000, encoding="utf-8")
    with pytest.raises(BadInput, match=r"notes\.duckdb: cannot be opened as a DuckDB file"):
        open_warehouse(str(file))


def test_a_warehouse_that_is_not_there_is_an_error_and_not_an_empty_answer(tmp_path: Path) -> None:
    with pytest.raises(MissingFile, match="there is no such warehouse; `alat data pull` makes one"):
        open_warehouse(str(tmp_path / "none.duckdb"))


def beside(url: str) -> list[str]:
    """Return what is in a warehouse's folder: it alone, or something was left behind."""
    return sorted(each.name for each in Path(url).parent.iterdir())


def report(reporter: str, partner: str, period: str, value: float) -> dict[str, object]:
    year, _, month = period.partition("-")
    return {
        "reporter": reporter,
        "partner": partner,
        "flow": "X",
        "period": period,
        "year": int(year),
        "month": int(month) if month else None,
        "revision": "H6",
        "product": "TOTAL",
        "value_usd": value,
        "value_basis": "fob",
        "quantity_t": None,
    }
