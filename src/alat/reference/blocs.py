"""Which bloc is meant, and who was in it on a day? Dated membership sets."""

import calendar
from dataclasses import dataclass
from datetime import date
from functools import cache

from alat.errors import AmbiguousName, EmptyBloc, NotCovered, UnknownCode
from alat.reference.countries import Country, countries
from alat.reference.names import fold, group, near_labels, read_table


@dataclass(frozen=True, slots=True)
class Membership:
    """One country's membership of a bloc, as far as a source states it.

    Attributes
    ----------
    iso3
        The country.
    since, until
        The first and the last day on which it is certain: where the source gives only a month or a year, the last
        day of that period for `since` and the first for `until`. None: not dated, or still lasting.
    attested
        A day on which an undated source lists it, None elsewhere. Nothing is claimed about earlier days.
    precision
        ``day``, ``month`` or ``year``: how precisely the source dates the beginning (or the attestation);
        ``definition`` for a set that is a definition and has no date.
    source, note
        Ids of `sources.csv` with ``;`` between, and what limits the statement.
    """

    iso3: str
    since: date | None
    until: date | None
    attested: date | None
    precision: str
    source: str
    note: str = ""

    def covers(self, on: date) -> bool:
        """Return whether the country is known to be a member on a day."""
        begins = self.since or self.attested
        return (begins is None or begins <= on) and (self.until is None or on <= self.until)


@dataclass(frozen=True, slots=True)
class Bloc:
    """A bloc as a dated set of members.

    Attributes
    ----------
    code
        ``latin-america``, ``mercosur`` ...
    name
        What a page calls it.
    memberships
        Who was a member and when; a country that left and came back has two.
    meaning
        Which states it holds and which it does not.
    known_from
        The first day on which all members are known, None where they always are.
    """

    code: str
    name: str
    memberships: tuple[Membership, ...]
    meaning: str = ""
    known_from: date | None = None

    def members(self, on: date) -> tuple[Country, ...]:
        """Return the members on a day, by ISO3 code.

        A member is who has a membership with a known beginning on or before that day, who an undated source lists
        on or before it, or who belongs by definition; and has not left before it. Where only some members are dated
        (Non-Aligned Movement, Group of 77 ...), a day before the full list is refused, never answered with a part.

        Raises
        ------
        EmptyBloc
            If there is none.
        NotCovered
            If the day is before `known_from`.

        Examples
        --------
        >>> len(bloc("EU").members(date(2019, 1, 1))), len(bloc("EU").members(date(2021, 1, 1)))
        (28, 27)
        """
        if self.known_from and on < self.known_from:
            raise NotCovered(f"the members of {self.name} are all known from {self.known_from} on, not yet on {on}")
        found = sorted({m.iso3 for m in self.memberships if m.covers(on)})
        if not found:
            first = min((m.since for m in self.memberships if m.since), default=None)
            hint = f"; its first membership begins on {first}" if first and on < first else ""
            raise EmptyBloc(f"{self.name} has no member on {on}{hint}")
        return tuple(countries()[iso3] for iso3 in found)


def bloc(name: str) -> Bloc:
    """Return the bloc called `name`: its code, its name or an alias; case and accents do not count.

    Raises
    ------
    UnknownCode
        If no bloc has that name; the message lists the near ones.
    AmbiguousName
        If several have.

    Examples
    --------
    >>> bloc("Latin America").code, bloc("G-77 and China").code, bloc("latin_america").name
    ('latin-america', 'g77', 'Latin America')
    """
    candidates = bloc_candidates(name)
    if not candidates:
        raise UnknownCode("bloc", name, near=near_labels(name, bloc_labels()))
    if len(candidates) > 1:
        raise AmbiguousName("bloc", name, candidates=[b.code for b in candidates])
    return candidates[0]


def bloc_names() -> dict[str, str]:
    """Return every bloc's name by its code."""
    return {code: found.name for code, found in _blocs().items()}


def bloc_candidates(name: str) -> tuple[Bloc, ...]:
    """Return every bloc that answers to `name`; none, one or several."""
    return tuple(_blocs()[code] for code in _names().get(fold(name), ()))


def bloc_labels() -> dict[str, str]:
    """Return what to suggest by folded name."""
    return {name: codes[0] for name, codes in _names().items()}


@cache
def _blocs() -> dict[str, Bloc]:
    memberships: dict[str, list[Membership]] = {}
    for row in read_table("memberships"):
        memberships.setdefault(row["bloc"], []).append(_membership(row))
    return {
        row["code"]: Bloc(
            code=row["code"],
            name=row["name"],
            memberships=tuple(memberships[row["code"]]),
            meaning=row["meaning"],
            known_from=_first_day(row["known_from"]),
        )
        for row in read_table("blocs")
    }


@cache
def _names() -> dict[str, tuple[str, ...]]:
    rows = read_table("blocs")
    own = [(row[column], row["code"]) for row in rows for column in ("code", "name")]
    return group([*own, *((row["alias"], row["code"]) for row in read_table("bloc_aliases"))])


def _membership(row: dict[str, str]) -> Membership:
    return Membership(
        iso3=row["iso3"],
        since=_last_day(row["since"]),
        until=_first_day(row["until"]),
        attested=_last_day(row["attested"]),
        precision=_precision(row["since"] or row["attested"]),
        source=row["source"],
        note=row["note"],
    )


def _precision(text: str) -> str:
    return ("definition", "year", "month", "day")[len(text.split("-")) if text else 0]


def _first_day(text: str) -> date | None:
    if not text:
        return None
    year, month, day = [int(part) for part in text.split("-")] + [1] * (2 - text.count("-"))
    return date(year, month, day)


def _last_day(text: str) -> date | None:
    first = _first_day(text)
    if first is None:
        return None
    precision = _precision(text)
    if precision == "day":
        return first
    month = first.month if precision == "month" else 12
    return date(first.year, month, calendar.monthrange(first.year, month)[1])
