"""Commands on the network: what is known of a place, whether the whole is sound, and all of it as GeoJSON."""

from dataclasses import dataclass
from functools import partial
from typing import Annotated, ClassVar

from typer import Argument, Option

from alat.cli.request import Answered, Request, listed
from alat.errors import AlatError

_Avoid = Annotated[str | None, Option("--avoid", metavar="RUS,IRN", help="Countries to leave out.")]
_Close = Annotated[str | None, Option("--close", metavar="IDS", help="Passages, places or links to close.")]
_Open = Annotated[str | None, Option("--open", metavar="IDS", help="Planned or closed links to open.")]


@dataclass(frozen=True, kw_only=True)
class NetworkShowRequest(Request):
    """A place: what it is, its links with status and dates, sea services, handling, waits and capacity."""

    command: ClassVar[str] = "network show"

    place: Annotated[str, Argument(metavar="PLACE", help="An id, a UN/LOCODE or a name: Alat, GEPTI, Santos.")]
    services: Annotated[int, Option("--services", min=0, help="How many sea services to show; --json gives all.")] = 12

    def answer(self) -> Answered:
        """Ask the network room."""
        from alat.cli.show_network import show_sheet
        from alat.network import sheet

        result = sheet(self.place)
        return Answered(result, partial(show_sheet, result=result, most=self.services))


@dataclass(frozen=True, kw_only=True)
class NetworkCheckRequest(Request):
    """Whether the network is sound: joins, lengths, speeds, coasts, borders, zones, gauges, statuses; else exits 1."""

    command: ClassVar[str] = "network check"

    avoid: _Avoid = None
    close: _Close = None
    open: _Open = None

    def answer(self) -> Answered:
        """Ask the network room."""
        from alat.cli.show_network import CheckedNetwork, show_check
        from alat.network import BASE, check, scenario

        typed = {"avoid": listed(self.avoid), "close": listed(self.close), "open": listed(self.open)}
        edits = {field: names for field, names in typed.items() if names}
        result = CheckedNetwork(check(scenario(edits, name="as typed") if edits else BASE))
        return Answered(result, partial(show_check, result=result), 0 if result.sound else AlatError.exit_code)


@dataclass(frozen=True, kw_only=True)
class NetworkExportRequest(Request):
    """All places and links as GeoJSON, for any map program; give a file with --out."""

    command: ClassVar[str] = "network export"

    def answer(self) -> Answered:
        """Ask the network room."""
        from alat.cli.show_network import ExportedNetwork, show_features
        from alat.network import features

        result = ExportedNetwork(features())
        return Answered(result, partial(show_features, result=result), footnotes=False)


NETWORK_COMMANDS: tuple[type[Request], ...] = (NetworkShowRequest, NetworkCheckRequest, NetworkExportRequest)
