"""Commands that fill the warehouse: data pull, one for each publisher."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated, ClassVar

from typer import Option

from alat.cli.request import Answered, Request

FromOption = Annotated[
    Path, Option("--from", metavar="DIR", help="A zip as CEPII ships it, or a folder with such zips or their files.")
]
YearsOption = Annotated[
    str | None, Option("--years", metavar="2014-2023", help="Which years, such as 2014-2023 or 2019,2023; else all.")
]
WarehouseOption = Annotated[
    str | None,
    Option("--warehouse", metavar="URL", help="Where to, instead of ALAT_WAREHOUSE, alat.toml or the default file."),
]


@dataclass(frozen=True, kw_only=True)
class PullBaciRequest(Request):
    """Load CEPII's reconciled flows (BACI) from files you have: all of it, or nothing and the vintage before stays."""

    command: ClassVar[str] = "data pull baci"

    source: FromOption
    years: YearsOption = None
    warehouse: WarehouseOption = None

    def answer(self) -> Answered:
        """Ask the data room."""
        from alat.cli.show_warehouse import pulled_baci, show_pulled

        result = pulled_baci(self.source, years=self.years, url=self.warehouse)
        return Answered(result, partial(show_pulled, result=result))


PULL_COMMANDS: tuple[type[Request], ...] = (PullBaciRequest,)
