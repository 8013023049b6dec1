"""Write `plan_set_gains` and `plan_rule_costs`: what measures of the shipped studies bring and what services cost.

Gains are of single measures, of pairs, and of all that a plan under the study's own budget asks about. They are
computed by `alat.plan` from the other shipped tables, and shipped because it takes minutes. Run it again after any
other script of this folder; `plan_set_gains_from` tells from which files they were made.
"""

from pathlib import Path

import polars as pl
from seal import main as seal
from trade_files import SNAPSHOT, write

from alat import sealed
from alat.data import open_study, shipped_studies
from alat.economy import sector_world
from alat.network import BASE
from alat.plan.engine_costs import computed
from alat.plan.outlooks import outlooks
from alat.plan.set_gains import every_single_and_pair, set_gains
from alat.plan.shipped_gains import COSTS, MADE_FROM, TABLE, digest
from alat.plan.study_plan import study_plan


def main(out: Path = SNAPSHOT) -> None:
    """Seal what is there, compute, write, and seal again."""
    seal()
    sealed.seals.cache_clear()
    made_from = digest()
    costs = pl.concat([rule_costs(name) for name in shipped_studies()])
    every = pl.concat([frame for name in shipped_studies() for frame in gains(name)])
    write(costs, f"{COSTS}.csv", out=out)
    write(every, f"{TABLE}.parquet", out=out)
    pl.DataFrame({"digest": [made_from]}).write_csv(out / f"{MADE_FROM}.csv", line_terminator="\n")
    seal()


def gains(name: str) -> list[pl.DataFrame]:
    """Return one frame a set and outlook: study, measures, outlook, iso3, gain_usd."""
    study = open_study(name)
    countries = sector_world().baseline.countries
    found = set_gains(study, every_single_and_pair(study), progress=lambda done, of: print(f"{name}: {done} of {of}"))
    if study.budget_usd is not None:
        found |= study_plan(study, budget_usd=study.budget_usd, known=found).gains
    found.pop(frozenset(), None)
    return [
        pl.DataFrame({"iso3": countries, "gain_usd": row}).select(
            study=pl.lit(name),
            measures=pl.lit(";".join(sorted(ids))),
            outlook=pl.lit(one.name),
            iso3="iso3",
            gain_usd="gain_usd",
        )
        for ids, values in sorted(found.items(), key=lambda each: sorted(each[0]))
        for one, row in zip(outlooks(), values, strict=True)
    ]


def rule_costs(name: str) -> pl.DataFrame:
    """Return one row a rule of a study: what the service costs a year."""
    study = open_study(name)
    rules = study.table("measure_costs").filter((pl.col("use") == "sum") & (pl.col("rule") != "upkeep"))["rule"]
    rows = []
    for rule in sorted(set(rules.drop_nulls()) - {""}):
        found = computed(rule, study=study, scenario=BASE)
        ends = {"": found.usd, "gross_": found.gross, "freight_": found.freight}
        figures = {
            f"{what}{end}_usd": value
            for what, each in ends.items()
            for end, value in zip(("low", "central", "high"), each.ends, strict=True)
        }
        rows.append({"study": name, "rule": rule} | figures | {"note": found.note, "sources": ";".join(found.sources)})
    return pl.DataFrame(rows)


if __name__ == "__main__":
    main()
