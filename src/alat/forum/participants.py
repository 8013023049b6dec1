"""Who comes? A CSV table of participants, checked."""

import re

from alat.data.rows import read_csv
from alat.errors import BadTable
from alat.forum.results import Participant
from alat.reference import countries

_SLOTS = re.compile(r"([1-9][0-9]{0,3})(?:-([1-9][0-9]{0,3}))?")
_LANGUAGE = re.compile(r"[a-z]{2}")


def read_participants(content: bytes, *, file: str) -> tuple[Participant, ...]:
    """Read a table of participants.

    Parameters
    ----------
    content
        The bytes of a CSV file with the columns of the schema ``forum_participants``.
    file
        What to call the file in an error.

    Raises
    ------
    BadTable
        At the first row that breaks the schema, stands twice, or names a country, language or slot that does not
        exist. Rows count the header as row 1 and take one line each.
    """
    rows = read_csv(content, "forum_participants", file=file).to_dicts()
    return tuple(_participant(row, file=file, number=number) for number, row in enumerate(rows, start=2))


def _participant(row: dict[str, str | None], *, file: str, number: int) -> Participant:
    text = {name: value or "" for name, value in row.items()}
    if text["country"] not in countries():
        raise BadTable(file, f"{text['country']!r}; expected an ISO3 code such as AZE", row=number, column="country")
    languages = _list(text["languages"])
    for language in languages:
        if not _LANGUAGE.fullmatch(language):
            raise BadTable(
                file, f"{language!r}; expected two-letter codes such as en;es", row=number, column="languages"
            )
    return Participant(
        id=text["id"],
        name=text["name"],
        organisation=text["organisation"],
        country=text["country"],
        role=text["role"],
        languages=languages,
        interests=_list(text["interests"]),
        available=_slots(text["available"], file=file, number=number),
    )


def _slots(text: str, *, file: str, number: int) -> frozenset[int] | None:
    if not text:
        return None
    slots: set[int] = set()
    for part in _list(text):
        match = _SLOTS.fullmatch(part)
        last = int(match[2] or match[1]) if match else 0
        if match is None or last < int(match[1]):
            raise BadTable(file, f"{part!r}; expected slots such as 1-4;7", row=number, column="available")
        slots.update(range(int(match[1]), last + 1))
    return frozenset(slots)


def _list(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())
