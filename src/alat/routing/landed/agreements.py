"""Which agreements of the tables join two countries on a day, and which goods do they leave out?"""

from collections.abc import Iterator
from datetime import date

from alat.reference import Country, bloc
from alat.routing.landed.dates import Row, in_force

_BLOC = "bloc:"


def customs_territory(exporter: Country, importer: Country, *, day: str) -> frozenset[str]:
    """Return the countries whose common border is the importer's for goods from the exporter; empty for one alone."""
    for row in in_force("tariff_preferences", where={"declared": "no"}, day=day):
        members = _side(str(row["first"]), day)
        if importer.iso3 in members and exporter.iso3 not in members:
            return members
    return frozenset()


def agreements(exporter: Country, importer: Country, *, day: str) -> Iterator[Row]:
    """Yield the rows of `tariff_preferences` that join a pair on a day, either way round."""
    for row, first, second in joined(day):
        pairs = ((exporter.iso3, importer.iso3), (importer.iso3, exporter.iso3))
        if any(a in first and b in second for a, b in pairs):
            yield row


def joined(day: str) -> Iterator[tuple[Row, frozenset[str], frozenset[str]]]:
    """Yield every row of `tariff_preferences` that holds on a day, with the countries (ISO3) of its two sides."""
    for row in in_force("tariff_preferences", where={}, day=day):
        yield row, _side(str(row["first"]), day), _side(str(row["second"]), day)


def leaves_out(row: Row, hs: str) -> bool:
    """Whether an agreement leaves out goods of a code, or some of them."""
    starts = [start for start in str(row["hs_except"] or "").split(";") if start]
    return any(hs.startswith(start) or start.startswith(hs) for start in starts)


def _side(text: str, day: str) -> frozenset[str]:
    """Return the countries of one side: codes and blocs with ``;`` between."""
    found: set[str] = set()
    for part in text.split(";"):
        if part.startswith(_BLOC):
            found |= {member.iso3 for member in bloc(part.removeprefix(_BLOC)).members(date.fromisoformat(day))}
        else:
            found.add(part)
    return frozenset(found)
