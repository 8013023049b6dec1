"""Commands on products: what a pair probably trades, what duty there is, and what a country's own mix says of it."""

from dataclasses import dataclass
from functools import partial
from typing import Annotated, ClassVar

from typer import Argument, Option

from alat.cli.request import Answered, Request


@dataclass(frozen=True, kw_only=True)
class EstimateRequest(Request):
    """What one country sells to another by product: as recorded where flows were pulled, else as fitted and doubted."""

    command: ClassVar[str] = "estimate"

    exporter: Annotated[str, Argument(metavar="EXPORTER", help="The country that sells.")]
    importer: Annotated[str, Argument(metavar="IMPORTER", help="The country that buys.")]
    level: Annotated[
        int,
        Option("--level", metavar="DIGITS", help="Digits of the Harmonized System: 2, or 4 and 6 with pulled flows."),
    ] = 2

    def answer(self) -> Answered:
        """Ask the trade room."""
        from alat.cli.countries import one_country
        from alat.cli.show_products import show_split
        from alat.trade import records_at_hand, split

        seller, buyer = one_country(self.exporter), one_country(self.importer)
        result = split(seller, buyer, records=records_at_hand(), level=self.level)
        return Answered(result, partial(show_split, result=result))


@dataclass(frozen=True, kw_only=True)
class TariffRequest(Request):
    """The duty of an importer on a product: for all or for a partner, of which year, and what is only an average."""

    command: ClassVar[str] = "tariff"

    importer: Annotated[str, Argument(metavar="IMPORTER", help="The country that charges.")]
    product: Annotated[str, Argument(metavar="PRODUCT", help="HS code of two, four or six digits.")]
    partner: Annotated[
        str | None, Option("--from", metavar="PARTNER", help="Whose goods; what all pay without it.")
    ] = None
    on: Annotated[
        str | None, Option("--on", metavar="DAY", help="The rates of that day's year; the newest without it.")
    ] = None

    def answer(self) -> Answered:
        """Ask the routing room, as `landed` does."""
        from alat.cli.countries import one_country
        from alat.cli.show_products import show_duty
        from alat.data.days import typed_day
        from alat.routing import tariff
        from alat.trade import records_at_hand

        importer = one_country(self.importer)
        partner = None if self.partner is None else one_country(self.partner)
        day = None if self.on is None else typed_day(self.on).isoformat()
        result = tariff(importer, partner, code=self.product, day=day, records=records_at_hand())
        return Answered(result, partial(show_duty, result=result))


@dataclass(frozen=True, kw_only=True)
class ComplexityRequest(Request):
    """How complex a country's exports are, where it ranks, and which products are near to what it makes already."""

    command: ClassVar[str] = "complexity"

    country: Annotated[str, Argument(metavar="COUNTRY", help="A country: name, alias, ISO code or M49 number.")]
    level: Annotated[
        int | None,
        Option(
            "--level",
            metavar="DIGITS",
            help="Digits of the Harmonized System; without it 4 where flows were pulled, else 2.",
        ),
    ] = None

    def answer(self) -> Answered:
        """Ask the trade room."""
        from alat.cli.countries import one_country
        from alat.cli.show_products import show_outlook
        from alat.trade import outlook, records_at_hand

        result = outlook(one_country(self.country), records=records_at_hand(), level=self.level)
        return Answered(result, partial(show_outlook, result=result))


COMMANDS: tuple[type[Request], ...] = (EstimateRequest, TariffRequest, ComplexityRequest)
