"""Which study, which day and which scenario are meant?"""

from collections.abc import Mapping
from datetime import date

from alat.data import Study, open_study
from alat.data.cases import covering_study
from alat.data.days import typed_day
from alat.errors import BadInput, BadTable, UnknownCode, near_matches
from alat.network.edits import scenario
from alat.network.scenario import BASE, Scenario
from alat.reference import Pair
from alat.trade.records import SNAPSHOT_YEAR

_AS_TYPED = "as typed"


def study_of(name: str | None, *, pair: Pair, none: bool) -> Study | None:
    """Return the study a brief is written in: the one named, else the shipped one that covers the pair, or none.

    Raises
    ------
    BadInput
        If a study is named and none is wanted.
    UnknownCode
        If there is no study of that name.
    """
    if none:
        if name is not None:
            raise BadInput(f"--study {name} and --no-study exclude each other")
        return None
    return open_study(name) if name is not None else covering_study(pair)


def membership_day(typed: str | None, *, pair: Pair) -> date:
    """Return the day on which a bloc's members count: typed, the covering study's, or the end of the flows' year.

    Raises
    ------
    BadInput
        If what was typed is no day that can be meant.
    """
    if typed is not None:
        return typed_day(typed)
    study = covering_study(pair)
    return date(SNAPSHOT_YEAR, 12, 31) if study is None else study.as_of


def scenario_of(typed: Mapping[str, object], *, name: str | None, study_name: str | None, pair: Pair) -> Scenario:
    """Return the scenario `name` of a study with what was typed added; what was typed alone where no name is given.

    Parameters
    ----------
    typed
        What ``--avoid``, ``--close``, ``--open``, ``--add`` and ``--improve`` list and ``--as-of`` says, by field. A
        day stands in place of the scenario's own; all else is added to it.
    name
        A scenario of the study, or None.
    study_name
        The study; None for the shipped one that covers the pair.
    pair
        The pair that is asked about.

    Raises
    ------
    BadInput
        If a scenario is named and no study covers the pair, or an edit makes no sense.
    UnknownCode
        If the study, the scenario, or something in it does not exist.
    """
    edits = {field: given for field, given in typed.items() if given}
    if name is None and study_name is None:
        return scenario(edits, name=_AS_TYPED) if edits else BASE
    study = study_of(study_name, pair=pair, none=False)
    if study is None:
        raise BadInput(f"--scenario {name}: no shipped study covers the pair; say which with --study")
    if name is None:
        return scenario(edits, name=_AS_TYPED) if edits else BASE
    stated = _stated(study, name)
    joined = {field: _joined(stated.get(field), given) for field, given in (stated | edits).items()}
    return scenario(joined, name=f"{name}, {_AS_TYPED}" if edits else name)


def check_scenarios(study: Study) -> None:
    """Refuse a study that names a scenario which means nothing in the network.

    Raises
    ------
    BadTable
        If an edit makes no sense, or a name in it means nothing in the network or several things.
    """
    for name, fields in study.scenarios.items():
        try:
            scenario(fields, name=name)
        except BadInput as error:
            raise BadTable(f"{study.id}/study.toml", str(error), column=f"scenarios.{name}") from None


def _joined(stated: object, typed: object) -> object:
    return [*stated, *typed] if isinstance(stated, list) and isinstance(typed, tuple) else typed


def _stated(study: Study, name: str) -> dict[str, object]:
    known = study.scenarios
    if name not in known:
        raise UnknownCode(f"scenario of {study.id}", name, near=near_matches(name, known) or tuple(known))
    return known[name]
