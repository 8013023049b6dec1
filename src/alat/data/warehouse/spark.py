"""How does Ibis talk to Spark? Through a session that keeps its tables, in a folder or wherever Spark is set up to.

Ibis 12 sets the folder of a running session, which Spark 4 refuses; here it is set before the session begins. It
also fetches rows through pandas, which Spark 4 warns about; here they come as Arrow tables.
"""

from collections.abc import Mapping
from pathlib import Path

import polars as pl
import pyarrow as pa
from ibis.backends.pyspark import Backend  # type: ignore[import-untyped]
from ibis.backends.sql import SQLBackend  # type: ignore[import-untyped]
from ibis.expr.types import Expr  # type: ignore[import-untyped]
from pyspark.sql import SparkSession

from alat.data.warehouse.opening import folder_of


class Spark(Backend):  # type: ignore[misc]
    """Ibis's backend for Spark."""

    def to_pyarrow(
        self, expr: Expr, /, *, params: Mapping[Expr, object] | None = None, limit: int | str | None = None
    ) -> pa.Table:
        """Return the rows of an expression."""
        return self._session.sql(self.compile(expr.as_table(), params=params, limit=limit)).toArrow()


def connect(folder: str) -> SQLBackend:
    """Return a backend on Spark.

    Parameters
    ----------
    folder
        Where a session in local mode keeps its tables and their catalogue; '' for the session that Spark's own
        settings describe (`spark-defaults.conf`, SPARK_REMOTE, `spark-submit`).
    """
    builder = SparkSession.builder.appName("alat")
    for name, value in _local(folder_of(folder).absolute()).items() if folder else ():
        builder = builder.config(name, value)
    if folder:
        builder = builder.enableHiveSupport()
    backend = Spark()
    backend.register_options()
    backend.do_connect(builder.getOrCreate())
    return backend


def append(backend: SQLBackend, name: str, *, frame: pl.DataFrame) -> None:
    """Add rows to a table."""
    backend._session.createDataFrame(frame.to_arrow()).write.insertInto(name)  # noqa: SLF001 - Ibis has no append for Spark


def _local(folder: Path) -> dict[str, str]:
    folder.mkdir(parents=True, exist_ok=True)
    return {
        "spark.master": "local[*]",
        "spark.ui.enabled": "false",
        "spark.sql.warehouse.dir": str(folder / "tables"),
        "spark.hadoop.javax.jdo.option.ConnectionURL": f"jdbc:derby:;databaseName={folder / 'catalogue'};create=true",
        "spark.driver.extraJavaOptions": f"-Dderby.stream.error.file={folder / 'derby.log'}",
        # Small answers from local tables: two hundred shuffle files an aggregate would cost more than the work.
        "spark.sql.shuffle.partitions": "8",
    }
