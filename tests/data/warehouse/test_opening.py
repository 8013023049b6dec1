"""Is the warehouse in use the one that was set, and is a wrong setting named?"""

import subprocess
import sys
from pathlib import Path

import pytest

from alat.data.warehouse import configured_url, default_url, loading_url, open_warehouse, shown
from alat.data.warehouse.opening import duckdb_file
from alat.errors import BadInput, BadTable, MissingFile


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("ALAT_WAREHOUSE")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)


def test_without_a_setting_the_default_file_is_used_once_it_is_there() -> None:
    assert configured_url() is None
    assert loading_url() == default_url()
    open_warehouse(default_url(), create=True).close()
    assert configured_url() == default_url()


def test_the_environment_comes_before_the_nearest_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    (tmp_path / "alat.toml").write_text('warehouse = "postgres://outer/trade"\n', encoding="utf-8")
    assert configured_url(below) == "postgres://outer/trade"
    (tmp_path / "a" / "alat.toml").write_text('warehouse = "flows.duckdb"\n', encoding="utf-8")
    assert configured_url(below) == str(tmp_path / "a" / "flows.duckdb")
    monkeypatch.setenv("ALAT_WAREHOUSE", "trino://host/trade")
    assert configured_url(below) == "trino://host/trade"


def test_none_means_the_snapshot_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    open_warehouse(default_url(), create=True).close()
    monkeypatch.setenv("ALAT_WAREHOUSE", "none")
    assert configured_url() is None
    with pytest.raises(BadInput, match="ALAT_WAREHOUSE is none, so that no warehouse is used"):
        loading_url()
    assert loading_url("a.duckdb") == "a.duckdb"


@pytest.mark.parametrize(
    ("text", "message"),
    [("warehouse = 3\n", "column warehouse: 3; expected a text"), ("warehouse = \n", "not readable as TOML")],
)
def test_a_settings_file_that_is_wrong_is_named(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "alat.toml").write_text(text, encoding="utf-8")
    with pytest.raises(BadTable, match=message):
        configured_url()


@pytest.mark.parametrize(
    ("url", "file"),
    [
        ("duckdb:///srv/a.duckdb", "/srv/a.duckdb"),
        ("duckdb:////srv/a.duckdb", "/srv/a.duckdb"),
        ("/srv/a.duckdb", "/srv/a.duckdb"),
        ("duckdb://a.duckdb", "a.duckdb"),
        ("duckdb:///C:/data/a.duckdb", "C:/data/a.duckdb"),
    ],
)
def test_a_file_of_duckdb_is_named_in_several_ways(url: str, file: str) -> None:
    assert duckdb_file(url) == Path(file)


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("postgre://host/db", r"unknown kind; expected a URL of duckdb, postgres, .*; did you mean postgres://\?"),
        ("warehouse.db", "unknown kind; expected a URL of duckdb"),
        ("trino://host/db", r"trino is not installed; pip install 'ibis-framework\[trino\]'"),
        ("clickhouse://host/db", r"clickhouse_connect is not installed; pip install 'ibis-framework\[clickhouse\]'"),
    ],
)
def test_a_url_that_cannot_be_opened_says_what_would(url: str, message: str) -> None:
    with pytest.raises(BadInput, match=message):
        open_warehouse(url)


@pytest.mark.parametrize("kind", ["{}", "duckdb:///{}", "pyspark:///{}"])
def test_reading_makes_nothing_and_names_what_lies_nearest(tmp_path: Path, kind: str) -> None:
    (tmp_path / "trade").mkdir()
    (tmp_path / "trade" / "flows.duckdb").touch()
    before = sorted(tmp_path.rglob("*"))
    for place, message in {
        "tarde/flows.duckdb": rf"no such warehouse: {tmp_path} has no folder tarde; did you mean {tmp_path}/trade\?",
        "trade/flow.duckdb": rf"no such warehouse; did you mean {tmp_path}/trade/flows\.duckdb\?",
        "zzz/yyy/q.duckdb": rf"no such warehouse: {tmp_path} has no folder zzz; `alat data pull` makes one",
    }.items():
        with pytest.raises(MissingFile, match=message):
            open_warehouse(kind.format(tmp_path / place))
    assert sorted(tmp_path.rglob("*")) == before


def test_a_password_is_never_shown() -> None:
    assert shown("postgres://ada:s3cret@host:5432/db") == "postgres://ada:***@host:5432/db"
    with pytest.raises(BadInput, match=r"postgres://ada:\*\*\*@127\.0\.0\.1:1/db: does not answer") as caught:
        open_warehouse("postgres://ada:s3cret@127.0.0.1:1/db")
    assert "s3cret" not in str(caught.value)


def test_who_asks_no_warehouse_does_not_load_its_machinery() -> None:
    program = "import sys, alat.data.warehouse; print(sorted({'ibis', 'duckdb', 'pyspark'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
