"""A fitted gravity equation on a terminal, never without what was left out and what theta would make of it."""

from dataclasses import dataclass

import polars as pl

from alat.cli.paper import Paper, number
from alat.trade.gravity_answer import NOT_IDENTIFIED, GravityAnswer
from alat.trade.theta import ALL, studies, theta

SHOWN_LOST = 12


@dataclass(frozen=True, slots=True)
class ThetaListing:
    """Theta by cargo class, and the published figures."""

    cargo: pl.DataFrame
    studies: pl.DataFrame
    sources: tuple[str, ...]
    notes: tuple[str, ...]


def theta_listing() -> ThetaListing:
    """Return everything the snapshot knows of theta."""
    from alat.data import table

    found = studies()
    return ThetaListing(table("theta_cargo"), found, tuple(dict.fromkeys(found["source"])), (NOT_IDENTIFIED,))


def show_gravity(paper: Paper, result: GravityAnswer) -> None:
    """Write a fit."""
    paper.title(f"Gravity, fitted on {result.fitted_on} (modelled)")
    paper.say(result.equation)
    columns = ("regressor", "coefficient", "std. error", "z", "95 % interval")
    paper.table(
        columns,
        [
            (
                row["name"],
                f"{row['value']:.5f}",
                f"{row['standard_error']:.5f}",
                f"{row['z']:.2f}",
                f"{row['low']:.4f} to {row['high']:.4f}",
            )
            for row in result.coefficients.to_dicts()
        ],
        right=columns[1:],
    )
    _rows(paper, result)
    levels = "; ".join(f"{row['name']} {row['levels']:,}" for row in result.effects.to_dicts())
    clusters = "; ".join(f"{row['name']} {row['levels']:,}" for row in result.clusters.to_dicts())
    paper.say(f"Effects: {levels}. Clusters: {clusters or 'none'}. Errors multiplied by the root of {result.degrees}.")
    fitted = number(result.squared_correlation.value, "index")
    paper.say(f"Squared correlation of fitted and recorded trade: {fitted}.")
    miss = result.adding_up.value
    paper.say(f"Adding up: no effect's total trade is missed by more than {miss:.1e} of all trade.")
    paper.say()
    _costs(paper, result)


def show_theta(paper: Paper, result: ThetaListing) -> None:
    """Write theta by class, and the studies."""
    paper.title("Trade elasticity (theta): what to take, and the range to read a result over (assumed)")
    columns = ("cargo class", "low", "central", "high")
    rows = [(row["cargo"], *(f"{row[end]:g}" for end in columns[1:])) for row in result.cargo.to_dicts()]
    paper.table(columns, rows, right=columns[1:])
    ends = ("low", "central", "high")
    paper.table(
        ("goods", "horizon", *ends, "identified by", "source"),
        [
            (
                row["goods"],
                row["horizon"],
                *("" if row[end] is None else f"{row[end]:g}" for end in ends),
                row["identified_by"],
                paper.cite([row["source"]]),
            )
            for row in result.studies.to_dicts()
        ],
        right=ends,
        title="Published figures (reported)",
    )


def _rows(paper: Paper, result: GravityAnswer) -> None:
    paper.table(("rows", "number"), [(r["what"], f"{r['rows']:,}") for r in result.rows.to_dicts()], right=("number",))
    if not result.lost.height:
        return
    listed = result.lost.head(SHOWN_LOST).to_dicts()
    names = "; ".join(f"{row['of']} {row['level']}".strip() + f" ({row['reason']}, {row['rows']:,})" for row in listed)
    more = result.lost.height - len(listed)
    paper.say(f"Left out: {names}{f'; and {more:,} more, all of them with --json' if more else ''}.")


def _costs(paper: Paper, result: GravityAnswer) -> None:
    if not result.sensitivity.height:
        return
    shown = result.sensitivity.filter(pl.col("goods") == ALL).to_dicts()
    columns = ("theta", "value", "exponent", "twice as far", "ten times as far")
    paper.table(
        columns,
        [
            (
                row["theta_is"],
                f"{row['theta']:g}",
                f"{row['exponent']:.3f}",
                f"+{100 * (row['cost_twice_as_far'] - 1):.0f} %",
                f"+{100 * (row['cost_ten_times_as_far'] - 1):.0f} %",
            )
            for row in shown
        ],
        right=columns[1:],
        title=f"What {result.distance} would mean as trade cost, tau = distance ^ (decay / theta), all goods (assumed)",
    )
    note = theta().note
    paper.say(f"Theta: {note} {paper.cite(theta().sources)}; by cargo class: `alat gravity theta`.")
