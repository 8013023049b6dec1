"""The command on presence: posts, contacts, bodies, agreements and visa rules of two countries."""

from dataclasses import dataclass
from functools import partial
from typing import Annotated, ClassVar

from typer import Option

from alat.cli.request import Answered, First, Request, Second, StudyOption


@dataclass(frozen=True, kw_only=True)
class PresenceRequest(Request):
    """Posts, accreditation, contacts, bodies in common, agreements and visa rules of two countries, and the gaps."""

    command: ClassVar[str] = "presence"

    first: First
    second: Second
    as_of: Annotated[
        str | None, Option("--as-of", metavar="DAY", help="The day it is looked at; the study's own without it.")
    ] = None
    study: StudyOption = None

    def answer(self) -> Answered:
        """Ask the diplomacy room."""
        from alat.cli.countries import one_country
        from alat.cli.show_presence import show_presence
        from alat.data import open_study
        from alat.data.days import typed_day
        from alat.diplomacy import relations

        result = relations(
            one_country(self.first),
            one_country(self.second),
            study=None if self.study is None else open_study(self.study),
            on=None if self.as_of is None else typed_day(self.as_of),
        )
        return Answered(result, partial(show_presence, result=result))


COMMANDS: tuple[type[Request], ...] = (PresenceRequest,)
