"""Which roll calls are on a topic? The issues that the source tags them with."""

from collections import Counter

import polars as pl

from alat.errors import UnknownCode, near_matches


def topics(calls: pl.DataFrame) -> dict[str, int]:
    """Return each topic that roll calls are tagged with and how many have it, the most frequent first."""
    every = Counter(topic for issues in calls["issues"] for topic in (issues or "").split(";") if topic)
    return dict(every.most_common())


def topic_named(name: str, calls: pl.DataFrame) -> str:
    """Return the topic as the source writes it.

    Parameters
    ----------
    name
        The topic, or the beginning of it, in any case.
    calls
        Roll calls.

    Raises
    ------
    UnknownCode
        If no roll call has it, or several topics begin so.
    """
    known = list(topics(calls))
    asked = name.strip().casefold()
    same = [topic for topic in known if topic.casefold() == asked]
    begun = same or [topic for topic in known if asked and topic.casefold().startswith(asked)]
    if len(begun) != 1:
        raise UnknownCode("topic", name, near=near_matches(name, known) or known)
    return begun[0]


def on_topic(calls: pl.DataFrame, topic: str) -> pl.DataFrame:
    """Return the roll calls that are tagged with a topic."""
    return calls.filter(pl.col("issues").str.split(";").list.contains(topic))
