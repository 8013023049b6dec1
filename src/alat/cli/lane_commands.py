"""Commands on the way goods take: lanes, and lanes onward from a hub."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar

from typer import Argument, Option

from alat.cli.lane_question import CargoQuestion
from alat.cli.request import Answered, Request, listed
from alat.errors import BadInput

if TYPE_CHECKING:
    from alat.routing import Lanes
    from alat.routing.ends import End


@dataclass(frozen=True, kw_only=True)
class LanesRequest(CargoQuestion):
    """Ways for goods between two countries or places: money, time, emissions, ship changes and parties, every leg."""

    command: ClassVar[str] = "lanes"

    origin: Annotated[str, Argument(metavar="ORIGIN", help="The country or place goods leave.")]
    destination: Annotated[str, Argument(metavar="DESTINATION", help="The country or place goods go to.")]
    cargo: Annotated[
        str, Option("--cargo", metavar="CLASS", help="How goods travel: container, dry_bulk ... or air.")
    ] = "container"
    product: Annotated[
        str | None, Option("--product", metavar="HS", help="Chapter or heading: what an hour of it is worth.")
    ] = None
    surcharge: Annotated[
        str | None, Option("--surcharge", metavar="NAMES", help="Surcharges to count too: dangerous, empty-return.")
    ] = None
    via: Annotated[
        str | None,
        Option("--via", metavar="GEO,Alat", help="Countries, straits or places every lane touches, in this order."),
    ] = None
    max_transshipments: Annotated[
        int | None, Option("--max-transshipments", metavar="N", help="The most changes of ship a lane may have.")
    ] = None
    geojson: Annotated[
        Path | None, Option("--geojson", metavar="FILE", help="Write the lanes there as GeoJSON too.")
    ] = None
    gtfs: Annotated[
        Path | None, Option("--gtfs", metavar="DIR", help="Write the first lane there as GTFS-like files too.")
    ] = None

    def answer(self) -> Answered:
        """Ask the routing room."""
        from alat.cli.show_lanes import show_lanes
        from alat.routing import Load, lanes
        from alat.trade import records_at_hand

        self._check_exports()
        start, end = one_end(self.origin), one_end(self.destination)
        # Without a product no value is asked, and the warehouse is left alone.
        records = records_at_hand() if self.product else None
        result = lanes(
            start.place,
            end.place,
            cargo=Load(self.cargo, self.product or "", listed(self.surcharge), records),
            scenario=self.edits(start.country, end.country),
            via=listed(self.via),
            max_transshipments=self.max_transshipments,
        )
        self._export(result)
        return Answered(result, partial(show_lanes, result=result))

    def _check_exports(self) -> None:
        from alat.data.places import check_file, check_folder, check_new

        if self.geojson is not None:
            check_file(self.geojson, option="--geojson", overwrite=self.overwrite)
        if self.gtfs is not None:
            check_folder(self.gtfs, option="--gtfs")
            files = sorted(self.gtfs.iterdir()) if self.gtfs.is_dir() else ()
            check_new(files, option="--gtfs", overwrite=self.overwrite)

    def _export(self, result: "Lanes") -> None:
        import json
        from datetime import date

        from alat.cli.answer import write_whole
        from alat.routing import lanes_geojson, write_gtfs

        if self.geojson is not None:
            write_whole(self.geojson, json.dumps(lanes_geojson(result), ensure_ascii=False), option="--geojson")
        if self.gtfs is not None:
            write_gtfs(result, result.lanes[0], folder=self.gtfs, day=date(_PRICE_YEAR, 7, 1))


# The year of most prices; the calendar of an exported lane lies around it.
_PRICE_YEAR = 2025


@dataclass(frozen=True, kw_only=True)
class OnwardRequest(CargoQuestion):
    """Lanes by a hub to places beyond it, each beside the best ways round the hub."""

    command: ClassVar[str] = "onward"

    origin: Annotated[str, Argument(metavar="ORIGIN", help="The country or place goods leave.")]
    hub: Annotated[str, Option("--hub", metavar="PLACE", help="The place the goods would go by.")]
    to: Annotated[str, Option("--to", metavar="KAZ,UZB,Urumqi", help="Countries or places beyond the hub.")]

    def answer(self) -> Answered:
        """Ask the routing room."""
        from alat.cli.show_lanes import show_onward
        from alat.routing import onward

        start, ends = one_end(self.origin), [one_end(name) for name in listed(self.to)]
        if not ends:
            raise BadInput(f"--to {self.to!r}: expected at least one country or place")
        scenario = self.edits(start.country, ends[0].country)
        result = onward(
            start.place, self.hub, destinations=[end.place for end in ends], cargo=self.cargo, scenario=scenario
        )
        return Answered(result, partial(show_onward, result=result))


def one_end(text: str) -> "End":
    """Return the country or place called `text`; a bloc is refused by name."""
    from alat.cli.countries import one_country
    from alat.errors import UnknownCode
    from alat.routing.ends import lane_end

    try:
        return lane_end(one_country(text))
    except UnknownCode:
        return lane_end(text)


COMMANDS: tuple[type[Request], ...] = (LanesRequest, OnwardRequest)
