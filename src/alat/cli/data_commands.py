"""Commands on data: list, show, verify and sources of what ships, history of what was loaded, and doctor."""

from dataclasses import dataclass
from functools import partial
from typing import Annotated, ClassVar

from typer import Argument, Option

from alat.cli.request import Answered, Request
from alat.errors import BadInput, CorruptSnapshot

SHOWN_ROWS = 20


@dataclass(frozen=True, kw_only=True)
class DataListRequest(Request):
    """The tables that ship: what a row is, the years, the basis and the sources."""

    command: ClassVar[str] = "data list"

    def answer(self) -> Answered:
        """Ask the data room."""
        from alat.cli.listings import shipped_tables, show_listing

        result = shipped_tables()
        return Answered(result, partial(show_listing, result=result))


@dataclass(frozen=True, kw_only=True)
class DataShowRequest(Request):
    """The columns of a shipped table with unit and meaning, and its first rows (all rows with --json)."""

    command: ClassVar[str] = "data show"

    table: Annotated[str, Argument(metavar="TABLE", help="A table of `alat data list`.")]
    rows: Annotated[int, Option("--rows", min=0, help="How many rows to show; --json gives all.")] = SHOWN_ROWS

    def answer(self) -> Answered:
        """Ask the data room."""
        from alat.cli.listings import show_table, table_content

        result = table_content(self.table)
        return Answered(result, partial(show_table, result=result, most=self.rows))


@dataclass(frozen=True, kw_only=True)
class DataVerifyRequest(Request):
    """Re-check every shipped file: bytes, schema, bounds, keys and licences; exits with 4 and names what is wrong."""

    command: ClassVar[str] = "data verify"

    def answer(self) -> Answered:
        """Ask the data room."""
        from alat.cli.listings import show_listing, verified

        result = verified()
        broken = any(row["problem"] for row in result.rows.iter_rows(named=True))
        return Answered(result, partial(show_listing, result=result), CorruptSnapshot.exit_code if broken else 0)


@dataclass(frozen=True, kw_only=True)
class DataSourcesRequest(Request):
    """Who published what, and under which licence."""

    command: ClassVar[str] = "data sources"

    def answer(self) -> Answered:
        """Ask the data room."""
        from alat.cli.listings import publications, show_listing

        result = publications()
        return Answered(result, partial(show_listing, result=result))


@dataclass(frozen=True, kw_only=True)
class DataHistoryRequest(Request):
    """What was loaded into the warehouse, when, from which release, and what of it answers now."""

    command: ClassVar[str] = "data history"

    def answer(self) -> Answered:
        """Ask the data room."""
        from alat.cli.listings import show_listing
        from alat.cli.show_warehouse import history

        result = history()
        return Answered(result, partial(show_listing, result=result))


@dataclass(frozen=True, kw_only=True)
class DoctorRequest(Request):
    """Whether this installation is in order: version, Python, shipped files, font, warehouse, extras."""

    command: ClassVar[str] = "doctor"

    def answer(self) -> Answered:
        """Look around."""
        from alat.cli.doctor import examine, show_health

        result = examine()
        set_wrong = BadInput.exit_code if result.warehouse_problem else 0
        code = CorruptSnapshot.exit_code if result.problems else set_wrong
        return Answered(result, partial(show_health, result=result), code)


COMMANDS: tuple[type[Request], ...] = (DoctorRequest,)
DATA_COMMANDS: tuple[type[Request], ...] = (
    DataListRequest,
    DataShowRequest,
    DataVerifyRequest,
    DataSourcesRequest,
    DataHistoryRequest,
)
