"""Which study, which day and which scenario are meant?"""

from datetime import date

from alat.data import Study, open_study
from alat.data.cases import covering_study
from alat.errors import BadInput, UnknownCode, near_matches
from alat.network.scenario import Scenario
from alat.reference import Pair, country
from alat.trade.flows import YEAR


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
        If what was typed is no day.
    """
    if typed is not None:
        try:
            return date.fromisoformat(typed)
        except ValueError:
            raise BadInput(f"--on {typed!r}: expected a day such as 2025-04-18") from None
    study = covering_study(pair)
    return date(YEAR, 12, 31) if study is None else study.as_of


def scenario_of(typed: Scenario, *, name: str | None, study_name: str | None, pair: Pair) -> Scenario:
    """Return the scenario `name` of a study with the edits of `typed` added; `typed` alone where no name is given.

    Parameters
    ----------
    typed
        The edits of ``--avoid``, ``--close`` and ``--open``; countries by any name.
    name
        A scenario of the study, or None.
    study_name
        The study; None for the shipped one that covers the pair.
    pair
        The pair that is asked about.

    Raises
    ------
    BadInput
        If a scenario is named and no study covers the pair.
    UnknownCode
        If the study or the scenario does not exist, or a country to avoid is none.
    """
    avoid = tuple(country(code).iso3 for code in typed.avoid)
    edits = Scenario("as typed" if avoid or typed.close or typed.open else "base", typed.close, typed.open, avoid)
    if name is None and study_name is None:
        return edits
    study = study_of(study_name, pair=pair, none=False)
    if study is None:
        raise BadInput(f"--scenario {name}: no shipped study covers the pair; say which with --study")
    return edits if name is None else _joined(study, name, edits=edits)


def _joined(study: Study, name: str, *, edits: Scenario) -> Scenario:
    if name not in study.scenarios:
        known = study.scenarios
        near = near_matches(name, known) or tuple(known)
        raise UnknownCode(f"scenario of {study.id}", name, near=near)
    stated = study.scenarios[name]
    fields = {field: tuple(str(item) for item in _items(stated, field)) for field in ("close", "open", "avoid")}
    return Scenario(
        name if edits.name == "base" else f"{name}, and as typed",
        tuple(dict.fromkeys((*fields["close"], *edits.close))),
        tuple(dict.fromkeys((*fields["open"], *edits.open))),
        tuple(dict.fromkeys((*fields["avoid"], *edits.avoid))),
    )


def _items(stated: dict[str, object], field: str) -> list[object]:
    items = stated.get(field, [])
    return items if isinstance(items, list) else []
