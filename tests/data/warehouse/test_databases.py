"""Does a load into a database come in whole or not at all, without a copy to swap?"""

from collections.abc import Iterator

import polars as pl
import pytest

from alat.data.warehouse import Incoming, Warehouse, indicators, store, vintages
from alat.errors import BadInput

pytestmark = pytest.mark.slow


def gdp(value: float) -> pl.DataFrame:
    return pl.DataFrame(
        {"indicator": "gdp_usd", "country": ["AZE", 'O"Brien, x'], "year": 2023, "value": [value, None]}
    )


def incoming(*frames: pl.DataFrame) -> Incoming:
    return Incoming(dataset="worldbank", release="", revision="", files=(), tables={"indicators": frames})


def test_a_load_that_breaks_leaves_the_one_before_and_no_table(any_warehouse: Warehouse) -> None:
    def broken() -> Iterator[pl.DataFrame]:
        yield gdp(2.0)
        raise ConnectionResetError("the publisher hung up")

    store(any_warehouse, incoming(gdp(1.0)))
    names = sorted(any_warehouse.backend.list_tables())
    torn = Incoming(dataset="worldbank", release="", revision="", files=(), tables={"indicators": broken()})
    with pytest.raises(ConnectionResetError):
        store(any_warehouse, torn)
    assert sorted(any_warehouse.backend.list_tables()) == names
    # Nothing, a quote and a comma come through as they are.
    assert indicators(any_warehouse, "gdp_usd").rows() == [("AZE", 2023, 1.0), ('O"Brien, x', 2023, None)]


def test_what_a_load_that_died_days_ago_left_is_dropped_by_the_next(any_warehouse: Warehouse) -> None:
    if any_warehouse.kind == "duckdb":
        pytest.skip("a file is swapped whole: nothing is left in it")
    left = any_warehouse.backend.table(vintages(any_warehouse)[0].tables[0] + "_" + vintages(any_warehouse)[0].id[-18:])
    any_warehouse.backend.create_table("indicators_20200101000000abcd", left)
    any_warehouse.backend.create_table("my_own_table", left)
    store(any_warehouse, incoming(gdp(3.0)))
    names = any_warehouse.backend.list_tables()
    assert "indicators_20200101000000abcd" not in names
    assert "my_own_table" in names


def test_pieces_carry_over_on_every_backend(any_warehouse: Warehouse) -> None:
    keys = {"indicators": ("indicator",)}
    rows = pl.DataFrame({"indicator": "population", "country": "AZE", "year": 2023, "value": 10.0})
    piece = Incoming(
        dataset="worldbank", release="", revision="", files=(), tables={"indicators": [rows]}, replaces=keys
    )
    store(any_warehouse, incoming(gdp(4.0)))
    store(any_warehouse, piece)
    assert indicators(any_warehouse, "population").height == 1
    assert indicators(any_warehouse, "gdp_usd").height == 2


def test_what_a_database_refuses_is_one_line(any_warehouse: Warehouse) -> None:
    if any_warehouse.kind != "postgres":
        pytest.skip("only PostgreSQL has users here")
    backend = any_warehouse.backend
    backend.raw_sql("SET default_transaction_read_only = on").close()
    try:
        with pytest.raises(
            BadInput, match=r"refused the load \(cannot execute CREATE TABLE in a read-only transaction\)"
        ):
            store(any_warehouse, incoming(gdp(5.0)))
    finally:
        backend.raw_sql("SET default_transaction_read_only = off").close()
    assert vintages(any_warehouse)[0].state == "current"
