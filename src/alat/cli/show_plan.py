"""A plan on a terminal: what to build, what each measure is worth, who gains, who pays, and when."""

import polars as pl

from alat.cli.paper import Paper
from alat.plan import PlanTold
from alat.reference import countries

_MOST = 10


def show_plan(paper: Paper, result: PlanTold) -> None:
    """Write the answer first, then what it rests on."""
    paper.title(f"What to do first: {result.title}")
    paper.say(result.answer)
    numbers = ("outlay m USD", "range", "worth alone", "share", "gain a year", "gain range", "kept")
    paper.table(
        ("measure", "owner", "build", *numbers, "cost"),
        [_measure(row) for row in result.measures.iter_rows(named=True)],
        right=numbers,
        title="Measures that can be judged; worth is net present value, million USD (modelled)",
    )
    paper.say(
        "Worth alone: with all it requires, mean over outlooks. Share: of the worth of what is chosen (Shapley value). "
        "Kept: weight of the outlooks whose best set has it."
    )
    outlooks = result.outlooks["outlook"].to_list()
    paper.table(
        ("set", "mean", *outlooks),
        [
            (
                row["measures"].replace(";", " ") or "nothing",
                *(_figure(row[name]) for name in ("worth_musd", *outlooks)),
            )
            for row in result.sets.head(_MOST).iter_rows(named=True)
        ],
        right=("mean", *outlooks),
        title="Best sets that were valued by the full chain, million USD net",
    )
    _show_outcome(paper, result)
    paper.table(
        ("not judged", "why"),
        [(row["id"], row["why"]) for row in result.left_out.iter_rows(named=True)],
        title="Measures without a modelled effect",
    )
    paper.table(
        ("outlook", "weight", "what it takes to be so"),
        [(row["outlook"], f"{row['probability']:.2f}", row["note"]) for row in result.outlooks.iter_rows(named=True)],
        right=("weight",),
        title="Outlooks (assumed)",
    )


def _show_outcome(paper: Paper, result: PlanTold) -> None:
    """Write figures of what is chosen, who gains, who pays, and the roadmap."""
    if result.appraisal.is_empty():
        return
    columns = ("central", "p10", "p50", "p90")
    paper.table(
        ("figure", *columns, "unit"),
        [
            (row["name"], *(_small(row[name]) for name in columns), row["unit"])
            for row in result.appraisal.iter_rows(named=True)
        ],
        right=columns,
        title="What is chosen, appraised (modelled); P10 to P90 of 2,000 draws of costs, use and dates",
    )
    paper.table(
        ("assumption", "low", "worth by", "high", "worth by "),
        [
            (row["name"], row["low"], _moved(row["low_musd"]), row["high"], _moved(row["high_musd"]))
            for row in result.swings.iter_rows(named=True)
        ],
        right=("worth by", "worth by "),
        title="What moves the worth of what is chosen, each alone, all else central; million USD (modelled)",
    )
    gains = pl.concat([result.gains.filter("party").head(_MOST), result.gains.filter(~pl.col("party")).head(_MOST)])
    paper.table(
        ("country", "party", "m USD a year", "low", "high"),
        [
            (
                countries()[row["iso3"]].name if row["iso3"] in countries() else row["iso3"],
                "yes" if row["party"] else "",
                *(_figure(row[name], 2) for name in ("gain_musd", "gain_low_musd", "gain_high_musd")),
            )
            for row in gains.iter_rows(named=True)
        ],
        right=("m USD a year", "low", "high"),
        title="Who gains: real income a year, mean and range over outlooks (modelled)",
    )
    _show_works(paper, result)


def _show_works(paper: Paper, result: PlanTold) -> None:
    """Write who pays, and the roadmap."""
    paper.table(
        ("owner", "capital m USD", "running m USD"),
        [
            (row["owner"], _figure(row["capital_musd"], 1), _figure(row["yearly_musd"], 1))
            for row in result.payments.iter_rows(named=True)
        ],
        right=("capital m USD", "running m USD"),
        title="Who pays: present values",
    )
    paper.table(
        ("measure", "owner", "start", "open", "may start by", "critical", "m USD"),
        [
            (
                f"{row['id']} {row['name']}",
                row["owner"],
                f"{row['start']}",
                f"{row['finish']}",
                f"{row['latest_start']}",
                "yes" if row["critical"] else "",
                _figure(row["cost_musd"]),
            )
            for row in result.roadmap.iter_rows(named=True)
        ],
        right=("m USD",),
        title="Roadmap",
    )


def _measure(row: dict[str, object]) -> tuple[str, ...]:
    ends = f"{_figure(row['outlay_low_musd'])} to {_figure(row['outlay_high_musd'])}"
    gains = (
        "" if row["gain_musd"] is None else f"{_figure(row['gain_low_musd'], 1)} to {_figure(row['gain_high_musd'], 1)}"
    )
    return (
        f"{row['id']} {row['name']}",
        str(row["owner"]),
        "yes" if row["chosen"] else "",
        _figure(row["outlay_musd"]),
        ends,
        "over budget" if row["alone_musd"] is None else _figure(row["alone_musd"]),
        _figure(row["share_musd"]),
        _figure(row["gain_musd"], 1),
        gains,
        _figure(row["kept"], 2),
        str(row["flags"]),
    )


def _figure(value: object, digits: int = 0) -> str:
    if not isinstance(value, int | float):
        return ""
    said = f"{value:,.{digits}f}"
    return said.lstrip("-") if float(said.replace(",", "")) == 0 else said


def _moved(value: object) -> str:
    if not isinstance(value, int | float):
        return "not computed"
    said = f"{value:+,.0f}"
    return "0" if said[1:] == "0" else said


def _small(value: object) -> str:
    if not isinstance(value, int | float):
        return "none"
    return f"{value:,.3f}" if abs(value) < 1 else f"{value:,.1f}"
