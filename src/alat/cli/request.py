"""What a command is: the options it takes, as a dataclass, and the one call that answers it.

Typer builds the dataclass from the command line; `alat.cli.answer.execute` does the rest, the same for every command.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar, Protocol

from typer import Argument, Option

if TYPE_CHECKING:
    from alat.cli.paper import Paper

First = Annotated[str, Argument(metavar="FIRST", help="A country: name, alias, ISO code or M49 number.")]
Second = Annotated[str, Argument(metavar="SECOND", help="Another country.")]
Partner = Annotated[str, Argument(metavar="PARTNER", help="Another country, or a bloc such as latin-america.")]
StudyName = Annotated[str, Argument(metavar="STUDY", help="A shipped study or a folder that holds one.")]
StudyOption = Annotated[
    str | None,
    Option(
        "--study", metavar="NAME", help="A shipped study or a folder; without it, the shipped one that covers the pair."
    ),
]


AvoidOption = Annotated[list[str] | None, Option("--avoid", metavar="RUS,IRN", help="Countries no lane may touch.")]
CloseOption = Annotated[
    list[str] | None, Option("--close", metavar="IDS", help="Passages, places, links or dated statuses to close.")
]
OpenOption = Annotated[
    list[str] | None, Option("--open", metavar="IDS", help="Planned or closed links, or bars, to open.")
]
AddOption = Annotated[
    list[str] | None,
    Option(
        "--add",
        metavar="MODE:FROM:TO:...",
        help="A sea service or a link that is not there today: sea:Poti:Santos:headway_h=168 (ship_class=main or"
        " feeder), or rail, road or caspian: rail:AZHORA:AZAGHB:km=110:gauge_mm=1520.",
    ),
]
ImproveOption = Annotated[
    list[str] | None,
    Option(
        "--improve",
        metavar="ID:WHAT:xFACTOR",
        help="Other hours or money (usd) of a place, border or link, or another wait for a ship: B18:hours:x0.5,"
        " AZALAT:wait:24 (x for a factor, else the new figure).",
    ),
]
AsOfOption = Annotated[
    str | None, Option("--as-of", metavar="DAY", help="The day whose closures and bars hold, such as 2025-06-30.")
]


class Answer(Protocol):
    """What every room answers with has its sources and what a reader must know beside the numbers."""

    @property
    def sources(self) -> tuple[str, ...]:
        """Ids of its sources."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader must know."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A result, how to show it to a person, whether its sources follow, and the exit code it means."""

    result: Answer
    show: "Callable[[Paper], None]"
    exit_code: int = 0
    footnotes: bool = True


@dataclass(frozen=True, kw_only=True)
class Request(ABC):
    """What every command takes: ``--json``, ``--out``, ``--export`` and ``--overwrite``.

    A command that `tells_itself` how far it is needs no word on stderr that it is at work.
    """

    command: ClassVar[str]
    out_is_folder: ClassVar[bool] = False
    tells_itself: ClassVar[bool] = False

    as_json: Annotated[bool, Option("--json", help="One JSON object instead of a page.")] = False
    out: Annotated[Path | None, Option("--out", metavar="FILE", help="Write to this file instead of the screen.")] = (
        None
    )

    export: Annotated[
        Path | None,
        Option(
            "--export",
            metavar="FILE",
            help="Write the tables too: FILE.xlsx, .csv, .parquet, .sdmx.csv, .zip, or a folder for a data package.",
        ),
    ] = None
    overwrite: Annotated[
        bool, Option("--overwrite", help="Replace files that are there; without it they stay and the command refuses.")
    ] = False

    @abstractmethod
    def answer(self) -> Answered:
        """Call the room that knows, and say how its result is shown."""


def listed(texts: str | Sequence[str] | None) -> tuple[str, ...]:
    """Return the parts of ``RUS,IRN``, or of each of several such texts; nothing of nothing."""
    each = [texts] if isinstance(texts, str) else texts or ()
    return tuple(part.strip() for text in each for part in text.split(",") if part.strip())
