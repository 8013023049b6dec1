"""Votes made from points and drafts that are known."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from alat.diplomacy.record import VoteRecord

Floats = np.ndarray


@dataclass(frozen=True)
class Made:
    """A record of made votes and the points behind it, states by sessions."""

    record: VoteRecord
    truth: Floats


def made(
    points: Floats, *, drafts: int, seed: int, bridged: int = 0, spread: float = 1.0, shift: Floats | None = None
) -> Made:
    """Return votes of states (rows) in sessions (columns); the first `bridged` drafts come back in each session.

    `shift` moves the cuts of each session's own drafts.
    """
    random = np.random.default_rng(seed)
    states, sessions = points.shape
    names = ["USA", "RUS", *(f"S{number:02d}" for number in range(states - 2))]
    back = random.normal(0, spread, bridged), np.sort(random.normal(0, 1, (bridged, 2)), axis=1)
    votes, calls, repeated, first = [], [], [], list(range(1, bridged + 1))
    rcid = 0
    for session in range(sessions):
        for draft in range(drafts):
            rcid += 1
            slope, cuts = random.normal(0, spread), np.sort(random.normal(0, 1, 2))
            if shift is not None:
                cuts = cuts + shift[session] * slope
            if draft < bridged:
                slope, cuts = back[0][draft], back[1][draft]
                if session:
                    repeated.append((first[draft], rcid))
            level = slope * points[:, session] + random.normal(size=states)
            cast = 1 + (level > cuts[0]).astype(int) + (level > cuts[1])
            votes += [(name, rcid, int(vote)) for name, vote in zip(names, cast, strict=True)]
            day = f"{1950 + session}-10-01"
            calls.append((rcid, session + 1, day, f"R/{session + 1}/{draft}", f"Draft {rcid}", "", False, False))
    return Made(
        VoteRecord(
            pl.DataFrame(votes, schema={"iso3": pl.String, "rcid": pl.Int16, "vote": pl.Int8}, orient="row"),
            pl.DataFrame(
                calls,
                schema={
                    "rcid": pl.Int16, "session": pl.Int16, "date": pl.String, "resolution": pl.String,
                    "title": pl.String, "issues": pl.String, "paragraph": pl.Boolean, "amendment": pl.Boolean,
                },
                orient="row",
            ),
            pl.DataFrame(repeated, schema={"rcid": pl.Int64, "again": pl.Int64}, orient="row"),
            ("made",),
        ),
        points,
    )  # fmt: skip
