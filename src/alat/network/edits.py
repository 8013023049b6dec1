"""What does a person mean by an edit? Names from a study or the command line become a scenario of ids."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache

import polars as pl

from alat.data import table
from alat.data.days import typed_day
from alat.errors import BadInput, UnknownCode, near_matches
from alat.network.bars import bars
from alat.network.changes import additions, improvements
from alat.network.passages import passage, passages
from alat.network.places import place, places
from alat.network.scenario import Scenario
from alat.reference import country

NAMED = ("close", "open", "avoid")
FIELDS = (*NAMED, "add", "improve", "as_of")


def scenario(fields: Mapping[str, object], *, name: str) -> Scenario:
    """Return the scenario that a table of `study.toml` or the options of a command describe.

    Parameters
    ----------
    fields
        ``close``, ``open`` and ``avoid``, each a list of names or one text with commas. What can be closed: passages,
        places, links, hand links and dated statuses; opened: links, hand links, dated statuses and bars; either: names
        of several statuses together (``link_projects``); avoided: countries. ``add`` and ``improve``, each a list of
        tables or of words, or one text with commas (`alat.network.changes`). ``as_of``, a day.
    name
        What a page calls the scenario.

    Raises
    ------
    BadInput
        If a field is unknown or malformed, one thing is both closed and opened, a dated status is named that the
        network holds nothing to close or open for, a bar is to be closed, or an addition or improvement makes no sense.
    UnknownCode, AmbiguousName
        If a name means nothing in the network, or several things.
    """
    for field in fields:
        if field not in FIELDS:
            near = near_matches(field, FIELDS)
            hint = f"did you mean {near[0]}?" if near else f"expected {', '.join(FIELDS)}"
            raise BadInput(f"scenario {name!r}: unknown field {field!r}; {hint}")
    close, opened = (
        tuple(sorted({read(part) for text in _texts(fields, verb, name=name) for part in _parts(text)}))
        for verb, read in (("close", _closable), ("open", _openable))
    )
    both = sorted(set(close) & set(opened))
    if both:
        raise BadInput(f"scenario {name!r}: {', '.join(both)} is both closed and opened")
    avoid = tuple(sorted({country(text).iso3 for text in _texts(fields, "avoid", name=name)}))
    where, (add, improve) = f"scenario {name!r}", (_items(fields, field, name=name) for field in ("add", "improve"))
    return Scenario(
        name,
        close,
        opened,
        avoid,
        add=additions(add, where=f"{where}, add", opened=opened),
        improve=improvements(improve, where=f"{where}, improve"),
        as_of=_day(fields, name=name),
    )


@cache
def link_names() -> dict[str, str]:
    """Return the id to use for each name a link edit can have: link ids, hand links and the dated statuses of links."""
    links = table("links")
    hands = {hand for text in links["hand"] for hand in (text or "").split(";") if hand}
    statuses = set(links["status_id"]) - {""}
    return {key.casefold(): key for key in (*links["link_id"], *sorted(hands), *sorted(statuses))}


@cache
def _projects() -> dict[str, tuple[str, ...]]:
    """Return the dated statuses that go by one name, by that name."""
    rows = table("link_projects")
    return {name: tuple(rows.filter(pl.col("name") == name)["status"]) for name in rows["name"].unique()}


def _parts(text: str) -> tuple[str, ...]:
    return _projects().get(text.casefold(), (text,))


def _texts(fields: Mapping[str, object], field: str, *, name: str) -> list[str]:
    given = fields.get(field, ())
    items: Sequence[object] = (
        given.split(",") if isinstance(given, str) else given if isinstance(given, Sequence) else ()
    )
    texts = [item.strip() for item in items if isinstance(item, str) and item.strip()]
    if not isinstance(given, str | Sequence) or len(texts) < len([item for item in items if item != ""]):
        raise BadInput(f"scenario {name!r}, {field}: {given!r}; expected a list of names")
    return texts


def _items(fields: Mapping[str, object], field: str, *, name: str) -> list[str | Mapping[str, object]]:
    """Return the tables or words of a list; one text may hold several with commas between."""
    given = fields.get(field, ())
    items: Sequence[object] = (
        given.split(",") if isinstance(given, str) else given if isinstance(given, Sequence) else ()
    )
    found = [item for item in items if isinstance(item, Mapping) or (isinstance(item, str) and item.strip())]
    if not isinstance(given, str | Sequence) or len(found) < len([item for item in items if item != ""]):
        raise BadInput(f"scenario {name!r}, {field}: {given!r}; expected a list of tables or of words")
    return found


def _day(fields: Mapping[str, object], *, name: str) -> date | None:
    given = fields.get("as_of")
    if given is None:
        return None
    # TOML has days of its own; a day with an hour is none.
    text = given.isoformat() if isinstance(given, date) else str(given).strip()
    return typed_day(text, option=f"scenario {name!r}, as_of" if name else "--as-of")


def _closable(text: str) -> str:
    if text.upper() in bars():
        raise BadInput(f"{text.upper()} is a bar: it holds unless it is opened; expected something to close")
    if text.casefold() in link_names():
        return link_names()[text.casefold()]
    status = _status(text)
    if status is not None and status["passage"]:
        return str(status["id"])
    if status is not None:
        raise BadInput(
            f"{status['id']} ({status['subject']}): no link or passage to close; name places or links instead"
        )
    for known_as in (_as_passage, _as_place):
        try:
            return known_as(text)
        except UnknownCode:
            continue
    known = [*passages(), *(one.name for one in passages().values()), *link_names().values()]
    known += [key for one in places().values() if not one.id.startswith("X") for key in (one.id, one.name)]
    raise UnknownCode("passage, place, link or status", text, near=near_matches(text, known))


def _status(text: str) -> dict[str, object] | None:
    rows = table("link_status").filter(pl.col("id") == text.upper()).to_dicts()
    return rows[0] if rows else None


def _as_passage(text: str) -> str:
    return passage(text).id


def _as_place(text: str) -> str:
    return place(text).id


def _openable(text: str) -> str:
    if text.upper() in bars():
        return text.upper()
    found = link_names().get(text.casefold())
    status = _status(text)
    if found is None and status is not None:
        raise BadInput(f"{status['id']} ({status['subject']}): the network holds no link to open for it")
    if found is None:
        raise UnknownCode(
            "link, status or bar", text, near=near_matches(text, [*link_names().values(), *bars(), *_projects()])
        )
    return found
