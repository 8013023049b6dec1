"""Commands that fill the warehouse: data pull, one for each publisher."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated, ClassVar

from typer import Argument, Option

from alat.cli.request import Answered, Request, listed

FromOption = Annotated[
    Path | None,
    Option("--from", metavar="DIR", help="Files you have: one, or a folder of them; nothing is fetched then."),
]
PeriodsOption = Annotated[
    str, Option("--periods", metavar="2014-2023", help="Years, or months such as 2023-01:2023-06.")
]
AddressOption = Annotated[
    str,
    Option("--address", metavar="URL", help="Ask this address instead of the publisher's (or set ALAT_SOURCE_URL)."),
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

    source: FromOption = None
    release: Annotated[
        str, Option("--release", metavar="HS22_V202501", help="Fetch this archive from CEPII instead.")
    ] = ""
    sha256: Annotated[str, Option("--sha256", metavar="HASH", help="The hash a fetched archive must have.")] = ""
    years: YearsOption = None
    fewer_years: Annotated[
        bool, Option("--fewer-years", help="Let years go that the load before has and this one has not.")
    ] = False
    warehouse: WarehouseOption = None
    address: AddressOption = ""

    def answer(self) -> Answered:
        """Ask the data room."""
        from alat.cli.pulling import baci_pulled
        from alat.cli.show_warehouse import pulled_baci, show_pulled
        from alat.errors import BadInput

        if self.source is None and not self.release:
            raise BadInput("data pull baci: give files by --from, or a release such as HS22_V202501 by --release")
        if self.source is not None:
            result = pulled_baci(self.source, years=self.years, fewer_years=self.fewer_years, url=self.warehouse)
        else:
            result = baci_pulled(
                {"release": self.release, "sha256": self.sha256, "address": self.address},
                years=self.years,
                fewer_years=self.fewer_years,
                url=self.warehouse,
            )
        return Answered(result, partial(show_pulled, result=result))


@dataclass(frozen=True, kw_only=True)
class PullComtradeRequest(Request):
    """Load what two countries report of their trade to UN Comtrade; the key comes from ALAT_COMTRADE_KEY."""

    command: ClassVar[str] = "data pull comtrade"
    tells_itself: ClassVar[bool] = True

    first: Annotated[str, Argument(metavar="FIRST", help="A country: name, alias, ISO code or M49 number.")] = ""
    partner: Annotated[str, Argument(metavar="PARTNER", help="Another country, or a bloc.")] = ""
    periods: PeriodsOption = ""
    level: Annotated[str, Option("--level", metavar="TOTAL|2|4|6", help="Digits of the products.")] = "TOTAL"
    bulk: Annotated[bool, Option("--bulk", help="Fetch bulk files (subscribers): each side with all partners.")] = False
    source: FromOption = None
    warehouse: WarehouseOption = None
    address: AddressOption = ""

    def answer(self) -> Answered:
        """Ask the data room."""
        from alat.cli.pulling import comtrade_pulled, files_read
        from alat.cli.show_warehouse import show_pulled

        if self.source is not None:
            result = files_read("comtrade", self.source, url=self.warehouse)
        else:
            parties = (self.first, self.partner) if self.first and self.partner else None
            result = comtrade_pulled(
                parties,
                periods=self.periods,
                level=self.level,
                bulk=self.bulk,
                address=self.address,
                url=self.warehouse,
            )
        return Answered(result, partial(show_pulled, result=result))


@dataclass(frozen=True, kw_only=True)
class PullWorldBankRequest(Request):
    """Load indicators of the World Bank: GDP, population and the mean tariff, or those named."""

    command: ClassVar[str] = "data pull worldbank"
    tells_itself: ClassVar[bool] = True

    indicators: Annotated[
        list[str] | None, Option("--indicators", metavar="NY.GDP.MKTP.CD,...", help="Codes of indicators.")
    ] = None
    periods: PeriodsOption = ""
    source: FromOption = None
    warehouse: WarehouseOption = None
    address: AddressOption = ""

    def answer(self) -> Answered:
        """Ask the data room."""
        from alat.cli.pulling import files_read, worldbank_pulled
        from alat.cli.show_warehouse import show_pulled

        if self.source is not None:
            result = files_read("worldbank", self.source, url=self.warehouse)
        else:
            chosen = listed(self.indicators)
            result = worldbank_pulled(chosen, periods=self.periods, address=self.address, url=self.warehouse)
        return Answered(result, partial(show_pulled, result=result))


@dataclass(frozen=True, kw_only=True)
class PullUnctadRequest(Request):
    """Load reports of UNCTADstat: liner shipping connectivity, or those named."""

    command: ClassVar[str] = "data pull unctad"
    tells_itself: ClassVar[bool] = True

    reports: Annotated[list[str] | None, Option("--reports", metavar="US.LSCI,...", help="Names of reports.")] = None
    source: FromOption = None
    warehouse: WarehouseOption = None
    address: AddressOption = ""

    def answer(self) -> Answered:
        """Ask the data room."""
        from alat.cli.pulling import files_read, unctad_pulled
        from alat.cli.show_warehouse import show_pulled

        if self.source is not None:
            result = files_read("unctad", self.source, url=self.warehouse)
        else:
            result = unctad_pulled(listed(self.reports), address=self.address, url=self.warehouse)
        return Answered(result, partial(show_pulled, result=result))


@dataclass(frozen=True, kw_only=True)
class PullTariffsRequest(Request):
    """Load tariffs by product from files of WITS (TRAINS) or MAcMap-HS6 that you have."""

    command: ClassVar[str] = "data pull tariffs"
    tells_itself: ClassVar[bool] = True

    importers: Annotated[
        list[str] | None, Option("--importers", metavar="AZE,BRA", help="Whose tariffs to take; all without it.")
    ] = None
    source: FromOption = None
    warehouse: WarehouseOption = None
    address: AddressOption = ""

    def answer(self) -> Answered:
        """Ask the data room."""
        from alat.cli.pulling import files_read, tariffs_pulled
        from alat.cli.show_warehouse import show_pulled

        chosen = listed(self.importers)
        if self.source is not None:
            result = files_read("tariffs", self.source, importers=chosen, url=self.warehouse)
        else:
            result = tariffs_pulled(chosen, address=self.address, url=self.warehouse)
        return Answered(result, partial(show_pulled, result=result))


PULL_COMMANDS: tuple[type[Request], ...] = (
    PullBaciRequest,
    PullComtradeRequest,
    PullWorldBankRequest,
    PullUnctadRequest,
    PullTariffsRequest,
)
