"""Can every question be said in the dialects of databases that are not here to be asked?

This shows that Ibis can write the SQL and that it reads as that dialect; it does not show what a server answers.
"""

from collections.abc import Callable
from typing import Any

import ibis
import polars as pl
import pytest
import sqlglot
from ibis.backends.sql.compilers import ClickHouseCompiler, TrinoCompiler

from alat.data.warehouse import (
    Vintage,
    Warehouse,
    flows,
    indicators,
    margins,
    pair_products,
    pair_years,
    product_flows,
    records,
    reports,
    tariffs,
    totals,
)
from alat.data.warehouse.sums import margins_of, pair_years_of
from alat.data.warehouse.tables import POLARS, SCHEMAS

COMPILERS = {"trino": TrinoCompiler, "clickhouse": ClickHouseCompiler}
QUESTIONS: dict[str, Callable[[Warehouse], object]] = {
    "totals": lambda house: totals(house, 2023),
    "pair_years": lambda house: pair_years(house, "AZE", "BRA"),
    "pair_products": lambda house: pair_products(house, "AZE", "BRA", level=4, years=(2022, 2023)),
    "margins": lambda house: margins(house, side="exporter", level=2, years=(2022, 2023)),
    "product_flows": lambda house: product_flows(house, "2709", years=(2023,)),
    "reports": lambda house: reports(house, "AZE", "BRA", frequency="M"),
    "indicators": lambda house: indicators(house, "gdp_usd"),
    "tariffs": lambda house: tariffs(house, "BRA", partner="AZE"),
}


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[ibis.Table]:
    """Let questions be put to tables that are nowhere, and collect them."""
    collected: list[ibis.Table] = []

    def framed(expression: ibis.Table, columns: dict[str, str]) -> pl.DataFrame:
        collected.append(expression.select(*columns))
        return pl.DataFrame({name: [1 if kind == "int32" else "AZE"] for name, kind in columns.items()}, strict=False)

    vintage = Vintage(
        "baci-hs22-1", "baci-hs22", "V1", "HS22", (2022, 2023), 1, 1.0, 0.0, "", "", "current", (), tuple(SCHEMAS), ""
    )
    for room in (flows, records):
        monkeypatch.setattr(room, "framed", framed)
        monkeypatch.setattr(room, "stored", lambda _, name, vintage_id: nowhere(name))  # noqa: ARG005 - as called
    monkeypatch.setattr(flows, "flow_dataset", lambda *_: vintage)
    monkeypatch.setattr(flows, "_covering", lambda *_: vintage)
    monkeypatch.setattr(records, "vintages", lambda _: (vintage,))
    return collected


def nowhere(name: str) -> ibis.Table:
    return ibis.table(SCHEMAS[name], name=name)


def written(expression: ibis.Table, dialect: str) -> str:
    text = COMPILERS[dialect]().to_sqlglot(expression.unbind()).sql(dialect)
    assert sqlglot.parse_one(text, read=dialect).sql(dialect)
    return str(text)


@pytest.mark.parametrize("dialect", COMPILERS)
@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_can_be_said(asked: list[Any], question: str, dialect: str) -> None:
    QUESTIONS[question](Warehouse("nowhere", None))  # type: ignore[arg-type]
    assert asked
    assert all("SELECT" in written(each, dialect) for each in asked)


@pytest.mark.parametrize("dialect", COMPILERS)
def test_the_summaries_can_be_said(dialect: str) -> None:
    tables = nowhere("flows"), nowhere("flow_areas")
    assert "flow_areas" in written(pair_years_of(*tables), dialect)
    assert "flow_areas" in written(margins_of(*tables, side="importer"), dialect)


def test_every_kind_of_column_has_a_type_in_polars() -> None:
    assert {kind for columns in SCHEMAS.values() for kind in columns.values()} == set(POLARS)
