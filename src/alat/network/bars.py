"""Which goods, ships and aircraft may not go where, by law or decree?

A bar keeps goods of one country out of another's ports or territory because of where they come from or go to, or
forbids ships or aircraft to go straight between two countries. It says nothing of a third country's goods on the same
way.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

import numpy as np
import numpy.typing as npt

from alat.data import Basis, table
from alat.network.scenario import Scenario
from alat.network.status import in_force
from alat.reference import countries

_ALL = "ALL"

Matrix = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of `bars`.

    Attributes
    ----------
    id, subject
        Its id, and what is kept out of where.
    goods
        ``none`` (ships or aircraft alone), ``trade`` (goods between a party and a country of `at`), or ``transit``
        (those, and goods of a party on their way elsewhere).
    flow
        ``from`` a party, ``to`` it, or ``both``.
    party, at
        ISO3 codes: whose goods, and who keeps them out.
    reach
        Whether goods are kept out of ``ports`` alone or of the whole ``territory``.
    direct
        The mode by which none may go straight between a party and a country of `at`: ``sea``, ``air`` or ``no``.
    since, until
        First and last day (a year or a month where no day is known); '' where there is none.
    basis, source, note
        How it is known, where it stands, and what is excepted.
    """

    id: str
    subject: str
    goods: str
    flow: str
    party: frozenset[str]
    at: frozenset[str]
    reach: str
    direct: str
    since: str
    until: str
    basis: Basis
    source: str
    note: str


@cache
def bars() -> dict[str, Bar]:
    """Return every bar by its id, lapsed ones too."""
    return {
        row["id"]: Bar(
            id=row["id"],
            subject=row["subject"],
            goods=row["goods"],
            flow=row["flow"],
            party=frozenset(row["party"].split(";")),
            at=_everywhere_but(row["party"]) if row["at"] == _ALL else frozenset(row["at"].split(";")),
            reach=row["reach"],
            direct=row["direct"],
            since=str(row["since"]),
            until=str(row["until"] or ""),
            basis=Basis(row["basis"]),
            source=row["source"],
            note=row["note"] or "",
        )
        for row in table("bars").iter_rows(named=True)
    }


def bars_in_force(scenario: Scenario) -> tuple[Bar, ...]:
    """Return the bars that hold on the scenario's day, on today's word where it has none, and that it does not open."""
    return tuple(bar for bar in bars().values() if bar.id not in scenario.open and _holds_on(bar, scenario.as_of))


def bars_to_goods(scenario: Scenario, origin: str, *, destination: str) -> tuple[Bar, ...]:
    """Return the bars in force that keep goods of one origin and destination out of some country.

    Parameters
    ----------
    scenario
        What is opened.
    origin, destination
        ISO3 codes.
    """
    return tuple(bar for bar in bars_in_force(scenario) if _holds(bar, origin, destination=destination))


def pairs_under_bars(scenario: Scenario, iso3: Sequence[str]) -> tuple[Matrix, Matrix]:
    """Return which pairs of countries law keeps apart, and which it makes go round some country.

    Parameters
    ----------
    scenario
        What is opened.
    iso3
        Codes of countries.

    Returns
    -------
    tuple of Matrix
        (countries, countries), rows origins: whether goods of the pair are kept out of the territory of one of the two;
        whether they are kept out of some other country's territory or ports.
    """
    apart = np.zeros((len(iso3),) * 2, dtype=bool)
    round_some = apart.copy()
    for bar in bars_in_force(scenario):
        party, at = (np.isin(iso3, sorted(side)) for side in (bar.party, bar.at))
        sent, received = party & (bar.flow != "to"), party & (bar.flow != "from")
        meets = np.logical_and.outer(sent, at) | np.logical_and.outer(at, received)
        if bar.goods == "transit":
            meets = sent[:, None] | received
        elif bar.goods != "trade":
            continue
        ends = (at[:, None] | at) & (bar.reach == "territory")
        apart |= meets & ends
        round_some |= meets & ~ends
    return apart, round_some & ~apart


def barred_pairs(scenario: Scenario, *, mode: str = "sea") -> frozenset[frozenset[str]]:
    """Return the pairs of countries between which no ship may sail straight, or no aircraft fly (``air``)."""
    held = [bar for bar in bars_in_force(scenario) if bar.direct == mode]
    return frozenset(frozenset((a, b)) for bar in held for a in bar.party for b in bar.at)


def _everywhere_but(party: str) -> frozenset[str]:
    return frozenset(countries()) - set(party.split(";"))


def _holds_on(bar: Bar, day: date | None) -> bool:
    return not bar.until if day is None else in_force(bar.since, bar.until, as_of=day)


def _holds(bar: Bar, origin: str, *, destination: str) -> bool:
    sent = bar.flow != "to" and origin in bar.party
    received = bar.flow != "from" and destination in bar.party
    if bar.goods == "transit":
        return sent or received
    return bar.goods == "trade" and ((sent and destination in bar.at) or (received and origin in bar.at))
