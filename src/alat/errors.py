"""Every error Alat raises, one tree.

AlatError
├── BadInput (ValueError)                    what was given is wrong; the command exits with 2
│   ├── UnknownCode (KeyError)               no country, bloc, product, port or link has that name
│   ├── AmbiguousName                        several do
│   ├── SameParty                            a pair with itself, an origin equal to its destination
│   ├── EmptyBloc                            a bloc with no member on that date
│   ├── MissingFile (FileNotFoundError)      a study or folder lacks a file
│   ├── Infeasible                           what was asked for cannot all be kept at once; says by how much
│   ├── MissingExtra (ImportError)           an optional package is not installed; says how to install it
│   └── BadTable                             a file breaks its schema: file, row, column, expectation
├── NotCovered (LookupError)                 a sound question the data cannot answer; exits with 3
├── NoRoute (LookupError)                    no lane joins the two places; names the cut; exits with 3
├── NotConvergent (ArithmeticError)          a solver did not reach its tolerance; no number; exits with 1
│   └── DivergentSum                         a sum over ways round cycles has no end; names what would work
├── CorruptSnapshot (OSError)                a shipped file is not the one that was shipped; exits with 4
├── FetchFailed (ConnectionError)            a publisher's server did not give the data; nothing changed; exits with 5
├── ScenarioFailed (RuntimeError)            a scenario of an ensemble raised; names it; exits as what it raised would
│   └── WorkersLost                          each worker that took a scenario up was lost
└── BrokenTemplate (RuntimeError)            a template states a number that no computation gave
"""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches


class AlatError(Exception):
    """Root of every error Alat raises on purpose; its text is one line for a person."""

    exit_code = 1

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else self.__class__.__name__


class BadInput(AlatError, ValueError):
    """What was given is wrong; nothing was computed and nothing was written."""

    exit_code = 2


class UnknownCode(BadInput, KeyError):
    """No entry has that code or name; the message lists the near ones."""

    def __init__(self, kind: str, given: str, *, near: Sequence[str] = ()) -> None:
        hint = f"; did you mean {_or_list(near)}?" if near else ""
        super().__init__(f"unknown {kind} {given!r}{hint}")
        self.kind = kind
        self.given = given
        self.near = tuple(near)


class AmbiguousName(BadInput):
    """Several entries answer to that name."""

    def __init__(self, kind: str, given: str, *, candidates: Sequence[str]) -> None:
        super().__init__(f"{kind} {given!r} is ambiguous: {_or_list(candidates)}?")
        self.candidates = tuple(candidates)


class SameParty(BadInput):
    """A pair was asked for whose two sides are one."""


class EmptyBloc(BadInput):
    """A bloc has no member on the date that was asked for."""


class MissingFile(BadInput, FileNotFoundError):
    """A folder lacks a file that its kind must have."""


class Infeasible(BadInput):
    """What was asked for cannot all be kept at once: a budget, a requirement, an exclusion or a horizon."""


class MissingExtra(BadInput, ImportError):
    """A question needs an optional package that is not installed; the message says how to install it."""

    def __init__(self, needed_for: str, *, extra: str, found: str = "") -> None:
        state = f" ({found})" if found else ""
        super().__init__(f"{needed_for} needs the extra {extra!r}{state}; install it with: pip install 'alat[{extra}]'")
        self.extra = extra


class BadTable(BadInput):
    """A table breaks its schema; the message says file, row, column and what was expected."""

    def __init__(self, file: str, problem: str, *, row: int | None = None, column: str | None = None) -> None:
        place = file
        if row is not None:
            place += f", row {row}"
        if column is not None:
            place += f", column {column}"
        super().__init__(f"{place}: {problem}")
        self.file = file
        self.row = row
        self.column = column


class NotCovered(AlatError, LookupError):
    """The question is sound, but the data do not cover it."""

    exit_code = 3


class NoRoute(AlatError, LookupError):
    """No lane joins the two places under the scenario; the message names what cut it."""

    exit_code = 3


class NotConvergent(AlatError, ArithmeticError):
    """A solver did not reach its tolerance: there is no answer, only how far it came.

    Attributes
    ----------
    residual, tolerance, iterations
        How near it came, how near it had to come, and the steps taken.
    last
        The best iterate, for a person who wants to see why; it is not a solution.
    """

    def __init__(self, what: str, *, residual: float, tolerance: float, iterations: int, last: object = None) -> None:
        text = f"{what} did not converge: residual {residual:.1e} after {iterations} steps"
        super().__init__(f"{text}, expected {tolerance:.0e} or less")
        self.residual = residual
        self.tolerance = tolerance
        self.iterations = iterations
        self.last = last


class DivergentSum(NotConvergent):
    """The sum over all ways has no end: ways round cycles outnumber what they cost.

    Attributes
    ----------
    radius, limit
        Spectral radius of exp(-c / mu), and the value it must stay below.
    works
        The largest mu (smallest theta) that works; None where none does, since a cycle is free.
    """

    def __init__(self, radius: float, *, limit: float, name: str, given: float, works: float | None) -> None:
        end = "smallest" if name == "theta" else "largest"
        hint = f"the {end} {name} that works is {works:.6g}" if works else f"no {name} works: a cycle of arcs is free"
        what = f"the sum over all ways at {name} = {given:g}"
        super().__init__(what, residual=radius, tolerance=limit, iterations=0)
        text = f"{what} has no end: the spectral radius is {radius:.3f}, expected below {limit:g}; {hint}"
        self.args = (text,)
        self.radius = radius
        self.limit = limit
        self.works = works


class CorruptSnapshot(AlatError, OSError):
    """A shipped file is missing or its bytes are not the ones that were shipped."""

    exit_code = 4


class FetchFailed(AlatError, ConnectionError):
    """A publisher's server did not give what was asked for; what was there before is as it was."""

    exit_code = 5


class ScenarioFailed(AlatError, RuntimeError):
    """A scenario of an ensemble raised: the message names it and says what it raised; where, says a note.

    Attributes
    ----------
    scenario
        Its name.
    """

    def __init__(self, scenario: str, said: str, *, exit_code: int = AlatError.exit_code) -> None:
        super().__init__(f"scenario {scenario!r}: {said}")
        self.scenario = scenario
        self.exit_code = exit_code


class WorkersLost(ScenarioFailed):
    """Each worker that took a scenario up was lost before it answered; there is no answer for any scenario."""


class BrokenTemplate(AlatError, RuntimeError):
    """A template types a digit, or refers to a value that was not computed."""


def near_matches(given: str, names: Iterable[str], *, most: int = 3) -> tuple[str, ...]:
    """Return the names that look most like `given`, best first.

    Parameters
    ----------
    given
        What the user typed.
    names
        The valid names; each is compared case-folded and returned as written.
    most
        How many to return at the most.
    """
    by_fold = {name.casefold(): name for name in names}
    return tuple(by_fold[hit] for hit in get_close_matches(given.casefold(), by_fold, n=most, cutoff=0.6))


def _or_list(names: Sequence[str]) -> str:
    return " or ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
