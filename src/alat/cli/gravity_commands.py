"""Commands on gravity: fit an equation on the shipped totals, a warehouse or a file, and what is known of theta."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated, ClassVar

from typer import Option

from alat.cli.request import Answered, Request, listed
from alat.errors import BadInput

DEGREES = ("effects", "clusters")


@dataclass(frozen=True, kw_only=True)
class GravityFitRequest(Request):
    """Fit trade on distance and the like by PPML with fixed effects; what theta would make of it as trade cost."""

    command: ClassVar[str] = "gravity fit"

    file: Annotated[
        Path | None,
        Option("--from", metavar="FILE", help="Rows to fit on: .csv, .parquet or .dta; the data at hand without it."),
    ] = None
    trade: Annotated[str | None, Option("--trade", metavar="COLUMN", help="The column of trade, not negative.")] = None
    on: Annotated[
        list[str] | None,
        Option("--on", metavar="COLUMNS", help="Regressors: ln_DIST,CNTG; ln_X is made of X where it is not there."),
    ] = None
    effects: Annotated[
        list[str] | None,
        Option("--effects", metavar="COLUMNS", help="exporter,importer or exporter^year,importer^year,pair."),
    ] = None
    cluster: Annotated[
        list[str] | None, Option("--cluster", metavar="COLUMNS", help="Groups of errors, one or two; none for none.")
    ] = None
    years: Annotated[str | None, Option("--years", metavar="YEARS", help="2012,2016 or 1986-2006 or 1986-2006:4.")] = (
        None
    )
    distance: Annotated[
        str | None, Option("--distance", metavar="COLUMN", help="The regressor that is the logarithm of distance.")
    ] = None
    degrees: Annotated[
        str,
        Option("--degrees", help="Count the effects among the parameters of the errors (effects) or not (clusters)."),
    ] = DEGREES[0]

    def answer(self) -> Answered:
        """Ask the trade room."""
        from alat.cli.show_gravity import show_gravity
        from alat.trade.gravity_answer import GravityQuestion, gravity_answer
        from alat.trade.gravity_sample import file_sample, sample_at_hand

        if self.degrees not in DEGREES:
            raise BadInput(f"--degrees {self.degrees!r}: expected {' or '.join(DEGREES)}")
        years = years_of(self.years)
        question = GravityQuestion(
            self.trade,
            listed(self.on),
            listed(self.effects),
            listed(self.cluster),
            "effects" if self.degrees == DEGREES[0] else "clusters",
            years,
            self.distance,
        )
        sample = file_sample(self.file) if self.file else sample_at_hand(years)
        result = gravity_answer(sample, question)
        return Answered(result, partial(show_gravity, result=result))


@dataclass(frozen=True, kw_only=True)
class ThetaRequest(Request):
    """The trade elasticity to take for each cargo class, its range, and the published figures behind it."""

    command: ClassVar[str] = "gravity theta"

    def answer(self) -> Answered:
        """Ask the trade room."""
        from alat.cli.show_gravity import show_theta, theta_listing

        result = theta_listing()
        return Answered(result, partial(show_theta, result=result))


GRAVITY_COMMANDS: tuple[type[Request], ...] = (GravityFitRequest, ThetaRequest)


def years_of(text: str | None) -> tuple[int, ...]:
    """Return the years of ``2012,2016``, ``1986-2006`` or ``1986-2006:4``; none of nothing.

    Raises
    ------
    BadInput
        If it is none of those.
    """
    years: list[int] = []
    for part in listed(text):
        span, _, step = part.partition(":")
        low, dash, high = span.partition("-")
        written = (low, high if dash else low, step or "1")
        if not all(one.isdecimal() for one in written) or int(step or 1) < 1:
            raise BadInput(f"--years {text!r}: expected years such as 2012,2016 or 1986-2006 or 1986-2006:4")
        if int(high or low) < int(low):
            raise BadInput(f"--years {text!r}: {low} is after {high}")
        years += range(int(low), int(high or low) + 1, int(step or 1))
    return tuple(dict.fromkeys(years))
