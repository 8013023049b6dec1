"""How does Ibis talk to DuckDB 2? As to DuckDB 1, but for three questions about tables.

Ibis 12 asks them through `fetch_arrow_table`, which DuckDB 2 has dropped; here they go through the plain cursor, which
every version has. Nothing else is changed, and all of this goes when Ibis follows.
"""

import tempfile
from pathlib import Path
from typing import cast

import duckdb
import ibis.expr.schema as sch  # type: ignore[import-untyped]
from ibis.backends.duckdb import Backend  # type: ignore[import-untyped]
from ibis.backends.sql import SQLBackend  # type: ignore[import-untyped]


class DuckDB(Backend):  # type: ignore[misc]
    """Ibis's backend for DuckDB."""

    def list_tables(self, *, like: str | None = None, database: str | None = None) -> list[str]:
        """Return the tables of the current database."""
        del database  # an attached warehouse is the current database, the only one that is asked about
        found = self.con.execute(
            "SELECT table_name FROM information_schema.tables"
            " WHERE table_catalog = current_database() AND table_schema = current_schema() ORDER BY 1"
        ).fetchall()
        return cast("list[str]", self._filter_with_like([name for (name,) in found], like))

    def get_schema(self, table_name: str, *, catalog: str | None = None, database: str | None = None) -> sch.Schema:
        """Return the columns of a table."""
        parts = [part for part in (catalog, database, table_name) if part]
        return self._get_schema_using_query("FROM " + ".".join(f'"{part}"' for part in parts))

    def _get_schema_using_query(self, query: str) -> sch.Schema:
        rows = self.con.execute(f"DESCRIBE {query}").fetchall()
        mapper = self.compiler.type_mapper
        return sch.Schema({row[0]: mapper.from_string(row[1], nullable=row[2] == "YES") for row in rows})


def connect(*, memory: str) -> SQLBackend:
    """Return a backend with no file; files are attached to it."""
    spill = Path(tempfile.gettempdir()) / "alat-duckdb"
    connection = duckdb.connect(config={"memory_limit": memory, "temp_directory": str(spill)})
    # Its own bar would be drawn on stdout, into the answer.
    connection.execute("SET enable_progress_bar = false")
    return DuckDB.from_connection(connection)
