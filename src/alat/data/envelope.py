"""What an answer looks like as JSON: one envelope for the command line and the web."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from importlib import import_module

from alat.data.plain import plain
from alat.data.sources import Source
from alat.data.sources import sources as known_sources


def envelope(
    command: str, inputs: Mapping[str, object], *, result: object, sources: Iterable[str], notes: Iterable[str]
) -> dict[str, object]:
    """Put an answer into the envelope that every command and every address of the web shares.

    Parameters
    ----------
    command
        The command's name: ``profile``.
    inputs
        What was asked, by parameter.
    result
        What a room answered: anything `plain` can turn into JSON.
    sources
        Ids of the sources it rests on; repeats are dropped and the order is kept.
    notes
        What a reader must know beside the numbers.

    Returns
    -------
    dict
        Keys ``alat`` (version), ``command``, ``inputs``, ``result``, ``sources``, ``notes``. A source is an object
        with id, publisher, title, year, licence and address; of a source that only a study knows, all but the id
        are null.

    Raises
    ------
    TypeError
        If the result holds something that has no plain form.
    """
    return {
        # By name, because a static import of the front door would tie this room to every other.
        "alat": import_module("alat").__version__,
        "command": command,
        "inputs": plain(inputs),
        "result": plain(result),
        "sources": [_cited(source_id) for source_id in dict.fromkeys(sources)],
        "notes": [str(note) for note in dict.fromkeys(notes)],
    }


def _cited(source_id: str) -> dict[str, str | None]:
    known: Source | None = known_sources().get(source_id)
    if known is None:
        return {"id": source_id, "publisher": None, "title": None, "year": None, "licence": None, "address": None}
    return asdict(known)
