"""Which gains and costs of the shipped studies' measures were computed beforehand, and do they still hold?

The chain takes seconds for each set, and a service's ships too; for the shipped studies the answers ship
(`tools/snapshot/plan_gains.py`). They count only while the shipped files behind them are those they were computed from.
"""

from functools import lru_cache
from hashlib import sha256

import numpy as np
import polars as pl

from alat.data import Study, table
from alat.plan.cost_results import Range
from alat.plan.engine_costs import EngineCost
from alat.plan.outlooks import outlooks
from alat.plan.space import Floats
from alat.sealed import seals

TABLE, COSTS, MADE_FROM = "plan_set_gains", "plan_rule_costs", "plan_set_gains_from"
_OWN = (f"data/snapshot/{TABLE}.parquet", f"data/snapshot/{COSTS}.csv", f"data/snapshot/{MADE_FROM}.csv")
# Words, schemas, pictures, votes and ledgers: nothing of freight, trade or money hangs on them.
_APART = (
    *("brief/", "data/schemas/", "data/datasets.csv", "data/sources.csv", "data/exports.csv"),
    *(f"data/snapshot/{name}." for name in ("votes", "roll_calls", "voters", "repeated_resolutions", "votes_left_out")),
    *(f"data/snapshot/{name}." for name in ("ideal_points", "minerals", "world_outline", "link_lines")),
    *(
        f"data/snapshot/{name}."
        for name in ("energy_parameters", "energy_prices", "exchange_costs", "exchange_stays", "visas")
    ),
)
_LEDGERS = ("claims", "contacts", "posts", "commitments", "evidence", "wants_offers", "exchanges")


def digest() -> str:
    """Return one hash over the shipped files that freight, trade, duties, measures or costs may hang on."""
    ledgers = tuple(f"/{name}.csv" for name in _LEDGERS)
    rows = sorted(
        f"{path} {seal}"
        for path, seal in seals().items()
        if path not in _OWN and not path.startswith(_APART) and not path.endswith(ledgers)
    )
    return sha256("\n".join(rows).encode()).hexdigest()


def holds(study: Study) -> bool:
    """Whether what was computed for a study beforehand still holds."""
    return study.shipped and digest() in set(table(MADE_FROM)["digest"])


def shipped_gains(study: Study, countries: tuple[str, ...]) -> dict[frozenset[str], Floats]:
    """Return the gains that ship for a study, (outlooks, countries) USD a year by set; none where they do not hold."""
    return dict(_held(study.id, countries)) if holds(study) else {}


def shipped_cost(rule: str, study: Study) -> EngineCost | None:
    """Return the yearly cost by a rule on today's network that ships for a study; None where none holds."""
    rows = table(COSTS).filter((pl.col("study") == study.id) & (pl.col("rule") == rule))
    if rows.is_empty() or not holds(study):
        return None
    row = rows.row(0, named=True)
    usd, gross, freight = (
        Range(*(float(row[f"{what}{end}_usd"]) for end in ("low", "central", "high")))
        for what in ("", "gross_", "freight_")
    )
    return EngineCost(usd, gross, freight, row["note"], tuple(row["sources"].split(";")))


@lru_cache(maxsize=4)
def _held(study: str, countries: tuple[str, ...]) -> tuple[tuple[frozenset[str], Floats], ...]:
    rows = table(TABLE).filter(pl.col("study") == study)
    order = {name: row for row, name in enumerate(one.name for one in outlooks())}
    place = {code: column for column, code in enumerate(countries)}
    found: dict[frozenset[str], Floats] = {}
    for measures, outlook, iso3, gain in rows.select("measures", "outlook", "iso3", "gain_usd").iter_rows():
        gains = found.setdefault(frozenset(measures.split(";")), np.full((len(order), len(place)), np.nan))
        gains[order[outlook], place[iso3]] = gain
    for gains in found.values():
        gains.setflags(write=False)
    return tuple((ids, gains) for ids, gains in found.items() if np.isfinite(gains).all())
