"""The command on presence: posts, contacts, bodies, agreements and visa rules of two countries."""

from dataclasses import dataclass
from functools import partial
from typing import Annotated, ClassVar

from typer import Option

from alat.cli.request import Answered, First, Partner, Request, StudyOption


@dataclass(frozen=True, kw_only=True)
class PresenceRequest(Request):
    """Posts, accreditation, contacts, bodies, agreements and visa rules of two countries, or with a bloc."""

    command: ClassVar[str] = "presence"

    first: First
    partner: Partner
    as_of: Annotated[
        str | None, Option("--as-of", metavar="DAY", help="The day it is looked at; the study's own without it.")
    ] = None
    study: StudyOption = None

    def answer(self) -> Answered:
        """Ask the diplomacy room."""
        from alat.cli.show_presence import show_board, show_presence
        from alat.data import open_study
        from alat.data.cases import covering_study
        from alat.data.days import typed_day
        from alat.diplomacy import relations, relations_board
        from alat.diplomacy.relations import newest_day
        from alat.reference import Country, pair

        asked = pair(self.first, self.partner)
        study = covering_study(asked) if self.study is None else open_study(self.study)
        day = None if self.as_of is None else typed_day(self.as_of)
        if isinstance(asked.second, Country):
            result = relations(asked.first, asked.second, study=study, on=day)
            return Answered(result, partial(show_presence, result=result))
        when = day or (study.as_of if study else newest_day())
        board = relations_board(asked.first, asked.second, study=study, on=when)
        return Answered(board, partial(show_board, result=board))


COMMANDS: tuple[type[Request], ...] = (PresenceRequest,)
