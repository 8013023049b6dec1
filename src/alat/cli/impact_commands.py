"""The command on what an edit would change: impact."""

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Annotated, ClassVar

from typer import Option

from alat.cli.request import (
    AddOption,
    Answered,
    AvoidOption,
    CloseOption,
    ImproveOption,
    OpenOption,
    Request,
    listed,
)
from alat.errors import BadInput

if TYPE_CHECKING:
    from alat.data import Study
    from alat.economy import Edit, SectorWorld


@dataclass(frozen=True, kw_only=True)
class ImpactRequest(Request):
    """What an edit of the network, or measures of a study, do to trade and real income by country."""

    command: ClassVar[str] = "impact"

    avoid: AvoidOption = None
    close: CloseOption = None
    open: OpenOption = None
    add: AddOption = None
    improve: ImproveOption = None
    measures: Annotated[
        str | None, Option("--measures", metavar="M03,M06", help="Measures of the study, with all they require.")
    ] = None
    study: Annotated[
        str | None, Option("--study", metavar="NAME", help="A shipped study or a folder; its parties are shown.")
    ] = None
    shown: Annotated[
        str | None, Option("--for", metavar="AZE,BRA", help="Countries and blocs to show; else the study's parties.")
    ] = None

    def answer(self) -> Answered:
        """Ask the economy, and the plan where measures are named."""
        from alat.cli.show_impact import show_impact
        from alat.economy import impact, sector_world, told

        self._check()
        world, study = sector_world(), self._study()
        edit, ends, said, notes = self._edits(world, study)
        home, shown = _parties(listed(self.shown), study=study, world=world)
        found = impact(world, edit, ends=ends)
        result = told(found, said=said, shown=shown, home=home)
        return Answered(result, partial(show_impact, result=result, extra=notes))

    def _check(self) -> None:
        typed = any((self.avoid, self.close, self.open, self.add, self.improve))
        if typed == bool(self.measures):
            raise BadInput(
                "nothing to change: name measures, or an edit such as --open, --close, --add or --improve"
                if not typed
                else "--measures and edits exclude each other: put what the measures stand for into the edits"
            )

    def _study(self) -> "Study | None":
        from alat.data import open_study, shipped_studies

        if self.study is not None:
            return open_study(self.study)
        if self.measures is None:
            return None
        known = shipped_studies()
        if len(known) != 1:
            raise BadInput(f"--measures {self.measures}: say of which study with --study; known: {', '.join(known)}")
        return open_study(known[0])

    def _edits(
        self, world: "SectorWorld", study: "Study | None"
    ) -> tuple["Edit", "dict[str, Edit]", tuple[str, ...], tuple[str, ...]]:
        """Return the edit, the ends of its range, what it is in words, and what it leaves out."""
        from alat import plan
        from alat.economy import Edit
        from alat.network import scenario

        if study is None or self.measures is None:
            fields: dict[str, object] = {
                verb: listed(getattr(self, verb)) for verb in ("close", "open", "avoid", "add", "improve")
            }
            edit = Edit(scenario({verb: given for verb, given in fields.items() if given}, name="as typed"))
            return edit, {}, plan.scenario_words(edit.scenario), ()
        chosen, known = listed(self.measures), plan.measures(study)
        cases = {
            case: plan.edit_of(known, chosen, study=study, world=world, case=case)
            for case in (plan.Case.CENTRAL, plan.Case.LOW, plan.Case.HIGH)
        }
        central = cases.pop(plan.Case.CENTRAL)
        ends = {f"effect {case.value}": edit for case, edit in cases.items()}
        said = plan.measure_words(known, chosen)
        return central, ends, said, plan.silent_words(known, chosen)


def _parties(named: tuple[str, ...], *, study: "Study | None", world: "SectorWorld") -> tuple[str, tuple[str, ...]]:
    """Return the home country, and the countries to show that the world has."""
    from alat.data.days import typed_day
    from alat.reference import countries_of

    day = study.as_of if study is not None else typed_day("2023-12-31")
    home = study.home if study is not None and not named else ""
    texts = named or ((study.home, study.partners) if study is not None else ())
    codes = (each.iso3 for each in countries_of(texts, on=day))
    return home, tuple(code for code in codes if code in world.baseline.countries)


COMMANDS: tuple[type[Request], ...] = (ImpactRequest,)
